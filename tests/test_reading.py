"""One report read end to end: the seed as its issue asks, and scores of all gold reports."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from shared_scripts import shared_script

from onrecord.alignment import Span
from onrecord.exports.contract import reading_as_json
from onrecord.reading import read, read_paths
from onrecord.records import Reading

TESTS = Path(__file__).parent
SEED = TESTS.parent / "examples" / "seed.txt"
GOLDEN = TESTS.parent / "examples" / "seed.reading.json"
FLOORS = TESTS / "floors.json"
LEVELS = {"2": "2 claim", "4": "4 speaker", "disputes": "disputes"}
# Noem says what stands; the Honduran government, its director and the Guatemalan one deny it.
SEED_DISPUTES = {
    (("HN", "US"), "Noem", "Honduran government"),
    (("HN", "US"), "Noem", "Wilson Paz"),
    (("GT", "US"), "Noem", "Guatemalan government"),
}


@pytest.fixture(scope="module")
def seed() -> Reading:
    """The seed report as it arrived, damaged, read from its file."""
    [reading] = read_paths([SEED])
    assert isinstance(reading, Reading)
    return reading


# -- the seed, without the shared folder ---------------------------------------------------------


def test_golden_seed(seed: Reading) -> None:
    """The whole reading of the seed, reviewed by eye.

    Renew it with `UPDATE_GOLDEN=1 script/test -k golden`, and read the difference before you
    commit it: every changed line is something that users see change.
    """
    found = json.dumps(reading_as_json(seed), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(found, "utf-8")
    assert json.loads(found) == json.loads(GOLDEN.read_text("utf-8"))


def test_twelve_places_of_the_seed_are_repaired_four_of_them_by_inference(seed: Reading) -> None:
    repairs = seed.report.repairs
    assert len(repairs) == 12
    assert sum(repair.inferred for repair in repairs) == 4
    for repair in repairs:
        assert seed.report.text[repair.start : repair.end] == repair.now
        assert repair.was != repair.now


def test_every_offset_of_the_seed_leads_to_its_bytes(seed: Reading) -> None:
    report = seed.report
    damaged = {at for repair in report.repairs for at in range(repair.start, repair.end)}
    done = 0
    for at, character in enumerate(report.text):
        start, end = report.raw_span(Span(at, at + 1))
        assert done <= start + 4
        done = start
        if at not in damaged:
            assert report.raw[start:end].decode() == character
    assert report.raw_span(Span(0, len(report.text))) == Span(0, len(report.raw))


def test_every_repair_of_the_seed_leads_to_what_was_there(seed: Reading) -> None:
    report = seed.report
    for repair in report.repairs:
        start, end = report.raw_span(Span(repair.start, repair.end))
        assert repair.was in report.raw[start:end].decode()


def test_every_claim_of_the_seed_leads_to_its_bytes(seed: Reading) -> None:
    for claim in seed.claims:
        start, end = seed.report.raw_span(claim.evidence)
        quoted = read(seed.report.raw[start:end].decode()).report.text
        assert len(quoted) >= len(claim.quote) - 4


def test_the_seed_holds_three_disputes(seed: Reading) -> None:
    claims = {claim.id: claim for claim in seed.claims}
    found = {
        (claims[d.left].parties, claims[d.left].speaker.name, claims[d.right].speaker.name)
        for d in seed.disputes
    }
    assert found == SEED_DISPUTES
    assert len(seed.disputes) == 3


def test_the_seed_reads_the_same_as_a_text_and_as_a_file(seed: Reading) -> None:
    again = read(SEED.read_text("utf-8"))
    assert (again.claims, again.attributions, again.disputes) == (
        seed.claims, seed.attributions, seed.disputes,
    )  # fmt: skip


def test_a_repaired_report_reads_like_the_damaged_one(seed: Reading) -> None:
    again = read(seed.report.text)
    assert not again.report.repairs
    assert again.report.text == seed.report.text
    assert (again.claims, again.disputes) == (seed.claims, seed.disputes)


# -- the seed against its gold ---------------------------------------------------------------------


def test_the_seed_that_ships_is_the_founding_sample(shared: Path) -> None:
    assert SEED.read_bytes() == (shared / "gold/dev/seed.raw.txt").read_bytes()


def test_the_seed_is_repaired_exactly(seed: Reading, shared: Path) -> None:
    assert seed.report.text == (shared / "gold/dev/seed.txt").read_text("utf-8")


def test_eighteen_claims_of_the_seed_are_found_and_its_disputes(
    seed: Reading, shared: Path
) -> None:
    scores = shared_script(shared / "gold/score_claims.py")
    gold = json.loads((shared / "gold/dev/seed.json").read_text("utf-8"))
    found = scores.score_report(gold, reading_as_json(seed), seed.report.text)
    right, _, wanted = found["2 claim"]
    assert wanted == 22
    assert right >= 18
    assert found["disputes"] == (3, 3, 3)


# -- scores of all gold reports --------------------------------------------------------------------


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, dict[str, Any]]:
    dev = shared / "gold/dev"
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(dev.glob("*.json"))}


def test_scores_do_not_fall(
    gold: dict[str, dict[str, Any]], shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """F1 on all gold reports, the mean over claims and not over reports (see floors.json)."""
    scores = shared_script(shared / "gold/score_claims.py")
    texts = {name: (shared / f"gold/dev/{name}.txt").read_text("utf-8") for name in gold}
    predicted = {}
    for name, annotated in gold.items():
        given = annotated["report"]
        reading = read(
            texts[name],
            title=given["title"],
            published=given["published"],
            outlet=given["publisher"],
        )
        predicted[name] = reading_as_json(reading)
    table = scores.score(gold, predicted, texts)
    with capsys.disabled():
        print(f"\n{'':12}{'P':>8}{'R':>8}{'F1':>8}{'right':>8}{'said':>8}{'gold':>8}")
        for level, (p, r, f1, *counts) in table.items():
            print(f"{level:12}{p:8.3f}{r:8.3f}{f1:8.3f}" + "".join(f"{n:8}" for n in counts))
    floors = json.loads(FLOORS.read_text("utf-8"))
    assert len(gold) >= floors["reports"]
    for short, level in LEVELS.items():
        assert table[level][2] >= floors["f1"][short], f"{level} fell below its floor"
