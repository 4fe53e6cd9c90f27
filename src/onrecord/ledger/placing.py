"""The claims of some parties -> the agreements that they speak of, as judged by people too."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from onrecord.agreements import (
    Agreement,
    Line,
    Mention,
    changes,
    gathered,
    line_and_places,
    loaded,
)
from onrecord.agreements import place as place_claims
from onrecord.ledger.attaching import Link, links
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import lines as lines_kept
from onrecord.ledger.computed import mentions
from onrecord.ledger.holding import COLUMNS, Held
from onrecord.ledger.mentioning import Trait
from onrecord.ledger.moments import Moment
from onrecord.records import Decision, Polarity, Status, Subject

# Looked up rather than made: a line may hold thousands of claims.
STATUSES = {status.value: status for status in Status}
POLARITIES = {polarity.value: polarity for polarity in Polarity}
EARLIER = int(Trait.EARLIER)


@dataclass(frozen=True, slots=True)
class Placed:
    """An agreement and the claims that speak of it, in the order of `rank`."""

    agreement: Agreement
    line: str
    claims: tuple[Held, ...]


def parties_in(line: str) -> tuple[str, ...]:
    """The parties that a line stands for."""
    return tuple(line.split("|"))


@dataclass(frozen=True, slots=True)
class Placing:
    """Agreements by id, the lines that they turned out to be, and how those lines are cut.

    A line whose cuts are as they were kept is not in `cuts`.
    """

    placed: list[Placed]
    lines: list[str]
    cuts: dict[str, Line]


def place(
    connection: Connection, lines: Iterable[str], moment: Moment
) -> tuple[list[Placed], list[str]]:
    """The agreements of these lines at a moment, and the lines that these turned out to be.

    People may have judged that agreements of different parties are one: then the lines of all are
    needed, and are taken in.
    """
    found = place_with(connection, lines, moment, None)
    return found.placed, found.lines


def place_with(
    connection: Connection, lines: Iterable[str], moment: Moment, added: str | None
) -> Placing:
    """The same, where `added` is a report that is new on these lines, and nothing else changed.

    Then the claims of others stay where they are, unless the report cuts a line anew: most do not,
    and a line may hold thousands of claims.
    """
    judged = links(connection, Subject.AGREEMENT, moment)
    taken = _linked(connection, sorted(set(lines)), judged, moment)
    held: dict[str, list[Held]] = defaultdict(list)
    for some in batches(taken):
        statement = select(*COLUMNS).where(
            mentions.c.line.in_(some), moment.counts(), mentions.c.rejected.is_(False)
        )
        for row in connection.execute(statement):
            held[row.line].append(Held._make(row))
    linked = {claim for link in judged for claim in link.claims}
    placed: list[Placed] = []
    cuts: dict[str, Line] = {}
    for line in taken:
        kept = None
        if added is not None and not any(one.claim_id in linked for one in held[line]):
            kept = _extended(connection, line, held[line], added)
        if kept is None:
            kept, cuts[line] = _resolved(line, held[line])
        placed += kept
    placed = _merged(_split(placed, judged), judged)
    return Placing(sorted(placed, key=lambda one: one.agreement.id), taken, cuts)


def mention_in(held: Held) -> Mention:
    """What a claim tells of which agreement it speaks of."""
    return Mention(
        claim=held.claim_id,
        kind=held.kind,
        status=STATUSES[held.status],
        polarity=POLARITIES[held.polarity],
        happened=held.happened,
        said=held.said or None,
        earlier=bool(held.traits & EARLIER),
        names=tuple(held.names or ()),
        instruments=tuple(held.instruments or ()),
        report=held.report_id,
        words=held.words or "",
    )


def _linked(
    connection: Connection, lines: Sequence[str], judged: Sequence[Link], moment: Moment
) -> list[str]:
    """These lines and all that merges lead to from them."""
    merges = [link for link in judged if link.decision is Decision.MERGE]
    ids = sorted({claim for link in merges for claim in link.claims if claim})
    if not ids:
        return list(lines)
    statement = select(mentions.c.claim_id, mentions.c.line).where(
        mentions.c.claim_id.in_(ids), moment.known()
    )
    line_of = {row.claim_id: row.line for row in connection.execute(statement)}
    taken, before = set(lines), 0
    while len(taken) != before:
        before = len(taken)
        for link in merges:
            joined = {line_of[claim] for claim in link.claims if claim in line_of}
            if joined & taken:
                taken |= joined
    return sorted(taken)


def _resolved(line: str, held: Sequence[Held]) -> tuple[list[Placed], Line]:
    told = [mention_in(one) for one in held]
    cuts, places = line_and_places(parties_in(line), told)
    by_id = {one.claim_id: one for one in held}
    found = [
        Placed(agreement, line, _by_rank(by_id[claim] for claim in agreement.claims))
        for agreement in gathered(cuts, told, places)
    ]
    return found, cuts


def _extended(
    connection: Connection, line: str, held: Sequence[Held], added: str
) -> list[Placed] | None:
    """The agreements of a line with the claims of one more report, if it does not cut it anew.

    Their reasons are left out, and told when somebody asks for the agreement.
    """
    kept = connection.scalar(select(lines_kept.c.cuts).where(lines_kept.c.line == line))
    if kept is None:
        return None
    told = [mention_in(one) for one in held if one.report_id == added]
    cuts = loaded(kept)
    if changes(cuts, told):
        return None
    places = place_claims(told, cuts)
    members: dict[str | None, list[Held]] = defaultdict(list)
    for one in held:
        here = places.get(one.claim_id) if one.report_id == added else None
        members[here.agreement if here else one.agreement_id].append(one)
    of_id = {cut.id: cut for cut in cuts.cuts}
    if not members.keys() <= of_id.keys():
        return None
    return [
        Placed(
            Agreement(
                id=cut.id,
                parties=cuts.parties,
                kind=cut.kind,
                claims=tuple(one.claim_id for one in members[cut.id]),
                since=cut.since,
                names=(),
                instruments=(),
                reasons=(),
            ),
            line,
            _by_rank(members[cut.id]),
        )
        for cut in cuts.cuts
        if cut.id in members
    ]


def _split(placed: Sequence[Placed], judged: Sequence[Link]) -> list[Placed]:
    """Claims that a person set apart form an agreement of their own, named by the judgement.

    Those of several agreements go apart from each, whichever of these are looked at together.
    """
    result = list(placed)
    for link in judged:
        if link.decision is not Decision.SPLIT:
            continue
        apart = set(link.claims)
        for at, one in enumerate(list(result)):
            gone = [held for held in one.claims if held.claim_id in apart]
            if not gone or len(gone) == len(one.claims):
                continue
            left = [held for held in one.claims if held.claim_id not in apart]
            result[at] = _with_claims(one, left, one.agreement.id, "split by a person")
            own = f"{one.agreement.id}-{link.judgement[:6]}"
            result.append(_with_claims(one, gone, own, "split by a person"))
    return result


def _merged(placed: Sequence[Placed], judged: Sequence[Link]) -> list[Placed]:
    """Agreements that a person took for one go by the first of their names."""
    result = {one.agreement.id: one for one in placed}
    for link in judged:
        if link.decision is not Decision.MERGE:
            continue
        meant = set(link.claims)
        named = sorted(
            id for id, one in result.items() if any(held.claim_id in meant for held in one.claims)
        )
        for other in named[1:]:
            first, gone = result[named[0]], result.pop(other)
            together = [*first.claims, *gone.claims]
            reason = f"merged with {other} by a person"
            result[named[0]] = _with_claims(first, together, named[0], reason)
    return list(result.values())


def _with_claims(one: Placed, held: Sequence[Held], id: str, reason: str) -> Placed:
    ordered = _by_rank(held)
    agreement = replace(
        one.agreement,
        id=id,
        claims=tuple(each.claim_id for each in ordered),
        names=tuple(sorted({name for each in ordered for name in each.names or ()})),
        instruments=tuple(sorted({word for each in ordered for word in each.instruments or ()})),
        reasons=(*one.agreement.reasons, reason),
    )
    return Placed(agreement, one.line, ordered)


def _by_rank(held: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(sorted(held, key=lambda one: one.rank))
