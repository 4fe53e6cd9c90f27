"""Attributions of paragraphs by rules: the cue vocabulary and the grammar around each cue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.alignment import Span
from onrecord.attributions.quotations import OPENING, Quotation, find_quotations
from onrecord.attributions.rules.clauses import QUOTATION, Clause, clauses_of
from onrecord.attributions.rules.contents import Found
from onrecord.attributions.rules.linking import link


@dataclass(frozen=True, slots=True)
class Ruled:
    """One attribution as the rules see it; `likelihood`, 0 to 1, is that of its cue."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    likelihood: float


def find_by_rules(
    text: str, paragraphs: Sequence[Span], sentences: Sequence[Sequence[Span]]
) -> list[Ruled]:
    """The attributions of each paragraph; `sentences` are those of each.

    >>> text = "No such pact exists, Riga's foreign ministry said."
    >>> [found] = find_by_rules(text, [Span(0, len(text))], [[Span(0, len(text))]])
    >>> [text[s:e] for s, e in found.source]
    ["Riga's foreign ministry"]
    """
    found: list[_Draft] = []
    last: _Draft | None = None
    for number, (paragraph, within) in enumerate(zip(paragraphs, sentences, strict=True)):
        following = _first(text, paragraphs, number + 1)
        drafts, last = _paragraph(text, paragraph, within, last, following in OPENING)
        found.extend(drafts)
    # Only now: a quotation may go on in the paragraphs after its cue.
    return [draft.attribution() for draft in found]


def _first(text: str, paragraphs: Sequence[Span], number: int) -> str:
    """The first character of a paragraph, or nothing where there is none."""
    if number >= len(paragraphs):
        return ""
    start = paragraphs[number].start
    return text[start : start + 1]


class _Draft:
    """An attribution while its paragraph is read; quotations may still join it."""

    __slots__ = ("content", "cue", "direct", "likelihood", "source", "speaks", "wants")

    def __init__(self, clause: Clause, found: Found) -> None:
        self.source = (clause.span(*found.source),) if found.source else ()
        self.cue = clause.span(*found.cue)
        self.content = [clause.span(*words) for words in found.content]
        self.likelihood = found.likelihood
        self.direct = any(QUOTATION in clause.words[w.first : w.last + 1] for w in found.content)
        self.speaks = found.kind not in ("judge", "believe", "show", "refuse")
        self.wants = found.wants_quotation

    def add(self, quotation: Quotation) -> None:
        self.content.append(quotation.span)
        self.direct = True
        self.wants = False

    def attribution(self) -> Ruled:
        return Ruled(self.source, (self.cue,), tuple(sorted(self.content)), self.likelihood)


def _paragraph(
    text: str, paragraph: Span, sentences: Sequence[Span], last: _Draft | None, goes_on: bool
) -> tuple[list[_Draft], _Draft | None]:
    """The attributions of one paragraph, and the one that quotations of the next may continue.

    A quotation that runs on opens each paragraph and closes only the last (`goes_on`).
    """
    quotations = find_quotations(text, paragraph)
    if goes_on and quotations and not quotations[-1].closed:
        quotations[-1] = replace(quotations[-1], closed=True)
    clauses = clauses_of(text, sentences, quotations)
    drafts: list[_Draft] = []
    orphans: list[Quotation] = []
    speaking: _Draft | None = None
    for number, clause in enumerate(clauses):
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
        here = [_Draft(clause, found) for found in link(clause)]
        if orphans and here and here[0].wants:
            for quotation in orphans:
                here[0].add(quotation)
            orphans = []
        drafts.extend(here)
        quoting = [draft for draft in here if draft.direct]
        speakers = quoting or [draft for draft in here if draft.speaks]
        speaking = speakers[-1] if speakers else None
    drafts = [draft for draft in drafts if draft.content]
    ends_quoted = bool(clauses) and QUOTATION in clauses[-1].words
    return drafts, speaking if ends_quoted or (speaking and speaking.wants) else None


def _quotations_alone(clause: Clause) -> list[Quotation]:
    """The quotations of a clause that holds nothing else."""
    if not clause.quotations or any(
        word != QUOTATION and (word.isalnum() or len(word) > 2) for word in clause.words
    ):
        return []
    return list(clause.quotations.values())
