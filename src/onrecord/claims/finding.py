"""From a report's sentences and attributions to claims."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.actors import actors_in
from onrecord.alignment import Span
from onrecord.claims.candidates import POLARITIES, Candidate, RuleReading, find_candidates
from onrecord.claims.folding import FoldedSentence, Token, fold
from onrecord.claims.letters import lowered
from onrecord.claims.making import Reasoned, Weighed, claims_of, kinds_of, load_weighing
from onrecord.claims.mentions import find_mentions
from onrecord.claims.network import STATUSES, load_network
from onrecord.claims.readings import read_sentences
from onrecord.claims.resolving import Resolved, Resolver
from onrecord.claims.signs import find_zones
from onrecord.claims.threads import Parties
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger, find_triggers, is_unreal
from onrecord.claims.vocabulary import agreement_words
from onrecord.claims.voices import Voice, Voices
from onrecord.claims.weighing import taken
from onrecord.records import Actor, Attribution, Claim, Polarity, Status
from onrecord.sentences import sentences
from onrecord.sides import find_sides

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
LIKELY = 0.5
_SENTENCE_END = re.compile(r"[.!?]")
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
    found = find_with_reasons(text, attributions, issuer=issuer, title=title, published=published)
    return [each.claim for each in found]


def find_with_reasons(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    title: str | None = None,
    published: str | None = None,
) -> list[Reasoned]:
    """The claims of `find_claims`, each with what it was made of."""
    report = weigh_report(text, attributions, issuer=issuer, title=title, published=published)
    return [] if report is None else claims_among(report, published)


def claims_among(report: Weighed, published: str | None) -> list[Reasoned]:
    """The claims among the candidates of a report, in order."""
    headlines = report.headlines
    found: list[Reasoned] = []
    # Only claims of the same parties, status and polarity can be one.
    alike: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    starts = [sentence.span.start for sentence in report.folded]
    if not report.candidates:
        return []
    leasts = load_weighing().leasts(report.features)
    chosen = taken(report.candidates, report.chances, leasts)
    chosen = [each for each in chosen if _is_said(report, *each)]
    chosen = _unrivalled(chosen)
    kinds = kinds_of(report, chosen)
    # Headlines come last, so that what they sum up is there already.
    chosen.sort(key=lambda c: (c[0].index < headlines, -c[1]))
    for candidate, chance in chosen:
        beside = [c for c, _ in chosen if c.what == candidate.what]
        headline = candidate.index < headlines
        for reasoned in claims_of(report, candidate, chance, kinds[candidate.parties], published):
            claim = reasoned.claim
            if _is_others(claim, beside):
                continue
            earlier = alike[claim.parties, claim.status, claim.polarity]
            if not any(_repeats(claim, e, starts, headline) for e in earlier):
                found.append(reasoned)
                earlier.append(claim)
    found.sort(key=lambda r: _order(r.claim))
    return [
        replace(each, claim=replace(each.claim, id=f"c{n}"))
        for n, each in enumerate(found, start=1)
    ]


# "Refused to sign" is a refusal, not a signature denied as well; "suspended" is not "ended".
_YES, _NO = Polarity.AFFIRMED, Polarity.DENIED
_ONE_OR_OTHER = tuple(
    frozenset(two)
    for two in (
        ((Status.REFUSED, _YES), (Status.SIGNED, _NO)),
        ((Status.REFUSED, _YES), (Status.AGREED, _NO)),
        ((Status.REFUSED, _YES), (Status.ENDED, _YES)),
        ((Status.SIGNED, _NO), (Status.AGREED, _NO)),
        ((Status.SIGNED, _NO), (Status.TERMS, _NO)),
        ((Status.SUSPENDED, _YES), (Status.ENDED, _YES)),
        ((Status.SUSPENDED, _YES), (Status.ENDED, _NO)),
    )
)


def _is_said(report: Weighed, candidate: Candidate, chance: float) -> bool:
    """Whether a candidate stands beside what the rules read in its sentence.

    Questions and conditions say nothing. What a rule reads in the same sentence of the same
    parties leaves room for something else only where that is likelier than not, and never for the
    opposite.
    """
    what = STATUSES[candidate.status], POLARITIES[candidate.polarity]
    rules = [
        (r.status, r.polarity)
        for r in report.rules
        if r.sentence == candidate.index and r.parties == candidate.parties
    ]
    if what in rules:
        return True
    if (what[0], _NO if what[1] is _YES else _YES) in rules:
        return False
    sentence = report.folded[candidate.index]
    place = report.readings[candidate.index].peak(candidate.status)
    mark = _SENTENCE_END.search(report.text, place.end, sentence.span.end)
    if mark is not None and mark[0] == "?":
        return False
    if is_unreal(sentence, sentence.folded_at(place.start)):
        return False
    return not rules or chance >= LIKELY


def _unrivalled(chosen: Sequence[tuple[Candidate, float]]) -> list[tuple[Candidate, float]]:
    """The candidates without those that say in another way what a likelier one says of the same."""
    kept: list[tuple[Candidate, float]] = []
    said: dict[tuple[int, Parties], list[tuple[Status, Polarity]]] = defaultdict(list)
    for candidate, chance in chosen:
        what = STATUSES[candidate.status], POLARITIES[candidate.polarity]
        before = said[candidate.index, candidate.parties]
        if not any(frozenset((what, other)) in _ONE_OR_OTHER for other in before):
            before.append(what)
            kept.append((candidate, chance))
    return kept


def _is_others(claim: Claim, beside: Sequence[Candidate]) -> bool:
    """Whether a denial is of an agreement of others, and the same words deny the speaker's own.

    In "the Guatemalan and Honduran governments denied signing" each denies its own signature.
    """
    side = claim.speaker.side
    if claim.polarity is Polarity.AFFIRMED or side is None or side in claim.parties:
        return False
    return any(side in candidate.parties for candidate in beside)


def _order(claim: Claim) -> tuple[object, ...]:
    return claim.evidence, claim.parties, claim.status, claim.polarity, claim.speaker.name


def weigh_report(
    text: str,
    attributions: Sequence[Attribution],
    *,
    issuer: Actor | None = None,
    title: str | None = None,
    published: str | None = None,
) -> Weighed | None:
    """All that a report may claim, each with its chance; None where no word can matter."""
    low = lowered(text)
    spans, zones = _zones(text, low, issuer, published)
    if not zones:
        return None
    folded = fold_report(text, low, published, spans)
    voices = Voices(text, attributions, issuer)
    topics = Topics(text, folded, voices)
    headlines = _headlines(text, folded, title)
    rules = list(_read_rules(folded, zones, voices, Resolver(topics, issuer)))
    readings = read_sentences(text, folded, zones, load_network())
    candidates, features = find_candidates(topics, readings, rules, voices, headlines)
    chances = load_weighing().chances(candidates, features)
    return Weighed(
        text, folded, voices, topics, readings, tuple(rules), headlines,
        tuple(candidates), features, chances,
    )  # fmt: skip


def spans_that_matter(text: str, issuer: Actor | None, published: str | None) -> list[Span]:
    """The stretches of a text, whole paragraphs, in which something may be claimed."""
    spans, zones = _zones(text, lowered(text), issuer, published)
    return [Span(spans[zone.start].start, spans[zone.stop - 1].end) for zone in zones]


def _zones(
    text: str, low: str, issuer: Actor | None, published: str | None
) -> tuple[list[Span], list[range]]:
    """The sentences of a text, and the runs of them that can matter."""
    spans = [piece for sentence in sentences(text) for piece in _pieces(text, sentence)]
    own = issuer.side if issuer else None
    sides = [m.span for m in find_sides(text, published) if m.side != own]
    return spans, find_zones(text, low, spans, sides)


def _read_rules(
    folded: Sequence[FoldedSentence], zones: Sequence[range], voices: Voices, resolver: Resolver
) -> Iterator[RuleReading]:
    """What the rules read, in order: a reading for each set of parties."""
    for zone in zones:
        for sentence in (folded[k] for k in zone):
            for trigger in find_triggers(sentence):
                yield from _by_rule(sentence, trigger, voices, resolver)


def fold_text(text: str, published: str | None) -> list[FoldedSentence]:
    """The sentences of a text, folded."""
    spans = [piece for sentence in sentences(text) for piece in _pieces(text, sentence)]
    return fold_report(text, lowered(text), published, spans)


def fold_report(
    text: str, low: str, published: str | None, spans: Sequence[Span]
) -> list[FoldedSentence]:
    """The sentences of a report with sides, actors who speak for one, and agreements folded.

    `low` is the text in lower case, as `lowered` gives it, `spans` are its sentences.
    """
    sides = [m for m in find_sides(text, published) if m.form not in _PLACES]
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


def _by_rule(
    sentence: FoldedSentence, trigger: Trigger, voices: Voices, resolver: Resolver
) -> Iterator[RuleReading]:
    """What one trigger says: a reading for each set of parties and each speaker."""
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
        for parties in resolved.parties:
            yield RuleReading(
                sentence.index, status, polarity, parties, resolved.kind, trigger,
                voice.certainty * resolved.certainty,
            )  # fmt: skip


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


def _repeats(claim: Claim, other: Claim, starts: Sequence[int], headline: bool) -> bool:
    """Whether a claim of the same parties, status and polarity was made already.

    Terms repeat only within their sentence; `starts` is where each begins.
    """
    # A headline sums up, in nobody's voice, what the report says below.
    if headline:
        return True
    if claim.speaker != other.speaker:
        return False
    if claim.status is Status.TERMS:
        one, two = (bisect_right(starts, c.evidence.start) for c in (claim, other))
        return one == two
    same_time = claim.when is None or other.when is None or claim.when == other.when
    return claim.kind == other.kind and same_time
