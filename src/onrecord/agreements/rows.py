"""Mentions of one set of parties, sorted by the part they play in telling agreements apart."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from onrecord.agreements.mentions import Days, Mention, days_between
from onrecord.agreements.names import is_part, name_told_by
from onrecord.lexicons import load
from onrecord.records import Polarity, Status
from onrecord.standings.times import BACKGROUND

OTHER = "other"
SIGNINGS = (Status.SIGNED, Status.AGREED, Status.RATIFIED, Status.IN_FORCE)
# What only an agreement that exists can be said to do.
EXISTING = (
    Status.IN_FORCE, Status.RATIFIED, Status.CARRIED_OUT, Status.SUSPENDED, Status.ENDED,
)  # fmt: skip
# The level of approvals and entries into force, which follow a signature.
FOLLOWING = 5
# A date longer than this is a year, or a stretch of time; it is told after those that are closer.
FINE = 62


class Part(StrEnum):
    """What a mention does for telling agreements apart."""

    SIGNING = "signing"
    """It dates an agreement."""
    EVENT = "event"
    """It dates something else: what was done under one, or ended it."""
    MAKING = "making"
    """It speaks of talks, an offer, a refusal or a denied signing."""
    STATE = "state"
    """It says how an agreement is, without a date."""
    EARLIER = "earlier"
    """Its words put it in an earlier time, without a date."""


class Row(NamedTuple):
    """Mentions that tell the same of their agreement.

    `days` are those of what happened, as ordinals, and `when` is how they were written; `said` is
    the last day of saying it, where that matters. `level` orders the dates by which an agreement is
    known: signatures first. `name` tells the agreement from others of its parties, if any does.
    """

    part: Part
    level: int = 0
    days: Days | None = None
    when: str = ""
    said: int | None = None
    name: str = ""

    @property
    def day(self) -> int | None:
        """The day by which it is told from others where no signing tells."""
        if self.days:
            return self.days[0] if self.part is Part.EVENT else self.days[1]
        return self.said


Rows = dict[Row, list[Mention]]


def rows_of(parties: Sequence[str], mentions: Sequence[Mention]) -> dict[str, Rows]:
    """The mentions of whole reports by kind, those that tell the same together."""
    together: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        together[mention.kind, mention.report].append(mention)
    rows: dict[str, Rows] = defaultdict(dict)
    for (kind, _), beside in together.items():
        _add_report(parties, beside, rows[kind])
    return rows


def _add_report(parties: Sequence[str], mentions: Sequence[Mention], rows: Rows) -> None:
    """Add what a report says of one kind of agreement: its claims tell of each other."""
    saying = days_between(mentions[0].said)
    said = saying[1] if saying else None
    making = exists = False
    lent, seen = "", []
    for mention in mentions:
        told = _told(
            mention.kind, mention.status, mention.polarity, mention.happened, mention.earlier
        )
        name = ""
        if mention.names or mention.instruments:
            name = name_told_by(mention.names, mention.instruments, parties)
            if name and not is_part(name):
                # "New START ... The treaty expires in February."; of two names, neither is lent.
                lent = name if lent in ("", name) else _TWO
        making = making or told.part is Part.MAKING
        exists = exists or _exists(told, said)
        seen.append((mention, told, name))
    lent = "" if lent == _TWO else lent
    for mention, told, name in seen:
        part, days, when = told.part, told.days, told.when
        if part is Part.MAKING:
            if days and said is not None and days[1] > said:
                days, when = None, ""  # when it is expected
            if exists and not days and mention.status is Status.PROPOSED:
                part = Part.STATE  # the next step of what there is
        elif part is Part.STATE and making and not exists and mention.status in _NEW:
            part = Part.MAKING
        if not days and not name and part is not Part.EARLIER:
            name = lent
        row = (part, told.level, days, when, None if days else said, name)
        if own := rows.get(row):  # type: ignore[call-overload]  # a plain tuple is quicker
            own.append(mention)
        else:
            rows[Row._make(row)] = [mention]


# No name: two names stand beside each other.
_TWO = "*"
# What is said of a new agreement as well as of one that stands.
_NEW = (Status.SIGNED, Status.AGREED, Status.TERMS)


class _Told(NamedTuple):
    """What a claim tells by itself; `stands` is whether it says that there is an agreement."""

    part: Part
    level: int
    days: Days | None
    when: str
    stands: bool


@lru_cache(maxsize=1 << 14)
def _told(
    kind: str, status: Status, polarity: Polarity, happened: str | None, earlier: bool
) -> _Told:
    days, when, level = days_between(happened), happened or "", 0
    affirmed = polarity is Polarity.AFFIRMED
    if days is None:
        when = ""
    if earlier and days is None:
        part = Part.EARLIER
    elif days and affirmed and (status in SIGNINGS or status in measures(kind).happens):
        part = Part.SIGNING
        if status is Status.IN_FORCE:
            # A stretch of time in force begins when it took effect.
            when = when.partition("/")[0]
            days = days_between(when) or days
        level = _level(status, days)
    elif status in (Status.NEGOTIATING, Status.PROPOSED, Status.REFUSED) or (
        not affirmed and status in (Status.AGREED, Status.SIGNED)
    ):
        part = Part.MAKING
    else:
        part = Part.EVENT if days else Part.STATE
    stands = (
        affirmed
        and part is not Part.EARLIER
        and (status in EXISTING or (days is not None and status in SIGNINGS))
    )
    return _Told(part, level, days, when, stands)


def _exists(told: _Told, said: int | None) -> bool:
    """Whether a claim says that there is an agreement, and not only that there was one long ago."""
    if told.stands and told.days and said is not None:
        return said - told.days[1] <= BACKGROUND.days
    return told.stands


def _level(status: Status, days: Days) -> int:
    coarse = days[1] - days[0] > FINE
    if status is Status.SIGNED:
        return 1 + coarse
    if status is Status.AGREED:
        return 3 + coarse
    return FOLLOWING if status in SIGNINGS else FOLLOWING + 1


class Measures(NamedTuple):
    """By how many days the agreements of a kind are told apart (data/across.toml)."""

    apart: int
    quiet: int
    happens: frozenset[str]


def measures(kind: str) -> Measures:
    """How far apart signings, and silences, of one line make two agreements of it."""
    entry = load("across")["kinds"].get(kind, {})
    return Measures(
        entry.get("apart", 365), entry.get("quiet", 730), frozenset(entry.get("happens", ()))
    )
