"""A path -> an engine over a ledger whose form is known, or a clear reason why not."""

import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.pool import QueuePool

from onrecord.errors import UnusableLedger
from onrecord.ledger.faults import NOT_A_LEDGER, rows_as_written
from onrecord.ledger.schema import SCHEMA_VERSION, metadata, schema_versions

SQLITE_MAGIC = b"SQLite format 3\0"


def onrecord_version() -> str:
    """The version of onrecord that runs, or `unknown` where it is not installed as a package."""
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "unknown"


def open_engine(path: Path, writable: bool, patience: float) -> Engine:
    """An engine over the ledger at a path; a writable one is made where there is none.

    `patience` is how many seconds to wait for other writers.
    """
    _check_path(path, writable)
    uri = "file:" + quote(os.fsencode(path.absolute()))

    def connect() -> sqlite3.Connection:
        if writable:
            return _connect(uri, patience)
        return _connect_for_reading(path, uri, patience)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    try:
        with rows_as_written(path):
            if path.exists() and path.stat().st_size:
                # Look before writing: another program's file is left as it is.
                with closing(_connect_for_reading(path, uri, patience)) as connection:
                    form = _form(path, connection)
            else:
                form = None
            if form is None and not writable:
                raise UnusableLedger(
                    f"{path} holds no reports yet. Add one: onrecord add FILE --ledger {path}"
                )
            if form is None:
                _make_tables(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _begin(connection: Connection) -> None:
    """Start a transaction; a writing one takes its lock at once, so that it never has to retry."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _check_path(path: Path, writable: bool) -> None:
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
        raise UnusableLedger(NOT_A_LEDGER.format(path=path, why=" (not even a file)"))
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except OSError as error:
        raise UnusableLedger(
            f"{path} cannot be read ({error.strerror}). Check its permissions."
        ) from error
    # A ledger whose making was cut short is an empty file until its first transaction ends.
    if start not in (SQLITE_MAGIC, b""):
        raise UnusableLedger(NOT_A_LEDGER.format(path=path, why=" (not an SQLite file)"))


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


def _make_tables(engine: Engine) -> None:
    """Make all tables, or none; another program may just have made them."""
    with engine.execution_options(writes=True).begin() as connection:
        if not inspect(connection).has_table(schema_versions.name):
            metadata.create_all(connection)
            now = datetime.now(UTC)
            row = {"version": SCHEMA_VERSION, "onrecord": onrecord_version(), "applied": now}
            connection.execute(schema_versions.insert().values(row))


def _form(path: Path, connection: sqlite3.Connection) -> int | None:
    """The form of the tables in a file, None if it has none; other tables than ours are refused."""
    listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = {name for (name,) in listed}
    if not names:
        return None
    if schema_versions.name not in names:
        why = " (an SQLite file of another program)"
        raise UnusableLedger(NOT_A_LEDGER.format(path=path, why=why))
    (form,) = connection.execute("SELECT max(version) FROM schema_versions").fetchone()
    if isinstance(form, int) and form > SCHEMA_VERSION:
        raise UnusableLedger(
            f"{path} was made by a newer onrecord (its form is {form}, this one reads up to "
            f"{SCHEMA_VERSION}). Update: pip install --upgrade onrecord"
        )
    if missing := set(metadata.tables) - names:
        raise UnusableLedger(NOT_A_LEDGER.format(path=path, why=f" (no table {min(missing)})"))
    if form != SCHEMA_VERSION:
        raise UnusableLedger(NOT_A_LEDGER.format(path=path, why=f" (its form is {form})"))
    return SCHEMA_VERSION
