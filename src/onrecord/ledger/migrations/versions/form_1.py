"""Form 1: reports, extractions, attributions, claims."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
Json = sa.JSON(none_as_null=True)
Time = sa.DateTime(timezone=True)

# With the columns that tell whether a row is there already.
TABLES = {
    "schema_versions": ("version",),
    "reports": ("id",),
    "extractions": ("sequence", "id"),
    "attributions": ("id",),
    "claims": ("id",),
}


def upgrade() -> None:
    """Make the tables, what keeps their rows, and the views."""
    _make_tables()
    if op.get_context().dialect.name == "sqlite":
        _keep_rows_in_sqlite()
    else:
        _keep_rows_in_postgresql()
    op.execute("""CREATE VIEW current_extractions AS
        SELECT extractions.* FROM extractions
        WHERE sequence = (SELECT max(sequence) FROM extractions AS later
                          WHERE later.report_id = extractions.report_id)""")
    op.execute("""CREATE VIEW current_claims AS
        SELECT claims.id, parties, kind, status, polarity, speaker, side, quote, happened,
               quantity, claims.form, title, outlet, published, url, reports.id AS report_id
        FROM claims
        JOIN current_extractions ON current_extractions.id = claims.extraction_id
        JOIN reports ON reports.id = current_extractions.report_id""")


def _make_tables() -> None:
    op.create_table(
        "schema_versions",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("onrecord", Words, nullable=False),
        sa.Column("applied", Time, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("id", Words, primary_key=True),
        sa.Column("digest", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("outlet", Words),
        sa.Column("url", Words),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "extractions",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("id", Words, nullable=False, unique=True),
        sa.Column("report_id", Words, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("onrecord", Words, nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("title", Words),
        sa.Column("published", Words),
        sa.Column("agency", Words),
        sa.Column("dateline", Words),
        sa.Column("author", Words),
        sa.Column("language", Words),
        sa.Column("encoding", Words, nullable=False),
        sa.Column("text", Words, nullable=False),
        sa.Column("alignment", Json, nullable=False),
        sa.Column("repairs", Json, nullable=False),
        sa.Column("notes", Json, nullable=False),
        sa.Column("recorded", Time, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_extractions_report_id", "extractions", ["report_id"])
    op.create_table(
        "attributions",
        sa.Column("id", Words, primary_key=True),
        sa.Column("extraction_id", Words, sa.ForeignKey("extractions.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("source", Words, nullable=False),
        sa.Column("cue", Words, nullable=False),
        sa.Column("content", Words, nullable=False),
        sa.Column("spans", Json, nullable=False),
        sa.Column("form", Words, nullable=False),
        sa.Column("speaker", Words),
        sa.Column("side", Words),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("doubts", Json, nullable=False),
    )
    op.create_index("ix_attributions_extraction_id", "attributions", ["extraction_id"])
    op.create_table(
        "claims",
        sa.Column("id", Words, primary_key=True),
        sa.Column("extraction_id", Words, sa.ForeignKey("extractions.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("label", Words, nullable=False),
        sa.Column("parties", Json, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("status", Words, nullable=False),
        sa.Column("polarity", Words, nullable=False),
        sa.Column("speaker", Words, nullable=False),
        sa.Column("side", Words),
        sa.Column("quote", Words, nullable=False),
        sa.Column("quote_start", sa.Integer, nullable=False),
        sa.Column("quote_end", sa.Integer, nullable=False),
        sa.Column("prefix", Words, nullable=False),
        sa.Column("suffix", Words, nullable=False),
        sa.Column("happened", Words),
        sa.Column("quantity", Json),
        sa.Column("form", Words, nullable=False),
        sa.Column("made_by", Words, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    op.create_index("ix_claims_extraction_id", "claims", ["extraction_id"])


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
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a ledger only grows: % takes no %', TG_TABLE_NAME, TG_OP; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
