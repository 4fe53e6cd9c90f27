"""The kind of an agreement by all the words that speak of it, weighed as learned."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.letters import lowered
from onrecord.claims.network import Floats

_WORD = re.compile(r"\w\w+")
# How much the words of the whole report count against those of the sentences that claim something.
OF_REPORT = 0.7


@dataclass(frozen=True, slots=True)
class KindWords:
    """A regression over words, made by `training/claims.py`, those of sentences and of the report.

    `rarity` is the inverse frequency of each word, `near` and `far` have a row a word and a column
    a kind.
    """

    places: Mapping[str, int]
    rarity: Floats
    near: Floats
    far: Floats
    bias: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.float32]]) -> "KindWords":
        """The regression among the arrays of `claims.npz`."""
        places = {str(word): n for n, word in enumerate(arrays["kinds.words"])}
        rarity, near, far, bias = (
            arrays[f"kinds.{name}"].astype(np.float32) for name in ("rarity", "near", "far", "bias")
        )
        return cls(places, rarity, near, far, bias)

    def odds(self, sentences: Sequence[str], report: Floats) -> Floats:
        """Logarithms of the chances of the kinds; `report` is what `of_report` gives."""
        odds = self._sum(" ".join(sentences), self.near) + report + self.bias
        odds -= odds.max()
        return np.asarray(odds - np.log(np.exp(odds).sum()), np.float32)

    def of_report(self, text: str) -> Floats:
        """What the words of a whole report say."""
        return OF_REPORT * self._sum(text, self.far)

    def _sum(self, text: str, weights: Floats) -> Floats:
        counts = Counter(
            self.places[word] for word in _WORD.findall(lowered(text)) if word in self.places
        )
        if not counts:
            return np.zeros(weights.shape[1], np.float32)
        rows = np.fromiter(counts, np.int64)
        values = (1 + np.log(np.fromiter(counts.values(), np.float32))) * self.rarity[rows]
        values /= np.sqrt((values**2).sum())
        return np.asarray(values @ weights[rows], np.float32)
