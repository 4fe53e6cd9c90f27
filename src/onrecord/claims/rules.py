"""The rules of data/statuses.toml: patterns of words that say one thing of an agreement."""

import re
from dataclasses import dataclass

from onrecord.claims.letters import AGREEMENTS, SIDES, lowered_pattern
from onrecord.errors import BadLexicon
from onrecord.lexicons import kept, load
from onrecord.records import Polarity, Status

# A verb or a conjunction ends a noun phrase: "Chad said the deal" is not one.
_BREAK = (
    "(?!(?:that|which|who|whom|whose|said|says|but|if|because|after|before|while|when|where|though"
    "|although|than|unless|until|so|is|are|was|were|has|have|had|will|would|could|he|she|they|it"
    r"|we|I)\b)"
)
_POSSESSIVE = "(?:[’']s?)?"
# A side in a noun phrase, with what joins it to the next word: "Chad’s ", "U.S.-", "Chad and ".
_SIDE_AND_JOIN = rf"{SIDES}{_POSSESSIVE}(?:, and |, | and |[-–—/ ])"
_PHRASE_WORD = rf"{_BREAK}(?!(?:and|from|under|during|against|by) )[\w’'.&“”\"$-]+ "
# "signed {np}M": what stands between a verb and its noun ("a long-awaited U.S.-Chad "), a hyphen or
# a quotation mark right before the noun included ("U.S.-agreement", "a “deal”").
_NOUN_PHRASE = rf"(?:{_SIDE_AND_JOIN}|{_PHRASE_WORD}){{0,8}}?(?:{SIDES}[-–—]|[“\"])?"
# "M{post} {vp}signed": what hangs on the noun ("the accord between Chad and Mali on asylum").
_SIDE_AFTER = rf",? (?:and )?(?:the )?{SIDES}{_POSSESSIVE}"
_WORD_AFTER = rf" {_BREAK}(?!and )[^\s,;:{AGREEMENTS[1:-1]}]+"
_AFTER_NOUN = rf"(?:{_SIDE_AFTER}|{_WORD_AFTER}){{0,10}}?"
# "was never formally signed": auxiliaries, negations and adverbs before a verb, a relative pronoun
# before them and a quotation mark after ("which was “suspended”").
_AUXILIARIES = (
    "will|would|could|may|might|should|shall|must|can|cannot|has|have|had|is|are|was|were|be|been"
    "|being|not|never|yet|to|already|also|just|only|soon|still|finally|now|later|then|again|first"
    r"|once|long|all|both|expected|due|set|likely|ready|about|officially|did|does|do|get|got|\w+ly"
    r"|\w+n[’']t"
)
_VERB_PHRASE = rf"(?:(?:(?:, )?(?:which|that) )?(?:(?:{_AUXILIARIES}) )*[“\"']{{0,2}})"
_BLANKS = {
    "X": SIDES,
    "M": AGREEMENTS,
    "np": _NOUN_PHRASE,
    "post": _AFTER_NOUN,
    "vp": _VERB_PHRASE,
}

# What a future or a hedge makes of a status, unless the rule says otherwise: a signature to come is
# proposed, a deed to come is what the agreement provides.
_AHEAD = {
    Status.SIGNED: "proposed",
    Status.AGREED: "proposed",
    Status.RATIFIED: "proposed",
    Status.IN_FORCE: "proposed",
    Status.CARRIED_OUT: "terms",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Patterns of a rule, as one, that need the same mentions in the sentence.

    `pattern` is for words in lower case; `agreement` and `side` say what it needs.
    """

    agreement: bool
    side: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns of words that say one thing of an agreement; data/statuses.toml says how."""

    name: str
    status: Status
    polarity: Polarity
    needs: str
    ahead: str
    certain: frozenset[str]
    traits: frozenset[str]
    denied_as: Status
    wordings: tuple[Wording, ...]


@kept
def rules() -> tuple[Rule, ...]:
    """The rules of data/statuses.toml, in the order in which they claim words."""
    table = load("statuses")
    lists = {name: _any_of(words) for name, words in table["words"].items()}
    blanks = _BLANKS | lists
    found = []
    for entry in table["rules"]:
        status = Status(entry["status"])
        found.append(
            Rule(
                name=entry["name"],
                status=status,
                polarity=Polarity(entry.get("polarity", "affirmed")),
                needs=entry.get("needs", "agreement"),
                ahead=entry.get("ahead", _AHEAD.get(status, "same")),
                certain=frozenset(entry.get("certain", ())),
                traits=frozenset(entry.get("traits", ())),
                denied_as=Status(entry.get("denied_as", status)),
                wordings=_wordings(entry["name"], entry["patterns"], blanks),
            )
        )
    return tuple(found)


def _any_of(words: list[str]) -> str:
    """A pattern for any of the words, which are patterns themselves; the longest is tried first."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def _wordings(rule: str, patterns: list[str], blanks: dict[str, str]) -> tuple[Wording, ...]:
    """The patterns of a rule, blanks filled, those as one that need the same mentions."""
    by_need: dict[tuple[bool, bool], list[str]] = {}
    for pattern in patterns:
        try:
            whole = re.sub(r"\{([A-Za-z]+)\}", lambda m: blanks[m[1]], pattern)
        except KeyError as missing:
            raise BadLexicon(
                f"data/statuses.toml, rule {rule!r}: no word list {missing}. "
                f"Add it to [words], or reinstall onrecord."
            ) from None
        begun = rf"\b{whole}" if whole[:1].isalpha() or whole.startswith("(?:") else whole
        # An optional mention, "(?: {np}{M})?", is not needed.
        needed = re.sub(r"\(\?:[^()]*\{[MX]\}[^()]*\)\?", "", pattern)
        by_need.setdefault(("{M}" in needed, "{X}" in needed), []).append(begun)
    return tuple(
        Wording(agreement, side, re.compile(lowered_pattern("|".join(alternatives))))
        for (agreement, side), alternatives in by_need.items()
    )
