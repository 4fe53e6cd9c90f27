"""Keeps the disputes and tensions in step with the claims."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select

from onrecord.ledger.batching import batches, insert
from onrecord.ledger.computed import disputes, mentions
from onrecord.ledger.contradicting import Opposed, between_reports, within_a_report
from onrecord.ledger.holding import changed_since, claims_of, held_in, held_in_reports, held_now
from onrecord.ledger.moments import Moment
from onrecord.ledger.placing import Placed, place
from onrecord.ledger.rows import Row
from onrecord.records import Why


def note_disputes_within(connection: Connection, report_id: str) -> None:
    """Keep the disputes and tensions inside a report."""
    connection.execute(disputes.delete().where(disputes.c.report_id == report_id))
    held = {one.claim_id: one for one in held_in(connection, report_id)}
    counted = claims_of(connection, held.values())
    # `place_of` breaks ties by id; ids are hashes, so the order of the reading decides here.
    found = within_a_report([counted[id] for id in held])
    insert(
        connection,
        disputes,
        [dispute_row(Opposed(held[d.left], held[d.right], d.field, d.why)) for d in found],
    )


def note_disputes_of_all(connection: Connection, reports: Sequence[str]) -> None:
    """Keep the disputes and tensions inside each of some reports, of which none is kept."""
    held = held_in_reports(connection, reports)
    said = claims_of(connection, [one for inside in held for one in inside])
    rows: list[Row] = []
    for inside in held:
        by_id = {one.claim_id: one for one in inside}
        for d in within_a_report([said[id] for id in by_id]):
            rows.append(dispute_row(Opposed(by_id[d.left], by_id[d.right], d.field, d.why)))
    insert(connection, disputes, rows)


def note_disputes_between(
    connection: Connection, placed: Sequence[Placed], lines: Sequence[str]
) -> None:
    """Keep what reports say against each other of the agreements of these lines."""
    connection.execute(
        disputes.delete().where(disputes.c.line.in_(lines), disputes.c.report_id.is_(None))
    )
    found = between_lines(connection, placed, lines)
    insert(connection, disputes, [dispute_row(pair) for pair in found])


def between_lines(
    connection: Connection, placed: Sequence[Placed], lines: Sequence[str]
) -> list[Opposed]:
    """What reports say against each other of all agreements of these lines, now."""
    held = {one.claim_id: one for each in placed for one in each.claims}
    inside = [
        Opposed(held[row.left_claim], held[row.right_claim], row.field, Why(row.why))
        for row in connection.execute(
            select(disputes).where(disputes.c.line.in_(lines), disputes.c.report_id.is_not(None))
        )
        if row.left_claim in held and row.right_claim in held
    ]
    return _between(connection, placed, inside)


def opposed_among(
    connection: Connection, placed: Sequence[Placed], moment: Moment
) -> list[Opposed]:
    """The disputes and tensions that claims of these agreements are in at a moment, by rank."""
    ours = {one.claim_id for each in placed for one in each.claims}
    if moment.is_now:
        found = _stored(connection, ours)
    else:
        around, _ = place(connection, [one.line for one in placed], moment)
        inside = _inside(connection, around, moment)
        found = [*inside, *_between(connection, around, inside)]
    mine = [pair for pair in found if {pair.left.claim_id, pair.right.claim_id} & ours]
    return sorted(mine, key=lambda pair: pair.rank)


def _stored(connection: Connection, ids: set[str]) -> list[Opposed]:
    rows: dict[str, Any] = {}
    for some in batches(sorted(ids)):
        either = or_(disputes.c.left_claim.in_(some), disputes.c.right_claim.in_(some))
        rows |= {row.id: row for row in connection.execute(select(disputes).where(either))}
    return opposed_in(connection, list(rows.values()))


def opposed_in(connection: Connection, rows: Sequence[Any]) -> list[Opposed]:
    """What rows of `disputes` hold."""
    ids = sorted({end for row in rows for end in (row.left_claim, row.right_claim)})
    held = held_now(connection, ids)
    return [
        Opposed(held[row.left_claim], held[row.right_claim], row.field, Why(row.why))
        for row in rows
    ]


def _inside(connection: Connection, placed: Sequence[Placed], moment: Moment) -> list[Opposed]:
    """The disputes and tensions inside the reports of these agreements, at a moment."""
    found = []
    ours = {one.claim_id: one for each in placed for one in each.claims}
    reports = {one.report_id for one in ours.values()}
    anew = set() if moment.entry is None else changed_since(connection, reports, moment.entry)
    for some in batches(sorted(reports - anew)):
        for row in connection.execute(select(disputes).where(disputes.c.report_id.in_(some))):
            if row.left_claim in ours and row.right_claim in ours:
                ends = ours[row.left_claim], ours[row.right_claim]
                found.append(Opposed(*ends, row.field, Why(row.why)))
    for report in sorted(anew):
        of_report = held_in(connection, report, moment)
        held = {one.claim_id: ours.get(one.claim_id, one) for one in of_report}
        said = claims_of(connection, held.values())
        found += [
            Opposed(held[d.left], held[d.right], d.field, d.why)
            for d in within_a_report([said[id] for id in held])
        ]
    return found


def _between(
    connection: Connection, placed: Sequence[Placed], inside: Sequence[Opposed]
) -> list[Opposed]:
    found: list[Opposed] = []
    for line in sorted({one.line for one in placed}):
        of_line = [one for one in placed if one.line == line]
        within = [pair for pair in inside if pair.left.line == line]
        found += between_reports(of_line, within, lambda some: claims_of(connection, some))
    return found


def count_disputes(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """For each agreement how many disputes and how many tensions its current claims are in."""
    found: dict[str, tuple[int, int]] = {}
    for some in batches(ids):
        statement = (
            select(mentions.c.agreement_id, disputes.c.strict, func.count(disputes.c.id.distinct()))
            .join(
                disputes,
                or_(
                    disputes.c.left_claim == mentions.c.claim_id,
                    disputes.c.right_claim == mentions.c.claim_id,
                ),
            )
            .where(mentions.c.agreement_id.in_(some), mentions.c.known_to.is_(None))
            .group_by(mentions.c.agreement_id, disputes.c.strict)
        )
        for id, is_strict, number in connection.execute(statement):
            disputed, weak = found.get(id, (0, 0))
            found[id] = (number, weak) if is_strict else (disputed, number)
    return found


def dispute_row(pair: Opposed) -> Row:
    """How a contradiction is kept."""
    spelled = f"{pair.left.claim_id} {pair.right.claim_id}"
    return {
        "id": hashlib.sha256(spelled.encode()).hexdigest(),
        "left_claim": pair.left.claim_id,
        "right_claim": pair.right.claim_id,
        "line": pair.left.line,
        "field": pair.field,
        "strict": pair.why is Why.STRICT,
        "why": pair.why.value,
        "report_id": pair.report,
        "said": max(pair.left.said, pair.right.said),
        "rank": pair.rank,
    }
