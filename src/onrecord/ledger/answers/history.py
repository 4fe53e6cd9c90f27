"""What happened when: events of agreements, and how their standings changed on record."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from onrecord.ledger.answers.agreements import one_agreement
from onrecord.ledger.answers.claims import recorded, recorded_now
from onrecord.ledger.answers.entries import Event, RecordedClaim, StandingChange
from onrecord.ledger.answers.wanted import Wanted, agreements_at
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import agreement_parties, changes, mentions
from onrecord.ledger.holding import COLUMNS, Held
from onrecord.ledger.moments import Moment
from onrecord.ledger.schema import entries

# So many of the claims that a standing rests on are shown with a change.
WORDS = 3
# So many agreements of a state are looked at together.
TOGETHER = 50


def timeline(
    connection: Connection, subject: str, moment: Moment, limit: int | None
) -> tuple[Event, ...]:
    """The claims of an agreement, or of all agreements of a state, by the day that they date.

    Those that date nothing stand on the day that they were said; those of undated reports that date
    nothing are left out. Of a state the latest are given.
    """
    found: Sequence[RecordedClaim] = _of_state(connection, subject, moment, limit)
    if not found:
        found = one_agreement(connection, subject, moment).claims
    events = [event for claim in found if (event := _event(claim)) is not None]
    events.sort(
        key=lambda event: (
            event.day,
            event.words.report.id,
            event.words.claim.evidence,
            event.words.claim.id,
        )
    )
    return tuple(events[-limit:] if limit else events)


def list_changes(
    connection: Connection, since: datetime | None, limit: int | None
) -> tuple[StandingChange, ...]:
    """Which agreements changed their standing since a moment of recording, the latest first."""
    statement = select(changes).order_by(changes.c.recorded.desc(), changes.c.sequence.desc())
    if since is not None:
        statement = statement.where(changes.c.recorded >= since)
    rows = connection.execute(statement.limit(limit)).all()
    words = recorded_now(connection, [id for row in rows for id in row.rests_on[:WORDS]])
    return tuple(
        StandingChange(
            row.recorded,
            row.agreement_id,
            row.was,
            row.now,
            tuple(words[id] for id in row.rests_on[:WORDS] if id in words),
        )
        for row in rows
    )


def first_entry(connection: Connection) -> str:
    """The hash of the first entry, which no two ledgers share; empty where nothing is recorded."""
    first = select(entries.c.hash).order_by(entries.c.sequence).limit(1)
    return connection.scalar(first) or ""


def _event(words: RecordedClaim) -> Event | None:
    when, said = words.claim.when, words.report.published
    if when is not None:
        return Event(when, True, words)
    return Event(said, False, words) if said else None


def _of_state(
    connection: Connection, state: str, moment: Moment, limit: int | None
) -> list[RecordedClaim]:
    """The claims of all agreements of a state, the last said ones if there are more than wanted.

    Agreements are taken in the order in which they were last spoken of, until none that is left can
    hold a claim that was said later than those found.
    """
    if moment.entry is not None:
        # What was recorded of which agreement may have changed since.
        spoken = agreements_at(connection, Wanted(state=state), moment)
        then = sorted((held for one in spoken for held in one.claims), key=lambda one: one.rank)
        return list(recorded(connection, then[-limit:] if limit else then).values())
    order = (
        select(agreement_parties.c.agreement_id, agreement_parties.c.last_said)
        .where(agreement_parties.c.party == state)
        .order_by(agreement_parties.c.last_said.desc(), agreement_parties.c.agreement_id)
    )
    spoken_of = connection.execute(order).all()
    held: list[Held] = []
    for some in batches(spoken_of, TOGETHER):
        if limit is not None and len(held) >= limit and held[-1].said > some[0].last_said:
            break
        statement = (
            select(*COLUMNS)
            .where(
                mentions.c.agreement_id.in_([row.agreement_id for row in some]),
                moment.counts(),
                mentions.c.rejected.is_(False),
            )
            .order_by(mentions.c.rank.desc())
            .limit(limit)
        )
        held += [Held._make(row) for row in connection.execute(statement)]
        held = sorted(held, key=lambda one: one.rank, reverse=True)[:limit]
    return list(recorded(connection, held).values())
