"""Keeps the computed tables in step with the record, inside the transaction that records."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from onrecord.agreements import proposals as find_proposals
from onrecord.ledger.attaching import judgements_of, reattach, rulings
from onrecord.ledger.computed import (
    agreement_parties,
    agreements,
    changes,
    copies,
    disputes,
    mentions,
    positions,
    proposals,
)
from onrecord.ledger.contradicting import Opposed, between_reports, within_a_report
from onrecord.ledger.copying import note_copies
from onrecord.ledger.known import note_actors
from onrecord.ledger.mentioning import claims_as_they_count, close, mention_row
from onrecord.ledger.moments import NOW
from onrecord.ledger.placing import COLUMNS, Held, Placed, mention_in, place
from onrecord.ledger.rows import Row, claim_of
from onrecord.ledger.schema import claims, entries, extractions
from onrecord.ledger.searching import index_text
from onrecord.ledger.summing import Summed, latest_words, summed
from onrecord.records import Claim, Why


def refresh_report(connection: Connection, report_id: str, entry: int) -> None:
    """Bring everything up to date after a new extraction of a report, or a judgement about it."""
    extraction = connection.execute(
        select(extractions)
        .where(extractions.c.report_id == report_id)
        .order_by(extractions.c.sequence.desc())
        .limit(1)
    ).one()
    before = _current(connection, report_id)
    count_claims(connection, extraction, entry)
    after = _current(connection, report_id)
    moved = note_copies(connection, report_id, extraction.text, extraction.published or "")
    index_text(connection, extraction)
    note_disputes_within(connection, report_id)
    held = [*before, *after]
    refresh_lines(connection, {one.line for one in held}, entry)
    recount_origins(connection, moved - {report_id})
    note_actors(connection, {(one.speaker, one.side) for one in held})


def count_claims(connection: Connection, extraction: Any, entry: int) -> None:
    """From this entry on the claims of an extraction count, as people judged them."""
    report_id = extraction.report_id
    reattach(connection, judgements_of(connection, report_id))
    ruled = rulings(connection, report_id)
    of_extraction = select(claims).where(claims.c.extraction_id == extraction.id)
    rows = [
        mention_row(
            claim_of(row), row.number, report_id, extraction.published, entry, ruled.get(row.id)
        )
        for row in connection.execute(of_extraction.order_by(claims.c.number))
    ]
    now = {_what_counts(row) for row in rows}
    current = list(
        connection.execute(
            select(mentions).where(
                mentions.c.report_id == report_id, mentions.c.known_to.is_(None)
            )
        )
    )
    same = {_what_counts(row._mapping) for row in current} & now
    close(
        connection,
        [row.claim_id for row in current if _what_counts(row._mapping) not in same],
        entry,
    )
    insert(connection, mentions, [row for row in rows if _what_counts(row) not in same])


def note_disputes_within(connection: Connection, report_id: str) -> None:
    """Keep the disputes and tensions inside a report."""
    connection.execute(disputes.delete().where(disputes.c.report_id == report_id))
    held = {one.claim_id: one for one in _current(connection, report_id)}
    counted = claims_of(connection, held.values())
    # `place_of` breaks ties by id; ids are hashes, so the order of the reading decides here.
    found = within_a_report([counted[id] for id in held])
    insert(
        connection,
        disputes,
        [_dispute_row(Opposed(held[d.left], held[d.right], d.field, d.why)) for d in found],
    )


def refresh_lines(connection: Connection, lines: Iterable[str], entry: int) -> None:
    """Bring the agreements of these lines up to date: who says what of them, and their standing."""
    placed, taken = place(connection, lines, NOW)
    stored = {
        row.id: row
        for row in connection.execute(
            select(agreements.c.id, agreements.c.standing, agreements.c.claims).where(
                agreements.c.line.in_(taken)
            )
        )
    }
    changed = [one for one in placed if _has_changed(one, stored.get(one.agreement.id))]
    for one in changed:
        _name_agreement(connection, one)
    gone = set(stored) - {one.agreement.id for one in placed}
    note_disputes_between(connection, placed, taken)
    _store(connection, changed, gone)
    _note_changes(connection, {id: row.standing for id, row in stored.items()}, changed, gone, entry)
    _note_proposals(connection, placed, taken)


def note_disputes_between(
    connection: Connection, placed: Sequence[Placed], lines: Sequence[str]
) -> None:
    """Keep what reports say against each other of the agreements of these lines."""
    connection.execute(
        disputes.delete().where(disputes.c.line.in_(lines), disputes.c.report_id.is_(None))
    )
    held = {one.claim_id: one for each in placed for one in each.claims}
    inside = [
        Opposed(held[row.left_claim], held[row.right_claim], row.field, Why(row.why))
        for row in connection.execute(select(disputes).where(disputes.c.line.in_(lines)))
        if row.left_claim in held and row.right_claim in held
    ]
    found: list[Opposed] = []
    for line in lines:
        of_line = [one for one in placed if one.line == line]
        within = [pair for pair in inside if pair.left.line == line]
        found += between_reports(of_line, within, lambda some: claims_of(connection, some))
    insert(connection, disputes, [_dispute_row(pair) for pair in found])


def recount_origins(connection: Connection, reports: Iterable[str]) -> None:
    """Count the origins again of the agreements that these reports speak of."""
    told: set[str] = set()
    ids = sorted(reports)
    for some in (ids[at : at + 500] for at in range(0, len(ids), 500)):
        told |= set(
            connection.scalars(
                select(mentions.c.agreement_id).where(
                    mentions.c.report_id.in_(some),
                    mentions.c.known_to.is_(None),
                    mentions.c.agreement_id.is_not(None),
                )
            )
        )
    for id, number in origins_of(connection, sorted(told)).items():
        connection.execute(agreements.update().where(agreements.c.id == id).values(origins=number))


def origins_of(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """How many reports speak of each agreement, copies of one counted once."""
    found: dict[str, int] = {}
    for some in (ids[at : at + 500] for at in range(0, len(ids), 500)):
        statement = (
            select(mentions.c.agreement_id, func.count(copies.c.origin_id.distinct()))
            .join(copies, copies.c.report_id == mentions.c.report_id)
            .where(mentions.c.agreement_id.in_(some), mentions.c.known_to.is_(None))
            .group_by(mentions.c.agreement_id)
        )
        found |= {id: number for id, number in connection.execute(statement).tuples()}
    return found


def claims_of(connection: Connection, held: Iterable[Held]) -> Mapping[str, Claim]:
    """The claims themselves, as they count."""
    return claims_as_they_count(connection, {one.claim_id: one.correction for one in held})


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add rows to a computed table."""
    if rows:
        connection.execute(table.insert(), rows)


