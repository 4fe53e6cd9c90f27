"""A world made up by a seed: which agreements there are, who speaks, what is published when.

`made_ledger.py` says what is assumed and writes the reports.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from made_words import name

from onrecord.lexicons import load, sides
from onrecord.records import REPORT_VOICE, Actor

FIRST_DAY = date(2014, 1, 1).toordinal()
DAYS = 3650
SLOTS = 3
KINDS = tuple(kind for kind in load("kinds")["kinds"] if kind != "other")
BODIES = ("EU", "UN", "NATO", "ASEAN", "IMF", "World Bank", "African Union", "ECOWAS", "WTO")
PROMINENT = (
    "US", "CN", "RU", "GB", "DE", "FR", "IN", "JP", "IL", "UA", "TR", "IR", "MX", "SA", "BR", "KR",
    "PK", "EG", "IT", "ES", "AU", "CA", "PL", "ID", "NG", "ZA", "RW", "GR", "NL", "SY",
)  # fmt: skip
LONGEST_CHAIN = 40
RELATED = 40


class Deal(NamedTuple):
    """An agreement: who, of what kind, from which day on it is spoken of for how many days.

    `signed` is the day of signing as an ordinal, None where it never came to that. `contested`
    is the party that denies what the others say, or None.
    """

    parties: tuple[str, ...]
    kind: str
    start: int
    length: int
    signed: int | None
    contested: str | None


class Planned(NamedTuple):
    """What is recorded, in order: a report, a report read anew, or a judgement.

    `day` is when (an ordinal), `number` breaks ties. `copy` is 0 for the report of a story that
    came first. `other` is the story that a judgement looks at beside the first, -1 for none.
    """

    day: int
    number: int
    what: str
    story: int
    copy: int = 0
    other: int = -1


@dataclass(frozen=True, slots=True)
class World:
    """All that happens: deals, for each story its day and deals (its own first), who speaks."""

    seed: int
    deals: Sequence[Deal]
    days: Sequence[int]
    told: Sequence[tuple[int, ...]]
    planned: Sequence[Planned]
    speakers: dict[str, tuple[Actor, ...]]
    others: tuple[Actor, ...]
    outlets: tuple[str, ...]


def make_world(reports: int, seed: int = 1) -> World:
    """A world of so many reports."""
    chance = Random(f"world {seed}")
    lengths = _chains(chance, round(0.3 * reports))
    stories = reports - sum(lengths)
    deals, sizes = _deals(chance, stories)
    pairs = sorted(
        (min(FIRST_DAY + DAYS, _day(chance, deals[at])), at)
        for at, size in enumerate(sizes)
        for _ in range(size)
    )
    days = [day for day, _ in pairs]
    told = _told(chance, deals, [at for _, at in pairs])
    planned = _planned(chance, deals, days, told, lengths)
    speakers = {code: _speakers(chance, code) for code in sides() if _counts(code)}
    others = tuple(Actor(name(chance)) for _ in range(max(20, reports // 100)))
    outlets = tuple(name(chance).split()[1] + " Times" for _ in range(300))
    return World(seed, deals, days, told, planned, speakers, others, outlets)


def skewed(chance: Random, number: int, steep: float = 1.0, flat: float = 0.0) -> int:
    """A number from 0, small ones more often: rank + `flat` to the power of -`steep`."""
    # The inverse of the integral of that power, which is near enough.
    low, high, power = 1 + flat, number + 1 + flat, 1 - steep
    at = chance.random()
    if not power:
        found = low * math.exp(at * math.log(high / low))
    else:
        found = (low**power + at * (high**power - low**power)) ** (1 / power)
    return min(number - 1, int(found - flat) - 1)


def _counts(code: str) -> bool:
    return code in BODIES or (len(code) == 2 and code.isalpha())


def _chains(chance: Random, copies: int) -> list[int]:
    """How many copies the copied stories have, in all so many: 1 to 39, one most often."""
    lengths: list[int] = []
    while copies:
        lengths.append(min(copies, 1 + skewed(chance, LONGEST_CHAIN - 1, 1.6)))
        copies -= lengths[-1]
    return lengths


def _deals(chance: Random, stories: int) -> tuple[list[Deal], list[int]]:
    """The agreements, and how many stories each has; see `made_ledger` for the distribution."""
    number = max(1, round(0.43 * stories))
    sizes = _sizes(number, stories)
    states = [*PROMINENT, *(c for c in sides() if _counts(c) and c not in PROMINENT + BODIES)]
    rank = {state: at for at, state in enumerate(states, start=1)}
    weights = list(accumulate(1 / (at + 5) for at in rank.values()))
    drawn: dict[tuple[tuple[str, ...], str, int], float] = {}
    while len(drawn) < number:
        parties = set(chance.choices(states, cum_weights=weights, k=2))
        if chance.random() < 0.1:
            parties |= set(chance.choices(states, cum_weights=weights, k=1))
        if chance.random() < 0.08:
            parties = {min(parties), chance.choice(BODIES)}
        kind, slot = KINDS[skewed(chance, len(KINDS), 0.6)], chance.randrange(SLOTS)
        if len(parties) > 1:
            known = math.prod(rank.get(party, 10) + 5 for party in parties)
            drawn.setdefault(
                (tuple(sorted(parties)), kind, slot), chance.lognormvariate(0, 2.5) / known
            )
    largest = sorted(drawn, key=lambda key: -drawn[key])
    return [_deal(chance, *key, size) for key, size in zip(largest, sizes, strict=True)], sizes


def _sizes(number: int, stories: int) -> list[int]:
    """How many stories tell of each agreement: one at least, by rank c / (rank + c / 395)."""
    low, high = 0.0, float(stories)
    while high - low > 1e-6 * stories:
        scale = (low + high) / 2
        if sum(_size(scale, rank) for rank in range(number)) > stories:
            high = scale
        else:
            low = scale
    sizes = [_size(low, rank) for rank in range(number)]
    for at in range(stories - sum(sizes)):
        sizes[at % number] += 1
    return sizes


def _size(scale: float, rank: int) -> int:
    return max(1, int(scale / (rank + max(1.0, scale / 395))))


def _deal(chance: Random, parties: tuple[str, ...], kind: str, slot: int, size: int) -> Deal:
    length = min(500, round(30 + 60 * math.log(1 + size) + chance.random() * 60))
    room = DAYS // SLOTS - length
    start = FIRST_DAY + slot * (DAYS // SLOTS) + chance.randrange(room // 2)
    signed = start + round(length * chance.uniform(0.1, 0.5)) if chance.random() < 0.6 else None
    contested = chance.choice(parties) if chance.random() < 0.2 else None
    return Deal(parties, kind, start, length, signed, contested)


def _day(chance: Random, deal: Deal) -> int:
    """A day on which something is published of an agreement: much of it around the signing."""
    middle = deal.signed or deal.start + deal.length // 3
    if chance.random() < 0.5:
        return max(deal.start, middle + round(chance.expovariate(1 / 10)))
    return deal.start + chance.randrange(deal.length)


def _told(chance: Random, deals: Sequence[Deal], main: Sequence[int]) -> list[tuple[int, ...]]:
    """Of which agreements each story tells: its own, and often others of the time."""
    told = []
    recent: dict[str, list[int]] = defaultdict(list)
    for at in main:
        others: list[int] = []
        if chance.random() < 0.4:
            near = recent[chance.choice(deals[at].parties)][-RELATED:]
            others = [other for other in chance.choices(near or [at], k=2) if other != at]
        told.append((at, *dict.fromkeys(others)))
        for party in deals[at].parties:
            recent[party].append(at)
    return told


def _planned(
    chance: Random,
    deals: Sequence[Deal],
    days: Sequence[int],
    told: Sequence[tuple[int, ...]],
    lengths: Sequence[int],
) -> list[Planned]:
    planned = [Planned(day, story, "report", story) for story, day in enumerate(days)]
    for story, copies in zip(chance.sample(range(len(days)), len(lengths)), lengths, strict=True):
        for copy in range(1, copies + 1):
            later = days[story] + min(20, int(chance.expovariate(1)))
            planned.append(Planned(later, story, "report", story, copy))
    read = list(planned)
    for first in chance.sample(read, round(0.02 * len(read))):
        again = first.day + chance.randint(200, 800)
        planned.append(Planned(again, first.story, "anew", first.story, first.copy))
    stories_of: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for story, (at, *_) in enumerate(told):
        stories_of[deals[at].parties].append(story)
    for number, first in enumerate(chance.choices(read, k=round(0.015 * len(read)))):
        alike = stories_of[deals[told[first.story][0]].parties]
        before = alike[: bisect_right(alike, first.story) - 1]
        other = chance.choice(before) if before else -1
        day = first.day + 1 + round(chance.expovariate(1 / 20))
        planned.append(Planned(day, number, "judgement", first.story, first.copy, other))
    # A report comes before what is said of it, and the first of a chain before its copies.
    order = {"report": 0, "anew": 1, "judgement": 2}
    return sorted(planned, key=lambda one: (one.day, order[one.what], one.copy, one.number))


def _speakers(chance: Random, code: str) -> tuple[Actor, ...]:
    side = sides()[code]
    people = [f"{side.adjective} government", f"{side.adjective} foreign ministry"]
    people += [name(chance) for _ in range(6)]
    return tuple(Actor(person, code) for person in people)


def voice(chance: Random, world: World, deal: Deal) -> Actor:
    """Who says something of an agreement: mostly a party, now and then others or the report."""
    at = chance.random()
    if at < 0.15:
        return REPORT_VOICE
    if at < 0.22:
        return world.others[skewed(chance, len(world.others))]
    side = chance.choice(deal.parties)
    if at < 0.3:
        side = chance.choice(PROMINENT)
    return world.speakers[side][skewed(chance, len(world.speakers[side]), 0.8)]
