"""Which cue words credit somebody in a given place, and how surely."""

import math

from onrecord.attributions.cues import Verb, load_cues
from onrecord.attributions.grammar import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    OBJECTS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    word_set,
)
from onrecord.attributions.rules.clauses import QUOTATION, Clause

_HAVE = frozenset(("has", "have", "had", "hasn't", "haven't", "hadn't"))
_QUESTION_WORDS = word_set("whether if how why what when where who which")
_SUBJECTS = PRONOUNS | {"there", "it's", "he's", "she's", "they're"}
_STOPS = frozenset((".", "?", "!", ")", ";", "—", "–", "-"))
_MARKS = frozenset(('"', "“", "‘", "''", "'", "«", "„"))


def is_adverb(clause: Clause, at: int) -> bool:
    """Whether a word may stand between the parts of a cue: "also", "repeatedly"."""
    word = clause.words[at]
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and not clause.capital[at])


def left_of_adverbs(clause: Clause, at: int) -> int:
    """The index of the last word before `at` that is no adverb, or -1."""
    at -= 1
    while at >= 0 and is_adverb(clause, at):
        at -= 1
    return at


def right_of_adverbs(clause: Clause, at: int) -> int:
    """The index of the first word after `at` that is no adverb."""
    at += 1
    while at < len(clause) and is_adverb(clause, at) and clause.words[at] != "so":
        at += 1
    return at


def what_precedes(clause: Clause, at: int) -> str:
    """The kind of word before a possible cue, adverbs passed over: a key of `Cues.before`."""
    at = left_of_adverbs(clause, at)
    if at < 0:
        return "start"
    word = clause.words[at]
    for kind, words in _BEFORE:
        if word in words:
            return kind
    if word.endswith(("'s", "s'")):
        return "possessive"
    return "name" if clause.is_name(at) else "word"


_BEFORE: tuple[tuple[str, frozenset[str]], ...] = (
    ("be", BE),
    ("have", _HAVE),
    ("modal", AUXILIARIES),
    ("to", frozenset(("to",))),
    ("pronoun", PRONOUNS),
    ("relative", frozenset(("who", "which", "that"))),
    ("and", CONJUNCTIONS),
    ("determiner", DETERMINERS),
    ("preposition", PREPOSITIONS | SUBORDINATORS),
    ("quotation", frozenset((QUOTATION,))),
    ("mark", frozenset(",;:—–-()\"'")),
)


def what_follows(clause: Clause, at: int) -> str:
    """The kind of word after a possible cue, adverbs passed over: a key of `Cues.after`."""
    at = right_of_adverbs(clause, at)
    if at >= len(clause) or clause.words[at] in _STOPS:
        return "end"
    word = clause.words[at]
    if word == ",":
        return "comma, quotation" if clause.word(at + 1) == QUOTATION else "comma"
    if word in PREPOSITIONS:
        return word
    for kind, words in _AFTER:
        if word in words:
            return kind
    if word.endswith("ing") and not clause.capital[at]:
        return "participle"
    return "name" if clause.is_name(at) else "word"


_AFTER: tuple[tuple[str, frozenset[str]], ...] = (
    ("colon", frozenset((":",))),
    ("quotation", _MARKS | {QUOTATION}),
    ("that", frozenset(("that",))),
    ("to", frozenset(("to",))),
    ("question word", _QUESTION_WORDS),
    ("time", TIME_WORDS),
    ("subject", _SUBJECTS),
    ("object", OBJECTS),
    ("auxiliary", AUXILIARIES),
    ("determiner", DETERMINERS),
    ("conjunction", SUBORDINATORS | CONJUNCTIONS),
)


def likelihood(verb: Verb, clause: Clause, at: int) -> float:
    """How likely the verb at `at` credits somebody here, 0 to 1."""
    cues = load_cues()
    before, after = what_precedes(clause, at), what_follows(clause, at)
    odds = verb.forms[clause.words[at]]
    odds += cues.before.get(before, 0.0) + cues.after.get(after, 0.0) + verb.after.get(after, 0.0)
    odds += verb.after.get("after " + before, 0.0)
    return 1 / (1 + math.exp(-odds))
