"""How well claims and disputes are found, and how far people agree on them."""

from onrecord.evaluation.alpha import alpha
from onrecord.evaluation.coders import (
    CodersAgreement,
    FieldAgreement,
    agreement_by_annotations,
    agreement_by_judgements,
)
from onrecord.evaluation.gold import GoldClaim, GoldReport, gold_report, read_gold
from onrecord.evaluation.scoring import LEVELS, Count, Scored, Total, score_report, total

__all__ = [
    "LEVELS", "CodersAgreement", "Count", "FieldAgreement", "GoldClaim", "GoldReport", "Scored",
    "Total", "agreement_by_annotations", "agreement_by_judgements", "alpha", "gold_report",
    "read_gold", "score_report", "total",
]  # fmt: skip
