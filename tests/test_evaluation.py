"""Scores against annotated reports, held against the scorer of the shared material."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_scripts import shared_script
from test_cli import run, said

from onrecord.alignment import Span
from onrecord.errors import BadAnnotation
from onrecord.evaluation import LEVELS, Count, GoldReport, read_gold, score_report, total
from onrecord.records import Actor, Claim, Dispute, Form, Polarity, Status

TEXT = "Chad denied that it signed a readmission agreement with France. Paris said it was signed.\n"
CLAIM = {
    "id": "c1", "parties": ["FR", "TD"], "kind": "readmission", "status": "signed",
    "polarity": "denied", "speaker": {"name": "Chad", "side": "TD"}, "when": None, "quantity": None,
    "quote": "denied that it signed a readmission agreement with France",
}  # fmt: skip
OTHER = CLAIM | {
    "id": "c2", "polarity": "affirmed", "speaker": {"name": "Paris", "side": "FR"},
    "quote": "it was signed",
}  # fmt: skip
REPORT = {"title": None, "published": "2025-06-12", "publisher": "", "origin": "invented"}


def annotate(folder: Path, name: str, *claims: Any, **changed: Any) -> None:
    (folder / f"{name}.txt").write_text(TEXT)
    whole = {"report": REPORT, "claims": claims, "disputes": [["c1", "c2"]]} | changed
    (folder / f"{name}.json").write_text(json.dumps(whole))


# -- the same counts as the scorer of the shared material -----------------------------------------


def perturbed(gold: dict[str, Any], draw: Any) -> dict[str, Any]:
    """Predictions that are right in some fields and wrong in others, some missing, some doubled."""
    claims: list[dict[str, Any]] = []
    for claim in gold["claims"]:
        for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
            change = draw(st.sampled_from((
                {}, {}, {"kind": "other"}, {"status": "agreed"}, {"polarity": "denied"},
                {"speaker": {"name": "X", "side": None}}, {"parties": ["FR"]},
            )))  # fmt: skip
            claims.append(claim | change | {"id": f"p{len(claims)}"})
    ids = [claim["id"] for claim in claims]
    pairs = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
    disputes = draw(st.lists(pairs, max_size=4)) if len(ids) > 1 else []
    return {"claims": claims, "disputes": disputes}


def as_claims(predicted: dict[str, Any]) -> list[Claim]:
    return [
        Claim(
            claim["id"], tuple(claim["parties"]), claim["kind"], Status(claim["status"]),
            Polarity(claim["polarity"]), Actor(**claim["speaker"]), claim["quote"], Span(0, 0),
            None, None, Form.REPORT, "test", 1.0,
        )
        for claim in predicted["claims"]
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_counts_are_those_of_the_shared_scorer(shared: Path, data: st.DataObject) -> None:
    scorer = shared_script(shared / "gold" / "score_claims.py")
    reports = list(read_gold(shared / "gold" / "dev"))
    one = data.draw(st.sampled_from(reports))
    assert isinstance(one, GoldReport)
    gold = json.loads((shared / "gold" / "dev" / f"{one.name}.json").read_text("utf-8"))
    predicted = perturbed(gold, data.draw)
    expected = scorer.score_report(gold, predicted, one.text)
    disputes = [Dispute(left, right, "signed") for left, right in predicted["disputes"]]
    found = score_report(one, as_claims(predicted), disputes)
    assert [tuple(asdict(c).values()) for c in found.counts] == [
        expected[level] for level in scorer.LEVELS
    ]


def test_the_annotation_scores_full_against_itself(tmp_path: Path) -> None:
    annotate(tmp_path, "chad", CLAIM, OTHER)
    [gold] = read_gold(tmp_path)
    assert isinstance(gold, GoldReport)
    claims = as_claims({"claims": [CLAIM, OTHER]})
    scored = score_report(gold, claims, [Dispute("c2", "c1", "signed")])
    assert [count.f1 for count in total([scored]).counts] == [1.0] * len(LEVELS)
    assert (scored.missed, scored.wrong) == ((), ())
    missing = score_report(gold, claims[:1], [])
    assert [c.id for c in missing.missed] == ["c2"]
    assert missing.counts[1:] == (*(Count(1, 1, 2),) * 3, Count(0, 0, 1))


# -- what is wrong with an annotation is said, and the rest is scored -------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "no such words"}, "is not in the text"),
        ({"status": "done"}, "'done' is not a valid Status"),
        ({"parties": []}, "has no party"),
        ({"parties": "FR"}, "not a list of words"),
        ({"speaker": "Chad"}, 'needs "name" and "side"'),
        ({"when": "yesterday"}, "not an ISO day"),
        ({"quantity": {"value": 3}}, '"bound"'),
        ({"quantity": {"value": "3", "unit": "men", "bound": "exact"}}, '"value"'),
        ({"mood": "sad"}, "lacks or should not have: mood"),
    ],
)
def test_what_is_wrong_with_a_claim_is_named(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    annotate(tmp_path, "bad", CLAIM | change, OTHER)
    annotate(tmp_path, "good", CLAIM, OTHER)
    fault, good = read_gold(tmp_path)
    assert isinstance(fault, BadAnnotation)
    assert "bad.json" in str(fault)
    assert reason in str(fault)
    assert "\n" not in str(fault)
    assert isinstance(good, GoldReport)


def test_the_command_scores_what_it_can_and_names_what_it_cannot(tmp_path: Path) -> None:
    annotate(tmp_path, "chad", CLAIM, OTHER)
    (tmp_path / "torn.json").write_text("{")
    (tmp_path / "torn.txt").write_text(TEXT)
    (tmp_path / "lone.json").write_text("{}")
    done = run("evaluate", "--json", tmp_path)
    assert done.returncode == 1
    assert {Path(line.split(" ")[0]).name for line in said(done)} == {"torn.json", "lone.json"}
    found = json.loads(done.stdout)
    assert found["reports"] == 1
    assert tuple(found["levels"]) == LEVELS
    assert found["each"][0]["report"] == "chad"
    (tmp_path / "torn.json").unlink()
    (tmp_path / "lone.json").unlink()
    shown = run("evaluate", "--show", tmp_path)
    assert shown.returncode == 0
    assert "precision" in shown.stdout.decode()


@pytest.mark.parametrize("folder", ["missing", "."])
def test_a_folder_without_annotations_is_an_error(tmp_path: Path, folder: str) -> None:
    done = run("evaluate", tmp_path / folder)
    assert done.returncode == 1
    assert len(said(done)) == 1
