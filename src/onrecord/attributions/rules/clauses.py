"""Sentences as rows of words: a quotation is one word, so its insides never look like grammar."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.alignment import Span
from onrecord.attributions.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    OPENING_ADVERBS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)
from onrecord.attributions.quotations import Quotation

QUOTATION = "“”"
"""What a quotation reads as in `Clause.words`."""

_TITLES = (
    "Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sen|Rep|Gov|Gen|Sgt|Lt|Col|Capt|Cmdr|Adm|Maj|Brig|Cpl|Pvt|Amb|Atty|"
    "St|Jr|Sr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|No|vs|etc|Inc|Corp|Ltd|Co|Dept|Gov’t"
)
_TOKEN = re.compile(
    rf"(?:[A-Za-z]\.){{2,}}|[A-Z]\.(?=\s+[A-Z])|(?:{_TITLES})\.|[^\W\d_]+(?:[-’'][^\W_]+)*['’]?(?=\W|\Z)|''|--+|[^\W_]+(?:[.,:/’'-][^\W_]+)*|[^\w\s]|_"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence: for each word its lower-case form, its offsets and whether it is capitalised.

    `quotations` holds the spoken quotations by the index of the word that stands for them.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    capital: list[bool]
    quotations: dict[int, Quotation]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """The stretch from word `first` through word `last`."""
        return Span(self.starts[first], self.ends[last])

    def word(self, at: int) -> str:
        """The word at an index, or nothing outside the sentence."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def is_name(self, at: int) -> bool:
        """Whether a word is capitalised for a reason other than standing first."""
        return 0 <= at < len(self.words) and self.capital[at] and self.words[at] not in _LOWERED


_LOWERED = (
    PRONOUNS
    | DETERMINERS
    | SUBORDINATORS
    | CONJUNCTIONS
    | PREPOSITIONS
    | AUXILIARIES
    | OPENING_ADVERBS
)


LONGEST = 250
"""Words in a sentence beyond which it is read in pieces: a text without full stops is none."""


def clauses_of(text: str, sentences: Iterable[Span], quotations: list[Quotation]) -> list[Clause]:
    """The sentences of a paragraph; those that part inside a spoken quotation are joined again."""
    spoken = [q for q in quotations if q.spoken]
    clauses: list[Clause] = []
    at = 0
    pending: int | None = None
    for sentence in sentences:
        start = sentence.start if pending is None else pending
        while at < len(spoken) and spoken[at].span.end <= start:
            at += 1
        inside = at
        while inside < len(spoken) and spoken[inside].span.end <= sentence.end:
            inside += 1
        if inside < len(spoken) and spoken[inside].span.start < sentence.end:
            pending = start
            continue
        clauses.extend(_pieces(_clause(text, Span(start, sentence.end), spoken[at:inside])))
        pending = None
        at = inside
    if pending is not None:
        span = Span(pending, max(sentence.end, spoken[-1].span.end))
        clauses.extend(_pieces(_clause(text, span, spoken[at:])))
    return clauses


def _pieces(clause: Clause) -> list[Clause]:
    """The clause itself, or pieces of it of at most `LONGEST` words."""
    if len(clause) <= LONGEST:
        return [clause]
    pieces = []
    for first in range(0, len(clause), LONGEST):
        part = slice(first, first + LONGEST)
        quotations = {
            at - first: q for at, q in clause.quotations.items() if first <= at < first + LONGEST
        }
        pieces.append(
            Clause(
                clause.words[part],
                clause.starts[part],
                clause.ends[part],
                clause.capital[part],
                quotations,
            )
        )
    return pieces


def _clause(text: str, span: Span, spoken: list[Quotation]) -> Clause:
    clause = Clause([], [], [], [], {})
    start = span.start
    for quotation in spoken:
        _add_words(clause, text, start, quotation.span.start)
        clause.quotations[len(clause.words)] = quotation
        _add(clause, QUOTATION, quotation.span.start, quotation.span.end, capital=False)
        start = quotation.span.end
    _add_words(clause, text, start, span.end)
    return clause


def _add_words(clause: Clause, text: str, start: int, end: int) -> None:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0] if match[0][0] != "-" else "—" if len(match[0]) > 1 else "-"
        _add(clause, word.lower().replace("’", "'"), match.start(), match.end(), word[0].isupper())


def _add(clause: Clause, word: str, start: int, end: int, capital: bool) -> None:
    clause.words.append(word)
    clause.starts.append(start)
    clause.ends.append(end)
    clause.capital.append(capital)
