"""Sentences, names and a vocabulary for made-up reports; the words mean nothing beyond their form.

What a claim rests on is plain English ("has been signed"), so that all that looks at wording works
as on news. The rest is invented: words of two to four syllables whose frequency falls with their
rank (Zipf), so that few are everywhere and most are rare, and unrelated reports share hardly any
run of five words.
"""

from collections.abc import Sequence
from itertools import accumulate, product
from random import Random
from typing import NamedTuple

from onrecord.records import Polarity, Status

SIZE = 20_000
_SYLLABLES = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]
# Of each status what carries it, affirmed and denied; {paper} is what the agreement is called.
_QUOTES = {
    Status.PROPOSED: (("proposed a {paper}", "offered a {paper}"), ("did not ask for a {paper}",)),
    Status.NEGOTIATING: (
        ("is negotiating a {paper}", "held talks on the {paper}"),
        ("is not in talks on a {paper}",),
    ),
    Status.AGREED: (
        ("agreed on a {paper}", "reached a {paper}"),
        ("has made no {paper}", "had agreed to no {paper}"),
    ),
    Status.SIGNED: (
        ("has signed the {paper}", "put its name to the {paper}", "signed a {paper}"),
        ("denied signing a {paper}", "has signed no {paper}"),
    ),
    Status.RATIFIED: (("ratified the {paper}", "approved the {paper}"), ("has not ratified it",)),
    Status.IN_FORCE: (
        ("the {paper} is in force", "the {paper} took effect"),
        ("the {paper} is no longer in force",),
    ),
    Status.CARRIED_OUT: (
        ("paid {amount} under the {paper}", "began to carry out the {paper}"),
        ("has received nothing under the {paper}",),
    ),
    Status.REFUSED: (("refused to sign the {paper}", "rejected a {paper}"), ()),
    Status.SUSPENDED: (("suspended the {paper}",), ("has not suspended the {paper}",)),
    Status.ENDED: (
        ("withdrew from the {paper}", "ended the {paper}"),
        ("has not left the {paper}",),
    ),
    Status.TERMS: (
        ("the {paper} provides for {amount}", "the {paper} allows either side to inspect"),
        ("the {paper} says nothing of {amount}",),
    ),
}  # fmt: skip
PAPERS = ("agreement", "deal", "pact", "accord", "memorandum", "treaty", "arrangement")
CUES = ("said", "said", "said", "told reporters", "announced", "confirmed", "insisted", "added")
# How often each status is spoken of before the day of signing and after it.
BEFORE = {
    Status.PROPOSED: 20, Status.NEGOTIATING: 40, Status.AGREED: 20, Status.REFUSED: 8,
    Status.TERMS: 12,
}  # fmt: skip
AFTER = {
    Status.SIGNED: 34, Status.AGREED: 10, Status.RATIFIED: 8, Status.IN_FORCE: 12,
    Status.CARRIED_OUT: 12, Status.TERMS: 16, Status.SUSPENDED: 4, Status.ENDED: 4,
}  # fmt: skip


class Sentence(NamedTuple):
    """A sentence, and where in it the source, the cue and the quote stand (start, end)."""

    text: str
    source: tuple[int, int]
    cue: tuple[int, int]
    quote: tuple[int, int]


def word(rank: int) -> str:
    """The invented word of a rank, from 1, the most frequent; all are different.

    >>> word(1), word(2), word(20_000)
    ('lipe', 'sufi', 'kamuvu')
    """
    # A step that shares no factor with the number of syllables spreads neighbours apart.
    first, rest = divmod(rank * 2897, len(_SYLLABLES))
    second, third = first % len(_SYLLABLES), first // len(_SYLLABLES) % len(_SYLLABLES)
    tail = _SYLLABLES[third] if rank > 1000 else ""
    return _SYLLABLES[rest] + _SYLLABLES[second] + tail


WORDS = tuple(word(rank) for rank in range(1, SIZE + 1))
_FREQUENCY = tuple(accumulate(1 / rank for rank in range(1, SIZE + 1)))


def words(chance: Random, number: int) -> list[str]:
    """So many words, frequent ones more often."""
    return chance.choices(WORDS, cum_weights=_FREQUENCY, k=number)


def name(chance: Random) -> str:
    """The first and last name of a person."""
    first = "".join(chance.choices(_SYLLABLES, k=2)).title()
    return f"{first} {''.join(chance.choices(_SYLLABLES, k=3)).title()}"


def filler(chance: Random) -> str:
    """A sentence that claims nothing."""
    return " ".join(words(chance, chance.randint(8, 16))).capitalize() + "."


def quotes(status: Status, polarity: Polarity) -> Sequence[str]:
    """The forms of what carries a status; none where nobody denies it so."""
    return _QUOTES[status][polarity is Polarity.DENIED]


def told(chance: Random, source: str, quote: str, own_voice: bool) -> Sentence:
    """A sentence in which a source says something, or in which the report does."""
    before, after = words(chance, 3), words(chance, 3)
    parts = [" ".join(before).capitalize() + ",", source, ""]
    if not own_voice:
        parts[2] = chance.choice(CUES)
    parts += [quote, "in", *after]
    text, places = "", []
    for part in filter(None, parts):
        start = len(text) + (1 if text else 0)
        text += (" " if text else "") + part
        places.append((start, start + len(part)))
    at = 2 if own_voice else 3
    return Sentence(text + ".", places[1], places[at - 1], places[at])


def amount(chance: Random) -> tuple[str, int, str]:
    """A sum of money or a number of people: the words, the value, the unit."""
    number = chance.choice((5, 10, 20, 30, 50, 100, 150, 300, 500))
    if chance.random() < 0.5:
        return f"{number} million euros", number * 1_000_000, "EUR"
    return f"{number} people", number, "people"
