"""An older ledger -> the form that this onrecord uses, all of it or nothing.

The steps are Alembic's, one revision for each form (`migrations/versions`), and all of them run in
one transaction, in SQLite too: whoever stops it in the midst finds the old form whole.
"""

from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy.schema import SetColumnComment, SetTableComment

from onrecord.errors import UnusableLedger
from onrecord.ledger import schema
from onrecord.ledger.faults import rows_as_written
from onrecord.ledger.opening import engine_over, form_of, look, nothing_there, record_form
from onrecord.ledger.places import shown
from onrecord.ledger.rebuilding import rebuild
from onrecord.ledger.views import drop_views, make_views

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade_ledger(place: Path | URL, patience: float) -> tuple[int, ...]:
    """Bring a ledger to the form in use; the forms that it has passed to, none if it had it.

    What is computed is made anew. `patience` is how many seconds to wait for other writers.
    """
    name = shown(place)
    engine = engine_over(place, True, patience)
    try:
        if look(place, engine, False, patience) is None:
            raise nothing_there(name)
        with (
            rows_as_written(name),
            engine.execution_options(writes=True, rebuilds=True).begin() as connection,
        ):
            form = form_of(connection, name)
            if form is None:
                raise nothing_there(name)
            forms = tuple(range(form + 1, schema.SCHEMA_VERSION + 1))
            if forms:
                migrate(connection, form, schema.SCHEMA_VERSION)
                for each in forms:
                    record_form(connection, each)
                drop_views(connection)
                make_views(connection)
                rebuild(connection)
                _check_references(connection, name)
        return forms
    finally:
        engine.dispose()


def migrate(connection: Connection, start: int, end: int) -> None:
    """Take the tables from one form to another; form 0 is no tables."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    # Alembic keeps the form in a table of its own. A ledger has its form in `schema_versions`, and
    # two such tables could part, so Alembic's is there only while it works.
    command.stamp(config, _revision(start))
    command.upgrade(config, _revision(end))
    connection.exec_driver_sql("DROP TABLE alembic_version")
    if end == schema.SCHEMA_VERSION:
        _comment(connection)


def _revision(form: int) -> str:
    return f"{form:04}" if form else "base"


def _comment(connection: Connection) -> None:
    """Have the tables say of themselves what they say in a new ledger."""
    if not connection.dialect.supports_comments:
        return
    for table in schema.metadata.sorted_tables:
        connection.execute(SetTableComment(table))
        for column in table.columns:
            connection.execute(SetColumnComment(column))


def _check_references(connection: Connection, name: str) -> None:
    if connection.dialect.name == "sqlite":
        orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if orphan is not None:
            raise UnusableLedger(
                f"{name} cannot be upgraded: a row of {orphan[0]} belongs to nothing. "
                f"See what else does not hold with the onrecord that made it"
            )
