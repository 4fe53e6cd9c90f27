"""Annotated reports as arrays: what words and sentences carry, and who the parties are."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from claims_reports import Annotated
from numpy.typing import NDArray
from torch import Tensor

from onrecord.claims.folding import FoldedSentence
from onrecord.claims.network import STATUSES
from onrecord.claims.readings import marks_of, ranks_of, sentence_of_words
from onrecord.claims.scanning import fold_report, scan
from onrecord.tagger import PARAGRAPH_END, PIECES, SHAPES, Words, words_of

KINDS = (
    "safe-third-country", "third-country-transfer", "offshore-processing", "transit",
    "readmission", "resettlement", "border-security", "trade", "peace", "prisoner-exchange",
    "defence", "nuclear", "climate", "extradition", "finance", "other",
)  # fmt: skip
STATUS_NAMES = [status.value for status in STATUSES]

Ints = NDArray[np.int64]


class Mention(NamedTuple):
    """Where a side is named: its first word, the side, and how it is marked."""

    word: int
    side: str
    mark: int


@dataclass(frozen=True)
class Example:
    """One report: `carried[w, s]` says that a word is among those that carry status s.

    `present[k, s, p]` that sentence k carries it affirmed (0) or denied (1), `kinds[k, s]` of which
    kind (-1: nothing), `parties[k, s]` between whom.
    """

    words: Words
    sentence: Ints
    marks: Ints
    ranks: Ints
    mentions: list[Mention]
    bounds: dict[int, tuple[int, int]]
    carried: NDArray[np.float32]
    present: NDArray[np.float32]
    kinds: Ints
    parties: dict[tuple[int, int], set[str]]


class Chosen(NamedTuple):
    """Sentences `first` to `last` of an example, the words `low` to `high` of it."""

    example: int
    low: int
    high: int
    first: int
    last: int


class Batch(NamedTuple):
    """Windows side by side; `pairs` are (row, sentence, status, word, mark, is a party)."""

    pieces: Tensor
    shapes: Tensor
    quoting: Tensor
    marks: Tensor
    ranks: Tensor
    sentence: Tensor
    carried: Tensor
    present: Tensor
    kinds: Tensor
    there: Tensor
    pairs: list[tuple[int, int, int, int, int, float]]


def example_of(report: Annotated, tokenizer: Any) -> Example:
    """A report as arrays."""
    text, claims = report.text, report.gold["claims"]
    published = report.gold["report"]["published"]
    folded = fold_report(scan(text, published=published), published)
    words = words_of(text, tokenizer)
    sentence = sentence_of_words(words, folded, 0).astype(np.int64)
    marks, found = marks_of(words, folded, 0)
    mentions = [Mention(low, side, mark) for low, _, side, mark in found]
    rank = ranks_of(folded)
    ranks = np.zeros(len(words), np.int64)
    for low, high, side, _ in found:
        ranks[low:high] = rank[side]
    bounds = {
        k: (int(at[0]), int(at[-1]) + 1)
        for k in range(len(folded))
        if len(at := np.flatnonzero(sentence == k))
    }
    carried = np.zeros((len(words), len(STATUSES)), np.float32)
    present = np.zeros((len(folded), len(STATUSES), 2), np.float32)
    kinds = np.full((len(folded), len(STATUSES)), -1, np.int64)
    parties: dict[tuple[int, int], set[str]] = {}
    for claim in claims:
        status = STATUS_NAMES.index(claim["status"])
        denied = int(claim["polarity"] == "denied")
        kind = KINDS.index(claim["kind"]) if claim["kind"] in KINDS else len(KINDS) - 1
        for start, end in places(text, [claim["quote"], *claim.get("also", [])]):
            low = int(np.searchsorted(words.ends, start, "right"))
            high = int(np.searchsorted(words.starts, end, "left"))
            inside = [i for i in range(low, high) if sentence[i] >= 0]
            if not inside:
                continue
            numbers, sizes = np.unique(sentence[inside], return_counts=True)
            # A sentence of which a quote only touches the end or the beginning does not carry it.
            for k in numbers[sizes >= 0.5 * sizes.max()].tolist():
                present[k, status, denied] = 1
                kinds[k, status] = kind
                parties.setdefault((k, status), set()).update(claim["parties"])
            carried[inside, status] = 1
    return Example(
        words, sentence, marks.astype(np.int64), ranks, mentions, bounds, carried, present, kinds,
        parties,
    )  # fmt: skip


def places(text: str, quotes: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where quotes stand in a text, everywhere."""
    for quote in quotes:
        for match in re.finditer(re.escape(quote), text):
            yield match.span()


