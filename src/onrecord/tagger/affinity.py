"""Which segments belong together, by the vectors that a network gives each word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.tagger.decoding import Floats, Segment
from onrecord.tagger.words import Ints

# A word is guessed to be the source's where its product with the cue is at least this, and it
# stands at most this many words from it.
BELONGS = 1.5
GUESSED = 60


@dataclass(frozen=True, slots=True)
class Affinity:
    """How well each segment goes with each cue, as the network sees it.

    For each segment: the vectors of its first word as a cue that looks for its source or for its
    content, and the mean vector of its words as a source or as a content. `vectors` are those of
    all words.
    """

    cues: Floats
    others: Floats
    vectors: NDArray[np.float16]

    @classmethod
    def of(cls, segments: Sequence[Segment], vectors: NDArray[np.float16]) -> "Affinity":
        half = vectors.shape[1] // 2
        if not segments:
            empty = np.zeros((0, half), np.float32)
            return cls(empty, empty, vectors)
        first = np.array([s.first for s in segments])
        after = np.array([s.last for s in segments]) + 1
        # Every second sum is one between segments. The last row ends a paragraph: no loss.
        bounds = np.stack([first, np.minimum(after, len(vectors) - 1)], 1).ravel()
        summed = np.add.reduceat(vectors[:, half:].astype(np.float32), bounds, axis=0)[::2]
        return cls(
            vectors[first, :half].astype(np.float32), summed / (after - first)[:, None], vectors
        )

    def between(self, cue: int, other: int, role: str) -> float:
        """The mean log-odds that the words of segment `other`, a `role`, belong to the cue."""
        size = self.cues.shape[1] // 2
        part = slice(0, size) if role == "source" else slice(size, 2 * size)
        return float(self.cues[cue, part] @ self.others[other, part]) / float(size**0.5)

    def guess(self, cue: int, segment: Segment, paragraph: Ints) -> Segment | None:
        """The run of words of the paragraph that goes best with a cue as its source, if any does.

        For cues that no segment goes with.
        """
        low, high = (
            int(np.searchsorted(paragraph, paragraph[segment.first], side))
            for side in ("left", "right")
        )
        low, high = max(low, segment.first - GUESSED), min(high - 1, segment.last + GUESSED)
        size = self.cues.shape[1] // 2
        near = self.vectors[low:high, 2 * size : 3 * size].astype(np.float32)
        close = near @ self.cues[cue, :size] / float(size**0.5)
        close[segment.first - low : segment.last + 1 - low] = -np.inf
        if not len(close) or close.max() < BELONGS:
            return None
        at = int(close.argmax())
        apart = np.flatnonzero(close < BELONGS)
        split = int(np.searchsorted(apart, at))
        first = int(apart[split - 1]) + 1 if split else 0
        last = int(apart[split]) - 1 if split < len(apart) else len(close) - 1
        return Segment("source", low + first, low + last, 0.5)
