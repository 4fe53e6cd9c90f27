"""What the tests of several modules share."""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from postgres_server import SCRIPT, Server, running_server

from onrecord.alignment import Alignment, Span
from onrecord.records import (
    Actor,
    Bound,
    Claim,
    Form,
    Polarity,
    Quantity,
    Reading,
    Report,
    Status,
)

CHECKOUT = Path(__file__).parents[1]

# In CI the same examples each time, so that a failure is the change's; elsewhere new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI", "").lower() == "true":
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the checkout: gold reports, guidelines, scorers.

    A clone without it skips these tests and says so; in CI (`CI=true`) its absence is a failure.
    """
    folder = CHECKOUT.parent / "shared"
    if folder.is_dir():
        return folder
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail("needs ../shared, which is absent though CI=true")
    pytest.skip("not run: needs ../shared")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of this process's own; where there is none, these tests are not run."""
    _require_postgresql()
    with running_server() as made:
        yield made


@pytest.fixture(scope="module")
def careful_server() -> Iterator[Server]:
    """A server that may crash: what it has confirmed is on the disk."""
    _require_postgresql()
    with running_server(fsync=True) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new ledger is to be, in each store in turn: a path, or the address of a database."""
    if request.param == "sqlite":
        yield str(tmp_path / "onrecord.db")
    else:
        with request.getfixturevalue("server").database() as address:
            yield address


def _require_postgresql() -> None:
    """Skip a test that needs a server where its programs are missing; in CI that is a failure."""
    found = subprocess.run([SCRIPT, "found"], check=False)
    if found.returncode == 0:
        return
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail("needs PostgreSQL, which is not installed though CI=true")
    pytest.skip("not run: needs PostgreSQL (script/postgres install)")


@pytest.fixture(scope="session")
def claims_in() -> Callable[[str, Iterable[Mapping[str, Any]]], tuple[Claim, ...]]:
    """A function: a text and claims in the form of the gold files -> claims with evidence."""
    return _claims_in


@pytest.fixture(scope="session")
def gold_readings(shared: Path) -> dict[str, Reading]:
    """The gold reports by name, with their claims and no attributions or disputes."""
    return {path.stem: _gold_reading(path) for path in sorted((shared / "gold/dev").glob("*.json"))}


def _claims_in(text: str, given: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    return tuple(_claim(text, claim) for claim in given)


def _claim(text: str, given: Mapping[str, Any]) -> Claim:
    start = text.index(given["quote"])
    speaker = Actor(given["speaker"]["name"], given["speaker"]["side"])
    quantity = given.get("quantity")
    return Claim(
        id=given["id"],
        parties=tuple(given["parties"]),
        kind=given["kind"],
        status=Status(given["status"]),
        polarity=Polarity(given["polarity"]),
        speaker=speaker,
        quote=given["quote"],
        evidence=Span(start, start + len(given["quote"])),
        when=given.get("when"),
        quantity=quantity
        and Quantity(quantity["value"], quantity["unit"], Bound(quantity["bound"])),
        form=Form.REPORT if speaker.name == "report" else Form.INDIRECT,
        made_by="gold",
        confidence=1.0,
    )


def _gold_reading(path: Path) -> Reading:
    gold = json.loads(path.read_text("utf-8"))
    raw = path.with_suffix(".txt").read_bytes()
    text = raw.decode()
    digest = hashlib.sha256(raw).hexdigest()
    report = Report(
        id=digest,
        digest=digest,
        raw=raw,
        encoding="utf-8",
        text=text,
        alignment=Alignment(),
        title=gold["report"]["title"],
        outlet=gold["report"]["publisher"],
        published=gold["report"]["published"],
    )
    return Reading(report, (), _claims_in(text, gold["claims"]), ())
