"""Agreements that may be one: for a person to decide, as nothing unsure is merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.agreements.mentions import Mention, days_between
from onrecord.agreements.names import told_by
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
    spans = _spans(agreements, mentions)
    found = [
        *_by_name(agreements),
        *_by_words(agreements, mentions),
        *_by_kind(agreements, spans),
        *_by_time(agreements, spans),
    ]
    return _chosen(found)


def proposals_between(
    agreements: Sequence[Agreement], mentions: Sequence[Mention]
) -> tuple[Proposal, ...]:
    """Which agreements of different sets of parties may be one: the likeliest first.

    Either a name that tells agreements apart stands for both ("Prespa"), or the same words of one
    report, and all parties of the one are parties of the other. Bounded as `proposals` is.
    """
    return _chosen([*_by_name_between(agreements), *_by_words_between(agreements, mentions)])


Span = tuple[int, int]


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


def _spans(agreements: Sequence[Agreement], mentions: Sequence[Mention]) -> dict[str, Span | None]:
    """The first and last day of each agreement: of its signing, else of what is said of it."""
    days = {}
    for mention in mentions:
        days[mention.claim] = days_between(mention.happened) or days_between(mention.said)
    spans: dict[str, Span | None] = {}
    for agreement in agreements:
        known = [found for claim in agreement.claims if (found := days.get(claim))]
        spans[agreement.id] = days_between(agreement.since) or (
            (min(first for first, _ in known), max(last for _, last in known)) if known else None
        )
    return spans


def _apart(left: Span, right: Span) -> int:
    """How many days lie between two stretches; 0 where they meet."""
    return max(left[0] - right[1], right[0] - left[1], 0)


def _by_time(
    agreements: Sequence[Agreement], spans: Mapping[str, Span | None]
) -> Iterator[Proposal]:
    """Yield neighbours of one kind: signed within a year, or one without a date of its own."""
    by_kind: dict[str, list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        by_kind[agreement.kind].append(agreement)
    for same in by_kind.values():
        if len(same) < 2:
            continue
        dated = sorted(
            (a for a in same if a.since and spans[a.id]),
            key=lambda a: (spans[a.id] or (0, 0), a.id),
        )
        for left, right in zip(dated, dated[1:], strict=False):
            apart = _apart(spans[left.id] or (0, 0), spans[right.id] or (0, 0))
            if apart <= YEAR:
                reason = f"both signed within a year: {left.since} and {right.since}"
                yield _proposal(left, right, Doubt.NEAR, reason)
        for agreement in same:
            if agreement not in dated:
                yield from _undated(agreement, [a for a in same if a is not agreement], spans)


def _undated(
    agreement: Agreement, others: Sequence[Agreement], spans: Mapping[str, Span | None]
) -> Iterator[Proposal]:
    """Yield the neighbours in time of an agreement that is known from undated claims alone."""
    span = spans[agreement.id]
    known = [(spans[other.id], other) for other in others]
    dated = [(days, other) for days, other in known if days and other.since]
    near = dated or [(days, other) for days, other in known if days]
    if span is None:
        chosen = [other for _, other in sorted(near, key=lambda n: (n[0], n[1].id))[-2:]]
        chosen = chosen or [other for _, other in known]
    else:
        before = [n for n in near if n[0][0] <= span[0]]
        after = [n for n in near if n[0][0] > span[0]]
        chosen = [
            *(other for _, other in sorted(before, key=lambda n: (n[0], n[1].id))[-1:]),
            *(other for _, other in sorted(after, key=lambda n: (n[0], n[1].id))[:1]),
        ]
    for other in chosen[:MOST]:
        what = f"the one signed {other.since}" if other.since else f"what {other.id} holds"
        yield _proposal(
            agreement, other, Doubt.UNDATED,
            f"its {_count(len(agreement.claims), 'claim')} without a signing may be of {what}",
        )  # fmt: skip


def _by_kind(
    agreements: Sequence[Agreement], spans: Mapping[str, Span | None]
) -> Iterator[Proposal]:
    """Yield what has no known kind with what was known of the same parties at the time."""
    known = [agreement for agreement in agreements if agreement.kind != OTHER]
    for agreement in agreements:
        if agreement.kind != OTHER:
            continue
        span = spans[agreement.id]
        near = []
        for one in known:
            days = spans[one.id]
            apart = _apart(span, days) if span and days else YEAR
            if apart <= YEAR:
                near.append((apart, one.id, one))
        for _, _, one in sorted(near, key=lambda n: n[:2])[:2]:
            yield _proposal(
                agreement, one, Doubt.KIND,
                f"its kind is not known; {one.kind} is, of the same parties and time",
            )  # fmt: skip


def _by_name(agreements: Sequence[Agreement]) -> Iterator[Proposal]:
    """Yield agreements of different kinds under one name, or at different times."""
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


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