def _what_counts(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What makes a row of `mentions` another than one of the same claim."""
    return row["claim_id"], row["judgement_id"], row["rejected"], str(row["correction"])


def _current(connection: Connection, report_id: str) -> list[Held]:
    statement = (
        select(*COLUMNS)
        .where(
            mentions.c.report_id == report_id,
            mentions.c.known_to.is_(None),
            mentions.c.rejected.is_(False),
        )
        .order_by(mentions.c.rank)
    )
    return [Held._make(row) for row in connection.execute(statement)]


def _has_changed(one: Placed, stored: Any) -> bool:
    if stored is None or stored.claims != len(one.claims):
        return True
    return any(held.agreement_id != one.agreement.id for held in one.claims)


def _name_agreement(connection: Connection, one: Placed) -> None:
    """Note with each claim of which agreement it speaks."""
    moved = [held.claim_id for held in one.claims if held.agreement_id != one.agreement.id]
    for some in (moved[at : at + 500] for at in range(0, len(moved), 500)):
        connection.execute(
            mentions.update()
            .where(mentions.c.claim_id.in_(some), mentions.c.known_to.is_(None))
            .values(agreement_id=one.agreement.id)
        )


def _store(connection: Connection, changed: Sequence[Placed], gone: Iterable[str]) -> None:
    """Write the rows of agreements anew, with their parties and positions."""
    ids = [*(one.agreement.id for one in changed), *gone]
    for table in (positions, agreement_parties):
        connection.execute(table.delete().where(table.c.agreement_id.in_(ids)))
    connection.execute(agreements.delete().where(agreements.c.id.in_(ids)))
    if not changed:
        return
    words = claims_of(connection, [w for one in changed for w in latest_words(one.claims)])
    origins = origins_of(connection, [one.agreement.id for one in changed])
    opposed = count_disputes(connection, [one.agreement.id for one in changed])
    for one in changed:
        found = summed(one, words)
        id = one.agreement.id
        strict, weak = opposed.get(id, (0, 0))
        row = agreement_row(one, found) | {
            "origins": origins.get(id, 0),
            "disputes": strict,
            "tensions": weak,
        }
        connection.execute(agreements.insert().values(row))
        party_rows = [
            {"party": party, "agreement_id": id, "last_said": found.last_said}
            for party in one.agreement.parties
        ]
        insert(connection, agreement_parties, party_rows)
        insert(connection, positions, _position_rows(one, found))


def agreement_row(one: Placed, found: Summed) -> Row:
    """The row of an agreement, but for what is counted elsewhere."""
    return {
        "id": one.agreement.id,
        "line": one.line,
        "parties": list(one.agreement.parties),
        "kind": one.agreement.kind,
        "since": one.agreement.since,
        "names": list(one.agreement.names),
        "instruments": list(one.agreement.instruments),
        "reasons": list(one.agreement.reasons),
        "first_said": found.first_said,
        "last_said": found.last_said,
        "claims": len(one.claims),
        "reports": found.reports,
        "standing": found.standing.name.value,
        "rests_on": list(found.standing.claims),
    }


def _position_rows(one: Placed, found: Summed) -> list[Row]:
    said = {held.claim_id: held.said for held in one.claims}
    return [
        {
            "agreement_id": one.agreement.id,
            "side": position.side,
            "field": position.field or "",
            "stance": position.stance.value,
            "claim_id": position.claim,
            "said": said.get(position.claim or "", ""),
        }
        for position in found.positions
    ]


def count_disputes(
    connection: Connection, ids: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """For each agreement how many disputes and how many tensions its current claims are in."""
    found: dict[str, tuple[int, int]] = {}
    strict = disputes.c.why == Why.STRICT.value
    for some in (ids[at : at + 500] for at in range(0, len(ids), 500)):
        statement = (
            select(mentions.c.agreement_id, strict, func.count(disputes.c.id.distinct()))
            .join(
                disputes,
                or_(
                    disputes.c.left_claim == mentions.c.claim_id,
                    disputes.c.right_claim == mentions.c.claim_id,
                ),
            )
            .where(mentions.c.agreement_id.in_(some), mentions.c.known_to.is_(None))
            .group_by(mentions.c.agreement_id, strict)
        )
        for id, is_strict, number in connection.execute(statement).tuples():
            disputed, weak = found.get(id, (0, 0))
            found[id] = (number, weak) if is_strict else (disputed, number)
    return found


def _note_changes(
    connection: Connection,
    before: Mapping[str, str],
    changed: Sequence[Placed],
    gone: Iterable[str],
    entry: int,
) -> None:
    """Record which agreements changed their standing by this entry."""
    recorded: datetime = connection.execute(
        select(entries.c.recorded).where(entries.c.sequence == entry)
    ).scalar_one()
    ids = [one.agreement.id for one in changed]
    now = {
        row.id: row
        for row in connection.execute(
            select(agreements.c.id, agreements.c.standing, agreements.c.rests_on).where(
                agreements.c.id.in_(ids)
            )
        )
    }
    rows: list[Row] = [
        {"agreement_id": id, "was": before.get(id), "now": row.standing, "rests_on": row.rests_on}
        for id, row in sorted(now.items())
        if before.get(id) != row.standing
    ]
    rows += [
        {"agreement_id": id, "was": before[id], "now": None, "rests_on": []} for id in sorted(gone)
    ]
    insert(connection, changes, [row | {"entry": entry, "recorded": recorded} for row in rows])


def _note_proposals(
    connection: Connection, placed: Sequence[Placed], lines: Sequence[str]
) -> None:
    """Keep what may be one agreement and was not merged."""
    connection.execute(
        proposals.delete().where(
            and_(proposals.c.subject == "agreement", proposals.c.line.in_(lines))
        )
    )
    rows = []
    for line in lines:
        of_line = [one for one in placed if one.line == line]
        if len(of_line) > 1:
            told = [mention_in(held) for one in of_line for held in one.claims]
            rows += [
                {
                    "subject": "agreement",
                    "left_id": proposal.left,
                    "right_id": proposal.right,
                    "line": line,
                    "reason": proposal.reason,
                }
                for proposal in find_proposals([one.agreement for one in of_line], told)
            ]
    insert(connection, proposals, rows)


def _dispute_row(pair: Opposed) -> Row:
    spelled = f"{pair.left.claim_id} {pair.right.claim_id}"
    return {
        "id": hashlib.sha256(spelled.encode()).hexdigest(),
        "left_claim": pair.left.claim_id,
        "right_claim": pair.right.claim_id,
        "line": pair.left.line,
        "field": pair.field,
        "why": pair.why.value,
        "report_id": pair.report,
        "said": max(pair.left.said, pair.right.said),
        "rank": pair.rank,
    }
