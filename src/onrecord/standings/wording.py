"""The words that tell which paper, talks or request a claim is about (data/tensions.toml)."""

import re
from functools import cache
from typing import Any

from onrecord.errors import BadLexicon
from onrecord.lexicons import any_of, load


def instruments_in(words: str) -> frozenset[str]:
    """The instruments that the words name; one that is denied ("not a treaty") is not among them.

    >>> sorted(instruments_in("it is a memorandum of understanding, not a treaty"))
    ['memorandum']
    """
    pattern, names = _instruments()
    plain = words.replace("-", " ").replace("’", "'")
    return frozenset(
        names[" ".join(match["words"].casefold().split())]
        for match in pattern.finditer(plain)
        if not match["denied"]
    )


def names_any(words: str, key: str) -> bool:
    """Whether a word begins as one of those under a key of `[words]`.

    >>> names_any("It was not in talks", "talks"), names_any("We have not closed the gaps", "talks")
    (True, False)
    """
    return _stems(key).search(words) is not None


@cache
def word_set(key: str) -> frozenset[str]:
    """The words under a key of `[words]`."""
    return frozenset(_words(key, load("tensions").get("words", {}).get(key)))


@cache
def _stems(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(sorted(word_set(key)))}", re.IGNORECASE)


@cache
def _instruments() -> tuple[re.Pattern[str], dict[str, str]]:
    found: dict[str, str] = {}
    for instrument, words in load("tensions").get("instruments", {}).items():
        found |= {word.casefold(): instrument for word in _words(instrument, words)}
    longest_first = sorted(found, key=len, reverse=True)
    denied = any_of(sorted(word_set("not_that_paper")))
    pattern = (
        rf"(?:\b(?P<denied>{denied})\s+(?:\w+\s+){{0,2}})?\b(?P<words>{any_of(longest_first)})\b"
    )
    return re.compile(pattern.replace(r"\ ", r"\s+"), re.IGNORECASE), found


def _words(key: str, words: Any) -> list[str]:
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        raise BadLexicon(
            f"tensions.toml: {key} needs a list of words, not {words!r}. Mend the entry."
        )
    return words
