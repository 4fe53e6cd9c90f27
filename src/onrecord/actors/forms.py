"""A name as a report gives it -> what tells a person, or an office, from others of its side."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord import lexicons
from onrecord.actors.offices import Offices, load_offices
from onrecord.errors import BadLexicon
from onrecord.lexicons import leaders, sides, unaccented

_WORD = re.compile(r"[^\W_][\w’'.-]*")
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,3}")


@dataclass(frozen=True, slots=True)
class Form:
    """A speaker's name taken apart.

    A person has a `last` name and what is `given` before it, in order, an initial as one letter;
    an office has neither, and `office` is its words without the side. `shown` is the name without
    titles, `ident` the shortest that tells them from others, and `suffix` "jr" or the like.
    """

    shown: str
    ident: str
    given: tuple[str, ...] = ()
    last: str = ""
    suffix: str = ""
    office: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is a person's name."""
        return bool(self.last)

    @property
    def has_first_name(self) -> bool:
        """Whether it gives a first name, and not initials alone."""
        return bool(self.given) and len(self.given[0]) > 1


def form_of(name: str, side: str | None) -> Form:
    """A name taken apart.

    >>> form = form_of("President Donald J. Trump", "US")
    >>> form.shown, form.given, form.last
    ('Donald J. Trump', ('donald', 'j'), 'trump')
    >>> form_of("spokeswoman for the Guatemalan foreign ministry", "GT").office
    'foreign ministry spokesperson'
    """
    return _forms()(name, side)


@lexicons.kept
def _forms() -> Callable[[str, str | None], Form]:
    return lru_cache(maxsize=1 << 14)(_form_of)


def _form_of(name: str, side: str | None) -> Form:
    words = _WORD.findall(name.replace("’s", "'s"))
    shown = _without_titles(words, side)
    if not shown:
        office = _office(name, side)
        return Form(" ".join(name.split()), office, office=office)
    folded = [folded_name(word) for word in shown]
    suffix = ""
    while len(folded) > 1 and folded[-1] in _vocabulary().suffixes:
        suffix, folded = folded[-1], folded[:-1]
    if known := _known_leaders().get((side, " ".join(folded))):
        return Form(" ".join(shown), known[0], known[1], known[2], suffix)
    *before, last = folded
    given = []
    for word, plain in zip(shown, before, strict=False):
        if plain in _vocabulary().particles:
            continue
        given += _parts(word)
    last = _without_particle(last)
    return Form(" ".join(shown), identity(given, last), tuple(given), last, suffix)


def identity(given: Sequence[str], last: str) -> str:
    """The first name and the last, or all initials before it.

    >>> identity(("donald", "j"), "trump"), identity(("j", "d"), "vance")
    ('donald trump', 'jd vance')
    """
    first = given[0] if given and len(given[0]) > 1 else "".join(given)
    return f"{first} {last}".strip()


def folded_name(word: str) -> str:
    """A word of a name without accents, points and capitals.

    >>> folded_name("Bogotá"), folded_name("U.S.")
    ('bogota', 'us')
    """
    plain = unaccented(unicodedata.normalize("NFKC", word)).casefold()
    return plain.replace(".", "").replace("’", "'").removesuffix("'s").rstrip("'")


def slug(name: str) -> str:
    """A name in small letters, digits and underscores.

    >>> slug("New START")
    'new_start'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"\W+", "_", folded).strip("_")


def short_names() -> Mapping[str, frozenset[str]]:
    """First names, with those that may stand for each."""
    return _vocabulary().short


def _parts(word: str) -> list[str]:
    """A word before a last name, folded; "J.D.", "JD" and "Ki-moon" are two."""
    plain = folded_name(word)
    return list(plain) if _INITIALS.fullmatch(word) else plain.split("-")


def _without_particle(last: str) -> str:
    """A last name without what is bound to it: "al-Rubaie" is also "Rubaie"."""
    first, hyphen, rest = last.partition("-")
    return rest if hyphen and first in _vocabulary().particles else last


def _without_titles(words: Sequence[str], side: str | None) -> list[str]:
    """The words of a person's name, without titles; none where it is an office or a body."""
    offices, vocabulary = load_offices(), _vocabulary()
    folded = [folded_name(word) for word in words]
    if not folded or " ".join(folded) in _names_of(side).every:
        return []
    at = _end_of_titles(folded, side, offices)
    rest, plain = list(words[at:]), folded[at:]
    if not {"and", "of", "for"}.isdisjoint(plain):
        return []
    while len(plain) > 1 and plain[-1] in vocabulary.suffixes:
        plain = plain[:-1]
    if not plain or not _is_person(rest[: len(plain)], plain, offices, vocabulary):
        return []
    return rest


def _end_of_titles(folded: list[str], side: str | None, offices: Offices) -> int:
    """Where a name begins after titles, offices and the side: "Honduras's director Wilson Paz"."""
    own, at = _names_of(side), 0
    while at < len(folded):
        if folded[at] in offices.first_names and at < len(folded) - 1:
            break  # "Bill Clinton"
        if length := own.at(folded, at):
            at += length
        elif found := offices.at(folded, at):
            if at == len(folded) - 1 and at and folded[at] in offices.last_names:
                break  # "Angus King"
            at += found[1]
        elif (
            folded[at] in offices.genders
            or folded[at] in offices.modifiers
            or folded[at] in offices.stripped
            or folded[at] in _vocabulary().empty
        ):
            at += 1
        else:
            break
    return at


