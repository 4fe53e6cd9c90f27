"""What fuzzing found stays found, and every run looks a little further: see script/fuzz."""

import json
import os
from pathlib import Path

import pytest
from fuzz.running import FINDS, broken_by, load, run
from fuzz.targets import TARGETS, Target
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

OPEN: dict[str, str] = json.loads((Path(__file__).parent / "fuzz/open.json").read_text("utf-8"))
"""Finds that are not mended yet, with why; one that passes must be taken off the list."""

OPEN_LAWS = {name.split("-")[1].replace("_", " ") for name in OPEN}
"""While a flaw is open, another input that breaks the same law is no news."""

BY_NAME = {target.name: target for target in TARGETS}
HERE = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            id=path.name,
            # Whether a slow case is slow enough depends on the machine.
            marks=[pytest.mark.xfail(strict="-time-" not in path.name, reason=OPEN[path.name])]
            if path.name in OPEN
            else [],
        )
        for path in sorted(FINDS.iterdir())
    ],
)
def test_a_find_is_mended(path: Path, tmp_path: Path) -> None:
    target, raw = load(path)
    assert str(broken_by(target, raw, tmp_path) or "") == ""


def test_open_finds_are_stored() -> None:
    assert OPEN.keys() <= {path.name for path in FINDS.iterdir()}


def test_a_short_run_finds_nothing() -> None:
    """A minute in CI, five seconds elsewhere; the seed stays, so that CI can be repeated."""
    ci = os.environ.get("CI", "").lower() == "true"
    seed = int(os.environ.get("FUZZ_SEED", "0"))
    print(f"to repeat: script/fuzz --seed {seed}")
    done = run(60 if ci else 5, seed, shrinking=0)
    assert done.cases
    # How slow is too slow depends on the machine: script/fuzz tells of it, this test does not.
    known = OPEN_LAWS | {"time"}
    assert [flaw for flaw in sorted(done.finds) if flaw[1] not in known] == []


def test_a_case_is_the_same_whenever_it_is_made() -> None:
    for target in TARGETS:
        assert target.case(7, 3) == target.case(7, 3)


def check(target: Target, raw: bytes, folder: Path) -> None:
    broken = broken_by(target, raw, folder)
    assert not broken or broken.law in OPEN_LAWS, broken


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "html", "id", "title", "published", "items", "authors", "url"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "</div>", "<br>", "<!--", "-->", "&amp;", "&#", "<", ">"]
    )
    | st.text(max_size=12),
    max_size=25,
).map("".join)


@HERE
@given(fields=JSON)
@pytest.mark.parametrize("name", ["json", "jsonl", "stdin"])
def test_any_json_is_reports_or_errors(tmp_path: Path, name: str, fields: object) -> None:
    check(BY_NAME[name], json.dumps(fields).encode(), tmp_path)


@HERE
@given(markup=MARKUP)
def test_any_markup_is_reports_or_errors(tmp_path: Path, markup: str) -> None:
    check(BY_NAME["html"], markup.encode("utf-8", "surrogatepass"), tmp_path)


@HERE
@given(raw=st.binary(max_size=400))
@pytest.mark.parametrize("name", ["txt", "jsonl.gz", "rss", "pdf", "docx", "eml"])
def test_any_bytes_are_reports_or_errors(tmp_path: Path, name: str, raw: bytes) -> None:
    check(BY_NAME[name], raw, tmp_path)
