"""Agreements that may be one: for a person to decide, as nothing unsure is merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from onrecord.agreements.mentions import Days, Mention, days_between
from onrecord.agreements.names import parts_in, told_by
from onrecord.agreements.resolving import Agreement
from onrecord.agreements.rows import OTHER

YEAR = 365
# No agreement is in more proposals than this: a person reads them one by one.
MOST = 3


class Doubt(StrEnum):
    """Why two agreements may be one, the likeliest first."""

    NAME = "the same name"
    WORDS = "the same words"
    KIND = "a kind that is not known"
    NEAR = "signed within a year"
    UNDATED = "no date"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two agreements (by id, in order) that may be one, and why, in a word and for a person."""

    left: str
    right: str
    doubt: Doubt
    reason: str


def proposals(agreements: Sequence[Agreement], mentions: Sequence[Mention]) -> tuple[Proposal, ...]:
    """Which agreements of one set of parties may be one: the likeliest first.

    At most one proposal for each pair, and at most three for each agreement. `mentions` are those
    that the agreements were resolved from.
    """
    known = _known(agreements, mentions)
    return _chosen([
        *_by_name(agreements), *_by_words(agreements, mentions), *_by_kind(known), *_by_time(known),
    ])  # fmt: skip


def proposals_between(
    agreements: Sequence[Agreement], mentions: Sequence[Mention]
) -> tuple[Proposal, ...]:
    """Which agreements of different sets of parties may be one: the likeliest first.

    Either a name that tells agreements apart stands for both ("Prespa"), or the same words of one
    report, and all parties of the one are parties of the other. Bounded as `proposals` is.
    """
    return _chosen([*_by_name_between(agreements), *_by_words_between(agreements, mentions)])


class _Known(NamedTuple):
    """An agreement with its first and last day: of the signing, else of what is said of it.

    `earlier` is true where only words such as "during his first term" tell of it.
    """

    agreement: Agreement
    days: Days | None
    earlier: bool

    @property
    def dated(self) -> bool:
        return self.agreement.since is not None


