"""How well claims and disputes are found, against reports that people annotated."""

from onrecord.evaluation.gold import GoldClaim, GoldReport, gold_report, read_gold
from onrecord.evaluation.scoring import LEVELS, Count, Scored, Total, score_report, total

__all__ = [
    "LEVELS", "Count", "GoldClaim", "GoldReport", "Scored", "Total", "gold_report", "read_gold",
    "score_report", "total",
]  # fmt: skip
