"""Sources lead to actors: people by their fullest name, with the side they speak for."""

import time
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given
from hypothesis import strategies as st

from onrecord.actors import actors_in, issuer_of, resolve_speakers
from onrecord.attributions import find_attributions
from onrecord.records import Actor

CASES = Path(__file__).parent / "cases"
FIELDS = {"label", "comment", "text", "published", "speakers", "expect"}
FILES = [CASES / f"actors_{kind}.json" for kind in ("people", "pronouns", "bodies")]
ISSUER_FIELDS = {"label", "comment", "title", "outlet", "text", "issuer", "expect"}
WORDS = [
    "President", "the minister", "of", "for", "Mexico", "Wilson Paz", ",", ".", "said", "it held",
    "He", "she", "its", "both governments", "Mr.", "Vogt", "and", "who", "spokesman", "officials",
    "\n\n", "’s",
]  # fmt: skip


@pytest.mark.parametrize("case", [p for f in FILES for p in case_params(f, FIELDS)])
def test_who_speaks(case: dict[str, Any]) -> None:
    text = case["text"]
    found = resolve_speakers(text, find_attributions(text), published=case.get("published"))
    speakers = [[a.speaker.name, a.speaker.side] if a.speaker else [None, None] for a in found]
    assert speakers == case["speakers"]


@pytest.mark.parametrize("case", case_params(CASES / "actors_issuers.json", ISSUER_FIELDS))
def test_who_issues_it(case: dict[str, Any]) -> None:
    expected = Actor(*case["issuer"]) if case["issuer"] else None
    assert issuer_of(case["title"], case["outlet"], case["text"]) == expected


def test_a_press_release_says_we() -> None:
    text = "We believe that the deal with Chad will hold."
    issuer = Actor("Joe Biden", "US")
    found = resolve_speakers(text, find_attributions(text), issuer=issuer)
    assert [a.speaker for a in found] == [issuer]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text())
def test_any_text_can_be_read(text: str) -> None:
    for mention in actors_in(text):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.actor.name
    attributions = find_attributions(text)
    assert len(resolve_speakers(text, attributions)) >= len(attributions)


@pytest.mark.parametrize("words", ["Mr. Smith said it. ", "minister of ", "Noem ", "he said so, "])
def test_time_grows_with_the_length(words: str) -> None:
    started = time.process_time()
    text = words * (20_000 // len(words.split()))
    resolve_speakers(text, find_attributions(text))
    assert time.process_time() - started < 15
