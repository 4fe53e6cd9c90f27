"""The vocabularies of sides (states, bodies, their leaders) and of those who speak."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from onrecord.errors import BadLexicon
from onrecord.lexicons.loading import kept, lexicon_in_use, load

# What a mention of a side may be, for the scan that finds it (`onrecord.sides`).
FORMS = ("name", "adjective", "people", "capital", "seat", "organisation")
STATE_KEYS = {
    "names": "name",
    "adjectives": "adjective",
    "people": "people",
    "capitals": "capital",
    "weak_capitals": "weak capital",
    "seats": "seat",
}
BODY_KEYS = {
    "names": "organisation",
    "adjectives": "adjective",
    "people": "people",
    "organs": "organisation",
    "capitals": "capital",
    "seats": "seat",
}


class Word(NamedTuple):
    """Words of a side and the form in which they name it."""

    words: str
    side: str
    form: str


@dataclass(frozen=True, slots=True)
class Side:
    """A state or a body: its code, its plain English name, its adjective and all its words."""

    code: str
    name: str
    adjective: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A side that doubtful words mean if the report has one of `needs` and none of `unless`."""

    side: str
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leader:
    """A person whose name stands for a side in the years that they held the office.

    `until` is None while they hold it. `alone` is false where the family name is also a common
    word or a common family name: then a report must give the full name or an office with it.
    """

    family: str
    names: tuple[str, ...]
    side: str
    office: str
    since: int
    until: int | None
    alone: bool


@kept
def sides() -> dict[str, Side]:
    """Every state and body, by code."""
    extra = load("states_extra").get("states", {})
    found = {}
    for code, entry in load("states").items():
        own = extra.get(code, {})
        _check_keys("states_extra", code, own, {"name", "drop", *STATE_KEYS})
        dropped = set(own.get("drop", ()))
        entry = {**own, "names": [*entry["names"], *own.get("names", ())], "name": entry["name"]}
        words = [
            word for word in _words("states", code, entry, STATE_KEYS) if word.words not in dropped
        ]
        found[code] = _side(code, entry, words)
    if strange := set(extra) - set(found):
        raise BadLexicon(
            f"states_extra.toml has {sorted(strange)}, which states.toml lacks. Correct the code."
        )
    for code, entry in load("organisations").get("bodies", {}).items():
        _check_keys("organisations", code, entry, {"name", "side", "form", *BODY_KEYS})
        # A land that few recognise has a name as a state has.
        keys = {**BODY_KEYS, "names": entry.get("form", "organisation")}
        words = list(_words("organisations", entry.get("side", code), entry, keys))
        if known := found.get(entry.get("side", code)):
            found[known.code] = Side(
                known.code, known.name, known.adjective, known.words + tuple(words)
            )
        else:
            found[code] = _side(code, entry, words)
    return found


def _side(code: str, entry: Mapping[str, Any], words: list[Word]) -> Side:
    name = entry.get("name", code)
    adjectives = [word.words for word in words if word.form == "adjective"]
    return Side(code, name, adjectives[0] if adjectives else name, tuple(dict.fromkeys(words)))


def _words(file: str, code: str, entry: Mapping[str, Any], keys: dict[str, str]) -> Iterator[Word]:
    for key, form in keys.items():
        for words in _strings(file, code, entry.get(key, [])):
            yield Word(words, code, form)
            if (plain := unaccented(words)) != words:
                yield Word(plain, code, form)


def unaccented(words: str) -> str:
    """The words without accents, as agencies write them.

    >>> unaccented("Bogotá")
    'Bogota'
    """
    parts = unicodedata.normalize("NFD", words)
    return "".join(part for part in parts if not unicodedata.combining(part))


@kept
def elsewhere() -> tuple[str, ...]:
    """Names that hold a side's name and are another thing ("New Mexico"), each once.

    What a lexicon in use names as a side ("Northern Ireland") is one.
    """
    own = lexicon_in_use().tables.get("organisations", {}).get("bodies", {})
    named = {words for entry in own.values() for key in BODY_KEYS for words in entry.get(key, ())}
    found: dict[str, None] = {}
    for entry in load("states_extra").get("elsewhere", []):
        if not entry.get("reason"):
            raise BadLexicon(
                "states_extra.toml: an [[elsewhere]] has no reason. Say why its words are no side."
            )
        found.update(dict.fromkeys(_strings("states_extra", "elsewhere", entry.get("words"))))
    return tuple(words for words in found if words not in named)


