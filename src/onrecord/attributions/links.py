"""Which source and which content belong to which cue, by log-linear choices between neighbours."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp, log, log1p

from onrecord.alignment import Span
from onrecord.tagger import WEIGHTS, Segment, Tagging, load_tagger

# How many candidates of a role are weighed on each side of a segment.
NEIGHBOURS = 4
# Paragraphs apart: a quotation may run on, nothing else does.
FARTHEST = 1

FEATURES = (
    "gap", "touches", "one word between", "up to three between",
    "another sentence", "far sentence", "another paragraph",
    "a cue between", "cues between", "a source between", "sources between",
    "a content between", "contents between",
    "first of its role", "first cue for it", "both quoted", "one quoted",
    "cue is long", "is long", "is opposite served", "bias",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Linked:
    """One attribution: spans of each role (a role may have none or several), and how sure."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float
    # What the confidence is made of; `training/` fits its weights.
    trust: tuple[float, ...] = ()


class Neighbourhood:
    """The segments of a text in order, and what stands between any two of them."""

    def __init__(
        self,
        segments: Sequence[Segment],
        sentence: Sequence[int],
        paragraph: Sequence[int],
        quoted: Sequence[bool],
    ) -> None:
        self.segments = segments
        self.sentence = [sentence[s.first] for s in segments]
        self.sentence_end = [sentence[s.last] for s in segments]
        self.paragraph = [paragraph[s.first] for s in segments]
        self.quoted = [bool(quoted[s.first]) for s in segments]
        self.of_role = {
            role: [i for i, s in enumerate(segments) if s.role == role]
            for role in ("source", "cue", "content")
        }
        self.counts = {
            role: [0, *accumulate(int(s.role == role) for s in segments)]
            for role in ("source", "cue", "content")
        }

    @classmethod
    def of(cls, tagging: Tagging) -> "Neighbourhood":
        words = tagging.words
        quoted = (words.quoting > 0).tolist()
        return cls(tagging.segments, tagging.sentence.tolist(), words.paragraph.tolist(), quoted)

    def near(self, index: int, role: str) -> list[int]:
        """The segments of a role that may belong to segment `index`, left ones first."""
        found = self.of_role[role]
        middle = self.counts[role][index]
        here = self.paragraph[index]
        return [
            i
            for i in found[max(0, middle - NEIGHBOURS) : middle + NEIGHBOURS]
            if i != index and abs(self.paragraph[i] - here) <= FARTHEST
        ]

    def between(self, low: int, high: int, role: str) -> int:
        return self.counts[role][high] - self.counts[role][low + 1]

    def features(self, cue: int, other: int) -> list[float]:
        """What speaks for the link, once for each side: the other one before, or after the cue."""
        before = other < cue
        low, high = (other, cue) if before else (cue, other)
        segments = self.segments
        gap = max(0, segments[high].first - segments[low].last - 1)
        sentences = self.sentence[high] - self.sentence_end[low]
        cues = self.between(low, high, "cue")
        sources = self.between(low, high, "source")
        contents = self.between(low, high, "content")
        role = segments[other].role
        same = sources if role == "source" else contents
        opposite = self._served(cue, role, before)
        values = [
            log1p(gap), float(gap == 0), float(gap == 1), float(gap <= 3),
            float(sentences == 1), float(sentences > 1),
            float(self.paragraph[low] != self.paragraph[high]),
            float(cues == 1), float(cues > 1), float(sources == 1), float(sources > 1),
            float(contents == 1), float(contents > 1),
            float(same == 0), float(cues == 0),
            float(self.quoted[cue] and self.quoted[other]),
            float(self.quoted[cue] != self.quoted[other]),
            float(segments[cue].last - segments[cue].first > 1),
            float(segments[other].last - segments[other].first > 3),
            opposite, 1.0,
        ]  # fmt: skip
        blank = [0.0] * len(values)
        return values + blank if before else blank + values

    def _served(self, cue: int, role: str, before: bool) -> float:
        """Whether the cue touches a segment of the role on its other side."""
        at = cue + 1 if before else cue - 1
        if not 0 <= at < len(self.segments) or self.segments[at].role != role:
            return 0.0
        low, high = (cue, at) if before else (at, cue)
        if self.paragraph[at] != self.paragraph[cue]:
            return 0.0
        gap = self.segments[high].first - self.segments[low].last - 1
        return 1.0 if gap <= 2 and self.sentence[high] == self.sentence_end[low] else 0.3

    def nothing(self, cue: int) -> list[float]:
        """What speaks for the cue having no source at all."""
        segment = self.segments[cue]
        at_start = cue == 0 or self.paragraph[cue - 1] != self.paragraph[cue]
        return [
            1.0,
            float(segment.last == segment.first),
            float(at_start),
            float(not at_start and self.segments[cue - 1].role == "source"),
            float(not at_start and self.segments[cue - 1].role == "content"),
            float(not at_start and self.segments[cue - 1].role == "cue"),
            float(cue + 1 < len(self.segments) and self.segments[cue + 1].role == "source"),
            float(cue + 1 < len(self.segments) and self.segments[cue + 1].role == "content"),
        ]


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    weights = [exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True) if v)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts for, for the choice of a source and for the choice of a cue."""

    source: tuple[float, ...]
    nothing: tuple[float, ...]
    content: tuple[float, ...]
    confidence: tuple[float, ...]


@cache
def load_weights(tagger: str) -> Weights:
    """The weights that were fitted to what one tagger marks."""
    table = json.loads((WEIGHTS / f"{tagger}.linking.json").read_text(encoding="utf-8"))
    return Weights(**{key: tuple(value) for key, value in table.items()})


def tag_and_link(text: str, tagger: str) -> list[Linked]:
    """The attributions that a tagger finds in a text, in the order of their cues."""
    return link(load_tagger(tagger).read(text), load_weights(tagger))


def link(tagging: Tagging, weights: Weights) -> list[Linked]:
    """The attributions of a tagged text in the order of their cues.

    Each cue takes its likeliest source or none, each content its likeliest cue; sources are
    shared. A cue that credits nobody with anything is left out.
    """
    around = Neighbourhood.of(tagging)
    sources: dict[int, tuple[int | None, float]] = {}
    contents: dict[int, list[int]] = {cue: [] for cue in around.of_role["cue"]}
    sure: dict[int, float] = dict.fromkeys(contents, 1.0)
    for cue in contents:
        near = around.near(cue, "source")
        scores = [dot(weights.source, around.features(cue, other)) for other in near]
        chances = softmax([*scores, dot(weights.nothing, around.nothing(cue))])
        best = max(range(len(chances)), key=chances.__getitem__)
        sources[cue] = near[best] if best < len(near) else None, chances[best]
    for content in around.of_role["content"]:
        near = around.near(content, "cue")
        if not near:
            continue
        chances = softmax([dot(weights.content, around.features(cue, content)) for cue in near])
        best = max(range(len(chances)), key=chances.__getitem__)
        contents[near[best]].append(content)
        sure[near[best]] = min(sure[near[best]], chances[best])
    linked = []
    for cue, found in contents.items():
        if not found:
            continue
        source, chance = sources[cue]
        reasons = trust(tagging.segments, cue, source, found, chance, sure[cue])
        linked.append(
            Linked(
                source=() if source is None else (tagging.span(tagging.segments[source]),),
                cue=(tagging.span(tagging.segments[cue]),),
                content=tuple(tagging.span(tagging.segments[i]) for i in found),
                confidence=round(1 / (1 + exp(-dot(weights.confidence, reasons))), 3),
                trust=reasons,
            )
        )
    return linked


def trust(
    segments: Sequence[Segment], cue: int, source: int | None, contents: Sequence[int],
    source_chance: float, content_chance: float,
) -> tuple[float, ...]:  # fmt: skip
    """What the confidence of an attribution is made of."""
    return (
        1.0,
        log(segments[cue].confidence),
        log(segments[source].confidence) if source is not None else 0.0,
        min(log(segments[i].confidence) for i in contents),
        log(source_chance),
        log(content_chance),
        float(source is None),
        float(len(contents) > 1),
    )
