"""Reports on record: what was found in them, their copies, and the words that they hold."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, exists, func, select

from onrecord.alignment import Span
from onrecord.copies import Member, altered_quotations, changes, parents, relation
from onrecord.errors import UnknownRecord
from onrecord.ledger.answers.claims import (
    REPORT_COLUMNS,
    recorded,
    reference,
    the_one,
    with_reports,
)
from onrecord.ledger.answers.disputes import disputes_of_report
from onrecord.ledger.answers.entries import (
    ChainLink,
    Extraction,
    Found,
    RecordedReport,
    ReportEntry,
    ReportReference,
)
from onrecord.ledger.attaching import extraction_at
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import copies, mentions
from onrecord.ledger.copying import UNDATED
from onrecord.ledger.holding import Held, held_in
from onrecord.ledger.moments import Moment, published_by
from onrecord.ledger.placing import place
from onrecord.ledger.schema import claims, entries, extractions, reports
from onrecord.ledger.searching import find_text, phrases_in

# So many characters on either side of the first words sought are shown.
AROUND = 120
# Chains are read in full up to so many reports; the rest are counted only.
LONGEST_CHAIN = 50


def list_reports(
    connection: Connection,
    moment: Moment,
    limit: int | None,
    *,
    outlet: str | None = None,
    copies_of: str | None = None,
) -> tuple[ReportEntry, ...]:
    """The reports, the last recorded first; `copies_of` asks for those of one origin."""
    later = extractions.alias()
    newer = exists().where(
        later.c.report_id == extractions.c.report_id,
        later.c.sequence > extractions.c.sequence,
    )
    statement = with_reports(
        select(*REPORT_COLUMNS, extractions.c.sequence).select_from(extractions)
    )
    if moment.entry is not None:
        by_then = entries.c.sequence <= moment.entry
        newer = newer.where(exists().where(entries.c.record_id == later.c.id, by_then))
        statement = statement.where(
            exists().where(entries.c.record_id == extractions.c.id, by_then)
        )
    statement = statement.where(~newer)
    if moment.as_of is not None:
        statement = statement.where(published_by(extractions.c.published, moment.as_of))
    if outlet is not None:
        statement = statement.where(reports.c.outlet == outlet)
    if copies_of is not None:
        statement = statement.where(copies.c.origin_id == copies_of)
    statement = statement.order_by(extractions.c.sequence.desc()).limit(limit)
    rows = connection.execute(statement).all()
    return _entries(connection, rows, moment)


def one_report(connection: Connection, beginning: str, moment: Moment) -> RecordedReport:
    """A report by the beginning of its id; `UnknownRecord` where there is none, or several."""
    id = report_id(connection, beginning)
    extraction = extraction_at(connection, id, moment)
    if extraction is None:
        raise UnknownRecord(
            f"The ledger did not hold the report {id} at that time. Ask without --recorded-by."
        )
    about = _reference(connection, extraction)
    held = _named(connection, held_in(connection, id, moment), moment)
    words = recorded(connection, held)
    return RecordedReport(
        report=about,
        text=extraction.text,
        dateline=extraction.dateline,
        author=extraction.author,
        language=extraction.language,
        notes=tuple(extraction.notes),
        claims=tuple(words[one.claim_id] for one in held),
        disputes=disputes_of_report(connection, id) if moment.is_now else (),
        extractions=_extractions(connection, id, extraction.sequence),
        chain=chain_of_copies(connection, about.origin, moment),
    )


def _named(connection: Connection, held: Sequence[Held], moment: Moment) -> list[Held]:
    """Claims as they counted at a moment, with the agreements that they spoke of then."""
    if moment.is_now:
        return list(held)
    placed, _ = place(connection, {one.line for one in held}, moment)
    named = {one.claim_id: one for each in placed for one in each.claims}
    return [named[one.claim_id] for one in held]


def report_id(connection: Connection, beginning: str) -> str:
    """The id of the report that begins so."""
    return the_one(connection, reports.c.id, beginning, "report", "onrecord reports")


def chain_of_copies(connection: Connection, origin: str, moment: Moment) -> tuple[ChainLink, ...]:
    """The reports of one origin, each with the earlier one that it resembles most, origin first.

    Empty where nothing was copied.
    """
    ids = connection.scalars(
        select(copies.c.report_id)
        .where(copies.c.origin_id == origin)
        .order_by(copies.c.published + UNDATED, copies.c.report_id)
        .limit(LONGEST_CHAIN)
    ).all()
    if len(ids) < 2:
        return ()
    read = {id: extraction_at(connection, id, moment) for id in ids}
    read = {id: extraction for id, extraction in read.items() if extraction is not None}
    members = [Member(id, row.published, row.text) for id, row in read.items()]
    parent_of = parents(members)
    about = {id: _reference(connection, row) for id, row in read.items()}
    links = []
    for id in sorted(read, key=lambda one: (parent_of[one] is not None, list(ids).index(one))):
        parent = parent_of[id]
        earlier = read[parent].text if parent else ""
        # Of a chain only a few were compared when a report came in.
        pair = relation(earlier, read[id].text) if parent else None
        links.append(
            ChainLink(
                report=about[id],
                parent=parent,
                relation=pair.kind.value if pair else None,
                jaccard=pair.jaccard if pair else None,
                containment=pair.containment if pair else None,
                changes=changes(earlier, read[id].text) if parent else (),
                altered=altered_quotations(earlier, read[id].text) if parent else (),
                parent_text=earlier,
                text=read[id].text,
            )
        )
    return tuple(links)


def search_reports(
    connection: Connection, words: str, limit: int, moment: Moment
) -> tuple[Found, ...]:
    """The reports that hold all the words, the last recorded first, with the words around them."""
    sequences = find_text(connection, words, limit, moment)
    if not sequences:
        return ()
    statement = with_reports(
        select(*REPORT_COLUMNS, extractions.c.sequence, extractions.c.text).select_from(extractions)
    ).where(extractions.c.sequence.in_(sequences))
    rows = {row.sequence: row for row in connection.execute(statement)}
    number = _claim_counts(connection, [row.id for row in rows.values()])
    phrases = phrases_in(words)
    found = []
    for sequence in sequences:
        row = rows[sequence]
        start, stretch, at = _around(row.text, phrases)
        about = reference(row[: len(REPORT_COLUMNS)])
        found.append(Found(about, stretch, start, at, number.get(row.id, 0)))
    return tuple(found)


def _around(text: str, phrases: Sequence[Sequence[str]]) -> tuple[int, str, tuple[Span, ...]]:
    """A stretch of the text about the first of the words: its start, itself, where they stand."""
    # A stem is found by its beginning: "signing" where "signed" was sought.
    stems = [
        r"\W+".join(rf"{re.escape(word[: max(3, len(word) - 3)])}\w*" for word in phrase)
        for phrase in phrases
    ]
    sought = re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE)
    first = sought.search(text)
    middle = first.start() if first else 0
    start = max(0, middle - AROUND)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    stretch = text[start : middle + AROUND]
    at = tuple(Span(*match.span()) for match in sought.finditer(stretch))
    return start, stretch, at


def _entries(
    connection: Connection, rows: Sequence[Any], moment: Moment
) -> tuple[ReportEntry, ...]:
    ids = [row.id for row in rows]
    number = _claim_counts(connection, ids)
    read: dict[str, int] = {}
    made: dict[int, Any] = {}
    for some in batches(ids):
        of_report = extractions.c.report_id.in_(some)
        counted = select(extractions.c.report_id, func.count()).where(of_report)
        read |= dict(connection.execute(counted.group_by(extractions.c.report_id)).all())
    for some in batches([row.sequence for row in rows]):
        statement = select(
            extractions.c.sequence,
            extractions.c.recorded,
            extractions.c.onrecord,
            extractions.c.language,
        ).where(extractions.c.sequence.in_(some))
        made |= {row.sequence: row for row in connection.execute(statement)}
    return tuple(
        ReportEntry(
            report=reference(row[: len(REPORT_COLUMNS)]),
            recorded=made[row.sequence].recorded,
            onrecord=made[row.sequence].onrecord,
            language=made[row.sequence].language,
            claims=number.get(row.id, 0),
            extractions=read[row.id],
        )
        for row in rows
    )


def _claim_counts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(ids):
        statement = (
            select(mentions.c.report_id, func.count())
            .where(
                mentions.c.report_id.in_(some),
                mentions.c.known_to.is_(None),
                mentions.c.rejected.is_(False),
            )
            .group_by(mentions.c.report_id)
        )
        found |= dict(connection.execute(statement).all())
    return found


def _reference(connection: Connection, extraction: Any) -> ReportReference:
    statement = with_reports(select(*REPORT_COLUMNS).select_from(extractions))
    row = connection.execute(statement.where(extractions.c.sequence == extraction.sequence))
    return reference(row.one())


def _extractions(connection: Connection, report: str, current: int) -> tuple[Extraction, ...]:
    number = (
        select(func.count())
        .where(claims.c.extraction_id == extractions.c.id)
        .correlate(extractions)
        .scalar_subquery()
    )
    statement = (
        select(extractions, number.label("claims"))
        .where(extractions.c.report_id == report)
        .order_by(extractions.c.sequence)
    )
    return tuple(
        Extraction(row.id, row.onrecord, row.recorded, row.claims, row.sequence == current)
        for row in connection.execute(statement)
    )
