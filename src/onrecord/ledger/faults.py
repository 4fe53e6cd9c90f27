"""What a database says went wrong -> one line that says what to do."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from onrecord.errors import UnusableLedger

NOT_A_LEDGER = "{path} is not an onrecord ledger{why}. Name another file: --ledger PATH"
DAMAGED = (
    "{path} is damaged{why}. Restore a copy of it, or save what can still be read: "
    'sqlite3 "{path}" .recover'
)
# By SQLite's primary result code.
ADVICE = {
    sqlite3.SQLITE_BUSY: "{path} is in use by another program. Try again when that has finished.",
    sqlite3.SQLITE_LOCKED: "{path} is in use by another program. Try again when that has finished.",
    sqlite3.SQLITE_READONLY: "{path} is read-only. Make it and its folder writable, or name "
    "another file: --ledger PATH",
    sqlite3.SQLITE_PERM: "{path} may not be opened. Check the permissions of it and its folder.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened. Check the permissions of it and its folder.",
    sqlite3.SQLITE_FULL: "{path} cannot grow: the disk is full. Free some space and run the same "
    "command again; nothing was half-written.",
    sqlite3.SQLITE_IOERR: "{path} cannot be read or written: the disk failed or is full{why}. Run "
    "the same command again when it is well; nothing was half-written.",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: NOT_A_LEDGER,
}


def unusable(path: Path, error: BaseException) -> UnusableLedger:
    """The error to show for what the database said."""
    code = getattr(error, "sqlite_errorcode", None)
    advice = ADVICE.get(code & 0xFF) if isinstance(code, int) else None
    why = f" ({' '.join(str(error).split())})"
    return UnusableLedger((advice or "{path} cannot be used{why}.").format(path=path, why=why))


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn what a database raises into `UnusableLedger`."""
    try:
        yield
    except DBAPIError as error:
        raise unusable(path, error.orig or error) from error
    except sqlite3.Error as error:
        raise unusable(path, error) from error


@contextmanager
def rows_as_written(path: Path) -> Iterator[None]:
    """Turn what a database or a damaged row raises on being read into `UnusableLedger`."""
    try:
        with told_plainly(path):
            yield
    except (ValueError, zlib.error) as error:
        # Bytes that no longer spell JSON, a date or a status: the rows are not as written.
        why = f" ({' '.join(str(error).split())})"
        raise UnusableLedger(DAMAGED.format(path=path, why=why)) from error
