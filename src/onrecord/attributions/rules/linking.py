"""Cues of one sentence, each linked with the words that are credited and with their source."""

from itertools import pairwise

from onrecord.attributions.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    TIME_WORDS,
    word_set,
)
from onrecord.attributions.rules.candidates import (
    ENDS,
    Cue,
    find_cues,
    is_possessive,
)
from onrecord.attributions.rules.clauses import (
    QUOTATION,
    Clause,
)
from onrecord.attributions.rules.contents import (
    Found,
    add_rest,
    content_begin,
    end_of_clause,
    has_finite,
    has_past,
    is_adjunct,
    is_fragment,
    is_quotation,
    is_sentence,
    next_comma,
    past_adjuncts,
    start_of_sentence,
    trimmed,
)
from onrecord.attributions.rules.likelihood import (
    left_of_adverbs,
    right_of_adverbs,
)
from onrecord.attributions.rules.phrases import Words, phrase_ending_at, speech_form
from onrecord.attributions.rules.subjects import Subject, subject_left, subject_right

_INVERTING = frozenset(("say", "deny", "confirm", "ask", "show", "promise", "request", "believe"))


_TURNS = frozenset(("and", "but", "while", "though", "although", "as", "yet", "whereas"))


def link(clause: Clause, floor: int = 0) -> list[Found]:
    """The attributions of one clause, from the left; no words before `floor` (a dateline)."""
    found: list[Found] = []
    taken = floor
    for cue in find_cues(clause, floor):
        if cue.first < taken:
            continue
        attribution = (
            _noun(clause, cue, floor)
            if cue.lemma == "noun"
            else _attribute(clause, cue, floor, found)
        )
        if attribution is not None:
            found.append(attribution)
            taken = attribution.cue.last + 1
    for earlier, later in pairwise(found):
        # "Conceding that ..., he warned": the participle's subject comes after it.
        if (
            earlier.source is None
            and earlier.opens
            and later.source is not None
            and later.source.first > earlier.cue.last
        ):
            earlier.source = later.source
            earlier.content = [
                w
                for c in earlier.content
                if (w := _before(clause, c, later.source.first)) is not None
            ]
    if not found and (labelled := _label(clause, floor)):
        found.append(labelled)
    _cut(clause, found)
    return [f for f in found if f.content or f.wants_quotation]


def _noun(clause: Clause, cue: Cue, floor: int) -> Found | None:
    """ "his warning that ...", "Trump's claim that ..." """
    at = cue.first - 1
    while at > floor and cue.first - at < 4 and not is_possessive(clause.words[at]):
        at -= 1
    if at < floor or not is_possessive(clause.words[at]):
        return None
    if clause.words[at].endswith("'s"):
        owner = phrase_ending_at(clause, at, floor) or Words(at, at)
    else:
        owner = Words(at, at)
    begin = right_of_adverbs(clause, cue.last)
    content = trimmed(clause, begin, end_of_clause(clause, begin))
    if content is None:
        return None
    return Found(Words(at + 1, cue.last), cue.kind, cue.likelihood, owner, [content])


def _label(clause: Clause, floor: int) -> Found | None:
    """ "Foreign Ministry spokesman X: ..." with a quotation behind the colon."""
    for at in range(floor + 1, min(len(clause) - 1, floor + 16)):
        if clause.words[at] == ":":
            has_quotation = QUOTATION in clause.words[at + 1 : at + 8]
            named = clause.is_name(at - 1) and any(clause.is_name(k) for k in range(floor, at))
            if not (has_quotation and named):
                return None
            source = phrase_ending_at(clause, at - 1, floor)
            content = trimmed(clause, at + 1, len(clause))
            if source is None or content is None or source.first != floor:
                return None
            return Found(
                Words(at, at),
                "say",
                0.8,
                source,
                [content],
                direct=clause.words[at + 1] == QUOTATION,
            )
        if clause.words[at] in AUXILIARIES:
            return None
    return None


def _attribute(clause: Clause, cue: Cue, floor: int, found: list[Found]) -> Found | None:
    if cue.lemma in ("according to", "in the words of"):
        return _according(clause, cue, floor)
    if cue.passive:
        return _passive(clause, cue, floor)
    if clause.words[cue.at].endswith("ed") and (
        cue.at == floor
        or (clause.words[cue.at - 1] in ("when", "if", "once") and cue.first == cue.at)
    ):
        return _asked(clause, cue)
    if cue.at == floor and clause.words[cue.at] in ("said", "says"):
        return _verb_first(clause, cue)
    if cue.lemma in ("seem", "appear"):
        return _seeming(clause, cue, floor)
    before = cue.first - 1
    word = clause.word(before) if before >= floor else ""
    after_quotation = word == QUOTATION or (word == "," and clause.word(before - 1) == QUOTATION)
    if after_quotation or word in (",", "—", "–", "-"):
        inverted = _inverted(clause, cue, floor, found, after_quotation)
        if inverted is not None:
            return inverted
    subject, shared = _subject(clause, cue, floor, found)
    if subject is None and not shared:
        return None
    if subject is not None and _object_relative(clause, subject, cue, floor):
        return None
    return _ordinary(clause, cue, floor, subject, found, shared)


