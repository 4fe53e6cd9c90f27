"""The words for agreements and kinds, compiled from data/{agreements,kinds}.toml."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.claims.letters import lowered
from onrecord.lexicons import kept, load

# A report with none of these, and no noun for an agreement, claims nothing of any.
_SIGNS = (
    "negotiat", "agree", "talks", "truce", "ratif", "commit", "pledg", "sign", "peace", "swap",
    "deport", "extradit", "migrant", "prisoner", "hostage", "detainee", "refugee", "asylum",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedAgreement:
    """An agreement known by a name, with the parties it has where the report names none."""

    parties: tuple[str, ...]
    kind: str
    whole: bool


@kept
def agreement_words() -> "AgreementWords":
    """The vocabulary of data/agreements.toml."""
    return AgreementWords()


class AgreementWords:
    """How agreements are named: the lists of data/agreements.toml, which says what each is for.

    `noun` is for the words as written; `maybe_noun`, `group` and `sign` are for `lowered` words.
    `maybe_noun` finds all that `noun` finds, and more, in a fraction of the time.
    """

    def __init__(self) -> None:
        lists = load("agreements")
        self.named = {
            name: NamedAgreement(tuple(e["parties"]), e["kind"], e.get("whole", False))
            for e in lists["named"]
            for name in e["names"]
        }
        self.weak = frozenset(lists["weak"])
        self.not_before = frozenset(lists["not_before"])
        self.not_after = tuple(f" {words}" for words in lists["not_after"])
        self.usual: dict[tuple[str, str], str] = {
            (e["kind"], e["side"]): e["with"] for e in lists["usual"]
        }
        self.mild = frozenset(lists["mild"])
        self.weighty = frozenset(lists["weighty"])
        self.references = frozenset(lists["references"])
        self.phrase_stop = frozenset(lists["phrase_stop"])
        self.determiners = frozenset(lists["determiners"])
        self.verb_before = frozenset(lists["verb_before"])
        self.similar = frozenset(lists["similar"])
        self.convention_near = tuple(lists["convention_near"])
        # After a side: "a British company", "the Polish national airline" are not the states.
        self.private = re.compile(
            rf"(?:[’']s?)? (?:[\w’'-]+ )?(?:{_either(lists['private'])})\b", re.IGNORECASE
        )
        self.nouns = frozenset(map(lowered, lists["nouns"]))
        nouns = [*lists["nouns"], *self.weak]
        self.noun = re.compile(
            # A name is matched as written: "SALT" is a treaty, "salt" is not.
            rf"(?P<name>(?<!\w)(?:{_either(self.named)})(?!\w))"
            rf"|\b(?P<noun>(?i:{_either(nouns)}))(?!\w)"
        )
        self.maybe_noun = re.compile(rf"\b(?:{_either(map(lowered, [*self.named, *nouns]))})(?!\w)")
        # "the parties to the treaty" names no one; "the leaders of Chad" names Chad.
        self.group = re.compile(
            rf"\b(?:{_either(map(lowered, lists['groups']))})(?!\w)(?! (?:of|in) )"
        )
        self.sign = re.compile(rf"\b(?:{_either(map(lowered, [*nouns, *_SIGNS]))})")


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words; the longest is tried first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@kept
def kind_words() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """(kind, pattern of strong words, pattern of words counted around) of data/kinds.toml.

    Both patterns are for `lowered` words.
    """
    return tuple(
        (kind, _stems(entry["strong"]), _stems(entry["words"]))
        for kind, entry in load("kinds")["kinds"].items()
    )


@kept
def kinds_of_movement() -> frozenset[str]:
    """The kinds that are about people who move, between which a word or two decides."""
    return frozenset(
        kind for kind, entry in load("kinds")["kinds"].items() if entry.get("movement")
    )


def _stems(words: list[str]) -> re.Pattern[str]:
    """A pattern for the words, in the order of the list; "extradit*" is a stem."""
    if not words:
        return re.compile("(?!)")
    alternatives = (
        re.escape(w[:-1]) + r"\w*" if w.endswith("*") else re.escape(w) + r"\b"
        for w in map(lowered, words)
    )
    return re.compile(rf"\b(?:{'|'.join(alternatives)})")
