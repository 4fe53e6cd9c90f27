"""PolNeAR articles as the tagger sees them: words, labels, windows."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from onrecord.alignment import Span
from onrecord.tagger import PARAGRAPH_END, PIECES, ROLES, SHAPES, Words, words_of

VALIDATION = 84  # articles, the last by the hash of their id
IGNORED = -100

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Article:
    """An article and, for each word, what goes into the model and what should come out.

    The rows of `pieces`, `shapes`, `quoting` and `labels` are those of `words` behind
    one end of a paragraph.
    """

    id: str
    text: str
    attributions: list[dict[str, list[list[int]]]]
    words: Words
    pieces: Ints
    shapes: Ints
    quoting: Ints
    labels: Ints
    links: tuple[tuple[tuple[int, ...], tuple[Ints, Ints]], ...]


class Belonging(NamedTuple):
    """Which words of a window belong to which cue: cue's first word, 0 source 1 content, words."""

    cues: list[int]
    members: list[tuple[int, int, Ints]]


def articles(path: Path, tokenizer: Any) -> Iterator[Article]:
    """The articles of a split, in the order of the hashes of their ids."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())
    for row in rows:
        words = words_of(row["text"], tokenizer)
        gold = [(r, Span(*s)) for a in row["attributions"] for r in ROLES for s in a.get(r, [])]
        yield Article(
            row["id"],
            row["text"],
            row["attributions"],
            words,
            np.insert(words.pieces, 0, [PARAGRAPH_END] + [0] * (PIECES - 1), axis=0).astype(
                np.int64
            ),
            _behind(SHAPES - 1, words.shapes),
            _behind(0, words.quoting),
            _behind(0, labels_of(words, gold)),
            tuple(_links(words, row["attributions"])),
        )


def labels_of(words: Words, spans: Iterable[tuple[str, Span]]) -> NDArray[np.int32]:
    """The label of each word by annotated spans; its first word begins a span."""
    labels = np.zeros(len(words), np.int32)
    for role, (start, end) in spans:
        begins = 2 * ROLES.index(role) + 1
        low = int(np.searchsorted(words.ends, start, "right"))
        high = int(np.searchsorted(words.starts, end, "left"))
        inside = [i for i in range(low, high) if words.shapes[i] != SHAPES - 1]
        if not inside:
            continue
        if labels[inside[0]] not in (begins, begins + 1):
            labels[inside[0]] = begins
        for i in inside[1:]:
            if labels[i] != begins:
                labels[i] = begins + 1
    return labels


def _inside(words: Words, span: Sequence[int]) -> Ints:
    """The rows (behind one end of a paragraph) of the words of a span."""
    low = int(np.searchsorted(words.ends, span[0], "right"))
    high = int(np.searchsorted(words.starts, span[1], "left"))
    rows = np.arange(low, high)
    inside: Ints = rows[words.shapes[rows] != SHAPES - 1] + 1
    return inside


def _links(
    words: Words, attributions: Sequence[dict[str, list[list[int]]]]
) -> Iterator[tuple[tuple[int, ...], tuple[Ints, Ints]]]:
    """For each attribution the first words of its cue, and all words of source and content."""
    for attribution in attributions:
        cues = [rows[0] for s in attribution.get("cue", []) if len(rows := _inside(words, s))]
        others = [
            np.concatenate(
                [np.zeros(0, np.int64), *(_inside(words, s) for s in attribution.get(role, []))]
            )
            for role in ("source", "content")
        ]
        yield tuple(int(c) for c in cues), (others[0], others[1])


def teaching(
    teacher: Sequence[NDArray[np.float32]], chosen: Sequence[tuple[int, int, int]], length: int
) -> torch.Tensor:
    """What a teacher says of the words of windows; nothing where there is no word."""
    found = np.zeros((len(chosen), length, teacher[0].shape[1]), np.float32)
    for row, (number, low, high) in enumerate(chosen):
        found[row, : high - low] = teacher[number][low:high]
    return torch.from_numpy(found)


def belongings(given: Sequence[Article], chosen: Sequence[tuple[int, int, int]]) -> list[Belonging]:
    """What belongs together inside each window."""
    found = []
    for number, low, high in chosen:
        cues: list[int] = []
        members: list[tuple[int, int, Ints]] = []
        for starts, others in given[number].links:
            for start in starts:
                if low <= start < high:
                    cues.append(start - low)
                    members.extend(
                        (start - low, role, rows[(rows >= low) & (rows < high)] - low)
                        for role, rows in enumerate(others)
                    )
        found.append(Belonging(cues, members))
    return found


def _behind(first: int, values: NDArray[Any]) -> Ints:
    return np.insert(values, 0, first).astype(np.int64)


def windows(
    sizes: Iterable[int], length: int, rng: np.random.Generator
) -> list[tuple[int, int, int]]:
    """(article, start, end) of windows that cover all articles, cut at another place each time."""
    found = []
    for number, size in enumerate(sizes):
        start = -int(rng.integers(0, length))
        while start < size:
            low, high = max(start, 0), min(start + length, size)
            if high - low > 8:
                found.append((number, low, high))
            start += length
    order = rng.permutation(len(found))
    return [found[i] for i in order]


def batch(
    given: Sequence[Article], chosen: Sequence[tuple[int, int, int]], length: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Pieces, shapes, quoting and labels of windows, filled up with ends of paragraphs."""
    count = len(chosen)
    pieces = np.zeros((count, length, PIECES), np.int64)
    pieces[:, :, 0] = PARAGRAPH_END
    shapes = np.full((count, length), SHAPES - 1, np.int64)
    quoting = np.zeros((count, length), np.int64)
    labels = np.full((count, length), IGNORED, np.int64)
    for row, (number, low, high) in enumerate(chosen):
        article, size = given[number], high - low
        pieces[row, :size] = article.pieces[low:high]
        shapes[row, :size] = article.shapes[low:high]
        quoting[row, :size] = article.quoting[low:high]
        labels[row, :size] = article.labels[low:high]
    return pieces, shapes, quoting, labels
