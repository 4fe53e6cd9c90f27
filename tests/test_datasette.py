"""A ledger in Datasette, as somebody meets it who knows neither onrecord nor SQL."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from made_readings import denial, fill, signing

METADATA = Path(__file__).parents[1] / "examples" / "datasette.json"
Page = Callable[[str], Any]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A function: an address -> what Datasette shows there, as JSON or as HTML."""
    place = tmp_path_factory.mktemp("datasette") / "news.db"
    fill(place, [signing(), denial()])
    metadata = json.loads(METADATA.read_text("utf-8"))
    opened = Datasette([str(place)], metadata=metadata, settings={"num_sql_threads": 0})

    def page(address: str) -> Any:
        answer = asyncio.run(opened.client.get(address))
        assert answer.status_code == 200, answer.text
        return answer.json() if ".json" in address else answer.text

    yield page
    opened.databases["news"].close()


@pytest.mark.parametrize(
    ("view", "number", "shown"),
    [
        ("current_claims", 2, {"parties": "IS|NO", "speaker": "Oslo", "quote": "was signed"}),
        (
            "current_disputes",
            1,
            {"agreement_id": "is-no-trade", "left_side": "NO", "right_quote": "denied signing"},
        ),
        ("current_reports", 2, {"outlet": "Gazette", "title": "A pact", "language": None}),
        ("current_positions", 2, {"side": "NO", "field": "signed", "stance": "asserts"}),
    ],
)
def test_a_view_lists_what_people_read_first(
    page: Page, view: str, number: int, shown: dict[str, object]
) -> None:
    rows = page(f"/news/{view}.json?_shape=array")
    assert len(rows) == number
    assert any(shown.items() <= row.items() for row in rows)
    columns = list(rows[0])
    ids = [
        name for name in columns if name.endswith(("_claim", "_report", "claim_id", "report_id"))
    ]
    assert ids
    assert not set(columns[:4]) & set(ids)


def test_tables_lead_to_those_that_they_refer_to(page: Page) -> None:
    tables = {table["name"]: table for table in page("/news.json")["tables"]}
    led_to = {
        (name, key["column"], key["other_table"])
        for name, table in tables.items()
        for key in table["foreign_keys"]["outgoing"]
    }
    assert {
        ("claims", "extraction_id", "extractions"),
        ("extractions", "report_id", "reports"),
        ("mentions", "claim_id", "claims"),
        ("disputes", "left_claim", "claims"),
        ("positions", "agreement_id", "agreements"),
        ("copies", "origin_id", "reports"),
    } <= led_to
    (row,) = page("/news/positions.json?_labels=on&_shape=array&side=NO")
    assert row["claim_id"]["label"] == "was signed"
    assert ">was signed</a>" in page("/news/positions?side=NO")


def test_what_only_onrecord_reads_is_out_of_the_way(page: Page) -> None:
    shown = {table["name"] for table in page("/news.json")["tables"] if not table["hidden"]}
    assert {"agreements", "claims", "reports", "judgements"} <= shown
    assert not shown & {"copy_keys", "lines", "search_data", "sqlite_sequence"}


@pytest.mark.parametrize("where", ["extractions", "current_reports"])
def test_full_text_search(page: Page, where: str) -> None:
    rows = page(f"/news/{where}.json?_search=sign&_shape=array")
    assert [row["title"] for row in rows if "denied signing" in row["text"]] == ["No pact"]
    assert page(f"/news/{where}.json?_search=lobster&_shape=array") == []
    assert 'name="_search"' in page(f"/news/{where}")


def test_columns_say_what_they_hold(page: Page) -> None:
    shown = page("/news/current_claims")
    assert "the words that carry the claim" in shown
