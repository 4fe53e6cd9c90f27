"""A place -> an engine over a ledger whose form is known, or a clear reason why not."""

from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, event, func, inspect, select

from onrecord.errors import UnusableLedger
from onrecord.ledger import postgresql, schema, sqlite
from onrecord.ledger.computed import computed
from onrecord.ledger.faults import not_a_ledger, rows_as_written
from onrecord.ledger.places import shown
from onrecord.ledger.schema import schema_versions
from onrecord.ledger.views import make_views

EVERY_TABLE = {*schema.metadata.tables, *computed.tables}


def onrecord_version() -> str:
    """The version of onrecord that runs, or `unknown` where it is not installed as a package."""
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "unknown"


def open_engine(place: Path | URL, writable: bool, patience: float) -> Engine:
    """An engine over the ledger at a place; a writable one is made where there is none.

    `patience` is how many seconds to wait for other writers.
    """
    name = shown(place)
    engine = engine_over(place, writable, patience)
    try:
        form = look(place, engine, writable, patience)
        if form is None and not writable:
            raise nothing_there(name)
        if form is not None and form < schema.SCHEMA_VERSION:
            raise UnusableLedger(
                f"{name} was made by an older onrecord (its form is {form}, this one uses "
                f"{schema.SCHEMA_VERSION}). Bring it up to date: onrecord upgrade --ledger {name}"
            )
        if form is None:
            with rows_as_written(name):
                _make_tables(engine, name)
        event.listen(engine, "begin", lambda connection: _check_writing(connection, name))
    except BaseException:
        engine.dispose()
        raise
    return engine


def engine_over(place: Path | URL, writable: bool, patience: float) -> Engine:
    """An engine over whatever is at a place; it connects when it is first used."""
    if isinstance(place, URL):
        return postgresql.engine_over(place, patience)
    return sqlite.engine_over(place, writable, patience)


def look(place: Path | URL, engine: Engine, writable: bool, patience: float) -> int | None:
    """The form of the ledger at a place, None where nothing is; nothing is written there.

    Another program's file or database is refused, and so is a newer ledger.
    """
    name = shown(place)
    with rows_as_written(name):
        if isinstance(place, URL):
            with engine.connect() as connection:
                return form_of(connection, name)
        sqlite.check_path(place, writable)
        if not place.exists() or not place.stat().st_size:
            return None
        # To open a file for writing changes it already, and it may be another program's.
        looking = sqlite.engine_over(place, False, patience)
        try:
            with looking.connect() as connection:
                return form_of(connection, name)
        finally:
            looking.dispose()


def form_of(connection: Connection, name: str) -> int | None:
    """The form of the tables, None if there are none; other tables than ours are refused."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return None
    if schema_versions.name not in names:
        raise not_a_ledger(name, "it holds tables of another program")
    form = connection.scalar(select(func.max(schema_versions.c.version)))
    if not isinstance(form, int) or form < 1:
        raise not_a_ledger(name, f"its form is {form}")
    if form > schema.SCHEMA_VERSION:
        raise newer(name, form)
    if form == schema.SCHEMA_VERSION and (missing := EVERY_TABLE - names):
        raise not_a_ledger(name, f"no table {min(missing)}")
    return form


def nothing_there(name: str) -> UnusableLedger:
    """The error to show for a file or a database without tables."""
    return UnusableLedger(
        f"{name} holds no reports yet. Add one: onrecord add FILE --ledger {name}"
    )


def newer(name: str, form: int) -> UnusableLedger:
    """The error to show for a ledger that this onrecord does not know how to write."""
    return UnusableLedger(
        f"{name} was made by a newer onrecord (its form is {form}, this one reads up to "
        f"{schema.SCHEMA_VERSION}). Update: pip install --upgrade onrecord"
    )


def _make_tables(engine: Engine, name: str) -> None:
    """Make all tables, or none; another program may just have made them."""
    with engine.execution_options(writes=True).begin() as connection:
        if inspect(connection).has_table(schema_versions.name):
            return
        if connection.dialect.name == "postgresql":
            postgresql.check_encoding(connection, name)
        schema.metadata.create_all(connection)
        make_views(connection)
        record_form(connection, schema.SCHEMA_VERSION)


def record_form(connection: Connection, form: int) -> None:
    """Note that the tables now have a form, and which onrecord gave it to them."""
    row = {"version": form, "onrecord": onrecord_version(), "applied": datetime.now(UTC)}
    connection.execute(schema_versions.insert().values(row))


def _check_writing(connection: Connection, name: str) -> None:
    """What must hold before anything is written, whatever happened since the ledger was opened.

    No writer goes on in an old form where a newer onrecord has upgraded the ledger, or numbers its
    rows anew where a server came back with its counters behind.
    """
    if connection.get_execution_options().get("writes"):
        form = connection.scalar(select(func.max(schema_versions.c.version)))
        if form != schema.SCHEMA_VERSION:
            raise newer(name, form or 0)
        if connection.dialect.name == "postgresql":
            tables = (schema.metadata.tables | computed.tables).values()
            postgresql.mend_counters(connection, tables)