def _chosen(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    order = list(Doubt)
    count: dict[str, int] = defaultdict(int)
    pairs = set()
    chosen = []
    for one in sorted(found, key=lambda p: (order.index(p.doubt), p.left, p.right, p.reason)):
        pair = (one.left, one.right)
        if pair not in pairs and max(count[one.left], count[one.right]) < MOST:
            pairs.add(pair)
            count[one.left] += 1
            count[one.right] += 1
            chosen.append(one)
    return tuple(chosen)


def _proposal(left: Agreement, right: Agreement, doubt: Doubt, reason: str) -> Proposal:
    first, second = sorted((left.id, right.id))
    return Proposal(first, second, doubt, reason)


def _known(agreements: Sequence[Agreement], mentions: Sequence[Mention]) -> list[_Known]:
    by_claim = {mention.claim: mention for mention in mentions}
    known = []
    for agreement in agreements:
        own = [by_claim[claim] for claim in agreement.claims]
        found = [d for m in own if (d := days_between(m.happened) or days_between(m.said))]
        said = (min(d[0] for d in found), max(d[1] for d in found)) if found else None
        earlier = not agreement.since and all(m.earlier for m in own)
        known.append(_Known(agreement, days_between(agreement.since) or said, earlier))
    return known


def _apart(left: Days, right: Days) -> int:
    """How many days lie between two stretches; 0 where they meet."""
    return max(left[0] - right[1], right[0] - left[1], 0)


def _by_time(known: Iterable[_Known]) -> Iterator[Proposal]:
    """Yield neighbours of one kind: signed within a year, or one without a date of its own."""
    by_kind: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        by_kind[one.agreement.kind].append(one)
    for same in by_kind.values():
        same.sort(key=lambda one: (one.days or (0, 0), one.agreement.id))
        dated = [one for one in same if one.dated]
        for left, right in pairwise(dated):
            near = left.days and right.days and _apart(left.days, right.days) <= YEAR
            if near and _parts(left.agreement) == _parts(right.agreement):
                since = f"{left.agreement.since} and {right.agreement.since}"
                reason = f"both signed within a year: {since}"
                yield _proposal(left.agreement, right.agreement, Doubt.NEAR, reason)
        for one in same:
            if not one.dated:
                for other in _neighbours(one, same):
                    yield _undated(one.agreement, other.agreement)


def _neighbours(one: _Known, same: Sequence[_Known]) -> list[_Known]:
    """The agreements that one without a date may be, of those of its kind in order of time."""
    dated = [other for other in same if other.dated and other.days]
    if one.days is None:
        said = [other for other in same if not (other.dated or other.earlier or other is one)]
        return dated[-2:] or ([] if one.earlier else said[-MOST:])
    before = [other for other in dated if other.days and other.days[0] <= one.days[0]]
    if one.earlier:
        return before[-1:]
    after = [
        other
        for other in same
        if other is not one
        and not other.earlier
        and other.days
        and one.days[0] < other.days[0]
        and _apart(one.days, other.days) <= 3 * YEAR
    ]
    return before[-1:] + after[:1]


def _parts(agreement: Agreement) -> frozenset[str]:
    """The words for papers that belong to another, which an addendum has and its treaty has not."""
    return frozenset(part for words in agreement.instruments for part in parts_in(words))


def _undated(agreement: Agreement, other: Agreement) -> Proposal:
    number = len(agreement.claims)
    claims = f"{number:,} claim{'s' if number > 1 else ''}"
    what = f"the one signed {other.since}" if other.since else f"what is said in {other.id}"
    reason = f"its {claims} without a signing may be of {what}"
    return _proposal(agreement, other, Doubt.UNDATED, reason)


def _by_kind(known: Sequence[_Known]) -> Iterator[Proposal]:
    """Yield what has no known kind with what was known of the same parties at the time."""
    for one in known:
        if one.agreement.kind != OTHER:
            continue
        near = []
        for other in known:
            apart = _apart(one.days, other.days) if one.days and other.days else YEAR
            if other.agreement.kind != OTHER and apart <= YEAR:
                near.append((apart, other.agreement.id, other.agreement))
        for _, _, agreement in sorted(near, key=lambda n: n[:2])[:2]:
            reason = f"its kind is not known; {agreement.kind} is, of the same parties and time"
            yield _proposal(one.agreement, agreement, Doubt.KIND, reason)


def _by_name(agreements: Sequence[Agreement]) -> Iterator[Proposal]:
    """Yield agreements of different kinds under one name."""
    by_name: dict[str, list[tuple[Agreement, str]]] = defaultdict(list)
    for agreement in agreements:
        for name in agreement.names:
            if told := told_by(name, agreement.parties) or name.casefold():
                by_name[told].append((agreement, name))
    for same in by_name.values():
        for (left, _), (right, name) in _beside_first(same):
            if left.kind != right.kind:
                yield _proposal(left, right, Doubt.NAME, f'both are called "{name}"')


def _by_words(agreements: Sequence[Agreement], mentions: Sequence[Mention]) -> Iterator[Proposal]:
    """Yield agreements of different kinds that the same words of a report speak of."""
    for left, right, words in _sharing_words(agreements, mentions):
        if left.kind != right.kind:
            yield _proposal(left, right, Doubt.WORDS, f'the same words speak of both: "{words}"')


def _by_name_between(agreements: Sequence[Agreement]) -> Iterator[Proposal]:
    by_name: dict[str, list[tuple[Agreement, str]]] = defaultdict(list)
    for agreement in agreements:
        for name in agreement.names:
            if told := told_by(name, agreement.parties):
                by_name[told].append((agreement, name))
    for same in by_name.values():
        for (left, _), (right, name) in _beside_first(same):
            if left.parties != right.parties:
                reason = f'both are called "{name}", with other parties'
                yield _proposal(left, right, Doubt.NAME, reason)


def _by_words_between(
    agreements: Sequence[Agreement], mentions: Sequence[Mention]
) -> Iterator[Proposal]:
    for left, right, words in _sharing_words(agreements, mentions):
        fewer, more = sorted((set(left.parties), set(right.parties)), key=len)
        if fewer < more:
            reason = f'the same words speak of both: "{words}"'
            yield _proposal(left, right, Doubt.WORDS, reason)


Named = tuple[Agreement, str]


def _beside_first(same: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    """Yield each beside the one with most claims: a hundred under one name are not 5,000 pairs."""
    if len(same) > 1:
        first, *rest = sorted(same, key=lambda n: (-len(n[0].claims), n[0].id, n[1]))
        for each in rest:
            if each[0].id != first[0].id:
                yield first, each


def _sharing_words(
    agreements: Sequence[Agreement], mentions: Sequence[Mention]
) -> Iterator[tuple[Agreement, Agreement, str]]:
    of_claim = {claim: agreement for agreement in agreements for claim in agreement.claims}
    by_words: dict[tuple[str, str], dict[str, Agreement]] = defaultdict(dict)
    for mention in mentions:
        if mention.words and (agreement := of_claim.get(mention.claim)):
            by_words[mention.report, mention.words][agreement.id] = agreement
    for (_, words), same in by_words.items():
        named = [(agreement, words) for agreement in same.values()]
        for (left, _), (right, _) in _beside_first(named):
            yield left, right, words
