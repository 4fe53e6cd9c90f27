"""A PostgreSQL server that a test run has for itself, with a database for each test."""

import itertools
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from onrecord.ledger import Ledger

SCRIPT = Path(__file__).parents[1] / "script" / "postgres"
# A database with the tables of a ledger in it, to be copied: quicker than making them each time.
MADE = "made"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its folder, and the address of a database to connect to."""

    folder: Path
    address: str
    fsync: bool

    def crash(self) -> None:
        """End it at once, as a crash would."""
        _script("crash", self.folder)

    def start(self) -> None:
        """Start it again, at the same address."""
        _script("start", self.folder, *["--fsync"][: self.fsync])

    def tell(self, statement: str) -> list[tuple[Any, ...]]:
        """What it answers to a statement; to none but SELECT is there an answer."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def address_of(self, database: str, user: str = "onrecord") -> str:
        """The address of another database of this server, for another user if need be."""
        start, _, _ = self.address.rpartition("/")
        return f"{start.replace('onrecord@', f'{user}@')}/{database}"

    @contextmanager
    def database(self, template: str = MADE, options: str = "") -> Iterator[str]:
        """The address of a new database; it is dropped afterwards."""
        name = f"test_{next(_numbers)}"
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template} {options}")
        try:
            yield self.address_of(name)
        finally:
            self.tell(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server(*, fsync: bool = False) -> Iterator[Server]:
    """A server in a folder of its own, gone afterwards, also where this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    try:
        options = ["--fsync"] if fsync else []
        address = _script("start", folder, *options, "--with", str(os.getpid())).strip()
        server = Server(folder, address, fsync)
        server.tell(f"CREATE DATABASE {MADE}")
        Ledger.open(server.address_of(MADE), writable=True).close()
        yield server
    finally:
        _script("stop", folder)


def _script(action: str, folder: Path, *options: str) -> str:
    done = subprocess.run(
        [SCRIPT, action, folder, *options], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
