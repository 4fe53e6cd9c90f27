"""Which source and which content belong to which cue, by log-linear choices between neighbours.

Two things speak for a choice: where the segments stand (weights learned from annotated articles)
and the affinity that the network sees between them. `blend` says what each counts for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp, fsum, log, log1p
from operator import mul

from onrecord.alignment import Span
from onrecord.tagger import WEIGHTS, Affinity, Segment, Tagging, load_tagger

# How many candidates of a role are weighed on each side of a segment.
NEIGHBOURS = 4
# Paragraphs apart: a quotation may run on, nothing else does.
FARTHEST = 1
# A cue's further contents are left out if they are this much (log-odds) likelier to have no cue.
STRAY = 1.5

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
        self.affinity: Affinity | None = None
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
        found = cls(tagging.segments, tagging.sentence.tolist(), words.paragraph.tolist(), quoted)
        found.affinity = tagging.affinity
        return found

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

    def goes_with(self, cue: int, other: int) -> float:
        """The network's log-odds that a source or content belongs to a cue; 0 if there are none."""
        if self.affinity is None:
            return 0.0
        return self.affinity.between(cue, other, self.segments[other].role)

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
    return fsum(map(mul, weights, values))


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts for, for the choice of a source and for the choice of a cue.

    `blend` has for each choice what the weighed features count for, what the affinity counts for,
    and what is added to the choice of none.
    """

    source: tuple[float, ...]
    nothing: tuple[float, ...]
    content: tuple[float, ...]
    blend: tuple[float, float, float, float, float, float]
    confidence: tuple[float, ...]


@cache
def default_weights(model: str = "fast") -> Weights:
    """The weights that go with a tagger of that name."""
    table = json.loads((WEIGHTS / f"{model}.linking.json").read_text(encoding="utf-8"))
    return Weights(**{key: tuple(value) for key, value in table.items()})


def source_choice(
    around: Neighbourhood, cue: int, weights: Weights
) -> list[tuple[int | None, float]]:
    """The sources that a cue may have, and None, each with what speaks for it."""
    features, affinity, none = weights.blend[:3]
    found: list[tuple[int | None, float]] = [
        (
            i,
            features * dot(weights.source, around.features(cue, i))
            + affinity * around.goes_with(cue, i),
        )
        for i in around.near(cue, "source")
    ]
    found.append((None, features * dot(weights.nothing, around.nothing(cue)) + none))
    return found


def cue_choice(
    around: Neighbourhood, content: int, weights: Weights
) -> list[tuple[int | None, float]]:
    """The cues that a content may belong to, and None, each with what speaks for it."""
    features, affinity, none = weights.blend[3:]
    found: list[tuple[int | None, float]] = [
        (
            i,
            features * dot(weights.content, around.features(i, content))
            + affinity * around.goes_with(i, content),
        )
        for i in around.near(content, "cue")
    ]
    found.append((None, none))
    return found


def likeliest(choice: Sequence[tuple[int | None, float]]) -> tuple[int | None, float]:
    """The best of a choice, and its share of the chances."""
    if not choice:
        return None, 1.0
    chances = softmax([score for _, score in choice])
    best = max(range(len(chances)), key=chances.__getitem__)
    return choice[best][0], chances[best]


def contents_of(around: Neighbourhood, weights: Weights) -> dict[int, tuple[list[int], float]]:
    """For each cue its contents, and the chance of the unlikeliest.

    Each content goes to its likeliest cue; but where a cue has several, those that are much
    likelier to belong to none are left out.
    """
    claimed: dict[int, list[tuple[int, float, float]]] = {cue: [] for cue in around.of_role["cue"]}
    for content in around.of_role["content"]:
        *cues, (_, none) = cue_choice(around, content, weights)
        cue, chance = likeliest(cues)
        if cue is not None:
            claimed[cue].append((content, chance, dict(cues)[cue] - none))
    found = {}
    for cue, some in claimed.items():
        best = max((lead for _, _, lead in some), default=0.0)
        kept = [(content, chance) for content, chance, lead in some if lead >= min(-STRAY, best)]
        found[cue] = [content for content, _ in kept], min((c for _, c in kept), default=1.0)
    return found


def tag_and_link(text: str, tagger: str) -> list[Linked]:
    """The attributions that a tagger finds in a text, in the order of their cues."""
    return link(load_tagger(tagger).read(text))


def link(tagging: Tagging, weights: Weights | None = None) -> list[Linked]:
    """The attributions of a tagged text in the order of their cues.

    Each cue takes its likeliest source or none, each content its likeliest cue; sources are
    shared. A cue that credits nobody with anything is left out.
    """
    weights = weights or default_weights(tagging.model)
    around = Neighbourhood.of(tagging)
    linked = []
    for cue, (found, least) in contents_of(around, weights).items():
        if not found:
            continue
        source, chance = likeliest(source_choice(around, cue, weights))
        reasons = trust(around, cue, source, found, chance, least)
        linked.append(
            Linked(
                source=_source_spans(tagging, cue, source),
                cue=(tagging.span(tagging.segments[cue]),),
                content=tuple(tagging.span(tagging.segments[i]) for i in found),
                confidence=round(1 / (1 + exp(-dot(weights.confidence, reasons))), 3),
                trust=reasons,
            )
        )
    return linked


def _source_spans(tagging: Tagging, cue: int, source: int | None) -> tuple[Span, ...]:
    if source is not None:
        return (tagging.span(tagging.segments[source]),)
    if tagging.affinity is None:
        return ()
    guess = tagging.affinity.guess(cue, tagging.segments[cue], tagging.words.paragraph)
    return () if guess is None else (tagging.span(guess),)


def trust(
    around: Neighbourhood, cue: int, source: int | None, contents: Sequence[int],
    source_chance: float, content_chance: float,
) -> tuple[float, ...]:  # fmt: skip
    """What the confidence of an attribution is made of."""
    segments = around.segments
    words = sum(segments[i].last - segments[i].first + 1 for i in contents)
    return (
        1.0,
        log(segments[cue].confidence),
        log(segments[source].confidence) if source is not None else 0.0,
        min(log(segments[i].confidence) for i in contents),
        log(source_chance),
        log(content_chance),
        float(source is None),
        float(len(contents) > 1),
        around.goes_with(cue, source) if source is not None else 0.0,
        min(around.goes_with(cue, i) for i in contents),
        log(words),
        float(any(around.quoted[i] for i in contents)),
    )
