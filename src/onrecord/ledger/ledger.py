"""The ledger itself: open it, add readings and judgements, ask."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine

from onrecord.errors import UnusableLedger
from onrecord.judgements import Judged, RecordedJudgement
from onrecord.ledger import answers
from onrecord.ledger.answers.agreements import Wanted
from onrecord.ledger.answers.entries import (
    AgreementEntry,
    Event,
    Found,
    RecordedActor,
    RecordedAgreement,
    RecordedClaim,
    RecordedDispute,
    RecordedPosition,
    RecordedReport,
    ReportEntry,
    StandingChange,
    Task,
)
from onrecord.ledger.answers.review import SORTS
from onrecord.ledger.exporting import export_lines
from onrecord.ledger.faults import rows_as_written, told_plainly
from onrecord.ledger.judging import append_judgement
from onrecord.ledger.moments import moment_of
from onrecord.ledger.opening import open_engine
from onrecord.ledger.places import place_of, shown
from onrecord.ledger.rebuilding import rebuild
from onrecord.ledger.upgrading import upgrade_ledger
from onrecord.ledger.verifying import Verification, verify_ledger
from onrecord.ledger.writing import append, prepare
from onrecord.records import Anchor, Claim, Judgement, Reading, Subject

Answer = TypeVar("Answer")


class Ledger:
    """An append-only record in a file or a database; close it, or use it in a `with` statement.

    >>> Ledger.open("no/such/folder/onrecord.db")
    Traceback (most recent call last):
    onrecord.errors.UnusableLedger: There is no ledger at no/such/folder/onrecord.db. Make one: \
