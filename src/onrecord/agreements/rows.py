"""Mentions of one set of parties as rows: which part each plays in telling agreements apart."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from onrecord.agreements.mentions import Days, Mention, days_between
from onrecord.agreements.names import parts_in, told_by
from onrecord.lexicons import load
from onrecord.records import Polarity, Status
from onrecord.standings.times import BACKGROUND

OTHER = "other"
SIGNINGS = (Status.SIGNED, Status.AGREED, Status.RATIFIED, Status.IN_FORCE)
# What only an agreement that exists can be said to do.
EXISTING = frozenset(
    {Status.IN_FORCE, Status.RATIFIED, Status.CARRIED_OUT, Status.SUSPENDED, Status.ENDED}
)
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
    """A mention as far as it counts: `days` of what happened and the last day of saying it.

    `level` orders the dates by which an agreement is known: signatures first. `name` is what tells
    its agreement from others of the parties, if anything does.
    """

    mention: Mention
    part: Part
    level: int
    days: Days | None
    said: int | None
    name: str

    @property
    def day(self) -> int | None:
        """The day by which it is told from others where no signing tells."""
        if self.days:
            return self.days[0] if self.part is Part.EVENT else self.days[1]
        return self.said

    @property
    def when(self) -> str:
        """The date of a signing as it was told; that of a stretch in force is its beginning."""
        happened = self.mention.happened or ""
        return happened.partition("/")[0] if self.mention.status is Status.IN_FORCE else happened


def rows_of(parties: Sequence[str], mentions: Sequence[Mention]) -> dict[str, list[Row]]:
    """The mentions of whole reports as rows, by kind."""
    settings: dict[tuple[str, str], _Setting] = defaultdict(_Setting)
    for mention in mentions:
        settings[mention.report, mention.kind].see(mention, parties)
    rows: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions:
        rows[mention.kind].append(_row(mention, parties, settings[mention.report, mention.kind]))
    return rows


class _Setting:
    """What a report says of one kind of agreement of the parties, beside a mention."""

    __slots__ = ("exists", "making", "names")

    def __init__(self) -> None:
        self.exists = False
        self.making = False
        self.names: set[str] = set()

    def see(self, mention: Mention, parties: Sequence[str]) -> None:
        if mention.names and (name := name_of(mention, parties)) and not is_part(name):
            self.names.add(name)
        if mention.earlier:
            return
        if _is_making(mention):
            self.making = True
        elif mention.polarity is Polarity.AFFIRMED and mention.status in {*EXISTING, *SIGNINGS}:
            days, said = days_between(mention.happened), days_between(mention.said)
            if days is None:
                self.exists = self.exists or mention.status in EXISTING
            elif said is None or said[1] - days[1] <= BACKGROUND.days:
                self.exists = True


def _row(mention: Mention, parties: Sequence[str], setting: _Setting) -> Row:
    days = days_between(mention.happened)
    saying = days_between(mention.said)
    said = saying and saying[1]
    name = name_of(mention, parties) if mention.names or mention.instruments else ""
    if days is None and not name and not mention.earlier and len(setting.names) == 1:
        # "New START ... The treaty expires in February."
        name = next(iter(setting.names))
    level = 0
    if mention.earlier and days is None:
        part = Part.EARLIER
    elif days and mention.polarity is Polarity.AFFIRMED and _dates(mention):
        part = Part.SIGNING
        level = _level(mention.status, days)
        if mention.status is Status.IN_FORCE:
            days = days_between((mention.happened or "").partition("/")[0])
    elif _is_making(mention):
        part = Part.MAKING
        if days and said is not None and days[1] > said:
            days = None  # when it is expected
        if setting.exists and days is None and mention.status is Status.PROPOSED:
            part = Part.STATE  # the next step of what there is
    elif days:
        part = Part.EVENT
    elif (
        setting.making
        and not setting.exists
        and mention.status in (Status.SIGNED, Status.AGREED, Status.TERMS)
    ):
        part = Part.MAKING
    else:
        part = Part.STATE
    return Row(mention, part, level, days, said, name)


def name_of(mention: Mention, parties: Sequence[str]) -> str:
    """What tells the agreement of a mention from others of its parties, or nothing.

    Two names in one quote tell nothing: it may speak of either.
    """
    if part := next((words for words in mention.instruments if parts_in(words)), None):
        return f"+{part}"
    told = {told for name in mention.names if (told := told_by(name, parties))}
    return told.pop() if len(told) == 1 else ""


def is_part(name: str) -> bool:
    """Whether a name is that of a paper that belongs to another ("+addendum")."""
    return name.startswith("+")


def _is_making(mention: Mention) -> bool:
    if mention.status in (Status.NEGOTIATING, Status.PROPOSED, Status.REFUSED):
        return True
    return mention.polarity is Polarity.DENIED and mention.status in (Status.AGREED, Status.SIGNED)


def _dates(mention: Mention) -> bool:
    return mention.status in SIGNINGS or mention.status in measures(mention.kind).happens


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
