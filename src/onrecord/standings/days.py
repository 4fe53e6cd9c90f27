"""The days that an ISO date, month, year or interval covers."""

import re
from calendar import monthrange
from datetime import date

ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])")


def days_of(when: str) -> tuple[date, date]:
    """The first and last day of an ISO date, month, year or interval.

    >>> [day.isoformat() for day in days_of("2024-02")]
    ['2024-02-01', '2024-02-29']
    >>> [day.isoformat() for day in days_of("2016-03-17/2016-03-18")]
    ['2016-03-17', '2016-03-18']
    """
    first, _, last = when.partition("/")
    return _days_of_one(first)[0], _days_of_one(last or first)[1]


def _days_of_one(when: str) -> tuple[date, date]:
    if not (found := ISO_DATE.match(when)):
        raise ValueError(f"{when!r} is no ISO date, month or year")
    numbers = [int(part) for part in found[0].split("-")]
    if len(numbers) == 3:
        day = date(*numbers)
        return day, day
    year, months = numbers[0], numbers[1:] or [1, 12]
    last = monthrange(year, months[-1])[1]
    return date(year, months[0], 1), date(year, months[-1], last)
