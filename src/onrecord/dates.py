"""When things happened: words of time, read against the day of publication, as ISO 8601.

Each date is as precise as its words: a day (`2025-08-21`), a month (`2025-08`), a year (`2025`) or
an interval (`2025-03-23/2025-03-25`). What neither the words nor the publication fix stays out: a
report without a date is not of today. No library reads "Thursday" in a report of a Thursday, or
makes two dates of "March 23-25", so the grammar is ours.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.alignment import Span


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words of time and the date they name, ISO 8601, as precise as is known."""

    span: Span
    when: str


@dataclass(frozen=True, slots=True)
class _Published:
    """When the report came out, as far as is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        return date(self.year, self.month, self.day) if self.month and self.day else None


_Read = Callable[[re.Match[str], _Published | None, bool], str | None]

_STEPS = {"last": -1, "this": 0, "next": 1}
_COUNTS = ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_COUNTS += ["eleven", "twelve"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

_FULL = "|".join(_MONTHS)
# Beside a number "Oct" needs no full stop; alone it would be a name.
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_MONTH = rf"(?P<month>(?:{_FULL})(?!\w)|(?:{_SHORT})\.?(?!\w))"
_LONE_MONTH = rf"(?P<month>(?:{_FULL})(?!\w)|(?:{_SHORT})\.)"
# What a number counts: "by March 5, 2000 soldiers had left" has no year in it.
_COUNTED = (
    r" (?:people|persons|migrants|men|women|children|troops|soldiers|refugees|prisoners|detainees"
    r"|hostages|countries|nations|states|workers|visas|miles|kilomet(?:er|re)s|jobs|tons|tonnes"
    r"|percent|per cent|hundred|thousand|million|billion|dollars|euros|pounds|GMT|UTC|hours)\b"
)
_FOUR = rf"(?:1[6-9]|20)[0-9]{{2}}(?![\w/]|[,.][0-9]|{_COUNTED})"
_YEAR = rf"(?P<year>{_FOUR})"
_OF_YEAR = rf"(?:,? (?:of )?(?:{_YEAR}|(?P<off>last|this|next) year\b))"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![\w%]|[.,:][0-9])"
_WEEKDAY = rf"(?:{'|'.join(_DAYS)})"
# In "on Thursday, Aug. 14" the weekday adds nothing.
_WITH_WEEKDAY = rf"(?:\b{_WEEKDAY},? (?:the )?)?"
_NO_NAME = r"(?! (?:attacks?|massacre|coup|movement|uprising)\b)"
# "May" and "March" are also verbs: a month alone needs a word of time before it.
_TIME_WORDS = ["in", "since", "by", "until", "till", "before", "after", "from", "of", "through"]
_TIME_WORDS += ["during", "between", "for", "early", "late"]
_BEFORE_MONTH = "|".join(rf"(?<=\b[{w[0].upper()}{w[0]}]{w[1:]} )" for w in _TIME_WORDS)
_DETERMINERS = "the|The|a|A|an|its|their|his|her|our|this|that|whose"
_BEFORE_YEAR = (
    r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Bb]efore|[Aa]fter|[Ff]rom|[Dd]uring|[Tt]hrough|[Ff]or"
    r"|[Ee]arly|[Ll]ate|[Mm]id|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter|end[- ]of|year)[ -]"
)


def find_dates(text: str, published: str | None, future: bool = False) -> list[DateMention]:
    """List the dates that a passage names, in order, relative to the day of publication.

    `published` is ISO (day, month or year) or None: then only dates that name their year are found.
    A month or weekday without a year is the last one before publication, or with `future` the next.

    >>> [d.when for d in find_dates("signed on Thursday; talks since March", "2025-08-21")]
    ['2025-08-21', '2025-03']
    >>> [d.when for d in find_dates("signed in February", None)]
    []
    """
    known = _published(published)
    found: list[DateMention] = []
    taken = bytearray(len(text))
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or not (when := read(match, known, future)):
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append(DateMention(Span(start, end), when))
    return sorted(found, key=lambda d: d.span)


def _published(words: str | None) -> _Published | None:
    """What an ISO day, month or year says; None for anything else."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", words or "")
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    # Nothing is published so near the ends of the calendar that "last year" could leave it.
    if not (year and 1000 <= year < 9000 and _exists(year, month or 1, day or 1)):
        return None
    return _Published(year, month, day)


