"""Kill writers of a ledger at random moments, in both stores, and see what is left of it.

    PYTHONPATH=tests python benchmarks/faults.py --kills 200 --seed 1

For each store, so many times: a process of its own adds reports, records judgements (as `review`
does) or upgrades a ledger of form 1, and is ended by SIGKILL at a moment drawn by the seed. Of the
kills in PostgreSQL, every sixth is of the server instead (stopped at once, as by a crash, and
started again) and every sixth of both; the server writes to the disk what it confirms (fsync).
After each kill

- what is there holds: `verify`, and every line of the export is one of the whole ledger's; a ledger
  that was to be upgraded is in its old form with every row as before, or wholly in the new one;
- the same work is done again, to its end, and the ledger then exports the same bytes as one that
  nobody disturbed, and verifies.

Whatever does not is a fault, printed with its number, which `--only STORE:WORK:NUMBER` repeats. The
exit code is the number of faults. It needs the programs of PostgreSQL (`script/postgres install`).
"""

import argparse
import hashlib
import os
import platform
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from made_readings import denial, exported, fill, in_child, readings_of, signing, talks
from postgres_server import Server, running_server
from sqlalchemy import Engine, MetaData, select

from onrecord.errors import UnusableLedger
from onrecord.ledger import Ledger
from onrecord.ledger.opening import engine_over
from onrecord.ledger.places import place_of
from onrecord.ledger.upgrading import migrate
from onrecord.records import Decision, Judgement, Subject

# So many of the kills, in hundredths.
SHARES = {"add": 40, "review": 30, "upgrade": 30}
TOLD = 3  # the exit code of a writer that met an error and told it in one line
FORM_1 = ("schema_versions", "reports", "extractions", "attributions", "claims")


@dataclass(slots=True)
class Tally:
    """What became of the kills of one kind."""

    kills: int = 0
    too_late: int = 0
    parts: list[int] = field(default_factory=list)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """What a process does to a ledger, and the lines that a ledger exports when it is all done.

    `template` is the place that each ledger starts as a copy of, None for nothing at all, and
    `first` the number of lines that are there at the start; `seconds` is how long it takes.
    """

    name: str
    do: Callable[[str], object]
    template: str | None
    whole: list[str]
    first: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="in each store")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", metavar="STORE[:WORK[:NUMBER]]", default="")
    options = parser.parse_args()
    store, work, number = (*options.only.split(":"), "", "")[:3]
    print(f"{options.kills} kills in each store, seed {options.seed}; {platform.system()}, "
          f"{os.cpu_count()} cores, Python {platform.python_version()}, "
          f"SQLite {sqlite3.sqlite_version}", flush=True)  # fmt: skip
    print("store       work     killed  times  too late  done (%), quartiles  faults  seconds")
    faults = 0
    with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as folder:
        if store in ("", "sqlite"):
            faults += try_store("sqlite", Files(Path(folder)), options, work, number)
        if store in ("", "postgresql"):
            with running_server(fsync=True) as server:
                (version,) = server.tell("SHOW server_version")[0]
                print(f"PostgreSQL {version}", flush=True)
                faults += try_store("postgresql", Databases(server), options, work, number)
    print(f"faults found: {faults}")
    sys.exit(min(faults, 100))


class Files:
    """Ledgers in a folder."""

    server = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def empty(self, name: str) -> str:
        """A place where nothing is yet, which is kept."""
        return str(self.folder / f"{name}.db")

    @contextmanager
    def copy(self, template: str | None) -> Iterator[str]:
        """A copy of a ledger, gone afterwards; or a place where nothing is."""
        path = self.folder / "tried" / "onrecord.db"
        path.parent.mkdir()
        if template:
            shutil.copyfile(template, path)
        yield str(path)
        shutil.rmtree(path.parent)


