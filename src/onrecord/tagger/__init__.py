"""Words of a text that name a source, credit it (cue) or are credited to it (content)."""

from onrecord.tagger.affinity import Affinity
from onrecord.tagger.decoding import LABELS, LONGEST, ROLES, Segment, best_labels, segments
from onrecord.tagger.networks import CLOSED, open_session
from onrecord.tagger.tagging import (
    FAST,
    WEIGHTS,
    Labelled,
    Tagger,
    Tagging,
    load_tagger,
    tag,
    tagger_names,
)
from onrecord.tagger.words import (
    PARAGRAPH_END,
    PIECES,
    QUOTINGS,
    SHAPES,
    Words,
    sentence_numbers,
    words_of,
)

__all__ = [
    "CLOSED", "FAST", "LABELS", "LONGEST", "PARAGRAPH_END", "PIECES", "QUOTINGS", "ROLES", "SHAPES",
    "WEIGHTS", "Affinity", "Labelled", "Segment", "Tagger", "Tagging", "Words", "best_labels",
    "load_tagger", "open_session", "segments", "sentence_numbers", "tag", "tagger_names",
    "words_of",
]  # fmt: skip
