"""What is claimed of which agreement: from a report's sentences and attributions to claims."""

from onrecord.claims.choosing import claims_among
from onrecord.claims.explaining import Alternative, Explanation, PartyEvidence, explain
from onrecord.claims.finding import find_claims, find_with_reasons, weigh_report
from onrecord.claims.making import Reasoned, Weighed
from onrecord.claims.scanning import Scanned, scan

__all__ = [
    "Alternative", "Explanation", "PartyEvidence", "Reasoned", "Scanned", "Weighed",
    "claims_among", "explain", "find_claims", "find_with_reasons", "scan", "weigh_report",
]  # fmt: skip
