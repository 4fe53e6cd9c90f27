"""Which agreements are asked for, and on which lines to look for them when the time is not now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from onrecord.agreements import agreement_id
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import agreement_parties, agreements, disputes, mentions, positions
from onrecord.ledger.computed import lines as lines_kept
from onrecord.ledger.moments import Moment, said_by
from onrecord.ledger.placing import Placed, lines_merged, parties_in, place
from onrecord.standings import StandingName

# So many lines of parties are looked at together.
TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which agreements are asked for; None where it does not matter.

    `state` is one of the parties, by code or name as `agreements.parties` has it; `since` and
    `until` are days between which something was said of it.
    """

    state: str | None = None
    kind: str | None = None
    standing: StandingName | None = None
    since: str | None = None
    until: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """On rows of `agreements`, whatever their standing."""
        made: list[ColumnElement[bool]] = []
        if self.kind is not None:
            made.append(agreements.c.kind == self.kind)
        if self.since is not None:
            made.append(agreements.c.last_said >= self.since)
        if self.until is not None:
            made.append(said_by(agreements.c.first_said, self.until))
        return made

    def among(self, statement: Select[Any]) -> Select[Any]:
        """A statement over `agreements`, of those that are asked for, whatever their standing."""
        if self.state is not None:
            statement = statement.join(
                agreement_parties, agreement_parties.c.agreement_id == agreements.c.id
            ).where(agreement_parties.c.party == self.state)
        return statement.where(*self.conditions())

    def fits(self, one: Placed) -> bool:
        """Whether an agreement is asked for, whatever its standing."""
        said = [held.said for held in one.claims if held.day]
        return (
            self.state in (None, *one.agreement.parties)
            and self.kind in (None, one.agreement.kind)
            and (self.since is None or max(said, default="") >= self.since)
            and (self.until is None or "0" <= min(said, default="") <= self.until)
        )


def agreements_at(connection: Connection, wanted: Wanted, moment: Moment) -> Iterator[Placed]:
    """Yield the agreements that are asked for at a moment, whatever their standing, by line."""
    asked = Wanted(wanted.state).among(select(agreements.c.line))
    lines = connection.scalars(asked.distinct())
    return filter(wanted.fits, _agreements_on(connection, lines, moment))


def agreements_opposed_at(
    connection: Connection, state: str | None, moment: Moment
) -> Iterator[Placed]:
    """Yield the agreements of lines in which something is disputed, at a moment, by line.

    Where nothing is disputed now, nothing was with fewer of the same claims.
    """
    lines = connection.scalars(select(disputes.c.line).distinct())
    return filter(Wanted(state).fits, _agreements_on(connection, lines, moment))


def agreements_heard_at(connection: Connection, side: str, moment: Moment) -> Iterator[Placed]:
    """Yield the agreements that a side is bound by or says something of, at a moment, by line."""
    spoken_of = (
        select(agreements.c.line)
        .join(positions, positions.c.agreement_id == agreements.c.id)
        .where(positions.c.side == side)
    )
    return _agreements_on(connection, connection.scalars(spoken_of.distinct()), moment)


def _agreements_on(
    connection: Connection, lines: Iterable[str], moment: Moment
) -> Iterator[Placed]:
    """Yield the agreements of these lines, and of those that are no longer known by themselves."""
    # What is merged now goes by one line, and may have been two things then.
    looked_at = {*lines, *lines_merged(connection), *_ended(connection, moment)}
    seen: set[str] = set()
    for some in batches(sorted(looked_at), TOGETHER):
        placed, _ = place(connection, some, moment)
        for one in placed:
            if one.agreement.id not in seen:
                seen.add(one.agreement.id)
                yield one


def _ended(connection: Connection, moment: Moment) -> Iterable[str]:
    """The lines of claims that no longer count and may have counted at a moment."""
    if moment.entry is None:
        return ()
    statement = select(mentions.c.line).where(mentions.c.known_to > moment.entry)
    return connection.scalars(statement.distinct())


def lines_named(connection: Connection, id: str, moment: Moment) -> Iterator[str]:
    """Yield the lines whose agreements may go by an id, those that do now first."""
    longer = (agreements.c.id > id + "-") & (agreements.c.id < id + "-~")
    now = connection.scalars(
        select(agreements.c.line)
        .where((agreements.c.id == id) | longer)
        .order_by(agreements.c.id != id, agreements.c.id)
    ).all()
    yield from dict.fromkeys(now)
    if moment.is_now:
        return
    every = {*connection.scalars(select(lines_kept.c.line)), *_ended(connection, moment)}
    yield from sorted(
        line for line in every - set(now) if f"{id}-".startswith(agreement_id(parties_in(line), ""))
    )
