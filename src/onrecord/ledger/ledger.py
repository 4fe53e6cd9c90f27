"""The ledger itself: open it, add readings, ask."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine

from onrecord.errors import UnknownRecord, UnusableLedger
from onrecord.ledger.exporting import export_lines
from onrecord.ledger.faults import rows_as_written, told_plainly
from onrecord.ledger.opening import open_engine
from onrecord.ledger.places import place_of, shown
from onrecord.ledger.queries import (
    RecordedAgreement,
    RecordedDispute,
    agreements_among,
    current_claims,
    disputes_among,
    tensions_among,
)
from onrecord.ledger.upgrading import upgrade_ledger
from onrecord.ledger.verifying import Verification, verify_ledger
from onrecord.ledger.writing import append, prepare
from onrecord.records import Reading

Answer = TypeVar("Answer")


class Ledger:
    """An append-only record in a file or a database; close it, or use it in a `with` statement.

    >>> Ledger.open("no/such/folder/onrecord.db")
    Traceback (most recent call last):
    onrecord.errors.UnusableLedger: There is no ledger at no/such/folder/onrecord.db. Make one: \
onrecord add FILE --ledger no/such/folder/onrecord.db

    Whatever is wrong with it comes as `UnusableLedger`, one line that says what to do.
    """

    def __init__(self, place: str, engine: Engine, writable: bool) -> None:
        self.place = place
        self._engine = engine
        self._writable = writable

    @classmethod
    def open(cls, place: str | Path, *, writable: bool = False, patience: float = 30.0) -> "Ledger":
        """The ledger at a place: for reading, where it must exist, or for writing, which makes it.

        A place is a path, or the address of a PostgreSQL database such as
        `postgresql://ada@db.example/news`. `patience` is how many seconds to wait for other
        programs that write to it.
        """
        found = place_of(place)
        return cls(shown(found), open_engine(found, writable, patience), writable)

    @classmethod
    def upgrade(cls, place: str | Path, *, patience: float = 30.0) -> tuple[int, ...]:
        """Bring a ledger of an older onrecord to the form in use, all of it or nothing.

        The forms that it has passed to, none if it had the form in use. Records stay as they are.
        """
        return upgrade_ledger(place_of(place), patience)

    def add(
        self,
        reading: Reading,
        *,
        settings: Mapping[str, Any] | None = None,
        onrecord: str | None = None,
    ) -> bool:
        """Record a reading, all of it or nothing; False if the ledger had it already.

        `settings` (JSON values) are those that the reading was made with, `onrecord` the version
        that made it (the running one, if not given). A report that is read again with another
        version, other settings or another outcome gets a further extraction, which is current
        from then on; the earlier one stays.
        """
        if not self._writable:
            raise UnusableLedger(f"{self.place} was opened for reading. Open it with writable=True")
        rows = prepare(reading, onrecord, settings or {})
        with told_plainly(self.place):
            return append(self._engine, rows)

    def agreements(self) -> tuple[RecordedAgreement, ...]:
        """Every agreement that a current claim speaks of, by id."""
        return self._ask(lambda connection: agreements_among(current_claims(connection)))

    def agreement(self, id: str) -> RecordedAgreement:
        """One agreement by its id, such as `gt-us-safe-third-country`."""
        for agreement in self.agreements():
            if agreement.id == id:
                return agreement
        raise UnknownRecord(
            f"{self.place} holds no agreement {id!r}. List them: "
            f"onrecord agreements --ledger {self.place}"
        )

    def disputes(self) -> tuple[RecordedDispute, ...]:
        """Every pair of current claims that cannot both hold."""
        return self._ask(lambda connection: disputes_among(current_claims(connection)))

    def tensions(self) -> tuple[RecordedDispute, ...]:
        """Every pair of current claims that contradict each other outside the rule of disputes."""
        return self._ask(lambda connection: tensions_among(current_claims(connection)))

    def export(self) -> Iterator[str]:
        """Yield every record as a line of JSON, the same for the same records in any order."""
        with rows_as_written(self.place), self._engine.connect() as connection:
            yield from export_lines(connection)

    def verify(self) -> Verification:
        """Whether every hash and every evidence span still holds, and the first that does not."""
        return self._ask(verify_ledger)

    def close(self) -> None:
        """Let go of the file or the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        with rows_as_written(self.place), self._engine.connect() as connection:
            return question(connection)
