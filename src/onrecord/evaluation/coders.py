"""How far people who judged or annotated the same reports agree, field by field.

All fields but parties are nominal: statuses have no order that all would grant, and two dates or
numbers that differ are two readings of the same words, however near they are. Parties are sets, of
which a coder may give one too many: they are compared by MASI. Speakers are the same if the scores
of `evaluate` would take them for one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from onrecord.evaluation.alpha import alpha, masi, nominal, shared
from onrecord.evaluation.gold import GoldClaim, GoldReport
from onrecord.evaluation.scoring import (
    LEVELS,
    Count,
    as_annotated,
    compare,
    same_name,
    words_in,
    words_of,
)
from onrecord.records import Actor, Claim
from onrecord.sentences import sentences

FEW = "fewer than two units"
UNVARIED = "everybody gave the same value throughout"


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far coders agree on one field.

    `units` is how many claims two or more coders gave a value, `agreement` the share of pairs of
    coders who gave the same (0 to 1), `alpha` Krippendorff's; where that is None `why_none` says
    why.
    """

    field: str
    alpha: float | None
    agreement: float | None
    units: int
    why_none: str | None


@dataclass(frozen=True, slots=True)
class CodersAgreement:
    """How far coders agree: over so many reports and claims, by field.

    `levels` has a count for each of `LEVELS`, of the second coder against the first, where both
    annotated; F1 is the same the other way round. `left_out` says, a line each, what could not be
    compared.
    """

    coders: tuple[str, ...]
    reports: int
    claims: int
    fields: tuple[FieldAgreement, ...]
    levels: tuple[Count, ...] = ()
    left_out: tuple[str, ...] = ()


def agreement_by_judgements(
    judged: Mapping[str, Mapping[str, Claim | None]], reports: int
) -> CodersAgreement:
    """How far coders agree who judged claims of so many reports.

    `judged` has, by coder and claim id, the claim as that coder left it, accepted or corrected, or
    None if it was rejected. On `claim` all agree who accepted (or corrected), and all who rejected;
    the other fields are compared where two coders or more kept the claim.
    """
    ids = sorted(set(chain.from_iterable(judged.values())))
    given = [[claims[id] for claims in judged.values() if id in claims] for id in ids]
    units = [unit for unit in given if len(unit) > 1]
    kept = [[as_annotated(claim) for claim in unit if claim] for unit in units]
    accepted = [[claim is not None for claim in unit] for unit in units]
    return CodersAgreement(tuple(judged), reports, len(units), _fields(accepted, kept))


def agreement_by_annotations(
    left: Iterable[GoldReport], right: Iterable[GoldReport], coders: tuple[str, str]
) -> CodersAgreement:
    """How far two coders agree who annotated the same reports, each by itself.

    Reports are paired by name and must have the same text. Claims are paired within a report if
    half of the words of the shorter quote are under the other, most alike first, one to one. On
    `claim` the coders agree on each pair, and on each sentence in which neither found anything;
    they disagree on each claim that only one of them found. The other fields are compared on pairs.
    """
    ours, theirs = ({report.name: report for report in each} for each in (left, right))
    left_out = [
        f"{name} was annotated only by {coders[0] if name in ours else coders[1]}."
        for name in sorted(ours.keys() ^ theirs.keys())
    ]
    reports, claims = 0, 0
    levels = [Count(0, 0, 0)] * len(LEVELS)
    found: list[list[bool]] = []
    pairs: list[list[GoldClaim]] = []
    for name in sorted(ours.keys() & theirs.keys()):
        one, other = ours[name], theirs[name]
        if one.text != other.text:
            left_out.append(f"{name} has two texts. Have both coders annotate the same.")
            continue
        reports += 1
        paired = pair_claims(one, other)
        alone = len(one.claims) + len(other.claims) - 2 * len(paired)
        claims += len(paired) + alone
        pairs += map(list, paired)
        found += [[True, True]] * len(paired) + [[True, False]] * alone
        found += [[False, False]] * _sentences_without(one, other)
        counts, _ = compare(one, other.claims, other.disputes)
        levels = [level + count for level, count in zip(levels, counts, strict=True)]
    return CodersAgreement(
        coders, reports, claims, _fields(found, pairs), tuple(levels), tuple(left_out)
    )


def pair_claims(one: GoldReport, other: GoldReport) -> list[tuple[GoldClaim, GoldClaim]]:
    """The claims of two annotations of one text that are the same, though fields may differ.

    Those that agree in most fields are paired first; of equals, those whose words are most alike.
    """
    words = words_in(one.text)
    places = [words_of(claim.quotes, one.text, words) for claim in one.claims]
    other_places = [words_of(claim.quotes, one.text, words) for claim in other.claims]
    edges = []
    for i, (claim, here) in enumerate(zip(one.claims, places, strict=True)):
        for j, (its, there) in enumerate(zip(other.claims, other_places, strict=True)):
            if 2 * len(here & there) >= min(len(here), len(there)) > 0:
                alike = sum(
                    not apart(value(claim), value(its)) for value, apart in _MEASURES.values()
                )
                covered = len(here & there) / len(here | there)
                # Who is left and who right decides nothing.
                names = sorted((_spelt(asdict(claim)), _spelt(asdict(its))))
                edges.append((-alike, -covered, names, i, j))
    pairs: dict[int, int] = {}
    taken = set()
    for *_, i, j in sorted(edges):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return [(one.claims[i], other.claims[j]) for i, j in sorted(pairs.items())]


def _sentences_without(one: GoldReport, other: GoldReport) -> int:
    """How many sentences of a text hold no words of a claim of either annotation."""
    words = words_in(one.text)
    quotes = [quote for report in (one, other) for claim in report.claims for quote in claim.quotes]
    claimed = [words[nth].start for nth in words_of(quotes, one.text, words)]
    return sum(not any(start <= at < end for at in claimed) for start, end in sentences(one.text))


def _fields(
    found: Sequence[Sequence[bool]], kept: Sequence[Sequence[GoldClaim]]
) -> tuple[FieldAgreement, ...]:
    return (
        _field("claim", found, nominal),
        *(
            _field(name, [[value(claim) for claim in unit] for unit in kept], apart)
            for name, (value, apart) in _MEASURES.items()
        ),
    )


def _field(
    name: str, units: Sequence[Sequence[Any]], apart: Callable[[Any, Any], float]
) -> FieldAgreement:
    compared = [unit for unit in units if len(unit) > 1]
    found = alpha(compared, apart) if len(compared) > 1 else None
    why = FEW if len(compared) < 2 else UNVARIED if found is None else None
    return FieldAgreement(name, found, shared(compared, apart), len(compared), why)


def _spelt(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _speakers_apart(one: Actor, other: Actor) -> float:
    return float(one != other and not same_name(one.name, one.side, other))


# What is compared of a claim, and how far two of it are apart.
_MEASURES: dict[str, tuple[Callable[[GoldClaim], Any], Callable[[Any, Any], float]]] = {
    "parties": (lambda claim: frozenset(claim.parties), masi),
    "kind": (lambda claim: claim.kind, nominal),
    "status": (lambda claim: claim.status, nominal),
    "polarity": (lambda claim: claim.polarity, nominal),
    "speaker": (lambda claim: Actor(claim.speaker, claim.side), _speakers_apart),
    "side": (lambda claim: claim.side, nominal),
    "when": (lambda claim: claim.when, nominal),
    "quantity": (lambda claim: claim.quantity, nominal),
}
