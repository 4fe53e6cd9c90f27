"""Who is credited with which words: verbatim spans, whatever the text."""

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given
from hypothesis import strategies as st
from shared_scripts import shared_script

from onrecord.attributions import find_attributions
from onrecord.attributions.cues import cue_kind

CASES = Path(__file__).parent / "cases"
FLOORS = Path(__file__).parent / "floors.json"
FIELDS = {"label", "comment", "text", "attributions", "expect"}
FILES = sorted(CASES.glob("attributions_*.json"))
WORDS = [
    "Noem", "the minister", "said", "denied", "that", "“", "”", '"', "''", "'", ",", ".", ":", "he",
    "who", "according to", "adding", "and", "but", "(", ")", "—", "\n", "\n\n", "Q:", "MS. LOWE:",
    "claims", "was", "told", "reporters", "it", "a deal", "asked", "LONDON -", "🕊",
]  # fmt: skip


@pytest.mark.parametrize("case", [p for f in FILES for p in case_params(f, FIELDS)])
def test_who_says_what(case: dict[str, Any]) -> None:
    text = case["text"]
    found = []
    for a in find_attributions(text):
        source, cue, content = (
            [text[s:e] for s, e in role] for role in (a.source, a.cue, a.content)
        )
        entry: dict[str, Any] = {
            # Annotators take the mark behind a source or cue in as often as they leave it out.
            "source": source[0].rstrip(",") if source else None,
            "cue": cue[0].removesuffix(":") or ":" if cue else None,
            "content": content,
        }
        found.append(entry | ({"doubts": list(a.doubts)} if a.doubts else {}))
    assert found == case["attributions"]


def test_cues_tell_what_they_do() -> None:
    kinds = ["said", "has denied", "refused", "confirmed", "asked", "pledged", "urged", "agreed"]
    expected = ["say", "deny", "refuse", "confirm", "ask", "promise", "request", "agree"]
    assert [cue_kind(cue) for cue in kinds] == expected


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text())
def test_spans_lie_in_the_text(text: str) -> None:
    for attribution in find_attributions(text):
        assert attribution.content
        assert 0 <= attribution.confidence <= 1
        for start, end in (*attribution.source, *attribution.cue, *attribution.content):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()


@pytest.mark.parametrize(
    "words",
    [
        "the minister said that he signed and ",
        "THE MINISTER SAID ",
        "🕊 said ",
        "said ",
        '" said ',
        "a, ",
        "( ",
    ],
)
def test_time_grows_with_the_length(words: str) -> None:
    started = time.process_time()
    find_attributions(words * (50_000 // len(words.split())))
    assert time.process_time() - started < 15


def test_scores_on_annotated_news_do_not_fall(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """F1 of the fast tagger with all that is done to its spans, on PolNeAR dev (floors.json)."""
    score = shared_script(shared / "polnear/score.py")
    with gzip.open(shared / "polnear/dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = {article["id"]: article for article in map(json.loads, lines)}
    found = {
        name: {
            "attributions": [
                {"source": a.source, "cue": a.cue, "content": a.content}
                for a in find_attributions(article["text"])
            ]
        }
        for name, article in gold.items()
    }
    figures = score.summary(score.score(gold, found))
    floors = json.loads(FLOORS.read_text("utf-8"))["attributions"]
    with capsys.disabled():
        print("\n" + ", ".join(f"{key} {100 * figures[key]['F']:.1f}" for key in floors["f1"]))
    assert len(gold) >= floors["articles"]
    for key, floor in floors["f1"].items():
        assert figures[key]["F"] >= floor, f"{key} fell below its floor"
