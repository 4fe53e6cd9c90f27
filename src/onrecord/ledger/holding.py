"""Claims as they count at a moment, in the few columns that views are computed from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from onrecord.ledger.batching import batches
from onrecord.ledger.computed import mentions
from onrecord.ledger.mentioning import claims_as_they_count
from onrecord.ledger.moments import NOW, Moment
from onrecord.records import Claim


class Held(NamedTuple):
    """A claim as it counts at a moment: the columns of `mentions` that views are computed from."""

    claim_id: str
    report_id: str
    line: str
    kind: str
    status: str
    polarity: str
    speaker: str
    side: str | None
    happened: str | None
    unit: str | None
    said: str
    day: str
    rank: str
    traits: int
    names: list[str] | None
    instruments: list[str] | None
    words: str | None
    correction: Mapping[str, Any] | None
    judgement_id: str | None
    agreement_id: str | None


COLUMNS = [mentions.c[name] for name in Held._fields]


def claims_of(connection: Connection, held: Iterable[Held]) -> Mapping[str, Claim]:
    """The claims themselves, as they count."""
    return claims_as_they_count(connection, {one.claim_id: one.correction for one in held})


def held_in(connection: Connection, report_id: str, moment: Moment = NOW) -> list[Held]:
    """The claims of a report as they count at a moment, in the order of the text."""
    statement = (
        select(*COLUMNS)
        .where(mentions.c.report_id == report_id, moment.counts(), mentions.c.rejected.is_(False))
        .order_by(mentions.c.rank)
    )
    return [Held._make(row) for row in connection.execute(statement)]


def held_in_reports(connection: Connection, reports: Sequence[str]) -> list[list[Held]]:
    """The claims of each of some reports as they count now, in the order of the text."""
    statement = select(*COLUMNS).where(
        mentions.c.report_id.in_(reports),
        mentions.c.known_to.is_(None),
        mentions.c.rejected.is_(False),
    )
    found: dict[str, list[Held]] = defaultdict(list)
    for row in connection.execute(statement.order_by(mentions.c.rank)):
        found[row.report_id].append(Held._make(row))
    return [found[id] for id in sorted(found)]


def changed_since(connection: Connection, reports: Iterable[str], entry: int) -> set[str]:
    """Which of these reports have claims that count otherwise now than at an entry."""
    later = (mentions.c.known_from > entry) | (mentions.c.known_to > entry)
    found: set[str] = set()
    for some in batches(sorted(reports)):
        of_some = select(mentions.c.report_id).where(mentions.c.report_id.in_(some), later)
        found |= set(connection.scalars(of_some.distinct()))
    return found


def held_now(connection: Connection, ids: Sequence[str]) -> dict[str, Held]:
    """These claims by id, as they count now; without those that no longer do."""
    held: dict[str, Held] = {}
    for some in batches(ids):
        statement = select(*COLUMNS).where(
            mentions.c.claim_id.in_(some), mentions.c.known_to.is_(None)
        )
        held |= {row.claim_id: Held._make(row) for row in connection.execute(statement)}
    return held
