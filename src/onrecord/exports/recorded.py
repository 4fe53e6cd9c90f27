"""What the ledger holds, as JSON: every value with the words that it rests on.

Reports and claims are named by their ledger ids; `docs/json.md` has every field.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from onrecord.exports.contract import claim_as_json
from onrecord.judgements import Judged, RecordedJudgement
from onrecord.judgements import as_json as judgement_as_json
from onrecord.ledger import (
    AgreementEntry,
    ChainLink,
    Event,
    Found,
    RecordedAgreement,
    RecordedClaim,
    RecordedDispute,
    RecordedPosition,
    RecordedReport,
    ReportEntry,
    ReportReference,
    StandingChange,
    Task,
    Verification,
)
from onrecord.records import Why
from onrecord.standings import Position, Standing


def reference_as_json(report: ReportReference) -> dict[str, Any]:
    """Which report: `id` is the one given with it, `ledger_id` the ledger's."""
    return {
        "id": report.name,
        "ledger_id": report.id,
        "digest": report.digest,
        "title": report.title,
        "publisher": report.outlet,
        "published": report.published,
        "url": report.url,
        "agency": report.agency,
        "origin": report.origin,
    }


def recorded_claim_as_json(recorded: RecordedClaim) -> dict[str, Any]:
    """A claim under its ledger id, which report carries its words, and how it was judged."""
    return claim_as_json(recorded.claim) | {
        "report": reference_as_json(recorded.report),
        "agreement": recorded.agreement,
        "judgement": recorded.judgement and recorded_judgement_as_json(recorded.judgement),
    }


def recorded_judgement_as_json(recorded: RecordedJudgement) -> dict[str, Any]:
    """A judgement under its ledger id."""
    return {"id": recorded.id} | judgement_as_json(recorded.judgement)


