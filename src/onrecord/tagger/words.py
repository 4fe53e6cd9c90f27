"""A text as the models see it: words with their pieces, how they are written, and quotation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.alignment import Span
from onrecord.sentences import paragraphs

# How many pieces of a word the model sees: the first two and the last.
PIECES = 3
PART = 100_000  # characters that go through the tokenizer at once
PARAGRAPH_END = 102  # [SEP] of the vocabulary stands between paragraphs

SHAPES = 9
QUOTINGS = 7
OUTSIDE, _INSIDE, _OPENING, _CLOSING, _UNCLOSED, _NESTED, _MARK_ALONE = range(QUOTINGS)
_MARK = re.compile(r"''|``|[\"“”„‟«»]|(?<!\w)[‘'](?=\w)|(?<=[\w.,!?…])['’](?!\w)")
_LATIN = re.compile("[A-Za-z]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENS = frozenset("“„«") | {"``"}
_CLOSES = frozenset("”»")
_ENDS = frozenset(".!?")

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Words:
    """A text as the model sees it; a row that ends a paragraph has `start` = `end`.

    `pieces` has one row of word pieces a word (0: none), `shapes` how it is written, `quoting`
    where it stands towards quotation marks, `paragraph` the number of its paragraph.
    """

    starts: Ints
    ends: Ints
    pieces: Ints
    shapes: Ints
    quoting: Ints
    paragraph: Ints

    def __len__(self) -> int:
        return len(self.starts)


def words_of(text: str, tokenizer: Any) -> Words:
    """The words of a text, paragraph by paragraph."""
    # Halves of surrogate pairs are no text to the tokenizer; the replacement is as long.
    text = _SURROGATE.sub("\ufffd", text)
    spans = paragraphs(text)
    # The tokenizer takes a kilobyte a word while it works, so a long text goes through in parts.
    # One without a Latin letter holds nothing for a tagger that learnt English.
    parts = [
        _pieces_of(text, part, tokenizer) for part in _parts(text) if _LATIN.search(text, *part)
    ]
    if not parts:
        return Words(*(np.zeros(shape, np.int32) for shape in (0, 0, (0, PIECES), 0, 0, 0)))
    starts, ends, pieces = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    shapes = _shapes(text, starts, ends)
    paragraph_starts = np.array([span.start for span in spans], dtype=np.int32)
    paragraph = np.maximum(np.searchsorted(paragraph_starts, starts, "right") - 1, 0)
    quoting = _quoting(text, spans, starts)
    breaks = np.flatnonzero(np.diff(paragraph)) + 1
    at = np.append(breaks, len(starts)) if len(starts) else breaks
    return Words(
        np.insert(starts, at, ends[at - 1]).astype(np.int32),
        np.insert(ends, at, ends[at - 1]).astype(np.int32),
        np.insert(pieces, at, [PARAGRAPH_END] + [0] * (PIECES - 1), axis=0).astype(np.int32),
        np.insert(shapes, at, SHAPES - 1).astype(np.int32),
        np.insert(quoting, at, OUTSIDE).astype(np.int32),
        np.insert(paragraph, at, paragraph[at - 1]).astype(np.int32),
    )


def _parts(text: str) -> Iterator[Span]:
    """A text in parts of at most `PART` characters that end where a word does, if any does."""
    start = 0
    while len(text) - start > PART:
        cut = max(text.rfind(" ", start, start + PART), text.rfind("\n", start, start + PART))
        cut = cut if cut > start else start + PART
        yield Span(start, cut)
        start = cut
    yield Span(start, len(text))


def _pieces_of(text: str, part: Span, tokenizer: Any) -> tuple[Ints, Ints, Ints]:
    """Where the words of a part begin and end, and the pieces of each."""
    encoding = tokenizer.encode(text[part.start : part.end], add_special_tokens=False)
    ids = np.array(encoding.ids, dtype=np.int32)
    offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2) + np.int32(part.start)
    word_ids = np.array(encoding.word_ids, dtype=np.int32)
    first = np.flatnonzero(np.diff(word_ids, prepend=-1)) if len(ids) else np.zeros(0, np.int64)
    last = np.append(first[1:], len(ids)) - 1 if len(ids) else first
    pieces = np.zeros((len(first), PIECES), np.int32)
    pieces[:, 0] = ids[first]
    pieces[:, 1] = np.where(last > first, ids[np.minimum(first + 1, last)], 0)
    pieces[:, 2] = np.where(last > first + 1, ids[last], 0)
    return offsets[first, 0], offsets[last, 1], pieces


@cache
def _classes() -> NDArray[np.uint8]:
    """0 other, 1 small letter or caseless, 2 capital, 3 digit, for each code point of the BMP."""
    table = np.zeros(65536, np.uint8)
    for code in range(65536):
        character = chr(code)
        if character.isupper():
            table[code] = 2
        elif character.isdigit():
            table[code] = 3
        elif character.isalpha():
            table[code] = 1
    return table


def _shapes(text: str, starts: Ints, ends: Ints) -> Ints:
    """How each word is written.

    0 mark, 1 small, 2 Capital, 3 CAPITALS, 4 one capital, 5 digits, 6 miXed, 7 ends a sentence.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = _classes()[np.minimum(codes, 65535)]
    if not len(starts):
        return starts
    first, last = classes[starts], classes[ends - 1]
    second = classes[np.minimum(starts + 1, ends - 1)]
    single = ends - starts == 1
    shapes = np.select(
        [
            (first == 0) & single & np.isin(codes[starts], [ord(c) for c in ".!?"]),
            first == 0,
            first == 3,
            (first == 2) & single,
            (first == 2) & (second == 2) & (last == 2),
            (first == 2),
            (first == 1) & ((second == 2) | (last == 2)),
        ],
        [7, 0, 5, 4, 3, 2, 6],
        1,
    )
    return shapes.astype(np.int32)


