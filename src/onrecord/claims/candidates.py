"""What a sentence may claim: a status and a polarity between parties, and what speaks for each."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from onrecord.alignment import Span
from onrecord.claims.network import STATUSES, Floats
from onrecord.claims.readings import SentenceReading
from onrecord.claims.threads import Parties
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger
from onrecord.claims.voices import Voices
from onrecord.records import Polarity, Status

POLARITIES = tuple(Polarity)
# What the network gives less chance than this, and no rule reads, is not weighed.
LEAST = 0.07
# How many sides of a report may be parties, how many of them may be any two parties, and how many
# sets of parties are weighed for each status.
SIDES, PAIRED, SETS = 24, 9, 10
# Log-odds that a side is a party which is named nowhere near, bounds of those of the others, and
# what a party that the report never names costs.
ABSENT, BOUND, UNNAMED = -3.0, 5.0, 4.0
# How much it counts that other sentences speak of the same parties.
SUPPORT = 0.7

FEATURES = (
    "present", "other polarity", "other statuses", "statuses present", "word",
    "parties", "least party", "greatest other", "mean party", "rank", "behind best",
    "rule", "rule for parties", "rule for status", "rule in sentence",
    "support", "all in sentence", "in sentence", "others in sentence", "as before", "since named",
    "speaker is party", "report speaks", "one party", "two parties", "more parties",
    "named around noun", "focus", "headline", "question",
    "absent near", "share of mentions", "first two", "latest", "speaker and one here", "hub",
    "sides near", "least of here",
)  # fmt: skip


class RuleReading(NamedTuple):
    """What a rule reads in a sentence: a status of the agreement between parties, and its kind."""

    sentence: int
    status: Status
    polarity: Polarity
    parties: Parties
    kind: str
    trigger: Trigger
    certainty: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that a sentence may carry, by number of the sentence and place in `STATUSES`."""

    index: int
    status: int
    polarity: int
    parties: Parties

    @property
    def what(self) -> tuple[int, int, int]:
        return self.index, self.status, self.polarity


def find_candidates(
    topics: Topics,
    readings: Mapping[int, SentenceReading],
    rules: Sequence[RuleReading],
    voices: Voices,
    headlines: int,
) -> tuple[list[Candidate], Floats]:
    """The candidates of a report with their features, a row each (`FEATURES`)."""
    report = _Report(topics, readings, rules, voices, headlines)
    places = report.places()
    # A report that names no side and no agreement speaks of no parties.
    if not places or not (report.sides or rules):
        return [], np.zeros((0, len(FEATURES)), np.float32)
    return report.weighed(places)


