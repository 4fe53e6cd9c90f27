"""How a ledger fares as it grows: what a report costs to add, and how long each question takes.

    pip install -e ".[postgresql]" && script/postgres install
    python benchmarks/ledger.py --scratch /var/tmp/made | tee benchmarks/ledger.txt

Fills ledgers with made-up reports (`made_ledger.py` says what is assumed), in SQLite and in
PostgreSQL, and measures through `Ledger`, as a user's program would: `add` of 200 reports one by
one to ledgers of rising size, each a copy that is thrown away; then each question with 30 seeded
arguments or more, the pages warm. All times are in milliseconds of wall time. Goal: each median
under 100 ms.

`--scratch` keeps the made ledgers, so that a second run need not fill them. PostgreSQL runs in
there on a free port, as `script/postgres` sets it up, with `fsync`. SQLite is set up as `Ledger`
does it; no table of it was ever analysed.
"""

import argparse
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
from made_filling import bulk_fill, copy_to_postgresql
from made_ledger import following, recorded
from made_questions import Question, questions
from made_world import World, make_world

from onrecord.errors import UnknownRecord
from onrecord.ledger import Ledger
from onrecord.records import Reading

SCRIPT = Path(__file__).parents[1] / "script" / "postgres"
STORES = ("sqlite", "postgresql")
SIZES = (1_000, 10_000, 50_000, 100_000, 200_000)
ADDS = 200
WARMING = 10
GOAL = 100.0
# A question that takes longer than this in all is asked less often; the table says how often.
SECONDS = 60.0
WIDTH = 50


def main() -> None:
    options = arguments()
    options.scratch.mkdir(parents=True, exist_ok=True)
    sizes = [size for size in SIZES if size < options.reports] + [options.reports]
    with server(options) as address:
        say(what_it_runs_on(address))
        for size in sizes if "add" in options.parts else sizes[-1:]:
            make(options, size, address)
        if "add" in options.parts:
            print_adds(options, sizes, address)
        if "ask" in options.parts:
            print_questions(options, address)
    say(f"Load at the end: {load()}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=200_000)
    parser.add_argument("--stores", type=lambda s: s.split(","), default=list(STORES))
    parser.add_argument("--scratch", type=lambda s: Path(s).absolute(), required=True)
    parser.add_argument("--parts", type=lambda s: s.split(","), default=["add", "ask"])
    parser.add_argument("--only", default="", help="questions whose name matches this pattern")
    return parser.parse_args()


def say(words: str) -> None:
    print(words, flush=True)


def load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg()) + f" on {os.cpu_count()} cores"


@contextmanager
def server(options: argparse.Namespace) -> Iterator[str]:
    """The address of a database of a running server, or nothing where none is wanted."""
    if "postgresql" not in options.stores:
        yield ""
        return
    folder = options.scratch / "server"
    started = subprocess.run(
        [SCRIPT, "start", folder, "--fsync"], stdout=subprocess.PIPE, text=True, check=True
    )
    try:
        yield started.stdout.strip()
    finally:
        # A crash is recovered from at the next start, and keeps the made ledgers.
        subprocess.run([SCRIPT, "crash", folder], check=True)


