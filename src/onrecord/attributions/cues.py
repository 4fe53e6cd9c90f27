"""Cue words and what they do: say, deny, refuse ..."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.alignment import Span
from onrecord.errors import BadLexicon
from onrecord.lexicons import kept, load


@dataclass(frozen=True, slots=True)
class Verb:
    """A cue verb: its class (`say`, `deny` ...), and log-odds by its form and neighbours."""

    lemma: str
    kind: str
    forms: Mapping[str, float]
    after: Mapping[str, float]
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue vocabulary of `data/cues.toml`."""

    verbs: Mapping[str, Verb]
    nouns: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    before: Mapping[str, float]
    after: Mapping[str, float]


@kept
def load_cues() -> Cues:
    """The vocabulary, read once."""
    table = load("cues")
    try:
        verbs = {}
        for lemma, entry in table["verbs"].items():
            verb = Verb(
                lemma,
                entry["class"],
                entry["forms"],
                entry.get("after", {}),
                frozenset(entry.get("takes", ())),
            )
            verbs.update(dict.fromkeys(verb.forms, verb))
        phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind, lines in table["phrases"].items():
            for line in lines:
                words = tuple(line.split())
                phrases.setdefault(words[0], []).append((words, kind))
        nouns = {noun: kind for kind, words in table["nouns"].items() for noun in words}
        longest_first = {
            word: tuple(sorted(found, key=lambda p: -len(p[0]))) for word, found in phrases.items()
        }
        return Cues(verbs, nouns, longest_first, table["before"], table["after"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadLexicon(
            f"cues.toml is no cue vocabulary ({error!r}). Reinstall onrecord."
        ) from error


def cue_kind(cue: str) -> str | None:
    """What the words of a cue do: the class of the first of them that the vocabulary knows.

    >>> cue_kind("also denied"), cue_kind("has refused"), cue_kind("according to"), cue_kind("ate")
    ('deny', 'refuse', 'say', None)
    """
    cues = load_cues()
    words = cue.lower().replace("’", "'").split()
    for at, word in enumerate(words):
        for phrase, kind in cues.phrases.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return kind
        bare = word.strip(":,.;\"'")
        if bare in cues.verbs:
            return cues.verbs[bare].kind
        if bare in cues.nouns:
            return cues.nouns[bare]
    return "say" if cue.strip() in (":", "according to") else None


_WORD = re.compile(r"[^\W\d_]+|:")


@kept
def _words() -> frozenset[str]:
    cues = load_cues()
    return frozenset((*cues.verbs, *cues.nouns, *cues.phrases, ":"))


def has_cue(text: str, span: Span, taken: bytearray) -> bool:
    """Whether a span holds a word that may be a cue, or begin one, and that is not taken yet."""
    words = _words()
    return any(
        word[0].lower() in words and not taken[word.start()] for word in _WORD.finditer(text, *span)
    )
