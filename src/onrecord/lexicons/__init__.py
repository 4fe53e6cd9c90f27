"""The vocabulary of data/, and what users add to it in files of their own (docs/lexicon.md)."""

from onrecord.lexicons.loading import Lexicon, kept, lexicon_in_use, load, using
from onrecord.lexicons.own import LexiconFiles, read_lexicon
from onrecord.lexicons.parties import (
    Case,
    Leader,
    Side,
    Word,
    any_of,
    around,
    doubtful,
    doubtful_forms,
    elsewhere,
    leaders,
    sides,
    speaker_words,
    unaccented,
)

__all__ = [
    "Case", "Leader", "Lexicon", "LexiconFiles", "Side", "Word", "any_of", "around", "doubtful",
    "doubtful_forms", "elsewhere", "kept", "leaders", "lexicon_in_use", "load", "read_lexicon",
    "sides", "speaker_words", "unaccented", "using",
]  # fmt: skip
