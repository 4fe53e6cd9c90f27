"""Attributions of a report: who is credited with which words, and by which cue."""

import re
from collections.abc import Iterable
from dataclasses import replace

from onrecord.alignment import Span
from onrecord.attributions.clauses import QUOTATION, Clause, clauses_of
from onrecord.attributions.contents import Found
from onrecord.attributions.linking import link
from onrecord.attributions.quotations import Quotation, find_quotations
from onrecord.attributions.sources import Words
from onrecord.attributions.transcripts import find_turns
from onrecord.records import Attribution, Form
from onrecord.sentences import paragraphs, sentences_within

__all__ = ["find_attributions"]

UNCLOSED = "the quotation never closes"
UNCREDITED = "the quotation carries no attribution of its own"
QUESTION = "an unnamed questioner"

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’\- ]{2,}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})"
    r"(?:, [^\n:;“\"–—]{1,40}?)?\s*"
    r"(?:\([^)\n]{1,40}\)\s*[-–—―]{0,2}|\s[-–—―]{1,2}\s|(?<=[A-Z]):\s)\s*"
)
_OPENING = frozenset("\"“„«'‘")
_CONTINUED = 0.6


def find_attributions(text: str) -> list[Attribution]:
    """Every attribution of a report in the order of its cues; the speaker is left to `actors`.

    >>> text = "No such pact exists, Riga's foreign ministry said."
    >>> [a] = find_attributions(text)
    >>> [text[s:e] for role in (a.source, a.cue, a.content) for s, e in role]
    ["Riga's foreign ministry", 'said', 'No such pact exists']
    """
    whole = paragraphs(text)
    turns = find_turns(text, whole)
    found: list[_Draft] = []
    last: _Draft | None = None
    for number, paragraph in enumerate(whole):
        following = text[whole[number + 1].start] if number + 1 < len(whole) else ""
        start = turns.starts.get(paragraph.start, paragraph.start)
        drafts, last = _paragraph(
            text, Span(min(start, paragraph.end), paragraph.end), last, following in _OPENING
        )
        found.extend(drafts)
    # Only now: a quotation may go on in the paragraphs after its cue.
    attributions = [*turns.attributions, *(draft.attribution() for draft in found)]
    attributions.sort(key=lambda a: (_position(a), a.content))
    return attributions


def _position(attribution: Attribution) -> int:
    spans = attribution.cue or attribution.source or attribution.content
    return spans[0].start


class _Draft:
    """An attribution while its paragraph is read; quotations may still join it."""

    __slots__ = (
        "content",
        "cue",
        "direct",
        "doubts",
        "likelihood",
        "source",
        "speaks",
        "text",
        "wants",
    )

    def __init__(self, text: str, clause: Clause, found: Found) -> None:
        self.text = text
        self.source = (clause.span(*found.source),) if found.source else ()
        self.cue = [clause.span(*found.cue)]
        self.content = [clause.span(*words) for words in found.content]
        self.likelihood = found.likelihood
        self.direct = bool(found.content) and any(
            QUOTATION in clause.words[w.first : w.last + 1] for w in found.content
        )
        self.speaks = found.kind not in ("judge", "believe", "show", "refuse")
        self.doubts: list[str] = []
        self.wants = found.wants_quotation

    def add(self, quotation: Quotation) -> None:
        self.content.append(quotation.span)
        self.direct = True
        self.wants = False
        self.doubt(quotation)

    def doubt(self, quotation: Quotation) -> None:
        if not quotation.closed and UNCLOSED not in self.doubts:
            self.doubts.append(UNCLOSED)

    def attribution(self) -> Attribution:
        confidence = self.likelihood if not self.doubts else self.likelihood * _CONTINUED
        return Attribution(
            source=self.source,
            cue=tuple(self.cue),
            content=tuple(sorted(self.content)),
            form=_form(self.text, self.content),
            confidence=round(confidence, 3),
            doubts=tuple(self.doubts),
        )


def _form(text: str, content: Iterable[Span]) -> Form:
    """Direct where every word stands between quotation marks, indirect where none does."""
    quoted = plain = False
    for span in content:
        marks = find_quotations(text, span)
        inside = sum(q.span.end - q.span.start for q in marks)
        quoted = quoted or bool(marks)
        plain = plain or inside < span.end - span.start
    if quoted:
        return Form.MIXED if plain else Form.DIRECT
    return Form.INDIRECT


def _paragraph(
    text: str, paragraph: Span, last: _Draft | None, goes_on: bool
) -> tuple[list[_Draft], _Draft | None]:
    """The attributions of one paragraph, and the one that quotations of the next may continue.

    A quotation that runs on opens each paragraph and closes only the last (`goes_on`).
    """
    quotations = find_quotations(text, paragraph)
    if goes_on and quotations and not quotations[-1].closed:
        quotations[-1] = replace(quotations[-1], closed=True)
    clauses = clauses_of(text, sentences_within(text, paragraph), quotations)
    drafts: list[_Draft] = []
    orphans: list[Quotation] = []
    speaking: _Draft | None = None
    for number, clause in enumerate(clauses):
        floor = _dateline(text, clause) if number == 0 else 0
        alone = _quotations_alone(clause)
        if alone:
            if speaking is None and number == 0 and last is not None and last.direct:
                speaking = last
            for quotation in alone:
                if speaking is not None:
                    speaking.add(quotation)
                else:
                    orphans.append(quotation)
            continue
        linked = link(clause, floor)
        here = [_Draft(text, clause, found) for found in linked]
        for draft, found in zip(here, linked, strict=True):
            for words in found.content:
                for at in range(words.first, words.last + 1):
                    if at in clause.quotations:
                        draft.doubt(clause.quotations[at])
        if orphans and here and here[0].wants:
            for quotation in orphans:
                here[0].add(quotation)
            orphans = []
        drafts.extend(here)
        quoting = [draft for draft in here if draft.direct]
        speakers = quoting or [draft for draft in here if draft.speaks]
        speaking = speakers[-1] if speakers else None
    drafts = [draft for draft in drafts if draft.content]
    drafts.extend(_uncredited(text, quotation) for quotation in orphans)
    ends_quoted = bool(clauses) and QUOTATION in clauses[-1].words
    return drafts, speaking if ends_quoted or (speaking and speaking.wants) else None


def _quotations_alone(clause: Clause) -> list[Quotation]:
    """The quotations of a clause that holds nothing else."""
    if not clause.quotations or any(
        word != QUOTATION and (word.isalnum() or len(word) > 2) for word in clause.words
    ):
        return []
    return list(clause.quotations.values())


def _uncredited(text: str, quotation: Quotation) -> _Draft:
    clause = Clause(
        [QUOTATION], [quotation.span.start], [quotation.span.end], [False], {0: quotation}
    )
    draft = _Draft(text, clause, Found(Words(0, 0), "say", 0.3, None, [Words(0, 0)]))
    draft.cue = []
    draft.doubts.append(UNCREDITED)
    draft.doubt(quotation)
    return draft


def _dateline(text: str, clause: Clause) -> int:
    """How many words a dateline takes: "LONDON, March 4 (North Sea Wire) -"."""
    if not len(clause):
        return 0
    match = _DATELINE.match(text, clause.starts[0], clause.ends[-1])
    if match is None or not match[0].strip():
        return 0
    for at, start in enumerate(clause.starts):
        if start >= match.end():
            return at
    return 0
