"""The rules as a second voice beside the tagger: what it has no source for, and what it missed."""

from onrecord.attributions.rules.finding import Ruled, find_by_rules

__all__ = ["Ruled", "find_by_rules"]
