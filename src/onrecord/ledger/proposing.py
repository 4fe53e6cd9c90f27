"""Keeps what may be one agreement and was not merged, for a person to judge."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from onrecord.agreements import Agreement, Proposal, proposals_between, told_by
from onrecord.agreements import proposals as proposals_within
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.computed import agreement_names, agreements, mentions, proposals
from onrecord.ledger.placing import Placed, mention_in
from onrecord.ledger.rows import Row

# What is proposed for a name that agreements of several lines bear is kept as of a line of its own.
NAMED = "named "


def note_proposals(
    connection: Connection, placed: Sequence[Placed], lines: Sequence[str], gone: Iterable[str]
) -> None:
    """Keep which agreements of these lines may be one, with each other or with those of others."""
    _forget(connection, lines)
    rows: list[Row] = []
    for line in lines:
        of_line = [one for one in placed if one.line == line]
        if len(of_line) > 1:
            told = [mention_in(held) for one in of_line for held in one.claims]
            found = proposals_within([one.agreement for one in of_line], told)
            rows += [_row(proposal, line) for proposal in found]
    insert(connection, proposals, rows)
    ids = sorted({one.agreement.id for one in placed} | set(gone))
    for name in _rename(connection, placed, ids):
        _propose_named(connection, name)


def _rename(connection: Connection, placed: Sequence[Placed], ids: Sequence[str]) -> list[str]:
    """Note under which names agreements go; the names that may have been given or taken."""
    touched: set[str] = set()
    for some in batches(ids):
        of_some = agreement_names.c.agreement_id.in_(some)
        touched |= set(connection.scalars(select(agreement_names.c.name).where(of_some)))
        connection.execute(agreement_names.delete().where(of_some))
    rows = []
    for one in placed:
        given = {name for held in one.claims for name in held.names or ()}
        told = {told_by(name, one.agreement.parties) for name in given} - {""}
        rows += [{"name": name, "agreement_id": one.agreement.id} for name in sorted(told)]
    insert(connection, agreement_names, rows)
    return sorted(touched | {row["name"] for row in rows})


def _propose_named(connection: Connection, name: str) -> None:
    """Keep which agreements of several lines may be one since they share a name."""
    _forget(connection, [NAMED + name])
    named = select(agreement_names.c.agreement_id).where(agreement_names.c.name == name)
    rows = connection.execute(select(agreements).where(agreements.c.id.in_(named))).all()
    if len({row.line for row in rows}) < 2:
        return
    known = [
        Agreement(
            id=row.id,
            parties=tuple(row.parties),
            kind=row.kind,
            claims=tuple(
                connection.scalars(
                    select(mentions.c.claim_id).where(
                        mentions.c.agreement_id == row.id, mentions.c.known_to.is_(None)
                    )
                )
            ),
            since=row.since,
            names=tuple(each for each in row.names if told_by(each, row.parties) == name),
            instruments=tuple(row.instruments),
            reasons=(),
        )
        for row in rows
    ]
    kept = {
        (row.left_id, row.right_id)
        for row in connection.execute(
            select(proposals.c.left_id, proposals.c.right_id).where(
                proposals.c.subject == "agreement",
                proposals.c.left_id.in_([each.id for each in known]),
            )
        )
    }
    found = proposals_between(known, [])
    insert(
        connection,
        proposals,
        [_row(one, NAMED + name) for one in found if (one.left, one.right) not in kept],
    )


def _forget(connection: Connection, lines: Sequence[str]) -> None:
    for some in batches(lines):
        of_lines = (proposals.c.subject == "agreement") & proposals.c.line.in_(some)
        connection.execute(proposals.delete().where(of_lines))


def _row(proposal: Proposal, line: str) -> Row:
    return {
        "subject": "agreement",
        "left_id": proposal.left,
        "right_id": proposal.right,
        "line": line,
        "reason": proposal.reason,
    }
