"""Which claims across reports speak of one agreement, which of another, and what is only proposed."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given
from hypothesis import strategies as st

from onrecord.agreements import (
    Agreement,
    Mention,
    changes,
    dumped,
    line_of,
    loaded,
    mention_of,
    names_in,
    place,
    proposals,
    proposals_between,
    resolve,
)
from onrecord.alignment import Span
from onrecord.records import REPORT_VOICE, Claim, Form, Polarity, Reading, Status

CASES = Path(__file__).parent / "cases"
FIELDS = {
    "label", "comment", "parties", "kind", "reports", "agreements", "proposals", "between", "expect",
}  # fmt: skip
PARTIES = ("RU", "UA")


@pytest.mark.parametrize("case", case_params(CASES / "agreements.json", FIELDS))
def test_agreements_across_reports(case: Mapping[str, Any]) -> None:
    by_parties = mentions_of_case(case)
    found = {parties: resolve(parties, own) for parties, own in by_parties.items()}
    every = list(chain.from_iterable(found.values()))
    assert {a.id: sorted(a.claims) for a in every} == {
        id: sorted(claims.split()) for id, claims in case["agreements"].items()
    }
    proposed = [p for parties, own in by_parties.items() for p in proposals(found[parties], own)]
    assert told(proposed) == case.get("proposals", [])
    between = proposals_between(every, list(chain.from_iterable(by_parties.values())))
    assert told(between) == case.get("between", [])


def mentions_of_case(case: Mapping[str, Any]) -> dict[tuple[str, ...], list[Mention]]:
    """The claims of a case by their parties: "a 2025-03-02": [[id, status, when, quote], ...].

    After an id its parties or its kind may stand, after a status `denied`.
    """
    found: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for report, claims in case["reports"].items():
        name, _, published = report.partition(" ")
        for head, status, when, quote in claims:
            id, _, own = head.partition(" ")
            parties = own.split(",") if own.isupper() else case["parties"]
            claim = Claim(
                id=id,
                parties=tuple(sorted(parties)),
                kind=own if own and not own.isupper() else case["kind"],
                status=Status(status.removesuffix(" denied")),
                polarity=Polarity.DENIED if status.endswith(" denied") else Polarity.AFFIRMED,
                speaker=REPORT_VOICE,
                quote=quote,
                evidence=Span(0, len(quote)),
                when=when,
                quantity=None,
                form=Form.REPORT,
                made_by="case",
                confidence=1.0,
            )
            found[claim.parties].append(mention_of(claim, name, published or None))
    return found


def told(found: Iterable[Any]) -> list[list[str]]:
    return sorted([p.left, p.right, p.doubt.value] for p in found)


# -- the gold reports ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gold_mentions(gold_readings: dict[str, Reading]) -> dict[tuple[str, ...], list[Mention]]:
    found: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for name, reading in gold_readings.items():
        for claim in reading.claims:
            mention = mention_of(claim, name, reading.report.published)
            found[tuple(sorted(claim.parties))].append(
                replace(mention, claim=f"{name} {mention.claim}")
            )
    return found


@pytest.fixture(scope="module")
def gold_agreements(
    gold_mentions: dict[tuple[str, ...], list[Mention]],
) -> dict[str, Agreement]:
    found = {p: resolve(p, mentions) for p, mentions in gold_mentions.items()}
    return {agreement.id: agreement for own in found.values() for agreement in own}


def test_the_gold_reports_keep_every_claim_once(
    gold_agreements: dict[str, Agreement], gold_readings: dict[str, Reading]
) -> None:
    claims = [claim for agreement in gold_agreements.values() for claim in agreement.claims]
    assert len(claims) == len(set(claims)) == sum(len(r.claims) for r in gold_readings.values())


@pytest.mark.parametrize(
    ("kept_together", "agreement"),
    [
        ("wire-albania-1 c3, wire-albania-2 c3, wire-albania-3 c4", "al-it-offshore-processing"),
        ("pn-ban-climate c1, pn-ban-climate c3, pn-climate-signing c4", "un-climate-2016"),
        ("kosovo-cells c1, kosovo-cells c3, kosovo-cells c5", "dk-xk-offshore-processing"),
        ("seed c16", "gt-us-safe-third-country-earlier"),
        ("seed c4, seed c5, seed c9", "gt-us-safe-third-country-undated"),
        ("wh-vietnam-trade c3, wh-vietnam-trade c4", "us-vn-trade-2000"),
        ("wh-vietnam-trade c1, wh-vietnam-trade c12", "us-vn-trade-2025"),
        ("brussels-briefing c7, brussels-briefing c9", "eu-gb-resettlement"),
        ("pn-karabakh c1", "am-az-peace-1994"),
        ("wh-caucasus-peace c1, wh-caucasus-peace c6", "am-az-peace-2025"),
        ("pn-prisoner-swaps c1", "hamas-il-prisoner-exchange-2011"),
        ("wh-gaza-hostages c1, wh-gaza-hostages c2", "hamas-il-prisoner-exchange-2023"),
        ("pn-syria-truce c1, pn-syria-truce c4", "ru-us-peace-2016"),
        ("wh-black-sea c1", "ru-us-peace-2025"),
        ("brussels-briefing c6, world-in-brief c13", "ch-eu-trade"),
    ],
)
def test_gold_claims_fall_where_a_reader_puts_them(
    kept_together: str, agreement: str, gold_agreements: dict[str, Agreement]
) -> None:
    assert set(kept_together.split(", ")) <= set(gold_agreements[agreement].claims)


def test_reasons_are_told_in_plain_words(gold_agreements: dict[str, Agreement]) -> None:
    assert gold_agreements["al-it-offshore-processing"].reasons == (
        "signed 2023-11 in 3 reports",
        "9 claims of what happened after it and before the next",
        "13 claims without a date, said since then and before the next",
    )


# -- laws ----------------------------------------------------------------------------------------

DAYS = st.one_of(
    st.none(),
    st.dates(date(2014, 1, 1), date(2026, 12, 31)).map(date.isoformat),
    st.sampled_from(["2014", "2019", "2025", "2019-02", "2019-11", "2025-02", "2019-02/2020-03"]),
)
NAMES = st.sampled_from([(), (), (), ("Minsk agreement",), ("Oslo accord",), ("Peace Treaty",)])


@st.composite
def reports(draw: st.DrawFn, name: str) -> list[Mention]:
    said = draw(DAYS)
    return [
        Mention(
            claim=f"{name}{nth}",
            kind=draw(st.sampled_from(["trade", "peace", "other"])),
            status=draw(st.sampled_from(list(Status))),
            polarity=draw(st.sampled_from(list(Polarity))),
            happened=draw(DAYS),
            said=said,
            earlier=draw(st.sampled_from([False, False, True])),
            names=draw(NAMES),
            instruments=draw(st.sampled_from([(), (), ("addendum",), ("treaty",)])),
            report=name,
            words=draw(st.sampled_from(["the agreement", "the fisheries pact"])),
        )
        for nth in range(draw(st.integers(1, 4)))
    ]


@st.composite
def batches(draw: st.DrawFn) -> list[list[Mention]]:
    return [draw(reports(name)) for name in "abcdefgh"[: draw(st.integers(1, 8))]]


@given(batches(), st.randoms())
def test_order_does_not_matter(batch: list[list[Mention]], random: Any) -> None:
    mentions = list(chain.from_iterable(batch))
    shuffled = random.sample(mentions, len(mentions))
    first, second = resolve(PARTIES, mentions), resolve(PARTIES[::-1], shuffled)
    assert first == second
    assert proposals(first, mentions) == proposals(second, shuffled)


@given(batches())
def test_every_claim_is_of_one_agreement_and_every_agreement_has_claims(
    batch: list[list[Mention]],
) -> None:
    mentions = list(chain.from_iterable(batch))
    agreements = resolve(PARTIES, mentions)
    claims = [claim for agreement in agreements for claim in agreement.claims]
    assert sorted(claims) == sorted(mention.claim for mention in mentions)
    assert len({agreement.id for agreement in agreements}) == len(agreements)
    assert {a.id for a in agreements} == {cut.id for cut in line_of(PARTIES, mentions).cuts}
    assert all(agreement.claims and agreement.reasons for agreement in agreements)


@given(batches())
def test_placing_by_the_line_is_resolving(batch: list[list[Mention]]) -> None:
    mentions = list(chain.from_iterable(batch))
    line = loaded(dumped(line_of(PARTIES, mentions)))
    homes = {c: a.id for a in resolve(PARTIES, mentions) for c in a.claims}
    for report in batch:
        placed = place(report, line)
        assert {m.claim: placed[m.claim].agreement for m in report} == {
            m.claim: homes[m.claim] for m in report
        }


@given(batches(), reports("z"))
def test_a_line_that_does_not_change_stays_as_it_is(
    batch: list[list[Mention]], report: list[Mention]
) -> None:
    mentions = list(chain.from_iterable(batch))
    line = line_of(PARTIES, mentions)
    if not changes(line, report):
        assert line_of(PARTIES, [*mentions, *report]) == line
        assert {m.claim for m in report} == set(place(report, line))


@given(batches())
def test_what_is_added_again_changes_nothing(batch: list[list[Mention]]) -> None:
    line = line_of(PARTIES, list(chain.from_iterable(batch)))
    for report in batch:
        again = [replace(m, claim=f"{m.claim}'", report=f"{m.report}'") for m in report]
        assert line_of(PARTIES, [*chain.from_iterable(batch), *again]) == line


@given(batches())
def test_proposals_are_few(batch: list[list[Mention]]) -> None:
    mentions = list(chain.from_iterable(batch))
    found = proposals(resolve(PARTIES, mentions), mentions)
    pairs = [(p.left, p.right) for p in found]
    ids = list(chain.from_iterable(pairs))
    assert len(set(pairs)) == len(pairs)
    assert all(left < right for left, right in pairs)
    assert all(ids.count(id) <= 3 for id in ids)


# -- ids, cost, names ----------------------------------------------------------------------------


def mention(claim: str, status: Status, happened: str | None, said: str) -> Mention:
    return Mention(
        claim, "trade", status, Polarity.AFFIRMED, happened, said, False, (), (), claim, ""
    )


def test_a_report_that_fits_renames_nothing() -> None:
    known = [
        mention("a", Status.SIGNED, "2019-07-26", "2019-07-27"),
        mention("b", Status.SIGNED, "2025-02-05", "2025-02-06"),
    ]
    line = line_of(PARTIES, known)
    assert [cut.id for cut in line.cuts] == ["ru-ua-trade-2019", "ru-ua-trade-2025"]
    more = [
        mention("c", Status.TERMS, None, "2022-01-01"),
        mention("d", Status.SIGNED, "2019", "2022-01-01"),
        mention("e", Status.CARRIED_OUT, "2025-06", "2025-07-01"),
        mention("f", Status.AGREED, "2018-12", "2018-12-02"),
        mention("g", Status.IN_FORCE, "2025-02-04", "2025-02-06"),
    ]
    for nth in range(1, len(more) + 1):
        after = line_of(PARTIES, known + more[:nth])
        assert [cut.id for cut in after.cuts] == ["ru-ua-trade-2019", "ru-ua-trade-2025"]


def test_adding_one_report_among_ten_thousand_claims_is_cheap() -> None:
    """A bound with room for a slow machine; benchmarks give the figure."""
    many = [
        mention(f"c{n}", Status.TERMS, None, f"{2015 + n % 10}-0{1 + n % 9}-1{n % 10}")
        for n in range(10_000)
    ]
    many += [mention("s", Status.SIGNED, "2014-05-05", "2014-05-06")]
    began = time.process_time()
    line = line_of(PARTIES, many)
    assert time.process_time() - began < 1
    began = time.process_time()
    report = [mention("new", Status.CARRIED_OUT, "2016-05", "2016-06-01")]
    assert not changes(line, report)
    assert place(report, line)["new"].agreement == "ru-ua-trade"
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("she signed a memorandum that establishes a Joint Security Program",
         ["Joint Security Program"]),
        ("the Prespa agreement was signed", ["Prespa agreement"]),
        ("Paris agreement signed by 175 countries", ["Paris agreement"]),
        ("under the Safe Third Country Agreement with Canada", ["Safe Third Country Agreement"]),
        ("left the Treaty on Open Skies on Sunday", ["Treaty on Open Skies"]),
        ("finalize the Agreement on Reciprocal, Fair, and Balanced Trade",
         ["Agreement on Reciprocal, Fair, and Balanced Trade"]),
        ("hailed the Abraham Accords and AUKUS", ["Abraham Accords", "AUKUS"]),
        ("signed a trade agreement with the European Union", []),
        ("The agreement, Trump's deal, stands", []),
        ("Leaders Hail Landmark Migration Deal With Rwanda", []),
        ("on Tuesday agreements were signed", []),
        ("the deal was struck", []),
    ],
)  # fmt: skip
def test_names_of_agreements(words: str, names: Sequence[str]) -> None:
    assert list(names_in(words)) == names