class _Report:
    """One report while its candidates are found."""

    def __init__(
        self,
        topics: Topics,
        readings: Mapping[int, SentenceReading],
        rules: Sequence[RuleReading],
        voices: Voices,
        headlines: int,
    ) -> None:
        self.topics, self.readings, self.voices = topics, readings, voices
        self.headlines = headlines
        self.rules: dict[int, list[RuleReading]] = defaultdict(list)
        for rule in rules:
            self.rules[rule.sentence].append(rule)
        self.chance = {k: _chance(r.scores.present) for k, r in readings.items()}
        counts = Counter(t.side for f in topics.folded for t in f.tokens if t.side)
        self.share = {side: n / counts.total() for side, n in counts.items()}
        self.sides = [side for side, _ in counts.most_common(SIDES)]
        self.column = {side: i for i, side in enumerate(self.sides)}

    def places(self) -> list[tuple[int, int, int]]:
        """The sentences, statuses and polarities that the network or a rule reads at all."""
        by_rule = {
            (k, STATUSES.index(r.status), POLARITIES.index(r.polarity))
            for k in self.readings
            for r in self.rules[k]
        }
        likely = {
            (k, int(s), int(p))
            for k, chance in self.chance.items()
            for s, p in zip(*np.nonzero(chance >= LEAST), strict=True)
        }
        return sorted(by_rule | likely)

    def weighed(self, places: list[tuple[int, int, int]]) -> tuple[list[Candidate], Floats]:
        odds = np.stack([self._odds(k, s) for k, s, _ in places])
        sets = self._sets(places, odds)
        member = np.array([[side in p for side in self.sides] for p in sets], np.float32)
        member = member.reshape(len(sets), len(self.sides))
        unnamed = np.array([sum(side not in self.column for side in p) for p in sets])
        fit = odds @ member.T - np.logaddexp(0, odds).sum(1, keepdims=True) - UNNAMED * unnamed
        chance = np.array([self.chance[k][s, p] for k, s, p in places])
        support = _log_support(fit, chance)
        overall = fit + SUPPORT * support
        named_in = self._named_in(member, unnamed)
        before = _sets_before(places, chance, overall)
        number = {parties: j for j, parties in enumerate(sets)}
        focus, hub = self.topics.thread.focus, self.topics.thread.hub()
        candidates: list[Candidate] = []
        rows: list[list[float]] = []
        for i, (k, s, p) in enumerate(places):
            around = self._named_around(k)
            rules = self.rules[k]
            order = np.argsort(-overall[i], kind="stable")[:SETS]
            rank = {int(j): n for n, j in enumerate(order)}
            kept = {*rank, *(number[r.parties] for r in rules), *(number[a] for a in around)}
            status, polarity = STATUSES[s], POLARITIES[p]
            same = [r for r in rules if r.status is status and r.polarity is polarity]
            of_sentence = self._of_sentence(k, s, p)
            here, since = named_in[k]
            here_sides = {side for side, there in zip(self.sides, here, strict=True) if there}
            near = self.readings[k].parties.keys()
            latest = self.topics.thread.latest(k)
            for j in sorted(kept):
                parties, inside = sets[j], member[j] > 0
                ins, outs = odds[i][inside], odds[i][~inside]
                mine = float((here * inside).sum())
                side = of_sentence.side
                candidates.append(Candidate(k, s, p, parties))
                rows.append([
                    *of_sentence.scores,
                    float(fit[i, j]),
                    float(ins.min()) if len(ins) == len(parties) else -BOUND,
                    float(outs.max()) if len(outs) else -BOUND,
                    float(ins.mean()) if len(ins) else -BOUND,
                    rank.get(j, SETS),
                    float(overall[i, j] - overall[i, order[0]]),
                    any(r.parties == parties for r in same),
                    any(r.parties == parties for r in rules),
                    bool(same),
                    bool(rules),
                    float(support[j]),
                    since[j] == 0,
                    mine,
                    float(here.sum()) - mine,
                    j == before.get(k, -1),
                    min(6, int(since[j])),
                    side in parties if side else False,
                    of_sentence.report_speaks,
                    len(parties) == 1,
                    len(parties) == 2,
                    len(parties) > 2,
                    parties in around,
                    parties == focus,
                    k < self.headlines,
                    of_sentence.question,
                    sum(side not in near for side in parties),
                    sum(self.share.get(side, 0.0) for side in parties),
                    sum(side in self.sides[:2] for side in parties),
                    parties in latest,
                    side in parties and any(s in here_sides for s in parties if s != side),
                    hub in parties,
                    len(near),
                    float((odds[i] * here)[inside].min()) if mine == len(parties) else -BOUND,
                ])  # fmt: skip
        return candidates, np.array(rows, np.float32)

    def _odds(self, k: int, status: int) -> Floats:
        """For each side of the report the log-odds that it is a party of what a sentence says."""
        odds = np.full(len(self.sides), ABSENT, np.float32)
        for side, values in self.readings[k].parties.items():
            if side in self.column:
                odds[self.column[side]] = np.clip(values[status], -BOUND, BOUND)
        return odds

    def _sets(self, places: Sequence[tuple[int, int, int]], odds: Floats) -> list[Parties]:
        """The sets of parties that the report may speak of, in a fixed order."""
        thread = self.topics.thread
        sets = {*thread.pairs, *(r.parties for k in self.readings for r in self.rules[k])}
        sets |= {frozenset(two) for two in combinations(self.sides[:PAIRED], 2)}
        if thread.focus:
            sets.add(thread.focus)
        for k in self.readings:
            sets |= self._named_around(k)
        for row in range(len(places)):
            order = np.argsort(-odds[row], kind="stable")
            sets.add(frozenset(self.sides[i] for i in order[:8] if odds[row][i] > 0))
            for size in range(1, min(4, len(order)) + 1):
                sets.add(frozenset(self.sides[i] for i in order[:size]))
            # Who speaks for a side need not name it: "we have an accord with Chad".
            k, s, _ = places[row]
            speaking = self._of_sentence(k, s, 0).side
            if speaking:
                sets |= {frozenset((speaking, self.sides[i])) for i in order[:3]}
        return sorted((s for s in sets if s), key=sorted)

    def _named_around(self, k: int) -> set[Parties]:
        """The parties that the words around the nouns of a sentence name."""
        mentions = (t.mention for t in self.topics.folded[k].tokens if t.mention)
        return {parties for m in mentions for parties in self.topics.named[m].whole}

    def _named_in(self, member: Floats, unnamed: Floats) -> dict[int, tuple[Floats, Floats]]:
        """Which sides each sentence names, and for each set how long ago one named it whole."""
        size = member.sum(1)
        since = np.full(len(member), 99, np.float32)
        found = {}
        for sentence in self.topics.folded:
            here = np.zeros(len(self.sides), np.float32)
            for side in sentence.sides:
                if side in self.column:
                    here[self.column[side]] = 1
            whole = (member @ here >= size) & (unnamed == 0)
            since = np.where(whole, 0, since + 1)
            if sentence.index in self.readings:
                found[sentence.index] = here, since
        return found

    def _of_sentence(self, k: int, s: int, p: int) -> "_OfSentence":
        reading = self.readings[k]
        present = reading.scores.present
        others = np.delete(present, s, axis=0)
        place = reading.peak(s)
        voice = self.voices.at(Span(place.start, place.start + 1))
        span = self.topics.folded[k].span
        words = self.topics.text[span.start : span.end]
        scores = (
            float(present[s, p]),
            float(present[s, 1 - p]),
            float(others.max()),
            float((self.chance[k] > 0.3).sum()),
            float(reading.scores.words[:, s].max()),
        )
        question = words.rstrip("\"”' ").endswith("?")
        return _OfSentence(scores, voice.speaker.side, voice.content is None, question)


class _OfSentence(NamedTuple):
    """What is the same for all parties of which a sentence may speak."""

    scores: tuple[float, ...]
    side: str | None
    report_speaks: bool
    question: bool


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def _log_support(fit: Floats, chance: Floats) -> Floats:
    """How much of all that the report may claim is of each set of parties, as a logarithm."""
    share = np.exp(fit - fit.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    support = (share * chance[:, None]).sum(0)
    return np.asarray(np.log(support / max(float(support.sum()), 1e-9) + 1e-3), np.float32)


def _sets_before(
    places: Sequence[tuple[int, int, int]], chance: Floats, overall: Floats
) -> dict[int, int]:
    """For each sentence the likeliest parties of the last one before it that may claim anything."""
    best: dict[int, tuple[float, int]] = {}
    for i, (k, _, _) in enumerate(places):
        if chance[i] > best.get(k, (0.0, 0))[0]:
            best[k] = float(chance[i]), int(overall[i].argmax())
    before = {}
    last = -1
    for k in sorted(best):
        before[k] = last
        last = best[k][1]
    return before
