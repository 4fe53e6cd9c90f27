"""Where contents begin and end: the tagger judges word by word and may break off too early."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.alignment import Span
from onrecord.attributions.links import Linked
from onrecord.attributions.quotations import Quotations

# How many words may be missing at the end of a sentence, and between two pieces of a content.
# Chosen on held-back articles: more words gain exact matches and lose partial ones.
_MOST_MISSING, _WIDEST_GAP = 8, 5
_STOPS = ".!?;: \n"
# Whoever goes on after these may say something else.
_PARTS = re.compile(r"\s*[,;—–(\"“”-]")


def mended(
    text: str, found: Sequence[Linked], quotations: Quotations, sentences: Sequence[Span]
) -> list[Linked]:
    """The attributions with contents that reach their sentence's end and hold their own marks.

    Words in any role of any attribution stop a content. Outside quotations only the sentence of
    the cue is credited to anybody, with what belongs to the same stretch.
    """
    found = [kept for each in found if (kept := _near(each, quotations, sentences))]
    taken = marked(text, (s for a in found for s in (*a.source, *a.cue, *a.content)))
    mended = []
    for each in found:
        contents: list[Span] = []
        for content in sorted(each.content):
            span = _with_marks(text, content, quotations)
            last = quotations.last_in(span)
            if each.cue[0].start < span.start and (last is None or last.span.end != span.end):
                span = _to_sentence_end(text, span, sentences, taken)
            if contents and _goes_on(text, contents[-1], span, sentences, taken):
                contents[-1] = Span(contents[-1].start, span.end)
            else:
                contents.append(span)
        mended.append(replace(each, content=tuple(contents)))
    return mended


def _near(linked: Linked, quotations: Quotations, sentences: Sequence[Span]) -> Linked | None:
    """An attribution without the contents of other sentences in which nothing is quoted."""
    here = _sentence_at(sentences, linked.cue[0].start)
    contents = tuple(
        span
        for span in linked.content
        if _sentence_at(sentences, span.start) <= here <= _sentence_at(sentences, span.end - 1)
        or quotations.last_in(span) is not None
    )
    return replace(linked, content=contents) if contents else None


def marked(text: str, spans: Iterable[Span]) -> bytearray:
    """For each character of the text 1 if a span holds it, else 0."""
    marks = bytearray(len(text))
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def touches(marks: bytearray, spans: Iterable[Span]) -> bool:
    """Whether any of the spans holds a marked character."""
    return any(marks.find(1, *span) >= 0 for span in spans)


def _with_marks(text: str, span: Span, quotations: Quotations) -> Span:
    """A content with both quotation marks if it has one, and without a comma at its end."""
    start, end = span
    for quotation in quotations.touching(span):
        if quotation.inner.start == start:
            start = quotation.span.start
        if quotation.closed and quotation.inner.end == end:
            end = quotation.span.end
    while end > start + 1 and text[end - 1] in ",;: ":
        end -= 1
    return Span(start, end)


def _to_sentence_end(text: str, span: Span, sentences: Sequence[Span], taken: bytearray) -> Span:
    at = _sentence_at(sentences, span.end - 1)
    if at < 0:
        return span
    end = sentences[at].end
    while end > span.end and text[end - 1] in _STOPS:
        end -= 1
    rest = text[span.end : end]
    if not 0 < len(rest.split()) <= _MOST_MISSING or _PARTS.match(rest):
        return span
    return span if taken.find(1, span.end, end) >= 0 else Span(span.start, end)


def _goes_on(
    text: str, before: Span, after: Span, sentences: Sequence[Span], taken: bytearray
) -> bool:
    """Whether two pieces of a content are one: a few words of the same sentence between them."""
    if after.start < before.end:
        return True
    if len(text[before.end : after.start].split()) > _WIDEST_GAP:
        return False
    same = _sentence_at(sentences, before.end - 1) == _sentence_at(sentences, after.start)
    return same and taken.find(1, before.end, after.start) < 0


def _sentence_at(sentences: Sequence[Span], offset: int) -> int:
    return bisect_right(sentences, offset, key=lambda s: s.start) - 1
