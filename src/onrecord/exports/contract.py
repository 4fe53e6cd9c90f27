"""One report as one JSON object: the form that other programs rely on (`onrecord read --json`).

Offsets count code points of `report.text`, end excluded. Fields are added, never renamed.
"""

from collections.abc import Sequence
from typing import Any

from onrecord.claims import Alternative, Explanation
from onrecord.evaluation import LEVELS, Count, Scored, Total
from onrecord.records import Actor, Attribution, Claim, Dispute, Reading, Repair, Report


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """The whole reading of one report, ready for `json.dumps`."""
    return {
        "report": report_as_json(reading.report),
        "repairs": [repair_as_json(repair) for repair in reading.report.repairs],
        "attributions": [attribution_as_json(a) for a in reading.attributions],
        "claims": [claim_as_json(claim) for claim in reading.claims],
        "disputes": [dispute_as_json(dispute) for dispute in reading.disputes],
        "tensions": [tension_as_json(tension) for tension in reading.tensions],
    }


def report_as_json(report: Report) -> dict[str, Any]:
    """What is known of the report, and its repaired text."""
    return {
        "id": report.id,
        "text": report.text,
        "title": report.title,
        "published": report.published,
        "publisher": report.outlet,
        "url": report.url,
        "language": report.language,
        "agency": report.agency,
        "dateline": report.dateline,
        "author": report.author,
        "digest": report.digest,
        "encoding": report.encoding,
        "notes": list(report.notes),
    }


def repair_as_json(repair: Repair) -> dict[str, Any]:
    """One repaired place: `was` in the damaged text, `now` at `start` to `end` of the text."""
    return {
        "start": repair.start,
        "end": repair.end,
        "was": repair.was,
        "now": repair.now,
        "inferred": repair.inferred,
        "trust": repair.trust,
        "why": repair.why,
    }


def attribution_as_json(attribution: Attribution) -> dict[str, Any]:
    """Who is credited with which words."""
    return {
        "source": [list(span) for span in attribution.source],
        "cue": [list(span) for span in attribution.cue],
        "content": [list(span) for span in attribution.content],
        "form": attribution.form.value,
        "speaker": actor_as_json(attribution.speaker) if attribution.speaker else None,
        "confidence": round(attribution.confidence, 3),
        "doubts": list(attribution.doubts),
    }


def actor_as_json(actor: Actor) -> dict[str, Any]:
    """A speaker by name, and the side it speaks for or null."""
    return {"name": actor.name, "side": actor.side}


def claim_as_json(claim: Claim) -> dict[str, Any]:
    """The fields of the guidelines, with where the quote stands and what made the claim."""
    quantity = claim.quantity
    return {
        "id": claim.id,
        "parties": list(claim.parties),
        "kind": claim.kind,
        "status": claim.status.value,
        "polarity": claim.polarity.value,
        "speaker": actor_as_json(claim.speaker),
        "quote": claim.quote,
        "when": claim.when,
        "quantity": quantity
        and {"value": quantity.value, "unit": quantity.unit, "bound": quantity.bound.value},
        "evidence": {"start": claim.evidence.start, "end": claim.evidence.end},
        "form": claim.form.value,
        "made_by": claim.made_by,
        "confidence": round(claim.confidence, 3),
    }


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """The way from words to a claim: spans of the text, and chances from 0 to 1."""
    return {
        "claim": claim_as_json(explanation.claim),
        "sentence": list(explanation.sentence),
        "words": [{"at": list(at), "chance": chance} for at, chance in explanation.words],
        "affirmed": explanation.affirmed,
        "denied": explanation.denied,
        "other_statuses": _alternatives(explanation.statuses),
        "party_evidence": [
            {"side": e.side, "named": [list(span) for span in e.named], "chance": e.chance}
            for e in explanation.evidence
        ],
        "other_parties": _alternatives(explanation.parties),
        "kinds": _alternatives(explanation.kinds),
        "mentions": [list(span) for span in explanation.mentions],
        "rules": [{"rule": name, "at": list(at)} for name, at in explanation.rules],
        "content": explanation.content and list(explanation.content),
        "credited": explanation.credited and list(explanation.credited),
    }


def _alternatives(given: Sequence[Alternative]) -> list[dict[str, Any]]:
    return [{"what": other.what, "chance": other.chance} for other in given]


def dispute_as_json(dispute: Dispute) -> list[str]:
    """The ids of the two claims that cannot both hold."""
    return [dispute.left, dispute.right]


def tension_as_json(tension: Dispute) -> dict[str, str]:
    """Two claims (by id) of a weaker contradiction, the field they part on, and by which rule."""
    return {
        "left": tension.left,
        "right": tension.right,
        "field": tension.field,
        "why": tension.why.value,
    }


def scores_as_json(total: Total, scored: Sequence[Scored]) -> dict[str, Any]:
    """How well claims were found: all reports together, and each with what was missed and wrong."""
    return {
        "reports": total.reports,
        "levels": _levels_as_json(total.counts),
        "each": [
            {
                "report": one.name,
                "levels": _levels_as_json(one.counts),
                "missed": [claim.id for claim in one.missed],
                "wrong": [claim_as_json(claim) for claim in one.wrong],
            }
            for one in scored
        ],
    }


def _levels_as_json(counts: Sequence[Count]) -> dict[str, Any]:
    return {
        level: {
            "precision": round(count.precision, 4),
            "recall": round(count.recall, 4),
            "f1": round(count.f1, 4),
            "right": count.right,
            "said": count.said,
            "annotated": count.gold,
        }
        for level, count in zip(LEVELS, counts, strict=True)
    }