_BEFORE_PARTICIPLE = frozenset(
    (
        "",
        ",",
        "and",
        "—",
        "by",
        "while",
        "after",
        "in",
        "of",
        "before",
        "than",
        "”",
        "''",
        '"',
        QUOTATION,
    )
)


def _subject(
    clause: Clause, cue: Cue, floor: int, found: list[Found]
) -> tuple[Subject | None, bool]:
    """The source to the left of a cue; the flag tells that it is that of an earlier verb."""
    before = cue.first - 1
    word = clause.word(before) if before >= floor else ""
    participle = clause.words[cue.at].endswith("ing") and cue.first == cue.at
    if word in ("who", "which"):
        return Subject(Words(before, before), before), False
    if word == "that":
        return None, False
    if participle and word in _BEFORE_PARTICIPLE:
        main = _main_subject(clause, cue, floor, found)
        territory = before if word in (",", "—", "and") else cue.first
        if word in ("”", "''", '"', QUOTATION):
            territory = -cue.first
        return (Subject(main, territory, True), True) if main else (None, word == "")
    if word in CONJUNCTIONS or word == "to":
        main = _main_subject(clause, cue, floor, found)
        return (Subject(main, before, True), True) if main else (None, False)
    subject = subject_left(clause, before, floor) if before >= floor else None
    if subject is not None and _is_bad_source(clause, subject.words):
        return None, False
    return subject, False


_POOR_ENDS = PREPOSITIONS | word_set("the a an his her its their our my your and or")


def _object_relative(clause: Clause, subject: Subject, cue: Cue, floor: int) -> bool:
    """Whether the verb only says of a noun who did it: "the plan that X announced in May"."""
    before = subject.words.first - 1
    if (
        before <= floor
        or clause.words[before] not in ("that", "which")
        or clause.words[before - 1] == ","
    ):
        return False
    if cue.kind in ("say", "confirm", "believe") and cue.lemma not in (
        "announce",
        "report",
        "release",
        "offer",
    ):
        return speech_form(clause, before - 1) is False and clause.word(cue.last + 1) in (
            *ENDS,
            ",",
            ")",
        )
    return clause.word(cue.last + 1) not in ("that", ":", QUOTATION)


def _is_bad_source(clause: Clause, words: Words) -> bool:
    first, last = words
    if all(
        clause.words[k] in TIME_WORDS or clause.words[k].isdigit() for k in range(first, last + 1)
    ):
        return True
    if clause.words[first] in PREPOSITIONS or clause.words[last] in _POOR_ENDS:
        return True
    return first == last and clause.words[first] in DETERMINERS - {
        "some",
        "many",
        "most",
        "both",
        "all",
        "others",
        "few",
        "this",
    }


def _main_subject(clause: Clause, cue: Cue, floor: int, found: list[Found]) -> Words | None:
    """Whose action the sentence tells: the source found last, else its first noun phrase."""
    for earlier in reversed(found):
        if earlier.source is not None and earlier.source.first < cue.first:
            return earlier.source
    for at in range(floor, cue.first):
        word = clause.words[at]
        verbal = (
            word in AUXILIARIES
            or speech_form(clause, at)
            or (word.endswith("ed") and not clause.capital[at])
        )
        if verbal and at > floor:
            subject = subject_left(clause, left_of_adverbs(clause, at), floor)
            return subject.words if subject else None
    return None


def _according(clause: Clause, cue: Cue, floor: int) -> Found | None:
    left = cue.first - 1
    ceiling = next_comma(clause, cue.last + 1) if left < floor else len(clause)
    source = subject_right(clause, cue.last + 1, ceiling)
    if source is None:
        return None
    if left < floor and ceiling < len(clause) and clause.words[ceiling] == ",":
        source = Words(cue.last + 1, ceiling - 1)
    found = Found(cue.words, cue.kind, 0.9, source)
    if left >= floor and clause.words[left] in (",", "—", "("):
        left -= 1
    if left >= floor:
        start = start_of_sentence(clause, cue.first, floor)
        if (content := trimmed(clause, start, left + 1)) is not None:
            found.content.append(content)
    after = source.last + 1
    if clause.word(after) in (",", "—") and (
        left < floor or clause.word(cue.first - 1) in (",", "—")
    ):
        rest = trimmed(clause, after + 1, end_of_clause(clause, after + 1))
        if rest is not None and (left < floor or not is_adjunct(clause, after + 1)):
            found.content.append(rest)
    return found if found.content else None


