"""Where words that somebody quoted stand in a text that may differ a little from the one quoted."""

import re
from collections.abc import Iterator
from itertools import takewhile
from operator import eq
from typing import NamedTuple

from onrecord.alignment import Span
from onrecord.records import Statement

# Of ten characters of a quote two may have been added, lost or changed.
TOLERANCE = 0.2


class Place(NamedTuple):
    """Where words stand, and whether they do so to the letter and between the words of before."""

    span: Span
    verbatim: bool
    surrounded: bool


def place_of(statement: Statement, text: str) -> Place | None:
    """Where the words of a statement stand in another text of its report; None if they do not.

    Of several places the one counts whose surroundings are most alike, then the one nearest to
    where the words stood. Words that are there to the letter go before words that are nearly so.
    """
    if verbatim := list(occurrences(statement.quote, text)):
        span = min(verbatim, key=lambda span: _strangeness(span, statement, text))
        surrounded = text.endswith(statement.prefix, 0, span.start) or text.startswith(
            statement.suffix, span.end
        )
        return Place(span, True, surrounded or span == statement.evidence)
    nearly = _nearly(statement, text)
    return nearly and Place(nearly, False, False)


def occurrences(quote: str, text: str) -> Iterator[Span]:
    """Every place where a quote stands to the letter, also where two overlap."""
    for match in re.finditer(f"(?={re.escape(quote)})", text):
        yield Span(match.start(), match.start() + len(quote))


def _strangeness(span: Span, statement: Statement, text: str) -> tuple[int, int, int]:
    """The lower, the more a place is like the one where the words stood."""
    before = text[max(0, span.start - len(statement.prefix)) : span.start]
    after = text[span.end : span.end + len(statement.suffix)]
    alike = _alike(before[::-1], statement.prefix[::-1]) + _alike(after, statement.suffix)
    return -alike, abs(span.start - statement.evidence.start), span.start


def _alike(one: str, other: str) -> int:
    """With how many characters both begin."""
    return sum(takewhile(bool, map(eq, one, other)))


def _nearly(statement: Statement, text: str) -> Span | None:
    """Where words stand that differ from the quote in as few characters as possible."""
    quote = statement.quote
    most = int(len(quote) * TOLERANCE)
    ends = [
        (distance, end)
        for end, distance in enumerate(_distances(quote, text, anywhere=True), start=1)
        if distance <= most
    ]
    if not ends:
        return None
    least = min(ends)[0]
    # Where exactly each begins would take long to say where there are many.
    about = [Span(max(0, end - len(quote)), end) for distance, end in ends if distance == least]
    best = min(about, key=lambda span: _strangeness(span, statement, text))
    return _ending_at(best.end, quote, text)


def _ending_at(end: int, quote: str, text: str) -> Span:
    """The words up to `end` that differ least from the quote; of such the longest."""
    room = text[max(0, end - 2 * len(quote)) : end]
    distances = enumerate(_distances(quote[::-1], room[::-1], anywhere=False), start=1)
    _, before = min((distance, -length) for length, distance in distances)
    return Span(end + before, end)


def _distances(quote: str, text: str, anywhere: bool) -> Iterator[int]:
    """After each character of the text: how many edits lie between the quote and what ends here.

    What ends here begins anywhere, or else where the text does. All characters of the quote are
    compared at once, as bits of one number: G. Myers, "A fast bit-vector algorithm for approximate
    string matching based on dynamic programming", Journal of the ACM 46 (1999), in the form of
    H. Hyyrö (2001).
    """
    places: dict[str, int] = {}
    for nth, character in enumerate(quote):
        places[character] = places.get(character, 0) | 1 << nth
    whole, last, first = (1 << len(quote)) - 1, 1 << len(quote) - 1, 0 if anywhere else 1
    rises, falls, distance = whole, 0, len(quote)
    for character in text:
        here = places.get(character, 0)
        down = here | falls
        across = (((here & rises) + rises) ^ rises) | here
        more, less = falls | ~(across | rises) & whole, rises & across
        distance += bool(more & last) - bool(less & last)
        more, less = more << 1 | first, less << 1
        rises, falls = (less | ~(down | more)) & whole, more & down & whole
        yield distance
