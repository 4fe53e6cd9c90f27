"""How two reports are related: the same words, an edition, a rewrite, or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from onrecord.attributions.quotations import find_quotations
from onrecord.copies.matching import Match, find_matches
from onrecord.copies.words import SHINGLE, Hashes, Word, runs, shared, shingles, words
from onrecord.sentences import paragraphs

EDITION = 0.8
"""Jaccard of shingles from which two texts are editions of one."""

REWRITE = 0.4
"""Share of the shorter text that a rewrite has in common with the longer.

In the news of PolNeAR rewrites share 0.51 and more, other reports of the same outlet 0.23 and less.
"""

_SHARED = 30
"""Shingles that a rewrite must share: more than a sentence."""

_SAME_NAMES = 0.4
_REMAINDER = 0.1
_EXCHANGED = 2.0
_EXCHANGED_RATE = 0.01
_LONGEST_SLOT = 12


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
    equal sentences (forms that are filled in for one state after another), or where what they do
    not share names others (different news above the same legal notice).

    >>> relation("The pact was signed on Monday.", "The Pact was signed on Monday").kind
    <RelationKind.COPY: 'copy'>
    """
    if right < left:
        left, right = right, left
    ours, theirs = words(left), words(right)
    folded, others = [w.folded for w in ours], [w.folded for w in theirs]
    if not ours or not theirs:
        return None
    if folded == others:
        return Relation(RelationKind.COPY, 1.0, 1.0)
    jaccard, containment = _shares(shingles(folded), shingles(others))
    if jaccard >= EDITION:
        return Relation(RelationKind.EDITION, jaccard, containment)
    if containment < REWRITE or not _share_own_words(left, ours, right, theirs):
        return None
    if not _on_the_same(left, ours, right, theirs):
        return None
    return Relation(RelationKind.REWRITE, jaccard, containment)


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
    vocabulary, their_vocabulary = {w.folded for w in ours}, {w.folded for w in theirs}
    common = sum(match.length for match in matches)
    slots = _slots(ours, theirs, matches)
    exchanged = sum(
        _exchanged((names - their_vocabulary) & slot, (others - vocabulary) & other)
        for slot, other in slots
    )
    if exchanged >= _EXCHANGED and exchanged >= _EXCHANGED_RATE * common:
        return False
    if common >= (1 - _REMAINDER) * min(len(ours), len(theirs)):
        return True
    rest = names & _unmatched(ours, [(m.left, m.length) for m in matches])
    their_rest = others & _unmatched(theirs, [(m.right, m.length) for m in matches])
    shares = (_share_in(rest, their_vocabulary), _share_in(their_rest, vocabulary))
    return max(shares) >= _SAME_NAMES


def _names(text: str, found: Sequence[Word]) -> set[str]:
    """Words with a capital inside a sentence, and numbers."""
    return {word.folded for word in found if _names_something(text, word.span.start)}


def _names_something(text: str, start: int) -> bool:
    if text[start].isdigit():
        return True
    inside = start > 1 and text[start - 1] == " " and text[start - 2] not in '.!?:"”“'
    return inside and text[start].isupper()


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


def _share_in(names: set[str], vocabulary: set[str]) -> float:
    return len(names & vocabulary) / len(names) if names else 1.0
