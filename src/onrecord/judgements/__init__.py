"""What people decide of claims and of what is one: where it holds, and what it changes."""

from onrecord.judgements.anchors import CONTEXT, FIELDS, anchor_of, context_of, said
from onrecord.judgements.attaching import Attachment, How, attach
from onrecord.judgements.checking import check_decision, check_judgement
from onrecord.judgements.corrections import check_correction, corrected, effect
from onrecord.judgements.counting import Judged, RecordedJudgement, current, target_of
from onrecord.judgements.files import (
    JudgementLine,
    as_json,
    from_json,
    judgement_of,
    judgements_in,
    read_judgements,
)

__all__ = [
    "CONTEXT", "FIELDS", "Attachment", "How", "Judged", "JudgementLine", "RecordedJudgement",
    "anchor_of", "as_json", "attach", "check_correction", "check_decision", "check_judgement",
    "context_of", "corrected", "current", "effect", "from_json", "judgement_of", "judgements_in",
    "read_judgements", "said", "target_of",
]  # fmt: skip
