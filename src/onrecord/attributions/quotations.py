"""Quotations of a report: where they open and close, and which never close."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.alignment import Span
from onrecord.records import Form

OPENING = frozenset("\"“„«'‘")
_MARK = re.compile(r"''|``|[\"“”„‟«»‘’']")
_WORD = re.compile(r"\w+")

_CLOSERS = {
    "“": "”“",
    "”": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    '"': '"”',
    "''": "''",
    "``": "''",
    "‘": "’",
    "'": "'",
}
_NESTED = "‘’'"
_LONGEST_SCARE_QUOTE = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, the marks included.

    `closed` is false where the closing mark is missing; the quotation then runs to the end of its
    paragraph. `spoken` is false for scare quotes and titles: a few words that end nowhere.
    """

    span: Span
    inner: Span
    closed: bool
    spoken: bool


def find_quotations(text: str, paragraph: Span) -> list[Quotation]:
    """The outermost quotations of one paragraph, in order.

    Reads curly, straight, low, angle and single marks and the doubled apostrophes of news wires.

    >>> text = "It was “void,” he said. ''We go,'' she said."
    >>> [text[q.span.start : q.span.end] for q in find_quotations(text, Span(0, len(text)))]
    ['“void,”', "''We go,''"]
    """
    return [_quotation(text, *found) for found in _stretches(text, paragraph)]


class Quotations:
    """The quotations of a text, asked by place."""

    def __init__(self, text: str, paragraphs: Sequence[Span]) -> None:
        self.text = text
        self.found = [q for paragraph in paragraphs for q in find_quotations(text, paragraph)]

    def touching(self, span: Span) -> Iterator[Quotation]:
        """The quotations of which a span holds a part, in order."""
        at = bisect_left(self.found, span.start + 1, key=lambda q: q.span.end)
        while at < len(self.found) and self.found[at].span.start < span.end:
            yield self.found[at]
            at += 1

    def last_in(self, span: Span) -> Quotation | None:
        """The last quotation that a span touches."""
        before = bisect_left(self.found, span.end, key=lambda q: q.span.start)
        last = self.found[before - 1] if before else None
        return last if last is not None and last.span.end > span.start else None

    def opening(self, paragraph: Span) -> Quotation | None:
        """The quotation with which a paragraph begins."""
        at = bisect_left(self.found, paragraph.start, key=lambda q: q.span.start)
        here = at < len(self.found) and self.found[at].span.start == paragraph.start
        return self.found[at] if here else None

    def form(self, content: Sequence[Span]) -> Form:
        """Direct where every word stands between quotation marks, indirect where none does."""
        quoted = plain = False
        for span in content:
            done = span.start
            for quotation in self.touching(span):
                start, end = quotation.span
                quoted = quoted or _has_words(self.text, max(start, span.start), min(end, span.end))
                plain = plain or _has_words(self.text, done, start)
                done = max(done, end)
            plain = plain or _has_words(self.text, done, span.end)
        if quoted:
            return Form.MIXED if plain else Form.DIRECT
        return Form.INDIRECT


def _has_words(text: str, start: int, end: int) -> bool:
    return start < end and _WORD.search(text, start, end) is not None


def _quotation(text: str, start: int, inner: Span, end: int, closed: bool) -> Quotation:
    words = len(_WORD.findall(text, inner.start, inner.end))
    last = text[inner.end - 1 : inner.end]
    ended = last in {",", ".", "!", "?", "…", "—"} and text[inner.start : inner.start + 1].isupper()
    spoken = words > _LONGEST_SCARE_QUOTE or (words > 0 and ended)
    return Quotation(Span(start, end), inner, closed, spoken)


def _stretches(text: str, paragraph: Span) -> Iterator[tuple[int, Span, int, bool]]:
    opened = ""
    start = inner = 0
    marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
    last_single = max(
        (m.start() for m in marks if m[0] in "’'" and _may_close(text, m)), default=-1
    )
    ended = (m.start() for m in marks if m[0] == "'" and text[m.start() - 1] in ",.!?")
    last_ended = max(ended, default=-1)
    for mark in marks:
        if not opened:
            if _may_open(text, mark, paragraph, last_single):
                opened, start, inner = mark[0], mark.start(), mark.end()
        elif mark[0] in _split(_CLOSERS[opened]) and _may_close(text, mark):
            # Straight and doubled marks also open: not a close when glued to the next word only.
            if opened in ('"', "''") and _glued_right(text, mark) and not _glued_left(text, mark):
                continue
            if opened == "'" and text[mark.start() - 1].isalnum() and mark.start() < last_ended:
                # "the workers' accord": a mark behind a comma or full stop is still to come.
                continue
            yield start, Span(inner, mark.start()), mark.end(), True
            opened = ""
    if opened and opened not in _NESTED:
        yield start, Span(inner, paragraph.end), paragraph.end, False


def _split(closers: str) -> tuple[str, ...]:
    return (closers,) if closers == "''" else tuple(closers)


def _glued_left(text: str, mark: re.Match[str]) -> bool:
    return mark.start() > 0 and not text[mark.start() - 1].isspace()


def _glued_right(text: str, mark: re.Match[str]) -> bool:
    return mark.end() < len(text) and not text[mark.end()].isspace()


def _may_open(text: str, mark: re.Match[str], paragraph: Span, last_single: int) -> bool:
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    if not _glued_right(text, mark):
        # French typography and repaired damage leave a space inside the opening mark.
        return mark[0] in "“„«"
    if mark[0] in "“„«``":
        return True
    free = before.isspace() or before in "([{—–-:,/…"
    if mark[0] in _NESTED:
        # An apostrophe looks the same, so a later mark must be able to close the quotation.
        return mark[0] != "’" and free and text[mark.end()].isalnum() and last_single > mark.end()
    return free if mark[0] in ('"', "''") else mark[0] == "»" and free


def _may_close(text: str, mark: re.Match[str]) -> bool:
    after = text[mark.end()] if mark.end() < len(text) else " "
    if mark[0] in _NESTED:
        # "workers' rights" and "it's" do not close; ",'" and ".'" do, and a word's end may.
        return not after.isalnum() and not text[mark.start() - 1].isspace()
    return True
