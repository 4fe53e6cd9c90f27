"""A paragraph as a linear chain: its marks, and how quotations open and close along them.

The chain is a conditional random field whose states are the open quotations. Each choice at a hole
has a score of its own, and each mark one for the state in which it is written.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from onrecord.repair.surroundings import CLASSES, DASHES

# Those that open and close quotations, and those that speech has more of than narration. The class
# comes first because the search for one runs at memory speed.
MARKS = re.compile(r"[“”‘’\"\n…—–―‒](?:(?<!’)|(?![A-Za-z]))")
_MARK = frozenset('“”‘’"\n…—')
HOPELESS = 8.0  # in log-odds: a choice so much worse than the best is not followed up
# No state is ever held for impossible, for marks far ahead may speak for it.
LEAST = 1e-100

# A quotation is open (bit 0), and a quotation inside it (bit 1).
DOUBLE, SINGLE = 1, 2
STATES = 4


class Mark(NamedTuple):
    """A mark with the characters on both sides of it, "" at the ends of a text."""

    char: str
    before: str
    after: str


# Of a mark, by the state before it: its score there, and the state after it.
Move = tuple[tuple[float, int], ...]


def marks_between(base: str, start: int, stop: int) -> list[Mark]:
    """The marks of a stretch of text, in order."""
    return [
        Mark(m[0], base[max(0, m.start() - 1) : m.start()], base[m.end() : m.end() + 1])
        for m in MARKS.finditer(base, start, stop)
    ]


def marks_of(text: str, left: str, right: str) -> list[Mark]:
    """The marks of a choice that would stand between `left` and `right`."""
    return [
        Mark(char, (left + text[:at])[-1:], (text[at + 1 :] + right)[:1])
        for at, char in enumerate(text)
        if char in _MARK
    ]


def state_features(mark: Mark, state: int) -> tuple[str, str]:
    """What is noticed of a mark where quotations are open or closed as `state` says."""
    char = "—" if mark.char in DASHES else mark.char
    a = (mark.before or "\n").translate(CLASSES)
    b = (mark.after or "\n").translate(CLASSES)
    return f"s{char}{state}{a}", f"t{char}{state}{b}"


def after_mark(mark: Mark, state: int) -> int:
    """Which quotations are open once the mark stands."""
    char = mark.char
    if char == "“":
        return DOUBLE
    if char == "”" or char == "\n":
        return 0
    if char == '"':
        return state ^ DOUBLE
    if char == "‘":
        return state | SINGLE
    if char == "’" and not mark.after.isalpha():
        return state & ~SINGLE
    return state


def move(mark: Mark, score: Callable[[str], float]) -> Move:
    """What a mark does in each state, with the scores of what is noticed of it there."""
    return tuple(
        (sum(map(score, state_features(mark, state))), after_mark(mark, state))
        for state in range(STATES)
    )


def through(moves: Sequence[Move], state: int) -> tuple[float, int]:
    """Go through marks from a state: their score, and the state after them."""
    total = 0.0
    for one in moves:
        score, state = one[state]
        total += score
    return total, state


class Step(NamedTuple):
    """A hole: the score and the moves of each choice, and the moves from it to the next hole."""

    scores: Sequence[float]
    moves: Sequence[Sequence[Move]]
    onward: Sequence[Move]


class Share(NamedTuple):
    """The probability of coming to a hole in a state and taking one choice, named by its index."""

    state: int
    choice: int
    probability: float


def paragraphs(base: str, places: Sequence[int]) -> Iterator[tuple[int, int, list[int]]]:
    """The paragraphs with holes, each as its start, its end, and the places of its holes."""
    k = 0
    while k < len(places):
        start = base.rfind("\n", 0, places[k]) + 1
        stop = base.find("\n", places[k])
        stop = len(base) if stop < 0 else stop + 1
        first = k
        while k < len(places) and places[k] < stop:
            k += 1
        yield start, stop, list(places[first:k])


def forward_backward(steps: Sequence[Step], state: int) -> list[list[Share]]:
    """What is likely at each hole of a chain that begins in a state; those of a hole sum to 1."""
    alphas = {state: 1.0}
    taken: list[list[tuple[int, int, int, float, float]]] = []
    for scores, moves, onward in steps:
        least = max(scores) - HOPELESS
        kept = [index for index, score in enumerate(scores) if score >= least]
        known: dict[int, tuple[float, int]] = {}
        arcs = []
        for state, alpha in alphas.items():
            for index in kept:
                value, middle = scores[index], state
                for one in moves[index]:
                    score, middle = one[middle]
                    value += score
                if middle not in known:
                    known[middle] = through(onward, middle)
                score, following = known[middle]
                arcs.append((state, index, following, alpha, value + score))
        if len(arcs) == 1:
            state, index, following, alpha, _ = arcs[0]
            arcs = [(state, index, following, alpha, 1.0)]
            alphas = {following: 1.0}
        else:
            most = max([arc[4] for arc in arcs])
            arcs = [(s, i, f, alpha, math.exp(value - most)) for s, i, f, alpha, value in arcs]
            reached: dict[int, float] = {}
            for _, _, following, alpha, factor in arcs:
                reached[following] = reached.get(following, 0.0) + alpha * factor
            alphas = _normal(reached)
        taken.append(arcs)
    betas = dict.fromkeys(alphas, 1.0)
    shares: list[list[Share]] = []
    for arcs in reversed(taken):
        if len(arcs) == 1:
            state, index, *_ = arcs[0]
            shares.append([Share(state, index, 1.0)])
            betas = {state: 1.0}
            continue
        before: dict[int, float] = {}
        found = []
        every = 0.0
        for state, index, following, alpha, factor in arcs:
            rest = factor * betas[following]
            before[state] = before.get(state, 0.0) + rest
            rest *= alpha
            every += rest
            found.append((state, index, rest))
        shares.append([Share(state, index, value / every) for state, index, value in found])
        betas = _normal(before)
    shares.reverse()
    return shares


def _normal(values: dict[int, float]) -> dict[int, float]:
    if len(values) == 1:
        return dict.fromkeys(values, 1.0)
    total = sum(values.values())
    return {state: max(value / total, LEAST) for state, value in values.items()}
