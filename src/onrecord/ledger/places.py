"""Where a ledger is: a file, or a PostgreSQL database by its address."""

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from onrecord.errors import UnusableLedger

POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
# One letter before the colon would be a drive.
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def place_of(given: str | Path) -> Path | URL:
    """The file or the database that a user names.

    >>> place_of("news/onrecord.db").name, place_of("postgresql://ada@db.example/news").database
    ('onrecord.db', 'news')
    """
    if isinstance(given, Path):
        return given
    scheme = _SCHEME.match(given)
    if scheme is None:
        return Path(given)
    if scheme[1].lower() not in POSTGRESQL:
        raise UnusableLedger(
            f"A ledger is a file or a PostgreSQL database, and {scheme[0]} is an address of "
            "neither. Name a file, or postgresql://USER@HOST/NAME"
        )
    try:
        address = make_url(given)
    except (ArgumentError, ValueError):
        address = None
    # What follows is never shown: where a password is not spelled well, it may be anywhere.
    if address is None or "@" in (address.host or ""):
        raise UnusableLedger(
            "The address of the ledger cannot be read. Write postgresql://USER@HOST:PORT/NAME, "
            "and in a password %40 for @ and %25 for %, or leave it to PGPASSWORD or ~/.pgpass"
        )
    if not address.database:
        raise UnusableLedger(
            f"{shown(address)} names no database. Write its name at the end: "
            "postgresql://USER@HOST/NAME"
        )
    return address.set(drivername="postgresql")


def shown(place: Path | URL) -> str:
    """A place as messages name it, without its password.

    >>> shown(place_of("postgresql://ada:secret@db.example/news"))
    'postgresql://ada:***@db.example/news'
    """
    if isinstance(place, Path):
        return str(place)
    secret = [name for name in place.query if "password" in name.lower()]
    return place.difference_update_query(secret).render_as_string(hide_password=True)


def is_address(name: str) -> bool:
    """Whether a place, as it is shown, is a database on a server."""
    return name.startswith("postgresql://")
