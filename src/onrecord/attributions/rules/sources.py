"""The words that name whoever is credited: noun phrases to the left and right of a cue."""

from itertools import pairwise
from typing import NamedTuple

from onrecord.attributions.cues import load_cues
from onrecord.attributions.grammar import (
    ADVERBS,
    ATTACHING,
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

_NEVER_IN_NAMES = SUBORDINATORS | AUXILIARIES | RELATIVES | {"to", "not", "but"}
_PUNCTUATION = frozenset(",.;:!?—–\"“”‘’'()[]{}…/|*•") | {QUOTATION, "''", "--"}
_ADJUNCT_OPENERS = PREPOSITIONS | SUBORDINATORS | ADVERBS | TIME_WORDS
_LONGEST_PHRASE = 40


class Words(NamedTuple):
    """The words from index `first` through `last` of a clause."""

    first: int
    last: int


class Subject(NamedTuple):
    """A source found beside a cue: its words, and where what belongs to it begins."""

    words: Words
    outer: int
    shared: bool = False


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
        elif word in _PUNCTUATION:
            if word not in ('"', "“", "”", "''", "'", "‘", "’", "/"):
                break
        elif (
            word in _NEVER_IN_NAMES
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
        words[first] in CONJUNCTIONS or words[first] in PREPOSITIONS or words[first] in _PUNCTUATION
    ):
        first += 1
    first = _past_opening_adverb(clause, first, last)
    return (
        None if words[first] in _PUNCTUATION or words[first] in PREPOSITIONS else Words(first, last)
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
    if before in _PUNCTUATION - {")", "”", '"'} or before in _NEVER_IN_NAMES or before in PRONOUNS:
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
    if before in _PUNCTUATION - {","} or before in _NEVER_IN_NAMES or speech_form(clause, at - 1):
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
    if before <= floor or clause.words[before] in _PUNCTUATION | CONJUNCTIONS | SUBORDINATORS:
        return None
    for at in range(before, max(floor, before - 22), -1):
        word = clause.words[at]
        if word in _PUNCTUATION or speech_form(clause, at):
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
        and clause.words[head.first - 1] not in _PUNCTUATION | SUBORDINATORS | CONJUNCTIONS
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
    if word in PRONOUNS or word in AUXILIARIES or word in _PUNCTUATION:
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
    if words[after] in _NEVER_IN_NAMES or words[after] in _PUNCTUATION:
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
            word in _PUNCTUATION - {"'", "’", "''", '"', "“", "”"}
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
    return word not in _PUNCTUATION and word not in _NEVER_IN_NAMES


def _segment_end(clause: Clause, first: int, ceiling: int) -> int:
    """Where an apposition ends: the next comma or mark."""
    at = first
    while at < ceiling and clause.words[at] not in (",", ";", ":", "—", ".", "?", "!", QUOTATION):
        at += 1
    return at
