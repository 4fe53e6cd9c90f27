"""What a ledger answers: read-only, each value beside the words that it rests on."""

from onrecord.ledger.answers.actors import list_actors
from onrecord.ledger.answers.agreements import (
    Wanted,
    list_agreements,
    list_positions,
    one_agreement,
)
from onrecord.ledger.answers.anchors import anchors_of
from onrecord.ledger.answers.claims import one_claim
from onrecord.ledger.answers.coding import (
    judged_by,
    judgements_of_claim,
    list_judgements,
    one_judgement,
)
from onrecord.ledger.answers.disputes import list_disputes
from onrecord.ledger.answers.history import first_entry, list_changes, timeline
from onrecord.ledger.answers.reports import list_reports, one_report, search_reports
from onrecord.ledger.answers.review import SORTS, worklist

__all__ = [
    "SORTS",
    "Wanted",
    "anchors_of",
    "first_entry",
    "judged_by",
    "judgements_of_claim",
    "list_actors",
    "list_agreements",
    "list_changes",
    "list_disputes",
    "list_judgements",
    "list_positions",
    "list_reports",
    "one_agreement",
    "one_claim",
    "one_judgement",
    "one_report",
    "search_reports",
    "timeline",
    "worklist",
]
