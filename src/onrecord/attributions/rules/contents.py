"""What is credited: where the words begin and end, before and after a cue."""

from dataclasses import dataclass, field

from onrecord.attributions.grammar import (
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
from onrecord.attributions.rules.candidates import (
    ENDS,
    Cue,
)
from onrecord.attributions.rules.clauses import (
    QUOTATION,
    Clause,
)
from onrecord.attributions.rules.likelihood import (
    is_adverb,
    right_of_adverbs,
)
from onrecord.attributions.rules.phrases import Words, speech_form

_TELLING = frozenset(("tell", "remind", "inform", "assure", "notify", "warn", "reassure", "advise"))


_TRIM = frozenset((".", "?", "!", ";", ",", ":", "—", "–", "-", ")", "…"))


@dataclass(slots=True)
class Found:
    """An attribution of one clause, in word indices.

    `territory` is where its own sentence begins, `closes` where a cue that comes last ends the
    words before it. With `wants_quotation` its words are to come: "The minister said:".
    """

    cue: Words
    kind: str
    likelihood: float
    source: Words | None = None
    content: list[Words] = field(default_factory=list)
    territory: int | None = None
    closes: int | None = None
    direct: bool = False
    opens: bool = False
    wants_quotation: bool = False


def content_begin(clause: Clause, cue: Cue) -> tuple[int, str]:
    """Where the content after a cue begins, and what opens it, past "reporters on Monday"."""
    at = right_of_adverbs(clause, cue.last)
    if at >= len(clause) or clause.words[at] in ENDS:
        return at, "end"
    if cue.lemma in _TELLING and clause.words[at] not in ("that", ":", ",", QUOTATION, "of"):
        at = _past_recipient(clause, at)
    if cue.kind in ("say", "confirm", "deny", "ask", "promise") or cue.lemma in _TELLING:
        at = past_adjuncts(clause, at)
    if at >= len(clause) or clause.words[at] in ENDS or clause.words[at] == ")":
        return at, "end"
    word = clause.words[at]
    if word == ",":
        if clause.word(at + 1) == QUOTATION:
            return at + 1, "quotation" if at + 1 < len(clause) else "end"
        return at + 1, "comma"
    if word == ":":
        return at + 1, "colon"
    if word in ("that", QUOTATION):
        return at, "that" if word == "that" else "quotation"
    return at, "words"


def _past_recipient(clause: Clause, at: int) -> int:
    """Past the one who is told: a pronoun or a noun phrase up to the content."""
    if clause.word(at) in OBJECTS:
        return at + 1
    start = at
    while at < len(clause) and at - start < 12:
        word = clause.words[at]
        if (
            word in (",", ":", "that", QUOTATION)
            or word in ENDS
            or word in ("to", "how", "what", "why", "whether", "if")
        ):
            break
        if word in TIME_WORDS or (word in ("on", "in", "during", "at", "after") and at > start):
            break
        if at > start and (word in PRONOUNS or word in DETERMINERS or (word in AUXILIARIES)):
            break
        if (
            at > start
            and clause.is_name(at)
            and not clause.is_name(at - 1)
            and clause.words[at - 1] not in PREPOSITIONS | DETERMINERS | {"and"}
        ):
            break
        at += 1
    return at


_ADJUNCT_PREPOSITIONS = word_set(
    "in on at during after before from through via by to with following amid"
)


def past_adjuncts(clause: Clause, at: int) -> int:
    """Past time, place and manner of the saying: "on Thursday", "in a statement"."""
    while at < len(clause):
        word = clause.words[at]
        if word in TIME_WORDS or (
            word in ("this", "last", "late", "early", "earlier")
            and clause.word(at + 1) in TIME_WORDS
        ):
            at += 1
        elif word in _ADJUNCT_PREPOSITIONS and (past := _past_phrase(clause, at)) is not None:
            at = past
        else:
            return at
    return at


def _past_phrase(clause: Clause, at: int) -> int | None:
    """Past a prepositional phrase, or None where it is content ("to release violent criminals")."""
    start = at
    at += 1
    if (
        clause.words[start] == "to"
        and clause.word(at) not in DETERMINERS | OBJECTS | {"reporters", "lawmakers", "parliament"}
        and not clause.is_name(at)
    ):
        return None
    while at < len(clause):
        word = clause.words[at]
        if word in (",", ":", "that", QUOTATION, "—") or word in ENDS or word in TIME_WORDS:
            return at
        if at > start + 1 and (word in PRONOUNS or word in ("there", "whether", "if")):
            return at
        if (
            at > start + 2
            and word in ("the", "a", "an", "no", "his", "her", "its", "their")
            and clause.words[at - 1] not in PREPOSITIONS | CONJUNCTIONS
        ):
            return at
        if word in AUXILIARIES or at - start > 14:
            return None
        if word in RELATIVES or word in SUBORDINATORS:
            return None
        at += 1
    return at


def add_rest(clause: Clause, attribution: Found, at: int) -> None:
    """What a source goes on to say after an interposed cue: "The goal, he said, is peace"."""
    if attribution.direct or holds_quotation(clause, attribution.content[0]):
        for k in range(at, len(clause)):
            if (
                clause.words[k] == QUOTATION
                and clause.words[k - 1] in (",", ":", "that", "''", ".")
                and k - at < 18
            ):
                if (rest := trimmed(clause, k, end_of_clause(clause, k))) is not None:
                    attribution.content.append(rest)
                return
            if speech_form(clause, k) or clause.words[k] == "adding":
                return
        return
    if clause.word(at) == ",":
        at += 1
    if at < len(clause) and not is_adjunct(clause, at):
        rest = trimmed(clause, at, end_of_clause(clause, at))
        if rest is not None:
            attribution.content.append(rest)


def is_adjunct(clause: Clause, at: int) -> bool:
    """Whether the words after a comma tell of the saying, not what was said."""
    word = clause.word(at)
    if word.endswith("ing") and not clause.capital[at]:
        return True
    if word in (
        "who",
        "which",
        "as",
        "while",
        "in",
        "during",
        "after",
        "according",
        "using",
        "on",
        "at",
    ):
        return True
    return word in ("and", "but") and any(
        speech_form(clause, k) for k in range(at + 1, min(at + 5, len(clause)))
    )


def start_of_sentence(clause: Clause, before: int, floor: int) -> int:
    """Where the words credited by a later cue begin."""
    start = floor
    for at in range(before - 1, floor - 1, -1):
        if clause.words[at] == ";" or (clause.words[at] == ":" and at + 1 < before - 2):
            start = at + 1
            break
    return start


def end_of_clause(clause: Clause, start: int) -> int:
    for at in range(start, len(clause)):
        if clause.words[at] == ";":
            return at
    return len(clause)


def next_comma(clause: Clause, at: int) -> int:
    while at < len(clause) and clause.words[at] != ",":
        at += 1
    return at


def trimmed(clause: Clause, start: int, end: int) -> Words | None:
    """The words from `start` to `end` (excluded) without the marks around them."""
    depth = sum((clause.words[k] == "(") - (clause.words[k] == ")") for k in range(start, end))
    while end > start and clause.words[end - 1] in _TRIM:
        if clause.words[end - 1] == ")" and depth >= 0:
            break
        end -= 1
    while start < end and clause.words[start] in (",", ":", ";", "—", "–", "-", "…", ")", "."):
        start += 1
    return Words(start, end - 1) if start < end else None


def is_quotation(clause: Clause, words: Words) -> bool:
    return all(clause.words[k] == QUOTATION for k in range(words.first, words.last + 1))


def holds_quotation(clause: Clause, words: Words) -> bool:
    return QUOTATION in clause.words[words.first : words.last + 1]


def has_finite(clause: Clause, first: int, last: int) -> bool:
    """Whether a verb stands among the words: an auxiliary, or a verb of saying."""
    for at in range(max(first, 0), min(last, len(clause))):
        if clause.words[at] in ("who", "which", ","):
            return False
        if clause.words[at] in AUXILIARIES or speech_form(clause, at):
            return True
    return False


def has_past(clause: Clause, words: Words) -> bool:
    """Whether a lower-case past form stands in a phrase before its first comma."""
    for at in range(words.first, words.last + 1):
        if clause.words[at] == ",":
            return False
        if clause.words[at].endswith("ed") and not clause.capital[at]:
            return True
    return False


def is_sentence(clause: Clause, words: Words) -> bool:
    """Whether the words before a closing cue can be what was said, not where or when."""
    opener = clause.words[words.first]
    if holds_quotation(clause, words):
        return True
    if words.last - words.first < 2:
        return False
    verbal = any(
        clause.words[k] in AUXILIARIES
        or (clause.words[k].endswith(("ed", "s")) and not clause.capital[k])
        for k in range(words.first, words.last + 1)
    )
    if opener in PREPOSITIONS | SUBORDINATORS:
        return any(clause.words[k] in AUXILIARIES for k in range(words.first, words.last + 1))
    return verbal


def is_fragment(clause: Clause, words: Words) -> bool:
    """Whether the words before an interposed cue begin what was said: "Kenya, it says, may"."""
    opener = clause.words[words.first]
    return (
        not is_adverb(clause, words.first)
        and opener not in CONJUNCTIONS | TIME_WORDS
        and not opener.endswith("ing")
    )
