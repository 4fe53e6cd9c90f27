"""The taggers: weights to segments of a text."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from onrecord.alignment import Span
from onrecord.errors import MissingWeights
from onrecord.tagger.affinity import Affinity
from onrecord.tagger.decoding import Segment, best_labels, segments
from onrecord.tagger.networks import Scores, load_network
from onrecord.tagger.words import (
    OUTSIDE,
    PARAGRAPH_END,
    PIECES,
    SHAPES,
    Ints,
    Words,
    sentence_numbers,
    words_of,
)

FAST = "fast"
WEIGHTS = Path(__file__).parents[1] / "weights"


class Labelled(NamedTuple):
    """A stretch of text in one role, and how sure the model is of the whole of it, 0 to 1."""

    role: str
    span: Span
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
    affinity: Affinity | None = None

    def span(self, segment: Segment) -> Span:
        return Span(int(self.words.starts[segment.first]), int(self.words.ends[segment.last]))


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
            np.insert(words.quoting, 0, OUTSIDE),
        )
        return Scores(labels[1:], vectors[1:])


def tagging_of(text: str, words: Words, scores: Scores, model: str) -> Tagging:
    """The likeliest segments by the scores of the words."""
    found = segments(best_labels(scores.labels, words), scores.labels)
    affinity = Affinity.of(found, scores.vectors)
    return Tagging(words, sentence_numbers(text, words), found, model, affinity)


def tagger_names() -> list[str]:
    """The taggers whose weights are installed."""
    return sorted(path.name.partition(".")[0] for path in WEIGHTS.glob("*.linking.json"))


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
