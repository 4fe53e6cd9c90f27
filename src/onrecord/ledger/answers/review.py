"""What a person should look at: disputed, weak and new claims, lost judgements, proposals."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.judgements import How, current
from onrecord.ledger.answers.claims import recorded, recorded_now
from onrecord.ledger.answers.entries import RecordedClaim, Task
from onrecord.ledger.attaching import judgement_in
from onrecord.ledger.computed import attachments, disputes, mentions, proposals
from onrecord.ledger.holding import COLUMNS, Held
from onrecord.ledger.schema import judgements
from onrecord.records import Decision, Subject

# Claims that are less sure than this are weak: about one in three of them is right.
WEAK = 0.4
SORTS = ("orphaned", "changed", "disagreeing", "disputed", "proposed", "weak", "new")


def worklist(
    connection: Connection, sorts: Iterable[str], limit: int, by: str | None
) -> tuple[Task, ...]:
    """The tasks of these sorts, so many of each; claims that `by` judged already are left out.

    Without `by`, claims that anybody judged are left out.
    """
    wanted = set(sorts)
    done = _judged_by(by)
    found: dict[str, Callable[[], Sequence[Task]]] = {
        "orphaned": lambda: _lost(connection, (How.ORPHANED,), limit),
        "changed": lambda: _lost(connection, (How.CHANGED,), limit),
        "disagreeing": lambda: _disagreeing(connection, limit),
        "disputed": lambda: _disputed(connection, done, limit),
        "proposed": lambda: _proposed(connection, limit),
        "weak": lambda: _weak(connection, done, limit),
        "new": lambda: _new(connection, done, limit),
    }
    return tuple(chain.from_iterable(found[sort]() for sort in SORTS if sort in wanted))


def _judged_by(by: str | None) -> Any:
    """The claims that somebody accepted, corrected or rejected."""
    statement = (
        select(attachments.c.claim_id)
        .join(judgements, judgements.c.id == attachments.c.judgement_id)
        .where(
            attachments.c.claim_id.is_not(None),
            judgements.c.subject == Subject.CLAIM.value,
            judgements.c.decision != Decision.NOTE.value,
        )
    )
    return statement if by is None else statement.where(judgements.c.judged_by == by)


def _lost(connection: Connection, how: Sequence[How], limit: int) -> list[Task]:
    statement = (
        select(judgements, attachments.c.claim_id, attachments.c.how, attachments.c.differs)
        .join(attachments, attachments.c.judgement_id == judgements.c.id)
        .where(attachments.c.how.in_([each.value for each in how]))
        .order_by(judgements.c.made, judgements.c.id)
        .limit(limit)
    )
    rows = connection.execute(statement).all()
    words = recorded_now(connection, [row.claim_id for row in rows if row.claim_id])
    tasks = []
    for row in rows:
        judged = judgement_in(row).judgement
        statement_judged = next(a.statement for a in judged.targets if a.statement is not None)
        quote = statement_judged.quote
        if row.how == How.ORPHANED.value:
            why = f"{judged.by} judged “{quote}” ({judged.decision}); it is no longer claimed"
        else:
            differs = ", ".join(row.differs)
            why = f"{judged.by} judged “{quote}” ({judged.decision}); the claim changed: {differs}"
        shown = (words[row.claim_id],) if row.claim_id in words else ()
        tasks.append(Task(row.how, row.id, why, shown))
    return tasks


def _disagreeing(connection: Connection, limit: int) -> list[Task]:
    """Claims of which two people hold different things."""
    several = (
        select(attachments.c.claim_id)
        .join(judgements, judgements.c.id == attachments.c.judgement_id)
        .where(
            judgements.c.subject == Subject.CLAIM.value,
            judgements.c.decision != Decision.NOTE.value,
            attachments.c.claim_id.is_not(None),
        )
        .group_by(attachments.c.claim_id)
        .having(func.count(judgements.c.judged_by.distinct()) > 1)
        .order_by(attachments.c.claim_id)
    )
    tasks = []
    for claim in connection.scalars(several).all():
        statement = (
            select(judgements)
            .join(attachments, attachments.c.judgement_id == judgements.c.id)
            .where(attachments.c.claim_id == claim, judgements.c.subject == Subject.CLAIM.value)
        )
        made = [judgement_in(row) for row in connection.execute(statement)]
        (held,) = current(made, lambda _: None).values()
        if held.counts is None or not held.disagreeing:
            continue
        people = [each.judgement for each in (*held.disagreeing, held.counts)]
        why = "; ".join(f"{each.by}: {each.decision}" for each in people)
        tasks.append(Task("disagreeing", claim, why, _words(connection, [claim])))
        if len(tasks) == limit:
            break
    return tasks


def _disputed(connection: Connection, done: Any, limit: int) -> list[Task]:
    statement = (
        select(disputes)
        .where(
            disputes.c.strict.is_(True),
            disputes.c.left_claim.not_in(done) | disputes.c.right_claim.not_in(done),
        )
        .order_by(disputes.c.said.desc(), disputes.c.rank)
        .limit(limit)
    )
    tasks = []
    for row in connection.execute(statement).all():
        words = _words(connection, [row.left_claim, row.right_claim])
        why = f"claims that cannot both hold: {row.field}"
        tasks.append(Task("disputed", row.left_claim, why, words, row.right_claim))
    return tasks


def _proposed(connection: Connection, limit: int) -> list[Task]:
    statement = (
        select(proposals)
        .order_by(proposals.c.subject, proposals.c.left_id, proposals.c.right_id)
        .limit(limit)
    )
    return [
        Task("proposed", row.left_id, f"perhaps one {row.subject}: {row.reason}", (), row.right_id)
        for row in connection.execute(statement)
    ]


def _weak(connection: Connection, done: Any, limit: int) -> list[Task]:
    found = _claims(
        connection,
        select(*COLUMNS)
        .where(
            mentions.c.known_to.is_(None),
            mentions.c.confidence < WEAK,
            mentions.c.rejected.is_(False),
            mentions.c.claim_id.not_in(done),
        )
        .order_by(mentions.c.confidence, mentions.c.id)
        .limit(limit),
    )
    return [
        Task("weak", claim.claim.id, f"confidence {claim.claim.confidence:.2f}", (claim,))
        for claim in found
    ]


def _new(connection: Connection, done: Any, limit: int) -> list[Task]:
    found = _claims(
        connection,
        select(*COLUMNS)
        .where(
            mentions.c.known_to.is_(None),
            mentions.c.rejected.is_(False),
            mentions.c.claim_id.not_in(done),
        )
        .order_by(mentions.c.id.desc())
        .limit(limit),
    )
    return [Task("new", claim.claim.id, "nobody has judged it", (claim,)) for claim in found]


def _claims(connection: Connection, statement: Any) -> list[RecordedClaim]:
    held = [Held._make(row) for row in connection.execute(statement)]
    words = recorded(connection, held)
    return [words[one.claim_id] for one in held]


def _words(connection: Connection, ids: Sequence[str]) -> tuple[RecordedClaim, ...]:
    words = recorded_now(connection, ids)
    return tuple(words[id] for id in ids if id in words)
