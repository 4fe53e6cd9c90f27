"""Datelines: where and when a paragraph was written, and which agency says so."""

import re

from onrecord.alignment import Span

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’\- ]{2,}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})"
    r"(?:, [^\n:;“\"–—]{1,40}?)?\s*"
    r"(?:\([^)\n]{1,40}\)\s*[-–—―]{0,2}|\s[-–—―]{1,2}\s|(?<=[A-Z]):\s)\s*"
)


def past_dateline(text: str, paragraph: Span) -> int:
    """Where the words of a paragraph begin: behind its dateline, if it has one.

    >>> text = "LONDON, March 4 (North Sea Wire) - Lowe said Britain had signed."
    >>> text[past_dateline(text, Span(0, len(text))) :]
    'Lowe said Britain had signed.'
    """
    match = _DATELINE.match(text, paragraph.start, paragraph.end)
    return match.end() if match is not None and match[0].strip() else paragraph.start