def claimed_in(
    report: Annotated, folded: Sequence[FoldedSentence]
) -> dict[tuple[int, int, int], set[frozenset[str]]]:
    """For each sentence, status and polarity the sets of parties of which it claims that."""
    starts = [sentence.span.start for sentence in folded]
    found: dict[tuple[int, int, int], set[frozenset[str]]] = {}
    for claim in report.gold["claims"]:
        status = STATUS_NAMES.index(claim["status"])
        denied = int(claim["polarity"] == "denied")
        for start, end in places(report.text, [claim["quote"], *claim.get("also", [])]):
            first = max(0, bisect_right(starts, start) - 1)
            for k in range(first, bisect_right(starts, end)):
                span = folded[k].span
                shared = min(end, span.end) - max(start, span.start)
                if shared > 0 and shared >= 0.3 * min(end - start, span.end - span.start):
                    sets = found.setdefault((k, status, denied), set())
                    sets.add(frozenset(claim["parties"]))
    return found


def windows(given: Sequence[Example], length: int, rng: np.random.Generator) -> list[Chosen]:
    """Windows of whole sentences that cover all examples, cut at other places each time."""
    found = []
    for n, example in enumerate(given):
        numbers = sorted(example.bounds)
        at, room = 0, int(rng.integers(length // 4, length))
        while at < len(numbers):
            low = example.bounds[numbers[at]][0]
            end = at
            while end + 1 < len(numbers) and example.bounds[numbers[end + 1]][1] - low <= room:
                end += 1
            high = min(example.bounds[numbers[end]][1], low + length)
            found.append(Chosen(n, low, high, numbers[at], numbers[end]))
            at, room = end + 1, length
    return [found[i] for i in rng.permutation(len(found))]


def batch(given: Sequence[Example], chosen: Sequence[Chosen]) -> Batch:
    """Windows side by side, filled up with ends of paragraphs."""
    count = len(chosen)
    most = max(c.last - c.first + 1 for c in chosen)
    size = max(c.high - c.low for c in chosen)
    statuses = len(STATUSES)
    pieces = np.zeros((count, size, PIECES), np.int64)
    pieces[:, :, 0] = PARAGRAPH_END
    shapes = np.full((count, size), SHAPES - 1, np.int64)
    quoting, marks, ranks = (np.zeros((count, size), np.int64) for _ in range(3))
    sentence = np.full((count, size), -1, np.int64)
    carried = np.zeros((count, size, statuses), np.float32)
    present = np.zeros((count, most, statuses, 2), np.float32)
    kinds = np.full((count, most, statuses), -1, np.int64)
    there = np.zeros((count, most), bool)
    pairs = []
    for row, (n, low, high, first, last) in enumerate(chosen):
        example, wide, long = given[n], high - low, last - first + 1
        words = example.words
        pieces[row, :wide] = words.pieces[low:high]
        shapes[row, :wide] = words.shapes[low:high]
        quoting[row, :wide] = words.quoting[low:high]
        marks[row, :wide] = example.marks[low:high]
        ranks[row, :wide] = example.ranks[low:high]
        numbers = example.sentence[low:high]
        sentence[row, :wide] = np.where(numbers >= 0, numbers - first, -1)
        carried[row, :wide] = example.carried[low:high]
        present[row, :long] = example.present[first : last + 1]
        kinds[row, :long] = example.kinds[first : last + 1]
        there[row, :long] = True
        here = [m for m in example.mentions if low <= m.word < high]
        for (k, status), parties in example.parties.items():
            if first <= k <= last:
                pairs += [
                    (row, k - first, status, m.word - low, m.mark, float(m.side in parties))
                    for m in here
                ]
    t = torch.from_numpy
    return Batch(
        t(pieces), t(shapes), t(quoting), t(marks), t(ranks), t(sentence), t(carried), t(present),
        t(kinds), t(there), pairs,
    )  # fmt: skip
