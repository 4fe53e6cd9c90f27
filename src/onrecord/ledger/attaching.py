"""Which claim of the ledger each judgement means, also after a report was extracted anew."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from onrecord.judgements import Attachment, How, anchor_from_json, attach
from onrecord.ledger.computed import attachments, mentions
from onrecord.ledger.mentioning import Ruling
from onrecord.ledger.moments import NOW, Moment
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, entries, extractions, judgements
from onrecord.records import Anchor, Claim, Decision, Subject

RULES_A_CLAIM = (Decision.ACCEPT.value, Decision.CORRECT.value, Decision.REJECT.value)


@dataclass(frozen=True, slots=True)
class Link:
    """A judgement that things are one (merge) or are not (split), and the claims that it means.

    A claim is None where the judgement no longer finds it.
    """

    judgement: str
    decision: Decision
    claims: tuple[str | None, ...]


def targets_of(judgement: Any) -> list[Anchor]:
    """The evidence that a row of `judgements` rests on."""
    return [anchor_from_json(target) for target in judgement.targets]


def attached(connection: Connection, judgement: Any, moment: Moment) -> list[Attachment]:
    """What each target of a judgement is at a moment."""
    found = []
    for anchor in targets_of(judgement):
        text, held = _read_by(connection, anchor.report, moment)
        found.append(attach(anchor, held, text))
    return found


def reattach(connection: Connection, rows: Iterable[Any]) -> None:
    """Note to which current claims these judgements hold."""
    for judgement in rows:
        connection.execute(
            attachments.delete().where(attachments.c.judgement_id == judgement.id)
        )
        for target, (anchor, found) in enumerate(
            zip(targets_of(judgement), attached(connection, judgement, NOW), strict=True)
        ):
            connection.execute(
                attachments.insert().values(
                    judgement_id=judgement.id,
                    target=target,
                    report_id=anchor.report,
                    claim_id=found.claim,
                    how=found.how.value,
                )
            )


def judgements_of(connection: Connection, report_id: str) -> list[Any]:
    """The judgements about a report or its claims, in the order of recording."""
    of_report = select(attachments.c.judgement_id).where(attachments.c.report_id == report_id)
    statement = select(judgements).where(judgements.c.id.in_(of_report))
    return list(connection.execute(statement.order_by(judgements.c.sequence)))


def rulings(connection: Connection, report_id: str) -> dict[str, Ruling]:
    """By claim of a report, the judgement that counts: the latest that nobody took back."""
    superseded = select(judgements.c.supersedes).where(judgements.c.supersedes.is_not(None))
    statement = (
        select(judgements, attachments.c.claim_id)
        .join(attachments, attachments.c.judgement_id == judgements.c.id)
        .where(
            attachments.c.report_id == report_id,
            attachments.c.claim_id.is_not(None),
            attachments.c.how.in_((How.SAME.value, How.MOVED.value)),
            judgements.c.subject == Subject.CLAIM.value,
            judgements.c.decision.in_(RULES_A_CLAIM),
            judgements.c.id.not_in(superseded),
        )
        .order_by(judgements.c.sequence)
    )
    return {
        row.claim_id: Ruling(row.id, row.decision == Decision.REJECT.value, row.correction)
        for row in connection.execute(statement)
    }


def standing_judgements(connection: Connection, subject: Subject, moment: Moment) -> list[Any]:
    """The merges and splits of a subject that nobody has taken back, in the order of recording."""
    statement = select(judgements).where(
        judgements.c.subject == subject.value,
        judgements.c.decision.in_((Decision.MERGE.value, Decision.SPLIT.value)),
    )
    later = select(judgements.c.supersedes).where(judgements.c.supersedes.is_not(None))
    if moment.entry is not None:
        known = select(entries.c.record_id).where(entries.c.sequence <= moment.entry)
        statement = statement.where(judgements.c.id.in_(known))
        later = later.where(judgements.c.id.in_(known))
    statement = statement.where(judgements.c.id.not_in(later)).order_by(judgements.c.sequence)
    return list(connection.execute(statement))


def links(connection: Connection, subject: Subject, moment: Moment) -> list[Link]:
    """The merges and splits that count at a moment, with the claims that they mean."""
    rows = standing_judgements(connection, subject, moment)
    if not rows:
        return []
    found: dict[str, list[str | None]]
    if moment.entry is None:
        found = _as_attached(connection, [row.id for row in rows])
    else:
        found = {row.id: [a.claim for a in attached(connection, row, moment)] for row in rows}
    return [Link(row.id, Decision(row.decision), tuple(found[row.id])) for row in rows]


def _as_attached(connection: Connection, ids: list[str]) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = defaultdict(list)
    statement = (
        select(attachments.c.judgement_id, attachments.c.claim_id)
        .where(attachments.c.judgement_id.in_(ids))
        .order_by(attachments.c.judgement_id, attachments.c.target)
    )
    for row in connection.execute(statement):
        found[row.judgement_id].append(row.claim_id)
    return found


def _read_by(
    connection: Connection, report_id: str, moment: Moment
) -> tuple[str, list[Claim]]:
    """The text of a report and its claims as they were extracted, at a moment."""
    statement = select(extractions.c.id, extractions.c.text).where(
        extractions.c.report_id == report_id
    )
    if moment.entry is not None:
        known = select(entries.c.record_id).where(entries.c.sequence <= moment.entry)
        statement = statement.where(extractions.c.id.in_(known))
    latest = connection.execute(statement.order_by(extractions.c.sequence.desc()).limit(1)).first()
    if latest is None:
        return "", []
    of_extraction = select(claims).where(claims.c.extraction_id == latest.id)
    return latest.text, [
        claim_of(row) for row in connection.execute(of_extraction.order_by(claims.c.number))
    ]
