"""The words that name whoever is credited: the subjects left and right of a cue."""

from itertools import pairwise
from typing import NamedTuple

from onrecord.attributions.grammar import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    OBJECTS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
    word_set,
)
from onrecord.attributions.rules.clauses import QUOTATION, Clause
from onrecord.attributions.rules.likelihood import is_adverb
from onrecord.attributions.rules.phrases import (
    NEVER_IN_NAMES,
    PUNCTUATION,
    Words,
    phrase_ending_at,
    speech_form,
)

_ADJUNCT_OPENERS = PREPOSITIONS | SUBORDINATORS | ADVERBS | TIME_WORDS


class Subject(NamedTuple):
    """A source found beside a cue: its words, and where what belongs to it begins."""

    words: Words
    outer: int
    shared: bool = False


def subject_left(clause: Clause, before: int, floor: int) -> Subject | None:
    """The source that ends at word `before`, with its appositions.

    >>> from onrecord.attributions.rules.clauses import clauses_of
    >>> from onrecord.alignment import Span
    >>> text = "Honduras's immigration director, Wilson Paz, denied it."
    >>> [clause] = clauses_of(text, [Span(0, len(text))], [])
    >>> first, last = subject_left(clause, clause.words.index("denied") - 1, 0).words
    >>> " ".join(clause.words[first : last + 1])
    "honduras's immigration director , wilson paz"
    """
    words = clause.words
    if before < floor or words[before] == QUOTATION:
        return None
    if words[before] not in (",", "—", "–", "-"):
        # "X on Thursday said": the time between source and cue belongs to neither.
        end = before
        while end > floor and words[end] in TIME_WORDS:
            end -= 1
        if (
            end > floor
            and end < before
            and words[end] in ("on", "in", "this", "last", "early", "late")
        ):
            end -= 1
        if end == floor and words[end] in TIME_WORDS:
            end = before
        if end > floor and words[end] == ",":
            return subject_left(clause, end, floor)
        found = phrase_ending_at(clause, end, floor)
        if found is not None and found.first > floor and words[found.first - 1] in PREPOSITIONS:
            found = _from_title(clause, found)
        if found is None or (found.first > floor and words[found.first - 1] in PREPOSITIONS):
            # "Under a deal announced this month": what a preposition governs says nothing.
            return None
        if (larger := _with_relative(clause, found, end, floor)) is not None:
            return larger
        return _with_title_before(clause, Subject(found, found.first), floor)
    return _across_commas(clause, before, floor)


_TITLES = word_set(
    "sen. rep. mr. ms. mrs. dr. gov. gen. col. president senator representative secretary "
    "minister justice"
)


def _from_title(clause: Clause, words: Words) -> Words:
    """The part of a phrase from a title on: "At the convention Sen. Elizabeth Warren said"."""
    for at in range(words.first + 1, words.last):
        if clause.words[at] in _TITLES and clause.is_name(at):
            return Words(at, words.last)
    return words


def _with_relative(clause: Clause, found: Words, end: int, floor: int) -> Subject | None:
    """The larger source whose relative clause ends before the cue: "judges who heard it said"."""
    before = found.first - 1
    if before <= floor or clause.words[before] in PUNCTUATION | CONJUNCTIONS | SUBORDINATORS:
        return None
    for at in range(before, max(floor, before - 22), -1):
        word = clause.words[at]
        if word in PUNCTUATION or speech_form(clause, at):
            return None
        if word in ("who", "whose"):
            head = phrase_ending_at(clause, at - 1, floor)
            if head is None or head.last != at - 1:
                return None
            return Subject(Words(head.first, end), head.first)
    return None


def _with_title_before(clause: Clause, subject: Subject, floor: int) -> Subject:
    """Join "the ministry's spokeswoman, Alice Mutesi" when the cue follows the name directly."""
    first = subject.words.first
    if first - 2 < floor or clause.words[first - 1] != "," or not clause.is_name(first):
        return subject
    head = phrase_ending_at(clause, first - 2, floor)
    if head is None or not _is_office(clause, head):
        return subject
    if (
        head.first > floor
        and clause.words[head.first - 1] not in PUNCTUATION | SUBORDINATORS | CONJUNCTIONS
    ):
        return subject
    return Subject(Words(head.first, subject.words.last), head.first)


def _is_office(clause: Clause, words: Words) -> bool:
    head = clause.words[words.last]
    return head in _OFFICE_HEADS and not clause.capital[words.last]


_OFFICE_HEADS = word_set(
    "spokesman spokeswoman spokesperson minister president secretary chief director head "
    "leader chairman chairwoman chair ambassador envoy adviser advisor aide lawyer attorney "
    "governor mayor commissioner deputy counterpart predecessor successor wife husband "
    "manager strategist general commander"
)


def _across_commas(clause: Clause, comma: int, floor: int) -> Subject | None:
    """The source before a comma: "X, a lawyer," or "X, speaking in Tirana," or "however,"."""
    words = clause.words
    last = comma - 1
    ends = [comma]
    at = comma - 1
    while at >= floor and len(ends) < 5 and comma - at < 60:
        if words[at] in (":", ";", QUOTATION) or (
            speech_form(clause, at) and not _within_relative(clause, at, floor)
        ):
            break
        if words[at] == words[comma] or words[at] == ",":
            ends.append(at)
        at -= 1
    for right, left in pairwise(ends):
        kind = _segment_kind(clause, left + 1, right - 1)
        if kind == "adjunct":
            last = left - 1
            head = phrase_ending_at(clause, left - 1, floor)
            if head is not None and not _opens_adjunct(clause, head, floor):
                return Subject(head, head.first)
            continue
        if kind == "clause":
            return None
        if left - 1 >= floor and (clause.words[left - 1].isdigit() or words[left - 1] == ","):
            continue
        head = phrase_ending_at(clause, left - 1, floor)
        if head is not None and kind != "relative" and _opens_relative(clause, head, floor):
            # "Ms. Petrova, who runs the fund, a charity, said": go on to the left.
            continue
        if head is not None and head.last == left - 1 and not _opens_adjunct(clause, head, floor):
            return Subject(Words(head.first, last), head.first)
    return None


