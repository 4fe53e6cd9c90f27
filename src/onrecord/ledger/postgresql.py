"""An address -> an engine over a PostgreSQL database: one writer at a time, and readers beside it.

A writer first takes one lock that all writers share, so that nothing can wait for two of them at
once: there is no order of locks to get wrong, and so no deadlock. A reader sees one state, however
many queries it makes.
"""

import logging
from collections.abc import Iterable
from functools import partial
from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event

from onrecord.errors import UnusableLedger

# The number of the lock: "onrecord" in ASCII.
WRITING = int.from_bytes(b"onrecord")
READS = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
WRITES = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; "
    f"SET LOCAL lock_timeout = {{patience}}; SELECT pg_advisory_xact_lock({WRITING})"
)
# A writer whose machine went away holds the lock until the server notices, in a minute rather
# than in the two hours that are usual.
SESSION = (
    "SET TIME ZONE 'UTC'; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; "
    "SET tcp_keepalives_count = 3"
)
SECONDS_TO_CONNECT = 10

# It tells on stderr of a lost connection what our own error tells; whoever wants it adds a handler.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def engine_over(address: URL, patience: float) -> Engine:
    """An engine over a database; `patience` is how many seconds to wait for other writers."""
    if find_spec("psycopg") is None:
        raise UnusableLedger(
            "A ledger in PostgreSQL needs psycopg, which is not installed: "
            'pip install "onrecord[postgresql]"'
        )
    defaults = {
        "connect_timeout": SECONDS_TO_CONNECT,
        "fallback_application_name": "onrecord",
        "client_encoding": "utf8",
    }
    given = {name: value for name, value in defaults.items() if name not in address.query}
    engine = create_engine(address.set(drivername="postgresql+psycopg"), connect_args=given)
    event.listen(engine, "connect", _start_session)
    event.listen(engine, "begin", partial(_begin, max(1, round(patience * 1000))))
    return engine


def check_encoding(connection: Connection, name: str) -> None:
    """Refuse a database that cannot hold every character."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise UnusableLedger(
            f"{name} cannot hold every character (its encoding is {encoding}). Make another "
            "database: createdb --encoding=UTF8 --template=template0 NAME"
        )


def mend_counters(connection: Connection, tables: Iterable[Table]) -> None:
    """Have each table number its next row behind all that it holds; in a writing transaction.

    A counter falls behind where a database was copied (CREATE DATABASE ... TEMPLATE, since version
    15) and its server crashes or a standby takes over soon after: PostgreSQL does not write down
    what it counts until 32 numbers are used. A restored copy may do so too.
    """
    if connection.info.get("counters mended"):
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            counter = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            connection.exec_driver_sql(
                f"SELECT setval({counter}, last) "
                f"FROM (SELECT max({column.name}) AS last FROM {table.name}) AS held "
                f"WHERE last > coalesce(pg_sequence_last_value({counter}::regclass), 0)"
            )
    connection.info["counters mended"] = True


def _start_session(connection: Any, _record: object) -> None:
    connection.execute(SESSION)
    connection.commit()


def _begin(patience: int, connection: Connection) -> None:
    """Start a transaction; a writing one waits so many milliseconds for the others."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql(WRITES.format(patience=patience) if writes else READS)
