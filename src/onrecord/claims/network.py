"""The network that reads sentences for claims: its weights, its inputs and what it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import MissingWeights
from onrecord.records import Status
from onrecord.tagger import CLOSED, WEIGHTS, Words, open_session, words_of

STATUSES = tuple(Status)
# How a word is marked: a side by name, an actor who speaks for one, both parties together, an
# agreement. Nothing is marked by the last of the six that the network has.
MARKS = 6
SIDE_MARK, ACTOR_MARK, GROUP_MARK, AGREEMENT_MARK = 1, 2, 3, 4
# Sides are ranked by how often the report names them; 0 is no side, the last is all the rest.
RANKS = 7
# Words that are read at once, and windows of them: bounds the memory.
WINDOW, ROWS = 224, 8

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


class Window(NamedTuple):
    """Words from `low` up to `high` that are read together."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """What the network says of one sentence, as log-odds.

    `present[s, p]`: that it carries a claim of status s, affirmed (p = 0) or denied (1);
    `words[w, s]`: that the w-th of its words carries status s; `kinds[s, k]`: of kind k, up to a
    constant; `queries[s]`: compared with the keys of mentions, who the parties are.
    """

    present: Floats
    words: Floats
    kinds: Floats
    queries: Floats


class Keys(NamedTuple):
    """Words that name sides, a row each, and what their marks alone say, as log-odds."""

    keys: Floats
    bias: Floats

    def odds(self, queries: Floats) -> Floats:
        """For each status (row) and word (column) the log-odds that its side is a party."""
        scale = self.keys.shape[1] ** -0.5
        return np.asarray(queries @ self.keys.T * scale + self.bias, np.float32)


class ClaimNetwork:
    """The weights `claims.onnx` and `claims.npz`, loaded once."""

    def __init__(self, weights: Path = WEIGHTS, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        if not (weights / "claims.onnx").exists():
            raise MissingWeights(f"{weights} has no claims.onnx. Reinstall onrecord.")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._session = open_session(weights / "claims.onnx", threads)
        with np.load(weights / "claims.npz", allow_pickle=False) as arrays:
            self.heads = {name: arrays[name] for name in arrays.files}
        self.kinds = tuple(str(kind) for kind in self.heads["kinds"])

    def words_of(self, text: str) -> Words:
        """The words of a text as the network sees them."""
        return words_of(text, self._tokenizer)

    def read(
        self, words: Words, marks: Ints, ranks: Ints, windows: Sequence[Window]
    ) -> list[tuple[Floats, Floats]]:
        """For each window the log-odds of the statuses of its words, and a vector of each."""
        found = []
        for at in range(0, len(windows), ROWS):
            some = windows[at : at + ROWS]
            inputs, first = _rows(words, marks, ranks, some)
            statuses, vectors = self._session.run(None, inputs)
            found += [
                (statuses[row, places], vectors[row, places]) for row, places in enumerate(first)
            ]
        return found

    def sentence(self, statuses: Floats, vectors: Floats) -> SentenceScores:
        """What is said of a sentence by the words of it, a row each."""
        heads = self.heads
        share = statuses - statuses.max(0)
        share = np.exp(share)
        share /= share.sum(0)
        pooled = share.T @ vectors
        present = np.einsum("sw,spw->sp", pooled, heads["present.weight"]) + heads["present.bias"]
        kinds = pooled @ heads["kind.weight"].T + heads["kind.bias"]
        queries = pooled @ heads["query.weight"].T + heads["query.bias"]
        return SentenceScores(present, statuses, kinds, queries)

    def keys(self, vectors: Floats, marks: Ints) -> Keys:
        """What words that name sides are compared by."""
        heads = self.heads
        return Keys(vectors @ heads["key.weight"].T + heads["key.bias"], heads["party.bias"][marks])


def _rows(
    words: Words, marks: Ints, ranks: Ints, windows: Sequence[Window]
) -> tuple[dict[str, NDArray[Any]], list[Ints]]:
    """Windows as rows of word pieces, and the place of the first piece of each word."""
    number = (words.pieces > 0).sum(1)
    before = np.concatenate([[0], np.cumsum(number)])
    most = max(int(before[high] - before[low]) for low, high in windows)
    shape = (len(windows), most)
    rows: dict[str, NDArray[Any]] = {
        name: np.zeros(shape, np.int32) for name in ("ids", "shapes", "quoting", "marks", "ranks")
    }
    rows["closed"] = np.full((len(windows), 1, 1, most), CLOSED, np.float32)
    first = []
    for row, (low, high) in enumerate(windows):
        pieces, count = words.pieces[low:high], number[low:high]
        size = int(before[high] - before[low])
        rows["ids"][row, :size] = pieces[pieces > 0]
        for name, given in (
            ("shapes", words.shapes), ("quoting", words.quoting), ("marks", marks),
            ("ranks", ranks),
        ):  # fmt: skip
            rows[name][row, :size] = np.repeat(given[low:high], count)
        rows["closed"][row, :, :, :size] = 0
        first.append((before[low:high] - before[low]).astype(np.int32))
    return rows, first


@cache
def load_network() -> ClaimNetwork:
    """The network, loaded once a process."""
    return ClaimNetwork()
