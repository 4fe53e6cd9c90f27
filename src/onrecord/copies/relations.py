"""How two reports are related: the same words, an edition, a rewrite, or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import numpy as np

from onrecord.attributions.quotations import find_quotations
from onrecord.copies.fingerprints import REWRITE
from onrecord.copies.matching import Match, find_matches
from onrecord.copies.words import (
    SHINGLE,
    Hashes,
    Word,
    folded_words,
    runs,
    shared,
    shingles,
    words,
)
from onrecord.sentences import paragraphs

EDITION = 0.8
"""Jaccard of shingles from which two texts are editions of one."""

_SHARED = 30
"""Shingles that a rewrite must share: more than a sentence."""

_EXCHANGED = 1.5
_EXCHANGED_RATE = 0.006
"""Names exchanged from which two texts are one form filled in twice: in all, and for each word that
matches. On pairs of the White House and PolNeAR; a number counts for half a name."""

_HEAD = 10
_SAME_NAMES = 0.6
_FEWEST_NAMES = 3
"""The longest piece in common, if ten or more other words stand above it in either text, may be a
notice. Where the rest is no rewrite by itself, 0.6 of the names that do not match in one of the
texts, and three or more, must stand in the other."""

_LONGEST_SLOT = 12
_KEPT = 4


class RelationKind(StrEnum):
    """What one report is to another."""

    COPY = "copy"
    EDITION = "edition"
    REWRITE = "rewrite"


@dataclass(frozen=True, slots=True)
class Relation:
    """How much two texts share, in shingles of five words.

    `jaccard` is the share of all their shingles that both have, `containment` the share of the
    shorter text's that the longer has too.
    """

    kind: RelationKind
    jaccard: float
    containment: float


def relation(left: str, right: str) -> Relation | None:
    """What two reports are to each other, the same in either order; None if they are not related.

    A copy has the same words, an edition a Jaccard of at least 0.8. A rewrite shares at least 0.4
    of the shorter text, quotations left out, since reporters who hear the same speaker quote the
    same words; and both must speak of the same. They do not where names are exchanged in otherwise
    equal sentences (forms that are filled in for one state after another), or where they share
    little but one piece of text and what stands above it names others (the same notice).

    >>> relation("The pact was signed on Monday.", "The Pact was signed on Monday").kind
    <RelationKind.COPY: 'copy'>
    """
    if right < left:
        left, right = right, left
    folded, others = _folded(left), _folded(right)
    if not folded or not others:
        return None
    if folded == others:
        return Relation(RelationKind.COPY, 1.0, 1.0)
    jaccard, containment = _shares(_shingles(left), _shingles(right))
    if jaccard >= EDITION:
        return Relation(RelationKind.EDITION, jaccard, containment)
    if containment < REWRITE:
        return None
    ours, theirs = words(left), words(right)
    if not _share_own_words(left, ours, right, theirs):
        return None
    if not _on_the_same(left, ours, right, theirs):
        return None
    return Relation(RelationKind.REWRITE, jaccard, containment)


# One report is compared with many, one after the other.
@lru_cache(_KEPT)
def _folded(text: str) -> list[str]:
    return folded_words(text)


@lru_cache(_KEPT)
def _shingles(text: str) -> Hashes:
    return shingles(_folded(text))


def _shares(left: Hashes, right: Hashes) -> tuple[float, float]:
    both = shared(left, right)
    return both / (len(left) + len(right) - both), both / min(len(left), len(right))


def _share_own_words(left: str, ours: Sequence[Word], right: str, theirs: Sequence[Word]) -> bool:
    own, others = _own_shingles(left, ours), _own_shingles(right, theirs)
    both = shared(own, others)
    return both >= max(_SHARED, REWRITE * min(len(own), len(others)))


def _own_shingles(text: str, found: Sequence[Word]) -> Hashes:
    """The shingles that do not stand wholly in one quotation."""
    quoted = np.zeros(len(found), np.bool_)
    starts = [word.span.start for word in found]
    for paragraph in paragraphs(text):
        for quotation in find_quotations(text, paragraph):
            first, last = np.searchsorted(starts, quotation.inner)
            quoted[first:last] = True
    hashes = runs([word.folded for word in found])
    own = np.zeros(len(hashes), np.bool_)
    for at in range(min(SHINGLE, len(found))):
        own |= ~quoted[at : at + len(hashes)]
    return np.unique(hashes[own])


def _on_the_same(left: str, ours: Sequence[Word], right: str, theirs: Sequence[Word]) -> bool:
    """Whether two texts that share much speak of the same."""
    matches = find_matches([w.folded for w in ours], [w.folded for w in theirs])
    names, others = _names(left, ours), _names(right, theirs)
    capitals, their_capitals = _capitals(left, ours), _capitals(right, theirs)
    common = sum(match.length for match in matches)
    slots = _slots(ours, theirs, matches)
    exchanged = sum(
        _exchanged((names - their_capitals) & slot, (others - capitals) & other)
        for slot, other in slots
    )
    if exchanged >= _EXCHANGED and exchanged >= _EXCHANGED_RATE * common:
        return False
    longest = max(matches, key=lambda match: match.length, default=Match(0, 0, 0))
    before = sum(match.length for match in matches if match.left < longest.left)
    if min(longest[:2]) - before < _HEAD:
        return True
    rest_of_shorter = min(len(ours), len(theirs)) - longest.length
    if common - longest.length >= REWRITE * rest_of_shorter:
        return True
    rest = names & _unmatched(ours, [(m.left, m.length) for m in matches])
    their_rest = others & _unmatched(theirs, [(m.right, m.length) for m in matches])
    return any(
        len(foreign & known) >= max(_FEWEST_NAMES, _SAME_NAMES * len(foreign))
        for foreign, known in ((rest, their_capitals), (their_rest, capitals))
    )


def _names(text: str, found: Sequence[Word]) -> set[str]:
    """Words with a capital inside a sentence, and numbers."""
    return {word.folded for word in found if _names_something(text, word.span.start)}


def _names_something(text: str, start: int) -> bool:
    if text[start].isdigit():
        return True
    inside = start > 1 and text[start - 1] == " " and text[start - 2] not in '.!?:"”“'
    return inside and text[start].isupper()


def _capitals(text: str, found: Sequence[Word]) -> set[str]:
    """Words with a capital wherever they stand, and numbers."""
    return {
        word.folded
        for word in found
        if text[word.span.start].isupper() or text[word.span.start].isdigit()
    }


def _slots(
    ours: Sequence[Word], theirs: Sequence[Word], matches: Sequence[Match]
) -> Iterator[tuple[set[str], set[str]]]:
    """What stands on either side between two matches, where that is short."""
    for before, after in pairwise(matches):
        slot = ours[before.left + before.length : after.left]
        other = theirs[before.right + before.length : after.right]
        if max(len(slot), len(other)) <= _LONGEST_SLOT:
            yield {w.folded for w in slot}, {w.folded for w in other}


def _exchanged(names: set[str], others: set[str]) -> float:
    """How much the names of a slot weigh: a number may be corrected, so it counts for half."""
    if not names or not others:
        return 0.0
    return 1.0 if _spelt(names) and _spelt(others) else 0.5


def _spelt(names: Iterable[str]) -> bool:
    return any(name[0].isalpha() for name in names)


def _unmatched(found: Sequence[Word], matched: Iterable[tuple[int, int]]) -> set[str]:
    rest = {at: word.folded for at, word in enumerate(found)}
    for start, length in matched:
        for at in range(start, start + length):
            del rest[at]
    return set(rest.values())
