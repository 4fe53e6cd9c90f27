"""Words of a text that name a source, credit it (cue) or are credited to it (content)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.alignment import Span
from onrecord.errors import MissingWeights
from onrecord.networks import Scores, load_network
from onrecord.sentences import paragraphs

FAST = "fast"
ROLES = ("source", "cue", "content")
LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
WEIGHTS = Path(__file__).with_name("weights")

# How many pieces of a word the model sees: the first two and the last.
PIECES = 3
PART = 100_000  # characters that go through the tokenizer at once
PARAGRAPH_END = 102  # [SEP] of the vocabulary stands between paragraphs
# A word is guessed to be the source's where its product with the cue is at least this, and it
# stands at most this many words from it.
BELONGS = 1.5
GUESSED = 60

# Longer than any paragraph that people write, in words.
LONGEST = 2048

SHAPES = 9
QUOTINGS = 7
_OUTSIDE, _INSIDE, _OPENING, _CLOSING, _UNCLOSED, _NESTED, _MARK_ALONE = range(QUOTINGS)
_MARK = re.compile(r"''|``|[\"“”„‟«»]|(?<!\w)[‘'](?=\w)|(?<=[\w.,!?…])['’](?!\w)")
_LATIN = re.compile("[A-Za-z]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENS = frozenset("“„«") | {"``"}
_CLOSES = frozenset("”»")
_ENDS = frozenset(".!?")

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


class Labelled(NamedTuple):
    """A stretch of text in one role, and how sure the model is of the whole of it, 0 to 1."""

    role: str
    span: Span
    confidence: float


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
        np.insert(quoting, at, _OUTSIDE).astype(np.int32),
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
    part[part == _OUTSIDE] = _INSIDE


_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon sen rep reps sens gov gen sgt lt col capt cmdr adm maj brig cpl amb "  # noqa: SIM905
    "st vs no jr sr inc co corp jan feb aug sept oct nov dec".split()
)


class Segment(NamedTuple):
    """A run of words in one role: the numbers of its first and last word, and how sure."""

    role: str
    first: int
    last: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Tagging:
    """The segments of a text in order, and the number of the sentence of each word.

    `model` is the tagger's name. `affinity` tells, by vectors, which segments belong together;
    it is None for segments that people marked.
    """

    words: Words
    sentence: Ints
    segments: tuple[Segment, ...]
    model: str = FAST
    affinity: "Affinity | None" = None

    def span(self, segment: Segment) -> Span:
        return Span(int(self.words.starts[segment.first]), int(self.words.ends[segment.last]))


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


@dataclass(frozen=True, slots=True)
class Affinity:
    """How well each segment goes with each cue, as the network sees it.

    For each segment: the vectors of its first word as a cue that looks for its source or for its
    content, and the mean vector of its words as a source or as a content. `vectors` are those of
    all words.
    """

    cues: Floats
    others: Floats
    vectors: NDArray[np.float16]

    @classmethod
    def of(cls, segments: Sequence[Segment], vectors: NDArray[np.float16]) -> "Affinity":
        half = vectors.shape[1] // 2
        if not segments:
            empty = np.zeros((0, half), np.float32)
            return cls(empty, empty, vectors)
        first = np.array([s.first for s in segments])
        after = np.array([s.last for s in segments]) + 1
        # Every second sum is one between segments. The last row ends a paragraph: no loss.
        bounds = np.stack([first, np.minimum(after, len(vectors) - 1)], 1).ravel()
        summed = np.add.reduceat(vectors[:, half:].astype(np.float32), bounds, axis=0)[::2]
        return cls(
            vectors[first, :half].astype(np.float32), summed / (after - first)[:, None], vectors
        )

    def between(self, cue: int, other: int, role: str) -> float:
        """The mean log-odds that the words of segment `other`, a `role`, belong to the cue."""
        size = self.cues.shape[1] // 2
        part = slice(0, size) if role == "source" else slice(size, 2 * size)
        return float(self.cues[cue, part] @ self.others[other, part]) / float(size**0.5)

    def guess(self, cue: int, segment: Segment, paragraph: Ints) -> Segment | None:
        """The run of words of the paragraph that goes best with a cue as its source, if any does.

        For cues that no segment goes with.
        """
        low, high = (
            int(np.searchsorted(paragraph, paragraph[segment.first], side))
            for side in ("left", "right")
        )
        low, high = max(low, segment.first - GUESSED), min(high - 1, segment.last + GUESSED)
        size = self.cues.shape[1] // 2
        near = self.vectors[low:high, 2 * size : 3 * size].astype(np.float32)
        close = near @ self.cues[cue, :size] / float(size**0.5)
        close[segment.first - low : segment.last + 1 - low] = -np.inf
        if not len(close) or close.max() < BELONGS:
            return None
        at = int(close.argmax())
        apart = np.flatnonzero(close < BELONGS)
        split = int(np.searchsorted(apart, at))
        first = int(apart[split - 1]) + 1 if split else 0
        last = int(apart[split]) - 1 if split < len(apart) else len(close) - 1
        return Segment("source", low + first, low + last, 0.5)


class Tagger:
    """A model and its vocabulary, loaded once: `fast` or `accurate`.

    One thread unless told otherwise, so that the same machine gives the same numbers.
    """

    def __init__(self, weights: Path = WEIGHTS, name: str = FAST, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        self.name = name
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._network = load_network(weights / f"{name}.onnx", threads)

    def read(self, text: str) -> Tagging:
        """The segments of a text, by word."""
        words = words_of(text, self._tokenizer)
        if not len(words):
            return Tagging(words, np.zeros(0, np.int32), (), self.name)
        return tagging_of(text, words, self.scores(words), self.name)

    def tag(self, text: str) -> list[Labelled]:
        """The spans of each role in order, each with its confidence."""
        tagging = self.read(text)
        return [Labelled(s.role, tagging.span(s), s.confidence) for s in tagging.segments]

    def scores(self, words: Words) -> Scores:
        """Log-probabilities of the labels of each word, and its vectors."""
        # A paragraph's end stands before the first word too, as it did in training.
        labels, vectors = self._network.scores(
            np.insert(words.pieces, 0, [PARAGRAPH_END] + [0] * (PIECES - 1), axis=0),
            np.insert(words.shapes, 0, SHAPES - 1),
            np.insert(words.quoting, 0, _OUTSIDE),
        )
        return Scores(labels[1:], vectors[1:])


def tagging_of(text: str, words: Words, scores: Scores, model: str) -> Tagging:
    """The likeliest segments by the scores of the words."""
    found = segments(best_labels(scores.labels, words), scores.labels)
    affinity = Affinity.of(found, scores.vectors)
    return Tagging(words, sentence_numbers(text, words), found, model, affinity)


def best_labels(scores: Floats, words: Words) -> Ints:
    """The likeliest labels of each paragraph in which what goes on has begun (Viterbi).

    A paragraph of more than `LONGEST` words is judged in pieces, and roles end where they do.
    All paragraphs advance together, the longest first, so that each step is one array operation.
    """
    ends = np.flatnonzero(words.shapes == SHAPES - 1)
    starts = np.concatenate([[0], ends[:-1] + 1])
    cuts = [np.arange(s + LONGEST, e, LONGEST) for s, e in zip(starts, ends, strict=True)]
    at = np.sort(np.concatenate([starts, *cuts, ends]))
    inside_paragraph = ~np.isin(at[:-1], ends)
    starts, lengths = at[:-1][inside_paragraph], np.diff(at)[inside_paragraph]
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    active = np.searchsorted(-lengths, -np.arange(int(lengths[0]) if len(lengths) else 0), "left")
    labels = np.zeros(len(words), np.int32)
    inside = np.array([2, 4, 6])
    back: list[NDArray[np.int8]] = []
    best = np.full((len(starts), len(LABELS)), -np.inf, np.float32)
    for step, count in enumerate(active.tolist()):
        emitted = scores[starts[:count] + step]
        if step == 0:
            best[:count] = emitted
            best[:count, inside] = -np.inf
            back.append(np.zeros((count, len(LABELS)), np.int8))
            continue
        here = best[:count]
        top = here.argmax(1)
        pointers = np.repeat(top[:, None], len(LABELS), axis=1).astype(np.int8)
        reached = np.repeat(here[np.arange(count), top][:, None], len(LABELS), axis=1)
        goes_on = here[:, inside] > here[:, inside - 1]
        pointers[:, inside] = np.where(goes_on, inside, inside - 1)
        reached[:, inside] = np.maximum(here[:, inside], here[:, inside - 1])
        best[:count] = reached + emitted
        back.append(pointers)
    current = best.argmax(1)
    for step in range(len(active) - 1, -1, -1):
        count = int(active[step])
        rows = np.arange(count)
        labels[starts[:count] + step] = current[:count]
        current[:count] = back[step][rows, current[:count]]
    return labels


def segments(labels: Ints, scores: Floats) -> tuple[Segment, ...]:
    """The runs of one role; the confidence is the mean probability of the labels."""
    chosen = np.exp(scores[np.arange(len(labels)), labels])
    total = np.concatenate([[0.0], np.cumsum(chosen, dtype=np.float64)])
    begins = np.flatnonzero(labels % 2 == 1)
    goes_on = (labels > 0) & (labels % 2 == 0)
    stops = np.flatnonzero(~goes_on)
    after = np.append(stops, len(labels))[np.searchsorted(stops, begins + 1)]
    return tuple(
        Segment(
            ROLES[(int(labels[b]) - 1) // 2],
            int(b),
            int(e) - 1,
            float((total[e] - total[b]) / (e - b)),
        )
        for b, e in zip(begins, after, strict=True)
    )


def tagger_names() -> list[str]:
    """The taggers whose weights are installed."""
    return sorted(path.stem for path in WEIGHTS.glob("*.onnx"))


@cache
def load_tagger(name: str = FAST) -> Tagger:
    """A tagger by name, loaded once a process."""
    if name not in tagger_names():
        there = ", ".join(tagger_names()) or "none"
        raise MissingWeights(
            f"No weights are installed for the tagger {name!r}; choose of: {there}."
        )
    return Tagger(WEIGHTS, name)


def tag(text: str, tagger: str = FAST) -> list[Labelled]:
    """The spans of source, cue and content of a text, in order.

    >>> text = "The foreign ministry said that no such pact exists."
    >>> [(mark.role, text[mark.span.start : mark.span.end]) for mark in tag(text)]
    [('source', 'The foreign ministry'), ('cue', 'said'), ('content', 'that no such pact exists')]
    """
    return load_tagger(tagger).tag(text)
