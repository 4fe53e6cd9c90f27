"""How likely each candidate is a claim, and which of them are taken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.candidates import FEATURES, Candidate
from onrecord.claims.network import STATUSES, Floats
from onrecord.lexicons import lexicon_in_use

# The features that are the same for all parties: they tell whether a sentence claims anything.
OF_PLACE = (
    "present", "other polarity", "other statuses", "statuses present", "word",
    "rule for status", "rule in sentence", "report speaks", "headline", "question", "sides near",
)  # fmt: skip

# The features that each status weighs for itself; the last is of the parties too.
BY_STATUS = ("present", "rule for status", "rule")

# "Deals with Chad and Mali" are two claims, as likely as each other: further parties of the same
# words need this share of the chance of the likeliest. Chosen on the held-back reports.
BESIDE = 0.7


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression over features that are first brought to one scale."""

    mean: Floats
    scale: Floats
    weight: Floats
    bias: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.float32]], name: str) -> "Regression":
        mean, scale, weight = (arrays[f"{name}.{part}"] for part in ("mean", "scale", "weight"))
        return cls(mean, scale, weight, float(arrays[f"{name}.bias"]))

    def odds(self, rows: Floats) -> Floats:
        """The log-odds of each row."""
        return np.asarray((rows - self.mean) / self.scale @ self.weight + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Three regressions, made by `training/claims.py`, and from which chance on a claim is taken.

    `place` says whether a sentence carries a status at all, `parties` whether these are the parties
    if it does, and `both` what the two come to. What a rule reads as well is taken from a lower
    chance on: `ruled` in place of `least`.
    """

    place: Regression
    parties: Regression
    both: Regression
    least: float
    ruled: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.float32]]) -> "Weighing":
        """The weighing among the arrays of `claims.npz`."""
        place, parties, both = (
            Regression.of(arrays, f"weighing.{name}") for name in ("place", "parties", "both")
        )
        least, ruled = (float(arrays[f"weighing.{name}"]) for name in ("least", "ruled"))
        return cls(place, parties, both, least, ruled)

    def chances(self, candidates: Sequence[Candidate], features: Floats) -> Floats:
        """For each candidate the chance that it is a claim, 0 to 1."""
        if not candidates:
            return np.zeros(0, np.float32)
        rows = widened(candidates, features)
        together = put_together(
            candidates, self.place.odds(of_place(rows)), self.parties.odds(rows)
        )
        return np.asarray(1 / (1 + np.exp(-self.both.odds(together))), np.float32)

    def leasts(self, features: Floats) -> Floats:
        """For each candidate the chance from which on it is taken."""
        by_rule = features[:, FEATURES.index("rule")] > 0
        # Words of a user's own are nothing to the network: there the rules have the word.
        ruled = 0.0 if lexicon_in_use().digests else self.ruled
        return np.where(by_rule, ruled, self.least).astype(np.float32)


def widened(candidates: Sequence[Candidate], features: Floats) -> Floats:
    """The features of candidates with a bias for each status, and with some of them for it alone.

    These are the network's log-odds and whether a rule reads the status, or the whole claim.
    """
    status = np.zeros((len(candidates), len(STATUSES)), np.float32)
    status[np.arange(len(candidates)), [c.status for c in candidates]] = 1
    alone = [status * features[:, [FEATURES.index(name)]] for name in BY_STATUS]
    return np.hstack([features, status, *alone])


def of_place(rows: Floats) -> Floats:
    """The columns of `widened` that are the same for all parties."""
    columns = [FEATURES.index(name) for name in OF_PLACE]
    blocks = len(BY_STATUS) * len(STATUSES)  # the last of them depends on the parties
    return rows[:, columns + list(range(len(FEATURES), len(FEATURES) + blocks))]


def put_together(candidates: Sequence[Candidate], place: Floats, parties: Floats) -> Floats:
    """For each candidate the log-odds of place and parties, and how far the best parties lead."""
    best: dict[tuple[int, int, int], float] = defaultdict(lambda: -np.inf)
    for candidate, odds in zip(candidates, parties.tolist(), strict=True):
        best[candidate.what] = max(best[candidate.what], odds)
    behind = parties - np.array([best[c.what] for c in candidates], np.float32)
    return np.stack([place, parties, behind], axis=1)


def taken(
    candidates: Sequence[Candidate], chances: Floats, least: Floats
) -> list[tuple[Candidate, float]]:
    """The candidates that are claims, each from its own least chance on, the surest first.

    Of one status in one sentence none is taken whose parties are part of another's, none that says
    the opposite of another, and none that is much less likely than the first (`BESIDE`).
    """
    order = np.argsort(-chances, kind="stable")
    found: list[tuple[Candidate, float]] = []
    first: dict[tuple[int, int], float] = {}
    for i in order.tolist():
        if chances[i] < least[i]:
            continue
        candidate = candidates[i]
        rivals = [c for c, _ in found if c.what[:2] == candidate.what[:2]]
        if any(_excludes(rival, candidate) for rival in rivals):
            continue
        chance = float(chances[i])
        if chance < BESIDE * first.setdefault(candidate.what[:2], chance):
            continue
        found.append((candidate, chance))
    return found


def _excludes(one: Candidate, other: Candidate) -> bool:
    if one.polarity != other.polarity:
        return one.parties == other.parties
    return one.parties <= other.parties or other.parties <= one.parties
