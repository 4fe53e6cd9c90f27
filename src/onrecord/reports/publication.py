"""Dates of publication, as precise as they are known: `2025-06-26`, `2025-06` or `2025`."""

import re
from datetime import date, datetime

from onrecord.errors import OnrecordError

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:?\d\d.*)?)?)?", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}.*)?")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_LONGEST = 100
_EARLIEST, _LATEST = 1500, 2199


def published_on(given: str | int | None) -> str | None:
    """The ISO date, month or year that is meant, or None where it is not certain which.

    A time of day and a zone are left off: the day is the one on the outlet's own calendar.

    >>> published_on("2025-06-26T22:10:00-06:00"), published_on("June 2025"), published_on(2025)
    ('2025-06-26', '2025-06', '2025')
    >>> published_on("26/06/2025"), published_on("06/07/2025"), published_on("Thursday")
    ('2025-06-26', None, None)
    """
    text = str(given if given is not None else "").strip()
    if not text or len(text) > _LONGEST:
        return None
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return _iso(*(int(part) if part else None for part in match.groups()))
    return _in_words(text)


def publication_option(given: str | None) -> str | None:
    """The same for a date that a person typed, who must be told when it is not understood."""
    if given is None:
        return None
    published = published_on(given)
    if published is None:
        raise OnrecordError(
            f"{given[:_LONGEST]!r} is no date of publication that has only one meaning; "
            "write it as 2025-06-26, 2025-06 or 2025"
        )
    return published


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if year is None or not _EARLIEST <= year <= _LATEST:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}"] + [f"{part:02}" for part in (month, day) if part is not None])


def _in_words(text: str) -> str | None:
    """A date in another form, if every way to read it gives the same one."""
    from dateutil import parser

    if not _YEAR.search(text):
        return None  # "26/06/25" and "Thursday" are left to a person
    readings = set()
    # What the text leaves out is taken from the default, so two defaults show what it leaves out.
    for day_first in (True, False):
        reading = []
        for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)):
            try:
                found = parser.parse(text, default=default, dayfirst=day_first)
            except (ValueError, ArithmeticError, TypeError):
                return None
            reading.append(found)
        one, two = reading
        month = one.month if one.month == two.month else None
        day = one.day if one.day == two.day else None
        if one.year != two.year or (day and not month):
            return None
        readings.add(_iso(one.year, month, day))
    return readings.pop() if len(readings) == 1 else None
