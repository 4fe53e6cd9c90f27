"""Krippendorff's alpha: how far coders agree beyond what chance would have them agree.

1 is full agreement, 0 what chance gives, below 0 less than that. Any number of coders, values that
are missing, and any measure of how far two values are apart: K. Krippendorff, "Computing
Krippendorff's Alpha-Reliability" (2011), https://repository.upenn.edu/asc_papers/43.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from math import fsum
from typing import TypeVar

Value = TypeVar("Value", bound=Hashable)
Distance = Callable[[Value, Value], float]
Units = Sequence[Sequence[Value]]


def nominal(one: object, other: object) -> float:
    """0 for the same value, 1 for two: values have no order and no other distance."""
    return float(one != other)


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """How far two sets are apart, 0 to 1, where one that holds the other is nearer to it.

    R. Passonneau, "Measuring Agreement on Set-valued Items (MASI)" (2006): 1 less Jaccard's index
    times 2/3 where one holds the other, and 1/3 where each has something of its own.

    >>> masi(frozenset({"US"}), frozenset({"GT", "US"})), masi(frozenset("ab"), frozenset("ab"))
    (0.6666666666666667, 0.0)
    """
    if one == other:
        return 0.0
    held = 2 / 3 if one < other or other < one else 1 / 3
    return 1 - held * len(one & other) / len(one | other)


def alpha(units: Units[Value], distance: Distance[Value] = nominal) -> float | None:
    """Alpha over units, each given as the values that its coders gave it; one left out is missing.

    A unit with fewer than two values is passed over. None where no two values of all units are
    apart: without variation chance would agree as well, so there is no telling.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    counts = Counter(value for unit in pairable for value in unit)
    expected = fsum(
        counts[one] * counts[other] * distance(one, other) for one, other in combinations(counts, 2)
    )
    if not expected:
        return None
    observed = fsum(
        distance(one, other) / (len(unit) - 1)
        for unit in pairable
        for one, other in combinations(unit, 2)
    )
    return 1 - (counts.total() - 1) * observed / expected


def shared(units: Units[Value], distance: Distance[Value] = nominal) -> float | None:
    """The share of pairs of coders, unit by unit, who gave the same; None without a pair."""
    pairs = [not distance(*pair) for unit in units for pair in combinations(unit, 2)]
    return sum(pairs) / len(pairs) if pairs else None
