"""At which time a question is asked: of the world, of what the ledger knew, or of both."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_

from onrecord.ledger.chaining import entry_by, last_entry
from onrecord.ledger.computed import mentions


@dataclass(frozen=True, slots=True)
class Moment:
    """`as_of`: only what was said up to that day; `entry`: only what was recorded up to that entry.

    Claims of reports without a date are left out as of any day: nobody knows when they were said.
    """

    as_of: date | None = None
    entry: int | None = None

    @property
    def is_now(self) -> bool:
        """Whether everything counts."""
        return self.as_of is None and self.entry is None

    def counts(self) -> ColumnElement[bool]:
        """Which rows of `mentions` count at this moment."""
        return and_(self.known(), self.said())

    def known(self) -> ColumnElement[bool]:
        """Which rows of `mentions` the ledger held to be so."""
        if self.entry is None:
            return mentions.c.known_to.is_(None)
        until = or_(mentions.c.known_to.is_(None), mentions.c.known_to > self.entry)
        return and_(mentions.c.known_from <= self.entry, until)

    def said(self) -> ColumnElement[bool]:
        """Which rows of `mentions` were said by then."""
        if self.as_of is None:
            return mentions.c.id.is_not(None)
        return said_by(mentions.c.day, self.as_of.isoformat())


def said_by(column: Any, day: str) -> ColumnElement[bool]:
    """Whether a column of ISO days holds one, up to that day; empty is unknown."""
    return and_(column > "0", column <= day)


def published_by(column: Any, day: date) -> ColumnElement[bool]:
    """Whether a column holds a day, a month or a year of publication that is over by that day."""
    return and_(said_by(column, day.isoformat()), column.not_in(going_on(day)))


def going_on(day: date) -> tuple[str, str]:
    """The year and the month that go on after a day; empty where it is their last.

    >>> going_on(date(2025, 2, 28)), going_on(date(2025, 12, 31))
    (('2025', ''), ('', ''))
    """
    next_day = day + timedelta(days=1) if day < date.max else day
    # Not strftime, which leaves out the zeros of early years.
    year = day.isoformat()[:4] if next_day.year == day.year else ""
    month = day.isoformat()[:7] if next_day.month == day.month else ""
    return year, month


NOW = Moment()


def moment_of(connection: Connection, as_of: date | None, recorded_by: date | None) -> Moment:
    """The moment that two days name."""
    entry = None if recorded_by is None else entry_by(connection, recorded_by)
    # What was recorded by today, or will be by a day to come, is all that is recorded.
    return Moment(as_of, None if entry == last_entry(connection) else entry)
