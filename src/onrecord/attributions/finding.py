"""From a text to its attributions: the tagger, the rules where it is silent, turns and chains."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from onrecord.alignment import Span
from onrecord.attributions.boundaries import marked, mended, touches
from onrecord.attributions.chains import find_within
from onrecord.attributions.cues import cue_kind, has_cue
from onrecord.attributions.datelines import past_dateline
from onrecord.attributions.links import Linked, tag_and_link
from onrecord.attributions.quotations import OPENING, Quotations
from onrecord.attributions.rules import find_by_rules
from onrecord.attributions.transcripts import find_turns
from onrecord.records import Attribution, Form
from onrecord.sentences import paragraphs, sentences_within
from onrecord.tagger import FAST

LEAST_CONFIDENCE = 0.3
"""Attributions of less confidence are left out; chosen where relation partial was best."""

UNCLOSED = "the quotation never closes"
UNCREDITED = "nobody is credited with the quotation"

# A quotation that never closes and has neither source nor cue: kept, since a lost mark may be why.
_DOUBTED = 0.3
# "It was announced that": the pronoun names nobody.
_DUMMY = re.compile(r"it(?:'s|’s| (?:is|was|has been|had been|remains))\b", re.IGNORECASE)
# What the rules find and the tagger does not is taken from this likelihood of the cue on. On
# held-back articles 34 of the 58 so taken were right: their confidence.
_LEAST_LIKELY, _BY_RULES = 0.7, 0.6
# What may stand between the end of a content and that of its paragraph.
_ENDS = frozenset(".!?,;:”»\"'’) ")


def find_attributions(
    text: str,
    *,
    tagger: str = FAST,
    confidence: float = LEAST_CONFIDENCE,
    within: Sequence[Span] | None = None,
) -> list[Attribution]:
    """Every attribution of a report in the order of its cues; the speaker is left to `actors`.

    `tagger` names the weights (`fast`, `accurate`). Those of less `confidence`, 0 to 1, are left
    out. Attributions inside the content of others are links of a chain: who said that who said.
    Only the stretches `within` (whole paragraphs; all if None) are read, but for turns.

    >>> text = "No such pact exists, Riga's foreign ministry said."
    >>> [a] = find_attributions(text)
    >>> [text[s:e] for role in (a.source, a.cue, a.content) for s, e in role]
    ["Riga's foreign ministry", 'said', 'No such pact exists']
    """
    turns = find_turns(text, paragraphs(text))
    words = _without_labels(text, turns.labels)
    page = _Page.of(words if within is None else _only(words, within))
    tagged = tag_and_link(page.text, tagger)
    found = [a for each in tagged if each.confidence >= confidence and (a := page.kept(each))]
    found = mended(page.text, found, page.quotations, list(chain(*page.sentences)))
    found = _with_rules(page, found, confidence)
    found += find_within(page.text, found, tagger, confidence)
    found.sort(key=lambda a: (_position(a), a.content))
    found = _running_on(page, found)
    attributions = [*turns.attributions, *(page.attribution(a) for a in found)]
    if confidence <= _DOUBTED:
        attributions += _uncredited(page, attributions)
    attributions.sort(key=lambda a: (_position(a), a.content))
    return attributions


def _without_labels(text: str, labels: Sequence[Span]) -> str:
    """The text with line ends, as many, for the labels of turns and the datelines.

    They are no words of the report, and whatever follows them begins a paragraph.
    """
    parts, done = [], 0
    for start, end in labels:
        parts += [text[done:start], "\n" * (end - start)]
        done = end
    text = "".join([*parts, text[done:]])
    parts, done = [], 0
    for paragraph in paragraphs(text):
        behind = past_dateline(text, paragraph)
        parts += [text[done : paragraph.start], "\n" * (behind - paragraph.start)]
        done = behind
    return "".join([*parts, text[done:]])


def _only(text: str, within: Sequence[Span]) -> str:
    """The text with line ends, as many, for all that lies outside of stretches."""
    parts, done = [], 0
    for start, end in within:
        parts += ["\n" * (start - done), text[start:end]]
        done = end
    return "".join([*parts, "\n" * (len(text) - done)])


def _position(attribution: Attribution | Linked) -> int:
    spans = attribution.cue or attribution.source or attribution.content
    return spans[0].start


@dataclass(frozen=True, slots=True)
class _Page:
    """A text without labels, with its paragraphs, the sentences of each and its quotations."""

    text: str
    paragraphs: list[Span]
    sentences: list[list[Span]]
    quotations: Quotations

    @classmethod
    def of(cls, text: str) -> "_Page":
        whole = paragraphs(text)
        sentences = [sentences_within(text, paragraph) for paragraph in whole]
        return cls(text, whole, sentences, Quotations(text, whole))

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph at an offset."""
        return bisect_right(self.paragraphs, offset, key=lambda p: p.start) - 1

    def kept(self, linked: Linked) -> Linked | None:
        """An attribution without what cannot belong to it, or None if nothing remains."""
        source, cue, content = linked.source, linked.cue, linked.content
        if source and _DUMMY.match(self.text, source[0].start, cue[0].end):
            source = ()
        if not source and not self._is_known(cue):
            return None
        # A quotation may run on into the next paragraph; nothing else does.
        here = self.paragraph_at(cue[0].start)
        content = tuple(
            span
            for span in content
            if self.paragraph_at(span.start) == here or self._opens(span.start)
        )
        return Linked(source, cue, content, linked.confidence) if content else None

    def _is_known(self, cue: Iterable[Span]) -> bool:
        """Whether the vocabulary has a cue: only then may it do without a source."""
        return cue_kind(" ".join(self.text[start:end] for start, end in cue)) is not None

    def ends_paragraph(self, offset: int) -> bool:
        """Whether nothing but marks stands between an offset and the end of its paragraph."""
        end = self.paragraphs[self.paragraph_at(offset - 1)].end
        return end - offset <= len(_ENDS) and all(c in _ENDS for c in self.text[offset:end])

    def _opens(self, offset: int) -> bool:
        return self.text[offset] in OPENING

    def attribution(self, linked: Linked) -> Attribution:
        """The record, with its form and what is odd about it."""
        unclosed = any(self.never_closes(span) for span in linked.content)
        return Attribution(
            source=linked.source,
            cue=linked.cue,
            content=linked.content,
            form=self.quotations.form(linked.content),
            confidence=linked.confidence,
            doubts=(UNCLOSED,) if unclosed else (),
        )

    def never_closes(self, content: Span) -> bool:
        """Whether a quotation is open at the end and the next paragraph does not take it up."""
        last = self.quotations.last_in(content)
        if last is None or last.closed or not last.spoken:
            return False
        following = self.paragraph_at(content.start) + 1
        runs_on = following < len(self.paragraphs) and self._opens(self.paragraphs[following].start)
        return not runs_on


