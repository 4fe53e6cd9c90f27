"""What the network reads in the sentences that can matter: statuses, parties, kinds."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.alignment import Span
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.network import (
    ACTOR_MARK,
    AGREEMENT_MARK,
    GROUP_MARK,
    RANKS,
    SIDE_MARK,
    WINDOW,
    ClaimNetwork,
    Floats,
    Ints,
    SentenceScores,
    Window,
)
from onrecord.tagger import SHAPES, Words


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """One sentence: its scores, where its words stand, and who its parties may be.

    `parties` gives for each side named near it the log-odds, a status each, that it is a party.
    """

    scores: SentenceScores
    starts: Ints
    ends: Ints
    parties: Mapping[str, Floats]

    def peak(self, status: int) -> Span:
        """The word that carries a status most."""
        at = int(self.scores.words[:, status].argmax())
        return Span(int(self.starts[at]), int(self.ends[at]))


def read_sentences(
    text: str, folded: Sequence[FoldedSentence], zones: Sequence[range], network: ClaimNetwork
) -> dict[int, SentenceReading]:
    """Read the sentences of zones (runs of whole paragraphs); by number of the sentence."""
    ranks = ranks_of(folded)
    found: dict[int, SentenceReading] = {}
    for zone in zones:
        found.update(_read_zone(text, [folded[k] for k in zone], ranks, network))
    return found


def ranks_of(folded: Sequence[FoldedSentence]) -> dict[str, int]:
    """The sides of a report by how often it names them, 1 for the most; of equals the first."""
    counts = Counter(t.side for sentence in folded for t in sentence.tokens if t.side)
    ranked = sorted(counts, key=lambda side: -counts[side])
    return {side: min(n, RANKS - 1) for n, side in enumerate(ranked, start=1)}


def _read_zone(
    text: str, folded: Sequence[FoldedSentence], ranks: Mapping[str, int], network: ClaimNetwork
) -> dict[int, SentenceReading]:
    start, end = folded[0].span.start, folded[-1].span.end
    words = network.words_of(text[start:end])
    if not len(words):
        return {}
    sentence = sentence_of_words(words, folded, start)
    marks, mentions = marks_of(words, folded, start)
    rank = np.zeros(len(words), np.int32)
    for low, high, side, _ in mentions:
        rank[low:high] = ranks[side]
    bounds = {
        n: (int(at[0]), int(at[-1]) + 1)
        for n in range(len(folded))
        if len(at := np.flatnonzero(sentence == n))
    }
    numbers = sorted(bounds)
    windows = _windows([bounds[n] for n in numbers])
    scored = network.read(words, marks, rank, [Window(low, high) for low, high, _ in windows])
    found = {}
    for (low, high, chosen), (statuses, vectors) in zip(windows, scored, strict=True):
        here = [(at, side, mark) for at, _, side, mark in mentions if low <= at < high]
        places = [at - low for at, _, _ in here]
        sides = network.keys(vectors[places], np.array([mark for _, _, mark in here], np.int32))
        for n in chosen:
            number = numbers[n]
            first, last = bounds[number]
            last = min(last, high)
            part = slice(first - low, last - low)
            scores = network.sentence(statuses[part], vectors[part])
            odds = sides.odds(scores.queries)
            parties: dict[str, Floats] = {}
            for column, (_, side, _) in enumerate(here):
                of = odds[:, column]
                known = parties.get(side)
                parties[side] = of if known is None else np.maximum(known, of)
            found[folded[number].index] = SentenceReading(
                scores,
                words.starts[first:last] + start,
                words.ends[first:last] + start,
                parties,
            )
    return found


def sentence_of_words(words: Words, folded: Sequence[FoldedSentence], shift: int) -> Ints:
    """For each word of a text that begins at `shift` its sentence; -1 for a paragraph's end."""
    starts = [f.span.start - shift for f in folded]
    sentence = np.full(len(words), -1, np.int32)
    for i, at in enumerate(words.starts.tolist()):
        if words.shapes[i] == SHAPES - 1 and at == words.ends[i]:
            continue
        k = bisect_right(starts, at) - 1
        if k >= 0 and at + shift < folded[k].span.end:
            sentence[i] = k
    return sentence


def marks_of(
    words: Words, folded: Sequence[FoldedSentence], shift: int
) -> tuple[Ints, list[tuple[int, int, str, int]]]:
    """How each word is marked, and of each side named its words, the side and the mark."""
    marks = np.zeros(len(words), np.int32)
    mentions = []
    for sentence in folded:
        for token in sentence.tokens:
            low = int(np.searchsorted(words.ends, token.span.start - shift, "right"))
            high = int(np.searchsorted(words.starts, token.span.end - shift, "left"))
            if high <= low:
                continue
            if token.mention:
                mark = AGREEMENT_MARK
            elif token.side is None:
                mark = GROUP_MARK
            else:
                mark = SIDE_MARK if token.by_name else ACTOR_MARK
                mentions.append((low, high, token.side, mark))
            marks[low:high] = mark
    return marks, mentions


# A window begins so many sentences before the end of the last one.
_OVERLAP = 3


def _windows(bounds: Sequence[tuple[int, int]]) -> list[tuple[int, int, list[int]]]:
    """Windows that overlap, and which sentences each gives: those with most words around them."""
    spans = []
    i = 0
    while i < len(bounds):
        j = i
        while j + 1 < len(bounds) and bounds[j + 1][1] - bounds[i][0] <= WINDOW:
            j += 1
        spans.append((i, j))
        if j + 1 >= len(bounds):
            break
        i = max(i + 1, j + 1 - _OVERLAP)
    best: dict[int, tuple[int, int]] = {}
    for number, (i, j) in enumerate(spans):
        for n in range(i, j + 1):
            before = bounds[n][0] - bounds[i][0] if i else WINDOW
            after = bounds[j][1] - bounds[n][1] if j + 1 < len(bounds) else WINDOW
            around = min(before, after)
            if n not in best or around > best[n][0]:
                best[n] = (around, number)
    return [
        (
            bounds[i][0],
            min(bounds[j][1], bounds[i][0] + WINDOW),
            [n for n in range(i, j + 1) if best[n][1] == number],
        )
        for number, (i, j) in enumerate(spans)
    ]
