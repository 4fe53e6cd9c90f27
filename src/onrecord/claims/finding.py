"""From a report's sentences and attributions to claims."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.actors import actors_in
from onrecord.alignment import Span
from onrecord.claims.folding import FoldedSentence, Token, fold
from onrecord.claims.letters import lowered
from onrecord.claims.mentions import find_mentions
from onrecord.claims.resolving import Resolved, Resolver
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger, find_triggers
from onrecord.claims.vocabulary import agreement_words
from onrecord.claims.voices import Voice, Voices
from onrecord.claims.wording import evidence_of, quantity_of, when_of
from onrecord.lexicons import lexicon_in_use
from onrecord.records import Actor, Attribution, Claim, Polarity, Status
from onrecord.sentences import sentences
from onrecord.sides import find_sides

MAKER = "rules/1"
# So many digits tell one user's lexicon from another, as those of a commit do.
_DIGITS = 12
# Mentions that place a report or an event and speak for nobody.
_PLACES = ("place", "dateline")
_BULLETS = ("- ", "• ", "– ", "* ", "· ")
# A headline has at most so many sentences.
_HEADLINES = 3
# "the Government of the Republic of Albania" is one name of a side: the style before "Albania".
_STATES = "Republic|Kingdom|State|Union|Commonwealth"
_STYLE = re.compile(
    r"(?:\b[Tt]he )?(?:\b[Gg]overnments? of )?(?:the )?"
    rf"(?:(?:[A-Z][\w’']+ ){{0,2}}(?:{_STATES}) of (?:the )?)?$"
)
# Longer than any sentence that people write, in characters.
_LONGEST = 1500
# How long a style may be, in characters.
_STYLE_ROOM = 60


def find_claims(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    title: str | None = None,
    published: str | None = None,
) -> list[Claim]:
    """List the claims of a report's text, in the order of its words, by the guidelines.

    `attributions` must have their speakers resolved. `issuer` is whom a press release speaks for:
    its own voice is then the issuer's, not the report's. `published` is ISO or None.

    Every claim's quote is verbatim: `text[claim.evidence.start:claim.evidence.end]`.
    """
    low = lowered(text)
    if not agreement_words().sign.search(low):
        return []
    folded = fold_report(text, low, published)
    voices = Voices(text, attributions, issuer)
    resolver = Resolver(Topics(text, folded, voices), issuer)
    headlines = _headlines(text, folded, title)
    found: list[Claim] = []
    # Only claims of the same parties, status and polarity can be one.
    alike: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    starts = [sentence.span.start for sentence in folded]
    # Headlines come last, so that what they sum up is there already.
    for sentence in [*folded[headlines:], *folded[:headlines]]:
        headline = sentence.index < headlines
        for trigger in find_triggers(sentence):
            # Item for item, a joint statement undertakes much in the same words.
            apart = voices.joint and trigger.rule.needs in ("pair", "undertaking")
            for claim in _claims_of(text, sentence, trigger, voices, resolver, published):
                earlier = alike[claim.parties, claim.status, claim.polarity]
                if not any(_repeats(claim, e, starts, headline, apart) for e in earlier):
                    found.append(claim)
                    earlier.append(claim)
    found.sort(key=lambda c: (c.evidence, c.parties, c.status, c.speaker.name))
    return [replace(claim, id=f"c{n}") for n, claim in enumerate(found, start=1)]


def fold_report(text: str, low: str, published: str | None) -> list[FoldedSentence]:
    """The sentences of a report with sides, actors who speak for one, and agreements folded.

    `low` is the text in lower case, as `lowered` gives it.
    """
    spans = [piece for sentence in sentences(text) for piece in _pieces(text, sentence)]
    sides = [m for m in find_sides(text, published) if m.form not in _PLACES]
    sided = [(_with_style(text, m.span), m.side) for m in sides]
    sided += [(a.span, a.actor.side) for a in actors_in(text, published) if a.actor.side]
    # Where two readings of the same words are as long, the first sort here is folded.
    sorts = [
        [Token(m.span, mention=m) for m in find_mentions(text, [m.span for m in sides], spans)],
        [Token(span, side=side) for span, side in sorted(sided)],
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


def _headlines(text: str, folded: Sequence[FoldedSentence], title: str | None) -> int:
    """How many sentences at the top are headline: the title, or lines that end in no mark."""
    count = 0
    for sentence in folded[:_HEADLINES]:
        words = text[sentence.span.start : sentence.span.end]
        is_title = title and words.rstrip(" .;") == title.rstrip(" .;")
        if not is_title and not words[-1].isalnum():
            break
        count += 1
    return count if count < len(folded) else 0


def _claims_of(
    text: str,
    sentence: FoldedSentence,
    trigger: Trigger,
    voices: Voices,
    resolver: Resolver,
    published: str | None,
) -> Iterator[Claim]:
    """What one trigger claims: one claim for each set of parties and each speaker."""
    place = sentence.place(trigger.start, trigger.end)
    # "X refused to sign" is the report's word of X; "X denied signing" is X's own.
    refused = trigger.status is Status.REFUSED
    spoken = Span(place.start, place.start + 1) if refused else Span(place.end - 1, place.end)
    for voice in voices.all_at(spoken):
        resolved = resolver.resolve(sentence, trigger, voice)
        if not resolved:
            continue
        status = _joint_status(sentence, trigger, resolved) if voices.joint else trigger.status
        status, polarity = _as_denied(status, trigger, voice)
        evidence = evidence_of(text, sentence, trigger, voice)
        quote = text[evidence.start : evidence.end]
        for parties in resolved.parties:
            yield Claim(
                id="",
                parties=tuple(sorted(parties)),
                kind=resolved.kind,
                status=status,
                polarity=polarity,
                speaker=voice.speaker,
                quote=quote,
                evidence=evidence,
                when=when_of(quote, status, trigger.ahead, published),
                quantity=quantity_of(quote, status),
                form=voice.form,
                made_by=f"{_maker()} {trigger.rule.name}",
                confidence=round(voice.certainty * resolved.certainty, 3),
            )


def _maker() -> str:
    """The rules, with the digests of the lexicons that a user added to them: "rules/1+0f3a…"."""
    return "+".join((MAKER, *(digest[:_DIGITS] for digest in lexicon_in_use().digests)))


def _joint_status(sentence: FoldedSentence, trigger: Trigger, resolved: Resolved) -> Status:
    """What a joint statement says by a trigger: its list tells terms, its sentences agree."""
    listed = sentence.folded.startswith(_BULLETS)
    if trigger.status is Status.AGREED and trigger.rule.needs == "pair" and listed:
        return Status.TERMS  # an item of a list says what was agreed
    if trigger.rule.needs == "undertaking" and not listed and resolved.jointly:
        return Status.AGREED  # what the issuers say they will do together they agree by saying
    return trigger.status


def _as_denied(status: Status, trigger: Trigger, voice: Voice) -> tuple[Status, Polarity]:
    """Status and polarity once the cue is weighed: "denied that it signed" denies a signature."""
    polarity = trigger.polarity
    if voice.denied:
        polarity = Polarity.DENIED
    if polarity is Polarity.DENIED and status is trigger.rule.status:
        status = trigger.rule.denied_as
    return status, polarity


def _repeats(
    claim: Claim, other: Claim, starts: Sequence[int], headline: bool, apart: bool
) -> bool:
    """Whether a claim of the same parties, status and polarity was made already.

    Terms, and with `apart` all, repeat only within their sentence; `starts` is where each begins.
    """
    # A headline sums up, in nobody's voice, what the report says below.
    if headline:
        return True
    if claim.speaker != other.speaker:
        return False
    one, two = (bisect_right(starts, c.evidence.start) for c in (claim, other))
    if claim.status is Status.TERMS:
        return one == two
    if apart and one != two:
        return False
    same_time = claim.when is None or other.when is None or claim.when == other.when
    return claim.kind == other.kind and same_time
