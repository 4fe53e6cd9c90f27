"""The append-only record of reports, of what was extracted from them, and of every claim."""

from onrecord.ledger.answers import SORTS, Wanted
from onrecord.ledger.answers.entries import (
    AgreementEntry,
    ChainLink,
    Event,
    Extraction,
    Found,
    RecordedActor,
    RecordedAgreement,
    RecordedClaim,
    RecordedDispute,
    RecordedPosition,
    RecordedReport,
    ReportEntry,
    ReportReference,
    StandingChange,
    Task,
)
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.verifying import Verification

__all__ = [
    "SORTS",
    "AgreementEntry",
    "ChainLink",
    "Event",
    "Extraction",
    "Found",
    "Ledger",
    "RecordedActor",
    "RecordedAgreement",
    "RecordedClaim",
    "RecordedDispute",
    "RecordedPosition",
    "RecordedReport",
    "ReportEntry",
    "ReportReference",
    "StandingChange",
    "Task",
    "Verification",
    "Wanted",
]