@lru_cache(maxsize=32)
def around(key: str) -> frozenset[str]:
    """The words beside a mention that decide what it is, under one key of `[around]`."""
    return frozenset(_strings("states_extra", key, load("states_extra").get("around", {}).get(key)))


@kept
def doubtful() -> dict[str, tuple[Case, ...]]:
    """Words that mean a side only as the rest of the report says, with their cases in order."""
    found: dict[str, tuple[Case, ...]] = {}
    for file in ("states_extra", "organisations"):
        for entry in load(file).get("doubtful", []):
            if not entry.get("reason"):
                raise BadLexicon(
                    f"{file}.toml: a [[doubtful]] has no reason. Say what else its words can be."
                )
            try:
                cases = tuple(
                    Case(case["side"], tuple(case.get("needs", ())), tuple(case.get("unless", ())))
                    for case in entry["cases"]
                )
            except (KeyError, TypeError) as error:
                raise BadLexicon(
                    f"{file}.toml: the [[doubtful]] {entry.get('words')} has a case without a side "
                    "or no cases. Write cases = [{ side = ..., needs = [...] }]."
                ) from error
            for case in cases:
                if case.side not in sides():
                    raise BadLexicon(
                        f"{file}.toml: the [[doubtful]] {entry.get('words')} means {case.side}, "
                        "which is no side. Correct the code."
                    )
            found.update(dict.fromkeys(_strings(file, "doubtful", entry.get("words")), cases))
    return found


@kept
def doubtful_forms() -> dict[str, str]:
    """The form of each of the doubtful words, for those that no side lists as its own."""
    found: dict[str, str] = {}
    for file in ("states_extra", "organisations"):
        for entry in load(file).get("doubtful", []):
            form = entry.get("form", "seat")
            if form not in FORMS:
                raise BadLexicon(
                    f"{file}.toml: the [[doubtful]] {entry.get('words')} has the form {form!r}. "
                    f"Known are {', '.join(FORMS)}."
                )
            found.update(dict.fromkeys(_strings(file, "doubtful", entry.get("words")), form))
    return found


@kept
def leaders() -> tuple[Leader, ...]:
    """The people whose name in the news stands for a side, in the order of the file."""
    found = []
    content = load("leaders")
    common = set(_strings("leaders", "common", content.get("common", [])))
    for side, rows in content.get("sides", {}).items():
        if side not in sides():
            raise BadLexicon(f"leaders.toml: {side} is no side. Correct the code.")
        for row in rows:
            found.append(_leader(side, row, common))
    return tuple(found)


def _leader(side: str, row: Any, common: set[str]) -> Leader:
    match row:
        case [str(family), list(names), str(office), int(since), *rest] if names and (
            not rest or (len(rest) == 1 and isinstance(rest[0], int) and rest[0] >= since)
        ):
            until = rest[0] if rest else None
        case _:
            raise BadLexicon(
                f"leaders.toml: under {side}, {row} is not [family name, [full names], office, "
                "first year, last year]. Leave the last year out while they hold the office."
            )
    full = tuple(_strings("leaders", side, names))
    return Leader(family, full, side, office, since, until, family not in common)


@lru_cache(maxsize=32)
def speaker_words(table: str, key: str) -> tuple[str, ...]:
    """The words under one key of a table of `speakers.toml`, in the order of the file.

    >>> speaker_words("bodies", "owners")
    ('ministry', 'government', 'department', 'embassy')
    """
    return tuple(_strings("speakers", key, load("speakers").get(table, {}).get(key)))


def any_of(words: Iterable[str]) -> str:
    """A pattern that fits any of the words, tried in their order.

    >>> any_of(("ministry", "Dr."))
    '(?:ministry|Dr\\\\.)'
    """
    return f"(?:{'|'.join(map(re.escape, words))})"


def _strings(file: str, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(
        isinstance(v, str) and v.strip() == v != "" for v in value
    ):
        raise BadLexicon(
            f"{file}.toml: {key} needs a list of words, not {value!r}. Mend the entry."
        )
    return value


def _check_keys(file: str, code: str, entry: Mapping[str, Any], known: set[str]) -> None:
    if strange := set(entry) - known:
        raise BadLexicon(
            f"{file}.toml: {code} has {sorted(strange)}. Known are {', '.join(sorted(known))}."
        )
