"""The tables of a ledger, for SQLite and PostgreSQL alike, and the triggers that keep their rows.

An `id` is the SHA-256, in hex, of what the row says (`rows.py`), so the same thing is stored once.
Disputes, tensions, positions and standings are computed from claims and have no table.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    event,
    types,
)
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 2


class UTCTime(TypeDecorator[datetime]):
    """A moment that keeps its zone: SQLite hands back naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, as it is stored."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The stored moment, with UTC as its zone."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class WordsByCodePoint(types.UserDefinedType[str]):
    """PostgreSQL's text, in the order of SQLite, whatever language the database was made for.

    SQLAlchemy's own type writes a collation behind every parameter too, where it breaks BETWEEN.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type as a table declares it."""
        return 'TEXT COLLATE "C"'


Text = types.Text().with_variant(WordsByCodePoint(), "postgresql")
# Not JSONB: it spells numbers anew (1e16 comes back whole, -0.0 as 0.0) and takes no half of a
# character, so that a hash could not be derived again.
Json = JSON(none_as_null=True)
Sequence = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

schema_versions = Table(
    "schema_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("onrecord", Text, nullable=False, comment="the version of onrecord that made it"),
    Column("applied", UTCTime, nullable=False),
    comment="The forms that this ledger has had; the highest is the one it has now",
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True, comment="hash of digest, name, outlet and url"),
    Column("digest", Text, nullable=False, comment="SHA-256 of the raw bytes"),
    Column("name", Text, nullable=False, comment="the id given with the report, else the digest"),
    Column("outlet", Text, index=True, comment="who published it"),
    Column("url", Text),
    Column("size", Integer, nullable=False, comment="bytes, before compression"),
    Column("raw", LargeBinary, nullable=False, comment="the bytes as they arrived, zlib"),
    comment="Published texts as they arrived",
)

extractions = Table(
    "extractions",
    metadata,
    Column("sequence", Sequence, primary_key=True, comment="the order of recording"),
    Column("id", Text, nullable=False, unique=True, comment="hash of all that was extracted"),
    Column("report_id", Text, ForeignKey("reports.id"), nullable=False, index=True),
    Column("onrecord", Text, nullable=False, comment="the version of onrecord that read it"),
    Column("settings", Json, nullable=False, comment="what the user set, such as the tagger"),
    Column("title", Text),
    Column("published", Text, comment="ISO date, month or year, as precise as is known"),
    Column("agency", Text),
    Column("dateline", Text),
    Column("author", Text),
    Column("language", Text),
    Column("encoding", Text, nullable=False),
    Column("text", Text, nullable=False, comment="the repaired text; all offsets count in it"),
    Column("alignment", Json, nullable=False, comment="[start, end, raw start, raw end] by edit"),
    Column("repairs", Json, nullable=False),
    Column("notes", Json, nullable=False),
    Column("recorded", UTCTime, nullable=False, comment="when the ledger took it in"),
    comment="What one version of onrecord made of a report; the latest of each report is current",
    sqlite_autoincrement=True,
)

attributions = Table(
    "attributions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("extraction_id", Text, ForeignKey("extractions.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False, comment="its place in the report, from 1"),
    Column("source", Text, nullable=False, comment="the words that name who is credited"),
    Column("cue", Text, nullable=False, comment="the words that credit them"),
    Column("content", Text, nullable=False, comment="what is credited to them"),
    Column("spans", Json, nullable=False, comment="where these words are: [start, end] each"),
    Column("form", Text, nullable=False),
    Column("speaker", Text, comment="the actor that the source names"),
    Column("side", Text, comment="the state or body that the speaker speaks for"),
    Column("confidence", Float, nullable=False),
    Column("doubts", Json, nullable=False),
    comment="Who is credited with what in a report",
)

