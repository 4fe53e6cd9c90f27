"""The append-only record of reports, of what was extracted from them, and of every claim."""

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.queries import (
    RecordedAgreement,
    RecordedClaim,
    RecordedDispute,
    ReportReference,
)
from onrecord.ledger.verifying import Verification

__all__ = [
    "Ledger",
    "RecordedAgreement",
    "RecordedClaim",
    "RecordedDispute",
    "ReportReference",
    "Verification",
]
