"""Proper names of agreements in words, and what of a name tells its agreement from others."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.claims.vocabulary import agreement_words
from onrecord.lexicons import any_of, kept, load, sides

_TOKEN = re.compile(r"[^\W_](?:[\w.’'-]*\w|(?:\.\w)+\.)?|[^\w\s]")
_SMALL = re.compile(r"[^\W_]+")
# Of a headline's long words most begin with a capital, so capitals tell nothing there.
_TITLE_CASE, _LONG = 0.85, 4


def names_in(words: str) -> tuple[str, ...]:
    """The proper names of agreements in the words, each once, in order.

    >>> names_in("he put the Joint Security Program beside the Prespa agreement and AUKUS")
    ('Joint Security Program', 'Prespa agreement', 'AUKUS')
    >>> names_in("Leaders Hail Landmark Deal")
    ()
    """
    vocabulary = _vocabulary()
    if not vocabulary.maybe.search(words):
        return ()
    known = [match.span() for match in vocabulary.known.finditer(words)]
    found = list(known)
    if not _is_headline(words):
        for start, end in _names(words, vocabulary):
            inside = [(s, e) for s, e in found if s < end and start < e]
            if all(start <= s and e <= end for s, e in inside):
                found = [span for span in found if span not in inside] + [(start, end)]
    names = (" ".join(words[start:end].split()) for start, end in sorted(found))
    return tuple(dict.fromkeys(names))


def parts_in(words: str) -> frozenset[str]:
    """The words for papers that belong to another agreement.

    >>> sorted(parts_in("signed an addendum to the 2023 memorandum"))
    ['addendum']
    """
    return frozenset(found.lower() for found in _vocabulary().part.findall(words))


def may_bind(name: str, parties: Iterable[str]) -> bool:
    """Whether an agreement of that name may be one of these parties, as far as is known.

    >>> may_bind("Abraham Accords", ("CD", "RW")), may_bind("Abraham Accords", ("IL", "MA"))
    (False, True)
    """
    known = agreement_words().named.get(name)
    return known is None or known.parties == ("UN",) or not {*known.parties}.isdisjoint(parties)


def _name_told_by(
    names: tuple[str, ...], instruments: tuple[str, ...], parties: tuple[str, ...]
) -> str:
    if part := next((words for words in instruments if parts_in(words)), None):
        return f"+{part}"
    told = {told for name in names if (told := told_by(name, parties))}
    return told.pop() if len(told) == 1 else ""


def name_told_by(
    names: tuple[str, ...], instruments: tuple[str, ...], parties: Sequence[str]
) -> str:
    """What tells the agreement of a mention from others of its parties, or nothing.

    Two names in one quote tell nothing: it may speak of either. An addendum is apart from what it
    belongs to.

    >>> name_told_by(("Minsk accords",), (), ("RU", "UA")), name_told_by((), ("addendum",), ())
    ('minsk', '+addendum')
    """
    return _told().of_mention(names, instruments, tuple(parties))


def is_part(name: str) -> bool:
    """Whether a name is that of a paper that belongs to another ("+addendum")."""
    return name.startswith("+")


def told_by(name: str, parties: Sequence[str]) -> str:
    """What tells an agreement of these parties from their others, or nothing.

    >>> told_by("Prespa Agreement", ("GR", "MK")), told_by("Safe Third Country Agreement", ("GT",))
    ('prespa', '')
    >>> told_by("Paris Agreement", ("UN",))
    'paris'
    >>> told_by("Kigali accord", ("GB", "RW")), told_by("Joint Comprehensive Plan of Action", ())
    ('', 'jcpoa')
    """
    return _told().of_name(name, tuple(parties))


class _Told(NamedTuple):
    """What names tell, remembered: the same few come again and again."""

    of_name: Callable[[str, tuple[str, ...]], str]
    of_mention: Callable[[tuple[str, ...], tuple[str, ...], tuple[str, ...]], str]


@kept
def _told() -> _Told:
    return _Told(lru_cache(maxsize=1 << 14)(_told_by), lru_cache(maxsize=1 << 14)(_name_told_by))


def _told_by(name: str, parties: tuple[str, ...]) -> str:
    vocabulary = _vocabulary()
    name = vocabulary.same.get(name.casefold(), name)
    known = sides()
    own = {
        word
        for party in parties
        if party in known
        for each in known[party].words
        for word in _SMALL.findall(each.words.replace(".", "").casefold())
    }
    left = [
        word
        for word in _SMALL.findall(name.replace(".", "").casefold())
        if word not in own and word not in vocabulary.generic
    ]
    return " ".join(left)


class _Vocabulary:
    """The lists of data/across.toml, and the names of data/agreements.toml with a capital."""

    def __init__(self) -> None:
        names = load("across")["names"]
        self.heads = frozenset(names["heads"])
        self.capital_heads = frozenset(names["capital_heads"])
        self.joiners = frozenset(names["joiners"])
        self.stops = frozenset(names["stops"])
        kinds = load("kinds")["kinds"].values()
        of_kinds = {
            word
            for kind in kinds
            for words in kind["strong"]
            for word in _SMALL.findall(words.casefold())
        }
        every = (*names["heads"], *names["capital_heads"])
        named = [
            name
            for name, entry in agreement_words().named.items()
            if name[0].isupper() and entry.parties
        ]
        known = sorted({*named, *(n for e in names["same"] for n in e["names"])}, key=len)[::-1]
        self.known = re.compile(rf"(?<!\w){any_of(known)}(?!\w)")
        self.maybe = re.compile(rf"\b{any_of(every)}\b|{self.known.pattern}", re.IGNORECASE)
        self.part = re.compile(rf"\b{any_of(names['parts'])}\b", re.IGNORECASE)
        self.same = {n.casefold(): e["names"][0] for e in names["same"] for n in e["names"]}
        # A place may begin a sentence and still be a name: "Paris agreement".
        self.places = frozenset(
            word.words
            for side in sides().values()
            for word in side.words
            if word.words[0].isupper()
        )
        # "paris" tells a kind, but it tells the Paris Agreement from others too.
        of_kinds -= {place.casefold() for place in self.places}
        self.generic = (
            self.heads | self.capital_heads | self.joiners | of_kinds | frozenset(names["generic"])
        )


@kept
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


def _is_headline(words: str) -> bool:
    long = [word for word in _SMALL.findall(words) if len(word) >= _LONG]
    capitals = sum(word[0].isupper() for word in long)
    return len(long) >= _LONG and capitals > _TITLE_CASE * len(long)


def _names(words: str, vocabulary: _Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield where a name made of capitals and a head stands."""
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words)]
    for nth, (token, _, end) in enumerate(tokens):
        low = token.casefold()
        capital = token[0].isupper()
        if low not in vocabulary.heads and not (capital and low in vocabulary.capital_heads):
            continue
        first = _first_of_name(tokens, nth, vocabulary)
        if capital:
            end = _end_of_name(tokens, nth, vocabulary)
            if first == nth and end == tokens[nth][2]:
                continue
        elif not _is_named(tokens, first, nth, vocabulary):
            continue
        yield tokens[first][1], end


