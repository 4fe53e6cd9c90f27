"""Forms of the tables: an upgraded ledger is as a new one, and an upgrade is whole or not at all."""

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from made_readings import denial, exported, fault_of, fill, in_child, one_line, signing
from postgres_server import Server
from sqlalchemy import Connection, Engine, MetaData, inspect, select, text

from onrecord.errors import UnusableLedger
from onrecord.ledger import Ledger, schema, upgrading
from onrecord.ledger.exporting import export_lines
from onrecord.ledger.opening import engine_over, record_form
from onrecord.ledger.places import place_of
from onrecord.ledger.upgrading import MIGRATIONS, migrate

LEDGERS = Path(__file__).parent / "ledgers"
NOW = schema.SCHEMA_VERSION


@contextmanager
def engine_at(place: str) -> Iterator[Engine]:
    engine = engine_over(place_of(place), True, 30)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def two_places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two places without even tables, in each store in turn."""
    if request.param == "sqlite":
        yield str(tmp_path / "one.db"), str(tmp_path / "other.db")
        return
    server: Server = request.getfixturevalue("server")
    with server.database("template0") as one, server.database("template0") as other:
        yield one, other


def make_old(place: str, form: int) -> None:
    """Put the kept ledger of an older form at a place."""
    dump = (LEDGERS / f"form-{form}.sql").read_text("utf-8")
    if "://" not in place:
        with closing(sqlite3.connect(place)) as file:
            file.executescript(dump)
        return
    # No onrecord that made one in PostgreSQL is left: the revisions make the tables there.
    with closing(sqlite3.connect(":memory:")) as file, engine_at(place) as engine:
        file.executescript(dump)
        file.row_factory = sqlite3.Row
        with engine.execution_options(writes=True).begin() as connection:
            migrate(connection, 0, form)
            old = MetaData()
            old.reflect(connection)
            for table in old.sorted_tables:
                for row in file.execute(f"SELECT * FROM {table.name}"):
                    _copy(connection, table.name, dict(row))
            connection.exec_driver_sql(
                "SELECT setval('extractions_sequence_seq', (SELECT max(sequence) FROM extractions))"
            )


def _copy(connection: Connection, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({names})"), row)


# An upgraded ledger is as a new one


def _spelled(index: Mapping[str, Any]) -> dict[str, Any]:
    """An index with its conditions as words, which can be compared."""
    options = index.get("dialect_options", {})
    return {**index, "dialect_options": {key: str(value) for key, value in options.items()}}


def described(place: str) -> dict[str, Any]:
    """All that a store says of its tables, so that any difference shows."""
    with engine_at(place) as engine, engine.connect() as connection:
        looking = inspect(connection)
        tables = {
            name: {
                "columns": [column | {"type": repr(column["type"])} for column in looking.get_columns(name)],
                "key": looking.get_pk_constraint(name),
                "references": sorted(looking.get_foreign_keys(name), key=repr),
                "unique": sorted(looking.get_unique_constraints(name), key=repr),
                "checks": sorted(looking.get_check_constraints(name), key=repr),
                "indexes": sorted(map(_spelled, looking.get_indexes(name)), key=repr),
                "options": looking.get_table_options(name),
            }
            for name in looking.get_table_names()
        }  # fmt: skip
        if connection.dialect.name == "sqlite":
            # A column that was added later stands behind the keys there.
            rest = (
                "SELECT type, name, sql FROM sqlite_master "
                "WHERE type <> 'table' OR sql LIKE 'CREATE VIRTUAL%' "
                "UNION ALL SELECT 'counts', name, sql LIKE '%AUTOINCREMENT%' FROM sqlite_master "
                "WHERE type = 'table'"
            )
        else:
            rest = (
                "SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public' "
                "UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger "
                "WHERE NOT tgisinternal "
                "UNION ALL SELECT 'function', proname, prosrc FROM pg_proc "
                "WHERE pronamespace = 'public'::regnamespace "
                "UNION ALL SELECT 'table', relname, obj_description(oid) FROM pg_class "
                "WHERE relnamespace = 'public'::regnamespace"
            )
        found = connection.exec_driver_sql(rest).all()
    said = {(kind, name): " ".join(str(words).split()) for kind, name, words in found}
    return {"tables": tables, "said": dict(sorted(said.items()))}


def test_an_upgraded_ledger_has_the_tables_of_a_new_one(two_places: tuple[str, str]) -> None:
    old, new = two_places
    make_old(old, 1)
    Ledger.upgrade(old)
    fill(new, [])
    for part, said in described(new).items():
        assert described(old)[part] == said


@pytest.mark.parametrize("form", range(1, NOW + 1))
def test_each_form_is_kept_or_is_the_one_in_use(form: int) -> None:
    revisions = [path.stem for path in (MIGRATIONS / "versions").glob("form_*.py")]
    assert f"form_{form}" in revisions
    assert len(revisions) == NOW
    assert form == NOW or (LEDGERS / f"form-{form}.sql").exists()


def test_an_older_ledger_keeps_its_records(two_places: tuple[str, str]) -> None:
    place, _ = two_places
    make_old(place, 1)
    kept = (LEDGERS / "form-1.jsonl").read_text("utf-8").splitlines()
    assert Ledger.upgrade(place) == tuple(range(2, NOW + 1))
    assert set(kept) <= set(exported(place))
    assert fault_of(place) is None
    with Ledger.open(place, writable=True) as ledger:
        # The very same reading is still known by its id, and the next one follows.
        assert not ledger.add(denial(), onrecord="0.1.0")
        assert ledger.add(denial(), onrecord="9")
        assert ledger.verify().extractions == 5


# An upgrade, to a form that is not there yet

REVISION = """
import time
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    op.create_table("notes", sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.Text))
    for number in range({steps}):
        op.execute(f"INSERT INTO notes (id, note) VALUES ({{number}}, 'a note')")
        time.sleep({pause})
    op.add_column("reports", sa.Column("noted", sa.Text))
