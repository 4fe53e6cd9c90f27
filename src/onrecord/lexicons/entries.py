"""Reads the tables of a user's lexicon key by key; what is wrong is said with file and entry."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from onrecord.errors import BadLexicon

# So many names may be listed in a message; of more, only the nearest is shown.
_FEW = 16
# So much of what is given is shown in a message, in characters.
_ROOM = 60


class Entry:
    """One table of a file, whose keys are all among `keys`; raises BadLexicon if they are not."""

    def __init__(self, file: str, where: str, given: Any, keys: Collection[str]) -> None:
        self.file, self.where = file, where
        if not isinstance(given, Mapping):
            raise self.fault(f"is {shown(given)}, not a table. Give it one of: {_listed(keys)}.")
        self.given: Mapping[str, Any] = given
        for key in given:
            if key not in keys:
                raise self.fault(f"has {shown(key)}, which is no key here. {nearest(key, keys)}")

    def fault(self, reason: str) -> BadLexicon:
        """The error that says what is wrong here, in one line."""
        return BadLexicon(f"{self.file}: [{self.where}] {' '.join(reason.split())}")

    def words(self, key: str, *, needed: bool = False, lower: bool = False) -> list[str]:
        """A list of words, each once, in lower case if `lower`; none if it is not given."""
        given = self.given.get(key, [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise self.fault(
                f'{key} is {shown(given)}. Make it a list of words: {key} = ["…", "…"].'
            )
        for words in given:
            if not any(letter.isalnum() for letter in words):
                raise self.fault(f"{key} has {shown(words)}, which is no word. Take it out.")
            if words != " ".join(words.split()):
                raise self.fault(
                    f"{key} has {shown(words)}, with blanks at its end or in a row. Take them out."
                )
        if needed and not given:
            raise self.fault(f'needs {key}. Add words: {key} = ["…", "…"].')
        return list(dict.fromkeys(map(str.lower, given) if lower else given))

    def text(self, key: str, among: Collection[str] = (), default: str | None = None) -> str:
        """A text, one of `among` if there are any; must be given unless there is a default."""
        given = self.given.get(key, default)
        known = f" {nearest(given if isinstance(given, str) else '', among)}" if among else ""
        if given is None:
            raise self.fault(f'needs {key}. Add {key} = "…".{known}')
        if not isinstance(given, str) or not given.strip():
            raise self.fault(f'{key} is {shown(given)}. Make it a text: {key} = "…".{known}')
        if among and given not in among:
            raise self.fault(f"{key} is {shown(given)}, which is unknown.{known}")
        return given

    def number(self, key: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`, or None if it is not given."""
        given = self.given.get(key)
        if given is None:
            return None
        if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
            raise self.fault(
                f"{key} is {shown(given)}. Make it a whole number from {low} to {high}."
            )
        return given

    def flag(self, key: str) -> bool:
        """True or false, which it is if it is not given."""
        given = self.given.get(key, False)
        if not isinstance(given, bool):
            raise self.fault(f"{key} is {shown(given)}. Make it true or false.")
        return given

    def table(self, key: str, keys: Collection[str]) -> "Entry":
        """The table under a key; an empty one if it is not given."""
        return Entry(self.file, f"{self.where}.{key}", self.given.get(key, {}), keys)

    def tables(self, key: str, keys: Collection[str]) -> "list[Entry]":
        """The tables of a list of tables, numbered from 1."""
        return list(numbered(self.file, f"{self.where}.{key}", self.given.get(key, []), keys))


def named(file: str, where: str, given: Any, keys: Collection[str]) -> Iterator[tuple[str, Entry]]:
    """The tables of a table by name: `[kinds.fisheries]`."""
    if not isinstance(given, Mapping):
        raise BadLexicon(
            f"{file}: [{where}] is {shown(given)}, not a table. Begin each of its entries with "
            f"[{where}.NAME]."
        )
    for name, value in given.items():
        entry = Entry(file, f"{where}.{name}", value, keys)
        if not name.strip():
            raise entry.fault("has an empty name. Give it one.")
        yield name, entry


def numbered(file: str, where: str, given: Any, keys: Collection[str]) -> Iterator[Entry]:
    """The tables of a list of tables, in order: `[[actors]]`."""
    if not isinstance(given, list):
        raise BadLexicon(
            f"{file}: [{where}] is not a list of tables. Begin each of its entries with "
            f"[[{where}]], in double brackets."
        )
    for number, value in enumerate(given, start=1):
        yield Entry(file, f"{where} {number}", value, keys)


def shown(given: Any) -> str:
    """What a file gives, as TOML would spell it, and no longer than a line has room for."""
    spelt = (
        str(given)
        if isinstance(given, date | time)
        else json.dumps(given, ensure_ascii=False, default=str)
    )
    return spelt if len(spelt) <= _ROOM else f"{spelt[: _ROOM - 1]}…"


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that is meant most likely, as a question; else all, if they are few.

    >>> nearest("knds", ["kinds", "cues"]), nearest("x", ["kinds", "cues"])
    ('Did you mean "kinds"?', 'Known are cues, kinds.')
    """
    if close := get_close_matches(word, known, n=1):
        return f'Did you mean "{close[0]}"?'
    return f"Known are {_listed(known)}." if 0 < len(known) <= _FEW else "Correct it."


def _listed(known: Collection[str]) -> str:
    return ", ".join(sorted(known))
