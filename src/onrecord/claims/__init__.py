"""What is claimed of which agreement: from a report's sentences and attributions to claims."""

from onrecord.claims.finding import find_claims

__all__ = ["find_claims"]
