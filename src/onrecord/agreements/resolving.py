"""All mentions of one set of parties -> the agreements that they speak of, and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.agreements.cuts import Cut
from onrecord.agreements.lines import Line, Placement, line_and_places
from onrecord.agreements.mentions import Mention
from onrecord.agreements.reasons import reasons_for


@dataclass(frozen=True, slots=True)
class Agreement:
    """A deal between parties with the claims (by id) that speak of it, in the order of publication.

    `since` is the signing that it is dated by, ISO 8601. `names` and `instruments` are those of its
    claims, the most frequent first; `reasons` say in plain words why these claims are one.
    """

    id: str
    parties: tuple[str, ...]
    kind: str
    claims: tuple[str, ...]
    since: str | None
    names: tuple[str, ...]
    instruments: tuple[str, ...]
    reasons: tuple[str, ...]


def resolve(parties: Sequence[str], mentions: Sequence[Mention]) -> tuple[Agreement, ...]:
    """The agreements that all mentions of one set of parties speak of, by id.

    Each claim belongs to exactly one. The order of the mentions does not matter.
    """
    line, placed = line_and_places(parties, mentions)
    return gathered(line, mentions, placed)


def gathered(
    line: Line, mentions: Sequence[Mention], placed: Mapping[str, Placement]
) -> tuple[Agreement, ...]:
    """The agreements of a line that some placed mentions speak of, by id."""
    members: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        members[placed[mention.claim].agreement].append(mention)
    return tuple(
        _agreement(line, cut, members[cut.id], placed) for cut in line.cuts if cut.id in members
    )


def _agreement(
    line: Line, cut: Cut, mentions: Sequence[Mention], placed: Mapping[str, Placement]
) -> Agreement:
    ordered = sorted([(mention.said or "", mention.claim) for mention in mentions])
    return Agreement(
        id=cut.id,
        parties=line.parties,
        kind=cut.kind,
        claims=tuple([claim for _, claim in ordered]),
        since=cut.since,
        names=_by_frequency(m.names for m in mentions if m.names),
        instruments=_by_frequency(m.instruments for m in mentions if m.instruments),
        reasons=reasons_for(cut, mentions, placed),
    )


def _by_frequency(told: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    counts = Counter(word for words in told for word in words)
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))
