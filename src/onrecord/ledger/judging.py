"""Judgements -> the ledger: appended like everything else, never changed."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select

from onrecord.errors import UnknownRecord
from onrecord.judgements import RecordedJudgement, check_judgement, current
from onrecord.ledger.attaching import judgements_of
from onrecord.ledger.chaining import chain
from onrecord.ledger.refreshing import refresh_judged
from onrecord.ledger.rows import judgement_row
from onrecord.ledger.schema import judgements, reports
from onrecord.ledger.writing import insert_new
from onrecord.records import Judgement


def append_judgement(engine: Engine, judgement: Judgement) -> bool:
    """Record a judgement; False if that is what this person holds already."""
    checked = check_judgement(judgement)
    with engine.execution_options(writes=True).begin() as connection:
        _check_reports(connection, checked)
        if _is_held(connection, checked):
            return False
        row = judgement_row(checked)
        now = datetime.now(UTC)
        added = connection.execute(
            insert_new(connection, judgements).returning(judgements.c.id), row | {"recorded": now}
        ).first()
        if added is None:
            return False
        entry = chain(connection, "judgement", row["id"], now)
        refresh_judged(connection, RecordedJudgement(row["id"], checked), entry)
    return True


def _check_reports(connection: Connection, judgement: Judgement) -> None:
    wanted = {anchor.report for anchor in judgement.targets}
    known = set(connection.scalars(select(reports.c.id).where(reports.c.id.in_(wanted))))
    if missing := sorted(wanted - known):
        raise UnknownRecord(
            f"The ledger holds no report {missing[0]}, which the judgement is about. Add it first: "
            "onrecord add FILE"
        )
    if judgement.supersedes is not None:
        named = select(judgements.c.id).where(judgements.c.id == judgement.supersedes)
        if connection.scalar(named) is None:
            raise UnknownRecord(
                f"The ledger holds no judgement {judgement.supersedes} that could be replaced. "
                "Those of a claim: onrecord claim ID"
            )


def _is_held(connection: Connection, judgement: Judgement) -> bool:
    """Whether this person's latest word on the same thing says the same."""
    others = [
        each
        for each in judgements_of(connection, judgement.targets[0].report)
        if each.judgement.by == judgement.by
        and each.judgement.subject is judgement.subject
        and each.judgement.targets == judgement.targets
    ]
    if not others or judgement.supersedes is not None:
        return False
    held = next(iter(current(others).values()))
    latest = held.counts or (held.notes[-1] if held.notes else None)
    if latest is None:
        return False
    return (
        latest.judgement.decision is judgement.decision
        and latest.judgement.correction == judgement.correction
        and latest.judgement.note == judgement.note
    )
