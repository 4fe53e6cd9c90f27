"""How far coders agree: alpha against worked examples and another's program, and what is a unit."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import krippendorff
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_cli import run, said

from onrecord.alignment import Span
from onrecord.evaluation import (
    LEVELS,
    CodersAgreement,
    FieldAgreement,
    GoldReport,
    agreement_by_annotations,
    agreement_by_judgements,
    alpha,
    gold_report,
    read_gold,
)
from onrecord.evaluation.alpha import masi, shared
from onrecord.evaluation.coders import FEW, UNVARIED, pair_claims
from onrecord.records import Actor, Bound, Claim, Form, Polarity, Quantity, Status

# -- alpha ----------------------------------------------------------------------------------------

# The examples of K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): A (two
# values), B (two observers) and C (four observers, values missing), which is also F's by intervals.
MEG_AND_OWEN = "0100000010", "1110010000"
BEN_AND_GERRY = "aabbdcccedda", "babbbccceddd"
FOUR = "123321412...", "1233224125.3", ".3332342251.", "12332441251."


def by_unit(coders: Iterable[str]) -> list[list[str]]:
    """Rows of values, a coder each, as units; a full stop is a missing value."""
    return [[value for value in unit if value != "."] for unit in zip(*coders, strict=True)]


def squared(one: str, other: str) -> float:
    return float((int(one) - int(other)) ** 2)


def test_alpha_is_that_of_the_worked_examples() -> None:
    assert alpha(by_unit(MEG_AND_OWEN)) == pytest.approx(0.095, abs=5e-4)
    assert alpha(by_unit(BEN_AND_GERRY)) == pytest.approx(0.692, abs=5e-4)
    assert alpha(by_unit(FOUR)) == pytest.approx(0.743, abs=5e-4)
    assert alpha(by_unit(FOUR), squared) == pytest.approx(0.849, abs=5e-4)


UNITS = st.lists(st.lists(st.sampled_from("1239"), max_size=4), min_size=1, max_size=30)


@given(UNITS)
def test_alpha_is_that_of_the_library(units: list[list[str]]) -> None:
    values = sorted({value for unit in units for value in unit if len(unit) > 1})
    assume(len(values) > 1)
    counts = [[unit.count(value) for value in values] for unit in units if len(unit) > 1]
    domain = [int(value) for value in values]
    by_name = krippendorff.alpha(None, counts, domain, level_of_measurement="nominal")
    by_distance = krippendorff.alpha(None, counts, domain, level_of_measurement="interval")
    assert alpha(units) == pytest.approx(float(by_name), abs=1e-9)
    assert alpha(units, squared) == pytest.approx(float(by_distance), abs=1e-9)


def test_alpha_of_sets_by_hand() -> None:
    both, one, other = frozenset({"GT", "US"}), frozenset({"US"}), frozenset({"HN"})
    assert masi(both, one) == pytest.approx(1 - 2 / 3 * 1 / 2)
    assert masi(both, frozenset({"US", "HN"})) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi(both, other) == 1
    # Of six values three are `both`, one is `one`, two are `other`: expected are 3·1·2/3 + 3·2 +
    # 1·2 = 10, observed is 2/3 once, and alpha is 1 - 5·(2/3)/10.
    units = [[both, both], [both, one], [other, other]]
    assert alpha(units, masi) == pytest.approx(2 / 3)
    assert shared(units, masi) == pytest.approx(2 / 3)


def test_no_alpha_without_variation() -> None:
    assert alpha([["a", "a"], ["a", "a", "a"]]) is None
    assert alpha([["a"], ["b"]]) is None
    assert shared([["a"], ["b"]]) is None


# -- judgements -----------------------------------------------------------------------------------


CLAIM = Claim(
    "c1", ("GT", "US"), "trade", Status.SIGNED, Polarity.AFFIRMED, Actor("Kristi Noem", "US"),
    "signed", Span(0, 6), None, None, Form.INDIRECT, "test", 1.0,
)  # fmt: skip


def field_of(found: CodersAgreement, name: str) -> FieldAgreement:
    [field] = (field for field in found.fields if field.field == name)
    return field


def test_coders_who_judged_the_same_claims() -> None:
    agreed = replace(CLAIM, status=Status.AGREED)
    noem = replace(CLAIM, speaker=Actor("Noem", "US"))
    found = agreement_by_judgements(
        {
            "ana": {"c1": CLAIM, "c2": CLAIM, "c3": None, "c4": agreed, "c6": CLAIM},
            "ben": {"c1": CLAIM, "c2": agreed, "c3": None, "c4": agreed, "c5": CLAIM},
            "eva": {"c1": noem, "c3": CLAIM},
        },
        reports=2,
    )
    assert (found.coders, found.reports, found.claims) == (("ana", "ben", "eva"), 2, 4)
    # Nobody but one coder judged c5 and c6; of c3 two said that it is none.
    claim = field_of(found, "claim")
    assert claim.units == 4
    assert claim.agreement == pytest.approx(6 / 8)
    assert claim.alpha == alpha([[1, 1, 1], [1, 1], [0, 0, 1], [1, 1]])
    status = field_of(found, "status")
    assert status.units == 3
    assert status.agreement == pytest.approx(4 / 5)
    assert status.alpha == alpha([["signed"] * 3, ["signed", "agreed"], ["agreed"] * 2])
    assert field_of(found, "speaker") == FieldAgreement("speaker", None, 1.0, 3, UNVARIED)
    assert (found.levels, found.left_out) == ((), ())


def test_too_little_to_tell_is_said() -> None:
    found = agreement_by_judgements({"ana": {"c1": CLAIM}, "ben": {"c1": CLAIM}}, reports=1)
    assert {(field.alpha, field.agreement, field.why_none) for field in found.fields} == {
        (None, 1.0, FEW)
    }
    nothing = agreement_by_judgements({"ana": {"c1": CLAIM}, "ben": {}}, reports=1)
    assert {(field.agreement, field.units) for field in nothing.fields} == {(None, 0)}


def test_each_field_is_compared_for_itself() -> None:
    changes: dict[str, Any] = {
        "parties": {"parties": ("HN", "US")}, "kind": {"kind": "other"},
        "status": {"status": Status.AGREED}, "polarity": {"polarity": Polarity.DENIED},
        "speaker": {"speaker": Actor("Wilson Paz", "US")}, "when": {"when": "2025"},
        "quantity": {"quantity": Quantity(2, "men", Bound.EXACT)},
        "side": {"speaker": Actor("Kristi Noem")},
    }  # fmt: skip
    for name, change in changes.items():
        judged = {"c1": CLAIM, "c2": CLAIM}
        other = judged | {"c2": replace(CLAIM, **change)}
        found = agreement_by_judgements({"ana": judged, "ben": other}, reports=1)
        differ = {field.field for field in found.fields if field.agreement != 1}
        assert differ == {name}


# -- annotations ----------------------------------------------------------------------------------


TEXT = (
    "Noem said Guatemala and Honduras signed deals in May. Both denied it. "
    "It rained. Nobody came. The minister left."
)
SIGNED = {
    "id": "c1", "parties": ["GT", "US"], "kind": "trade", "status": "signed",
    "polarity": "affirmed", "speaker": {"name": "Noem", "side": "US"}, "when": None,
    "quantity": None, "quote": "signed deals",
}  # fmt: skip
HONDURAS = SIGNED | {"id": "c2", "parties": ["HN", "US"]}
DENIED = SIGNED | {
    "id": "c3", "polarity": "denied", "speaker": {"name": "Guatemala", "side": "GT"},
    "quote": "Both denied it",
}  # fmt: skip


def annotated(*claims: dict[str, Any], name: str = "deals", text: str = TEXT) -> GoldReport:
    return gold_report(name, text, {"report": {}, "claims": list(claims)})


def compared(left: GoldReport, right: GoldReport) -> CodersAgreement:
    return agreement_by_annotations([left], [right], ("ana", "ben"))


def pairs_of(left: GoldReport, right: GoldReport) -> list[tuple[str, str]]:
    return [(one.id, other.id) for one, other in pair_claims(left, right)]


def test_claims_are_paired_by_their_words_most_alike_first() -> None:
    left = annotated(SIGNED, HONDURAS, DENIED)
    assert pairs_of(left, annotated(HONDURAS, SIGNED)) == [("c1", "c1"), ("c2", "c2")]
    # In other words by half, and with another status, it is still the one claim.
    longer = SIGNED | {"quote": "Guatemala and Honduras signed deals", "status": "agreed"}
    assert pairs_of(annotated(SIGNED), annotated(longer)) == [("c1", "c1")]
    elsewhere = SIGNED | {"quote": "deals in May. Both denied it"}
    assert pairs_of(annotated(DENIED), annotated(elsewhere)) == [("c3", "c1")]
    assert pairs_of(annotated(SIGNED), annotated(elsewhere)) == [("c1", "c1")]
    assert pairs_of(annotated(SIGNED), annotated(DENIED)) == []
    # Each claim is in one pair.
    assert pairs_of(annotated(SIGNED), annotated(SIGNED, HONDURAS)) == [("c1", "c1")]


def test_what_one_alone_found_and_what_neither_found_are_units() -> None:
    found = compared(annotated(SIGNED, HONDURAS), annotated(SIGNED | {"status": "agreed"}))
    assert (found.reports, found.claims) == (1, 2)
    # One pair, one claim of ana's alone, and four sentences without any.
    claim = field_of(found, "claim")
    assert claim.units == 6
    assert claim.agreement == pytest.approx(5 / 6)
    assert claim.alpha == alpha([[1, 1], [1, 0], [0, 0], [0, 0], [0, 0], [0, 0]])
    assert field_of(found, "status") == FieldAgreement("status", None, 0.0, 1, FEW)
    right = {level: count.right for level, count in zip(LEVELS, found.levels, strict=True)}
    assert right == {"agreement": 1, "claim": 0, "kind and side": 0, "speaker": 0, "disputes": 0}


def test_what_cannot_be_compared_is_said() -> None:
    found = agreement_by_annotations(
        [annotated(SIGNED), annotated(SIGNED, name="torn"), annotated(name="mine")],
        [
            annotated(SIGNED),
            annotated(SIGNED, name="torn", text=TEXT + " "),
            annotated(name="yours"),
        ],
        ("ana", "ben"),
    )
    assert found.reports == 1
    assert found.left_out == (
        "mine was annotated only by ana.",
        "yours was annotated only by ben.",
        "torn has two texts. Have both coders annotate the same.",
    )


def test_a_coder_agrees_with_herself(shared: Path) -> None:
    reports = [each for each in read_gold(shared / "gold" / "dev") if isinstance(each, GoldReport)]
    found = agreement_by_annotations(reports, reports, ("ana", "ana"))
    assert found.claims == sum(len(report.claims) for report in reports)
    assert {field.agreement for field in found.fields} == {1.0}
    assert {field.alpha for field in found.fields} == {1.0}
    assert {count.f1 for count in found.levels} == {1.0}


CHANGES: list[dict[str, Any]] = [
    {}, {}, {"status": "agreed"}, {"polarity": "denied"}, {"parties": ["HN"]}, {"kind": "peace"},
    {"quote": "signed deals in May. Both denied"}, {"speaker": {"name": "report", "side": None}},
]  # fmt: skip


@st.composite
def annotations(draw: st.DrawFn) -> GoldReport:
    claims = draw(st.lists(st.sampled_from((SIGNED, HONDURAS, DENIED)), max_size=5))
    changed = [claim | draw(st.sampled_from(CHANGES)) for claim in claims]
    return annotated(*(claim | {"id": f"c{nth}"} for nth, claim in enumerate(changed)))


@settings(max_examples=60)
@given(annotations(), annotations())
def test_who_is_left_and_who_right_changes_nothing(left: GoldReport, right: GoldReport) -> None:
    here, there = compared(left, right), compared(right, left)
    assert (here.claims, here.fields) == (there.claims, there.fields)
    # At the level of disputes the pairing of the scores may fall otherwise.
    assert [count.f1 for count in here.levels[:-1]] == [count.f1 for count in there.levels[:-1]]


# -- the command ----------------------------------------------------------------------------------


def write(folder: Path, *claims: dict[str, Any]) -> Path:
    folder.mkdir()
    (folder / "deals.txt").write_text(TEXT)
    whole = {"report": {"title": None}, "claims": claims, "disputes": []}
    (folder / "deals.json").write_text(json.dumps(whole))
    return folder


def test_the_command_compares_two_folders(tmp_path: Path) -> None:
    ana = write(tmp_path / "ana", SIGNED, HONDURAS, DENIED)
    ben = write(tmp_path / "ben", SIGNED, HONDURAS | {"status": "agreed"})
    done = run("agreement-of-coders", "--json", ana, ben)
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert found.keys() == {"coders", "reports", "claims", "fields", "levels", "left_out"}
    assert (found["reports"], found["claims"]) == (1, 3)
    by_field = {field["field"]: field for field in found["fields"]}
    assert by_field["status"]["agreement"] == 0.5
    assert by_field["kind"] == {
        "field": "kind", "alpha": None, "agreement": 1.0, "units": 2, "why_none": UNVARIED,
    }  # fmt: skip
    assert found["levels"]["claim"] == {"f1": 0.4, "both": 1, "first": 3, "second": 2}
    shown = run("agreement-of-coders", ana, ben)
    assert shown.returncode == 0
    assert "alpha" in shown.stdout.decode()
    assert UNVARIED in shown.stdout.decode()


def test_the_command_compares_what_it_can_and_names_what_it_cannot(tmp_path: Path) -> None:
    ana = write(tmp_path / "ana", SIGNED)
    ben = write(tmp_path / "ben", SIGNED)
    (ben / "torn.json").write_text("{")
    done = run("agreement-of-coders", "--json", ana, ben)
    assert done.returncode == 1
    assert json.loads(done.stdout)["reports"] == 1
    assert len(said(done)) == 1
    for folders in ([ana], [ana, ben, ana], [ana, tmp_path / "none"]):
        done = run("agreement-of-coders", *folders)
        assert (done.returncode, len(said(done)), done.stdout) == (1, 1, b"")
