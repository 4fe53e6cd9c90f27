"""What a database says went wrong -> one line that says what to do."""

import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from onrecord.errors import BadQuestion, UnusableLedger
from onrecord.ledger.places import is_address

NOT_A_LEDGER = "{place} is not an onrecord ledger{why}. Name another file: --ledger PATH"
NOT_A_LEDGER_DATABASE = (
    "{place} is not an onrecord ledger{why}. Name another database, or make one: createdb NAME"
)
DAMAGED = (
    "{place} is damaged{why}. Restore a copy of it, or save what can still be read: "
    'sqlite3 "{place}" .recover'
)
DAMAGED_DATABASE = "{place} is damaged{why}. Restore a backup of it."
IN_USE = "{place} is in use by another program. Try again when that has finished."
# By SQLite's primary result code.
ADVICE = {
    sqlite3.SQLITE_BUSY: IN_USE,
    sqlite3.SQLITE_LOCKED: IN_USE,
    sqlite3.SQLITE_READONLY: "{place} is read-only. Make it and its folder writable, or name "
    "another file: --ledger PATH",
    sqlite3.SQLITE_PERM: "{place} may not be opened. Check the permissions of it and its folder.",
    sqlite3.SQLITE_CANTOPEN: "{place} cannot be opened. Check the permissions of it and its "
    "folder.",
    sqlite3.SQLITE_FULL: "{place} cannot grow: the disk is full. Free some space and run the same "
    "command again; nothing was half-written.",
    sqlite3.SQLITE_IOERR: "{place} cannot be read or written: the disk failed or is full{why}. "
    "Run the same command again when it is well; nothing was half-written.",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: NOT_A_LEDGER,
}
UNREACHABLE = "{place} cannot be reached{why}. Check the address, and that the server runs."
LOST = (
    "The connection to {place} was lost{why}. Run the same command again when the server is well; "
    "nothing was half-written."
)
CROWDED = "{place} takes no more connections now{why}. Try again later."
# By SQLSTATE, or the start of it: the first that fits.
ADVICE_BY_STATE = {
    "08": LOST,
    "25006": "{place} is read-only{why}. Name the server that takes writes, or a user who may "
    "write.",
    "25P03": LOST,
    "40": IN_USE,
    "42501": "{place} may not be used so{why}. Ask its owner for the right, or name another user: "
    "postgresql://USER@HOST/NAME",
    "42P01": NOT_A_LEDGER_DATABASE,
    "42703": NOT_A_LEDGER_DATABASE,
    "53100": "{place} cannot grow: the server's disk is full{why}. Free some space there and run "
    "the same command again; nothing was half-written.",
    "53300": CROWDED,
    "53": "The server of {place} has run out of something{why}. Run the same command again when "
    "it is well; nothing was half-written.",
    "55P03": IN_USE,
    "57014": "{place} took longer than the server allows{why}. Raise its statement_timeout for "
    "this user.",
    "57": LOST,
    "58": "{place} cannot be read or written: the server's disk failed{why}. Run the same command "
    "again when it is well; nothing was half-written.",
    "XX": DAMAGED_DATABASE,
}
# A server that refuses a connection gives no SQLSTATE, only words.
ADVICE_BY_WORDS = (
    (
        r"password authentication failed|no password supplied",
        "{place} does not take this user and password. Correct them; the password may also be in "
        "PGPASSWORD or ~/.pgpass.",
    ),
    (
        r'database ".*" does not exist',
        "There is no database {place}. Make it first: createdb NAME (or ask whoever runs the "
        "server).",
    ),
    (
        r'role ".*" does not exist|authentication failed|pg_hba\.conf|not permitted',
        "{place} does not let this user in{why}. Ask whoever runs the server.",
    ),
    (r"too many (clients|connections)|connection slots", CROWDED),
    (
        r"starting up|shutting down|in recovery",
        "{place} is not ready yet{why}. Try again in a moment.",
    ),
    (r"^connection (failed|timeout|is bad)|resolve host|translate host name", UNREACHABLE),
)
_PASSWORDS = re.compile(r"(password\s*=\s*)('[^']*'|\S+)|(://[^:/@\s]*:)\S*@", re.IGNORECASE)


def unusable(place: str, error: BaseException) -> UnusableLedger:
    """The error to show for what the database said; no password is in it."""
    said = str(error).strip() or type(error).__name__
    # The lines after the first say where in a statement of ours, or guess at causes.
    first, *_ = said.splitlines()
    why = f" ({_PASSWORDS.sub(_hidden, first.strip())})"
    advice = _advice(error, said) or "{place} cannot be used{why}."
    return UnusableLedger(advice.format(place=place, why=why))


def not_a_ledger(place: str, why: str) -> UnusableLedger:
    """The error to show for a place that holds something else."""
    advice = NOT_A_LEDGER_DATABASE if is_address(place) else NOT_A_LEDGER
    return UnusableLedger(advice.format(place=place, why=f" ({why})"))


@contextmanager
def told_plainly(place: str) -> Iterator[None]:
    """Turn what a database raises into `UnusableLedger`."""
    try:
        yield
    except DBAPIError as error:
        raise unusable(place, error.orig or error) from error
    except sqlite3.Error as error:
        raise unusable(place, error) from error


@contextmanager
def rows_as_written(place: str) -> Iterator[None]:
    """Turn what a database or a damaged row raises on being read into `UnusableLedger`."""
    try:
        with told_plainly(place):
            yield
    except UnicodeEncodeError as error:
        raise BadQuestion(
            "What was asked for holds half a character, which no ledger can hold. Take it out."
        ) from error
    except (ValueError, zlib.error) as error:
        # Bytes that no longer spell JSON, a date or a status: the rows are not as written.
        why = f" ({' '.join(str(error).split())})"
        advice = DAMAGED_DATABASE if is_address(place) else DAMAGED
        raise UnusableLedger(advice.format(place=place, why=why)) from error


def _advice(error: BaseException, said: str) -> str | None:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return ADVICE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        found = (advice for start, advice in ADVICE_BY_STATE.items() if state.startswith(start))
        return next(found, None)
    for words, advice in ADVICE_BY_WORDS:
        if re.search(words, said):
            return advice
    lost = type(error).__name__ in ("OperationalError", "InterfaceError")
    return LOST if lost else None


def _hidden(found: re.Match[str]) -> str:
    return f"{found[1]}***" if found[1] else f"{found[3]}***@"
