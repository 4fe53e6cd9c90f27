"""What is noticed around a place: classes of characters, words, and the style of the text.

Everything that is learned of marks is learned under the names given here.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Stands in the text for a place that is still to be decided.
HOLE = "\ue000"
DASHES = "—–―‒"
# A dash's length is the habit of whoever wrote the text: the words around tell only that it is one.
FOLDED = str.maketrans(DASHES, "—" * len(DASHES))
REACH = 24  # how many characters of context are looked at on each side


def _classes() -> dict[int, str]:
    table = dict.fromkeys(range(97, 123), "a")
    table |= dict.fromkeys(range(65, 91), "A")
    table |= dict.fromkeys(range(48, 58), "0")
    for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00)):
        if chr(code).isalpha():
            table[code] = "A" if chr(code).isupper() else "a"
    return table


CLASSES = _classes()


class Around(NamedTuple):
    """What surrounds a hole: three classes on each side, and the nearest words.

    Lines begin and end like "\n". A word is "" where it is none of those that are learned from.
    """

    a: str
    b: str
    last: str
    following: str


_SKIPPED = " ,.;:?!'\"()-“”‘’—–…\xa0\n"
_LETTERS = re.compile("[A-Za-z]+")
_NEXT_WORD = re.compile(f"[{re.escape(_SKIPPED)}]*([A-Za-z]+)")


def around(base: str, at: int, words: frozenset[str]) -> Around:
    """What surrounds the hole at an offset; only these `words` may be named."""
    a = base[max(0, at - 3) : at].translate(CLASSES)
    b = base[at + 1 : at + 4].translate(CLASSES)
    # The word before is looked for past one mark, the word after past any.
    backwards = base[max(0, at - REACH) : at][::-1]
    skipped = backwards.lstrip(_SKIPPED)
    last = ""
    if len(backwards) - len(skipped) < 2 and (before := _LETTERS.match(skipped)):
        last = before[0][::-1].lower()
    after = _NEXT_WORD.match(base, at + 1, at + 1 + REACH)
    following = after[1].lower() if after else ""
    return Around(
        a.rjust(3, "\n"),
        b.ljust(3, "\n"),
        last if last in words else "",
        following if following in words else "",
    )


class Part(NamedTuple):
    """A character of a choice, with the classes of what the choice has before and after it."""

    char: str
    before: str
    after: str


_ANY_MARK = re.compile(r"[^\x00-\x7f\xa0]")


@lru_cache(maxsize=16384)
def parts(text: str) -> tuple[Part, ...]:
    """The characters of a choice that are scored: all but the letters and digits of ASCII."""
    # To each other the marks of a choice are as unsure as another hole.
    classes = _ANY_MARK.sub(HOLE, text.translate(CLASSES))
    return tuple(
        Part(char, classes[:at], classes[at + 1 :])
        for at, char in enumerate(text)
        if not (char.isalnum() and char.isascii())
    )


def letters_noticed(a: str, b: str, style: str) -> tuple[str, ...]:
    """The names under which weights are kept for the classes on both sides, and for a style."""
    return (
        "0",
        f"1{a[2]}",
        f"2{b[0]}",
        f"3{a[2]}{b[0]}",
        f"4{a[1:]}{b[:2]}",
        f"5{a}{b}",
        f"8{a[1:]}{b}",
        f"d{style[0]}",
        f"n{style[1]}{a[1:]}{b[:1]}",
        f"q{style[2:]}{a[2]}{b[0]}",
    )


def last_noticed(a: str, b: str, last: str) -> tuple[str, ...]:
    """The same for the word before, with one class before and two after."""
    return f"6{a}{last}", f"9{a}{b}{last}"


def following_noticed(a: str, b: str, following: str) -> tuple[str, ...]:
    """The same for the word after, with two classes before and one after."""
    return f"7{b}{following}", f"A{a}{b}{following}"


_BETWEEN_DIGITS = re.compile(r"–(?<=\d–)(?=\d)")


def style_of(base: str) -> str:
    """The style of a text: its dash, how it parts paragraphs, its quotation marks.

    First the dash that it writes most, or "-" where it has none; then "2" where paragraphs are
    parted by empty lines, "1" by line ends, "0" not at all; "s" where quotation marks are straight,
    else "c"; and "1" where it has single ones, else "0".
    """
    counts = [(base.count(dash), dash) for dash in DASHES]
    counts[1] = counts[1][0] - len(_BETWEEN_DIGITS.findall(base)), DASHES[1]
    best = max(counts, key=lambda pair: pair[0])
    parted = "2" if "\n\n" in base else "1" if "\n" in base else "0"
    straight = "s" if base.count('"') > base.count("“") + base.count("”") else "c"
    single = "1" if "‘" in base else "0"
    return (best[1] if best[0] else "-") + parted + straight + single


def beside_dashes(text: str) -> Iterator[tuple[str, str]]:
    """Each dash of a text with the classes of the characters on both sides of it."""
    classes = "\n" + text.translate(CLASSES) + "\n"
    for at, char in enumerate(text):
        if char in DASHES:
            yield char, classes[at].lower() + classes[at + 2].lower()
