"""A path -> an engine over a file of SQLite: one writer at a time, and readers beside it."""

import os
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from onrecord.errors import UnusableLedger
from onrecord.ledger.faults import not_a_ledger

SQLITE_MAGIC = b"SQLite format 3\0"


def engine_over(path: Path, writable: bool, patience: float) -> Engine:
    """An engine over a file; `patience` is how many seconds to wait for other writers."""
    uri = "file:" + quote(os.fsencode(path.absolute()))

    def connect() -> sqlite3.Connection:
        if writable:
            return _connect(uri, patience)
        return _connect_for_reading(path, uri, patience)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def check_path(path: Path, writable: bool) -> None:
    """Refuse what can be no ledger, before SQLite sees it; none is made for reading."""
    if path.is_dir():
        raise UnusableLedger(
            f"{path} is a folder, not a ledger. Name a file in it: --ledger {path / 'onrecord.db'}"
        )
    if not path.exists():
        if not writable:
            raise UnusableLedger(
                f"There is no ledger at {path}. Make one: onrecord add FILE --ledger {path}"
            )
        if not path.parent.is_dir():
            raise UnusableLedger(
                f"{path} cannot be made: there is no folder {path.parent}. "
                f'Make it first: mkdir -p "{path.parent}"'
            )
        return
    if not path.is_file():
        raise not_a_ledger(str(path), "not even a file")
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except OSError as error:
        raise UnusableLedger(
            f"{path} cannot be read ({error.strerror}). Check its permissions."
        ) from error
    # A ledger whose making was cut short is an empty file until its first transaction ends.
    if start not in (SQLITE_MAGIC, b""):
        raise not_a_ledger(str(path), "not an SQLite file")


def _begin(connection: Connection) -> None:
    """Start a transaction; a writing one takes its lock at once, so that it never has to retry."""
    options = connection.get_execution_options()
    if options.get("rebuilds"):
        # A table that is made anew must not take along the rows that refer to it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _connect(uri: str, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        _use_wal(connection, patience)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to write-ahead logging; two programs that do so at once do not wait by themselves."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _connect_for_reading(path: Path, uri: str, patience: float) -> sqlite3.Connection:
    """A connection that cannot write; on a read-only disk, one that needs no lock either."""
    log = path.with_name(path.name + "-wal")
    for mode in ("mode=ro", "immutable=1"):
        connection = sqlite3.connect(
            f"{uri}?{mode}", uri=True, timeout=patience, isolation_level=None,
            check_same_thread=False,
        )  # fmt: skip
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except BaseException as error:
            connection.close()
            # What another program has in its log would be missed without locks.
            logged = log.exists() and log.stat().st_size
            if mode == "immutable=1" or logged or not _is_unopened(error):
                raise
        else:
            return connection
    raise AssertionError("unreachable")


def _is_unopened(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
