"""Who published a report, where and when, as far as it says so itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnrecordError
from onrecord.reports.credits import find_credits
from onrecord.reports.publication import publication_option, published_on

CASES = Path(__file__).parent / "cases"
DATES = json.loads((CASES / "reports_dates.json").read_text("utf-8"))
CREDITS = json.loads((CASES / "reports_credits.json").read_text("utf-8"))


@pytest.mark.parametrize("case", DATES, ids=lambda case: str(case["given"]) or "nothing")
def test_a_date_is_as_precise_as_it_is_given_and_never_guessed(case: dict[str, Any]) -> None:
    assert published_on(case["given"]) == case["published"]


@pytest.mark.parametrize("given", ["06/07/2025", "Thursday", "x" * 10_000, "", "2025-06-26\x00!"])
def test_an_option_that_is_not_understood_says_what_to_write(given: str) -> None:
    with pytest.raises(OnrecordError, match="write it as 2025-06-26") as error:
        publication_option(given)
    assert len(str(error.value)) < 300
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in CREDITS
    ],
)
def test_datelines_bylines_and_agencies(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_credits(text)
    for name in ("dateline", "agency", "author"):
        assert getattr(found, name) == case.get(name)
    rest = text
    for span in sorted(found.spans, reverse=True):
        rest = rest[: span.start] + rest[span.end :]
    assert rest == (text if case["rest"] is None else case["rest"])
