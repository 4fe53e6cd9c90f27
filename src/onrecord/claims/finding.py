"""From a report's sentences and attributions to claims."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.actors import actors_in
from onrecord.alignment import Span
from onrecord.claims.folding import FoldedSentence, Token, fold
from onrecord.claims.letters import lowered
from onrecord.claims.mentions import find_mentions
from onrecord.claims.resolving import Resolver
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger, find_triggers
from onrecord.claims.vocabulary import agreement_words
from onrecord.claims.voices import Voices
from onrecord.claims.wording import evidence_of, quantity_of, when_of
from onrecord.records import Actor, Attribution, Claim, Polarity, Status
from onrecord.sentences import sentences
from onrecord.sides import find_sides

MAKER = "rules/1"
# Mentions that place a report or an event and speak for nobody.
_PLACES = ("place", "dateline")
_BULLETS = ("- ", "• ", "– ", "* ", "· ")


def find_claims(
    text: str, attributions: Sequence[Attribution], *, issuer: Actor | None = None,
    title: str | None = None, published: str | None = None,
) -> list[Claim]:  # fmt: skip
    """List the claims of a report's text, in the order of its words, by the guidelines.

    `attributions` must have their speakers resolved. `issuer` is whom a press release speaks for:
    its own voice is then the issuer's, not the report's. `published` is ISO or None.

    Every claim's quote is verbatim: `text[claim.evidence.start:claim.evidence.end]`.
    """
    if not agreement_words().sign.search(lowered(text)):
        return []
    folded = fold_report(text, published)
    voices = Voices(text, attributions, issuer)
    resolver = Resolver(Topics(text, folded, voices), issuer)
    headlines = _headlines(text, folded, title)
    found: list[Claim] = []
    # Headlines come last, so that what they sum up is there already.
    for sentence in [*folded[headlines:], *folded[:headlines]]:
        for trigger in find_triggers(sentence):
            for claim in _claims_of(text, sentence, trigger, voices, resolver, published):
                apart = voices.joint and trigger.rule.needs in ("pair", "undertaking")
                others = [
                    c
                    for c in found
                    if not apart or _same_sentence(c.evidence, claim.evidence, folded)
                ]
                if not any(_repeats(claim, c, folded, sentence.index < headlines) for c in others):
                    found.append(claim)
    found.sort(key=lambda c: (c.evidence, c.parties, c.status, c.speaker.name))
    return [replace(claim, id=f"c{n}") for n, claim in enumerate(found, start=1)]


def fold_report(text: str, published: str | None) -> list[FoldedSentence]:
    """The sentences of a report with sides, actors who speak for one, and agreements folded."""
    spans = sentences(text)
    sides = [m for m in find_sides(text, published) if m.form not in _PLACES]
    actors = [a for a in actors_in(text, published) if a.actor.side]
    mentions = find_mentions(text, [m.span for m in sides], spans)
    groups = agreement_words().group.finditer(lowered(text))
    # Where two mentions take the same words the agreement goes first, then the shorter name.
    tokens = [Token(m.span, mention=m) for m in mentions]
    tokens += [Token(_with_style(text, m.span), side=m.side) for m in sides]
    tokens += [Token(a.span, side=a.actor.side) for a in actors]
    tokens += [Token(Span(*m.span())) for m in groups]
    inside: list[list[Token]] = [[] for _ in spans]
    starts = [span.start for span in spans]
    for token in tokens:
        index = bisect_right(starts, token.span.start) - 1
        if index >= 0 and token.span.end <= spans[index].end:
            inside[index].append(token)
    return [fold(text, index, span, inside[index]) for index, span in enumerate(spans)]


# "the Government of the Republic of Albania" is one name of a side, its style included.
_STYLE = re.compile(
    r"(?:\b[Tt]he )?(?:\b[Gg]overnments? of )?(?:the )?"
    r"(?:(?:[A-Z][\w’']+ ){0,2}(?:Republic|Kingdom|State|Union|Commonwealth) of (?:the )?)?$"
)
# How far before a name its style may begin, in characters.
_STYLE_ROOM = 60


def _with_style(text: str, side: Span) -> Span:
    """The name of a side with the style before it."""
    before = text[max(0, side.start - _STYLE_ROOM) : side.start]
    style = _STYLE.search(before)
    return Span(side.start - len(style[0]), side.end) if style and " of " in style[0] else side


def _headlines(text: str, folded: Sequence[FoldedSentence], title: str | None) -> int:
    """How many sentences at the top are headline: the title, or lines that end in no mark."""
    count = 0
    for sentence in folded[:3]:
        words = text[sentence.span.start : sentence.span.end]
        if not (title and words.rstrip(" .;") == title.rstrip(" .;")) and not words[-1].isalnum():
            break
        count += 1
    return count if count < len(folded) else 0


def _claims_of(
    text: str, sentence: FoldedSentence, trigger: Trigger, voices: Voices, resolver: Resolver,
    published: str | None,
) -> Iterator[Claim]:  # fmt: skip
    """What one trigger claims: one claim for each set of parties and each speaker."""
    place = sentence.place(trigger.start, trigger.end)
    # "X refused to sign" is the report's word of X; "X denied signing" is X's own.
    first = trigger.status is Status.REFUSED
    words = Span(place.start, place.start + 1) if first else Span(place.end - 1, place.end)
    for voice in voices.all_at(words):
        resolved = resolver.resolve(sentence, trigger, voice)
        if not resolved:
            continue
        polarity, status = trigger.polarity, trigger.status
        if voices.joint:
            listed = sentence.folded.startswith(_BULLETS)
            if status is Status.AGREED and trigger.rule.needs == "pair" and listed:
                status = Status.TERMS  # an item of a list says what was agreed
            if trigger.rule.needs == "undertaking" and not listed and resolved.jointly:
                status = (
                    Status.AGREED
                )  # what the issuers say they will do together they agree by saying
        if voice.denied and not first:
            polarity = Polarity.DENIED
        if polarity is Polarity.DENIED and status is trigger.rule.status:
            status = trigger.rule.denied_as
        evidence = evidence_of(text, sentence, trigger, voice)
        quote = text[evidence.start : evidence.end]
        for parties in resolved.parties:
            yield Claim(
                id="", parties=tuple(sorted(parties)), kind=resolved.kind, status=status,
                polarity=polarity, speaker=voice.speaker, quote=quote, evidence=evidence,
                when=when_of(quote, status, trigger.ahead, published),
                quantity=quantity_of(quote, status), form=voice.form,
                made_by=f"{MAKER} {trigger.rule.name}",
                confidence=round(voice.certainty * resolved.certainty, 3),
            )  # fmt: skip


def _repeats(claim: Claim, other: Claim, folded: Sequence[FoldedSentence], headline: bool) -> bool:
    """Whether a claim was made already; terms repeat only within their sentence."""
    if (claim.parties, claim.status, claim.polarity) != (
        other.parties,
        other.status,
        other.polarity,
    ):
        return False
    if headline:
        return True
    if claim.status is Status.TERMS:
        return (
            _same_sentence(claim.evidence, other.evidence, folded)
            and claim.speaker == other.speaker
        )
    same_time = claim.when is None or other.when is None or claim.when == other.when
    return claim.speaker == other.speaker and claim.kind == other.kind and same_time


def _same_sentence(one: Span, other: Span, folded: Sequence[FoldedSentence]) -> bool:
    return any(
        s.span.start <= one.start < s.span.end and s.span.start <= other.start < s.span.end
        for s in folded
    )
