"""Disputes and tensions on record, both sides' words beside each other."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import ColumnElement, Connection, select

from onrecord.ledger.answers.agreements import dispute_of
from onrecord.ledger.answers.claims import recorded
from onrecord.ledger.answers.entries import RecordedDispute
from onrecord.ledger.answers.wanted import TOGETHER, Wanted, agreements_opposed_at
from onrecord.ledger.computed import agreements, disputes
from onrecord.ledger.contradicting import Opposed
from onrecord.ledger.disputing import opposed_among, opposed_in
from onrecord.ledger.moments import Moment
from onrecord.records import Why


def list_disputes(
    connection: Connection,
    moment: Moment,
    limit: int | None,
    *,
    weak: bool = False,
    state: str | None = None,
    field: str | None = None,
) -> tuple[RecordedDispute, ...]:
    """The disputes, or with `weak` the tensions: now the latest first, else by agreement."""
    if moment.is_now:
        conditions: list[ColumnElement[bool]] = [disputes.c.strict.is_(not weak)]
        if field is not None:
            conditions.append(disputes.c.field == field)
        if state is not None:
            of_state = Wanted(state).among(select(agreements.c.line))
            conditions.append(disputes.c.line.in_(of_state))
        statement = (
            select(disputes)
            .where(*conditions)
            .order_by(disputes.c.said.desc(), disputes.c.rank)
            .limit(limit)
        )
        found = opposed_in(connection, connection.execute(statement).all())
    else:
        found = _found_at(connection, moment, limit, weak, state, field)
    words = recorded(connection, (end for pair in found for end in (pair.left, pair.right)))
    return tuple(dispute_of(pair, words) for pair in found)


def _found_at(
    connection: Connection,
    moment: Moment,
    limit: int | None,
    weak: bool,
    state: str | None,
    field: str | None,
) -> list[Opposed]:
    found: list[Opposed] = []
    seen: set[str] = set()
    for pair in _all_at(connection, moment, state):
        if (
            pair.rank not in seen
            and (pair.why is not Why.STRICT) is weak
            and field in (None, pair.field)
        ):
            seen.add(pair.rank)
            found.append(pair)
            if len(found) == limit:
                break
    return found


def _all_at(connection: Connection, moment: Moment, state: str | None) -> Iterator[Opposed]:
    found = agreements_opposed_at(connection, state, moment)
    while some := list(islice(found, TOGETHER)):
        yield from opposed_among(connection, some, moment)


def disputes_of_report(connection: Connection, report_id: str) -> tuple[RecordedDispute, ...]:
    """The disputes inside a report, in the order of the text, tensions after them."""
    statement = (
        select(disputes)
        .where(disputes.c.report_id == report_id)
        .order_by(disputes.c.strict.desc(), disputes.c.rank)
    )
    found = opposed_in(connection, connection.execute(statement).all())
    words = recorded(connection, (end for pair in found for end in (pair.left, pair.right)))
    return tuple(dispute_of(pair, words) for pair in found)
