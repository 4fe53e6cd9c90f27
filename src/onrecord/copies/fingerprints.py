"""What the ledger keeps of a text to find its copies: a digest and a sample of its shingles."""

import hashlib
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from onrecord.copies.words import Hashes, folded_words, shingles

SKETCH = 64
"""Shingles in a sketch: the estimate of Jaccard is then off by 0.05 at 0.8 (one deviation)."""

KEYS = 32
"""Keys of a text in an index: two texts that share a quarter of all their shingles share two keys
or more in 999 of 1,000 cases."""

REWRITE = 0.4
"""Share of the shorter text that a rewrite has in common with the longer.

In the news of PolNeAR rewrites share 0.51 and more, other reports of the same outlet 0.23 and less.
"""

MOST_HOLDERS = 100
"""So many texts are looked at for one key, however many hold it."""

_RARE = 20
_RARE_KEYS = 2
_COMMON_KEYS = KEYS // 4
_MOST_NEAR = 50
_MOST_COMMON = 5

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text in 0.6 kB: `digest` tells whether the words are the same, `minima` how alike they are.

    `digest` is the SHA-256, in hex, of the words as they are compared. `minima` are the 64 smallest
    hashes of the text's shingles in rising order, eight bytes each, low byte first: the bottom-k
    sketch of Broder (1997), a fair sample of the shingles, the same on every machine. `shingles`
    counts the distinct ones.
    """

    digest: str
    minima: bytes
    shingles: int

    def keys(self) -> tuple[int, ...]:
        """The signed 64-bit keys to index the text by: its 32 smallest shingles.

        Of what two texts have in common the smallest shingles are among the smallest of either,
        also if one of them is only the beginning of the other.
        """
        return tuple(self._hashes()[:KEYS].view(np.int64).tolist())

    def _hashes(self) -> Hashes:
        return np.frombuffer(self.minima, "<u8").astype(np.uint64)


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; case, marks, spacing and kinds of quotation marks do not count.

    >>> fingerprint("“We signed NOTHING.”").digest == fingerprint('We signed nothing').digest
    True
    >>> fingerprint("We signed something").digest == fingerprint("We signed nothing").digest
    False
    """
    folded = folded_words(text)
    hashes = shingles(folded)
    return Fingerprint(digest(folded), hashes[:SKETCH].astype("<u8").tobytes(), len(hashes))


def digest(folded: Iterable[str]) -> str:
    """The SHA-256, in hex, of words as they are compared."""
    return hashlib.sha256(" ".join(folded).encode("utf-8", "surrogatepass")).hexdigest()


def similarity(left: Fingerprint, right: Fingerprint) -> float:
    """The share of shingles that two texts have in common (Jaccard), as their sketches tell it.

    Exact for texts of at most 64 shingles, 0 where either has none.
    """
    merged = np.sort(np.concatenate((left._hashes(), right._hashes())))
    if not len(merged):
        return 0.0
    again = np.concatenate(([False], merged[1:] == merged[:-1]))
    distinct = np.cumsum(~again)
    smallest = int(np.searchsorted(distinct, SKETCH, side="right"))
    return float(again[:smallest].sum() / min(int(distinct[-1]), SKETCH))


def promising(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether two texts may share as much as a rewrite must, so that reading them is worth while.

    By the sketches, with three standard deviations to spare.
    """
    fewest = REWRITE * min(left.shingles, right.shingles)
    needed = fewest / max(left.shingles + right.shingles - fewest, 1)
    spare = 3 * math.sqrt(needed * (1 - needed) / SKETCH)
    return similarity(left, right) >= needed - spare


def likely(holders: Iterable[Sequence[T]]) -> list[T]:
    """Which texts to compare with one, best first, from those that an index has for its keys.

    `holders` are, for each key, the texts that hold it: at most the first `MOST_HOLDERS` in the
    order of the index. Texts that share two keys which at most 20 hold come first, then a few that
    share eight of any kind: versions of a story that everybody prints, or only the notice that an
    outlet puts under all. So a search does not grow with the number of texts that share a key.
    """
    rare: Counter[T] = Counter()
    every: Counter[T] = Counter()
    for found in holders:
        every.update(found)
        if len(found) <= _RARE:
            rare.update(found)
    # Stable: among equals those that stand first in the index.
    ranked = sorted(every, key=lambda text: -every[text])
    near = [text for text in ranked if rare[text] >= _RARE_KEYS]
    common = [t for t in ranked if rare[t] < _RARE_KEYS and every[t] >= _COMMON_KEYS]
    return near[:_MOST_NEAR] + common[:_MOST_COMMON]
