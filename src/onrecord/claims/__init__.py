"""What is claimed of which agreement: from a report's sentences and attributions to claims."""

from onrecord.claims.explaining import Alternative, Explanation, PartyEvidence, explain
from onrecord.claims.finding import (
    find_claims,
    find_with_reasons,
    fold_text,
    spans_that_matter,
    weigh_report,
)
from onrecord.claims.making import Reasoned, Weighed

__all__ = [
    "Alternative", "Explanation", "PartyEvidence", "Reasoned", "Weighed", "explain", "find_claims",
    "find_with_reasons", "fold_text", "spans_that_matter", "weigh_report",
]  # fmt: skip
