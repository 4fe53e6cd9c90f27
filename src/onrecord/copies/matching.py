"""Which words of two texts match, in order: the ground of every comparison word by word."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

_ANCHOR = 4
"""Words in a run that, standing once in each text, holds the two together."""

_LARGEST = 40_000
"""Words times words of a stretch that is compared word by word; a larger one is simply replaced."""

_SHORTEST = 3
"""Words of a match that stands alone between changes longer than it."""


class Match(NamedTuple):
    """`length` words from `left` in one text are those from `right` in the other."""

    left: int
    right: int
    length: int


def find_matches(left: Sequence[str], right: Sequence[str]) -> list[Match]:
    """The stretches of words that two texts have in common, in the order of both.

    Runs of words that stand once in each text are matched first (the patience diff of Bram Cohen),
    and what is left between them word by word, if it is not too long: so time grows with the length
    of the texts and not with its square.
    """
    head = _forward(left, right, 0, 0)
    tail = _forward(left[head:][::-1], right[head:][::-1], 0, 0)
    end, other_end = len(left) - tail, len(right) - tail
    found = [Match(0, 0, head)]
    at = other = head
    for anchor in _anchors(left[head:end], right[head:other_end]):
        start, other_start = anchor.left + head, anchor.right + head
        found += _between(left, right, at, start, other, other_start)
        found.append(Match(start, other_start, anchor.length))
        at, other = start + anchor.length, other_start + anchor.length
    found += _between(left, right, at, end, other, other_end)
    found.append(Match(end, other_end, tail))
    return _without_chance(_joined(found), len(left), len(right))


def _anchors(left: Sequence[str], right: Sequence[str]) -> Iterator[Match]:
    """The longest chain of runs unique to both texts, each drawn out as far as words match."""
    places, others = _unique(left), _unique(right)
    pairs = sorted((place, others[run]) for run, place in places.items() if run in others)
    done_left = done_right = 0
    for at, other in _longest_rise(pairs):
        if at < done_left or other < done_right:
            continue
        length = _ANCHOR + _forward(left, right, at + _ANCHOR, other + _ANCHOR)
        while at > done_left and other > done_right and left[at - 1] == right[other - 1]:
            at, other, length = at - 1, other - 1, length + 1
        done_left, done_right = at + length, other + length
        yield Match(at, other, length)


def _forward(left: Sequence[str], right: Sequence[str], at: int, other: int) -> int:
    """How many words are the same from two places on."""
    most = min(len(left) - at, len(right) - other)
    return next((n for n in range(most) if left[at + n] != right[other + n]), most)


def _unique(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[at : at + _ANCHOR]) for at in range(len(words) - _ANCHOR + 1)]
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs in which both numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        at = bisect_left(ends, other)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [other]
        last[at : at + 1] = [number]
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _between(
    left: Sequence[str], right: Sequence[str], start: int, end: int, other: int, other_end: int
) -> list[Match]:
    if not 0 < (end - start) * (other_end - other) <= _LARGEST:
        return []
    matcher = SequenceMatcher(None, left[start:end], right[other:other_end], autojunk=False)
    return [Match(start + m.a, other + m.b, m.size) for m in matcher.get_matching_blocks()]


def _joined(matches: Sequence[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in matches:
        last = joined[-1] if joined else Match(0, 0, 0)
        if (last.left + last.length, last.right + last.length) == match[:2] and joined:
            joined[-1] = last._replace(length=last.length + match.length)
        elif match.length:
            joined.append(match)
    return joined


def _without_chance(matches: list[Match], left: int, right: int) -> list[Match]:
    """Leave out a word or two that match by chance, in the middle of what was written anew."""
    ends = [Match(0, 0, 0), *matches, Match(left, right, 0)]
    gaps = [
        max(b.left - a.left - a.length, b.right - a.right - a.length) for a, b in pairwise(ends)
    ]
    return [
        match
        for match, before, after in zip(matches, gaps, gaps[1:], strict=False)
        if match.length >= _SHORTEST or min(before, after) <= 2 * match.length
    ]