onrecord add FILE --ledger no/such/folder/onrecord.db

    Whatever is wrong with it comes as `UnusableLedger`, one line that says what to do. Questions
    take two days: `as_of` counts only what was said up to that day, `recorded_by` only what the
    ledger had recorded by the end of that day. `limit` is how many answers are wanted, None for
    all.
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

    # -- recording -----------------------------------------------------------------------------

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
        self._check_writable()
        rows = prepare(reading, onrecord, settings or {})
        with told_plainly(self.place):
            return append(self._engine, rows)

    def judge(self, judgement: Judgement) -> bool:
        """Record a judgement; False if that is what its author holds already.

        Raises `BadJudgement` for one that does not say what it should, `UnknownRecord` for one
        about a report that the ledger does not hold.
        """
        self._check_writable()
        with rows_as_written(self.place):
            return append_judgement(self._engine, judgement)

    def rebuild(self) -> None:
        """Compute anew, from the record, all that is computed; nothing of the record changes."""
        self._check_writable()
        engine = self._engine.execution_options(writes=True)
        with rows_as_written(self.place), engine.begin() as connection:
            rebuild(connection)

    def anchors(self, subject: Subject, ids: Sequence[str]) -> tuple[tuple[Anchor, ...], str]:
        """The evidence that ids (or beginnings of ids) mean, and the text of the first's report.

        An agreement or an actor is meant by its id or by that of a claim; a copy by the id of a
        report.
        """
        return self._ask(lambda connection: answers.anchors_of(connection, subject, ids))

    # -- asking --------------------------------------------------------------------------------

    def agreements(
        self,
        wanted: Wanted | None = None,
        *,
        as_of: date | None = None,
        recorded_by: date | None = None,
        limit: int | None = None,
    ) -> tuple[AgreementEntry, ...]:
        """The agreements that are asked for: now the last spoken of first, else in order of id."""
        return self._ask(
            lambda connection: answers.list_agreements(
                connection, wanted or Wanted(), moment_of(connection, as_of, recorded_by), limit
            )
        )

    def agreement(
        self, id: str, *, as_of: date | None = None, recorded_by: date | None = None
    ) -> RecordedAgreement:
        """One agreement by its id, such as `gt-us-safe-third-country`, with all its claims."""
        return self._ask(
            lambda connection: answers.one_agreement(
                connection, id, moment_of(connection, as_of, recorded_by)
            )
        )

    def disputes(
        self,
        *,
        weak: bool = False,
        state: str | None = None,
        field: str | None = None,
        as_of: date | None = None,
        recorded_by: date | None = None,
        limit: int | None = None,
    ) -> tuple[RecordedDispute, ...]:
        """The claims that cannot both hold, or with `weak` the weaker contradictions."""
        return self._ask(
            lambda connection: answers.list_disputes(
                connection,
                moment_of(connection, as_of, recorded_by),
                limit,
                weak=weak,
                state=state,
                field=field,
            )
        )

    def positions(
        self,
        side: str,
        *,
        as_of: date | None = None,
        recorded_by: date | None = None,
        limit: int | None = None,
    ) -> tuple[RecordedPosition, ...]:
        """What a state or body holds of each agreement, by field."""
        return self._ask(
            lambda connection: answers.list_positions(
                connection, side, moment_of(connection, as_of, recorded_by), limit
            )
        )

    def timeline(
        self,
        subject: str,
        *,
        as_of: date | None = None,
        recorded_by: date | None = None,
        limit: int | None = None,
    ) -> tuple[Event, ...]:
        """The claims of an agreement (by id) or of a state by the day that they date."""
        return self._ask(
            lambda connection: answers.timeline(
                connection, subject, moment_of(connection, as_of, recorded_by), limit
            )
        )

    def actors(
        self, *, side: str | None = None, name: str | None = None, limit: int | None = None
    ) -> tuple[RecordedActor, ...]:
        """Who speaks on record, who says most first, by side or by part of their name."""
        return self._ask(
            lambda connection: answers.list_actors(connection, limit, side=side, name=name)
        )

    def changes(
        self, since: datetime | None = None, *, limit: int | None = None
    ) -> tuple[StandingChange, ...]:
        """Which agreements changed their standing since a moment of recording, the latest first."""
        return self._ask(lambda connection: answers.list_changes(connection, since, limit))

    def reports(
        self,
        *,
        outlet: str | None = None,
        as_of: date | None = None,
        recorded_by: date | None = None,
        limit: int | None = None,
    ) -> tuple[ReportEntry, ...]:
        """The reports on record, the last recorded first."""
        return self._ask(
            lambda connection: answers.list_reports(
                connection, moment_of(connection, as_of, recorded_by), limit, outlet=outlet
            )
        )

    def report(
        self, id: str, *, as_of: date | None = None, recorded_by: date | None = None
    ) -> RecordedReport:
        """One report by (the beginning of) its id, with its claims and its chain of copies."""
        return self._ask(
            lambda connection: answers.one_report(
                connection, id, moment_of(connection, as_of, recorded_by)
            )
        )

    def search(
        self,
        words: str,
        *,
        as_of: date | None = None,
        recorded_by: date | None = None,
        limit: int = 20,
    ) -> tuple[Found, ...]:
        """The reports that hold all the words; those in quotation marks in this order."""
        return self._ask(
            lambda connection: answers.search_reports(
                connection, words, limit, moment_of(connection, as_of, recorded_by)
            )
        )

    def review(
        self, sorts: Sequence[str] = SORTS, *, by: str | None = None, limit: int = 20
    ) -> tuple[Task, ...]:
        """What a person should look at, so many of each sort; see `Task`."""
        return self._ask(lambda connection: answers.worklist(connection, sorts, limit, by))

    def claim(self, id: str) -> RecordedClaim:
        """One claim by (the beginning of) its id, as it counts now."""
        return self._ask(lambda connection: answers.one_claim(connection, id))

    def judgements(
        self, *, by: str | None = None, limit: int | None = None
    ) -> tuple[RecordedJudgement, ...]:
        """All judgements, or one person's, in the order they were made; with a limit the latest."""
        return self._ask(lambda connection: answers.list_judgements(connection, by, limit))

    def judgement(self, id: str) -> RecordedJudgement:
        """One judgement by (the beginning of) its id."""
        return self._ask(lambda connection: answers.one_judgement(connection, id))

    def judgements_of(self, claim: str) -> Judged:
        """All judgements of a claim (by the beginning of its id), and which of them counts."""
        return self._ask(lambda connection: answers.judgements_of_claim(connection, claim))

    def judged_by(
        self, coders: Sequence[str]
    ) -> tuple[Mapping[str, Mapping[str, Claim | None]], int]:
        """By coder and claim, what they left of claims that two judged; and of how many reports."""
        return self._ask(lambda connection: answers.judged_by(connection, coders))

    def first_entry(self) -> str:
        """The hash of the first entry, which tells this ledger from all others."""
        return self._ask(answers.first_entry)

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

    def _check_writable(self) -> None:
        if not self._writable:
            raise UnusableLedger(f"{self.place} was opened for reading. Open it with writable=True")

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        with rows_as_written(self.place), self._engine.connect() as connection:
            return question(connection)
