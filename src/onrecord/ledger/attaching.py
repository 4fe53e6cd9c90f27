"""Which claim of the ledger each judgement means, also after a report was extracted anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, select

from onrecord.judgements import Attachment, How, RecordedJudgement, attach, current, from_json
from onrecord.ledger.computed import attachments
from onrecord.ledger.mentioning import Ruling
from onrecord.ledger.moments import Moment
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, entries, extractions, judgements
from onrecord.records import Claim, Decision, Judgement, Subject


@dataclass(frozen=True, slots=True)
class Link:
    """A judgement that things are one (merge) or are not (split), and the claims that it means.

    A claim is None where the judgement no longer finds it, and where it judges `reports` as such.
    """

    judgement: str
    decision: Decision
    claims: tuple[str | None, ...]
    reports: tuple[str, ...]


def judgement_in(row: Any) -> RecordedJudgement:
    """The judgement that a row of `judgements` holds."""
    fields = ("subject", "decision", "targets", "correction", "note", "made", "supersedes")
    given = {name: row._mapping[name] for name in fields} | {"by": row.judged_by}
    return RecordedJudgement(row.id, from_json(given))


def attached(
    connection: Connection, judgement: Judgement, moment: Moment
) -> list[Attachment | None]:
    """What each target of a judgement is at a moment; None where it is a report."""
    found: list[Attachment | None] = []
    for anchor in judgement.targets:
        if anchor.statement is None:
            found.append(None)
            continue
        text, held = _read_by(connection, anchor.report, moment)
        at = attach(anchor, held, text, judgement.correction)
        quote = (judgement.correction or {}).get("quote")
        if at.claim and quote and quote not in text:
            # The words that a person put in place of the quote are gone.
            at = Attachment(at.claim, How.CHANGED, ("quote",))
        found.append(at)
    return found


def reattach(connection: Connection, judged: Iterable[RecordedJudgement], moment: Moment) -> None:
    """Note to which claims these judgements hold at a moment."""
    for each in judged:
        found = attached(connection, each.judgement, moment)
        of_judgement = attachments.c.judgement_id == each.id
        connection.execute(attachments.delete().where(of_judgement))
        rows = [
            {
                "judgement_id": each.id,
                "target": target,
                "subject": each.judgement.subject.value,
                "decision": each.judgement.decision.value,
                "report_id": anchor.report,
                "claim_id": at and at.claim,
                "how": at.how.value if at else How.SAME.value,
                "differs": list(at.differs) if at else [],
            }
            for target, (anchor, at) in enumerate(zip(each.judgement.targets, found, strict=True))
        ]
        connection.execute(attachments.insert(), rows)


def judgements_of(connection: Connection, report_id: str) -> list[RecordedJudgement]:
    """The judgements about a report or its claims."""
    of_report = select(attachments.c.judgement_id).where(attachments.c.report_id == report_id)
    statement = select(judgements).where(judgements.c.id.in_(of_report))
    return [judgement_in(row) for row in connection.execute(statement)]


def rulings(connection: Connection, report_id: str) -> dict[str, Ruling]:
    """By claim of a report, the judgement that counts, if any does."""
    statement = (
        select(judgements, attachments.c.claim_id, attachments.c.how)
        .join(attachments, attachments.c.judgement_id == judgements.c.id)
        .where(attachments.c.report_id == report_id, judgements.c.subject == Subject.CLAIM.value)
    )
    rows = connection.execute(statement).all()
    made = {row.id: judgement_in(row) for row in rows}
    # Replaced is replaced, also where what replaced it no longer finds its claim.
    replaced = {each.id for one in current(made.values()).values() for each in one.superseded}
    claim_of_judgement = {
        row.id: row.claim_id
        for row in rows
        if row.how in (How.SAME.value, How.MOVED.value) and row.id not in replaced
    }
    valid = [made[id] for id in claim_of_judgement]
    judged = current(valid, lambda each: claim_of_judgement[each.id])
    return {
        str(claim): Ruling(
            counts.id, counts.judgement.decision is Decision.REJECT, counts.judgement.correction
        )
        for claim, one in judged.items()
        if (counts := one.counts) is not None
    }


def links(connection: Connection, subject: Subject, moment: Moment) -> list[Link]:
    """The merges and splits that count at a moment, as they were made, with what they mean.

    Those that somebody has taken back do not count.
    """
    later = judgements.alias()
    replaced = select(later.c.id).where(later.c.supersedes == judgements.c.id)
    read_since: ColumnElement[bool] = false()
    statement = (
        select(
            attachments.c.judgement_id,
            attachments.c.decision,
            attachments.c.report_id,
            attachments.c.claim_id,
        )
        .join(judgements, judgements.c.id == attachments.c.judgement_id)
        .where(
            attachments.c.subject == subject.value,
            attachments.c.decision.in_((Decision.MERGE.value, Decision.SPLIT.value)),
        )
        .order_by(judgements.c.made, judgements.c.id, attachments.c.target)
    )
    if moment.entry is not None:
        known = entries.c.sequence <= moment.entry
        replaced = replaced.join(entries, entries.c.record_id == later.c.id).where(known)
        statement = statement.join(entries, entries.c.record_id == judgements.c.id).where(known)
        read_since = _read_since(moment.entry)
    rows = connection.execute(statement.add_columns(read_since).where(~replaced.exists()))
    made = [(id, list(targets)) for id, targets in groupby(rows, lambda row: row.judgement_id)]
    return [
        Link(
            id,
            Decision(targets[0].decision),
            _meant_at(connection, id, moment)
            if any(row[-1] for row in targets)
            else tuple(row.claim_id for row in targets),
            tuple(row.report_id for row in targets),
        )
        for id, targets in made
    ]


def _read_since(entry: int) -> ColumnElement[bool]:
    """Whether the report of an attachment was read anew after an entry."""
    told = entries.alias()
    return (
        select(extractions.c.id)
        .join(told, told.c.record_id == extractions.c.id)
        .where(extractions.c.report_id == attachments.c.report_id, told.c.sequence > entry)
        .exists()
    )


def _meant_at(connection: Connection, id: str, moment: Moment) -> tuple[str | None, ...]:
    """The claims that a judgement meant at a moment."""
    row = connection.execute(select(judgements).where(judgements.c.id == id)).one()
    found = attached(connection, judgement_in(row).judgement, moment)
    return tuple(at.claim if at else None for at in found)


def _read_by(connection: Connection, report_id: str, moment: Moment) -> tuple[str, list[Claim]]:
    """The text of a report and its claims as they were extracted, at a moment."""
    extraction = extraction_at(connection, report_id, moment)
    if extraction is None:
        return "", []
    of_extraction = select(claims).where(claims.c.extraction_id == extraction.id)
    return extraction.text, [
        claim_of(row) for row in connection.execute(of_extraction.order_by(claims.c.number))
    ]


def extraction_at(connection: Connection, report_id: str, moment: Moment) -> Any:
    """The row of the extraction of a report that was current at a moment, or None."""
    statement = select(extractions).where(extractions.c.report_id == report_id)
    if moment.entry is not None:
        known = (entries.c.record_id == extractions.c.id) & (entries.c.sequence <= moment.entry)
        statement = statement.join(entries, known)
    return connection.execute(statement.order_by(extractions.c.sequence.desc()).limit(1)).first()
