"""The cues of one sentence: verbs, nouns and phrases that may credit somebody there."""

from dataclasses import dataclass

from onrecord.attributions.cues import Verb, load_cues
from onrecord.attributions.grammar import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
    word_set,
)
from onrecord.attributions.rules.clauses import (
    QUOTATION,
    Clause,
)
from onrecord.attributions.rules.likelihood import (
    is_adverb,
    left_of_adverbs,
    likelihood,
    right_of_adverbs,
)
from onrecord.attributions.rules.phrases import Words

LEAST_LIKELY = 0.45
"""Cues below this likelihood are left out."""


ENDS = frozenset((".", "?", "!", ";"))


@dataclass(frozen=True, slots=True)
class Cue:
    first: int
    at: int
    last: int
    kind: str
    lemma: str
    likelihood: float
    passive: bool = False

    @property
    def words(self) -> Words:
        return Words(self.first, self.last)


def find_cues(clause: Clause, floor: int) -> list[Cue]:
    vocabulary = load_cues()
    cues: list[Cue] = []
    headline = _is_headline(clause, floor)
    at = floor
    while at < len(clause):
        word = clause.words[at]
        found = None
        for phrase, kind in vocabulary.phrases.get(word, ()):
            if tuple(clause.words[at : at + len(phrase)]) == phrase:
                found = _phrase_cue(clause, at, phrase, kind, floor)
                break
        verb = vocabulary.verbs.get(word)
        named = word in vocabulary.nouns and clause.word(right_of_adverbs(clause, at)) == "that"
        if found is None and named and is_possessive(clause.word(at - 1)):
            found = Cue(at, at, at, vocabulary.nouns[word], "noun", 0.6)
        if (
            found is None
            and verb is not None
            and not (clause.capital[at] and not headline and _inside_name(clause, at))
        ):
            found = _verb_cue(clause, verb, at, floor)
        if found is None and named:
            found = Cue(at, at, at, vocabulary.nouns[word], "noun", 0.6)
        if found is not None:
            cues.append(found)
            at = found.last
        at += 1
    return cues


def _phrase_cue(
    clause: Clause, at: int, phrase: tuple[str, ...], kind: str, floor: int
) -> Cue | None:
    """A cue of several words; "went on" takes the verb after it, and needs words to credit."""
    last = at + len(phrase) - 1
    if phrase[-1] == "on" and phrase[0] in ("went", "goes", "go"):
        verb = load_cues().verbs.get(clause.word(last + 2))
        if clause.word(last + 1) == "to" and verb is not None:
            return Cue(_first(clause, at, floor), at, last + 2, verb.kind, "go on", 0.8)
        if clause.word(last + 1) not in (":", ",", "."):
            return None
    return Cue(_first(clause, at, floor), at, last, kind, " ".join(phrase), 0.75)


def _is_headline(clause: Clause, floor: int) -> bool:
    """Whether every longer word is capitalised, so that capitals tell nothing."""
    longer = [at for at in range(floor, len(clause)) if len(clause.words[at]) > 4]
    return len(longer) > 3 and sum(clause.capital[at] for at in longer) >= 0.8 * len(longer)


def _inside_name(clause: Clause, at: int) -> bool:
    return (
        clause.is_name(at - 1)
        or (at > 0 and clause.is_name(at + 1))
        or (at > 0 and clause.capital[at])
    )


def _verb_cue(clause: Clause, verb: Verb, at: int, floor: int) -> Cue | None:
    sure = likelihood(verb, clause, at)
    if (
        sure < LEAST_LIKELY
        and verb.kind in ("say", "ask", "deny", "confirm", "request")
        and _closes_quotation(clause, at)
    ):
        sure = 0.7
    if sure < LEAST_LIKELY:
        return None
    if _looks_like_noun(clause, at):
        return None
    last = at
    if clause.word(at + 1) in verb.takes and not (
        clause.word(at + 1) in ("in", "at", "on", "by") and clause.word(at + 2) in TIME_WORDS
    ):
        last = at + 1
    before = left_of_adverbs(clause, at)
    passive = before >= 0 and clause.words[before] in BE and not clause.words[at].endswith("ing")
    return Cue(_first(clause, at, floor), at, last, verb.kind, verb.lemma, sure, passive)


def _closes_quotation(clause: Clause, at: int) -> bool:
    """Whether the verb ends a sentence that a quotation began: "'...' Hannity pressed."."""
    if clause.word(at + 1) not in (*ENDS, ",", ":", "") or clause.words[at].endswith("ing"):
        return False
    return any(clause.words[k] == QUOTATION for k in range(max(0, at - 6), at - 1))


_NOUN_LIKE = word_set(
    "claims reports views calls plans questions charges notes comments offers promises "
    "demands requests orders remarks fears hopes supports doubts threats regrets concerns "
    "states releases posts worries answers promise claim report view call plan question "
    "charge note comment offer demand request order remark fear hope doubt support release "
    "post worry answer state back rule rules blame voice estimate estimates praise forecast "
    "forecasts protest protests signal signals show shows find finds"
)


def _looks_like_noun(clause: Clause, at: int) -> bool:
    """Whether "asylum claims" or "a report" stands here rather than a verb."""
    if clause.words[at] not in _NOUN_LIKE:
        return False
    before = clause.word(at - 1)
    after = clause.word(at + 1)
    if before in DETERMINERS or before in PREPOSITIONS or is_possessive(before):
        return True
    if (
        before in PRONOUNS
        or before in ("who", "which", "to")
        or (is_adverb(clause, at - 1) and at > 0)
        or clause.is_name(at - 1)
    ):
        return False
    if before in AUXILIARIES or before in CONJUNCTIONS or before == ",":
        return False
    return not (
        after in ("that", "how", "why", "whether", QUOTATION, ":", "to")
        or after in DETERMINERS | PRONOUNS
        or clause.is_name(at + 1)
    )


def _first(clause: Clause, at: int, floor: int) -> int:
    """Where the verb group of the cue at `at` begins: its auxiliaries and adverbs."""
    first = at
    while first - 1 >= floor:
        word = clause.words[first - 1]
        if word in AUXILIARIES or (is_adverb(clause, first - 1) and word not in TIME_WORDS):
            first -= 1
        elif word == "to" and clause.word(first - 2) in (
            "seeks",
            "tried",
            "trying",
            "tries",
            "continued",
        ):
            first -= 2
        else:
            break
    # An adverb that opens the sentence is none of the cue's.
    while first < at and is_adverb(clause, first) and first == floor:
        first += 1
    return first


def is_possessive(word: str) -> bool:
    return word in ("his", "her", "its", "their") or word.endswith(("'s", "s'"))
