"""The words of a page's markup, each with the place in the source that it stands at."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

# Every alternative runs on to the end of the source if its own end is missing, as browsers do, and
# gives nothing back (`*+`): so the time is linear whatever the page holds.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[|\]\]>"
    r"|<(?P<raw>script|style|template|title|textarea|xmp|iframe|noembed)\b.*?(?:</(?P=raw)\b[^>]*+(?:>|\Z)|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:[^>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
# What never carries a word: white space, soft hyphens, zero-width and direction marks, controls.
_SIGNS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")

_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|h[1-6r]|head|header|hgroup|html|legend|li|main|menu|nav|ol|p"
    "|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_FURNITURE = re.compile(
    "aside|audio|button|canvas|figcaption|footer|form|head|iframe|nav|noscript|object|select|svg"
    "|video"
)
_LIKE_A_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|body|head)\b", re.IGNORECASE)


class Piece(NamedTuple):
    """Words of the source, entities undone, or (`breaks`) the end of a line or a paragraph.

    `furniture` is true in the margins of a page, by its elements: nav, footer, aside.
    """

    text: str
    start: int
    end: int
    furniture: bool = False
    breaks: bool = False


def looks_like_markup(source: str) -> bool:
    """Whether a text of unknown kind is a page.

    >>> looks_like_markup("<!DOCTYPE html><p>"), looks_like_markup("No <b>pact</b> exists")
    (True, False)
    """
    return _LIKE_A_PAGE.match(source) is not None


def is_whole_page(source: str) -> bool:
    """Whether markup is a page with its furniture, and not the words of one report alone."""
    return _WHOLE_PAGE.search(source, 0, 5000) is not None


def pieces(source: str) -> Iterator[Piece]:
    """Yield the words of the markup in order, and the ends of its paragraphs and lines."""
    within: list[str] = []  # the furniture that is open
    done = 0
    for match in _MARKUP.finditer(source):
        yield from _plain(source, done, match.start(), bool(within))
        done = match.end()
        name = (match["name"] or "").lower()
        if not name:
            continue
        if name == "br":
            yield Piece("\n", match.start(), done, bool(within), breaks=True)
        elif _BLOCKS.fullmatch(name):
            yield Piece("\n\n", match.start(), done, bool(within), breaks=True)
        if _FURNITURE.fullmatch(name) and not match["attributes"].endswith("/"):
            if not match["close"]:
                within.append(name)
            elif name in within:
                del within[len(within) - 1 - within[::-1].index(name) :]
    yield from _plain(source, done, len(source), bool(within))


def _plain(source: str, start: int, end: int, furniture: bool) -> Iterator[Piece]:
    while start < end:
        match = _ENTITY.search(source, start, end) if source.find("&", start, end) >= 0 else None
        if not match:
            yield Piece(source[start:end], start, end, furniture)
            return
        if match.start() > start:
            yield Piece(source[start : match.start()], start, match.start(), furniture)
        yield Piece(unescape(match[0]), match.start(), match.end(), furniture)
        start = match.end()


@dataclass(frozen=True, slots=True)
class Signs:
    """The letters and signs of a source without its spaces, each with where it stands.

    `starts[i]` is where sign `i` stands; `ends` holds the end of those that several characters of
    the source write (`&amp;`), for all others it is the next one.
    """

    text: str
    starts: "array[int]"
    ends: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Piece]) -> "Signs":
        """The signs of pieces of markup."""
        parts: list[str] = []
        starts = array("L")
        ends: dict[int, int] = {}
        for text, start, end, *_ in found:
            plain = end - start == len(text)
            for word in _SIGNS.finditer(text):
                parts.append(word[0])
                if plain:
                    starts.extend(range(start + word.start(), start + word.end()))
                else:
                    ends.update((len(starts) + i, end) for i in range(len(word[0])))
                    starts.extend([start] * len(word[0]))
        return cls("".join(parts), starts, ends)

    @classmethod
    def of_text(cls, text: str) -> "Signs":
        """The signs of a text, which stand for themselves."""
        return cls.of([Piece(text, 0, len(text))])

    def index(self, offset: int) -> int:
        """The first sign at or after an offset of the source."""
        return bisect_left(self.starts, offset)