"""


@pytest.fixture
def next_form(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> int:
    """Have this onrecord be one form ahead, with a revision that takes a fifth of a second."""
    folder = tmp_path_factory.mktemp("revisions") / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    revision = REVISION.format(revision=f"{NOW + 1:04}", before=f"{NOW:04}", steps=40, pause=0.005)
    (folder / "versions" / f"form_{NOW + 1}.py").write_text(revision)
    monkeypatch.setattr(upgrading, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW + 1)
    return NOW + 1


@pytest.fixture
def older_store(store: str, next_form: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger of the form before the next, with two reports in it."""
    monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW)
    fill(store, [signing(), denial()])
    monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW + 1)
    return store


def forms_in(place: str) -> list[int]:
    with engine_at(place) as engine, engine.connect() as connection:
        versions = schema.schema_versions.c.version
        return list(connection.scalars(select(versions).order_by(versions)))


def tables_in(place: str) -> set[str]:
    with engine_at(place) as engine:
        return set(inspect(engine).get_table_names())


@pytest.mark.parametrize("writable", [False, True])
def test_an_older_ledger_is_not_opened(older_store: str, writable: bool) -> None:
    with pytest.raises(UnusableLedger, match="onrecord upgrade --ledger") as caught:
        Ledger.open(older_store, writable=writable)
    one_line(caught, older_store)


def test_an_upgrade(older_store: str, next_form: int) -> None:
    assert Ledger.upgrade(older_store) == (next_form,)
    assert forms_in(older_store)[-2:] == [NOW, next_form]
    assert "alembic_version" not in tables_in(older_store)
    assert Ledger.upgrade(older_store) == ()
    assert fault_of(older_store) is None
    assert fill(older_store, [denial()]) == [False]


def test_what_is_computed_belongs_to_an_upgrade(
    older_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be computed, the old form is whole."""

    def fail(connection: Connection) -> None:
        assert inspect(connection).has_table("notes")
        raise UnusableLedger("cannot be computed")

    before = described(older_store)
    with monkeypatch.context() as patched:
        patched.setattr("onrecord.ledger.upgrading.rebuild", fail)
        with pytest.raises(UnusableLedger, match="cannot be computed"):
            Ledger.upgrade(older_store)
    assert described(older_store) == before
    assert forms_in(older_store)[-1] == NOW
    assert Ledger.upgrade(older_store)


def test_killed_in_an_upgrade(older_store: str, next_form: int) -> None:
    before, lines = described(older_store), lines_of(older_store)
    stages = set()
    chance = random.Random(0)
    for moment in sorted(chance.uniform(0.02, 0.4) for _ in range(8)):
        child = in_child(Ledger.upgrade, older_store)
        time.sleep(moment)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        stage = forms_in(older_store)[-1]
        stages.add(stage)
        if stage == next_form:
            break
        assert described(older_store) == before
        assert lines_of(older_store) == lines
    Ledger.upgrade(older_store)
    assert NOW in stages, "no kill came in time"
    assert forms_in(older_store)[-1] == next_form
    assert fault_of(older_store) is None


def lines_of(place: str) -> list[str]:
    """What a ledger exports, though it has not the form in use."""
    with engine_at(place) as engine, engine.connect() as connection:
        return list(export_lines(connection))


def test_two_upgrades_at_once(older_store: str, next_form: int) -> None:
    children = [in_child(Ledger.upgrade, older_store) for _ in range(3)]
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert forms_in(older_store)[-2:] == [NOW, next_form]


def test_a_writer_does_not_go_on_in_the_old_form(
    older_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW)
    with Ledger.open(older_store, writable=True) as ledger:
        monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW + 1)
        Ledger.upgrade(older_store)
        monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW)
        with pytest.raises(UnusableLedger, match="by a newer onrecord") as caught:
            ledger.add(signing(outlet="Courier"))
        one_line(caught, older_store)


def test_a_newer_ledger(store: str) -> None:
    fill(store, [signing()])
    with (
        engine_at(store) as engine,
        engine.execution_options(writes=True).begin() as connection,
    ):
        record_form(connection, 99)
    for attempt in (Ledger.open, partial(Ledger.open, writable=True), Ledger.upgrade):
        with pytest.raises(UnusableLedger, match=r"by a newer onrecord .*pip install") as caught:
            attempt(store)
        one_line(caught, store)


def test_what_cannot_be_upgraded(tmp_path: Path, server: Server) -> None:
    with pytest.raises(UnusableLedger, match="no ledger at"):
        Ledger.upgrade(tmp_path / "none.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(UnusableLedger, match="holds no reports yet"):
        Ledger.upgrade(tmp_path / "empty.db")
    with (
        server.database("template0") as address,
        pytest.raises(UnusableLedger, match="holds no reports yet"),
    ):
        Ledger.upgrade(address)
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]


def test_rows_that_belong_to_nothing_stop_an_upgrade(tmp_path: Path, next_form: int) -> None:
    path = tmp_path / "onrecord.db"
    make_old(str(path), 1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TRIGGER reports_refuse_delete")
        other.execute("DELETE FROM reports")
        other.commit()
    with pytest.raises(UnusableLedger, match=r"a row of .* belongs to nothing") as caught:
        Ledger.upgrade(path)
    one_line(caught, path)
    assert forms_in(str(path)) == [1]