def _asked(clause: Clause, cue: Cue) -> Found | None:
    """ "Asked whether he would go, Lowe said ...": nobody is named who asks."""
    begin = right_of_adverbs(clause, cue.last)
    found = Found(cue.words, cue.kind, cue.likelihood)
    if clause.word(begin) == "by":
        found.source = subject_right(clause, begin + 1, next_comma(clause, begin))
        begin = found.source.last + 1 if found.source else begin + 1
    openers = (
        "whether",
        "if",
        "about",
        "why",
        "how",
        "what",
        "to",
        "when",
        "who",
        "which",
        "that",
        "for",
    )
    while begin < len(clause) and clause.words[begin] not in (*openers, ","):
        begin += 1
    if begin < len(clause) and clause.words[begin] == "about":
        begin += 1
    content = (
        trimmed(clause, begin, next_comma(clause, begin)) if clause.word(begin) != "," else None
    )
    found.content = [content] if content else []
    return found if content else None


def _verb_first(clause: Clause, cue: Cue) -> Found | None:
    """ "Said Dorothy Poynter, a neighbor, '...'"."""
    quotation = next(
        (at for at in range(cue.last + 1, len(clause)) if clause.words[at] == QUOTATION), None
    )
    source = subject_right(clause, cue.last + 1, quotation) if quotation is not None else None
    if source is None or quotation is None:
        return None
    content = trimmed(clause, quotation, len(clause))
    return Found(
        cue.words, cue.kind, cue.likelihood, source, [content] if content else [], direct=True
    )


def _seeming(clause: Clause, cue: Cue, floor: int) -> Found | None:
    """ "Kasich appears to have the state to himself": nobody is credited; "it appears that"."""
    subject = subject_left(clause, cue.first - 1, floor) if cue.first > floor else None
    if subject is None:
        return None
    begin = right_of_adverbs(clause, cue.last)
    rest = trimmed(clause, begin, end_of_clause(clause, begin))
    if rest is None:
        return None
    found = Found(cue.words, cue.kind, cue.likelihood)
    dummy = (
        clause.words[subject.words.first] in ("it", "there")
        and subject.words.first == subject.words.last
    )
    found.content = [rest] if dummy else [subject.words, rest]
    return found


def _passive(clause: Clause, cue: Cue, floor: int) -> Found | None:
    """ "it was announced that ...", "X is expected to ...", "Y was rejected by Z"."""
    follows = right_of_adverbs(clause, cue.last)
    if cue.kind == "say":
        follows = past_adjuncts(clause, follows)
    word = clause.word(follows)
    found = Found(cue.words, cue.kind, cue.likelihood * 0.9)
    if word == "by" or clause.words[cue.last] == "by":
        found.source = subject_right(
            clause, (follows if word == "by" else cue.last) + 1, len(clause)
        )
    subject = subject_left(clause, cue.first - 1, floor) if cue.first > floor else None
    if word in ("that", "whether", "if", "how", "why", "what", "about", "when"):
        content = trimmed(clause, follows, end_of_clause(clause, follows))
        found.content = [content] if content else []
        return found if found.content else None
    if subject is None or clause.words[subject.words.first] in ("it", "who", "which"):
        return None
    found.content = [subject.words]
    if word == "to" or word == "as":
        rest = trimmed(clause, follows, end_of_clause(clause, follows))
        if rest:
            found.content.append(rest)
    return found


def _inverted(
    clause: Clause, cue: Cue, floor: int, found: list[Found], after_quotation: bool
) -> Found | None:
    """ "..., said X, who took office in January"."""
    if cue.kind not in _INVERTING or clause.words[cue.at].endswith("ing") or cue.first != cue.at:
        return None
    if (
        clause.word(cue.last + 1) in ("that", ":", QUOTATION, "to", ",", "")
        or clause.word(cue.last + 1) in ENDS
    ):
        return None
    source = subject_right(clause, cue.last + 1, len(clause))
    if source is None:
        return None
    if not after_quotation:
        # "X, a lawyer, said the plan was bad" against "The plan was bad, said the lawyer".
        left = subject_left(clause, cue.first - 1, floor)
        if left is not None and (
            has_finite(clause, cue.last + 1, source.last + 9) or cue.lemma != "say"
        ):
            return None
        if left is not None and has_past(clause, source):
            return None
        if left is not None and not has_finite(clause, floor, cue.first):
            return None
    start = start_of_sentence(clause, cue.first, floor)
    content = trimmed(clause, start, cue.first)
    if content is None:
        return None
    attribution = Found(
        cue.words, cue.kind, max(cue.likelihood, 0.9 if after_quotation else 0), source, [content]
    )
    attribution.territory = start
    attribution.direct = is_quotation(clause, content)
    if not source.last + 1 >= len(clause):
        add_rest(clause, attribution, source.last + 1)
    return attribution