def judged_claim_as_json(recorded: RecordedClaim, text: str, judged: Judged) -> dict[str, Any]:
    """A claim with the text before and after its words, and all judgements of it."""
    start, end = recorded.claim.evidence
    groups = {
        "counts": (judged.counts,) if judged.counts else (),
        "agreeing": judged.agreeing,
        "disagreeing": judged.disagreeing,
        "superseded": judged.superseded,
        "notes": judged.notes,
    }
    return recorded_claim_as_json(recorded) | {
        "before": text[:start][-300:],
        "after": text[end:][:300],
        "judgements": {
            how: [recorded_judgement_as_json(each) for each in some] for how, some in groups.items()
        },
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


def agreement_entry_as_json(entry: AgreementEntry) -> dict[str, Any]:
    """An agreement in a list: its standing with words that it rests on, and numbers."""
    return {
        "id": entry.id,
        "parties": list(entry.parties),
        "kind": entry.kind,
        "since": entry.since,
        "standing": _standing(entry.standing),
        "counts": {
            "claims": entry.claims,
            "reports": entry.reports,
            "origins": entry.origins,
            "disputes": entry.disputes,
            "tensions": entry.tensions,
        },
        "first_said": entry.first_said,
        "last_said": entry.last_said,
        "words": _claims(entry.words),
    }


def agreement_as_json(agreement: RecordedAgreement) -> dict[str, Any]:
    """An agreement with its standing, positions, claims, disputes and tensions."""
    return {
        "id": agreement.id,
        "parties": list(agreement.parties),
        "kind": agreement.kind,
        "since": agreement.since,
        "names": list(agreement.names),
        "instruments": list(agreement.instruments),
        "reasons": list(agreement.reasons),
        "perhaps": [{"id": id, "reason": reason} for id, reason in agreement.perhaps],
        "standing": _standing(agreement.standing),
        "counts": {
            "claims": len(agreement.claims),
            "reports": agreement.reports,
            "origins": agreement.origins,
            "disputes": len(agreement.disputes),
            "tensions": len(agreement.tensions),
        },
        "positions": [_position(position) for position in agreement.positions],
        "claims": _claims(agreement.claims),
        "disputes": [recorded_dispute_as_json(dispute) for dispute in agreement.disputes],
        "tensions": [recorded_tension_as_json(tension) for tension in agreement.tensions],
    }


def position_as_json(recorded: RecordedPosition) -> dict[str, Any]:
    """What a side holds of one field of an agreement; `words` is null where it is silent."""
    return {
        "agreement": recorded.agreement,
        "parties": list(recorded.parties),
        "kind": recorded.kind,
        **_position(recorded.position),
        "words": recorded.words and recorded_claim_as_json(recorded.words),
    }


def event_as_json(event: Event) -> dict[str, Any]:
    """A claim on its day; `dated` is false where that is only the day of saying so."""
    return {"day": event.day, "dated": event.dated, "claim": recorded_claim_as_json(event.words)}


def change_as_json(change: StandingChange) -> dict[str, Any]:
    """A change of standing, with the words that the new one rests on."""
    return {
        "recorded": _moment(change.recorded),
        "agreement": change.agreement,
        "was": change.was,
        "now": change.now,
        "words": _claims(change.words),
    }


def report_entry_as_json(entry: ReportEntry) -> dict[str, Any]:
    """A report in a list."""
    return {
        "report": reference_as_json(entry.report),
        "recorded": _moment(entry.recorded),
        "onrecord": entry.onrecord,
        "language": entry.language,
        "claims": entry.claims,
        "extractions": entry.extractions,
    }


def recorded_report_as_json(found: RecordedReport) -> dict[str, Any]:
    """A report with its text, claims, extractions, and the chain of copies it stands in."""
    disputes = [one for one in found.disputes if one.why is Why.STRICT]
    tensions = [one for one in found.disputes if one.why is not Why.STRICT]
    return {
        "report": reference_as_json(found.report),
        "text": found.text,
        "dateline": found.dateline,
        "author": found.author,
        "language": found.language,
        "notes": list(found.notes),
        "claims": _claims(found.claims),
        "disputes": [recorded_dispute_as_json(dispute) for dispute in disputes],
        "tensions": [recorded_tension_as_json(tension) for tension in tensions],
        "extractions": [
            {
                "id": each.id,
                "onrecord": each.onrecord,
                "recorded": _moment(each.recorded),
                "claims": each.claims,
                "current": each.current,
            }
            for each in found.extractions
        ],
        "chain": [_link(link) for link in found.chain],
    }


def _link(link: ChainLink) -> dict[str, Any]:
    def differing(kind: str, earlier: tuple[int, int], later: tuple[int, int]) -> dict[str, Any]:
        return {
            "kind": kind,
            "earlier": list(earlier),
            "later": list(later),
            "was": link.parent_text[slice(*earlier)],
            "now": link.text[slice(*later)],
        }

    return {
        "report": reference_as_json(link.report),
        "parent": link.parent,
        "relation": link.relation,
        "jaccard": link.jaccard,
        "containment": link.containment,
        "changes": [differing(one.kind.value, one.earlier, one.later) for one in link.changes],
        "altered": [differing(one.kind.value, one.earlier, one.later) for one in link.altered],
    }


def found_as_json(found: Found) -> dict[str, Any]:
    """A report that holds the words sought, and where they stand."""
    return {
        "report": reference_as_json(found.report),
        "words": found.words,
        "start": found.start,
        "at": [list(span) for span in found.at],
        "claims": found.claims,
    }


def task_as_json(task: Task) -> dict[str, Any]:
    """Something to look at, and why."""
    return {
        "what": task.what,
        "subject": task.subject,
        "other": task.other,
        "why": task.why,
        "words": _claims(task.words),
    }


def verification_as_json(held: Verification) -> dict[str, Any]:
    """How many records hold, and the first that does not."""
    return {
        "reports": held.reports,
        "extractions": held.extractions,
        "attributions": held.attributions,
        "claims": held.claims,
        "judgements": held.judgements,
        "fault": held.fault,
    }


def _claims(recorded: Iterable[RecordedClaim]) -> list[dict[str, Any]]:
    return [recorded_claim_as_json(each) for each in recorded]


def _standing(standing: Standing) -> dict[str, Any]:
    return {"name": standing.name.value, "claims": list(standing.claims)}


def _position(position: Position) -> dict[str, Any]:
    return {
        "side": position.side,
        "field": position.field,
        "stance": position.stance.value,
        "claim": position.claim,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