class Databases:
    """Ledgers on a server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def empty(self, name: str) -> str:
        """A database without tables, which is kept."""
        self.server.tell(f"CREATE DATABASE kept_{name} TEMPLATE template0")
        return self.server.address_of(f"kept_{name}")

    @contextmanager
    def copy(self, template: str | None) -> Iterator[str]:
        """A copy of a ledger, gone afterwards; or a database without tables."""
        name = template.rpartition("/")[2] if template else "template0"
        with self.server.database(name) as address:
            yield address


Places = Files | Databases


def try_store(
    store: str, places: Places, options: argparse.Namespace, only: str, number: str
) -> int:
    """Kill so many times in one store and print a line for each kind; the number of faults."""
    faults = 0
    for work in works(places):
        if only not in ("", work.name):
            continue
        tallies: dict[str, Tally] = {}
        count = round(options.kills * SHARES[work.name] / 100)
        for nth in [int(number)] if number else range(count):
            chance = random.Random(f"{options.seed}:{store}:{work.name}:{nth}")
            victim = "client"
            if places.server is not None:
                victim = {0: "server", 3: "both"}.get(nth % 6, "client")
            tally = tallies.setdefault(victim, Tally())
            started = time.monotonic()
            kill_once(places, work, victim, chance, tally, f"{store}:{work.name}:{nth}")
            tally.seconds += time.monotonic() - started
        for victim, tally in sorted(tallies.items()):
            print_tally(store, work.name, victim, tally)
            faults += len(tally.faults)
    return faults


def print_tally(store: str, work: str, victim: str, tally: Tally) -> None:
    """One line of the table: at what part of the work the kills came, and what did not hold."""
    parts = sorted(tally.parts)
    spread = " ".join(str(parts[round(q * (len(parts) - 1))]) for q in (0, 0.25, 0.5, 0.75, 1))
    print(
        f"{store:10}  {work:7}  {victim:6}  {tally.kills:5}  {tally.too_late:9}  {spread:>21}"
        f"  {len(tally.faults):6}  {tally.seconds:6.0f}",
        flush=True,
    )
    for fault in tally.faults:
        print(f"    {fault}", flush=True)


# The work


def works(places: Places) -> Iterator[Work]:
    """Adding, reviewing, upgrading; each is done once undisturbed, to know its bytes and time."""
    readings = [
        signing(), signing(outlet="Courier"), denial(),
        talks("Talks go on, Oslo said.", "affirmed", "Oslo", published="2025-06-30"),
        talks("There are no talks.", "denied", "Reykjavik", published="2025-07-02"),
        *readings_of(5, claims=3),
    ]  # fmt: skip
    full = places.empty("full")
    fill(full, readings)
    yield timed(places, "add", lambda place: fill(place, readings), None)
    judgements = judgements_on(full)
    yield timed(places, "review", lambda place: review(place, judgements), full)
    old = places.empty("old")
    more = places.empty("more")
    fill(more, readings_of(30, claims=5))
    make_old(more, old)
    yield timed(places, "upgrade", Ledger.upgrade, old)


def timed(places: Places, name: str, do: Callable[[str], object], template: str | None) -> Work:
    """A work, done twice undisturbed: what comes of it, and how long it takes in a process."""
    for _ in range(2):
        with places.copy(template) as place:
            started = time.monotonic()
            in_child(do, place).join()
            seconds = time.monotonic() - started
            whole = exported(place)
    first = len(exported(template)) if name == "review" and template else 0
    return Work(name, do, template, whole, first, seconds)


def judgements_on(place: str) -> list[Judgement]:
    """A judgement of each claim of a ledger, and one that two agreements are one."""
    with Ledger.open(place) as ledger:
        entries = [ledger.agreement(entry.id) for entry in ledger.agreements()]
        ids = sorted({each.claim.id for entry in entries for each in entry.claims})
        anchors = [ledger.anchors(Subject.CLAIM, [id])[0] for id in ids]
    made = []
    for nth, targets in enumerate(anchors):
        decision = (Decision.ACCEPT, Decision.REJECT, Decision.NOTE)[nth % 3]
        note = "to be asked about" if decision is Decision.NOTE else None
        made.append(
            Judgement(Subject.CLAIM, decision, targets, "Ada", "2026-11-24T09:30:00Z", note=note)
        )
    return made


def review(place: str, judgements: Sequence[Judgement]) -> None:
    """Record judgements, each in a transaction of its own."""
    with Ledger.open(place, writable=True) as ledger:
        for judgement in judgements:
            ledger.judge(judgement)


def make_old(new: str, old: str) -> None:
    """Copy the records of a ledger into one of form 1."""
    with engine_at(new) as source, engine_at(old) as target:
        with target.execution_options(writes=True).begin() as connection:
            migrate(connection, 0, 1)
        tables = MetaData()
        tables.reflect(target, only=FORM_1)
        with (
            source.connect() as reading,
            target.execution_options(writes=True).begin() as writing,
        ):
            for name in FORM_1:
                table = tables.tables[name]
                rows = [dict(row) for row in reading.execute(select(table)).mappings()]
                if name == "schema_versions":
                    rows = [row | {"version": 1} for row in rows]
                if rows:
                    writing.execute(table.insert(), rows)


# A kill, and what is left


def kill_once(
    places: Places, work: Work, victim: str, chance: random.Random, tally: Tally, name: str
) -> None:
    """Do the work, stop it at some moment, look, do it again, look again."""
    tally.kills += 1
    with places.copy(work.template) as place:
        before = rows_of(place) if work.name == "upgrade" else ""
        child = in_child(tell, work.do, place)
        time.sleep(chance.uniform(0, work.seconds))
        ended = not child.is_alive()
        if victim != "server" and not ended:
            os.kill(child.pid, signal.SIGKILL)
        if victim != "client" and places.server is not None:
            places.server.crash()
        child.join()
        if victim != "client" and places.server is not None:
            places.server.start()
        tally.too_late += ended
        if child.exitcode not in (0, TOLD, -signal.SIGKILL):
            tally.faults.append(f"{name}: it ended with {child.exitcode}")
        try:
            tally.parts.append(round(100 * part_done(place, work, before)))
            work.do(place)
            require(exported(place) == work.whole, "other bytes after doing it again")
            check(place)
        except (AssertionError, UnusableLedger) as error:
            tally.faults.append(f"{name}: {error}")


def tell(do: Callable[[str], object], place: str) -> None:
    """Do it in this process; an error must be one line that says what to do."""
    try:
        do(place)
    except UnusableLedger as error:
        os._exit(TOLD if "\n" not in str(error) else 4)


def part_done(place: str, work: Work, before: str) -> float:
    """How much of the work is there, 0 to 1; raises where what is there does not hold."""
    try:
        lines = exported(place)
    except UnusableLedger as error:
        if work.name == "upgrade" and "onrecord upgrade" in str(error):
            require(rows_of(place) == before, "the old form is not as it was")
            return 0.0
        if work.name == "add" and re.search("no ledger at|holds no reports yet", str(error)):
            return 0.0
        raise
    check(place)
    require(set(lines) <= set(work.whole), "a line that the whole ledger has not")
    if work.name == "upgrade":
        return 1.0
    return (len(lines) - work.first) / (len(work.whole) - work.first)


def check(place: str) -> None:
    """Derive everything again."""
    with Ledger.open(place) as ledger:
        fault = ledger.verify().fault
    require(fault is None, f"verify: {fault}")


def require(holds: bool, fault: str) -> None:
    """Raise what does not hold."""
    if not holds:
        raise AssertionError(fault)


def rows_of(place: str) -> str:
    """The hash of all rows of all tables, whatever they are."""
    found = hashlib.sha256()
    with engine_at(place) as engine, engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, table in sorted(tables.tables.items()):
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            found.update(repr((name, rows)).encode())
    return found.hexdigest()


@contextmanager
def engine_at(place: str) -> Iterator[Engine]:
    """An engine over whatever form of a ledger is there."""
    engine = engine_over(place_of(place), True, 30)
    try:
        yield engine
    finally:
        engine.dispose()


if __name__ == "__main__":
    main()
