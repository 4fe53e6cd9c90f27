"""Form 2: judgements, and the chain of entries; what is computed has tables of its own."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
Json = sa.JSON(none_as_null=True)
Time = sa.DateTime(timezone=True)
Sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")

TABLES = {"judgements": ("sequence", "id"), "entries": ("sequence", "record_id", "hash")}


def upgrade() -> None:
    """Make the tables, what keeps their rows, and an entry for each extraction."""
    for view in ("current_claims", "current_extractions"):
        op.execute(f"DROP VIEW {view}")
    op.create_index("ix_reports_outlet", "reports", ["outlet"])
    _make_tables()
    _fill_entries()
    if op.get_context().dialect.name == "sqlite":
        _keep_rows_in_sqlite()
    else:
        _keep_rows_in_postgresql()


def _make_tables() -> None:
    op.create_table(
        "judgements",
        sa.Column("sequence", Sequence, primary_key=True),
        sa.Column("id", Words, nullable=False, unique=True),
        sa.Column("subject", Words, nullable=False),
        sa.Column("decision", Words, nullable=False),
        sa.Column("targets", Json, nullable=False),
        sa.Column("correction", Json),
        sa.Column("note", Words),
        sa.Column("judged_by", Words, nullable=False),
        sa.Column("made", Words, nullable=False),
        sa.Column("supersedes", Words),
        sa.Column("recorded", Time, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_judgements_supersedes", "judgements", ["supersedes"])
    op.create_table(
        "entries",
        sa.Column("sequence", Sequence, primary_key=True),
        sa.Column("record", Words, nullable=False),
        sa.Column("record_id", Words, nullable=False, unique=True),
        sa.Column("recorded", Time, nullable=False),
        sa.Column("previous", Words, nullable=False),
        sa.Column("hash", Words, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_recorded", "entries", ["recorded"])


def _fill_entries() -> None:
    """Chain the extractions in the order in which they were recorded."""
    extractions = sa.table(
        "extractions", sa.column("sequence"), sa.column("id"), sa.column("recorded", Time)
    )
    entries = sa.table(
        "entries",
        sa.column("record"),
        sa.column("record_id"),
        sa.column("recorded", Time),
        sa.column("previous"),
        sa.column("hash"),
    )
    connection, previous = op.get_bind(), ""
    ordered = sa.select(extractions).order_by(extractions.c.sequence)
    for row in connection.execute(ordered).all():
        recorded = _in_utc(row.recorded)
        said = {
            "previous": previous,
            "record": "extraction",
            "record_id": row.id,
            "recorded": recorded.isoformat(),
        }
        spelled = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        found = hashlib.sha256(spelled.encode()).hexdigest()
        connection.execute(
            entries.insert().values(
                record="extraction",
                record_id=row.id,
                recorded=recorded,
                previous=previous,
                hash=found,
            )
        )
        previous = found


def _in_utc(moment: datetime) -> datetime:
    """A moment with its zone, which SQLite does not keep."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _keep_rows_in_sqlite() -> None:
    for table, keys in TABLES.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'a ledger only grows: {table} takes no {verb}'); END"
            )
        same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(IGNORE); END"
        )


def _keep_rows_in_postgresql() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
