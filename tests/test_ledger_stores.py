"""One ledger, two stores: the same bytes in a file and in PostgreSQL, and its faults told plainly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_readings import (
    check_export,
    denial,
    exported,
    fault_of,
    fill,
    one_line,
    report_of,
    signing,
    some_readings,
    talks,
)
from postgres_server import Server

from onrecord.errors import UnreadableReport, UnusableLedger
from onrecord.ledger import Ledger, postgresql
from onrecord.ledger.faults import unusable
from onrecord.records import Bound, Quantity, Reading, Repair

# Where a ledger is


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("postgresql://ada:sesame@127.0.0.1:1/news", "postgresql://ada:***@127.0.0.1:1/news"),
        ("postgres://ada@127.0.0.1:1/news?password=sesame", "postgresql://ada@127.0.0.1:1/news"),
        ("postgresql+psycopg://ada:s%40same@127.0.0.1:1/news", "postgresql://ada:***@127.0.0.1:1"),
    ],
)
def test_a_password_is_not_shown(place: str, shown: str) -> None:
    with pytest.raises(UnusableLedger, match="cannot be reached") as caught:
        Ledger.open(place)
    one_line(caught, shown)
    assert "same" not in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        'invalid connection option in "host=h password=sesame"',
        "password = 'ses ame' is wrong",
        "could not parse postgresql://ada:sesame@h/x",
        "could not parse postgresql://ada:ses@me@h/x",
    ],
)
def test_a_password_that_the_database_repeats_is_not_shown(said: str) -> None:
    message = str(unusable("onrecord.db", psycopg.ProgrammingError(said)))
    assert "***" in message
    assert "ame" not in message.replace("onrecord", "")


@pytest.mark.parametrize(
    ("place", "advice"),
    [
        ("mysql://ada:sesame@h/news", "Name a file, or postgresql://"),
        ("sqlite:///onrecord.db", "Name a file, or postgresql://"),
        ("postgresql://ada:ses@me@h/news", "%40 for @"),
        ("postgresql://ada:sesame@h:port/news", "%40 for @"),
        ("postgresql://ada:sesame@h", "names no database"),
        ("postgresql://ada:sesame@127.0.0.1:1/news?sslmode=sesam", "cannot be reached .*sslmode"),
    ],
)
def test_an_address_that_cannot_be_read(place: str, advice: str) -> None:
    with pytest.raises(UnusableLedger, match=advice) as caught:
        Ledger.open(place, writable=True)
    one_line(caught)
    assert "sesame" not in str(caught.value)


def test_psycopg_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "find_spec", lambda name: None)
    with pytest.raises(UnusableLedger, match=r'pip install "onrecord\[postgresql\]"'):
        Ledger.open("postgresql://ada@h/news")


def test_commands_take_an_address(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Peru and Chile signed an extradition treaty on Tuesday.\n")
    with server.database("template0") as address:
        named = address.replace("onrecord@", "onrecord:sesame@")
        for command in (["add", "a.txt"], ["agreements", "--json"], ["upgrade"]):
            done = subprocess.run(
                [sys.executable, "-m", "onrecord.cli", *command, "--ledger", named],
                cwd=tmp_path, capture_output=True, check=False, env=dict(os.environ), text=True,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert "sesame" not in done.stderr + done.stdout
            if command[0] == "add":
                assert "onrecord:***@" in done.stderr
                assert "1 added" in done.stderr
            if command[0] == "agreements":
                assert json.loads(done.stdout)["parties"] == ["CL", "PE"]
        assert list(tmp_path.iterdir()) == [tmp_path / "a.txt"]


# The same in both


def odd() -> Reading:
    """Values that a store is tempted to spell in its own way."""
    reading = signing(outlet="", published="2025")
    report = replace(
        reading.report,
        repairs=(Repair(8, 9, "\udce2\udc80 \0", reading.report.text[8:9], "odd", False, 1e-7),),
    )
    claims = [
        replace(reading.claims[0], id=f"c{n}", quantity=Quantity(value, "EUR", Bound.ABOUT))
        for n, value in enumerate([1e16, 1e22, 5e-324, -0.0, 2**53 + 1, 10**30, 0.1, 3.0])
    ]
    return Reading(report, reading.attributions, tuple(claims), ())


def test_odd_values_come_back(store: str) -> None:
    fill(store, [odd()])
    check_export(exported(store))
    assert fault_of(store) is None
    with Ledger.open(store) as ledger:
        agreement = ledger.agreement("is-no-trade")
    values = [entry.claim.quantity and entry.claim.quantity.value for entry in agreement.claims]
    assert list(map(repr, values)) == [
        "1e+16", "1e+22", "5e-324", "-0.0", "9007199254740993", str(10**30), "0.1", "3.0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        (Reading(report_of("no \0 text"), (), (), ()), "a NUL character .in its text, at 3"),
        (signing(title="A \udce2 pact"), "half a character .in its title, at 2"),
        (signing(outlet="\0"), "a NUL character .in its outlet"),
    ],
)
def test_what_cannot_be_stored_is_refused(store: str, reading: Reading, told: str) -> None:
    with (
        Ledger.open(store, writable=True) as ledger,
        pytest.raises(UnreadableReport, match=told),
    ):
        ledger.add(reading)
    assert exported(store) == []


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(readings=st.lists(some_readings(), max_size=4))
def test_both_stores_export_the_same_bytes(
    readings: list[Reading], server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("store") / "onrecord.db"
    with server.database() as address:
        assert fill(path, [signing(), *readings]) == fill(address, [signing(), *readings])
        assert exported(path) == exported(address)
        assert fault_of(address) is None
        with Ledger.open(path) as one, Ledger.open(address) as other:
            assert one.agreements() == other.agreements()
            assert one.disputes() == other.disputes()
            for entry in one.agreements():
                assert one.agreement(entry.id) == other.agreement(entry.id)


def test_words_sort_alike_whatever_the_language(server: Server, tmp_path: Path) -> None:
    """A database made for English would sort a before B, and 2025-07 after 202508."""
    readings = [
        talks(f"Oslo, {n}.", "affirmed", "Oslo", published=published)
        for n, published in enumerate(["b", "B", "a", "2025-07", "202508", "Ä", "2025-06-01", "-1"])
    ]
    path = tmp_path / "onrecord.db"
    fill(path, readings)
    icu = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
    with server.database("template0", icu) as address:
        fill(address, readings)
        with Ledger.open(path) as one, Ledger.open(address) as other:
            (entry,) = one.agreements()
            assert one.agreement(entry.id) == other.agreement(entry.id)
            listed = [[entry.report for entry in ledger.reports()] for ledger in (one, other)]
        assert listed[0] == listed[1]


@pytest.mark.parametrize("table", ["schema_versions", "reports", "extractions", "claims"])
def test_rows_in_postgresql_cannot_be_changed(server: Server, table: str) -> None:
    with server.database() as address:
        fill(address, [signing()])
        before = exported(address)
        with psycopg.connect(address, autocommit=True) as other:
            for change in (
                f"DELETE FROM {table}",
                f"UPDATE {table} SET onrecord = 'x'"
                if table in ("schema_versions", "extractions")
                else f"UPDATE {table} SET id = 'x'",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(psycopg.errors.RaiseException, match="only grows"):
                    other.execute(change.encode())
        assert exported(address) == before


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER claims_refuse_change ON claims",
        "ALTER TABLE claims DISABLE TRIGGER claims_refuse_change",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$",
    ],
)
def test_verify_misses_a_trigger_of_postgresql(server: Server, change: str) -> None:
    with server.database() as address:
        assert fault_of(address) is None
        with psycopg.connect(address) as other:
            other.execute(change.encode())
        assert "rows can be changed: the trigger" in (fault_of(address) or "")


# Faults of a server: one line that says what to do, and nothing half-written


@pytest.fixture
def address(server: Server) -> Iterator[str]:
    with server.database() as made:
        yield made


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def refused(place: str, writable: bool = False) -> str:
    with pytest.raises(UnusableLedger) as caught:
        fill(place, [denial()]) if writable else exported(place)
    one_line(caught)
    return str(caught.value)


def test_no_such_database(server: Server) -> None:
    assert "createdb NAME" in refused(server.address_of("none"))


def test_no_such_user(server: Server) -> None:
    assert "does not let this user in" in refused(server.address_of("made", "nobody"))


def test_no_such_host() -> None:
    assert "cannot be reached" in refused("postgresql://ada@no-such-host.invalid/news")


@pytest.fixture(scope="session")
def guarded(server: Server) -> str:
    """A user of the server who needs a password, and has no rights."""
    server.tell("CREATE ROLE guarded LOGIN PASSWORD 'sesame'")
    rules = server.folder / "data" / "pg_hba.conf"
    rules.write_text(f"host all guarded 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
    server.tell("SELECT pg_reload_conf()")
    return "guarded"


@pytest.mark.parametrize("password", ["", ":simsim"])
def test_a_wrong_password(server: Server, guarded: str, password: str) -> None:
    said = refused(server.address_of("made", guarded + password))
    assert "does not take this user and password" in said
    assert "simsim" not in said


def test_a_user_who_may_only_read(server: Server, guarded: str, address: str) -> None:
    fill(address, [signing()])
    for_reading = server.address_of(name_of(address), f"{guarded}:sesame")
    assert "may not be used so (permission denied" in refused(for_reading)
    with psycopg.connect(address) as owner:
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {guarded}".encode())
    assert exported(for_reading) == exported(address)
    assert "may not be used so (permission denied" in refused(for_reading, writable=True)
    assert len(exported(address)) == len(exported(for_reading))


def test_a_database_that_is_read_only(server: Server, address: str) -> None:
    fill(address, [signing()])
    server.tell(f"ALTER DATABASE {name_of(address)} SET default_transaction_read_only = on")
    assert exported(address)
    assert "is read-only" in refused(address, writable=True)


def test_a_database_of_another_program(server: Server) -> None:
    with server.database("template0") as address:
        with psycopg.connect(address) as other:
            other.execute("CREATE TABLE history (url TEXT)")
        for writable in (False, True):
            assert "is not an onrecord ledger" in refused(address, writable)
        with psycopg.connect(address) as other:
            found = other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            assert found.fetchall() == [("history",)]


def test_a_database_that_cannot_hold_every_character(server: Server) -> None:
    with server.database("template0", "ENCODING 'LATIN1' LOCALE 'C'") as address:
        assert "createdb --encoding=UTF8" in refused(address, writable=True)


def test_an_empty_database_is_filled_and_not_read(server: Server) -> None:
    with server.database("template0") as address:
        assert "holds no reports yet" in refused(address)
        assert fill(address, [signing()]) == [True]


def test_another_writer(address: str) -> None:
    with (
        Ledger.open(address, writable=True, patience=0.1) as ledger,
        psycopg.connect(address) as other,
    ):
        other.execute("SELECT pg_advisory_xact_lock(%s)", [postgresql.WRITING])
        with pytest.raises(UnusableLedger, match="in use by another program") as caught:
            ledger.add(denial())
        one_line(caught, address)
        # Reading goes on meanwhile.
        assert exported(address) == []
        other.rollback()
        assert ledger.add(denial())


def test_a_reader_sees_one_state(store: str) -> None:
    fill(store, [signing()])
    with Ledger.open(store) as ledger:
        lines = ledger.export()
        first = next(lines)
        fill(store, [denial()])
        assert len([first, *lines]) < len(exported(store))


def test_counters_that_are_behind(address: str) -> None:
    """As after the crash of a server soon after it made a copy of a database."""
    fill(address, [signing(), denial()])
    with psycopg.connect(address) as other:
        for table in ("extractions", "entries"):
            other.execute(f"SELECT setval('{table}_sequence_seq', 1)".encode())
    assert fill(address, [signing(outlet="Courier"), denial(outlet="Echo")]) == [True, True]
    assert fault_of(address) is None


def test_times_are_kept_in_utc(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGTZ", "Pacific/Kiritimati")
    fill(address, [signing()])
    with Ledger.open(address) as ledger, ledger._engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW TIME ZONE").scalar_one() == "UTC"


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ("53100", "the server's disk is full .*Free some space"),
        ("53200", "has run out of something"),
        ("53300", "takes no more connections"),
        ("57014", "statement_timeout"),
        ("58030", "the server's disk failed"),
        ("XX001", "is damaged .*Restore a backup"),
        ("40P01", "in use by another program"),
        ("08006", "was lost"),
        ("22000", "cannot be used"),
    ],
)
def test_what_a_server_says_by_its_code(address: str, state: str, advice: str) -> None:
    """Raised by the real server in the midst of adding, and nothing of the report is there."""
    with psycopg.connect(address) as other:
        other.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION 'as told' USING ERRCODE = '{state}'; END $$; "
            "CREATE TRIGGER fail BEFORE INSERT ON claims EXECUTE FUNCTION fail()".encode()
        )
    with Ledger.open(address, writable=True) as ledger:
        with pytest.raises(UnusableLedger, match=advice) as caught:
            ledger.add(signing())
        one_line(caught, address)
        assert list(ledger.export()) == []