def _ordinary(
    clause: Clause, cue: Cue, floor: int, subject: Subject | None, found: list[Found], shared: bool
) -> Found | None:
    attribution = Found(cue.words, cue.kind, cue.likelihood, subject.words if subject else None)
    attribution.opens = subject is None
    begins = subject.words.first if subject and not shared else cue.first
    attribution.territory = subject.outer if shared and subject else begins
    begin, opener = content_begin(clause, cue)
    before = clause.word(begins - 1) if begins - 1 >= floor else ""
    last_cue = right_of_adverbs(clause, cue.last)
    post = (
        not shared
        and before in (",", QUOTATION, "—", "–", "-", "''", '"', "”")
        and cue.kind != "judge"
    )
    if post:
        start = start_of_sentence(clause, begins, floor)
        left = trimmed(clause, start, begins)
        quoted = before == QUOTATION or clause.word(begins - 2) == QUOTATION
        closing = opener in ("end", "comma") or (quoted and opener != "that")
        interposed = (
            opener == "comma" and before == "," and left is not None and is_fragment(clause, left)
        )
        if left is not None and closing and (quoted or interposed or is_sentence(clause, left)):
            attribution.content = [left]
            attribution.direct = is_quotation(clause, left)
            attribution.likelihood = max(cue.likelihood, 0.85 if quoted else 0.0)
            attribution.territory = start
            attribution.closes = begins
            if opener != "end" or quoted:
                add_rest(clause, attribution, begin if opener == "comma" else last_cue)
            return attribution
    if opener == "end":
        attribution.wants_quotation = (
            cue.kind in ("say", "ask", "confirm", "promise", "request") and not shared
        )
        return attribution if attribution.wants_quotation else None
    end = end_of_clause(clause, begin)
    if clause.word(begins) in ("who", "which") and clause.word(begins - 1) == ",":
        end = min(end, next_comma(clause, begin))
    content = trimmed(clause, begin, end)
    if content is None:
        return None
    attribution.content = [content]
    attribution.direct = is_quotation(clause, content)
    return attribution


def _cut(clause: Clause, found: list[Found]) -> None:
    """End each content where the next attribution of the same level begins."""
    for at, later in enumerate(found):
        if later.closes is not None:
            # "Uganda would prefer that they be African, she said": the inner content ends first.
            for earlier in found[:at]:
                earlier.content = [
                    shorter
                    for words in earlier.content
                    if (shorter := _before(clause, words, later.closes)) is not None
                ]
        limit = _break(clause, later)
        if limit is None and later.territory is not None and later.territory > 1:
            joined = clause.words[later.territory - 1] == "and" and speech_form(
                clause, later.cue.last
            )
            if joined and any(
                clause.words[f.cue.last] == clause.words[later.cue.last] for f in found[:at]
            ):
                limit = later.territory - 1
        if limit is None:
            continue
        for earlier in found[:at]:
            kept = []
            for words in earlier.content:
                if earlier.cue.last < words.first <= limit <= words.last or (
                    words.first < limit <= words.last and earlier.cue.last < limit
                ):
                    if (shorter := trimmed(clause, words.first, limit)) is not None:
                        kept.append(shorter)
                elif not (words.first >= limit and words.first > earlier.cue.last):
                    kept.append(words)
            earlier.content = kept


def _before(clause: Clause, words: Words, limit: int) -> Words | None:
    return trimmed(clause, words.first, limit) if words.first < limit <= words.last else words


def _break(clause: Clause, later: Found) -> int | None:
    """Where a later attribution ends the content of an earlier one; None where it lies inside."""
    territory = later.territory
    if territory is not None and territory < 0:
        return -territory
    if territory is None or territory == 0:
        return None
    here = clause.words[territory]
    before = clause.words[territory - 1]
    if here in (",", "—", "and", "but") or here in CONJUNCTIONS:
        return territory
    if before in _TURNS and clause.word(territory - 2) in (",", ";", "—"):
        return territory - 1
    if before in ("but", "while", "although", "though", "whereas"):
        return territory - 1
    if before == ";":
        return territory
    return None
