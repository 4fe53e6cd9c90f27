"""Attributions of a report: who is credited with which words, and by which cue."""

from onrecord.attributions.finding import LEAST_CONFIDENCE, find_attributions

__all__ = ["LEAST_CONFIDENCE", "find_attributions"]
