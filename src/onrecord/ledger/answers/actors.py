"""Who speaks on record, across reports."""

from sqlalchemy import Connection, func, select

from onrecord.ledger.answers.entries import RecordedActor
from onrecord.ledger.computed import actors


def list_actors(
    connection: Connection, limit: int | None, *, side: str | None = None, name: str | None = None
) -> tuple[RecordedActor, ...]:
    """The actors, who says most first; `name` is part of their fullest name, in any case."""
    statement = select(actors)
    if side is not None:
        statement = statement.where(actors.c.side == side)
    if name is not None:
        part = func.lower(actors.c.name).contains(name.lower(), autoescape=True)
        statement = statement.where(part)
    statement = statement.order_by(actors.c.claims.desc(), actors.c.id).limit(limit)
    return tuple(
        RecordedActor(
            row.id,
            row.name,
            row.side,
            tuple(row.names),
            row.first_said or None,
            row.last_said or None,
            row.claims,
        )
        for row in connection.execute(statement)
    )
