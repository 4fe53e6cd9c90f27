"""What people judged: of one claim, one judgement, all of them, and coder by coder."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from onrecord.judgements import How, Judged, RecordedJudgement, current, effect
from onrecord.ledger.answers.claims import claim_id, the_one
from onrecord.ledger.attaching import judgement_in
from onrecord.ledger.computed import attachments
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, extractions, judgements
from onrecord.records import Claim, Subject

HELD = (How.SAME.value, How.MOVED.value)


def list_judgements(
    connection: Connection, by: str | None, limit: int | None
) -> tuple[RecordedJudgement, ...]:
    """All judgements, or those of one person, the latest of them in the order they were made."""
    statement = select(judgements).order_by(judgements.c.made.desc(), judgements.c.id.desc())
    if by is not None:
        statement = statement.where(judgements.c.judged_by == by)
    rows = connection.execute(statement.limit(limit)).all()
    return tuple(judgement_in(row) for row in reversed(rows))


def one_judgement(connection: Connection, beginning: str) -> RecordedJudgement:
    """The judgement whose id begins so; `UnknownRecord` if there is none, or several."""
    id = the_one(connection, judgements.c.id, beginning, "judgement", "onrecord judge list")
    return judgement_in(connection.execute(select(judgements).where(judgements.c.id == id)).one())


def judgements_of_claim(connection: Connection, beginning: str) -> Judged:
    """All judgements of the claim whose id begins so, and which of them counts."""
    id = claim_id(connection, beginning)
    return next(iter(current(_of_claims(connection, id), lambda _: id).values()), Judged(None))


def judged_by(
    connection: Connection, coders: Sequence[str]
) -> tuple[Mapping[str, Mapping[str, Claim | None]], int]:
    """What each coder left of the claims that two or more of them judged, and of how many reports.

    By coder and claim id: the claim as it was extracted where it was accepted, as corrected, or
    None where it was rejected. A judgement whose claim has changed since or is gone is left out.
    """
    by_claim: dict[str, list[RecordedJudgement]] = defaultdict(list)
    wanted = (
        select(attachments.c.claim_id)
        .join(judgements, judgements.c.id == attachments.c.judgement_id)
        .where(judgements.c.judged_by.in_(coders))
    )
    statement = _judgements().where(attachments.c.claim_id.in_(wanted))
    for row in connection.execute(statement):
        by_claim[row.claim_id].append(judgement_in(row))
    found: dict[str, dict[str, Claim | None]] = {coder: {} for coder in coders}
    reports = set()
    for id, made in sorted(by_claim.items()):
        (held,) = current(made, lambda _: "the claim").values()
        valid = [*held.agreeing, *held.disagreeing, *([held.counts] if held.counts else [])]
        of_coders = [each.judgement for each in valid if each.judgement.by in found]
        if len(of_coders) < 2:
            continue
        row = _claim_row(connection, id)
        reports.add(row.report_id)
        for judgement in of_coders:
            found[judgement.by][id] = effect(claim_of(row), judgement, row.text)
    return found, len(reports)


def _judgements() -> Any:
    return (
        select(judgements, attachments.c.claim_id)
        .join(attachments, attachments.c.judgement_id == judgements.c.id)
        .where(
            judgements.c.subject == Subject.CLAIM.value,
            attachments.c.claim_id.is_not(None),
            attachments.c.how.in_(HELD),
        )
    )


def _of_claims(connection: Connection, id: str) -> Iterator[RecordedJudgement]:
    for row in connection.execute(_judgements().where(attachments.c.claim_id == id)):
        yield judgement_in(row)


def _claim_row(connection: Connection, id: str) -> Row[Any]:
    return connection.execute(
        select(claims, extractions.c.text, extractions.c.report_id)
        .join(extractions, extractions.c.id == claims.c.extraction_id)
        .where(claims.c.id == id)
    ).one()