def _is_person(
    words: Sequence[str], folded: Sequence[str], offices: Offices, vocabulary: "_Vocabulary"
) -> bool:
    """Whether words without titles are a person's name: with capitals, and not a body's."""
    if any(
        not w[0].isupper() and f not in vocabulary.particles and "-" not in w
        for w, f in zip(words, folded, strict=True)
    ):
        return False  # fmt: skip
    if len(folded) > 1 and folded[-1] in offices.named_bodies:
        return False
    bodies = [k for k in range(len(folded)) if offices.at(list(folded), k)]
    return all(folded[k] in offices.last_names or folded[k] in offices.first_names for k in bodies)


def _office(name: str, side: str | None) -> str:
    """The words of an office without its side: "Tunisia's president" is "president"."""
    vocabulary, own = _vocabulary(), _names_of(side)
    folded = [folded_name(word) for word in _WORD.findall(name)]
    folded = [word for word in folded if word not in vocabulary.empty] or folded
    if " ".join(folded) in own.itself:
        return vocabulary.government if own.has_government else folded_name(side or "")
    for joint in ("for", "of"):
        if joint in folded[1:-1]:
            at = folded.index(joint)
            # "spokesman for the foreign ministry", "minister of justice"
            folded = [*folded[at + 1 :], *folded[:at]]
    left, at = [], 0
    while at < len(folded):
        length = own.at(folded, at)
        left += [] if length else [folded[at]]
        at += length or 1
    words = f" {' '.join(left or folded)} "
    for known, others in vocabulary.same:
        for other in others:
            words = words.replace(f" {other} ", f" {known} ")
    return words.strip()


@lexicons.kept
def _known_leaders() -> Mapping[tuple[str | None, str], tuple[str, tuple[str, ...], str]]:
    """What leaders are told by, what is given and the family name, by side and each full name.

    "Ban Ki-moon" has the family name first, and "Joe Biden" is "Joseph R. Biden".
    """
    vocabulary, titles = _vocabulary(), load_offices().genders
    known: dict[tuple[str | None, str], tuple[str, tuple[str, ...], str]] = {}
    for leader in leaders():
        family = [w for w in _folded(leader.family).split() if w not in vocabulary.suffixes][-1]
        first: tuple[str, ...] = ()
        ident = ""
        for name in leader.names:
            words = [
                word
                for word in name.replace(",", "").split()
                if folded_name(word) not in vocabulary.suffixes and word.lower() not in titles
            ]
            given = tuple(
                part
                for word in words
                if folded_name(word) not in (family, *vocabulary.particles)
                for part in _parts(word)
            )
            whole = _folded(" ".join(words))
            first = first or given[:1]
            ident = ident or (whole if whole.startswith(family) else identity(given, family))
            known.setdefault((leader.side, whole), (ident, (*first, *given[1:]), family))
    return known


@dataclass(frozen=True, slots=True)
class _SideNames:
    """What a side is called, folded: by `every` word, by those for `itself`, and before an office.

    `has_government` is true of states: a state by its own name speaks as its government.
    """

    every: frozenset[str]
    itself: frozenset[str]
    before: Mapping[str, tuple[tuple[str, ...], ...]]
    has_government: bool

    def at(self, folded: Sequence[str], at: int) -> int:
        """How many words from `at` on name the side, or none."""
        for words in self.before.get(folded[at], ()):
            if tuple(folded[at : at + len(words)]) == words:
                return len(words)
        return 0


def _names_of(side: str | None) -> _SideNames:
    return _names_of_sides()(side)


@lexicons.kept
def _names_of_sides() -> Callable[[str | None], _SideNames]:
    return lru_cache(maxsize=1 << 10)(_side_names)


def _side_names(side: str | None) -> _SideNames:
    known = sides().get(side or "")
    words = known.words if known else ()
    state = any(word.form == "name" for word in words)
    own = [side or "", *((known.name, known.adjective) if known else ())]
    itself = {w.words for w in words if w.form in ("name", "capital", "weak capital")} | {*own}
    before: dict[str, list[tuple[str, ...]]] = {}
    for name in {w.words for w in words if w.form in ("name", "adjective", "people")} | {*own}:
        if phrase := tuple(_folded(name).split()):
            before.setdefault(phrase[0], []).append(phrase)
    return _SideNames(
        frozenset(_folded(word.words) for word in words),
        frozenset(map(_folded, itself)),
        {first: tuple(sorted(some, key=lambda p: -len(p))) for first, some in before.items()},
        state,
    )


def _folded(words: str) -> str:
    return " ".join(folded_name(word) for word in words.split())


class _Vocabulary:
    """The lists of data/known_actors.toml."""

    def __init__(self) -> None:
        table = lexicons.load("known_actors")
        try:
            self.particles = frozenset(table["particles"])
            self.suffixes = frozenset(table["suffixes"])
            self.empty = frozenset(table["empty"])
            self.government = str(table["government"])
            self.same = tuple((known, tuple(others)) for known, others in table["same"].items())
            short: dict[str, set[str]] = {}
            for known, others in table["short"].items():
                for name in (known, *others):
                    short.setdefault(name, set()).update({known, *others} - {name})
            self.short = {name: frozenset(others) for name, others in short.items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise BadLexicon(
                f"known_actors.toml is no vocabulary of names ({error!r}). Reinstall onrecord."
            ) from error


@lexicons.kept
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()
