"""Noun phrases of a clause, read from their last word to the left."""

from typing import NamedTuple

from onrecord.attributions.cues import load_cues
from onrecord.attributions.grammar import (
    ADVERBS,
    ATTACHING,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
    word_set,
)
from onrecord.attributions.rules.clauses import QUOTATION, Clause
from onrecord.attributions.rules.likelihood import is_adverb

NEVER_IN_NAMES = SUBORDINATORS | AUXILIARIES | RELATIVES | {"to", "not", "but"}
PUNCTUATION = frozenset(",.;:!?—–\"“”‘’'()[]{}…/|*•") | {QUOTATION, "''", "--"}
_LONGEST_PHRASE = 40


class Words(NamedTuple):
    """The words from index `first` through `last` of a clause."""

    first: int
    last: int


def speech_form(clause: Clause, at: int) -> bool:
    """Whether a word is surely a verb of saying in the past or third person."""
    verb = load_cues().verbs.get(clause.words[at])
    return (
        verb is not None
        and verb.kind in ("say", "deny", "confirm")
        and clause.words[at] != verb.lemma
        and not clause.capital[at]
        and verb.forms[clause.words[at]] > 0
    )


def phrase_ending_at(clause: Clause, end: int, floor: int = 0) -> Words | None:
    """The noun phrase whose last word stands at `end`, reading right to left down to `floor`."""
    words = clause.words
    at = end
    while at >= floor and (words[at] in TIME_WORDS or words[at] == "on") and at > floor:
        at -= 1
    if at < floor:
        return None
    if words[at] in PRONOUNS or words[at] in ("who", "which"):
        return Words(at, at)
    first: int | None = None
    limit = max(floor, end - _LONGEST_PHRASE)
    last = at
    depth = 0
    while at >= limit:
        word = words[at]
        if word == ")":
            depth += 1
        elif word == "(":
            depth -= 1
            if depth < 0:
                break
        elif depth:
            pass
        elif word in PREPOSITIONS:
            if not _attaches(clause, at, floor):
                break
        elif word in ("and", "or", "&", "nor"):
            if first is None or not _joins(clause, at, floor):
                break
        elif word == ",":
            if not _continues_list(clause, at, last, floor):
                break
        elif word in PUNCTUATION:
            if word not in ('"', "“", "”", "''", "'", "‘", "’", "/"):
                break
        elif (
            word in NEVER_IN_NAMES
            or word in PRONOUNS - {"her"}
            or (
                first is not None
                and word in TIME_WORDS
                and not word.endswith("'s")
                and not clause.is_name(at - 1)
            )
            or (first is not None and speech_form(clause, at))
        ):
            break
        elif word in DETERMINERS:
            first = at
            if not _opens_larger(clause, at, floor):
                break
        elif (
            is_adverb(clause, at)
            and word not in ("former", "only")
            and first is not None
            and not clause.capital[at]
        ):
            break
        else:
            first = at
        at -= 1
    if first is None:
        return None
    while first < last and (
        words[first] in CONJUNCTIONS or words[first] in PREPOSITIONS or words[first] in PUNCTUATION
    ):
        first += 1
    first = _past_opening_adverb(clause, first, last)
    return (
        None if words[first] in PUNCTUATION or words[first] in PREPOSITIONS else Words(first, last)
    )


def _past_opening_adverb(clause: Clause, first: int, last: int) -> int:
    while first < last and (
        clause.words[first] in _SENTENCE_OPENERS
        or (clause.words[first] in TIME_WORDS and first == 0)
    ):
        first += 1
    return first


_SENTENCE_OPENERS = word_set(
    "meanwhile however but and so or yet then still now later today yesterday also instead "
    "earlier separately monday tuesday wednesday thursday friday saturday sunday even"
)


def _attaches(clause: Clause, at: int, floor: int) -> bool:
    """Whether a preposition hangs on a noun before it rather than opening the sentence."""
    if at - 1 < floor or clause.words[at] not in ATTACHING:
        return False
    before = clause.words[at - 1]
    if before in PUNCTUATION - {")", "”", '"'} or before in NEVER_IN_NAMES or before in PRONOUNS:
        return False
    if (
        before in PREPOSITIONS
        or before in CONJUNCTIONS
        or before in TIME_WORDS
        or before in ADVERBS
    ):
        return before in ("many", "some", "most", "all", "both", "half", "one", "few")
    return not speech_form(clause, at - 1)


def _joins(clause: Clause, at: int, floor: int) -> bool:
    """Whether "and" at `at` joins two noun phrases, not two sentences."""
    if at - 1 < floor:
        return False
    before, after = clause.words[at - 1], clause.words[at + 1]
    if before in PUNCTUATION - {","} or before in NEVER_IN_NAMES or speech_form(clause, at - 1):
        return False
    if before == ",":
        return (
            clause.is_name(at - 2)
            and clause.is_name(at + 1)
            and at - 2 > floor
            and clause.words[at - 3] == ","
        )
    if clause.is_name(at - 1):
        return clause.is_name(at + 1) or after in DETERMINERS or not clause.capital[at + 1]
    if before in PRONOUNS or before in DETERMINERS or before in PREPOSITIONS:
        return False
    return not clause.capital[at + 1] and after not in ("the", "a", "he", "she", "it", "they")


def _continues_list(clause: Clause, at: int, last: int, floor: int) -> bool:
    """Whether a comma parts the items of "A, B and C"."""
    listed = any(clause.words[k] in ("and", "or", "&") for k in range(at + 1, min(at + 9, last)))
    return listed and clause.is_name(at - 1) and clause.is_name(at + 1) and at - 1 >= floor


def _opens_larger(clause: Clause, at: int, floor: int) -> bool:
    """Whether more of the phrase stands before a determiner: "officials of the ministry"."""
    if at - 1 < floor:
        return False
    before = clause.words[at - 1]
    if before in DETERMINERS:
        return True
    return before in ("and", "or") or (before in PREPOSITIONS and _attaches(clause, at - 1, floor))
