"""How often news writes a mark, counted and learned from clean news (`training/repair_marks.py`).

The table holds numbers alone: on short character classes, and on single common words.
"""

import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from onrecord.repair.surroundings import CLASSES, FOLDED, beside_dashes

MOST_CHOICES = 12
# "2019–2021": seldom in the news that was learned from, and certain all the same.
YEARS = 500
REAL_QUESTION = 0.03  # how often a question mark beside a mark is a real one


class Weights(NamedTuple):
    """Learned scores: of marks by what is noticed around them, of open quotations by state.

    They are log-odds in hundredths. `words` may be named by what is noticed; `often` counts marks
    with what follows them; `lengths` counts dashes by the text's style and by what stands on both
    sides.
    """

    marks: dict[str, dict[str, int]]
    states: dict[str, int]
    words: frozenset[str]
    often: dict[str, int]
    lengths: dict[str, dict[str, int]]


@cache
def weights() -> Weights:
    """The weights that come with the package."""
    table = json.loads(files("onrecord").joinpath("data", "repair_marks.json").read_text("utf-8"))
    between_digits = table["marks"].setdefault("300", {})
    between_digits["—"] = between_digits.get("—", 0) + YEARS
    return Weights(
        table["marks"],
        table["states"],
        frozenset(table["words"]),
        table["often"],
        table["lengths"],
    )


_CLUSTER = re.compile(r"([^\x00-\x7f]+)([\x00-\x7f]{0,2})")


def clusters(text: str) -> list[str]:
    """The marks of a text, each run with the classes of the two characters after: see `often`.

    >>> clusters("?” Noem"), clusters("’s")
    (['” a'], ['’a'])
    """
    found = _CLUSTER.findall(text.translate(FOLDED))
    return [marks + after.translate(CLASSES).lower() for marks, after in found]


@lru_cache(maxsize=16384)
def plausible(readings: tuple[str, ...], tail: str) -> float:
    """How often news writes any of these where `tail` follows: a share of all its marks."""
    found = {text.translate(FOLDED): text.count("?") for text in readings}
    return sum(_share(text + tail) * REAL_QUESTION**count for text, count in found.items())


@lru_cache(maxsize=16384)
def _share(text: str) -> float:
    """How often news writes the first marks of a text, and if it does, those that follow."""
    table = weights().often
    names = clusters(text) or ["?"]
    unseen = 0.2 if len(names) == 1 else 0.001
    return math.prod(table.get(name, unseen) / (table.get("", 0) + 1) for name in names)


@dataclass(frozen=True, eq=False)
class Choices:
    """The texts that a hole may have been, those that news is seen to write first.

    Texts that differ in the length of dashes alone are one choice, which `folded` gives with one
    dash for all. Two are the same only if they are one object, for scores are kept of each.
    """

    texts: tuple[tuple[str, ...], ...]
    folded: tuple[str, ...]


@lru_cache(maxsize=4096)
def likely(readings: tuple[str, ...], tail: str) -> Choices:
    """The readings worth weighing where `tail` follows."""
    alike: dict[str, list[str]] = {}
    for text in readings:
        alike.setdefault(text.translate(FOLDED), []).append(text)

    def rank(text: str) -> tuple[bool, float]:
        return not text.isascii(), -_share(text + tail)

    folded = tuple(sorted(alike, key=rank)[:MOST_CHOICES])
    return Choices(tuple(tuple(alike[text]) for text in folded), folded)


@lru_cache(maxsize=16384)
def likeliest_length(texts: tuple[str, ...], left: str, right: str, dash: str) -> tuple[str, float]:
    """Which of some texts has its dashes as long as usual, and the probability of it.

    `left` and `right` stand beside them, in a text that writes `dash` elsewhere.
    """
    if len(texts) == 1:
        return texts[0], 1.0
    likelihoods = [_lengths_likely(left + text + right, dash) for text in texts]
    longest = max(range(len(texts)), key=likelihoods.__getitem__)
    return texts[longest], likelihoods[longest] / sum(likelihoods)


def _lengths_likely(text: str, style: str) -> float:
    """How likely its dashes are as long as they are, in a text of this style."""
    product = 1.0
    for dash, sides in beside_dashes(text):
        counts = weights().lengths.get(style + sides) or weights().lengths.get(style, {})
        product *= (counts.get(dash, 0) + 0.2) / (sum(counts.values()) + 1)
    return product
