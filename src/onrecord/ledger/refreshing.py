"""Keeps the computed tables in step with the record, inside the transaction that records."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from onrecord.judgements import RecordedJudgement
from onrecord.ledger.attaching import (
    extraction_at,
    judgements_of,
    reattach,
    rulings,
)
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.computed import attachments, mentions
from onrecord.ledger.copying import chain_of, follow_chains, note_copies
from onrecord.ledger.disputing import note_disputes_within
from onrecord.ledger.holding import held_in
from onrecord.ledger.known import note_actors
from onrecord.ledger.lines import recount_origins, refresh_lines
from onrecord.ledger.mentioning import close, mention_row
from onrecord.ledger.moments import Moment
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import (
    claims,
)
from onrecord.ledger.searching import index_text
from onrecord.records import Judgement, Subject


def refresh_report(connection: Connection, report_id: str, entry: int) -> None:
    """Bring everything up to date after a new extraction of a report."""
    moment = Moment(entry=entry)
    extraction = extraction_at(connection, report_id, moment)
    others = _told_of_with(connection, [report_id])
    before = [one for each in (report_id, *others) for one in held_in(connection, each)]
    count_claims(connection, extraction, entry)
    held = [*before, *held_in(connection, report_id)]
    moved = note_copies(connection, extraction, moment)
    index_text(connection, extraction)
    note_disputes_within(connection, report_id)
    added = None if before else report_id
    refresh_lines(connection, {one.line for one in held}, entry, added)
    recount_origins(connection, moved - {report_id})
    note_actors(connection, {(one.speaker, one.side) for one in held})


def refresh_judged(connection: Connection, judged: RecordedJudgement, entry: int) -> None:
    """Bring everything up to date after a judgement."""
    moment = Moment(entry=entry)
    reattach(connection, [judged], moment)
    about = {anchor.report for anchor in judged.judgement.targets}
    reports = sorted(about | _replaced_by(connection, judged.judgement))
    if judged.judgement.subject is Subject.COPY:
        related = {each for report in reports for each in chain_of(connection, report)}
        moved = follow_chains(connection, related | set(reports))
        recount_origins(connection, moved)
        return
    others = _told_of_with(connection, reports)
    held = [one for report in (*reports, *others) for one in held_in(connection, report)]
    if judged.judgement.subject is Subject.CLAIM:
        for report in reports:
            count_claims(connection, extraction_at(connection, report, moment), entry)
            note_disputes_within(connection, report)
        held += [one for report in reports for one in held_in(connection, report)]
    if judged.judgement.subject in (Subject.CLAIM, Subject.AGREEMENT):
        refresh_lines(connection, {one.line for one in held}, entry)
    if judged.judgement.subject in (Subject.CLAIM, Subject.ACTOR):
        note_actors(connection, {(one.speaker, one.side) for one in held})


def _told_of_with(connection: Connection, reports: Sequence[str]) -> list[str]:
    """The other reports of judgements about these: one that no longer finds its claims parts them.

    A merge holds all its targets together, so each part of what it held has one of them.
    """
    found: set[str] = set()
    for some in batches(reports):
        about = select(attachments.c.judgement_id).where(attachments.c.report_id.in_(some))
        told = select(attachments.c.report_id).where(attachments.c.judgement_id.in_(about))
        found |= set(connection.scalars(told))
    return sorted(found - set(reports))


def _replaced_by(connection: Connection, judgement: Judgement) -> set[str]:
    """The reports of the judgement that this one replaces: a withdrawal names only one of them."""
    replaced = attachments.c.judgement_id == judgement.supersedes
    return set(connection.scalars(select(attachments.c.report_id).where(replaced)))


def count_claims(connection: Connection, extraction: Any, entry: int) -> None:
    """From this entry on the claims of an extraction count, as people judged them."""
    report_id = extraction.report_id
    reattach(connection, judgements_of(connection, report_id), Moment(entry=entry))
    ruled = rulings(connection, report_id)
    of_extraction = select(claims).where(claims.c.extraction_id == extraction.id)
    rows = [
        mention_row(claim_of(row), row.number, extraction, entry, ruled.get(row.id))
        for row in connection.execute(of_extraction.order_by(claims.c.number))
    ]
    of_report = (mentions.c.report_id == report_id) & mentions.c.known_to.is_(None)
    current = [dict(row._mapping) for row in connection.execute(select(mentions).where(of_report))]
    same = {_what_counts(row) for row in rows} & {_what_counts(row) for row in current}
    close(connection, [row["claim_id"] for row in current if _what_counts(row) not in same], entry)
    insert(connection, mentions, [row for row in rows if _what_counts(row) not in same])


def _what_counts(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What makes a row of `mentions` another than one of the same claim."""
    return row["claim_id"], row["judgement_id"], row["rejected"], str(row["correction"])
