"""Disputes, positions and standings: by case, on the gold reports, and in any order."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.records import (
    REPORT_VOICE,
    Actor,
    Claim,
    Form,
    Polarity,
    Reading,
    Status,
)
from onrecord.standings import Stance, days_of, find_disputes, positions, standing

CASES = Path(__file__).parent / "cases"
DISPUTES = json.loads((CASES / "disputes.json").read_text("utf-8"))
STANDINGS = json.loads((CASES / "standings.json").read_text("utf-8"))


def by_case(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    """Run a test once a case; one that is expected to fail must be promoted when it passes."""
    fails = pytest.mark.xfail(strict=True)
    return pytest.mark.parametrize(
        "case",
        [
            pytest.param(c, id=c["label"], marks=[fails] if c["expect"] == "fail" else [])
            for c in cases
        ],
    )


def full(claim: dict[str, Any]) -> dict[str, Any]:
    """A claim of a case in the form of the gold files."""
    if claim.get("report"):
        speaker = {"name": "report", "side": None}
    else:
        speaker = {"name": claim["side"] or "a senator", "side": claim["side"]}
    return {"parties": ["IS", "NO"], "kind": "other", "speaker": speaker, **claim}


@by_case(DISPUTES)
def test_disputes_of_a_case(case: dict[str, Any], claims_in: Callable[..., Any]) -> None:
    claims = claims_in(case["text"], [full(claim) for claim in case["claims"]])
    found = [[dispute.left, dispute.right, dispute.field] for dispute in find_disputes(claims)]
    assert found == case["disputes"]
    # The order in which claims are given changes nothing.
    assert find_disputes(claims[::-1]) == find_disputes(claims)


def short_claim(number: int, words: list[str], parties: list[str]) -> Claim:
    side, status, polarity = words
    speaker = REPORT_VOICE if side == "report" else Actor(f"minister of {side}", side)
    return Claim(
        id=str(number),
        parties=tuple(parties),
        kind="trade",
        status=Status(status),
        polarity=Polarity(polarity),
        speaker=speaker,
        quote="so they say",
        evidence=Span(100 * number, 100 * number + 11),
        when=None,
        quantity=None,
        form=Form.INDIRECT,
        made_by="case",
        confidence=1.0,
    )


@by_case(STANDINGS)
def test_standing_of_a_case(case: dict[str, Any]) -> None:
    parties = case.get("parties", ["IS", "NO"])
    claims = [short_claim(n, words, parties) for n, words in enumerate(case["claims"], start=1)]
    found = standing(claims)
    assert found.name == case["standing"]
    assert sorted(found.claims) == sorted(map(str, case["rests_on"]))


def test_gold_disputes(gold_readings: dict[str, Reading], shared: Path) -> None:
    """From the gold claims of every report come the gold disputes, all and no others."""
    for name, reading in gold_readings.items():
        gold = json.loads((shared / f"gold/dev/{name}.json").read_text("utf-8"))["disputes"]
        found = {frozenset((d.left, d.right)) for d in find_disputes(reading.claims)}
        assert found == set(map(frozenset, gold)), name


def test_positions_keep_the_latest_word() -> None:
    words = [
        ["NO", "signed", "affirmed"],
        ["IS", "signed", "denied"],
        ["NO", "agreed", "affirmed"],
        ["IS", "refused", "affirmed"],
        ["report", "signed", "affirmed"],
        ["NO", "signed", "denied"],
    ]
    claims = [short_claim(n, w, ["DK", "IS", "NO"]) for n, w in enumerate(words, start=1)]
    assert [(p.side, p.field, p.stance, p.claim) for p in positions(claims)] == [
        ("DK", None, Stance.SILENT, None),
        ("IS", "agreed", Stance.REFUSES, "4"),
        ("IS", "signed", Stance.DENIES, "2"),
        ("NO", "agreed", Stance.ASSERTS, "3"),
        ("NO", "signed", Stance.DENIES, "6"),
        ("report", "signed", Stance.ASSERTS, "5"),
    ]


def test_not_ended_is_a_word_for_it() -> None:
    (held, _) = positions([short_claim(1, ["IS", "ended", "denied"], ["IS", "NO"])])
    assert held.stance is Stance.ASSERTS


@pytest.mark.parametrize("when", ["", "Thursday", "2025-13", "2025-02-30", "25", "2025-1"])
def test_what_is_no_date_is_refused(when: str) -> None:
    with pytest.raises(ValueError, match=r"no ISO date|month|day"):
        days_of(when)


some_claims = st.lists(
    st.builds(
        lambda side, status, polarity, quote, when, place: replace(
            short_claim(0, [side, status, polarity], ["IS", "NO"]),
            quote=quote,
            when=when,
            evidence=Span(place, place + len(quote)),
        ),
        side=st.sampled_from(["IS", "NO", "SE", "report"]),
        status=st.sampled_from([status.value for status in Status]),
        polarity=st.sampled_from(["affirmed", "denied"]),
        quote=st.sampled_from(["no such fee", "a fee is paid", "in his first term", "they may"]),
        when=st.sampled_from([None, "2019", "2025-03", "2025-03-04", "2024-12/2025-03"]),
        place=st.integers(0, 500),
    ),
    max_size=8,
).map(lambda claims: [replace(claim, id=f"c{n}") for n, claim in enumerate(claims)])


@given(some_claims, st.randoms())
def test_disputes_in_any_order(claims: list[Claim], random: Any) -> None:
    """Every dispute has an affirmation first, two speakers, and comes once, however claims come."""
    found = find_disputes(claims)
    by_id = {claim.id: claim for claim in claims}
    for dispute in found:
        yes, no = by_id[dispute.left], by_id[dispute.right]
        assert yes.polarity is Polarity.AFFIRMED
        assert yes.speaker.side != no.speaker.side
    assert len({frozenset((d.left, d.right)) for d in found}) == len(found)
    shuffled = random.sample(claims, len(claims))
    assert set(find_disputes(shuffled)) == set(found)


@given(some_claims)
def test_standing_rests_on_its_claims(claims: list[Claim]) -> None:
    found = standing(claims)
    assert set(found.claims) <= {claim.id for claim in claims}
    assert bool(found.claims) == bool(claims)
