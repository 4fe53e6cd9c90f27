"""Claims of real reports that taught nothing: a third of those annotated, held back until the end.

The annotations lie in `tests/unseen`, in the form that `training/reports/README.md` describes; the
texts are in the shared material. The floors are a little below what was measured, once.
"""

import json
from pathlib import Path

import pytest
from shared_scripts import shared_script

from onrecord.evaluation import LEVELS, GoldReport, read_gold, score_report, total
from onrecord.reading import read

TESTS = Path(__file__).parent
FLOORS = json.loads((TESTS / "floors.json").read_text("utf-8"))["unseen"]


@pytest.fixture(scope="module")
def unseen(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[GoldReport]:
    """The reports as gold files, read as a user's would be."""
    reports = shared_script(TESTS.parent / "training" / "claims_reports.py")
    folder = tmp_path_factory.mktemp("unseen")
    for report in reports.read_reports(sorted((TESTS / "unseen").glob("*.rep")), shared):
        (folder / f"{report.name}.txt").write_text(report.text, "utf-8")
        (folder / f"{report.name}.json").write_text(json.dumps(report.gold), "utf-8")
    found = list(read_gold(folder))
    assert all(isinstance(report, GoldReport) for report in found)
    return [report for report in found if isinstance(report, GoldReport)]


def test_a_third_of_the_real_reports_taught_nothing(unseen: list[GoldReport], shared: Path) -> None:
    reports = shared_script(TESTS.parent / "training" / "claims_reports.py")
    learned = reports.read_reports(
        sorted((TESTS.parent / "training" / "reports").glob("*.rep")), shared
    )
    texts = {report.text for report in learned}
    assert len(unseen) == FLOORS["reports"]
    assert not texts & {report.text for report in unseen}


def test_claims_of_unseen_reports(unseen: list[GoldReport]) -> None:
    scored = []
    for gold in unseen:
        reading = read(gold.text, title=gold.title, published=gold.published, outlet=gold.outlet)
        for claim in reading.claims:
            start, end = claim.evidence
            assert reading.report.text[start:end] == claim.quote
        scored.append(score_report(gold, reading.claims, reading.disputes))
    f1 = dict(zip(LEVELS, (count.f1 for count in total(scored).counts), strict=True))
    for level, floor in FLOORS["f1"].items():
        assert f1[level] >= floor, f1
