"""A judged claim -> the claim that it has become in a newer extraction of the same report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onrecord.alignment import Span
from onrecord.judgements.anchors import FIELDS, said
from onrecord.judgements.corrections import corrected_fields
from onrecord.judgements.places import Place, place_of
from onrecord.records import Anchor, Claim


class How(StrEnum):
    """How a judged claim was found again."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Attachment:
    """The claim (by id) that a judgement now belongs to, and how it was found.

    `SAME`: it says the same in the same words. `MOVED`: it says the same, in words that differ
    from those judged, reach further or less far, or stand between others. `CHANGED`: a claim on
    the words that says something else, in the fields that `differs` names: a person must look.
    `ORPHANED`: the words are gone, or nothing is claimed on them; `claim` is None.
    """

    claim: str | None
    how: How
    differs: tuple[str, ...] = ()


ORPHANED = Attachment(None, How.ORPHANED)


def attach(
    anchor: Anchor,
    claims: Sequence[Claim],
    text: str,
    correction: Mapping[str, Any] | None = None,
) -> Attachment:
    """Find a judged claim again among the claims of the report's text, in whatever order.

    With the judgement's `correction`, a claim that says by itself what the correction made of the
    judged one says the same, too.
    """
    judged = anchor.statement
    if judged is None:
        raise ValueError(f"the anchor of report {anchor.report} holds no claim to find again")
    if (place := place_of(judged, text)) is None:
        return ORPHANED
    wanted = [said(judged)]
    if correction:
        wanted.append(wanted[0] | corrected_fields(correction))
    near = [claim for claim in claims if _shared(claim.evidence, place.span)]
    for statement in wanted:
        if saying := [claim for claim in near if said(claim) == statement]:
            found = min(saying, key=lambda claim: _strangeness(claim, place.span))
            return Attachment(found.id, How.SAME if _is_at(found, place) else How.MOVED)
    changed = [
        (_differences(wanted[0], said(claim)), *_strangeness(claim, place.span))
        for claim in near
        if 2 * _shared(claim.evidence, place.span)
        >= min(map(_length, (claim.evidence, place.span)))
    ]
    if not changed:
        return ORPHANED
    differs, *_, id = min(changed, key=lambda each: (len(each[0]), *each[1:]))
    return Attachment(id, How.CHANGED, differs)


def _is_at(claim: Claim, place: Place) -> bool:
    return claim.evidence == place.span and place.verbatim and place.surrounded


def _differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(field for field in FIELDS if one[field] != other[field])


def _strangeness(claim: Claim, place: Span) -> tuple[float, Span, str]:
    """The lower, the better a claim's words cover the place; then the id decides."""
    shared = _shared(claim.evidence, place)
    covered = shared / (_length(claim.evidence) + _length(place) - shared)
    return -covered, claim.evidence, claim.id


def _shared(one: Span, other: Span) -> int:
    """How many characters two stretches have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _length(span: Span) -> int:
    return span.end - span.start
