"""Words of time are dates as precise as they are said, and never guessed."""

import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given
from hypothesis import strategies as st

from onrecord.dates import find_dates

CASES = Path(__file__).parent / "cases"
FIELDS = {"label", "comment", "text", "published", "future", "dates", "expect"}
WORDS = [
    "signed", "in", "on", "by", "the", "of", "last", "next", "this", "March", "May", "Oct.", "to",
    "Thursday", "yesterday", "year", "month", "week", "ago", "two", "2015", "1,026", "17-18", "3",
    "mid-August", "between", "and", "end", "migrants", "2025-02-04", "—", "“", "31", "Dec. 30",
    "12 March 2020",
]  # fmt: skip
WHEN = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(/[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?")
PUBLISHED = st.one_of(
    st.none(), st.dates().map(str), st.sampled_from(["2025-06", "2025", "0001-01-01", "9999-12-31"])
)


@pytest.mark.parametrize("case", case_params(CASES / "dates.json", FIELDS))
def test_words_of_time(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_dates(text, case["published"], case.get("future", False))
    named = [(text[d.span.start : d.span.end], d.when) for d in found]
    assert named == list(case["dates"].items())


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text(), PUBLISHED, st.booleans())
def test_every_date_is_one_of_the_calendar_and_of_words_in_the_text(
    text: str, published: str | None, future: bool
) -> None:
    found = find_dates(text, published, future)
    ends = 0
    for mention in found:
        assert ends <= mention.span.start < mention.span.end <= len(text)
        ends = mention.span.end
        assert WHEN.fullmatch(mention.when)
        for part in mention.when.split("/"):
            year, month, day = (*map(int, part.split("-")), 1, 1)[:3]
            date(year, month, day)
        first, _, last = mention.when.partition("/")
        assert not last or first < last


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_without_publication_a_date_names_its_year(text: str) -> None:
    for mention in find_dates(text, None):
        assert mention.when[:4] in text[mention.span.start : mention.span.end]


@pytest.mark.parametrize("words", ["on Thursday, ", "in 2015 ", "March ", "1", "from March 3 to "])
def test_time_grows_with_the_length(words: str) -> None:
    started = time.perf_counter()
    find_dates(words * (200_000 // len(words)), "2025-08-21")
    assert time.perf_counter() - started < 5
