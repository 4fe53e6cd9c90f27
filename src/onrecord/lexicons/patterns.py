"""Checks the patterns of a user's rules (`statuses` of docs/lexicon.md)."""

import re
from collections.abc import Collection

from onrecord.lexicons.entries import Entry, nearest, shown

# What stands in a pattern for more than words; claims/rules.py says for what.
BLANKS = ("X", "M", "np", "post", "vp")
# Those that may be no words at all.
_MAY_BE_EMPTY = ("np", "post", "vp")
_BRACES = re.compile(r"(?<!\\N)\{([^{}]*)\}")
_REPEATS = re.compile(r"\d*,?\d*")


def blank_names(lists: Entry, shipped: Collection[str]) -> tuple[str, ...]:
    """All that may stand in braces: the blanks, and the word lists of the file and before it."""
    for name in lists.given:
        if not (name.isascii() and name.isalpha()) or name in BLANKS:
            raise lists.fault(
                f'has a list "{name}". Name it in letters, and not {", ".join(BLANKS)}.'
            )
    return (*BLANKS, *shipped, *lists.given)


def check_pattern(entry: Entry, what: str, pattern: str, blanks: Collection[str]) -> None:
    """Raise BadLexicon unless a pattern is one, names only these blanks and fits no empty text."""

    def filled(braces: re.Match[str]) -> str:
        if _REPEATS.fullmatch(braces[1]):
            return braces[0]
        if not blanks:
            raise entry.fault(f"{what} {shown(pattern)}. Braces are for the patterns of rules.")
        if braces[1] not in blanks:
            raise entry.fault(
                f"{what} {shown(pattern)}, but no list of words is named {shown(braces[1])}. "
                f"{nearest(braces[1], blanks)}"
            )
        return "(?:w)?" if braces[1] in _MAY_BE_EMPTY else "(?:w)"

    whole = _BRACES.sub(filled, pattern)
    try:
        # Patterns are joined, so a flag for the whole of one ("(?i)") cannot stand.
        compiled = re.compile(f"w|{whole}")
        empty = re.compile(whole).search("") is not None
    except (re.error, RecursionError, OverflowError) as error:
        reason = getattr(error, "msg", "it is too deep or too large")
        raise entry.fault(
            f"{what} {shown(pattern)}, which is no regular expression: {reason}. Mend it."
        ) from None
    if compiled.groups:
        raise entry.fault(f"{what} {shown(pattern)} with a group. Write (?:…) for (…).")
    if "|" in _outside_groups(pattern):
        raise entry.fault(f"{what} {shown(pattern)}. Make each side of | a pattern of its own.")
    if empty:
        raise entry.fault(f"{what} {shown(pattern)}, which fits no words at all. Ask for a word.")


def _outside_groups(pattern: str) -> str:
    r"""A pattern without what stands in brackets.

    >>> _outside_groups(r"a (?:b|[|)]) \(c")
    'a  c'
    """
    left = re.sub(r"\\.|\[\^?\]?[^]]*\]", "", pattern)
    while (fewer := re.sub(r"\([^()]*\)", "", left)) != left:
        left = fewer
    return left
