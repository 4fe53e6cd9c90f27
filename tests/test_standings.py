"""Disputes, tensions, positions and standings: by case, on the gold reports, and in any order."""

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
    Bound,
    Claim,
    Form,
    Polarity,
    Quantity,
    Reading,
    Status,
    Why,
)
from onrecord.standings import (
    Stance,
    days_of,
    find_disputes,
    find_tensions,
    positions,
    standing,
)
from onrecord.standings.wording import instruments_in

CASES = Path(__file__).parent / "cases"
DISPUTES = json.loads((CASES / "disputes.json").read_text("utf-8"))
TENSIONS = json.loads((CASES / "tensions.json").read_text("utf-8"))
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
        name = claim.get("name") or claim["side"] or "a senator"
        speaker = {"name": name, "side": claim["side"]}
    return {"parties": ["IS", "NO"], "kind": "other", "speaker": speaker, **claim}


@by_case(DISPUTES)
def test_disputes_of_a_case(case: dict[str, Any], claims_in: Callable[..., Any]) -> None:
    claims = claims_in(case["text"], [full(claim) for claim in case["claims"]])
    found = [[dispute.left, dispute.right, dispute.field] for dispute in find_disputes(claims)]
    assert found == case["disputes"]
    # The order in which claims are given changes nothing.
    assert find_disputes(claims[::-1]) == find_disputes(claims)


@by_case(TENSIONS)
def test_tensions_of_a_case(case: dict[str, Any], claims_in: Callable[..., Any]) -> None:
    claims = claims_in(case["text"], [full(claim) for claim in case["claims"]])
    found = find_tensions(claims)
    assert [[t.left, t.right, t.field, t.why.value] for t in found] == case["tensions"]
    assert find_tensions(claims[::-1]) == found


def test_every_rule_of_tensions_has_a_case() -> None:
    shown = {tension[3] for case in TENSIONS for tension in case["tensions"]}
    assert shown == {why.value for why in Why if why is not Why.STRICT}


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


def test_gold_tensions(gold_readings: dict[str, Reading]) -> None:
    """Each was read with its report and is a real contradiction."""
    found = {
        (name, tension.left, tension.right, tension.why)
        for name, reading in gold_readings.items()
        for tension in find_tensions(reading.claims)
    }
    assert found == {
        ("brussels-briefing", "c11", "c10", Why.NO_SIDE),
        ("kosovo-cells", "c8", "c9", Why.REQUEST),
        ("seed", "c4", "c7", Why.KIND),
        ("three-states-two-denials", "c3", "c14", Why.KIND),
        ("uganda-denial", "c1", "c4", Why.ONE_SIDE),
    }


@pytest.mark.parametrize(
    ("words", "instruments"),
    [
        ("a memorandum of understanding", {"memorandum"}),
        ("MoUs and side letters", {"memorandum", "letter"}),
        ("a gentlemen’s agreement", {"spoken word"}),
        ("an exchange\nof notes", {"letter"}),
        ("not any such treaty", set()),
        ("it isn’t a contract", set()),
        ("an agreement, a deal, a pact", set()),
        ("under three-year contracts", set()),
    ],
)
def test_instruments(words: str, instruments: set[str]) -> None:
    assert instruments_in(words) == instruments


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
        lambda speaker, status, polarity, quote, when, place, kind, quantity: replace(
            short_claim(0, [speaker.side, status, polarity], ["IS", "NO"]),
            speaker=speaker,
            quote=quote,
            when=when,
            evidence=Span(place, place + len(quote)),
            kind=kind,
            quantity=quantity,
        ),
        speaker=st.sampled_from(
            [
                Actor("minister of IS", "IS"), Actor("Ada Lund", "NO"), Actor("Jon Berg", "NO"),
                Actor("SE", "SE"), Actor("a senator"), Actor("Dagens Avis"), REPORT_VOICE,
            ]
        ),
        status=st.sampled_from([status.value for status in Status]),
        polarity=st.sampled_from(["affirmed", "denied"]),
        quote=st.sampled_from(
            [
                "no such fee", "a fee is paid", "in his first term", "they may", "no talks",
                "the treaty", "a memorandum", "no request", "since May",
            ]
        ),
        when=st.sampled_from([None, "2019", "2025-03", "2025-03-04", "2024-12/2025-03"]),
        place=st.integers(0, 500),
        kind=st.sampled_from(["trade", "transit", "readmission", "other"]),
        quantity=st.none() | st.builds(
            Quantity, value=st.sampled_from([8, 300, 4000]), unit=st.sampled_from(["men", "EUR"]),
            bound=st.sampled_from(Bound),
        ),
    ),
    max_size=8,
).map(lambda claims: [replace(claim, id=f"c{n}") for n, claim in enumerate(claims)])  # fmt: skip


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


@given(some_claims, st.randoms(), st.booleans())
def test_tensions_in_any_order(claims: list[Claim], random: Any, one_report: bool) -> None:
    """Each is of two claims of one agreement by two speakers, comes once and is no dispute."""
    found = find_tensions(claims, one_report=one_report)
    by_id = {claim.id: claim for claim in claims}
    for tension in found:
        left, right = by_id[tension.left], by_id[tension.right]
        assert left.parties == right.parties
        assert left.speaker != right.speaker
        assert tension.why is not Why.STRICT
    pairs = [frozenset((t.left, t.right)) for t in found]
    assert len(set(pairs)) == len(pairs)
    assert not set(pairs) & {frozenset((d.left, d.right)) for d in find_disputes(claims)}
    shuffled = random.sample(claims, len(claims))
    assert find_tensions(shuffled, one_report=one_report) == found


@given(some_claims)
def test_standing_rests_on_its_claims(claims: list[Claim]) -> None:
    found = standing(claims)
    assert set(found.claims) <= {claim.id for claim in claims}
    assert bool(found.claims) == bool(claims)