def _opens_relative(clause: Clause, head: Words, floor: int) -> bool:
    """Whether the phrase stands inside a relative clause that a comma opened."""
    for at in range(head.first - 1, max(floor, head.first - 14), -1):
        if clause.words[at] in ("who", "whose", "which"):
            return clause.word(at - 1) in (",", "—")
        if clause.words[at] in (",", "—", ";"):
            return False
    return False


def _within_relative(clause: Clause, at: int, floor: int) -> bool:
    return any(clause.words[k] in ("who", "which") for k in range(max(floor, at - 6), at))


def _opens_adjunct(clause: Clause, head: Words, floor: int) -> bool:
    """Whether the phrase is the tail of an opening adjunct: "In Paris," or "After the vote,"."""
    at = head.first - 1
    return (at >= floor and clause.words[at] in PREPOSITIONS | SUBORDINATORS) or clause.words[
        head.last
    ] in TIME_WORDS


def _segment_kind(clause: Clause, first: int, last: int) -> str:
    """What stands between two commas: apposition, relative clause, adjunct or sentence."""
    if first > last:
        return "clause"
    word = clause.words[first]
    if word in RELATIVES:
        return "relative"
    if word == "of" or (first == last and clause.capital[first]):
        return "apposition"
    if word in DETERMINERS or word.isdigit() or word in ("former", "himself", "herself"):
        return "apposition"
    if word in PREPOSITIONS and first < last and clause.words[first + 1] in ("whom", "which"):
        return "relative"
    if (
        word in _ADJUNCT_OPENERS
        or word in CONJUNCTIONS
        or word.endswith("ing")
        or word.endswith("ly")
    ):
        return "adjunct"
    if word.endswith("ed") and not clause.capital[first]:
        return "adjunct"
    if word in PRONOUNS or word in AUXILIARIES or word in PUNCTUATION:
        return "clause"
    return "apposition"


def subject_right(clause: Clause, after: int, ceiling: int) -> Words | None:
    """The source that begins at word `after`, with its appositions: "said X, who took office".

    It ends before an adjunct, another quotation or `ceiling`.
    """
    words = clause.words
    if after >= ceiling:
        return None
    if words[after] in PRONOUNS or words[after] in OBJECTS:
        return Words(after, after)
    if words[after] in NEVER_IN_NAMES or words[after] in PUNCTUATION:
        return None
    at = after
    end = after - 1
    while at < ceiling:
        word = words[at]
        if word == ",":
            if not _apposition_follows(clause, at, ceiling):
                break
            at = _segment_end(clause, at + 1, ceiling)
            end = at - 1
            continue
        if word in ("(", "["):
            closing = next(
                (k for k in range(at, min(at + 12, ceiling)) if words[k] in (")", "]")), None
            )
            if closing is None:
                break
            at = closing
        elif (
            word in PUNCTUATION - {"'", "’", "''", '"', "“", "”"}
            or word in SUBORDINATORS - {"that"}
            or (word in AUXILIARIES and at > after)
        ):
            break
        elif word in TIME_WORDS and at > after and not clause.is_name(at + 1):
            if words[at - 1] in ("on", "in", "late", "early", "last", "this"):
                end = at - 2
            break
        elif (
            (word in PREPOSITIONS and word not in ("of", "for", "at", "from", "with", "in"))
            or (word in ("in", "at", "with", "from") and _opens_occasion(clause, at, ceiling))
            or (is_adverb(clause, at) and not clause.capital[at])
        ):
            break
        end = at
        at += 1
    return Words(after, end) if end >= after else None


_OCCASIONS = word_set(
    "interview statement speech email e-mail letter briefing tweet message call conference "
    "remarks report release post telephone phone meeting reference response remarks "
    "interviews memo"
)


def _opens_occasion(clause: Clause, at: int, ceiling: int) -> bool:
    """Whether a preposition opens the occasion of the speech: "in an interview with CNN"."""
    return any(
        word in _OCCASIONS or word.strip(".").isdigit() or word in TIME_WORDS
        for word in clause.words[at + 1 : min(at + 6, ceiling)]
    )


def _apposition_follows(clause: Clause, comma: int, ceiling: int) -> bool:
    if comma + 1 >= ceiling:
        return False
    word = clause.words[comma + 1]
    if (
        word in ("who", "which", "whose")
        or word in DETERMINERS
        or word in ("former",)
        or word.isdigit()
    ):
        return True
    if word in _ADJUNCT_OPENERS or word in CONJUNCTIONS or word in AUXILIARIES or word in PRONOUNS:
        return False
    if word.endswith(("ing", "ed", "ly")) and not clause.capital[comma + 1]:
        return False
    return word not in PUNCTUATION and word not in NEVER_IN_NAMES


def _segment_end(clause: Clause, first: int, ceiling: int) -> int:
    """Where an apposition ends: the next comma or mark."""
    at = first
    while at < ceiling and clause.words[at] not in (",", ";", ":", "—", ".", "?", "!", QUOTATION):
        at += 1
    return at
