"""Whether the chain is whole, and whether what is computed is what the record gives."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from onrecord.ledger.attaching import extraction_at, rulings
from onrecord.ledger.batching import batches
from onrecord.ledger.chaining import entry_hash
from onrecord.ledger.computed import agreements, disputes, mentions, positions
from onrecord.ledger.contradicting import Opposed, within_a_report
from onrecord.ledger.disputing import between_lines, count_disputes, dispute_row
from onrecord.ledger.holding import claims_of, held_in
from onrecord.ledger.lines import agreement_row, origins_of, position_rows
from onrecord.ledger.mentioning import mention_row
from onrecord.ledger.moments import NOW
from onrecord.ledger.placing import Placed, place
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, entries, extractions, judgements, reports
from onrecord.ledger.summing import latest_words, summed

ANEW = "Have it computed anew: onrecord rebuild"
# Columns of `mentions` that tell of the order of recording, or are checked with agreements.
BESIDE = ("id", "agreement_id", "known_from", "known_to")


class FaultError(Exception):
    """What does not hold."""


def require(holds: bool, fault: str) -> None:
    """Raise the fault unless it holds."""
    if not holds:
        raise FaultError(fault)


def check_chain(connection: Connection) -> None:
    """Every record has its entry, and every entry follows from the one before it."""
    recorded = {
        "extraction": set(connection.scalars(select(extractions.c.id))),
        "judgement": set(connection.scalars(select(judgements.c.id))),
    }
    previous = ""
    for row in connection.execute(select(entries).order_by(entries.c.sequence)):
        name = f"entry {row.sequence}"
        require(row.previous == previous, f"{name}: it does not follow the entry before it")
        derived = entry_hash(previous, row.record, row.record_id, row.recorded)
        require(derived == row.hash, f"{name}: its hash is not that of what it says")
        known = recorded.get(row.record, set())
        require(row.record_id in known, f"{name}: its {row.record} is not there")
        known.remove(row.record_id)
        previous = row.hash
    for record, left in recorded.items():
        require(not left, f"{record} {min(left, default='')}: no entry of the chain tells of it")


def check_computed(connection: Connection) -> None:
    """The current mentions, disputes, agreements and positions are what the record gives."""
    for report in connection.scalars(select(reports.c.id).order_by(reports.c.id)).all():
        _check_mentions(connection, report)
        _check_disputes_within(connection, report)
    current = select(mentions.c.line).where(mentions.c.known_to.is_(None)).distinct()
    found: set[str] = set()
    for some in batches(sorted(connection.scalars(current)), 100):
        placed, taken = place(connection, some, NOW)
        _check_disputes_between(connection, placed, taken)
        _check_agreements(connection, placed)
        found |= {one.agreement.id for one in placed}
    stored = set(connection.scalars(select(agreements.c.id)))
    require(stored <= found, f"agreement {min(stored - found, default='')}: no claim. {ANEW}")


def _check_mentions(connection: Connection, report: str) -> None:
    extraction = extraction_at(connection, report, NOW)
    require(extraction is not None, f"report {report}: nothing was extracted from it")
    ruled = rulings(connection, report)
    of_extraction = select(claims).where(claims.c.extraction_id == extraction.id)
    derived = {}
    for row in connection.execute(of_extraction):
        ruling = ruled.get(row.id)
        derived[row.id] = mention_row(claim_of(row), row.number, extraction, 0, ruling)
    of_report = (mentions.c.report_id == report) & mentions.c.known_to.is_(None)
    stored = {
        row.claim_id: dict(row._mapping)
        for row in connection.execute(select(mentions).where(of_report))
    }
    require(derived.keys() == stored.keys(), f"report {report}: other claims count. {ANEW}")
    for id, wanted in derived.items():
        kept = stored[id]
        holds = all(kept[name] == wanted[name] for name in wanted if name not in BESIDE)
        require(holds, f"claim {id}: it does not count as it was extracted and judged. {ANEW}")


def _check_disputes_within(connection: Connection, report: str) -> None:
    held = {one.claim_id: one for one in held_in(connection, report)}
    said = claims_of(connection, held.values())
    found = within_a_report([said[id] for id in held])
    derived = [dispute_row(Opposed(held[d.left], held[d.right], d.field, d.why)) for d in found]
    stored = _rows(connection, disputes, disputes.c.report_id == report)
    require(_by_id(derived) == stored, f"report {report}: its disputes are others. {ANEW}")


def _check_disputes_between(connection: Connection, placed: list[Placed], lines: list[str]) -> None:
    derived = [dispute_row(pair) for pair in between_lines(connection, placed, lines)]
    between = disputes.c.line.in_(lines) & disputes.c.report_id.is_(None)
    stored = _rows(connection, disputes, between)
    require(_by_id(derived) == stored, f"{' '.join(lines)}: the disputes are others. {ANEW}")


def _check_agreements(connection: Connection, placed: list[Placed]) -> None:
    ids = [one.agreement.id for one in placed]
    said = claims_of(connection, [word for one in placed for word in latest_words(one.claims)])
    origins, opposed = origins_of(connection, ids), count_disputes(connection, ids)
    stored = _rows(connection, agreements, agreements.c.id.in_(ids))
    for one in placed:
        id = one.agreement.id
        total = summed(one, said)
        strict, weak = opposed.get(id, (0, 0))
        derived = agreement_row(one, total) | {
            "origins": origins.get(id, 0),
            "disputes": strict,
            "tensions": weak,
        }
        require(stored.get(id) == derived, f"agreement {id}: its row is not what it was. {ANEW}")
        moved = [held.claim_id for held in one.claims if held.agreement_id != id]
        require(not moved, f"claim {moved and moved[0]}: it speaks of {id}. {ANEW}")
        held = connection.execute(select(positions).where(positions.c.agreement_id == id))
        listed = sorted((dict(row._mapping) for row in held), key=str)
        holds = listed == sorted(position_rows(one, total), key=str)
        require(holds, f"agreement {id}: its positions are others. {ANEW}")


def _rows(connection: Connection, table: Table, which: Any) -> dict[str, dict[str, Any]]:
    rows = connection.execute(select(table).where(which))
    return {row.id: dict(row._mapping) for row in rows}


def _by_id(rows: list[dict[str, Any]]) -> Mapping[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}
