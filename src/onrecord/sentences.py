"""Paragraphs and sentences of a report, as spans of its text."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from onrecord.alignment import Span

_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINE = re.compile(r"\n")
# A line that ends like a paragraph: closing punctuation, perhaps behind a quotation mark.
_ENDED = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*\Z")
# Lines of hard-wrapped text keep to a width; lines that are paragraphs do not.
_WRAPPED_WIDTH = 100
# A title or initial that the splitter took for the end of a sentence: "Rear Adm. / Daniel Hagari".
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Sen|Rep|Reps|Sens|Gov|Gen|Sgt|Lt|Col|Capt|Cmdr|Adm|Maj|Brig|Cpl|Amb|St|vs|No|Msgr|Fr|Sr|Supt)\.\Z"
)
# Abbreviations that the splitter parted from what they qualify: "the U.S. / Ambassador".
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}\Z")
_QUALIFIED = re.compile(
    r"(?:Ambassador|Embassy|Army|Navy|Air|Senate|House|Congress|Sen\.|Rep\.|President|Vice|Secretary|State|Department"
    r"|Attorney|Supreme|District|Court|Special|Envoy|Trade|Treasury|Defen[sc]e|Homeland|Immigration|Customs|Border"
    r"|Coast|Marines?|Military|Central|Federal|Justice|National|Security|Gen\.|General|Citizenship|Mission|Consulate"
    r"|Government|Capitol|Secret|High|Commissioner|Deputy|Charter|Foreign|Council|Agency|Refugee|Representative)\b"
)
# Words that the splitter takes for abbreviations ("so." for Southern) though a sentence ends there.
_WHOLE_WORD = re.compile(
    r"(?<![\w.])(?:so|no|tax|met|ten|art|ill|sun|sat|miss|mass|fed|am|un|ore|est|mar|fig)\.[\"”’»)\]]*\s+(?=[\"“‘«(']{0,2}[A-Z])"
)
# Marks that close a quotation, with the space that damage or French typography leaves before them.
_CLOSING = re.compile(r"[\"”’»)\]]+|''")

# How much of a paragraph is split at once, in characters, and what a stretch ends with.
_STRETCH = 20_000
_STOPS = (". ", "? ", "! ")


def paragraphs(text: str) -> list[Span]:
    """Where the paragraphs stand, without the white space around them.

    Blank lines part paragraphs. Inside such a block each line is a paragraph of its own, unless
    the lines look wrapped: short ones that mostly break off in mid-sentence.

    >>> [text[s:e] for text in ["One.\\n\\nTwo\\n"] for s, e in paragraphs(text)]
    ['One.', 'Two']
    """
    spans: list[Span] = []
    for block in _parts(text, Span(0, len(text)), _BLANK):
        lines = _parts(text, block, _LINE)
        spans.extend([block] if _wrapped(text, lines) else lines)
    return spans


def sentences(text: str) -> list[Span]:
    """Where the sentences stand, paragraph by paragraph, without the white space around them.

    A closing quotation mark belongs to the sentence before it.

    >>> text = 'Mr. Kgosi left the U.S. on Monday. "We told them no." They knew.'
    >>> [text[s:e] for s, e in sentences(text)]
    ['Mr. Kgosi left the U.S. on Monday.', '"We told them no."', 'They knew.']
    """
    return [span for paragraph in paragraphs(text) for span in sentences_within(text, paragraph)]


def sentences_within(text: str, paragraph: Span) -> list[Span]:
    """The sentences of one paragraph."""
    spans: list[Span] = []
    for start, end in _split(text, paragraph):
        span = _trimmed(text, start, end)
        if span is None:
            continue
        if spans and _belongs_together(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
            continue
        mark = _CLOSING.match(text, span.start, span.end)
        if spans and mark and _closes(text, mark.end()):
            # The closing mark was split off: '.' + '” Noem said'.
            spans[-1] = Span(spans[-1].start, mark.end())
            span = _trimmed(text, mark.end(), span.end)
            if span is None:
                continue
        spans.append(span)
    return [part for span in spans for part in _parts(text, span, _WHOLE_WORD, keep=True)]


def _split(text: str, paragraph: Span) -> Iterator[tuple[int, int]]:
    """What the splitter finds, in stretches: without spaces its time grows with the square."""
    start = paragraph.start
    while start < paragraph.end:
        stop = min(start + _STRETCH, paragraph.end)
        if stop < paragraph.end:
            ends = max(text.rfind(mark, start, stop) for mark in _STOPS)
            stop = ends + 1 if ends > start else text.rfind(" ", start, stop) + 1 or stop
        for begin, end in _split_stretch(text[start:stop]):
            yield start + begin, start + end
        start = stop


# Every stage asks for the sentences of the same report, and the splitter is slow where marks
# follow marks: a second for 10,000 question marks.
@lru_cache(maxsize=512)
def _split_stretch(stretch: str) -> tuple[tuple[int, int], ...]:
    return tuple((begin, end) for begin, end in _splitter()(stretch))


def _belongs_together(text: str, before: Span, span: Span) -> bool:
    """Whether the splitter parted a title or an abbreviation from what it belongs to."""
    if _TITLE.search(text, max(before.start, before.end - 6), before.end):
        return True
    initials = _INITIALS.search(text, max(before.start, before.end - 12), before.end)
    return initials is not None and _QUALIFIED.match(text, span.start) is not None


def _closes(text: str, end: int) -> bool:
    """Whether the marks up to `end` close something opened in the sentence before."""
    mark = text[end - 1]
    if mark in "”’»)]":
        return True
    # Straight marks close when they are glued to what stands before and not to what follows.
    return end >= len(text) or text[end].isspace()


def _parts(text: str, span: Span, gap: re.Pattern[str], keep: bool = False) -> list[Span]:
    """The stretches of `span` between gaps, trimmed, empty ones left out.

    With `keep` a gap belongs to the stretch before it.
    """
    parts: list[Span] = []
    start = span.start
    for match in gap.finditer(text, span.start, span.end):
        if (part := _trimmed(text, start, match.end() if keep else match.start())) is not None:
            parts.append(part)
        start = match.end()
    if (part := _trimmed(text, start, span.end)) is not None:
        parts.append(part)
    return parts


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _wrapped(text: str, lines: list[Span]) -> bool:
    """Whether the lines of a block are one paragraph broken at a margin."""
    if len(lines) < 2 or max(line.end - line.start for line in lines) > _WRAPPED_WIDTH:
        return False
    broken = sum(
        not _ENDED.search(text, max(line.start, line.end - 6), line.end) for line in lines[:-1]
    )
    # Continued lines start anywhere; lists, verse and headlines start each line with a capital.
    lower = sum(text[line.start].islower() for line in lines[1:])
    return broken * 2 > len(lines) - 1 and lower * 3 >= len(lines) - 1


@cache
def _splitter() -> Any:
    # Loading the model takes a moment, so only those who ask for sentences pay for it.
    from nupunkt import sent_spans

    return sent_spans
