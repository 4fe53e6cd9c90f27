"""docs/schema.md: all that a ledger holds is in it, it is up to date, and its queries run."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_readings import fill
from shared_scripts import shared_script
from sqlalchemy import Connection, inspect, text

from onrecord import read_paths
from onrecord.ledger.opening import open_engine
from onrecord.ledger.places import place_of
from onrecord.records import Reading

CHECKOUT = Path(__file__).parents[1]
PAGE = (CHECKOUT / "docs" / "schema.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sql\n(.+?)```\n\n```\n(.+?)```", PAGE, re.DOTALL)


def test_it_is_what_the_comments_say() -> None:
    """Write it anew: PYTHONPATH=src python script/schema_docs.py"""
    script = shared_script(CHECKOUT / "script" / "schema_docs.py")
    assert PAGE.partition(script.MARK)[2] == script.rendered().partition(script.MARK)[2]
    assert script.METADATA.read_text("utf-8") == script.metadata_of_datasette()


def test_every_column_says_what_it_holds() -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", PAGE.replace("\\|", ""), re.MULTILINE)
    assert len(rows) > 100
    assert [name for name, told in rows if not told.rpartition("|")[2].strip()] == []


@pytest.fixture(scope="module")
def wire() -> list[Reading]:
    """The reports of docs/ledger.md."""
    read = read_paths([CHECKOUT / "examples" / "wire.jsonl"])
    return [reading for reading in read if isinstance(reading, Reading)]


@pytest.fixture
def connection(store: str, wire: list[Reading]) -> Iterator[Connection]:
    fill(store, wire)
    engine = open_engine(place_of(store), False, 30)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_all_that_a_ledger_holds_is_in_it(connection: Connection) -> None:
    described = {
        name: set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))
        for name, part in re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    }
    described["current_extractions"] |= described["extractions"]
    inside = inspect(connection)
    held = {
        name: {column["name"] for column in inside.get_columns(name)}
        for name in (*inside.get_table_names(), *inside.get_view_names())
        if not name.startswith("search")  # FTS5's own tables
    }
    described.pop("search")
    assert described == held


def test_its_queries_run_and_answer_so(connection: Connection) -> None:
    assert len(EXAMPLES) == 3
    for query, answer in EXAMPLES:
        found = connection.execute(text(query))
        rows = [tuple(found.keys()), *found]
        assert [" | ".join(map(_shown, row)) for row in rows] == answer.splitlines()


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value or "")
