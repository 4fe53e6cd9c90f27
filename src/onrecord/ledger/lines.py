"""Keeps the agreements in step with their claims: standings, positions, what may be one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select

from onrecord.agreements import Line, dumped
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.computed import (
    agreement_parties,
    agreements,
    changes,
    copies,
    mentions,
    positions,
)
from onrecord.ledger.computed import lines as lines_kept
from onrecord.ledger.disputing import count_disputes, note_disputes_between
from onrecord.ledger.holding import claims_of
from onrecord.ledger.moments import NOW
from onrecord.ledger.placing import Placed, place_with
from onrecord.ledger.proposing import note_proposals
from onrecord.ledger.rows import Row
from onrecord.ledger.schema import entries
from onrecord.ledger.summing import Summed, latest_words, summed


def refresh_lines(
    connection: Connection, lines: Iterable[str], entry: int | None, added: str | None = None
) -> None:
    """Bring the agreements of these lines up to date: who says what of them, and their standing.

    `entry` is what changed them; without it no change is told. `added` is a report that is new on
    these lines, if nothing else changed there.
    """
    found = place_with(connection, lines, NOW, added)
    placed, taken = found.placed, found.lines
    _keep_cuts(connection, found.cuts)
    stored = {
        row.id: row
        for row in connection.execute(select(agreements).where(agreements.c.line.in_(taken)))
    }
    changed = [one for one in placed if _has_changed(one, stored.get(one.agreement.id))]
    _name_agreements(connection, changed)
    gone = set(stored) - {one.agreement.id for one in placed}
    note_disputes_between(connection, placed, taken)
    _store(connection, changed, gone)
    anew = {one.agreement.id for one in changed}
    _recount_disputes(connection, sorted({one.agreement.id for one in placed} - anew))
    if entry is not None:
        before = {id: row.standing for id, row in stored.items()}
        note_changes(connection, before, {one.agreement.id for one in changed} | gone, entry)
    note_proposals(connection, placed, taken, gone)


def _keep_cuts(connection: Connection, cuts: Mapping[str, Line]) -> None:
    for line, made in cuts.items():
        connection.execute(lines_kept.delete().where(lines_kept.c.line == line))
        if made.cuts:
            connection.execute(lines_kept.insert().values(line=line, cuts=dumped(made)))


def recount_origins(connection: Connection, reports: Iterable[str]) -> None:
    """Count the origins again of the agreements that these reports speak of."""
    told: set[str] = set()
    ids = sorted(reports)
    for some in batches(ids):
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
    for some in batches(ids):
        statement = (
            select(mentions.c.agreement_id, func.count(copies.c.origin_id.distinct()))
            .join(copies, copies.c.report_id == mentions.c.report_id)
            .where(mentions.c.agreement_id.in_(some), mentions.c.known_to.is_(None))
            .group_by(mentions.c.agreement_id)
        )
        found |= dict(connection.execute(statement).all())
    return found


def _has_changed(one: Placed, stored: Any) -> bool:
    told = (len(one.claims), one.agreement.kind, one.agreement.since, one.line)
    if stored is None or (stored.claims, stored.kind, stored.since, stored.line) != told:
        return True
    return any(held.agreement_id != one.agreement.id for held in one.claims)


def _name_agreements(connection: Connection, changed: Sequence[Placed]) -> None:
    """Note with each claim of which agreement it speaks."""
    moved = [
        {"claim": held.claim_id, "agreement": one.agreement.id}
        for one in changed
        for held in one.claims
        if held.agreement_id != one.agreement.id
    ]
    statement = (
        mentions.update()
        .where(mentions.c.claim_id == bindparam("claim"), mentions.c.known_to.is_(None))
        .values(agreement_id=bindparam("agreement"))
    )
    if moved:
        connection.execute(statement, moved)


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
    rows: dict[Table, list[Row]] = {agreements: [], agreement_parties: [], positions: []}
    for one in changed:
        found = summed(one, words)
        id = one.agreement.id
        strict, weak = opposed.get(id, (0, 0))
        counted = {"origins": origins.get(id, 0), "disputes": strict, "tensions": weak}
        rows[agreements].append(agreement_row(one, found) | counted)
        rows[agreement_parties] += [
            {"party": party, "agreement_id": id, "last_said": found.last_said}
            for party in one.agreement.parties
        ]
        rows[positions] += position_rows(one, found)
    for table, made in rows.items():
        insert(connection, table, made)


def _recount_disputes(connection: Connection, ids: Sequence[str]) -> None:
    """Count the disputes of agreements that did not change: another one's claims may have."""
    opposed = count_disputes(connection, ids)
    for id in ids:
        strict, weak = opposed.get(id, (0, 0))
        other = (agreements.c.disputes != strict) | (agreements.c.tensions != weak)
        connection.execute(
            agreements.update()
            .where(agreements.c.id == id, other)
            .values(disputes=strict, tensions=weak)
        )


def agreement_row(one: Placed, found: Summed) -> Row:
    """The row of an agreement, but for what is counted elsewhere."""
    return {
        "id": one.agreement.id,
        "line": one.line,
        "parties": list(one.agreement.parties),
        "kind": one.agreement.kind,
        "since": one.agreement.since,
        "names": sorted({name for held in one.claims for name in held.names or ()}),
        "instruments": sorted({word for held in one.claims for word in held.instruments or ()}),
        "first_said": found.first_said,
        "last_said": found.last_said,
        "claims": len(one.claims),
        "reports": found.reports,
        "standing": found.standing.name.value,
        "rests_on": list(found.standing.claims),
    }


def position_rows(one: Placed, found: Summed) -> list[Row]:
    """How the positions of an agreement are kept."""
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


def note_changes(
    connection: Connection, before: Mapping[str, str], touched: Iterable[str], entry: int
) -> None:
    """Tell which of these agreements have, by this entry, another standing than before."""
    recorded: datetime = connection.execute(
        select(entries.c.recorded).where(entries.c.sequence == entry)
    ).scalar_one()
    ids = sorted(touched)
    now: dict[str, Any] = {}
    for some in batches(ids):
        statement = select(agreements.c.id, agreements.c.standing, agreements.c.rests_on)
        found = connection.execute(statement.where(agreements.c.id.in_(some)))
        now |= {row.id: row for row in found}
    rows: list[Row] = [
        {
            "agreement_id": id,
            "entry": entry,
            "recorded": recorded,
            "was": before.get(id),
            "now": now[id].standing if id in now else None,
            "rests_on": now[id].rests_on if id in now else [],
        }
        for id in ids
        if before.get(id) != (now[id].standing if id in now else None)
    ]
    insert(connection, changes, rows)