def what_it_runs_on(address: str) -> str:
    stores = f"SQLite {sqlite3.sqlite_version}"
    if address:
        with psycopg.connect(address) as connection:
            (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
            (buffers,) = connection.execute("SHOW shared_buffers").fetchone() or ("",)
        stores += f", PostgreSQL {version.split()[0]} (shared_buffers {buffers}, fsync on)"
    return f"{platform.machine()}, Python {platform.python_version()}, {stores}. Load: {load()}"


# -- filling -----------------------------------------------------------------------------------


def world_of(options: argparse.Namespace) -> World:
    return make_world(options.reports + WARMING + ADDS)


def database_of(options: argparse.Namespace, size: int, address: str) -> str:
    return f"{address.rpartition('/')[0]}/made_{options.reports}_{size}"


def make(options: argparse.Namespace, size: int, address: str) -> None:
    """Fill the ledgers of a size that are not there yet."""
    path = path_of(options, size)
    started = time.perf_counter()
    if not path.exists():
        part = path.with_suffix(".part")
        for left in part.parent.glob(part.name + "*"):
            left.unlink()
        bulk_fill(part, recorded(world_of(options), size))
        part.rename(path)
        say(f"Filled {path.name} in {time.perf_counter() - started:,.0f} s")
    if not address or is_there(options, size, address):
        return
    started = time.perf_counter()
    name = name_of(options, size)
    tell(address, f"DROP DATABASE IF EXISTS {name}_part WITH (FORCE)")
    tell(address, f"CREATE DATABASE {name}_part")
    copy_to_postgresql(path, address_of(address, f"{name}_part"))
    tell(address, f"ALTER DATABASE {name}_part RENAME TO {name}")
    say(f"Copied it to PostgreSQL in {time.perf_counter() - started:,.0f} s")


def path_of(options: argparse.Namespace, size: int) -> Path:
    folder: Path = options.scratch
    return folder / f"made-{options.reports}-{size}.db"


def name_of(options: argparse.Namespace, size: int) -> str:
    return f"made_{options.reports}_{size}"


def address_of(address: str, database: str) -> str:
    return f"{address.rpartition('/')[0]}/{database}"


def is_there(options: argparse.Namespace, size: int, address: str) -> bool:
    with psycopg.connect(address) as connection:
        named = "SELECT 1 FROM pg_database WHERE datname = %s"
        return connection.execute(named, [name_of(options, size)]).fetchone() is not None


def tell(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def size_of(options: argparse.Namespace, size: int, address: str) -> str:
    """How much room the ledgers of a size take."""
    shown = [f"SQLite {path_of(options, size).stat().st_size / 1e6:,.0f} MB"]
    if address:
        with psycopg.connect(address) as connection:
            asked = "SELECT pg_database_size(%s)"
            (taken,) = connection.execute(asked, [name_of(options, size)]).fetchone() or (0,)
        shown.append(f"PostgreSQL {taken / 1e6:,.0f} MB")
    return ", ".join(shown)


# -- adding ------------------------------------------------------------------------------------


def print_adds(options: argparse.Namespace, sizes: Sequence[int], address: str) -> None:
    say(f"\nTo add a report, one of {ADDS} in a row: median, 95th percentile, longest (ms)\n")
    say(f"{'reports':>9} {'claims':>10}  " + "  ".join(f"{store:^26}" for store in options.stores))
    medians: dict[tuple[str, int], float] = {}
    world = world_of(options)
    for size in sizes:
        readings = following(world, size, WARMING + ADDS)
        row = f"{size:>9,} {claims_in(path_of(options, size)):>10,}  "
        for store in options.stores:
            with copied(options, size, store, address) as place:
                times = adding(place, readings)
            medians[store, size] = statistics.median(times)
            row += f"{medians[store, size]:>8.1f} {late(times):>8.1f} {max(times):>8.1f}  "
        say(row.rstrip())
    most = max(medians.values())
    for store in options.stores:
        say(f"\n{store}, median")
        for size in sizes:
            length = round(WIDTH * medians[store, size] / most)
            say(f"{size:>9,} {'#' * length} {medians[store, size]:.1f}")


@contextmanager
def copied(
    options: argparse.Namespace, size: int, store: str, address: str
) -> Iterator[str | Path]:
    """The place of a copy of a made ledger, thrown away afterwards."""
    if store == "sqlite":
        copy = options.scratch / "copy.db"
        shutil.copyfile(path_of(options, size), copy)
        try:
            yield copy
        finally:
            for left in copy.parent.glob(copy.name + "*"):
                left.unlink()
        return
    name = name_of(options, size)
    tell(address, "DROP DATABASE IF EXISTS copied WITH (FORCE)")
    tell(address, f"CREATE DATABASE copied TEMPLATE {name}")
    try:
        yield address_of(address, "copied")
    finally:
        tell(address, "DROP DATABASE copied WITH (FORCE)")


def claims_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM claims").fetchone()
        return int(number)


def adding(place: str | Path, readings: Sequence[Reading]) -> list[float]:
    """How long it took to add each report, after ten that warm up."""
    times = []
    with Ledger.open(place, writable=True) as ledger:
        for reading in readings:
            started = time.perf_counter()
            if not ledger.add(reading, onrecord="1"):
                raise SystemExit(f"{place} holds {reading.report.title} already")
            times.append(1000 * (time.perf_counter() - started))
    return times[WARMING:]


# -- asking ------------------------------------------------------------------------------------


def print_questions(options: argparse.Namespace, address: str) -> None:
    size = options.reports
    path = path_of(options, size)
    asked = [each for each in questions(path) if re.search(options.only, each.name)]
    say(f"\n{size:,} reports, {claims_in(path):,} claims; {size_of(options, size, address)}")
    say("Each question with its seeded arguments: how often, median, 95th percentile (ms)\n")
    say(f"{'':<44}" + "  ".join(f"{store:^22}" for store in options.stores))
    places: dict[str, str | Path] = {
        "sqlite": path,
        "postgresql": address_of(address, name_of(options, size)),
    }
    slow = []
    for question in asked:
        row = f"{question.name:<44}"
        for store in options.stores:
            with Ledger.open(places[store]) as ledger:
                times = asking(ledger, question)
            median = statistics.median(times)
            row += f"{len(times):>4} {median:>8.1f} {late(times):>8.1f}   "
            if median > GOAL:
                slow.append(f"{question.name} ({store}: {median:,.0f} ms)")
        say(row.rstrip())
    say(f"\nMedians over {GOAL:.0f} ms: " + ("; ".join(slow) if slow else "none"))


def asking(ledger: Ledger, question: Question) -> list[float]:
    """How long each answer took, after some that warm up."""
    end = time.perf_counter() + SECONDS
    for argument in question.arguments[:3]:
        with suppress(UnknownRecord):
            question.ask(ledger, argument)
    times = []
    for argument in question.arguments:
        started = time.perf_counter()
        # Of an agreement that was not known by then.
        with suppress(UnknownRecord):
            question.ask(ledger, argument)
        times.append(1000 * (time.perf_counter() - started))
        if time.perf_counter() > end and len(times) > 2:
            break
    return times


def late(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
