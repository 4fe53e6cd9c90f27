"""The sentences of a report, cut to lengths that people write, with their mentions folded."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from onrecord.actors import actors_in
from onrecord.alignment import Span
from onrecord.claims.folding import FoldedSentence, Token, fold
from onrecord.claims.letters import lowered
from onrecord.claims.mentions import find_mentions
from onrecord.claims.signs import find_zones
from onrecord.claims.vocabulary import agreement_words
from onrecord.records import Actor
from onrecord.sentences import sentences
from onrecord.sides import SideMention, find_sides

# Mentions that place a report or an event and speak for nobody.
_PLACES = ("place", "dateline")
# "the Government of the Republic of Albania" is one name of a side: the style before "Albania".
_STATES = "Republic|Kingdom|State|Union|Commonwealth"
_STYLE = re.compile(
    r"(?:\b[Tt]he )?(?:\b[Gg]overnments? of )?(?:the )?"
    rf"(?:(?:[A-Z][\w’']+ ){{0,2}}(?:{_STATES}) of (?:the )?)?$"
)
# How long a style may be, in characters.
_STYLE_ROOM = 60
# Longer than any sentence that people write, in characters.
_LONGEST = 1500


class Scanned(NamedTuple):
    """A text before any model sees it: its sentences and sides, and the zones that can matter.

    `low` is the text in lower case, place for place.
    """

    text: str
    low: str
    sentences: list[Span]
    sides: list[SideMention]
    zones: list[range]

    @property
    def stretches(self) -> list[Span]:
        """The stretches, whole paragraphs, in which something may be claimed."""
        spans = self.sentences
        return [Span(spans[zone.start].start, spans[zone.stop - 1].end) for zone in self.zones]


def scan(text: str, issuer: Actor | None = None, published: str | None = None) -> Scanned:
    """Find what can matter in a text; sides other than the issuer's count."""
    low = lowered(text)
    spans = [piece for sentence in sentences(text) for piece in _pieces(text, sentence)]
    sides = find_sides(text, published)
    own = issuer.side if issuer else None
    others = [mention.span for mention in sides if mention.side != own]
    return Scanned(text, low, spans, sides, find_zones(text, low, spans, others))


def fold_report(scanned: Scanned, published: str | None) -> list[FoldedSentence]:
    """The sentences of a report with sides, actors who speak for one, and agreements folded."""
    text, low, spans, _, _ = scanned
    sides = [mention for mention in scanned.sides if mention.form not in _PLACES]
    named = [m.span.start for m in sides]
    sided = [(_with_style(text, m.span), m.side, True) for m in sides]
    sided += [
        (a.span, a.actor.side, bisect_left(named, a.span.start) < bisect_left(named, a.span.end))
        for a in actors_in(text, published)
        if a.actor.side
    ]
    # Where two readings of the same words are as long, the first sort here is folded.
    sorts = [
        [Token(m.span, mention=m) for m in find_mentions(text, [m.span for m in sides], spans)],
        [Token(span, side=side, by_name=by_name) for span, side, by_name in sorted(sided)],
        [Token(Span(*m.span())) for m in agreement_words().group.finditer(low)],
    ]
    starts = [[token.span.start for token in tokens] for tokens in sorts]
    return [
        fold(
            text,
            index,
            sentence,
            [
                token
                for tokens, at in zip(sorts, starts, strict=True)
                for token in tokens[bisect_left(at, sentence.start) : bisect_left(at, sentence.end)]
                if token.span.end <= sentence.end
            ],
        )
        for index, sentence in enumerate(spans)
    ]


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence, or if it is longer than any that people write, its parts: time stays linear."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        if text[start:cut].strip():
            yield Span(start, cut)
        start = cut
    if text[start : sentence.end].strip():
        yield Span(start, sentence.end)


def _with_style(text: str, side: Span) -> Span:
    """The name of a side with the style before it."""
    before = text[max(0, side.start - _STYLE_ROOM) : side.start]
    style = _STYLE.search(before)
    return Span(side.start - len(style[0]), side.end) if style and " of " in style[0] else side
