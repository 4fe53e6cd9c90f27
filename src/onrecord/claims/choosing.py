"""Which candidates of a report become claims: the sure ones, each said once."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from onrecord.claims.candidates import POLARITIES, Candidate
from onrecord.claims.making import Reasoned, Weighed, claims_of, kinds_of, load_weighing
from onrecord.claims.network import STATUSES
from onrecord.claims.threads import Parties
from onrecord.claims.triggers import is_unreal
from onrecord.claims.weighing import taken
from onrecord.records import Claim, Polarity, Status

# What only the network reads beside a rule's reading of the same parties must be likelier.
LIKELY = 0.5
_SENTENCE_END = re.compile(r"[.!?]")
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


def claims_among(report: Weighed, published: str | None) -> list[Reasoned]:
    """The claims among the candidates of a report, in order."""
    if not report.candidates:
        return []
    headlines = report.headlines
    found: list[Reasoned] = []
    # Only claims of the same parties, status and polarity can be one.
    alike: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    starts = [sentence.span.start for sentence in report.folded]
    leasts = load_weighing().leasts(report.features)
    chosen = taken(report.candidates, report.chances, leasts)
    chosen = _unrivalled([each for each in chosen if _is_said(report, *each)])
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
