"""What two sides say that one agreement is: its kind, its paper, its numbers, its day."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from math import inf

from onrecord.lexicons import load
from onrecord.records import Actor, Bound, Claim, Polarity, Quantity, Status, Why
from onrecord.standings.contradictions import compatible, content_words, place_of
from onrecord.standings.days import days_of
from onrecord.standings.fields import AFFIRMING, stands
from onrecord.standings.times import in_earlier_time, of_another_time
from onrecord.standings.wording import instruments_in, word_set

# Two signatures further apart than this are of two agreements.
ONE_SIGNATURE = timedelta(days=365)
# "Has been in force since May" dates the beginning; "was in force in May" does not.
TAKES_EFFECT = re.compile(
    r"\b(?:t[ao]k(?:es?|ing)|c[ao]m(?:es?|ing)|enter(?:s|ed|ing)?|went|goes|gone)\b"
    r".*\b(?:effect|force)\b|\bsince\b|\beffective\b",
    re.IGNORECASE | re.DOTALL,
)
# "About 5,000", and 5,000 as a round number, may be so much more or less.
ROUNDED = 0.1


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that two sides may put differently.

    `given` yields, from a claim, of what it is told (the status and the unit of a number) and what
    is told; `differ` says whether two claims with unlike details cannot both be so, apart from
    their time; `first` sorts the claims of a side, the most telling before the others.
    """

    why: Why
    field: str
    given: Callable[[Claim], Iterator[tuple[Hashable, Hashable]]]
    differ: Callable[[Claim, Claim], bool]
    of_another_time: Callable[[Claim, Claim, date | None], bool] = of_another_time
    first: Callable[[Claim], tuple[object, ...]] = place_of


def differing(
    group: Sequence[Claim], latest: date | None
) -> Iterator[tuple[Claim, Claim, str, Why]]:
    """Yield two sides' claims of one agreement whose details cannot both be so.

    A voice that gives two kinds, papers, numbers or days speaks of two agreements or things: its
    word is set against nobody's, and nobody's words that give these two are set against each other.
    """
    affirmed = [
        claim
        for claim in group
        if claim.polarity is Polarity.AFFIRMED and claim.status in AFFIRMING and stands(claim)
    ]
    for detail in DETAILS:
        for voices in _voices(affirmed, detail).values():
            for (left, said), (right, other) in _by_two_sides(voices):
                if said == other or any({said, other} <= set(told) for told in voices.values()):
                    continue
                if detail.differ(left, right) and not detail.of_another_time(left, right, latest):
                    left, right = sorted((left, right), key=place_of)
                    yield left, right, detail.field, detail.why


# What each voice tells of one thing, with the claim that tells it best.
Voices = dict[Actor | str, dict[Hashable, Claim]]


def _voices(claims: Sequence[Claim], detail: Detail) -> dict[Hashable, Voices]:
    found: dict[Hashable, Voices] = defaultdict(lambda: defaultdict(dict))
    for claim in sorted(claims, key=detail.first):
        for thing, told in detail.given(claim):
            found[thing][claim.speaker.side or claim.speaker].setdefault(told, claim)
    return found


def _by_two_sides(
    voices: Voices,
) -> Iterator[tuple[tuple[Claim, Hashable], tuple[Claim, Hashable]]]:
    """Yield two sides that tell one thing each, with what they tell."""
    single = [
        (claim, told)
        for voice, all_told in voices.items()
        if isinstance(voice, str) and len(all_told) == 1
        for told, claim in all_told.items()
    ]
    yield from combinations(single, 2)


# -- the kind ----------------------------------------------------------------------------------


@cache
def _kinds_of_movement() -> frozenset[str]:
    """The kinds about people who move, which are told apart by what is done under them."""
    kinds = load("kinds")["kinds"].items()
    return frozenset(kind for kind, entry in kinds if entry.get("movement"))


def _kind(claim: Claim) -> Iterator[tuple[Hashable, Hashable]]:
    # A peace and a trade agreement are two agreements, whoever speaks of them.
    if claim.kind in _kinds_of_movement():
        yield "kind", claim.kind


def _terms_first(claim: Claim) -> tuple[object, ...]:
    return claim.status is not Status.TERMS, *place_of(claim)


# -- the instrument ----------------------------------------------------------------------------


def _instruments(claim: Claim) -> Iterator[tuple[Hashable, Hashable]]:
    for instrument in instruments_in(claim.quote):
        yield "instrument", instrument


def _compatible_kinds(left: Claim, right: Claim) -> bool:
    return compatible(left.kind, right.kind)


# -- quantities --------------------------------------------------------------------------------


def _quantity(claim: Claim) -> Iterator[tuple[Hashable, Hashable]]:
    if claim.quantity:
        # What was done until May and until July are two numbers.
        yield (claim.status, claim.quantity.unit.casefold(), claim.when), claim.quantity


def _quantities_differ(left: Claim, right: Claim) -> bool:
    if not (left.quantity and right.quantity and _compatible_kinds(left, right)):
        return False
    # A fee and a loan are both in euros: then the words must name the same.
    if _is_sum_or_share(left.quantity) and not (
        (content_words(left) & content_words(right)) - word_set("amounts")
    ):
        return False
    (least, most), (other_least, other_most) = _range(left.quantity), _range(right.quantity)
    return most < other_least or other_most < least


def _is_sum_or_share(quantity: Quantity) -> bool:
    return quantity.unit == "%" or (len(quantity.unit) == 3 and quantity.unit.isupper())


def _range(quantity: Quantity) -> tuple[float, float]:
    """The least and the most that a quantity may be."""
    value, bound = quantity.value, quantity.bound
    margin = abs(value) * ROUNDED if bound is Bound.ABOUT else _rounding(value)
    least = -inf if bound in (Bound.LESS_THAN, Bound.AT_MOST) else value - margin
    most = inf if bound in (Bound.MORE_THAN, Bound.AT_LEAST) else value + margin
    return least, most


def _rounding(value: float) -> float:
    """How far a round number may be off: half of its last digit's place, up to a tenth.

    >>> _rounding(5000), _rounding(5100), _rounding(5012), _rounding(8), _rounding(2.5)
    (500.0, 50.0, 0, 0, 0)
    """
    if value < 100 or value != int(value):
        return 0
    place = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
    return min(place / 2, value * ROUNDED) if place > 1 else 0


# -- days --------------------------------------------------------------------------------------


def _day(claim: Claim) -> Iterator[tuple[Hashable, Hashable]]:
    begins = claim.status is Status.IN_FORCE and TAKES_EFFECT.search(claim.quote)
    if claim.when and (claim.status is Status.SIGNED or begins):
        yield claim.status, claim.when


def _days_differ(left: Claim, right: Claim) -> bool:
    if not (left.when and right.when and _compatible_kinds(left, right)):
        return False
    (start, end), (other_start, other_end) = days_of(left.when), days_of(right.when)
    apart = max(start, other_start) - min(end, other_end)
    return timedelta(0) < apart <= ONE_SIGNATURE


def _one_in_earlier_time(left: Claim, right: Claim, latest: date | None) -> bool:
    return in_earlier_time(left) is not in_earlier_time(right)


DETAILS = (
    Detail(Why.KIND, "kind", _kind, lambda left, right: True, first=_terms_first),
    Detail(Why.INSTRUMENT, "instrument", _instruments, _compatible_kinds),
    Detail(Why.QUANTITY, "quantity", _quantity, _quantities_differ),
    Detail(Why.WHEN, "when", _day, _days_differ, _one_in_earlier_time),
)
