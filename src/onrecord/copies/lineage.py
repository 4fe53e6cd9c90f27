"""Which report of a chain came out of which."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.copies.fingerprints import digest
from onrecord.copies.words import folded_words, shingles

_CELLS = 1 << 25
"""Reports times shingles that are compared at once; of a larger chain a sample of shingles is."""

_UNDATED = "~"  # sorts behind every date, and a year or month behind the days in it


@dataclass(frozen=True, slots=True)
class Member:
    """A report of a chain. `published` is an ISO date, month or year, or None."""

    id: str
    published: str | None
    text: str


def parents(members: Sequence[Member]) -> dict[str, str | None]:
    """For each report of one chain the earlier one that it most resembles; None for the origin.

    The origin was published first; a day comes before a month or year that may mean it, and what is
    undated comes last; of reports of the same date the one whose id sorts first comes first. Of two
    that are equally like it, the earlier is the parent. The order of the members does not matter.

    >>> chain = [Member("b", "2024-11-12", "It was signed."), Member("a", None, "It was signed.")]
    >>> parents(chain)
    {'b': None, 'a': 'b'}
    """
    chain = sorted(members, key=lambda m: ((m.published or "") + _UNDATED, m.id))
    folded = [folded_words(member.text) for member in chain]
    digests = [digest(words) for words in folded]
    likeness = _jaccard(folded)
    found: dict[str, str | None] = {member.id: None for member in chain[:1]}
    for at, member in enumerate(chain[1:], start=1):
        best = max(range(at), key=lambda b: (digests[b] == digests[at], likeness[at, b], -b))
        found[member.id] = chain[best].id
    return found


def _jaccard(folded: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """The Jaccard of all pairs: exact, or by the smallest shingles of all where there are many."""
    sets = [shingles(words) for words in folded]
    if not sets:
        return np.zeros((0, 0))
    columns = np.unique(np.concatenate(sets))[: _CELLS // len(sets)]
    held = np.zeros((len(sets), len(columns)), np.float32)
    for row, hashes in enumerate(sets):
        # Both are sorted, so what is in the sample stands at the head of the hashes.
        within = hashes[: np.searchsorted(hashes, columns[-1:], side="right").sum()]
        held[row, np.searchsorted(columns, within)] = 1
    both = (held @ held.T).astype(np.float64)
    sizes = np.diagonal(both)
    either = sizes[:, None] + sizes[None, :] - both
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)
