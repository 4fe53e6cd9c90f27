"""What was changed from one report to another of its chain, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from onrecord.alignment import Span
from onrecord.copies.matching import Match, find_matches
from onrecord.copies.words import Word, words


class ChangeKind(StrEnum):
    """What became of the words of the earlier report."""

    REMOVED = "removed"
    ADDED = "added"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the earlier report and what stands for them in the later, as spans of each.

    The span of a side that has no words there is empty.
    """

    kind: ChangeKind
    earlier: Span
    later: Span


def changes(earlier: str, later: str) -> tuple[Change, ...]:
    """The changes that lead from one report to the other, in order; none between copies.

    Case, marks and spacing are no change, and what was moved is removed here and added there. Time
    grows with the length of the texts: what is new from end to end is not searched for the odd word
    that stands in both.

    >>> before, after = "Both have signed the pact.", "Both signed the accord."
    >>> [(c.kind.value, before[slice(*c.earlier)], after[slice(*c.later)])
    ...  for c in changes(before, after)]
    [('removed', 'have', ''), ('replaced', 'pact', 'accord')]
    """
    ours, theirs = words(earlier), words(later)
    matches = find_matches([w.folded for w in ours], [w.folded for w in theirs])
    ends = [Match(0, 0, 0), *matches, Match(len(ours), len(theirs), 0)]
    found = []
    for before, after in pairwise(ends):
        removed = _stretch(ours, before.left + before.length, after.left)
        added = _stretch(theirs, before.right + before.length, after.right)
        if kind := _kind(removed, added):
            found.append(Change(kind, removed, added))
    return tuple(found)


def _stretch(found: Sequence[Word], start: int, end: int) -> Span:
    if start < end:
        return Span(found[start].span.start, found[end - 1].span.end)
    at = found[start - 1].span.end if start else 0
    return Span(at, at)


def _kind(removed: Span, added: Span) -> ChangeKind | None:
    if removed.start == removed.end:
        return ChangeKind.ADDED if added.start < added.end else None
    return ChangeKind.REPLACED if added.start < added.end else ChangeKind.REMOVED