def _with_rules(page: _Page, found: Sequence[Linked], confidence: float) -> list[Linked]:
    """The attributions with the sources that only the rules see, and those that only they find."""
    taken = marked(page.text, (s for a in found for s in (*a.cue, *a.content)))
    without_source = {page.paragraph_at(a.cue[0].start) for a in found if not a.source}
    # Reading by rules takes a fifth of the time, so only where something may be missing.
    wanted = [
        n
        for n, paragraph in enumerate(page.paragraphs)
        if n in without_source or has_cue(page.text, paragraph, taken)
    ]
    ruled = find_by_rules(
        page.text, [page.paragraphs[n] for n in wanted], [page.sentences[n] for n in wanted]
    )
    sources = {at: r.source for r in ruled if r.source for span in r.cue for at in range(*span)}
    with_sources = []
    for each in found:
        source = each.source or next(
            (sources[at] for span in each.cue for at in range(*span) if at in sources), ()
        )
        with_sources.append(replace(each, source=source))
    if confidence > _BY_RULES:
        return with_sources
    with_sources += [
        Linked(r.source, r.cue, r.content, _BY_RULES)
        for r in ruled
        if r.likelihood >= _LEAST_LIKELY and not touches(taken, (*r.cue, *r.content))
    ]
    return with_sources


def _running_on(page: _Page, found: Sequence[Linked]) -> list[Linked]:
    """The attributions with the quotations that go on, uncredited, in the paragraphs after them."""
    owned = marked(page.text, (s for a in found for s in (*a.source, *a.cue, *a.content)))
    # Whose quotation ends each paragraph, by its number.
    speaking: dict[int, int] = {}
    for number, each in enumerate(found):
        for span in each.content:
            last = page.quotations.last_in(span)
            if last is not None and page.ends_paragraph(max(last.span.end, span.end)):
                speaking[page.paragraph_at(span.start)] = number
    added: dict[int, list[Span]] = {}
    for number, paragraph in enumerate(page.paragraphs):
        quotation = page.quotations.opening(paragraph)
        speaker = speaking.get(number - 1)
        if quotation is None or speaker is None or not quotation.spoken:
            continue
        if touches(owned, (quotation.span,)):
            continue
        added.setdefault(speaker, []).append(quotation.span)
        if page.ends_paragraph(quotation.span.end):
            speaking[number] = speaker
    return [
        replace(each, content=tuple(sorted((*each.content, *added.get(number, ())))))
        for number, each in enumerate(found)
    ]


def _uncredited(page: _Page, found: Sequence[Attribution]) -> list[Attribution]:
    """The quotations that never close and in which nothing was found, with their doubts."""
    owned = marked(page.text, (s for a in found for s in (*a.source, *a.cue, *a.content)))
    return [
        Attribution((), (), (q.span,), Form.DIRECT, None, _DOUBTED, (UNCREDITED, UNCLOSED))
        for q in page.quotations.found
        if q.spoken and page.never_closes(q.span) and not touches(owned, (q.span,))
    ]
