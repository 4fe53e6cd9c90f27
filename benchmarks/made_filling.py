"""Quick ways to fill a ledger for benchmarks; users have `Ledger.add` and `Ledger.judge` alone.

What `bulk_fill` makes is what one call after the other makes, but for `changes`, which tell of the
order of recording: here each agreement appears with its first claim and has its standing since its
last. That both export and compute the same is tested (`tests/test_made_ledger.py`).
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from made_ledger import Recorded
from sqlalchemy import Connection, Table, func, select

from onrecord.judgements import check_judgement
from onrecord.ledger import Ledger
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.chaining import entry_hash
from onrecord.ledger.computed import agreements, changes, computed, mentions
from onrecord.ledger.opening import open_engine
from onrecord.ledger.places import place_of
from onrecord.ledger.rebuilding import rebuild
from onrecord.ledger.rows import Row, judgement_row
from onrecord.ledger.schema import (
    attributions,
    claims,
    entries,
    extractions,
    judgements,
    metadata,
    reports,
    schema_versions,
)
from onrecord.ledger.writing import insert_new, prepare
from onrecord.records import Judgement

TOGETHER = 500
# SQLite's own 2 MB are too few for one transaction that writes everything.
CACHE = "PRAGMA cache_size = -1500000"


def add_all(place: str | Path, made: Iterable[Recorded]) -> None:
    """Record one by one, as users do."""
    with Ledger.open(place, writable=True) as ledger:
        for entry in made:
            if isinstance(entry.what, Judgement):
                ledger.judge(entry.what)
            else:
                ledger.add(entry.what, onrecord=entry.onrecord)


def bulk_fill(path: Path, made: Iterable[Recorded]) -> None:
    """Make an SQLite ledger of all that is given, and compute what is computed once."""
    engine = open_engine(place_of(path), True, 30)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(CACHE)
        _record(connection, made)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(CACHE)
        rebuild(connection)
        _tell_changes(connection)
    engine.dispose()


def _record(connection: Connection, made: Iterable[Recorded]) -> None:
    previous = ""
    remaining = iter(made)
    while some := list(islice(remaining, TOGETHER)):
        rows: dict[str, list[Row]] = {table.name: [] for table in metadata.sorted_tables}
        for moment, what, version in some:
            if isinstance(what, Judgement):
                record, row = "judgement", judgement_row(check_judgement(what))
                rows[judgements.name].append(row | {"recorded": moment})
            else:
                prepared = prepare(what, version, {})
                record, (row,) = "extraction", prepared[extractions.name]
                rows[extractions.name].append(row | {"recorded": moment})
                for table in (reports, attributions, claims):
                    rows[table.name] += prepared[table.name]
            hash = entry_hash(previous, record, row["id"], moment)
            rows[entries.name].append(
                {
                    "record": record,
                    "record_id": row["id"],
                    "recorded": moment,
                    "previous": previous,
                    "hash": hash,
                }
            )
            previous = hash
        for table in metadata.sorted_tables:
            if table is reports and rows[table.name]:
                connection.execute(insert_new(connection, table), rows[table.name])
            else:
                insert(connection, table, rows[table.name])


def _tell_changes(connection: Connection) -> None:
    """Replace the changes, all of the last entry, by two for each agreement at its own times."""
    connection.execute(changes.delete())
    when = select(entries.c.sequence, entries.c.recorded)
    recorded = dict(connection.execute(when).tuples().all())
    told = (
        select(
            agreements.c.id,
            agreements.c.standing,
            agreements.c.rests_on,
            func.min(mentions.c.known_from).label("first"),
            func.max(mentions.c.known_from).label("last"),
        )
        .join(mentions, mentions.c.agreement_id == agreements.c.id)
        .group_by(agreements.c.id)
    )
    rows: list[Row] = []
    for one in connection.execute(told).all():
        first = {"agreement_id": one.id, "rests_on": one.rests_on[:1], "was": None}
        rows.append(first | {"entry": one.first, "now": "reported only"})
        last = {"agreement_id": one.id, "rests_on": one.rests_on, "was": "reported only"}
        rows.append(last | {"entry": one.last, "now": one.standing})
    for row in rows:
        row["recorded"] = recorded[row["entry"]]
    rows.sort(key=lambda row: (row["entry"], row["agreement_id"], row["was"] or ""))
    for some in batches(rows):
        insert(connection, changes, some)


def copy_to_postgresql(path: Path, address: str) -> None:
    """Fill an empty PostgreSQL database with the rows of an SQLite ledger."""
    Ledger.open(address, writable=True).close()
    with closing(sqlite3.connect(path)) as source, psycopg.connect(address) as target:
        target.execute("SET TIME ZONE 'UTC'")
        # References hold in the ledger that is copied; to check each again takes long.
        target.execute("SET session_replication_role = replica")
        for table in (*metadata.sorted_tables, *computed.sorted_tables):
            if table is not schema_versions:
                _copy_table(source, target, table)
        target.execute(
            "INSERT INTO search SELECT sequence, to_tsvector('onrecord', "
            "coalesce(title, '') || E'\n' || text) FROM current_extractions"
        )
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")


def _copy_table(source: sqlite3.Connection, target: Any, table: Table) -> None:
    names = ", ".join(column.name for column in table.columns)
    into = f"COPY {table.name} ({names}) FROM STDIN"
    with target.cursor() as cursor, cursor.copy(into) as copying:
        # Both stores spell values alike, but for the zone of times, which is UTC.
        for row in source.execute(f"SELECT {names} FROM {table.name}"):
            copying.write_row(row)
    for column in table.primary_key.columns:
        (counter,) = target.execute(
            f"SELECT pg_get_serial_sequence('{table.name}', '{column.name}')"
        ).fetchone()
        if counter:
            target.execute(
                f"SELECT setval('{counter}', coalesce(max({column.name}), 0) + 1, false) "
                f"FROM {table.name}"
            )
