"""Claims that were found against those that people annotated, level by level.

The levels and the matching are those of `gold/score_claims.py` of the shared material, which a
test holds this against: claims are matched one to one, by maximum bipartite matching (Kuhn) grown
from the strictest level to the loosest.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.alignment import Span
from onrecord.evaluation.gold import GoldClaim, GoldReport
from onrecord.records import Actor, Claim, Dispute

LEVELS = ("agreement", "claim", "kind and side", "speaker", "disputes")
"""Parties and kind of each agreement; parties, status and polarity in the same words; also kind and
the speaker's side; also the speaker's name; and pairs of claims that cannot both hold."""

_OFFICE = re.compile(
    r"government|ministr|department|office|administration|authorit|embassy|house\b"
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Count:
    """How many were right, said and annotated."""

    right: int
    said: int
    gold: int

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.said + other.said, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The share of what was said that is right; 1 where nothing was said."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """The share of what was annotated that was found; 1 where nothing was annotated."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Scored:
    """One report: a count a level, the claims that were missed, and those that nobody annotated."""

    name: str
    counts: tuple[Count, ...]
    missed: tuple[GoldClaim, ...]
    wrong: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """All reports together: a count a level."""

    reports: int
    counts: tuple[Count, ...]


def total(scored: Iterable[Scored]) -> Total:
    """The counts of reports put together, so that each claim weighs the same."""
    reports = list(scored)
    counts = [Count(0, 0, 0)] * len(LEVELS)
    for report in reports:
        counts = [one + other for one, other in zip(counts, report.counts, strict=True)]
    return Total(len(reports), tuple(counts))


def score_report(gold: GoldReport, claims: Sequence[Claim], disputes: Sequence[Dispute]) -> Scored:
    """Count what was found in one report at each level."""
    said = tuple(map(as_annotated, claims))
    pairs = frozenset(frozenset((dispute.left, dispute.right)) for dispute in disputes)
    counts, matching = compare(gold, said, pairs)
    matched = set(matching.values())
    return Scored(
        gold.name,
        counts,
        tuple(c for i, c in enumerate(gold.claims) if i not in matched),
        tuple(c for j, c in enumerate(claims) if j not in matching),
    )


def compare(
    gold: GoldReport, claims: Sequence[GoldClaim], disputes: Collection[frozenset[str]]
) -> tuple[tuple[Count, ...], dict[int, int]]:
    """The count a level, and which claim (by place) goes with which of the annotated ones."""
    annotated = {(claim.parties, claim.kind) for claim in gold.claims}
    said = {(claim.parties, claim.kind) for claim in claims}
    counts = [Count(len(annotated & said), len(said), len(annotated))]
    words = words_in(gold.text)
    places = [words_of(claim.quotes, gold.text, words) for claim in gold.claims]
    found = [words_of(claim.quotes, gold.text, words) for claim in claims]
    matching: dict[int, int] = {}
    by_level = []
    for level in (4, 3, 2):
        edges = {
            i: [
                j
                for j, claim in enumerate(claims)
                if _level(one, claim) >= level and places[i] & found[j]
            ]
            for i, one in enumerate(gold.claims)
        }
        _grow(matching, edges)
        by_level.append(Count(len(matching), len(claims), len(gold.claims)))
    counts += reversed(by_level)
    annotated_as = {claims[j].id: gold.claims[i].id for j, i in matching.items()}
    right = {frozenset(annotated_as.get(i, "") for i in pair) for pair in disputes} & gold.disputes
    counts.append(Count(len(right), len(disputes), len(gold.disputes)))
    return tuple(counts), matching


def as_annotated(claim: Claim) -> GoldClaim:
    """A claim in the form in which people annotate."""
    return GoldClaim(
        claim.id, claim.parties, claim.kind, claim.status, claim.polarity, claim.speaker.name,
        claim.speaker.side, (claim.quote,), claim.when, claim.quantity,
    )  # fmt: skip


def words_in(text: str) -> list[Span]:
    """Where the words of a text stand."""
    return [Span(*match.span()) for match in _WORD.finditer(text)]


def words_of(quotes: Iterable[str], text: str, words: Sequence[Span]) -> frozenset[int]:
    """Which words of the text lie under any of the quotes, wherever they occur."""
    spans = [
        (m.start(), m.start() + len(quote))
        for quote in quotes
        for m in re.finditer(f"(?={re.escape(quote)})", text)
    ]
    return frozenset(
        i
        for i, (start, end) in enumerate(words)
        if any(start < last and first < end for first, last in spans)
    )


def _level(gold: GoldClaim, claim: GoldClaim) -> int:
    """The strictest level at which two claims agree, quotes aside; 0 if they do not."""
    if (gold.status, gold.polarity, gold.parties) != (claim.status, claim.polarity, claim.parties):
        return 0
    if gold.kind != claim.kind or gold.side != claim.side:
        return 2
    return 4 if same_name(gold.speaker, gold.side, Actor(claim.speaker, claim.side)) else 3


def same_name(name: str, side: str | None, speaker: Actor) -> bool:
    """Whether two speakers have one last name, or are offices of one government.

    >>> same_name("Kristi Noem", "US", Actor("Noem", "US"))
    True
    >>> same_name("Guatemalan government", "GT", Actor("Guatemala", "GT"))
    True
    """
    names = [(each or "?").casefold() for each in (name, speaker.name)]
    tokens = [[t for t in _WORD.findall(each) if t not in ("jr", "sr")] for each in names]
    if tokens[0][-1:] == tokens[1][-1:]:
        return True
    offices = [bool(_OFFICE.search(each)) for each in names]
    stems = [{t[:4] for t in each if len(t) > 3} for each in tokens]  # Guatemala, Guatemalan
    same_side = side is not None and side == speaker.side
    return same_side and (all(offices) or (any(offices) and bool(stems[0] & stems[1])))


def _grow(matching: dict[int, int], edges: Mapping[int, Sequence[int]]) -> None:
    """Grow a matching {found: annotated} to a maximum one for edges {annotated: [found]}."""

    def place(gold: int, tried: set[int]) -> bool:
        for found in _untried(edges[gold], tried):
            if found not in matching or place(matching[found], tried):
                matching[found] = gold
                return True
        return False

    for gold in sorted(edges.keys() - set(matching.values())):
        place(gold, set())


def _untried(found: Collection[int], tried: set[int]) -> Iterator[int]:
    for each in found:
        if each not in tried:
            tried.add(each)
            yield each
