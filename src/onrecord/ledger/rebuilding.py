"""Makes the computed tables anew from the record: many reports at once, where nothing hinders."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from onrecord.ledger.attaching import extraction_at, judgement_in, reattach
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.comparing import compare_all
from onrecord.ledger.computed import agreements, changes, computed, mentions
from onrecord.ledger.disputing import note_disputes_of_all
from onrecord.ledger.known import note_actors
from onrecord.ledger.lines import note_changes, refresh_lines
from onrecord.ledger.mentioning import mention_row
from onrecord.ledger.moments import Moment
from onrecord.ledger.refreshing import count_claims
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, entries, extractions, judgements, reports
from onrecord.ledger.searching import clear_index, index_all
from onrecord.records import Subject


def rebuild(connection: Connection) -> None:
    """Make all computed tables anew from the record; `changes` keeps what it tells."""
    for table in reversed(computed.sorted_tables):
        if table is not changes:
            connection.execute(table.delete())
    clear_index(connection)
    last = _count_all(connection)
    ids = connection.scalars(select(reports.c.id).order_by(reports.c.id)).all()
    compare_all(connection, ids)
    for some in batches(ids):
        note_disputes_of_all(connection, some)
        _index(connection, some)
    current = mentions.c.known_to.is_(None)
    lines = connection.scalars(select(mentions.c.line).where(current).distinct()).all()
    for some in batches(sorted(lines), 200):
        refresh_lines(connection, some, None)
    speakers = select(mentions.c.speaker, mentions.c.side).where(current).distinct()
    for speaking in batches(sorted(connection.execute(speakers), key=str), 200):
        note_actors(connection, [(row.speaker, row.side) for row in speaking])
    if last:
        _note_changes(connection, last)


def _note_changes(connection: Connection, last: int) -> None:
    """Tell, as of the last entry, what `changes` has not told of the standings yet."""
    told = {
        row.agreement_id: row.now
        for row in connection.execute(select(changes).order_by(changes.c.sequence))
    }
    standing = {id: now for id, now in told.items() if now is not None}
    every = connection.scalars(select(agreements.c.id)).all()
    note_changes(connection, standing, {*every, *standing}, last)


def _count_all(connection: Connection) -> int:
    """Note how each claim counts, from which entry until which; the number of the last entry."""
    statement = (
        select(entries, extractions.c.report_id, extractions.c.published)
        .join_from(entries, extractions, extractions.c.id == entries.c.record_id, isouter=True)
        .order_by(entries.c.sequence)
    )
    last = 0
    seen: set[str] = set()
    read_first: list[Any] = []
    for row in connection.execute(statement).all():
        last = row.sequence
        if row.report_id is not None and row.report_id not in seen:
            seen.add(row.report_id)
            read_first.append(row)
            continue
        _count_first(connection, read_first)
        read_first = []
        if row.report_id is None:
            _count_judged(connection, row.record_id, last)
        else:
            _count_extraction(connection, row.record_id, last)
    _count_first(connection, read_first)
    return last


def _count_first(connection: Connection, read: Sequence[Any]) -> None:
    """The claims of reports that were read for the first time, which nobody has judged yet."""
    for some in batches(read):
        by_extraction = {row.record_id: row for row in some}
        of_extraction = select(claims).where(claims.c.extraction_id.in_(by_extraction))
        rows = []
        for claim in connection.execute(of_extraction):
            entry = by_extraction[claim.extraction_id]
            row = mention_row(claim_of(claim), claim.number, entry, entry.sequence, None)
            rows.append((entry.sequence, claim.number, row))
        insert(connection, mentions, [row for *_, row in sorted(rows, key=lambda each: each[:2])])


def _count_extraction(connection: Connection, id: str, entry: int) -> None:
    found = connection.execute(select(extractions).where(extractions.c.id == id))
    count_claims(connection, found.one(), entry)


def _count_judged(connection: Connection, id: str, entry: int) -> None:
    found = connection.execute(select(judgements).where(judgements.c.id == id))
    judged = judgement_in(found.one())
    reattach(connection, [judged], Moment(entry=entry))
    if judged.judgement.subject is Subject.CLAIM:
        for report in sorted({anchor.report for anchor in judged.judgement.targets}):
            at = extraction_at(connection, report, Moment(entry=entry))
            count_claims(connection, at, entry)


def _index(connection: Connection, some: Sequence[str]) -> None:
    """Let reports be found by the words of their extractions."""
    statement = select(extractions.c.sequence, extractions.c.title, extractions.c.text)
    of_reports = statement.where(extractions.c.report_id.in_(some))
    index_all(connection, connection.execute(of_reports.order_by(extractions.c.sequence)).all())
