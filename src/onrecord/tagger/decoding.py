"""From the scores of words to the likeliest segments."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.tagger.words import SHAPES, Ints, Words

ROLES = ("source", "cue", "content")
LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
# Longer than any paragraph that people write, in words.
LONGEST = 2048

Floats = NDArray[np.float32]


class Segment(NamedTuple):
    """A run of words in one role: the numbers of its first and last word, and how sure."""

    role: str
    first: int
    last: int
    confidence: float


def best_labels(scores: Floats, words: Words) -> Ints:
    """The likeliest labels of each paragraph in which what goes on has begun (Viterbi).

    A paragraph of more than `LONGEST` words is judged in pieces, and roles end where they do.
    All paragraphs advance together, the longest first, so that each step is one array operation.
    """
    ends = np.flatnonzero(words.shapes == SHAPES - 1)
    starts = np.concatenate([[0], ends[:-1] + 1])
    cuts = [np.arange(s + LONGEST, e, LONGEST) for s, e in zip(starts, ends, strict=True)]
    at = np.sort(np.concatenate([starts, *cuts, ends]))
    inside_paragraph = ~np.isin(at[:-1], ends)
    starts, lengths = at[:-1][inside_paragraph], np.diff(at)[inside_paragraph]
    labels: Ints = scores.argmax(1).astype(np.int32)
    labels[ends] = 0
    wrong = _begun_by_nothing(labels, starts)
    # Where the best label of each word makes a whole that may be, no other can be better.
    doubtful = np.add.reduceat(wrong, starts) > 0 if len(starts) else starts > 0
    starts, lengths = starts[doubtful], lengths[doubtful]
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    active = np.searchsorted(-lengths, -np.arange(int(lengths[0]) if len(lengths) else 0), "left")
    inside = np.array([2, 4, 6])
    back: list[NDArray[np.int8]] = []
    best = np.full((len(starts), len(LABELS)), -np.inf, np.float32)
    for step, count in enumerate(active.tolist()):
        emitted = scores[starts[:count] + step]
        if step == 0:
            best[:count] = emitted
            best[:count, inside] = -np.inf
            back.append(np.zeros((count, len(LABELS)), np.int8))
            continue
        here = best[:count]
        top = here.argmax(1)
        pointers = np.repeat(top[:, None], len(LABELS), axis=1).astype(np.int8)
        reached = np.repeat(here[np.arange(count), top][:, None], len(LABELS), axis=1)
        goes_on = here[:, inside] > here[:, inside - 1]
        pointers[:, inside] = np.where(goes_on, inside, inside - 1)
        reached[:, inside] = np.maximum(here[:, inside], here[:, inside - 1])
        best[:count] = reached + emitted
        back.append(pointers)
    current = best.argmax(1)
    for step in range(len(active) - 1, -1, -1):
        count = int(active[step])
        rows = np.arange(count)
        labels[starts[:count] + step] = current[:count]
        current[:count] = back[step][rows, current[:count]]
    return labels


def _begun_by_nothing(labels: Ints, starts: NDArray[np.int64]) -> Ints:
    """For each word 1 if its label goes on with a role that the word before it does not have."""
    before = np.concatenate([[0], labels[:-1]])
    before[starts] = 0
    goes_on = (labels > 0) & (labels % 2 == 0)
    wrong: Ints = (goes_on & (before != labels) & (before != labels - 1)).astype(np.int32)
    return wrong


def segments(labels: Ints, scores: Floats) -> tuple[Segment, ...]:
    """The runs of one role; the confidence is the mean probability of the labels."""
    chosen = np.exp(scores[np.arange(len(labels)), labels])
    total = np.concatenate([[0.0], np.cumsum(chosen, dtype=np.float64)])
    begins = np.flatnonzero(labels % 2 == 1)
    goes_on = (labels > 0) & (labels % 2 == 0)
    stops = np.flatnonzero(~goes_on)
    after = np.append(stops, len(labels))[np.searchsorted(stops, begins + 1)]
    return tuple(
        Segment(
            ROLES[(int(labels[b]) - 1) // 2],
            int(b),
            int(e) - 1,
            float((total[e] - total[b]) / (e - b)),
        )
        for b, e in zip(begins, after, strict=True)
    )