# -- days and months ---------------------------------------------------------------------------


def _month_day(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    month, day = _number(match["month"]), int(match["day"])
    year = _year_of(match, month, day, published, future)
    if not year or not _exists(year, month, day):
        return None
    first = f"{year:04}-{month:02}-{day:02}"
    given = match.groupdict()
    if not (last := int(given.get("last") or 0)):
        return first
    last_month = _number(given["last_month"]) if given.get("last_month") else month
    if last_month < month and not given["year"]:
        last_year = year + 1
    else:
        last_year, year = year, year - (last_month < month)
        first = f"{year:04}-{month:02}-{day:02}"
    if not _exists(last_year, last_month, last) or (last_month == month and last <= day):
        return first
    return f"{first}/{last_year:04}-{last_month:02}-{last:02}"


def _month(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    month = _number(match["month"])
    year = _year_of(match, month, None, published, future)
    return f"{year:04}-{month:02}" if year and _exists(year, month, 1) else None


def _year_of(
    match: re.Match[str], month: int, day: int | None, published: _Published | None, future: bool
) -> int | None:
    """The year that the words name, or the one of the last or next such day or month."""
    given = match.groupdict()
    if given.get("year"):
        return int(given["year"])
    if not published:
        return None
    if given.get("off"):
        return published.year + _STEPS[given["off"]]
    if not published.month:
        return None
    exact = day and published.day
    then = (month, day if exact else 0)
    now = (published.month, published.day if exact else 0)
    match (given.get("which") or "").lower():
        case "this":
            return published.year
        case "last":
            return published.year - (then >= now)
        case "next":
            return published.year + (then <= now)
        case "this coming":
            future = True
    return published.year + (then < now) if future else published.year - (then > now)


def _weekday(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    if not (published and (today := published.date)):
        return None
    weekday = _DAYS.index(match["weekday"])
    if week := match["off"]:
        return _moved(today, weekday - today.weekday() + 7 * _STEPS[week])
    back, ahead = (today.weekday() - weekday) % 7, (weekday - today.weekday()) % 7
    which = (match["which"] or "").lower()
    if which == "last":
        return _moved(today, -(back or 7))
    if which == "next":
        return _moved(today, ahead or 7)
    return _moved(today, ahead if future or which == "this coming" else -back)


# -- relative to publication -------------------------------------------------------------------


def _near_day(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    if not (published and (today := published.date)):
        return None
    return _moved(
        today, {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(match[0].lower(), 0)
    )


def _near(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    """ "Last month", "next year", "this week", "the end of the year"."""
    step = _STEPS[(match["which"] or "this").lower()]
    return _stepped(published, match["unit"].lower(), step)


def _ago(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    words = match["count"].lower().replace("an", "a")
    count = int(words) if words.isdigit() else max(1, _COUNTS.index(words))
    return _stepped(published, match["unit"].lower(), -count)


def _stepped(published: _Published | None, unit: str, step: int) -> str | None:
    """So many days, weeks, months or years from publication, as precise as the unit."""
    if not published:
        return None
    if unit in ("year", "spring", "summer", "autumn", "fall"):
        return f"{published.year + step:04}" if published.year + step > 0 else None
    if unit == "month":
        if not published.month:
            return None
        year, month = divmod(published.year * 12 + published.month - 1 + step, 12)
        return f"{year:04}-{month + 1:02}" if year > 0 else None
    if not (today := published.date):
        return None
    if unit == "day":
        return _moved(today, step)
    days = 7 * step - today.weekday()
    monday, sunday = _moved(today, days), _moved(today, days + 6)
    return f"{monday}/{sunday}" if monday and sunday else None


# -- years and whole dates ---------------------------------------------------------------------


def _year(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    return match["year"]


def _years(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    first, last = match["year"], match["last"]
    return f"{first}/{last}" if first < last else None


def _iso(match: re.Match[str], published: _Published | None, future: bool) -> str | None:
    year, month, day = map(int, match[0].split("-"))
    return match[0] if _exists(year, month, day) else None


def _number(month: str) -> int:
    return [name[:3] for name in _MONTHS].index(month[:3]) + 1


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _moved(day: date, days: int) -> str | None:
    """The day so many days later; None outside the calendar, which begins in the year 1."""
    try:
        return str(day + timedelta(days=days))
    except OverflowError:
        return None


def _forms() -> Iterator[tuple[re.Pattern[str], _Read]]:
    """The grammar, the most telling form first: a later form never reads words already taken."""
    which = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?: past| coming)?)"
    last = r"(?P<last>[0-3]?[0-9])(?![\w%-]|[.,:][0-9])"
    last_month = _MONTH.replace("month", "last_month")
    to = r"(?: ?[-–—] ?| (?:to|through|until) )"
    forms: list[tuple[str, _Read]] = [
        (r"(?<![\w-])(?:1[6-9]|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9-])", _iso),
        # March 30 to April 2; March 17-18; 17-18 March
        (rf"\b{_MONTH} {_DAY}{to}{last_month} {last}{_OF_YEAR}?", _month_day),
        (rf"\b{_MONTH} {_DAY} ?[-–—] ?{last}{_OF_YEAR}?", _month_day),
        (rf"(?<=[Ff]rom ){_MONTH} {_DAY}{to}{last}(?!{_COUNTED}){_OF_YEAR}?", _month_day),
        (rf"(?<![\w.,/-]){_DAY}{to}{last} {_MONTH}{_OF_YEAR}?", _month_day),
        # "In May 12 migrants were returned" speaks of no 12 May.
        (rf"{_WITH_WEEKDAY}\b(?<![Ii]n ){_MONTH} {_DAY}(?!{_COUNTED}){_OF_YEAR}?{_NO_NAME}",
         _month_day),
        (rf"{_WITH_WEEKDAY}(?<![\w.,/-]){_DAY}(?: of)? {_MONTH}{_OF_YEAR}?{_NO_NAME}", _month_day),
        (rf"\b{_MONTH}{_OF_YEAR}", _month),
        (rf"\b{which} {_LONE_MONTH}", _month),
        (rf"(?:{_BEFORE_MONTH}|\b[Mm]id-){_LONE_MONTH}(?! Day\b)(?!['’]s)", _month),
        (rf"\b{_LONE_MONTH}(?=['’]s )", _month),
        (r"(?i)\b(?:yesterday|tomorrow|today|tonight|last night"
         r"|this (?:morning|afternoon|evening))\b", _near_day),
        (rf"(?<!\bGood )(?<!\bBlack )(?<!\bBloody )(?<![Ee]very )(?<![Ee]ach )\b(?:{which} )?"
         rf"(?P<weekday>{_WEEKDAY})\b(?! (?:Times|Telegraph|Mail|Agreement|agreement)\b)"
         r"(?:,? (?:of )?(?P<off>last|this|next) week\b)?", _weekday),
        # "Over the last year" is how long, not when.
        (r"(?i)(?<!\bthe )\b(?P<which>last|this|next) (?P<unit>week|month|year)\b(?!-)", _near),
        (r"(?i)\b(?P<which>this) (?P<unit>spring|summer|autumn|fall)\b", _near),
        (r"\b(?P<which>)(?:[Ee]nd of|later in|earlier in) the (?P<unit>month|year)\b"
         r"(?![-’']| [0-9])", _near),
        (r"\b(?P<which>)(?P<unit>year)(?:['’]s[ -]|-)end\b", _near),
        (rf"(?i)(?<!than )(?<!over )(?<!least )(?<!about )(?<!nearly )(?<!almost )(?<!some )"
         rf"\b(?P<count>[0-9]{{1,3}}|an|{'|'.join(_COUNTS)}) (?P<unit>day|week|month|year)s? ago\b",
         _ago),
        (rf"\b(?:[Bb]etween |[Ff]rom )?{_YEAR}(?: (?:and|to|until|through) |[-–—])"
         rf"(?P<last>{_FOUR})", _years),
        (rf"(?:{_BEFORE_YEAR}){_YEAR}", _year),
        # "Of the 2000 Palestinian prisoners" counts them.
        (rf"(?:\b(?:of|{_DETERMINERS}) |(?<=\w['’]s )|(?<=s['’] )){_YEAR}"
         rf"(?!(?: [\w-]+){{1,2}}{_COUNTED})", _year),
    ]  # fmt: skip
    for pattern, read in forms:
        yield re.compile(pattern), read


_FORMS = tuple(_forms())
