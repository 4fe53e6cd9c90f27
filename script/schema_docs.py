"""Says of each table, column and view of a ledger what it is, from their comments.

    PYTHONPATH=src python script/schema_docs.py

Writes docs/schema.md, where what stands above the line `MARK` is written by hand and stays, and
examples/datasette.json, by which Datasette shows the same to who opens `news.db` in it.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import JSON, Column, Table, types

from onrecord.ledger.computed import computed
from onrecord.ledger.schema import UTCTime, metadata
from onrecord.ledger.views import VIEWS

CHECKOUT = Path(__file__).parents[1]
PAGE = CHECKOUT / "docs" / "schema.md"
METADATA = CHECKOUT / "examples" / "datasette.json"
MARK = "<!-- From here on written by script/schema_docs.py -->"
TYPES = (
    (types.Boolean, "boolean"),
    (types.Integer, "integer"),
    (types.Float, "number"),
    (UTCTime, "time (UTC)"),
    (JSON, "JSON"),
    (types.LargeBinary, "bytes"),
    (types.Text, "text"),
)
# What a column holds that has no comment of its own: the same in every table.
ALIKE = {
    "agreement_id": "key of `agreements`",
    "actor_id": "key of `actors`",
    "agency": "whose wire copy it is, where a credit says so",
    "applied": "when the ledger got this form",
    "author": "who wrote it, as the report says",
    "claims": "how many claims",
    "confidence": "how sure onrecord is, 0 to 1",
    "containment": "the share of the shorter report's words that the longer has too, 0 to 1",
    "dateline": "where and when it was written",
    "decision": "accept, correct, reject, note, merge or split",
    "disputes": "how many disputes its claims are in",
    "doubts": "what is doubtful about it, in words",
    "encoding": "how the bytes were read",
    "field": "on what the claims part",
    "first_said": "publication of the earliest report; empty if unknown",
    "form": "direct, indirect, mixed, or report for the report's own voice",
    "instruments": "papers that the words name, such as memorandum",
    "jaccard": "the share of all their words, five at a time, that both have, 0 to 1",
    "kind": "what the arrangement is",
    "language": "code of the language",
    "last_said": "publication of the latest report; empty if unknown",
    "left_id": "of two things the one whose id sorts first",
    "line": "the parties, joined by |",
    "names": "proper names of it in the words",
    "note": "what the person wrote",
    "notes": "what reading it met with",
    "parties": "who is bound by the agreement, by code",
    "polarity": "affirmed or denied",
    "rank": "sorts by publication, report and place",
    "reason": "why they may be one",
    "record_id": "key of the extraction or judgement",
    "recorded": "when the ledger took it in",
    "repairs": "damaged places: what stood there, what stands there now, and why",
    "reports": "how many reports",
    "right_id": "and the other",
    "said": "publication of the report; empty if unknown",
    "shingles": "how many runs of five words it has",
    "side": "the state or body that is spoken for; null for none",
    "speaker": "who says so, by the fullest name of the report; `report` is its own voice",
    "stance": "asserts, denies, refuses or silent",
    "standing": "what the claims support",
    "status": "what is said of the agreement",
    "tensions": "how many weaker contradictions its claims are in",
    "title": "the headline",
    "url": "where it was",
    "version": "the number of the form",
}
# What stands for a row where another leads to it.
LABELS = {"claims": "quote", "extractions": "title", "reports": "outlet", "judgements": "decision"}
# What nobody but onrecord reads.
HIDDEN = ("agreement_names", "copies", "copy_keys", "lines", "schema_versions", "sqlite_sequence")
LATEST_FIRST = {
    "current_claims": "published",
    "current_disputes": "published",
    "current_positions": "published",
    "current_reports": "published",
    "agreements": "last_said",
    "changes": "sequence",
}
SEARCH = """### search

Full text of the latest extractions. In SQLite a table of FTS5 over `title` and `text` of
`extractions`, whose row id is `extractions.sequence` (the tables `search_…` beside it are FTS5's
own); in PostgreSQL `sequence` and `words`, a `tsvector` of the configuration `onrecord` over title
and text without accents.
"""


def rendered() -> str:
    """The part of the page below the mark."""
    parts = [MARK, "## The record\n"]
    parts += [_table(table) for table in metadata.tables.values()]
    parts.append("## What is computed\n")
    parts += [_table(table) for table in computed.tables.values()]
    parts += [SEARCH, "## Views\n"]
    for name, view in VIEWS.items():
        rows = [(f"`{column.name}`", column.comment) for column in view.columns]
        parts.append(f"### {name}\n\n{view.comment}.\n")
        if rows:
            parts.append("\n".join(_grid(("column", "what it holds"), rows)) + "\n")
    return "\n".join(parts)


def metadata_of_datasette() -> str:
    """What Datasette is told of a ledger in `news.db`, as JSON."""
    tables: dict[str, dict[str, object]] = {
        table.name: {
            "description": table.comment,
            "columns": {column.name: _about(column, table) for column in table.columns},
        }
        for table in (*metadata.tables.values(), *computed.tables.values())
    }
    for name, view in VIEWS.items():
        columns = {column.name: column.comment for column in view.columns}
        tables[name] = {"description": view.comment, "columns": columns}
    for name, label in LABELS.items():
        tables[name]["label_column"] = label
    for name, column in LATEST_FIRST.items():
        tables[name]["sort_desc"] = column
    for name in HIDDEN:
        tables.setdefault(name, {})["hidden"] = True
    tables["current_reports"] |= {"fts_table": "search", "fts_pk": "sequence"}
    about = {
        "title": "A ledger of onrecord",
        "description": "What governments say of their agreements, with the words that it rests on. "
        "Begin with the view current_claims; docs/schema.md explains all tables.",
        "databases": {"news": {"tables": tables}},
    }
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def _table(table: Table) -> str:
    rows = [(f"`{column.name}`", _type(column), _about(column, table)) for column in table.columns]
    lines = _grid(("column", "type", "what it holds"), rows)
    return f"### {table.name}\n\n{table.comment}.\n\n" + "\n".join(lines) + "\n"


def _about(column: Column[object], table: Table) -> str:
    told = [column.comment or ALIKE.get(column.name, "")]
    if column.primary_key:
        told.append("key" if len(table.primary_key) == 1 else "part of the key")
    told += [f"refers to `{key.target_fullname}`" for key in column.foreign_keys]
    return "; ".join(filter(None, told))


def _type(column: Column[object]) -> str:
    return next(name for type, name in TYPES if isinstance(column.type, type))


def _grid(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, tuple("--" for _ in head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def main() -> None:
    above, _, _ = PAGE.read_text("utf-8").partition(MARK)
    PAGE.write_text(above + rendered(), "utf-8")
    METADATA.write_text(metadata_of_datasette(), "utf-8")


if __name__ == "__main__":
    main()
