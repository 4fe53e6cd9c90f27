"""A paragraph as a linear chain: its marks, and how quotations open and close along them.

The chain is a conditional random field whose states are the open quotations. Each choice at a hole
has a score of its own, and each mark one for the state in which it is written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.repair.surroundings import CLASSES, DASHES, HOLE

# Those that open and close quotations, and those that speech has more of than narration. The class
# comes first because the search for one runs at memory speed.
MARKS = re.compile(
    rf"([“”‘’\"\n…{DASHES}{HOLE}])(?:(?<!’)|(?![A-Za-z]))(?:(?<=(.).)|)(?=(.?))", re.DOTALL
)
_MARK = frozenset('“”‘’"\n…—')
HOPELESS = 8.0  # in log-odds: a choice so much worse than the best is not followed up
LEAST = -200.0  # in log-odds: no way is held for less likely, for marks far ahead may speak for it

# A quotation is open (bit 0), and a quotation inside it (bit 1).
DOUBLE, SINGLE = 1, 2
STATES = 4


# A mark, with the characters on both sides of it, "" at the ends of a text.
Mark = tuple[str, str, str]
Floats = NDArray[np.float64]
# Of a mark, by the state before it: its score there, and the state after it.
Move = tuple[tuple[float, int], ...]


class Stretch(NamedTuple):
    """A paragraph with holes: where they are, and the marks before, between and after them."""

    holes: list[int]
    marks: list[tuple[Mark, ...]]


def stretches(base: str, holes: Sequence[int]) -> Iterator[Stretch]:
    """The paragraphs of a text that have any of these holes, in order."""
    k = 0
    while k < len(holes):
        start = base.rfind("\n", 0, holes[k]) + 1
        stop = base.find("\n", holes[k])
        stop = len(base) if stop < 0 else stop + 1
        first = k
        while k < len(holes) and holes[k] < stop:
            k += 1
        # What follows the line end is noticed of it, and is itself of the next paragraph.
        found = MARKS.findall(base, start, stop + 1)
        marks: list[tuple[Mark, ...]] = []
        at = 0
        for index, mark in enumerate(found):
            if mark[0] == HOLE:
                marks.append(tuple(found[at:index]))
                at = index + 1
            elif mark[0] == "\n":
                found = found[: index + 1]
                break
        yield Stretch(list(holes[first:k]), [*marks, tuple(found[at:])])


def marks_of(text: str, left: str, right: str) -> list[Mark]:
    """The marks of a choice that would stand between `left` and `right`."""
    return [
        (char, (left + text[:at])[-1:], (text[at + 1 :] + right)[:1])
        for at, char in enumerate(text)
        if char in _MARK
    ]


def state_features(mark: Mark, state: int) -> tuple[str, str]:
    """What is noticed of a mark where quotations are open or closed as `state` says."""
    char, before, after = mark
    char = "—" if char in DASHES else char
    a = (before or "\n").translate(CLASSES)
    b = (after or "\n").translate(CLASSES)
    return f"s{char}{state}{a}", f"t{char}{state}{b}"


def after_mark(mark: Mark, state: int) -> int:
    """Which quotations are open once the mark stands."""
    char, _, after = mark
    if char == "“":
        return DOUBLE
    if char == "”" or char == "\n":
        return 0
    if char == '"':
        return state ^ DOUBLE
    if char == "‘":
        return state | SINGLE
    if char == "’" and not after.isalpha():
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


def packed(moves: Sequence[Move]) -> Floats:
    """Marks that stand after one another as an array: by state, the score and the state after."""
    return np.array([through(moves, state) for state in range(STATES)])


def forward_backward(
    scores: Floats, choices: Floats, onward: Floats, lengths: Sequence[int], states: Sequence[int]
) -> Floats:
    """The probability, at each hole, of coming in each state and taking each choice: they sum to 1.

    The holes of all chains stand after one another; `lengths` says how many each chain has, and
    `states` in which state it begins. Of each hole, `scores` has the score of each choice, minus
    infinity where there are fewer; `choices` has each choice's own marks, and `onward` those from
    the hole to the next one, both `packed`. Chains are followed side by side. What comes back has
    a row for each hole, a column for each choice and a layer for each state.
    """
    extra, middle = choices[..., 0], choices[..., 1].astype(np.intp)
    rest, after = onward[:, None, :, 0], onward[:, None, :, 1].astype(np.intp)
    following = np.take_along_axis(after, middle, 2)
    values = scores[:, :, None] + extra + np.take_along_axis(rest, middle, 2)
    factors = np.exp(np.maximum(values - values.max((1, 2), keepdims=True), LEAST))
    factors[scores < scores.max(1, keepdims=True) - HOPELESS] = 0.0
    leads_to = following[..., None] == np.arange(STATES)
    steps = (factors[..., None] * leads_to).sum(1)  # by hole, the state before and after

    # The longest chains first, so that those that still go on are always the first ones.
    order = np.argsort(-np.asarray(lengths), kind="stable")
    counts = np.asarray(lengths)[order]
    ends = np.cumsum(lengths)[order]
    alphas = np.empty((len(scores), STATES))
    betas = np.empty_like(alphas)
    alpha = np.eye(STATES)[np.asarray(states)[order]]
    beta = np.ones((len(order), STATES))
    for at in range(counts[0]):
        going = np.searchsorted(-counts, -at)
        forward, back = (ends - counts)[:going] + at, ends[:going] - 1 - at
        alphas[forward], betas[back] = alpha[:going], beta[:going]
        alpha = (alpha[:going, :, None] * steps[forward]).sum(1)
        alpha = np.maximum(alpha / alpha.sum(1, keepdims=True), np.exp(LEAST))
        beta = (steps[back] * beta[:going, None, :]).sum(2)
        beta = np.maximum(beta / beta.max(1, keepdims=True), np.exp(LEAST))
    shares: Floats = (
        alphas[:, None, :] * factors * np.take_along_axis(betas[:, None, :], following, 2)
    )
    shares /= shares.sum((1, 2), keepdims=True)
    return shares
