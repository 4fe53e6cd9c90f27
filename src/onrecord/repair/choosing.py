"""What a lost byte stood for, told from the words around it.

Where several texts would have left the same damage, a linear chain decides: each choice is scored
by the letters, words and marks on both sides, and by whether a quotation is open where it stands.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.repair.chains import (
    Mark,
    Move,
    Step,
    forward_backward,
    marks_between,
    marks_of,
    move,
    paragraphs,
    through,
)
from onrecord.repair.likelihoods import Choices, likeliest_length, weights
from onrecord.repair.surroundings import (
    Around,
    around,
    following_noticed,
    last_noticed,
    letters_noticed,
    parts,
    style_of,
)


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
    marks: list[Mark]


def chains(
    base: str, holes: Sequence[Hole], words: frozenset[str]
) -> Iterator[tuple[list[Link], list[Mark]]]:
    """Divide a text into chains of holes that bear on each other: those of one paragraph.

    Each comes with the marks of its paragraph that stand before the first hole.
    """
    rest = iter(holes)
    for start, stop, places in paragraphs(base, [hole.at for hole in holes]):
        ends = [*places[1:], stop]
        yield (
            [
                Link(next(rest), around(base, at, words), marks_between(base, at + 1, end))
                for at, end in zip(places, ends, strict=True)
            ],
            marks_between(base, start, places[0]),
        )


def decide(base: str, holes: Sequence[Hole]) -> list[Choice]:
    """The likeliest text for each hole, and how likely it is, in the order of the holes."""
    style = style_of(base)
    found: list[Choice] = []
    for links, lead in chains(base, holes, weights().words):
        steps = [
            Step(
                scores(hole.choices, beside, style),
                _moves(hole.choices, beside.a[2], beside.b[0]),
                [_move(mark) for mark in marks],
            )
            for hole, beside, marks in links
        ]
        _, state = through([_move(mark) for mark in lead], 0)
        for link, shares in zip(links, forward_backward(steps, state), strict=True):
            totals = [0.0] * len(link.hole.choices.texts)
            for _, index, probability in shares:
                totals[index] += probability
            found.append(_choose(base, link.hole, totals, style[0]))
    return found


def _choose(base: str, hole: Hole, totals: list[float], dash: str) -> Choice:
    """The best of a hole. That it is a dash can be sure where the dash's length is not."""
    kind = max(totals)
    at, texts = hole.at, hole.choices.texts[totals.index(kind)]
    if len(texts) == 1:
        return Choice(texts[0], kind, kind)
    left, right = base[max(0, at - 1) : at], base[at + 1 : at + 2]
    text, length = likeliest_length(texts, left, right, dash)
    return Choice(text, kind * length, kind)


@lru_cache(maxsize=16384)
def _move(mark: Mark) -> Move:
    states = weights().states
    return move(mark, lambda name: states.get(name, 0.0))


@lru_cache(maxsize=16384)
def _moves(choices: Choices, left: str, right: str) -> tuple[tuple[Move, ...], ...]:
    return tuple(
        tuple(_move(mark) for mark in marks_of(text, left, right)) for text in choices.folded
    )


def scores(choices: Choices, beside: Around, style: str) -> list[float]:
    """How well each choice suits the letters and words around it.

    What is noticed of letters, of the word before and of the word after is scored apart, because
    each comes again more often than all of them together.
    """
    a, b, last, following = beside
    by_letters = _by_letters(choices, a, b, style)
    by_last = _by_last(choices, a[2], b[:2], last)
    by_following = _by_following(choices, a[1:], b[0], following)
    return [x + y + z for x, y, z in zip(by_letters, by_last, by_following, strict=True)]


@lru_cache(maxsize=16384)
def _by_letters(choices: Choices, a: str, b: str, style: str) -> list[float]:
    return _scores(choices, a, b, lambda a, b: letters_noticed(a, b, style))


@lru_cache(maxsize=16384)
def _by_last(choices: Choices, a: str, b: str, last: str) -> list[float]:
    return _scores(choices, a, b, lambda a, b: last_noticed(a, b, last))


@lru_cache(maxsize=16384)
def _by_following(choices: Choices, a: str, b: str, following: str) -> list[float]:
    return _scores(choices, a, b, lambda a, b: following_noticed(a, b, following))


def _scores(
    choices: Choices, a: str, b: str, noticed: Callable[[str, str], tuple[str, ...]]
) -> list[float]:
    """The scores of choices by the weights of what is noticed of each of their characters."""
    marks = weights().marks
    known: dict[tuple[str, str], list[dict[str, float]]] = {}
    found = []
    for text in choices.folded:
        total = 0.0
        for char, before, after in parts(text):
            tables = known.get((before, after))
            if tables is None:
                names = noticed((a + before)[-len(a) :], (after + b)[: len(b)])
                tables = [marks[name] for name in names if name in marks]
                known[before, after] = tables
            for table in tables:
                total += table.get(char, 0.0)
        found.append(total)
    return found
