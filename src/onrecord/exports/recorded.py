"""What the ledger holds, as JSON: every value with the words that it rests on."""

from typing import Any

from onrecord.exports.contract import claim_as_json
from onrecord.ledger import RecordedAgreement, RecordedClaim, RecordedDispute


def recorded_claim_as_json(recorded: RecordedClaim) -> dict[str, Any]:
    """A claim under its ledger id, and which report carries its words."""
    report = recorded.report
    return claim_as_json(recorded.claim) | {
        "report": {
            "id": report.name,
            "digest": report.digest,
            "title": report.title,
            "publisher": report.outlet,
            "published": report.published,
            "url": report.url,
        }
    }


def recorded_dispute_as_json(dispute: RecordedDispute) -> dict[str, Any]:
    """The two claims that cannot both hold, who affirms first, and the field they part on."""
    return {
        "field": dispute.field,
        "claims": [recorded_claim_as_json(dispute.left), recorded_claim_as_json(dispute.right)],
    }


def recorded_tension_as_json(tension: RecordedDispute) -> dict[str, Any]:
    """The two claims of a weaker contradiction, the field they part on, and by which rule."""
    return recorded_dispute_as_json(tension) | {"why": tension.why.value}


def agreement_as_json(agreement: RecordedAgreement) -> dict[str, Any]:
    """An agreement with its standing, positions, claims, disputes and tensions."""
    return {
        "id": agreement.id,
        "parties": list(agreement.parties),
        "kind": agreement.kind,
        "standing": {
            "name": agreement.standing.name.value,
            "claims": list(agreement.standing.claims),
        },
        "positions": [
            {"side": p.side, "field": p.field, "stance": p.stance.value, "claim": p.claim}
            for p in agreement.positions
        ],
        "claims": [recorded_claim_as_json(claim) for claim in agreement.claims],
        "disputes": [recorded_dispute_as_json(dispute) for dispute in agreement.disputes],
        "tensions": [recorded_tension_as_json(tension) for tension in agreement.tensions],
    }
