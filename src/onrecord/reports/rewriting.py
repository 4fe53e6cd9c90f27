"""A source rewritten in places, and the way back from the text to it."""

from collections.abc import Iterable

from onrecord.alignment import Alignment, Edit


def rewritten(source: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, Alignment]:
    """The source with `new` for `source[start:end]` of each change, which come in order.

    >>> text, alignment = rewritten("agree-\\nment", [(5, 7, "")])
    >>> text, alignment.edits
    ('agreement', (Edit(start=5, end=5, source_start=5, source_end=7),))
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    done = at = 0
    for start, end, new in changes:
        pieces += source[done:start], new
        at += start - done
        edits.append(Edit(at, at + len(new), start, end))
        at += len(new)
        done = end
    if not edits:
        return source, Alignment()
    return "".join(pieces) + source[done:], Alignment(tuple(edits))