claims = Table(
    "claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("extraction_id", Text, ForeignKey("extractions.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False, comment="its place in the reading, from 1"),
    Column("label", Text, nullable=False, comment="its id in the reading, such as c1"),
    Column("parties", Json, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("polarity", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("side", Text, comment="the state or body that the speaker speaks for"),
    Column("quote", Text, nullable=False, comment="the words of the report that carry the claim"),
    Column("quote_start", Integer, nullable=False, comment="code points of extractions.text"),
    Column("quote_end", Integer, nullable=False, comment="code points, end excluded"),
    Column("prefix", Text, nullable=False, comment="the words just before the quote"),
    Column("suffix", Text, nullable=False, comment="the words just after it"),
    Column("happened", Text, comment="when the event claimed took place: ISO date or interval"),
    Column("quantity", Json, comment="value, unit and bound"),
    Column("form", Text, nullable=False),
    Column("made_by", Text, nullable=False, comment="the rule or model, with its version"),
    Column("confidence", Float, nullable=False),
    comment="What is said of an agreement, by whom, in which words",
)

judgements = Table(
    "judgements",
    metadata,
    Column("sequence", Sequence, primary_key=True, comment="the order of recording"),
    Column("id", Text, nullable=False, unique=True, comment="hash of what was judged"),
    Column("subject", Text, nullable=False, comment="claim, agreement, actor or copy"),
    Column("decision", Text, nullable=False),
    Column("targets", Json, nullable=False, comment="the evidence judged, and what it said"),
    Column("correction", Json, comment="the fields of a claim that are put right"),
    Column("note", Text),
    Column("judged_by", Text, nullable=False, comment="who judged"),
    Column("made", Text, nullable=False, comment="when they judged: ISO, UTC"),
    Column("supersedes", Text, index=True, comment="the id of the judgement that this replaces"),
    Column("recorded", UTCTime, nullable=False, comment="when the ledger took it in"),
    comment="What people decided of claims, agreements, actors and copies; superseded, not erased",
    sqlite_autoincrement=True,
)

entries = Table(
    "entries",
    metadata,
    Column("sequence", Sequence, primary_key=True, comment="the order of recording"),
    Column("record", Text, nullable=False, comment="extraction or judgement"),
    Column("record_id", Text, nullable=False, unique=True),
    Column("recorded", UTCTime, nullable=False, index=True),
    Column("previous", Text, nullable=False, comment="hash of the entry before; empty at first"),
    Column("hash", Text, nullable=False, unique=True, comment="of this row and so of all before"),
    comment="The chain of all that was recorded, in its order",
    sqlite_autoincrement=True,
)

# By record, in the order in which foreign keys let them be written.
TABLES = (schema_versions, reports, extractions, attributions, claims, judgements, entries)


def triggers() -> dict[str, str]:
    """The SQLite triggers by name: a row that is in the ledger stays as it is.

    `INSERT OR REPLACE` would delete without asking the DELETE trigger, so a row that is already
    there is passed over before it comes to that.
    """
    made = {}
    for table in TABLES:
        keys = [column.name for column in table.columns if column.primary_key or column.unique]
        same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        for verb in ("UPDATE", "DELETE"):
            made[f"{table.name}_refuse_{verb.lower()}"] = (
                f"BEFORE {verb} ON {table.name} BEGIN "
                f"SELECT RAISE(ABORT, 'a ledger only grows: {table.name} takes no {verb}'); END"
            )
        made[f"{table.name}_keep"] = (
            f"BEFORE INSERT ON {table.name} WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {same}) "
            "BEGIN SELECT RAISE(IGNORE); END"
        )
    return made


def _after_tables(statement: str, dialect: str | None = None) -> None:
    """Have a statement run once the tables are made, in one dialect or in all."""
    ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(metadata, "after_create", ddl.execute_if(dialect=dialect))


for _name, _body in triggers().items():
    _after_tables(f"CREATE TRIGGER {_name} {_body}", "sqlite")
_after_tables(
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'a ledger only grows: % takes no %', TG_TABLE_NAME, TG_OP; END $$",
    "postgresql",
)
for _table in TABLES:
    _after_tables(
        f"CREATE TRIGGER {_table.name}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {_table.name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "postgresql",
    )
