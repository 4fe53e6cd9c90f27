"""A page's text laid back on its markup: every offset leads to what it was taken from."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from onrecord.alignment import Alignment, Edit
from onrecord.reports.markup import Signs

NEAR = 2_000
"""Signs within which a paragraph of a word or two is looked for after another."""

FEWEST = 12
"""Signs that a stretch must have to be looked for far away: "He said" stands everywhere."""

LONG = 30
"""Signs from which a paragraph, found whole, is taken for itself and not for a repetition."""

MOST_SCANNED = 1_000_000_000
"""Signs of the source that are looked through in all for paragraphs that are not where expected."""

FARTHEST = 20_000
"""Signs within which the parts of a paragraph are looked for, when it is not there whole."""

_PARAGRAPH = re.compile(r"[^\n]+")


class Part(NamedTuple):
    """A paragraph, in signs of the text, end excluded."""

    start: int
    end: int


class Run(NamedTuple):
    """`length` signs of the text, from `text`, that are the same as those of the source."""

    text: int
    source: int
    length: int


def align(text: str, source: str, signs: Signs) -> Alignment:
    """Lead from a text to the source whose signs it is made of, in order.

    What is not found (a word that the extractor changed) falls into an edit that spans from the
    last word found to the next.

    >>> from onrecord.alignment import Span
    >>> from onrecord.reports.markup import pieces
    >>> page = "<p>Riga &amp; <b>Minsk</b></p>"
    >>> alignment = align("Riga & Minsk", page, Signs.of(pieces(page)))
    >>> span = alignment.to_source(Span(7, 12))
    >>> page[span.start : span.end]
    'Minsk'
    """
    own = Signs.of_text(text)
    edits = _edits(text, source, own, signs, _runs(text, own, signs))
    return Alignment(tuple(edits))


def _runs(text: str, own: Signs, signs: Signs) -> list[Run]:
    """The stretches of the text that the source has as they are, in order of both."""
    parts = [
        Part(own.index(match.start()), own.index(match.end()))
        for match in _PARAGRAPH.finditer(text)
    ]
    parts = [part for part in parts if part.end > part.start]
    runs: list[Run] = []
    number = at = 0
    for held, stands in [*_held(parts, own, signs), (len(parts), len(signs.text))]:
        runs += _between(parts[number:held], own, signs, at, stands)
        if held < len(parts):
            length = parts[held].end - parts[held].start
            runs.append(Run(parts[held].start, stands, length))
            number, at = held + 1, stands + length
    return runs


def _held(parts: list[Part], own: Signs, signs: Signs) -> list[tuple[int, int]]:
    """The long paragraphs that are found whole and in order, by number, with where they stand.

    One that was changed where it stands and is repeated below ("most read") is out of order.
    """
    found: list[tuple[int, int]] = []
    at = scanned = 0
    for number, (start, end) in enumerate(parts):
        if end - start < LONG or scanned > MOST_SCANNED:
            continue
        paragraph = own.text[start:end]
        stands = signs.text.find(paragraph, at)
        if stands < 0:
            stands = signs.text.find(paragraph)
            scanned += len(signs.text)
        if stands >= 0:
            found.append((number, stands))
            at = stands + len(paragraph)
    return _rising(found)


def _rising(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of them that rises on both sides."""
    tops: list[int] = []  # the lowest place at which a rise of each length ends
    ends: list[int] = []
    before: list[int] = []
    for i, (_, stands) in enumerate(found):
        length = bisect_left(tops, stands)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [stands]
        ends[length : length + 1] = [i]
    rise: list[tuple[int, int]] = []
    i = ends[-1] if ends else -1
    while i >= 0:
        rise.append(found[i])
        i = before[i]
    return rise[::-1]


def _between(parts: list[Part], own: Signs, signs: Signs, at: int, end: int) -> list[Run]:
    """The runs of paragraphs between two that hold: whole ones first, then parts of the others."""
    runs: list[Run] = []
    missed: list[Part] = []
    for part in parts:
        paragraph = own.text[part.start : part.end]
        # A word or two stand in many places: only the nearest is theirs.
        limit = end if len(paragraph) >= FEWEST else min(end, at + NEAR)
        stands = signs.text.find(paragraph, at, limit)
        if stands < 0:
            missed.append(part)
            continue
        runs += _pieces(own, missed, signs, at, stands)
        missed = []
        runs.append(Run(part.start, stands, len(paragraph)))
        at = stands + len(paragraph)
    return runs + _pieces(own, missed, signs, at, end)


def _pieces(own: Signs, missed: list[Part], signs: Signs, at: int, end: int) -> list[Run]:
    """The stretches of paragraphs that are not found whole, between two that are."""
    runs = []
    end = min(end, at + FARTHEST)
    for start, stop in missed:
        while start < stop and at < end:
            wanted = own.text[start:stop]
            # Where hardly more is left than what is missing, a few signs are enough.
            fewest = 4 if end - at <= 2 * len(wanted) + 40 else FEWEST
            length, found = _longest(wanted, fewest, signs.text, at, end)
            if length:
                runs.append(Run(start, found, length))
                at = found + length
            start += max(length, 1)
    return runs


def _longest(wanted: str, fewest: int, source: str, at: int, end: int) -> tuple[int, int]:
    """How much of the beginning of what is wanted is found, and where."""
    least = min(fewest, len(wanted))
    found = source.find(wanted[:least], at, end)
    if found < 0:
        return 0, -1
    low, high = least, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        where = source.find(wanted[:middle], found, end)
        if where < 0:
            high = middle - 1
        else:
            low, found = middle, where
    return low, found


def _edits(text: str, source: str, own: Signs, signs: Signs, runs: list[Run]) -> Iterator[Edit]:
    """Yield what lies between signs that are the same, and the signs that are written otherwise."""
    at = there = 0
    last: Edit | None = None
    for run in runs:
        for i in range(run.length):
            start, stands = own.starts[run.text + i], signs.starts[run.source + i]
            ends = signs.ends.get(run.source + i)
            if stands < there and last:  # the second sign of one entity
                last = Edit(last.start, start + 1, last.source_start, last.source_end)
                at = start + 1
                continue
            if last:
                yield last
                last = None
            if text[at:start] != source[there:stands]:
                yield Edit(at, start, there, stands)
            if ends is not None:
                last = Edit(start, start + 1, stands, ends)
            at, there = start + 1, ends if ends is not None else stands + 1
    if last:
        yield last
    if text[at:] != source[there:]:
        yield Edit(at, len(text), there, len(source))
