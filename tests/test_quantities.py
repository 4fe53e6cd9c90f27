"""Numbers are quantities where they say how many people or things, how much money, what share."""

import time
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given
from hypothesis import strategies as st

from onrecord.lexicons import load
from onrecord.quantities import find_quantities
from onrecord.records import Bound

CASES = Path(__file__).parent / "cases"
FIELDS = {"label", "comment", "text", "quantities", "expect"}
WORDS = [
    "5,000", "more than", "up to", "about", "half", "a third", "of", "the", "two", "twenty-five",
    "$", "US$1.7", "billion", "million", "euros", "%", "percent", "migrants", "days", "countries",
    "men", "Vietnamese", "one", "hostage", "2023", "Aug.", "14", "-", "dozen", "٣", "½", "9" * 400,
]  # fmt: skip


@pytest.mark.parametrize("case", case_params(CASES / "quantities.json", FIELDS))
def test_how_many(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        [m.quantity.value, m.quantity.unit, m.quantity.bound.value, text[m.span.start : m.span.end]]
        for m in find_quantities(text)
    ]
    assert found == case["quantities"]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text())
def test_every_quantity_is_of_words_in_the_text(text: str) -> None:
    ends = 0
    for mention in find_quantities(text):
        assert ends <= mention.span.start < mention.span.end <= len(text)
        ends = mention.span.end
        words = text[mention.span.start : mention.span.end]
        assert words == words.strip()
        assert mention.quantity.value >= 0
        assert mention.quantity.unit == mention.quantity.unit.strip() != ""
        assert isinstance(mention.quantity.value, int) or mention.quantity.value % 1


def test_the_words_of_bounds_are_the_bounds_of_the_records() -> None:
    assert load("quantities")["bounds"].keys() == {bound.value for bound in Bound}


@pytest.mark.parametrize("words", ["5 people ", "one ", "at least ", "half ", "1", " "])
def test_time_grows_with_the_length(words: str) -> None:
    started = time.perf_counter()
    find_quantities(words * (100_000 // len(words)))
    assert time.perf_counter() - started < 5
