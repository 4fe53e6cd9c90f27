"""The way from words to a claim: every part of an explanation stands in the report."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_cli import SEED, run, said

from onrecord import read
from onrecord.alignment import Span
from onrecord.claims import find_with_reasons
from onrecord.claims.candidates import FEATURES
from onrecord.claims.network import load_network
from onrecord.claims.signs import find_zones
from onrecord.claims.weighing import Regression
from onrecord.errors import UnknownRecord
from onrecord.reading import claims_only, explain_claim
from onrecord.reports import report_of

CHAD = "Chad denied that it signed a readmission agreement with France.\n"


def explained(claim: str) -> dict[str, Any]:
    done = run("explain", "--json", SEED, claim)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_claim_of_the_seed_is_explained_by_its_words() -> None:
    report = report_of(SEED.read_text("utf-8"))
    reading = read(SEED.read_text("utf-8"))
    for claim in reading.claims:
        why = explain_claim(report, claim.id)
        assert why.claim == claim
        start, end = why.sentence
        assert why.words
        for (first, last), chance in why.words:
            assert start <= first < last <= end
            assert 0 <= chance <= 1
        assert {e.side for e in why.evidence} == set(claim.parties)
        for evidence in why.evidence:
            for first, last in evidence.named:
                assert start <= first < last <= end
        if claim.speaker.name == "report":
            assert why.credited is None
        else:
            assert why.content is not None
        if " + rule " in claim.made_by:
            assert claim.made_by.split(" + rule ")[1] in {name for name, _ in why.rules}


def test_the_command_explains_and_says_which_claims_there_are(tmp_path: Path) -> None:
    found = explained("c2")
    documented = (SEED.parents[1] / "docs" / "json.md").read_text("utf-8")
    assert all(f"`{field}`" in documented for field in found)
    shown = run("explain", SEED, "c2")
    assert shown.returncode == 0
    words = shown.stdout.decode()
    for step in (
        "sentence",
        "status",
        "negation",
        "rules",
        "agreement",
        "party",
        "kind",
        "speaker",
    ):
        assert step in words
    unknown = run("explain", SEED, "c999")
    assert unknown.returncode == 1
    [line] = said(unknown)
    assert "c999" in line
    assert line.startswith(str(SEED))
    missing = run("explain", tmp_path / "none.txt", "c1")
    assert missing.returncode == 1
    assert len(said(missing)) == 1


def test_a_claim_that_is_not_there() -> None:
    with pytest.raises(UnknownRecord, match="the report has none"):
        explain_claim(report_of("It rained."), "c1")


# -- what claims are made of ----------------------------------------------------------------------


def test_weights_fit_the_code() -> None:
    arrays = load_network().heads
    for name in ("weighing.place", "weighing.parties", "weighing.both"):
        regression = Regression.of(arrays, name)
        assert regression.mean.shape == regression.scale.shape == regression.weight.shape
        assert (regression.scale > 0).all()
    assert len(set(FEATURES)) == len(FEATURES)


def test_a_chance_goes_with_every_claim() -> None:
    for reasoned in find_with_reasons(CHAD, []):
        assert 0 < reasoned.chance <= 1
        assert reasoned.candidate in reasoned.report.candidates


def test_claims_alone_are_the_claims_of_the_whole_reading() -> None:
    """Where all of a report can matter, tagging only what matters changes nothing."""
    text = SEED.read_text("utf-8")
    assert claims_only(report_of(text)) == list(read(text).claims)


def test_a_text_without_a_sign_meets_no_model() -> None:
    assert find_zones("Chad is hot.", "chad is hot.", [Span(0, 12)], [Span(0, 4)]) == []
