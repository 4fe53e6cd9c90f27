"""How one text came out of another: offsets lead from either to the other."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text in code points, end excluded."""

    start: int
    end: int


class Edit(NamedTuple):
    """`text[start:end]` stands where `source[source_start:source_end]` stood."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True)
class Alignment:
    """The edits that made a text from its source, in order; between them both run in step.

    Offsets are code points, ends excluded. A span that touches an edit is widened to hold the
    whole of it, since nothing finer is known there.

    >>> a = Alignment((Edit(0, 1, 0, 3),))      # three characters became one
    >>> a.to_source(Span(1, 4)), a.to_text(Span(3, 6)), a.to_source(Span(0, 1))
    (Span(start=3, end=6), Span(start=1, end=4), Span(start=0, end=3))
    """

    edits: tuple[Edit, ...] = ()
    _starts: tuple[list[int], list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [edit.start for edit in self.edits], [edit.source_start for edit in self.edits]
        object.__setattr__(self, "_starts", starts)

    def to_source(self, span: Span) -> Span:
        """Where a stretch of the text came from."""
        return self._map(span, back=False)

    def to_text(self, span: Span) -> Span:
        """What became of a stretch of the source."""
        return self._map(span, back=True)

    def _map(self, span: Span, back: bool) -> Span:
        start = self._point(span.start, back, end=False)
        end = self._point(span.end, back, end=True)
        return Span(start, max(start, end))

    def _point(self, offset: int, back: bool, end: bool) -> int:
        """Map one offset; inside an edit, to the edit's start, or its end for the end of a span."""
        # An end belongs to the character before it, so an edit that begins there is not touched.
        at = bisect_right(self._starts[back], offset - 1 if end else offset) - 1
        if at < 0:
            return offset
        _, stop, other_start, other_stop = _sides(self.edits[at], back)
        if offset < stop or (end and offset == stop):
            return other_stop if end else other_start
        return offset - stop + other_stop

    def after(self, earlier: "Alignment") -> "Alignment":
        """Compose: this alignment's source is the text of `earlier`, whose source is sought.

        >>> once, again = Alignment((Edit(0, 1, 0, 2),)), Alignment((Edit(2, 3, 2, 4),))
        >>> [tuple(edit) for edit in again.after(once).edits]
        [(0, 1, 0, 2), (2, 3, 3, 5)]
        """
        if not earlier.edits or not self.edits:
            return Alignment(self.edits or earlier.edits)
        late = [(e.source_start, e.source_end, e.end - e.start) for e in self.edits]
        early = [(e.start, e.end, e.source_end - e.source_start) for e in earlier.edits]
        edits = []
        # How far the text, and the source, run ahead of the middle text.
        text_ahead = source_ahead = 0
        for start, end, text_length, source_length in _united(late, early):
            text_start, source_start = start + text_ahead, start + source_ahead
            text_ahead += text_length - (end - start)
            source_ahead += source_length - (end - start)
            edits.append(Edit(text_start, end + text_ahead, source_start, end + source_ahead))
        return Alignment(tuple(edits))


def _sides(edit: Edit, back: bool) -> tuple[int, int, int, int]:
    start, end, source_start, source_end = edit
    return (source_start, source_end, start, end) if back else edit


def _united(
    late: Iterable[tuple[int, int, int]], early: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Unite the stretches of the middle text that overlap, each with its length on both sides.

    What is inserted and what is deleted at one and the same place are united too: neither comes
    first. Stretches that only touch are kept apart.
    """
    stretches = sorted(
        [(start, end, length, end - start) for start, end, length in late]
        + [(start, end, end - start, length) for start, end, length in early]
    )
    if not stretches:
        return
    start, end, text_length, source_length = stretches[0]
    for next_start, next_end, on_text, on_source in stretches[1:]:
        if next_start < end or start == next_end:
            rest = max(end, next_end) - end
            text_length += on_text - (next_end - next_start) + rest
            source_length += on_source - (next_end - next_start) + rest
            end = max(end, next_end)
        else:
            yield start, end, text_length, source_length
            start, end, text_length, source_length = next_start, next_end, on_text, on_source
    yield start, end, text_length, source_length
