"""From a candidate that was taken to claims: speaker, words, kind, date and number."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from onrecord.alignment import Span
from onrecord.claims.candidates import POLARITIES, Candidate, RuleReading
from onrecord.claims.clauses import clause_end, clause_start
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.kindwords import KindWords
from onrecord.claims.network import STATUSES, Floats, load_network
from onrecord.claims.readings import SentenceReading
from onrecord.claims.threads import Parties
from onrecord.claims.voices import Voice, Voices
from onrecord.claims.weighing import Weighing
from onrecord.claims.wording import evidence_of, quantity_of, trimmed, when_of
from onrecord.lexicons import lexicon_in_use
from onrecord.records import Claim, Polarity, Status

MAKER = "claims/2"
# So many digits tell one user's lexicon from another, as those of a commit do.
_DIGITS = 12
# A word carries a claim that has at least this share of the chance of the one that carries it most.
SHARE = 0.4
# How much it counts that the rules say of what kind an agreement is, in log-odds.
KIND_BY_RULES = 1.5
_AHEAD = re.compile(r"\b(?:will|would|next|expected|is to|are to|due|later)\b")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One report with all that it may claim: candidates, their features and their chances."""

    text: str
    folded: Sequence[FoldedSentence]
    voices: Voices
    readings: Mapping[int, SentenceReading]
    rules: tuple[RuleReading, ...]
    headlines: int
    candidates: tuple[Candidate, ...]
    features: Floats
    chances: Floats


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A claim with what it was made of: its candidate, its chance, who speaks, rules that agree."""

    claim: Claim
    candidate: Candidate
    chance: float
    voice: Voice
    rules: tuple[RuleReading, ...]
    report: Weighed


@cache
def load_kind_words() -> KindWords:
    """The regression that tells kinds by words, loaded once a process."""
    return KindWords.of(load_network().heads)


@cache
def load_weighing() -> Weighing:
    """The weighing that belongs to the network, loaded once a process."""
    return Weighing.of(load_network().heads)


def claims_of(
    report: Weighed, candidate: Candidate, chance: float, kind: str, published: str | None
) -> Iterator[Reasoned]:
    """What a candidate claims: one claim for each speaker of its words."""
    reading, sentence = report.readings[candidate.index], report.folded[candidate.index]
    status, polarity = STATUSES[candidate.status], POLARITIES[candidate.polarity]
    rules = tuple(
        r
        for r in report.rules
        if (r.sentence, r.status, r.polarity) == (candidate.index, status, polarity)
    )
    own = [r for r in rules if r.parties == candidate.parties]
    if own and len({r.kind for r in report.rules if r.parties == candidate.parties}) > 1:
        kind = own[0].kind  # the same parties have agreements of several kinds
    for voice in report.voices.of_words(_carrying(reading, candidate.status)):
        denied = voice.denied and status is not Status.REFUSED
        if own:
            evidence = evidence_of(report.text, sentence, own[0].trigger, voice)
        else:
            evidence = _words(report.text, sentence, reading, candidate.status, voice)
        quote = report.text[evidence.start : evidence.end]
        ahead = own[0].trigger.ahead if own else bool(_AHEAD.search(quote))
        by = f"{_maker()} network" + (f" + rule {own[0].trigger.rule.name}" if own else "")
        claim = Claim(
            id="",
            parties=tuple(sorted(candidate.parties)),
            kind=kind,
            status=status,
            polarity=Polarity.DENIED if denied else polarity,
            speaker=voice.speaker,
            quote=quote,
            evidence=evidence,
            when=when_of(quote, status, ahead, published),
            quantity=quantity_of(quote, status),
            form=voice.form,
            made_by=by,
            confidence=round(chance * voice.certainty, 3),
        )
        yield Reasoned(claim, candidate, chance, voice, rules, report)


def _maker() -> str:
    """This stage, with the digests of the lexicons that a user added: "claims/2+0f3a…"."""
    return "+".join((MAKER, *(digest[:_DIGITS] for digest in lexicon_in_use().digests)))


def kinds_of(report: Weighed, chosen: Iterable[tuple[Candidate, float]]) -> dict[Parties, str]:
    """The kind of the agreement between each set of parties, by all that is claimed of it.

    A kind of the user's own, which no regression can know, is taken where the rules find it.
    """
    names, words = load_network().kinds, load_kind_words()
    whole = words.of_report(report.text)
    claiming: dict[Parties, set[int]] = defaultdict(set)
    for candidate, _ in chosen:
        claiming[candidate.parties].add(candidate.index)
    found = {}
    for parties, numbers in claiming.items():
        spans = [report.folded[k].span for k in sorted(numbers)]
        odds = words.odds([report.text[span.start : span.end] for span in spans], whole)
        by_rules = Counter(r.kind for r in report.rules if r.parties == parties)
        own = [kind for kind in by_rules if kind not in names]
        for kind, times in by_rules.items():
            if kind in names:
                odds[names.index(kind)] += KIND_BY_RULES * times / by_rules.total()
        found[parties] = own[0] if own else names[int(odds.argmax())]
    return found


def _carrying(reading: SentenceReading, status: int) -> list[tuple[Span, float]]:
    """The beginnings of the words that carry a status, each with its chance."""
    chance = 1 / (1 + np.exp(-reading.scores.words[:, status]))
    least = SHARE * chance.max()
    return [
        (Span(start, start + 1), float(value))
        for start, value in zip(reading.starts.tolist(), chance, strict=True)
        if value >= least
    ]


def _words(
    text: str, sentence: FoldedSentence, reading: SentenceReading, status: int, voice: Voice
) -> Span:
    """The stretch of a sentence that carries a status, within its speaker's words."""
    odds = reading.scores.words[:, status]
    chance = 1 / (1 + np.exp(-odds))
    peak = int(chance.argmax())
    least = SHARE * chance[peak]
    low = high = peak
    # A word between two that carry it belongs to them.
    while low > 0 and chance[max(0, low - 3) : low].max() >= least:
        low -= 1
    while high < len(chance) - 1 and chance[high + 1 : high + 4].max() >= least:
        high += 1
    span = Span(int(reading.starts[low]), int(reading.ends[high]))
    start = clause_start(sentence.folded, sentence.folded_at(int(reading.starts[peak])))
    end = clause_end(sentence.folded, sentence.folded_at(int(reading.ends[peak])))
    if status != STATUSES.index(Status.TERMS):
        clause = sentence.place(start, max(end, start + 1))
        span = Span(min(span.start, clause.start), max(span.end, min(clause.end, span.end + 1)))
    if voice.content and voice.content.start <= span.end and span.start < voice.content.end:
        inside = Span(max(span.start, voice.content.start), min(span.end, voice.content.end))
        span = inside if inside.start < inside.end else span
    return trimmed(text, span)
