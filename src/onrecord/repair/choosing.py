"""What a lost byte stood for, told from the words around it.

Where several texts would have left the same damage, a linear chain decides: each choice is scored
by the letters, words and marks on both sides, and by whether a quotation is open where it stands.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from onrecord.repair.chains import (
    Floats,
    Mark,
    Move,
    forward_backward,
    marks_of,
    move,
    packed,
    stretches,
    through,
)
from onrecord.repair.likelihoods import MOST_CHOICES, Choices, likeliest_length, weights
from onrecord.repair.surroundings import (
    Around,
    around,
    following_noticed,
    last_noticed,
    letters_noticed,
    parts,
    style_of,
)

FEW = 8  # stretches with more marks between two holes do not come again, and are not kept


class Hole(NamedTuple):
    """A place to decide: where its `HOLE` stands, and the texts that it may have been."""

    at: int
    choices: Choices


class Choice(NamedTuple):
    """What a hole was, the probability of it, and that of its kind: with dashes of any length."""

    text: str
    trust: float
    kind: float


class Link(NamedTuple):
    """A hole with what is noticed around it, and the marks between it and the next one."""

    hole: Hole
    around: Around
    marks: tuple[Mark, ...]


def chains(
    base: str, holes: Sequence[Hole], words: frozenset[str]
) -> Iterator[tuple[list[Link], tuple[Mark, ...]]]:
    """Divide a text into chains of holes that bear on each other: those of one paragraph.

    Each comes with the marks of its paragraph that stand before the first hole.
    """
    rest = iter(holes)
    for places, (lead, *marks) in stretches(base, [hole.at for hole in holes]):
        links = [
            Link(next(rest), around(base, at, words), after)
            for at, after in zip(places, marks, strict=True)
        ]
        yield links, lead


def decide(base: str, holes: Sequence[Hole]) -> list[Choice]:
    """The likeliest text for each hole, and how likely it is, in the order of the holes."""
    style = style_of(base)
    lengths, states = [], []
    links: list[Link] = []
    for chain, lead in chains(base, holes, weights().words):
        lengths.append(len(chain))
        states.append(through([_move(mark) for mark in lead], 0)[1])
        links += chain
    shares = forward_backward(
        scores([(hole.choices, beside) for hole, beside, _ in links], style),
        np.concatenate(
            [_moves(hole.choices, beside.a[2], beside.b[0]) for hole, beside, _ in links]
        ),
        np.concatenate([_onward(marks) for _, _, marks in links]),
        lengths,
        states,
    )
    totals = shares.sum(2)
    best, likeliest = totals.argmax(1).tolist(), totals.max(1).tolist()
    return [
        _choose(base, hole, index, kind, style[0])
        for hole, index, kind in zip(holes, best, likeliest, strict=True)
    ]


def _choose(base: str, hole: Hole, index: int, kind: float, dash: str) -> Choice:
    """The best of a hole. That it is a dash can be sure where the dash's length is not."""
    at, texts = hole.at, hole.choices.texts[index]
    if len(texts) == 1:
        return Choice(texts[0], kind, kind)
    left, right = base[max(0, at - 1) : at], base[at + 1 : at + 2]
    text, length = likeliest_length(texts, left, right, dash)
    return Choice(text, kind * length, kind)


@lru_cache(maxsize=16384)
def _move(mark: Mark) -> Move:
    states = weights().states
    return move(mark, lambda name: states.get(name, 0) / 100)


def _onward(marks: tuple[Mark, ...]) -> Floats:
    return _few(marks) if len(marks) <= FEW else _many(marks)


def _many(marks: tuple[Mark, ...]) -> Floats:
    return packed([_move(mark) for mark in marks])[None]


_few = lru_cache(maxsize=16384)(_many)


@lru_cache(maxsize=16384)
def _moves(choices: Choices, left: str, right: str) -> Floats:
    found = [[_move(mark) for mark in marks_of(text, left, right)] for text in choices.folded]
    found += [[]] * (MOST_CHOICES - len(found))
    return np.stack([packed(moves) for moves in found])[None]


def scores(links: Sequence[tuple[Choices, Around]], style: str) -> Floats:
    """How well each choice of each hole suits the letters and words around it.

    What is noticed of letters, of the word before and of the word after is scored apart, because
    each comes again more often than all of them together.
    """
    by_letters = [_by_letters(choices, a, b, style) for choices, (a, b, _, _) in links]
    by_last = [_by_last(choices, a[2], b[:2], last) for choices, (a, b, last, _) in links]
    by_following = [
        _by_following(choices, a[1:], b[0], following) for choices, (a, b, _, following) in links
    ]
    return np.concatenate(by_letters) + np.concatenate(by_last) + np.concatenate(by_following)


@lru_cache(maxsize=16384)
def _by_letters(choices: Choices, a: str, b: str, style: str) -> Floats:
    return _scores(choices, a, b, lambda a, b: letters_noticed(a, b, style))


@lru_cache(maxsize=16384)
def _by_last(choices: Choices, a: str, b: str, last: str) -> Floats:
    return _scores(choices, a, b, lambda a, b: last_noticed(a, b, last))


@lru_cache(maxsize=16384)
def _by_following(choices: Choices, a: str, b: str, following: str) -> Floats:
    return _scores(choices, a, b, lambda a, b: following_noticed(a, b, following))


def _scores(
    choices: Choices, a: str, b: str, noticed: Callable[[str, str], tuple[str, ...]]
) -> Floats:
    """The scores of choices by the weights of what is noticed of each of their characters."""
    marks = weights().marks
    known: dict[tuple[str, str], list[dict[str, int]]] = {}
    found = []
    for text in choices.folded:
        total = 0
        for char, before, after in parts(text):
            tables = known.get((before, after))
            if tables is None:
                names = noticed((a + before)[-len(a) :], (after + b)[: len(b)])
                tables = [marks[name] for name in names if name in marks]
                known[before, after] = tables
            for table in tables:
                total += table.get(char, 0)
        found.append(total / 100)
    return np.array([found + [-math.inf] * (MOST_CHOICES - len(found))])
