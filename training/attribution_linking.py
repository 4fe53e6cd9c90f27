"""Fit what linking weighs on annotated articles, and its confidence on articles held back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from attribution_data import Article
from torch import Tensor

from onrecord.attributions.links import (
    FEATURES,
    Linked,
    Neighbourhood,
    Weights,
    cue_choice,
    link,
    source_choice,
)
from onrecord.tagger import ROLES, SHAPES, Segment, Tagging, sentence_numbers

WIDTH = 2 * len(FEATURES)
NOTHING = 8
PLAIN = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)  # the blend of weighed features alone
REASONS = 12
CALM = 2e-5  # weight of the penalty on large weights

Taggings = Sequence[tuple[Article, Tagging]]
# A choice: features of each candidate, which are right, features of choosing none.
Choice = tuple[list[list[float]], list[bool], list[float] | None]


def annotated(article: Article) -> tuple[Tagging, list[set[int]]]:
    """The annotated segments, and the attributions that each belongs to."""
    words = article.words
    owners: dict[tuple[int, int, str], set[int]] = {}
    for number, attribution in enumerate(article.attributions):
        for role in ROLES:
            for start, end in attribution.get(role, []):
                first = int(np.searchsorted(words.ends, start, "right"))
                last = int(np.searchsorted(words.starts, end, "left")) - 1
                while last > first and words.shapes[last] == SHAPES - 1:
                    last -= 1
                if first <= last:
                    owners.setdefault((first, last, role), set()).add(number)
    ordered = sorted(owners.items())
    segments = tuple(Segment(role, first, last, 1.0) for (first, last, role), _ in ordered)
    sentence = sentence_numbers(article.text, words)
    return Tagging(words, sentence, segments), [owner for _, owner in ordered]


def choices(articles: Sequence[Article]) -> tuple[list[Choice], list[Choice]]:
    """Which source for a cue, and which cue for a content, as annotated."""
    sources: list[Choice] = []
    contents: list[Choice] = []
    for article in articles:
        tagging, owners = annotated(article)
        around = Neighbourhood.of(tagging)
        for i, segment in enumerate(tagging.segments):
            if segment.role == "cue":
                near = around.near(i, "source")
                features = [around.features(i, j) for j in near]
                right = [bool(owners[i] & owners[j]) for j in near]
                sources.append((features, right, around.nothing(i)))
            elif segment.role == "content":
                near = around.near(i, "cue")
                right = [bool(owners[i] & owners[j]) for j in near]
                contents.append(([around.features(j, i) for j in near], right, None))
    return sources, contents


def fit_choice(given: Sequence[Choice]) -> list[float]:
    """The weights that make the right choices likeliest."""
    most = max(len(features) for features, _, _ in given) + 1
    x = torch.zeros(len(given), most, WIDTH + NOTHING)
    closed = torch.full((len(given), most), -1e9)
    y = torch.zeros(len(given), most)
    for n, (features, right, nothing) in enumerate(given):
        if features:
            x[n, : len(features), :WIDTH] = torch.tensor(features)
            closed[n, : len(features)] = 0
            y[n, : len(features)] = torch.tensor(right).float()
        if nothing is not None:
            x[n, -1, WIDTH:] = torch.tensor(nothing)
            closed[n, -1] = 0
            y[n, -1] = float(not any(right))
    some = y.sum(1) > 0
    x, closed, y = x[some], closed[some], y[some]

    def loss(weights: Tensor) -> Tensor:
        likely = torch.log_softmax(x @ weights + closed, 1)
        return (
            -torch.logsumexp(likely + torch.log(y + 1e-20), 1).mean()
            + CALM * weights.square().sum()
        )

    return _minimum(loss, WIDTH + NOTHING)


def _minimum(loss: Callable[[Tensor], Tensor], size: int) -> list[float]:
    weights = torch.zeros(size, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=150, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(weights)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return [round(value, 5) for value in weights.detach().tolist()]


def fit(articles: Sequence[Article]) -> Weights:
    """The weights of both choices, from annotated segments (those that a tagger found do worse).

    The blend and the confidence are still to be fitted.
    """
    sources, contents = choices(articles)
    of_source, of_content = fit_choice(sources), fit_choice(contents)
    return Weights(
        source=tuple(of_source[:WIDTH]),
        nothing=tuple(of_source[WIDTH:]),
        content=tuple(of_content[:WIDTH]),
        blend=PLAIN,
        confidence=(0.0,) * REASONS,
    )


def owners_of(article: Article, tagging: Tagging) -> list[set[int]]:
    """For each found segment the attributions that have it, or a part of it, in its role."""
    found = []
    for segment in tagging.segments:
        start, end = tagging.span(segment)
        found.append(
            {
                number
                for number, attribution in enumerate(article.attributions)
                if any(s < end and start < e for s, e in attribution.get(segment.role, []))
            }
        )
    return found


def fit_blend(
    taggings: Taggings, weights: Weights
) -> tuple[float, float, float, float, float, float]:
    """What the weighed features, the affinity and none count for, from segments that were found."""
    given: dict[str, list[tuple[list[list[float]], list[bool]]]] = {"source": [], "cue": []}
    alone, affinity = (
        replace(weights, blend=PLAIN),
        replace(weights, blend=(0.0, 1.0, 0.0, 0.0, 1.0, 0.0)),
    )
    for article, tagging in taggings:
        around, owners = Neighbourhood.of(tagging), owners_of(article, tagging)
        for i, segment in enumerate(tagging.segments):
            if segment.role == "source" or (segment.role == "cue" and not owners[i]):
                continue
            name = "source" if segment.role == "cue" else "cue"
            choose = source_choice if name == "source" else cue_choice
            rows, right = [], []
            for (other, plain), (_, close) in zip(
                choose(around, i, alone), choose(around, i, affinity), strict=True
            ):
                rows.append([plain, close, float(other is None)])
                right.append(other is not None and bool(owners[i] & owners[other]))
            right[-1] = not any(right)
            given[name].append((rows, right))
    a, b, c = _fit_three(given["source"])
    d, e, f = _fit_three(given["cue"])
    return a, b, c, d, e, f


def _fit_three(given: Sequence[tuple[list[list[float]], list[bool]]]) -> list[float]:
    most = max(len(rows) for rows, _ in given)
    x = torch.zeros(len(given), most, 3)
    closed = torch.full((len(given), most), -1e9)
    y = torch.zeros(len(given), most)
    for n, (rows, right) in enumerate(given):
        x[n, : len(rows)] = torch.tensor(rows)
        closed[n, : len(rows)] = 0
        y[n, : len(rows)] = torch.tensor(right).float()

    def loss(weights: Tensor) -> Tensor:
        likely = torch.log_softmax(x @ weights + closed, 1)
        return (
            -torch.logsumexp(likely + torch.log(y + 1e-20), 1).mean()
            + 1e-4 * weights.square().sum()
        )

    return _minimum(loss, 3)


def calibrate(taggings: Taggings, weights: Weights, score: Any) -> Weights:
    """The weights with blend and confidence fitted on articles that the network has not learned."""
    blended = replace(weights, blend=fit_blend(taggings, weights))
    return replace(blended, confidence=tuple(fit_confidence(taggings, blended, score)))


def crossed(taggings: Taggings, weights: Weights, score: Any) -> list[tuple[Article, list[Linked]]]:
    """What linking finds in each half of the articles when the other half has calibrated it."""
    found: list[tuple[Article, list[Linked]]] = []
    for half in (0, 1):
        fitted = calibrate(taggings[1 - half :: 2], weights, score)
        found.extend((article, link(tagging, fitted)) for article, tagging in taggings[half::2])
    return found


def rightness(
    found: Sequence[tuple[Article, list[Linked]]], score: Any
) -> tuple[list[Linked], list[float]]:
    """All attributions, and for each 1 if it is right.

    Right is what `score.py` counts as partial: a token F1 of at least a half in every role.
    """
    everything: list[Linked] = []
    rights: list[float] = []
    for article, linked in found:
        gold = score.token_sets(article.text, article.attributions)
        pred = score.token_sets(article.text, [as_spans(a) for a in linked])
        right = {
            j
            for i, j in score.pair_up(gold, pred)
            if min(score.f1(gold[i][role], pred[j][role]) for role in ROLES) >= 0.5
        }
        everything.extend(linked)
        rights.extend(float(j in right) for j in range(len(linked)))
    return everything, rights


def fit_confidence(taggings: Taggings, weights: Weights, score: Any) -> list[float]:
    """The weights that turn what speaks for an attribution into the chance that it is right."""
    found, rights = rightness([(a, link(t, weights)) for a, t in taggings], score)
    inputs, wanted = torch.tensor([a.trust for a in found]), torch.tensor(rights)

    def loss(weights: Tensor) -> Tensor:
        value: Tensor = torch.nn.functional.binary_cross_entropy_with_logits(
            inputs @ weights, wanted
        )
        return value + 1e-3 * weights.square().sum()

    return _minimum(loss, inputs.shape[1])


def reliability(
    found: Sequence[tuple[Article, list[Linked]]], score: Any
) -> list[dict[str, float]]:
    """For each tenth of confidence: how many attributions, the mean confidence, the share right."""
    everything, rights = rightness(found, score)
    table = []
    for tenth in range(10):
        inside = [i for i, a in enumerate(everything) if tenth == min(9, int(10 * a.confidence))]
        if inside:
            mean = sum(everything[i].confidence for i in inside) / len(inside)
            right = sum(rights[i] for i in inside) / len(inside)
            table.append(
                {
                    "from": tenth / 10,
                    "count": len(inside),
                    "confidence": round(mean, 3),
                    "right": round(right, 3),
                }
            )
    return table


def figures(
    found: Sequence[tuple[Article, list[Linked]]], score: Any, least: float
) -> dict[str, float]:
    """F1 figures of `score.py`, in percent, of attributions at least as sure as `least`."""
    gold = {a.id: {"text": a.text, "attributions": a.attributions} for a, _ in found}
    pred = {
        a.id: {"attributions": [as_spans(x) for x in linked if x.confidence >= least]}
        for a, linked in found
    }
    summary = score.summary(score.score(gold, pred))
    return {key: round(100 * value["F"], 1) for key, value in summary.items() if "F" in value}


def as_spans(found: Linked) -> dict[str, list[list[int]]]:
    return {role: [list(span) for span in getattr(found, role)] for role in ROLES}
