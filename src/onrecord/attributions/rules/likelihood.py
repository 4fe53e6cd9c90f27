"""Cue words: which of them credit somebody in a given place, how surely, and what they do."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from onrecord.attributions.clauses import QUOTATION, Clause
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
from onrecord.errors import BadLexicon

_HAVE = frozenset(("has", "have", "had", "hasn't", "haven't", "hadn't"))
_QUESTION_WORDS = word_set("whether if how why what when where who which")
_SUBJECTS = PRONOUNS | {"there", "it's", "he's", "she's", "they're"}
_STOPS = frozenset((".", "?", "!", ")", ";", "—", "–", "-"))
_MARKS = frozenset(('"', "“", "‘", "''", "'", "«", "„"))


@dataclass(frozen=True, slots=True)
class Verb:
    """A cue verb: its class (`say`, `deny` ...), and log-odds by its form and neighbours."""

    lemma: str
    kind: str
    forms: Mapping[str, float]
    after: Mapping[str, float]
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue vocabulary of `data/cues.toml`."""

    verbs: Mapping[str, Verb]
    nouns: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    before: Mapping[str, float]
    after: Mapping[str, float]


@cache
def load_cues() -> Cues:
    """The vocabulary, read once."""
    path = files("onrecord") / "data" / "cues.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        verbs = {}
        for lemma, entry in table["verbs"].items():
            verb = Verb(
                lemma,
                entry["class"],
                entry["forms"],
                entry.get("after", {}),
                frozenset(entry.get("takes", ())),
            )
            verbs.update(dict.fromkeys(verb.forms, verb))
        phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind, lines in table["phrases"].items():
            for line in lines:
                words = tuple(line.split())
                phrases.setdefault(words[0], []).append((words, kind))
        nouns = {noun: kind for kind, words in table["nouns"].items() for noun in words}
        longest_first = {
            word: tuple(sorted(found, key=lambda p: -len(p[0]))) for word, found in phrases.items()
        }
        return Cues(verbs, nouns, longest_first, table["before"], table["after"])
    except (KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise BadLexicon(f"{path} is no cue vocabulary ({error!r}). Reinstall onrecord.") from error


def cue_kind(cue: str) -> str | None:
    """What the words of a cue do: the class of the first of them that the vocabulary knows.

    >>> cue_kind("also denied"), cue_kind("has refused"), cue_kind("according to"), cue_kind("ate")
    ('deny', 'refuse', 'say', None)
    """
    cues = load_cues()
    words = cue.lower().replace("’", "'").split()
    for at, word in enumerate(words):
        for phrase, kind in cues.phrases.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return kind
        bare = word.strip(":,.;\"'")
        if bare in cues.verbs:
            return cues.verbs[bare].kind
        if bare in cues.nouns:
            return cues.nouns[bare]
    return "say" if cue.strip() in (":", "according to") else None


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
