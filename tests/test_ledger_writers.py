"""Several writers at once, writers that are killed, servers that crash: nothing lost or halved."""

import os
import random
import signal
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from made_readings import (
    check_export,
    complaint,
    exported,
    fault_of,
    fill,
    in_child,
    one_line,
    readings_of,
)
from postgres_server import Server

from onrecord.errors import UnusableLedger
from onrecord.ledger import Ledger
from onrecord.records import Reading

WRITERS = 8


def test_several_writers_at_once(store: str, tmp_path: Path) -> None:
    readings = readings_of(40, claims=1)
    fill(tmp_path / "alone.db", readings)
    orders = [random.Random(seed).sample(readings, len(readings)) for seed in range(WRITERS)]
    children = [in_child(fill, store, order) for order in orders]
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert exported(store) == exported(tmp_path / "alone.db")
    assert fault_of(store) is None


def test_several_make_a_ledger_at_once(server: Server) -> None:
    with server.database("template0") as address:
        children = [in_child(fill, address, readings_of(1)) for _ in range(WRITERS)]
        for child in children:
            child.join()
            assert child.exitcode == 0
        assert fault_of(address) is None


def check_part(place: str, whole: list[str]) -> int:
    """How many lines are in a ledger whose writer was stopped; every record that is, is whole."""
    if (said := complaint(place)) is not None:
        # Stopped while the tables were made.
        assert "holds no reports yet" in said
        return 0
    lines = exported(place)
    assert set(lines) <= set(whole)
    check_export(lines)
    return len(lines)


def test_killed_while_adding_to_postgresql(server: Server, tmp_path: Path) -> None:
    """Also while the tables are made: each kill finds an empty database."""
    readings = readings_of(6, claims=2)
    started = time.monotonic()
    with server.database("template0") as address:
        fill(address, readings)
        takes, whole = time.monotonic() - started, exported(address)
    found = set()
    for seed in range(6):
        with server.database("template0") as address:
            child = in_child(fill, address, readings)
            time.sleep(random.Random(seed).uniform(0, takes * 1.2))
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            found.add(check_part(address, whole))
            fill(address, readings)
            assert exported(address) == whole, f"seed {seed}"
    assert len(found) > 1, "the kills all came at one moment"


def fill_and_tell(place: str, readings: list[Reading]) -> None:
    """In a process of its own: the only error it may meet is one line that says what to do."""
    try:
        fill(place, readings)
    except UnusableLedger as error:
        message = str(error)
        assert "\n" not in message
        assert "nothing was half-written" in message or "cannot be reached" in message, message
        os._exit(3)


@pytest.mark.parametrize(
    "stop",
    [
        lambda server: server.tell(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'onrecord'"
        ),
        lambda server: server.crash(),
    ],
    ids=["the connection is ended", "the server crashes"],
)
def test_a_connection_that_is_lost(
    careful_server: Server, stop: Callable[[Server], object]
) -> None:
    readings = readings_of(6, claims=2)
    started = time.monotonic()
    with careful_server.database() as address:
        fill(address, readings)
        takes, whole = time.monotonic() - started, exported(address)
    lost = 0
    for seed in range(2):
        with careful_server.database() as address:
            child = in_child(fill_and_tell, address, readings)
            time.sleep(random.Random(seed).uniform(0.02, takes))
            stop(careful_server)
            child.join()
            careful_server.start()
            assert child.exitcode in (0, 3)
            lost += child.exitcode == 3
            check_part(address, whole)
            fill(address, readings)
            assert exported(address) == whole
    assert lost


def test_a_ledger_goes_on_once_the_server_is_back(careful_server: Server) -> None:
    first, second = islice(readings_of(2), 2)
    with (
        careful_server.database() as address,
        Ledger.open(address, writable=True) as ledger,
    ):
        ledger.add(first)
        careful_server.crash()
        for ask in (ledger.agreements, lambda: ledger.add(second)):
            with pytest.raises(UnusableLedger, match=r"was lost|cannot be reached") as caught:
                ask()
            one_line(caught, address)
        careful_server.start()
        assert ledger.add(second)
        assert ledger.verify().reports == 2
