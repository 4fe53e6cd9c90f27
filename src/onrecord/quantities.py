"""How many: numbers with what they count and how they bound it ("more than 5,000 migrants")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from onrecord.alignment import Span
from onrecord.lexicons import load
from onrecord.records import Bound, Quantity


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """Words that state a quantity, from the bound to the unit."""

    span: Span
    quantity: Quantity


def find_quantities(text: str) -> list[QuantityMention]:
    """List the quantities of a passage, in order: people, things, money and shares, no durations.

    >>> [m.quantity for m in find_quantities("it accepted more than 5,000 migrants since May 2025")]
    [Quantity(value=5000, unit='migrants', bound=<Bound.MORE_THAN: 'more-than'>)]
    >>> find_quantities("a 90-day truce between the two countries, the 5th since 2019")
    []
    """
    grammar = _grammar()
    found: list[QuantityMention] = []
    taken = bytearray(len(text))
    for pattern, read in ((grammar.share, _share), (grammar.number, _number)):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]) or not (mention := read(match, grammar)):
                continue
            found.append(mention)
            start, end = mention.span
            taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda m: m.span)


@dataclass(frozen=True)
class _Grammar:
    """The patterns of numbers and shares, and what their words stand for (data/quantities.toml)."""

    number: re.Pattern[str]
    share: re.Pattern[str]
    numbers: dict[str, float]
    shares: dict[str, int]
    scales: dict[str, int]
    currencies: dict[str, str]
    bounds: dict[str, Bound]
    nouns: dict[str, frozenset[str]]


@cache
def _grammar() -> _Grammar:
    words = load("quantities")
    currencies = {word: code for code, names in words["currencies"].items() for word in names}
    bounds = {
        phrase: Bound(name) for name, phrases in words["bounds"].items() for phrase in phrases
    }
    signs = [word for word in currencies if not word[-1].isalpha()]
    names = [word for word in currencies if word[-1].isalpha()]
    bound = (
        rf"(?:\b(?P<bound>{_either(bounds)})\s+"
        r"(?:an?\s+(?:estimated|additional|further|total of)\s+|another\s+|the\s+)?)?"
    )
    digits = r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    word = rf"(?P<word>\b(?:{_either(words['numbers'])})(?:-(?:{_either(words['numbers'])}))?)"
    number = (
        rf"{bound}(?:(?P<sign>(?<![\w$])(?:{_either(signs)}))\s?)?(?<![\w.,:/-])(?:{digits}|{word})"
        rf"(?:[- ]?(?P<scale>{_either(words['scales'])})(?!\w))?"
        # "The 5th", "10:30", "9/11" and "3-2" are no counts.
        rf"(?P<unit>\s?%|[- ]per\s?cent\b|[- ]+(?:{_either(names)})\b)?(?![\w:/]|,[0-9]|[-–][0-9])"
    )
    share = (
        rf"{bound}(?<![\w-])(?P<share>{_either(words['shares'])})"
        r"(?= of\b(?! an?\b)| (?:the|its|their|his|her)\b|\s*(?:[.,;:!?)”\"]|$))"
    )
    return _Grammar(
        number=re.compile(number, re.IGNORECASE),
        share=re.compile(share, re.IGNORECASE),
        numbers=words["numbers"],
        shares=words["shares"],
        scales=words["scales"],
        currencies={word.casefold(): code for word, code in currencies.items()},
        bounds=bounds,
        nouns={name: frozenset(nouns) for name, nouns in words.items() if isinstance(nouns, list)},
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_PART_BEFORE = re.compile(
    r"\b(?:first|second|latter|other|better|last|every|each|a)\s+$", re.IGNORECASE
)
# "Talks about 20 prisoners": there "about" is no bound.
_TOPIC_BEFORE = re.compile(
    r"\b(?:tal[kl]\w*|spoke\w*|speak\w*|ask\w*|question\w*|deals?|agreements?|concern\w*|worr\w+"
    r"|dispute|information|clarity)\s+$",
    re.IGNORECASE,
)


def _share(match: re.Match[str], grammar: _Grammar) -> QuantityMention | None:
    """A part of a whole; the first half of a year is none."""
    if _PART_BEFORE.search(match.string, max(0, match.start() - 20), match.start()):
        return None
    value = grammar.shares[" ".join(match["share"].lower().split())]
    quantity = Quantity(value, "%", _bound(match, grammar))
    return QuantityMention(Span(*match.span()), quantity)


def _number(match: re.Match[str], grammar: _Grammar) -> QuantityMention | None:
    """A number with its unit, or None where it counts nothing that a claim states."""
    value = _value(match, grammar)
    if value is None:
        return None
    start, end = match.span()
    unit = _measured(match, grammar)
    if unit is None:
        counted = _counted(match, grammar, value)
        if counted is None:
            return None
        unit, end = counted
    whole = int(value) if value == int(value) else value
    return QuantityMention(Span(start, end), Quantity(whole, unit, _bound(match, grammar)))


def _bound(match: re.Match[str], grammar: _Grammar) -> Bound:
    if not match["bound"]:
        return Bound.EXACT
    words = " ".join(match["bound"].lower().split())
    before = max(0, match.start() - 20)
    if words == "about" and _TOPIC_BEFORE.search(match.string, before, match.start()):
        return Bound.EXACT
    return grammar.bounds[words]


def _value(match: re.Match[str], grammar: _Grammar) -> float | None:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
    else:
        words = " ".join(match["word"].lower().split())
        value = grammar.numbers.get(words, 0)
        if not value:
            tens, _, ones = words.partition("-")
            value = grammar.numbers[tens] + grammar.numbers[ones]
            if grammar.numbers[tens] < 20 or grammar.numbers[ones] > 9:
                return None
    if match["scale"]:
        value = round(value * grammar.scales[match["scale"].lower()], 2)
    return value if value < 1e15 else None


def _measured(match: re.Match[str], grammar: _Grammar) -> str | None:
    """The currency or the share that the number is of."""
    if match["sign"]:
        return grammar.currencies[match["sign"].casefold()]
    unit = " ".join((match["unit"] or "").strip(" -").lower().split())
    if not unit:
        return None
    return "%" if unit.startswith(("%", "per")) else grammar.currencies[unit]


_NEXT_WORDS = re.compile(
    r"[,;:.!?()\n“”\"]|\s(?:of|to|in|on|at|by|for|from|with|and|or|that|who|whom|which|a|an|the|is|are"
    r"|was|were|has|have|had|will|would|could|said|say|under|since|after|before|during)\b"
)
_LAST_WORD = re.compile(r"([\w.]+)\s*$")
_KNOWN_BEFORE = re.compile(r"\b(?:the|these|those|our|both|between)\s*$", re.IGNORECASE)
_LOOKAHEAD = 60


def _counted(match: re.Match[str], grammar: _Grammar, value: float) -> tuple[str, int] | None:
    """What the number counts, and where that ends: the first known noun or a plural close by."""
    text, end = match.string, match.end()
    number_at = match.start("digits") if match["digits"] else match.start("word")
    before = text[max(0, number_at - 30) : number_at]
    last = _LAST_WORD.search(before)
    if (last and last[1].lower() in grammar.nouns["names_before"]) or text[end : end + 1] == "-":
        return None
    by_word = match["digits"] is None and match["scale"] is None and value < 20
    if by_word and (match["bound"] or "").lower() in ("under", "over", "below"):
        return None  # "signed under two presidents"
    rest = text[end : end + _LOOKAHEAD]
    stop = _NEXT_WORDS.search(rest)
    words = list(re.finditer(r"[\w’'-]+", rest[: stop.start() if stop else len(rest)]))[:4]
    tokens = [word[0] for word in words]
    if tokens and tokens[0][:1].isupper() and tokens[0].lower() in grammar.nouns["names_before"]:
        return None  # "26 October"
    if any(token.lower().rstrip("s") in grammar.nouns["measures"] for token in tokens):
        return None
    year = re.fullmatch(r"(?:19|20)[0-9]{2}", match["digits"] or "") and not match["bound"]
    singly = grammar.nouns["counted_singly"] if value == 1 else frozenset()
    for place, (word, token) in enumerate(zip(words, tokens, strict=True)):
        if token.lower() in grammar.nouns["counted"] | singly:
            if year and (place or _KNOWN_BEFORE.search(before)):
                return None  # "the 2019 visas"
            if token.lower() in grammar.nouns["bodies"] and _KNOWN_BEFORE.search(before):
                return None
            return token, end + word.end()
    if year or value == 1:
        return None
    for place, (word, token) in enumerate(zip(words[:3], tokens, strict=False)):
        if not _is_plural(token) or token.lower() in grammar.nouns["uncounted"]:
            continue
        adjective = tokens[place - 1] if place == 1 and tokens[0].islower() else ""
        return f"{adjective} {token}".strip(), end + word.end()
    # "1,026 Vietnamese have been flown home": a people whose plural has no ending.
    if tokens and tokens[0][:1].isupper() and tokens[0].endswith(("ese", "iss", "ish")):
        return tokens[0], end + words[0].end()
    return None


def _is_plural(token: str) -> bool:
    return len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "’s", "'s"))
