"""Long lists in pieces that a statement can take."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

Item = TypeVar("Item")
# SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.
PIECE = 500


def batches(items: Sequence[Item], size: int = PIECE) -> Iterator[Sequence[Item]]:
    """Yield the items in order, so many at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))


def insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, of which there may be none."""
    if rows:
        connection.execute(table.insert(), rows)
