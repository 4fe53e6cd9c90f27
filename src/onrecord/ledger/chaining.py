"""The chain of entries: what was recorded in which order, each with the hash of all before it."""

import hashlib
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.ledger.rows import canonical
from onrecord.ledger.schema import entries


def entry_hash(previous: str, record: str, record_id: str, recorded: datetime) -> str:
    """What an entry is named by: the hash of the one before it and of all that it says itself."""
    said = {
        "previous": previous,
        "record": record,
        "record_id": record_id,
        "recorded": recorded.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def chain(connection: Connection, record: str, record_id: str, recorded: datetime) -> int:
    """Add an entry for what has just been recorded; its number in the chain.

    Only inside a writing transaction, of which there is one at a time.
    """
    last = connection.execute(
        select(entries.c.hash).order_by(entries.c.sequence.desc()).limit(1)
    ).first()
    previous = last.hash if last else ""
    row: dict[str, Any] = {
        "record": record,
        "record_id": record_id,
        "recorded": recorded,
        "previous": previous,
        "hash": entry_hash(previous, record, record_id, recorded),
    }
    added = connection.execute(entries.insert().values(row).returning(entries.c.sequence))
    return int(added.scalar_one())


def last_entry(connection: Connection) -> int:
    """The number of the last entry; 0 if there is none."""
    return connection.scalar(select(func.max(entries.c.sequence))) or 0


def entry_by(connection: Connection, day: date) -> int:
    """The number of the last entry that was recorded up to the end of a day (UTC); 0 if none."""
    end = datetime.combine(day, time.max, UTC)
    statement = select(func.max(entries.c.sequence)).where(entries.c.recorded <= end)
    return connection.scalar(statement) or 0