def _first_of_name(
    tokens: Sequence[tuple[str, int, int]], head: int, vocabulary: _Vocabulary
) -> int:
    """The first of the words with capitals before a head, without those that begin no name."""
    first = head
    for nth in range(head - 1, -1, -1):
        token = tokens[nth][0]
        if token[0].isupper() and not token.endswith(("’s", "'s")):
            first = nth
        elif token not in ("and", "of", "for", "on") or first == head:
            break
    while first < head and tokens[first][0].casefold() in vocabulary.stops:
        first += 1
    while first < head and not tokens[first][0][0].isupper():
        first += 1
    return first


def _end_of_name(tokens: Sequence[tuple[str, int, int]], head: int, vocabulary: _Vocabulary) -> int:
    """Where a name ends that goes on after its head: "Treaty on Open Skies"."""
    end, nth = tokens[head][2], head + 1
    if nth < len(tokens) and tokens[nth][0] not in ("on", "of", "for", "against"):
        return end
    while nth < len(tokens):
        token = tokens[nth][0]
        if token.casefold() in vocabulary.stops and token not in vocabulary.joiners:
            break  # "left the Treaty on Open Skies on Sunday"
        if token[0].isupper():
            end = tokens[nth][2]
        elif token not in vocabulary.joiners and not _lists(tokens, nth):
            break
        nth += 1
    return end


def _lists(tokens: Sequence[tuple[str, int, int]], comma: int) -> bool:
    """Whether a comma is one of a list within a name: "Reciprocal, Fair, and Balanced Trade"."""
    after = [token for token, _, _ in tokens[comma + 1 : comma + 4]]
    match tokens[comma][0], after:
        case [",", ["and", word, *_] | [word, "and", *_] | [word, ",", "and"]]:
            return word[0].isupper()
    return False


def _is_named(
    tokens: Sequence[tuple[str, int, int]], first: int, head: int, vocabulary: _Vocabulary
) -> bool:
    """Whether words with capitals before a small head name it: "Prespa agreement"."""
    own = [token for token, _, _ in tokens[first:head]]
    if not own or all(word.casefold() in vocabulary.generic for word in own):
        return False
    return first > 0 or " ".join(own) in vocabulary.places