def _quoting(text: str, spans: Sequence[Span], starts: Ints) -> Ints:
    """For each word whether it is a quotation mark or stands between two."""
    quoting = np.zeros(len(starts), np.int32)

    def fill(start: int, end: int, state: int) -> None:
        low, high = np.searchsorted(starts, (start, end))
        quoting[low:high] = state

    for paragraph in spans:
        opened: re.Match[str] | None = None
        nested: re.Match[str] | None = None
        for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
            sign = mark[0]
            if sign in ("‘", "'", "’"):
                glued = mark.end() < len(text) and text[mark.end()].isalnum()
                if glued:
                    nested = mark
                elif nested is not None:
                    fill(nested.end(), mark.start(), _NESTED)
                    fill(nested.start(), nested.end(), _OPENING)
                    fill(mark.start(), mark.end(), _CLOSING)
                    nested = None
                continue
            if sign in _OPENS or (opened is None and sign not in _CLOSES):
                if opened is not None:
                    fill(opened.end(), mark.start(), _UNCLOSED)
                fill(mark.start(), mark.end(), _OPENING)
                opened, nested = mark, None
            elif opened is not None:
                _fill_if_free(quoting, starts, opened.end(), mark.start())
                fill(mark.start(), mark.end(), _CLOSING)
                opened = nested = None
            else:
                fill(mark.start(), mark.end(), _MARK_ALONE)
        if opened is not None:
            fill(opened.end(), paragraph.end, _UNCLOSED)
    return quoting


def _fill_if_free(quoting: Ints, starts: Ints, start: int, end: int) -> None:
    low, high = np.searchsorted(starts, (start, end))
    part = quoting[low:high]
    part[part == OUTSIDE] = _INSIDE


_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon sen rep reps sens gov gen sgt lt col capt cmdr adm maj brig cpl amb "  # noqa: SIM905
    "st vs no jr sr inc co corp jan feb aug sept oct nov dec".split()
)


def sentence_numbers(text: str, words: Words) -> Ints:
    """For each word the number of its sentence; a paragraph's end ends a sentence."""
    count = len(words)
    begins = np.zeros(count + 1, np.int32)
    shapes, quoting = words.shapes, words.quoting
    begins[np.flatnonzero(shapes == SHAPES - 1) + 1] = 1
    for i in np.flatnonzero(shapes == 7).tolist():
        before = text[words.starts[i - 1] : words.ends[i - 1]] if i else ""
        if before.lower() in _ABBREVIATIONS or (len(before) == 1 and before.isupper()):
            continue
        j = i + 1
        while j < count and (
            quoting[j] == _CLOSING or text[words.starts[j] : words.ends[j]] == ")"
        ):
            j += 1
        if j < count and (shapes[j] in (2, 3, 4, 5) or quoting[j] == _OPENING):
            begins[j] = 1
    return np.cumsum(begins[:count], dtype=np.int32)
