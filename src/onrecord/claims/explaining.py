"""The way from words to a claim: what speaks for its status, parties, kind and speaker."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.alignment import Span
from onrecord.claims.candidates import POLARITIES, Candidate
from onrecord.claims.making import Reasoned, load_kind_words
from onrecord.claims.network import STATUSES, Floats, load_network
from onrecord.records import Claim, Polarity

# How many alternatives are shown, and how many words that carry a claim.
_ALTERNATIVES, _WORDS = 3, 6


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading that was weighed, and its chance."""

    what: str
    chance: float


@dataclass(frozen=True, slots=True)
class PartyEvidence:
    """A party: the places of its sentence where the report names it, and its chance there.

    `chance` is None where the party is named nowhere near.
    """

    side: str
    named: tuple[Span, ...]
    chance: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a claim was made of.

    `words` carry its status most, each with its chance; `statuses` and `parties` are what else was
    weighed in the same sentence; `rules` are the names of rules that read the same, with their
    words; `mentions` the agreements named in the sentence; `content` and `credited` the words that
    are credited to the speaker, and those with source and cue (None in the report's own voice).
    """

    claim: Claim
    sentence: Span
    words: tuple[tuple[Span, float], ...]
    affirmed: float
    denied: float
    statuses: tuple[Alternative, ...]
    evidence: tuple[PartyEvidence, ...]
    parties: tuple[Alternative, ...]
    kinds: tuple[Alternative, ...]
    mentions: tuple[Span, ...]
    rules: tuple[tuple[str, Span], ...]
    content: Span | None
    credited: Span | None


def explain(reasoned: Reasoned) -> Explanation:
    """The way from words to one claim."""
    report, candidate = reasoned.report, reasoned.candidate
    reading, sentence = report.readings[candidate.index], report.folded[candidate.index]
    present = _chance(reading.scores.present)
    here = [
        (c, float(chance))
        for c, chance in zip(report.candidates, report.chances, strict=True)
        if c.index == candidate.index
    ]
    odds = reading.scores.words[:, candidate.status]
    order = np.argsort(-odds, kind="stable")[:_WORDS]
    words = tuple(
        (Span(int(reading.starts[i]), int(reading.ends[i])), round(float(_chance(odds[i])), 3))
        for i in sorted(order.tolist())
    )
    rules = tuple(
        (r.trigger.rule.name, sentence.place(r.trigger.start, r.trigger.end))
        for r in reasoned.rules
    )
    return Explanation(
        claim=reasoned.claim,
        sentence=sentence.span,
        words=words,
        affirmed=round(float(present[candidate.status, 0]), 3),
        denied=round(float(present[candidate.status, 1]), 3),
        statuses=_others(here, candidate, of_status=True),
        evidence=tuple(_party(reasoned, side) for side in reasoned.claim.parties),
        parties=_others(here, candidate, of_status=False),
        kinds=_kinds(reasoned),
        mentions=tuple(t.span for t in sentence.tokens if t.mention),
        rules=tuple(dict.fromkeys(rules)),
        content=reasoned.voice.content,
        credited=reasoned.voice.whole,
    )


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def _others(
    here: Sequence[tuple[Candidate, float]], candidate: Candidate, *, of_status: bool
) -> tuple[Alternative, ...]:
    """The best other statuses of the sentence, or the best other parties of this status."""
    found: dict[str, float] = {}
    for other, chance in here:
        if of_status and other.what != candidate.what:
            denied = "not " if POLARITIES[other.polarity] is Polarity.DENIED else ""
            what = f"{denied}{STATUSES[other.status]} {'+'.join(sorted(other.parties))}"
        elif not of_status and other.what == candidate.what and other != candidate:
            what = "+".join(sorted(other.parties))
        else:
            continue
        found[what] = max(chance, found.get(what, 0.0))
    best = sorted(found, key=lambda what: (-found[what], what))[:_ALTERNATIVES]
    return tuple(Alternative(what, round(found[what], 3)) for what in best)


def _party(reasoned: Reasoned, side: str) -> PartyEvidence:
    report, candidate = reasoned.report, reasoned.candidate
    tokens = report.folded[candidate.index].tokens
    odds = report.readings[candidate.index].parties.get(side)
    chance = None if odds is None else round(float(_chance(odds[candidate.status])), 3)
    return PartyEvidence(side, tuple(t.span for t in tokens if t.side == side), chance)


def _kinds(reasoned: Reasoned) -> tuple[Alternative, ...]:
    """What the words of the sentence and the report say of the kind, before rules are heard."""
    report = reasoned.report
    span = report.folded[reasoned.candidate.index].span
    words = load_kind_words()
    odds = words.odds([report.text[span.start : span.end]], words.of_report(report.text))
    names = load_network().kinds
    best = np.argsort(-odds, kind="stable")[:_ALTERNATIVES]
    return tuple(Alternative(names[i], round(float(np.exp(odds[i])), 3)) for i in best.tolist())
