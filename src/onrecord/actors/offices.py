"""Offices, titles and bodies: which words name them, and whether they speak for a side."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord import lexicons
from onrecord.errors import BadLexicon


@dataclass(frozen=True, slots=True)
class Office:
    """A word for an office or body: its class, and whether it speaks for a side.

    `speaks` is `side`, `self` or `report`. `needs_side` marks words such as "director" that speak
    for a side only where the report names it beside them.
    """

    words: str
    kind: str
    speaks: str
    personal: bool
    needs_side: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """The vocabulary of `data/offices.toml`."""

    by_first_word: Mapping[str, tuple[tuple[tuple[str, ...], Office], ...]]
    modifiers: frozenset[str]
    stripped: frozenset[str]
    genders: Mapping[str, str | None]
    fixed: Mapping[str, str]
    ranks: Mapping[str, str]
    bare: Mapping[str, tuple[str, ...]]
    first_names: frozenset[str]
    last_names: frozenset[str]
    named_bodies: frozenset[str]
    kin: Mapping[str, str]
    agencies: frozenset[str]
    partisan: frozenset[str]
    in_firms: frozenset[str]

    def at(self, words: list[str], at: int) -> tuple[Office, int] | None:
        """The longest office whose words begin at `at`, and how many words it has."""
        for phrase, office in self.by_first_word.get(_bare(words[at]), ()):
            last = len(phrase) - 1
            if all(
                (_bare(words[at + k]) if k == last else words[at + k]) == word
                for k, word in enumerate(phrase)
                if at + k < len(words)
            ) and at + last < len(words):
                return office, len(phrase)
        return None

    def words_of(self, kind: str) -> list[str]:
        """All words of a class."""
        found = (office for phrases in self.by_first_word.values() for _, office in phrases)
        return [office.words for office in found if office.kind == kind]

    def kind_of(self, words: str) -> str | None:
        """The class of an office, or None where the words are none."""
        found = self.at(words.split(), 0)
        return found[0].kind if found else None


def _bare(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word.rstrip("'")


@lexicons.kept
def load_offices() -> Offices:
    """The vocabulary, read once."""
    table = lexicons.load("offices")
    found: dict[str, list[tuple[tuple[str, ...], Office]]] = {}
    try:
        for kind, entry in table["classes"].items():
            weak = set(entry.get("needs_side", ()))
            for words in entry["words"]:
                office = Office(words, kind, entry["speaks"], entry["personal"], words in weak)
                phrase = tuple(words.split())
                found.setdefault(phrase[0], []).append((phrase, office))
        genders: dict[str, str | None] = {}
        for gender, words in table["address"].items():
            genders.update(dict.fromkeys(words, None if gender == "any" else gender))
        return Offices(
            {
                word: tuple(sorted(phrases, key=lambda p: -len(p[0])))
                for word, phrases in found.items()
            },
            frozenset(table["modifiers"]["portfolios"]),
            frozenset(word for words in table["stripped"].values() for word in words),
            genders,
            {words: side for side, listed in table["fixed"].items() for words in listed},
            dict(table["ranks"]),
            {word: tuple(sides) for word, sides in table["bare"].items()},
            frozenset(table["names"]["first"]),
            frozenset(table["names"]["last"]),
            frozenset(table["names"]["bodies"]),
            {word: gender for gender, words in table["kin"].items() for word in words},
            frozenset(table["agencies"]["words"]),
            frozenset(table["no_state"]["before_officials"]),
            frozenset(table["no_state"]["after_heads"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadLexicon(
            f"offices.toml is no office vocabulary ({error!r}). Reinstall onrecord."
        ) from error
