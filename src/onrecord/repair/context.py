"""What a lost byte stood for, told from the words around it.

Where several texts would have left the same damage, a linear chain decides: each choice is scored
by the letters, words and marks on both sides, and by whether a quotation is open where it stands.
The weights are learned from news damaged on purpose (`training/repair_marks.py`); they are numbers
on short character classes and single common words.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

# Stands in the text for a place that is still to be decided.
HOLE = "\ue000"
DASHES = "—–―‒"
# A dash's length is the habit of whoever wrote the text: the words around tell only that it is one.
FOLDED = str.maketrans(DASHES, "—" * len(DASHES))
# Those that open and close quotations, and those that speech has more of than narration.
MARKS = re.compile(r"[“”‘\"\n…—–―‒]|’(?![A-Za-z])")
_MARK = frozenset('“”‘’"\n…—')
MOST_CHOICES = 12
REAL_QUESTION = 0.03  # how often a question mark beside a mark is a real one
HOPELESS = 8.0  # in log-odds: a choice so much worse than the best is not followed up
REACH = 24  # how many characters of context are looked at on each side

# A quotation is open (bit 0), and a quotation inside it (bit 1).
DOUBLE, SINGLE = 1, 2


class Hole(NamedTuple):
    """A place to decide: where its `HOLE` stands, and the texts that it may have been.

    Texts that differ in the length of dashes alone are one choice.
    """

    at: int
    choices: tuple[tuple[str, ...], ...]


class Choice(NamedTuple):
    """What a hole was, the probability of it, and that of its kind: with dashes of any length."""

    text: str
    trust: float
    kind: float


Score = Callable[[str], float]


class Weights(NamedTuple):
    """Learned scores: of marks by what is noticed around them, of open quotations by state.

    `words` may be named by what is noticed; `often` counts marks with what follows them; `lengths`
    counts dashes by the text's style and by what stands on both sides.
    """

    marks: dict[str, dict[str, float]]
    states: dict[str, float]
    words: frozenset[str]
    often: dict[str, int]
    lengths: dict[str, dict[str, int]]


@cache
def weights() -> Weights:
    """The weights that come with the package."""
    table = json.loads(files("onrecord").joinpath("data", "repair_marks.json").read_text("utf-8"))
    return Weights(
        {name: {m: v / 100 for m, v in of.items()} for name, of in table["marks"].items()},
        {name: value / 100 for name, value in table["states"].items()},
        frozenset(table["words"]),
        table["often"],
        table["lengths"],
    )


def _classes() -> dict[int, str]:
    table = dict.fromkeys(range(97, 123), "a")
    table |= dict.fromkeys(range(65, 91), "A")
    table |= dict.fromkeys(range(48, 58), "0")
    for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00)):
        table[code] = "A" if chr(code).isupper() else "a"
    return table


CLASSES = _classes()


_CLUSTER = re.compile(r"([^\x00-\x7f]+)([\x00-\x7f]{0,2})")


def clusters(text: str) -> list[str]:
    """The marks of a text, each run with the classes of the two characters after: see `often`.

    >>> clusters("?” Noem"), clusters("’s")
    (['” a'], ['’a'])
    """
    found = _CLUSTER.findall(text.translate(FOLDED))
    return [marks + after.translate(CLASSES).lower() for marks, after in found]


@lru_cache(maxsize=16384)
def plausible(choices: tuple[str, ...], tail: str) -> float:
    """How often news writes any of these where `tail` follows: a share of all its marks."""
    found = {text.translate(FOLDED): text.count("?") for text in choices}
    return sum(_share(text + tail) * REAL_QUESTION**count for text, count in found.items())


def _share(text: str) -> float:
    """How often news writes the first marks of a text, and if it does, those that follow."""
    table = weights().often
    names = clusters(text) or ["?"]
    unseen = 0.2 if len(names) == 1 else 0.001
    return math.prod(table.get(name, unseen) / (table.get("", 0) + 1) for name in names)


@lru_cache(maxsize=4096)
def likely(choices: tuple[str, ...], tail: str) -> tuple[tuple[str, ...], ...]:
    """The choices worth weighing, those that news is seen to write first."""
    alike: dict[str, list[str]] = {}
    for text in choices:
        alike.setdefault(text.translate(FOLDED), []).append(text)

    def rank(text: str) -> tuple[bool, float]:
        return not text.isascii(), -_share(text + tail)

    return tuple(tuple(alike[text]) for text in sorted(alike, key=rank)[:MOST_CHOICES])


class Around(NamedTuple):
    """What surrounds a character: three classes on each side, the nearest words, the text's style.

    Lines begin and end like "\n". `style` is the dash that the text writes elsewhere, or "-", and
    how it parts paragraphs ("2" by empty lines, "1" by line ends, "0" not at all), whether its
    quotation marks are straight ("s") or not ("c"), and whether it has single ones ("1", "0").
    """

    a: str
    b: str
    last: str
    following: str
    style: str


@lru_cache(maxsize=65536)
def noticed(around: Around) -> tuple[str, ...]:
    """The names under which weights are kept for such surroundings."""
    a, b, last, following, style = around
    return (
        "0",
        f"1{a[2]}",
        f"2{b[0]}",
        f"3{a[2]}{b[0]}",
        f"4{a[1:]}{b[:2]}",
        f"5{a}{b}",
        f"6{a[2]}{last}",
        f"7{b[0]}{following}",
        f"8{a[1:]}{b}",
        f"9{a[2]}{b[:2]}{last}",
        f"A{a[1:]}{b[0]}{following}",
        f"d{style[0]}",
        f"n{style[1]}{a[1:]}{b[:1]}",
        f"q{style[2:]}{a[2]}{b[0]}",
    )


@lru_cache(maxsize=65536)
def scores_around(around: Around) -> dict[str, float]:
    """The score of every mark that was ever seen in such surroundings."""
    total: dict[str, float] = {}
    table = weights().marks
    for name in noticed(around):
        for mark, value in table.get(name, {}).items():
            total[mark] = total.get(mark, 0.0) + value
    return total


def state_features(mark: str, left: str, right: str, state: int) -> tuple[str, str]:
    """What is noticed of a mark where quotations are open or closed as `state` says."""
    if mark in DASHES:
        mark = "—"
    a = (left[-1:] or "\n").translate(CLASSES)
    b = (right[:1] or "\n").translate(CLASSES)
    return f"s{mark}{state}{a}", f"t{mark}{state}{b}"


def after_mark(mark: str, right: str, state: int) -> int:
    """Which quotations are open once the mark stands; `right` is what follows it."""
    if mark == "“":
        return DOUBLE
    if mark == "”" or mark == "\n":
        return 0
    if mark == '"':
        return state ^ DOUBLE
    if mark == "‘":
        return state | SINGLE
    if mark == "’" and not right[:1].isalpha():
        return state & ~SINGLE
    return state


class Option(NamedTuple):
    """One choice at one hole: its characters with what surrounds them, and its quotation marks."""

    text: str
    parts: tuple[tuple[str, Around], ...]
    marks: tuple[tuple[str, str, str], ...]


_SKIPPED = " ,.;:?!'\"()-“”‘’—–…\xa0\n"
_ANY_MARK = re.compile(r"[^\x00-\x7f\xa0]")
_LAST_WORD = re.compile("[A-Za-z]+$")
_FIRST_WORD = re.compile("[A-Za-z]+")


def options(base: str, hole: Hole, style: str, words: frozenset[str]) -> list[Option]:
    """The choices at a hole, each with what is noticed of it."""
    at = hole.at
    left, right = base[max(0, at - REACH) : at], base[at + 1 : at + 1 + REACH]
    before = _LAST_WORD.search((left[-2:].rstrip(_SKIPPED) and left.rstrip(_SKIPPED)) or "")
    after = _FIRST_WORD.match(right.lstrip(_SKIPPED))
    last = before[0].lower() if before else ""
    following = after[0].lower() if after else ""
    last = last if last in words else ""
    following = following if following in words else ""
    a = ("\n\n\n" + left[-3:])[-3:].translate(CLASSES)
    b = (right[:3] + "\n\n\n")[:3].translate(CLASSES)
    folded = [texts[0].translate(FOLDED) for texts in hole.choices]
    return [
        Option(text, _parts(text, a, b, last, following, style), _quotes(text, left, right))
        for text in folded
    ]


@lru_cache(maxsize=65536)
def _parts(
    text: str, a: str, b: str, last: str, following: str, style: str
) -> tuple[tuple[str, Around], ...]:
    # To each other the marks of a choice are as unsure as another hole.
    classes = _ANY_MARK.sub(HOLE, text.translate(CLASSES))
    return tuple(
        (
            char,
            Around((a + classes[:at])[-3:], (classes[at + 1 :] + b)[:3], last, following, style),
        )
        for at, char in enumerate(text)
        if not (char.isalnum() and char.isascii())
    )


def _quotes(text: str, left: str, right: str) -> tuple[tuple[str, str, str], ...]:
    if len(text) == 1:
        return ((text, left[-1:], right[:1]),) if text in _MARK else ()
    return tuple(
        (char, (left + text[:at])[-1:], (text[at + 1 :] + right)[:1])
        for at, char in enumerate(text)
        if char in _MARK
    )


_BETWEEN_DIGITS = re.compile(r"(?<=\d)–(?=\d)")


def style_of(base: str) -> str:
    """The dash that a text writes most, or "-" where it has none, and how it parts paragraphs."""
    counts = [(base.count(dash), dash) for dash in DASHES]
    counts[1] = counts[1][0] - len(_BETWEEN_DIGITS.findall(base)), DASHES[1]
    best = max(counts, key=lambda pair: pair[0])
    parted = "2" if "\n\n" in base else "1" if "\n" in base else "0"
    straight = "s" if base.count('"') > base.count("“") + base.count("”") else "c"
    single = "1" if "‘" in base else "0"
    return (best[1] if best[0] else "-") + parted + straight + single


class Step(NamedTuple):
    """A hole with its options, and the marks between it and the next one."""

    options: list[Option]
    marks: tuple[tuple[str, str, str], ...]


def chains(
    base: str, holes: Sequence[Hole], words: frozenset[str], style: str
) -> Iterator[tuple[list[Step], tuple[tuple[str, str, str], ...]]]:
    """Divide a text into chains of holes that bear on each other: those of one paragraph.

    Each comes with the marks of its paragraph that stand before the first hole.
    """
    k = 0
    while k < len(holes):
        start = base.rfind("\n", 0, holes[k].at) + 1
        stop = base.find("\n", holes[k].at)
        stop = len(base) if stop < 0 else stop + 1
        first, end = k, k
        while end < len(holes) and holes[end].at < stop:
            end += 1
        edges = [holes[i].at for i in range(first, end)] + [stop]
        steps = [
            Step(
                options(base, holes[first + i], style, words),
                _marks(base, edges[i] + 1, edges[i + 1]),
            )
            for i in range(end - first)
        ]
        yield steps, _marks(base, start, edges[0])
        k = end


def _marks(base: str, start: int, stop: int) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (m[0], base[max(0, m.start() - 1) : m.start()], base[m.end() : m.end() + 1])
        for m in MARKS.finditer(base, start, stop)
    )


def run_marks(
    marks: tuple[tuple[str, str, str], ...], state: int, score: Score
) -> tuple[float, int]:
    """Go through marks from a state: their score, and the state after them."""
    total = 0.0
    for mark, before, after in marks:
        first, second = state_features(mark, before, after, state)
        total += score(first) + score(second)
        state = after_mark(mark, after, state)
    return total, state


def forward_backward(
    steps: Sequence[Step],
    lead: tuple[tuple[str, str, str], ...],
    plain_score: Callable[[Option], float],
    state_score: Score,
) -> list[dict[tuple[int, int], float]]:
    """The probability, at each step of a chain, of coming in one state and taking one option.

    The keys are (state, index of the option); those of a step sum to 1.
    """
    known: dict[tuple[tuple[tuple[str, str, str], ...], int], tuple[float, int]] = {}

    def run(marks: tuple[tuple[str, str, str], ...], state: int) -> tuple[float, int]:
        if not marks:
            return 0.0, state
        key = marks, state
        if key not in known:
            known[key] = run_marks(marks, state, state_score)
        return known[key]

    _, state = run(lead, 0)
    alphas = [{state: 0.0}]
    arcs_of = []
    for step in steps:
        plain = [plain_score(option) for option in step.options]
        least = max(plain) - HOPELESS
        arcs = []
        reached: dict[int, float] = {}
        for state, alpha in alphas[-1].items():
            for index, value in enumerate(plain):
                if value < least:
                    continue
                extra, middle = run(step.options[index].marks, state)
                between, following = run(step.marks, middle)
                value += extra + between
                arcs.append((state, index, following, value))
                total = alpha + value
                reached[following] = (
                    _add(reached[following], total) if following in reached else total
                )
        alphas.append(reached)
        arcs_of.append(arcs)
    values = list(alphas[-1].values())
    every_path = values[0]
    for value in values[1:]:
        every_path = _add(every_path, value)
    betas = dict.fromkeys(alphas[-1], 0.0)
    shares = []
    for arcs, alpha_of in zip(reversed(arcs_of), reversed(alphas[:-1]), strict=True):
        share = {}
        before: dict[int, float] = {}
        for state, index, following, value in arcs:
            rest = value + betas[following]
            before[state] = _add(before[state], rest) if state in before else rest
            share[state, index] = math.exp(alpha_of[state] + rest - every_path)
        betas = before
        shares.append(share)
    shares.reverse()
    return shares


def by_option(share: dict[tuple[int, int], float], count: int) -> list[float]:
    """The probability of each option, whatever the state."""
    total = [0.0] * count
    for (_, index), value in share.items():
        total[index] += value
    return total


def _add(a: float, b: float) -> float:
    """log(exp(a) + exp(b))"""
    if a < b:
        a, b = b, a
    return a + math.log1p(math.exp(b - a)) if a - b < 40 else a


def option_score(option: Option) -> float:
    """How well a choice suits the letters and words around it."""
    total = 0.0
    for char, around in option.parts:
        total += scores_around(around).get(char, 0.0)
        # "2019–2021": seldom in the news that was learned from, and certain all the same.
        if char == "—" and around.a[2] == around.b[0] == "0":
            total += 5.0
    return total


def decide(base: str, holes: Sequence[Hole]) -> list[Choice]:
    """The likeliest text for each hole, and how likely it is, in the order of the holes."""
    table = weights()
    get = table.states.get

    def state_score(name: str) -> float:
        return get(name, 0.0)

    style = style_of(base)
    shares: list[list[float]] = []
    for steps, lead in chains(base, holes, table.words, style):
        found = forward_backward(steps, lead, option_score, state_score)
        for step, share in zip(steps, found, strict=True):
            shares.append(by_option(share, len(step.options)))
    return [_choose(base, hole, share, style[0]) for hole, share in zip(holes, shares, strict=True)]


def _choose(base: str, hole: Hole, share: list[float], style: str) -> Choice:
    """The best of a hole. That it is a dash can be sure where the dash's length is not."""
    best = max(range(len(share)), key=share.__getitem__)
    texts = hole.choices[best]
    if len(texts) == 1:
        return Choice(texts[0], share[best], share[best])
    left, right = base[max(0, hole.at - 1) : hole.at], base[hole.at + 1 : hole.at + 2]
    likelihoods = [_lengths_likely(left + text + right, style) for text in texts]
    longest = max(range(len(texts)), key=likelihoods.__getitem__)
    trust = share[best] * likelihoods[longest] / sum(likelihoods)
    return Choice(texts[longest], trust, share[best])


def beside_dashes(text: str) -> Iterator[tuple[str, str]]:
    """Each dash of a text with the classes of the characters on both sides of it."""
    classes = "\n" + text.translate(CLASSES) + "\n"
    for at, char in enumerate(text):
        if char in DASHES:
            yield char, classes[at].lower() + classes[at + 2].lower()


def _lengths_likely(text: str, style: str) -> float:
    """How likely its dashes are as long as they are, in a text of this style."""
    product = 1.0
    for dash, sides in beside_dashes(text):
        counts = weights().lengths.get(style + sides) or weights().lengths.get(style, {})
        product *= (counts.get(dash, 0) + 0.2) / (sum(counts.values()) + 1)
    return product
