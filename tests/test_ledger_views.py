"""What a ledger computes from its record: the same in any order, at any moment, as people judge."""

import random
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_readings import claim_of, denial, fault_of, fill, report_of, signing, some_readings

from onrecord.errors import BadJudgement, UnknownRecord
from onrecord.ledger import Ledger, RecordedAgreement, Wanted
from onrecord.ledger.answers import one_agreement
from onrecord.ledger.moments import Moment
from onrecord.records import Actor, Decision, Judgement, Reading, Subject
from onrecord.standings import Stance, StandingName

MADE = "2026-11-24T09:30:00Z"
TODAY = date.today()


def judge(
    ledger: Ledger,
    decision: str,
    *ids: str,
    subject: str = "claim",
    by: str = "ana",
    made: str = MADE,
    **given: object,
) -> bool:
    anchors, _ = ledger.anchors(Subject(subject), ids)
    judgement = Judgement(Subject(subject), Decision(decision), anchors, by, made)
    return ledger.judge(replace(judgement, **given))  # type: ignore[arg-type]


def words_of(ledger: Ledger) -> dict[str, str]:
    """The ids of current claims by their words."""
    return {
        claim.claim.quote: claim.claim.id
        for report in ledger.reports()
        for claim in ledger.report(report.report.id).claims
    }


# Moments


def test_as_of_a_day_only_what_was_said_by_then_counts(store: str) -> None:
    fill(store, [signing(published="2025-06-20"), denial(published="2025-07-21")])
    with Ledger.open(store) as ledger:
        for day, standing, disputes in (
            (date(2025, 6, 19), None, 0),
            (date(2025, 6, 20), StandingName.ASSERTED_BY_ONE, 0),
            (date(2025, 7, 21), StandingName.CONTESTED, 1),
        ):
            found = ledger.agreements(as_of=day)
            assert [entry.standing.name for entry in found] == ([standing] if standing else [])
            assert len(ledger.disputes(as_of=day)) == disputes
            positions = ledger.positions("IS", as_of=day)
            stances = [one.position.stance for one in positions]
            denies = [Stance.DENIES] if disputes else [Stance.SILENT]
            assert stances == (denies if standing else [])
            if standing is None:
                with pytest.raises(UnknownRecord, match="at that time"):
                    ledger.agreement("is-no-trade", as_of=day)
            else:
                assert ledger.agreement("is-no-trade", as_of=day).standing.name is standing
        assert [r.report.title for r in ledger.reports(as_of=date(2025, 7, 1))] == ["A pact"]
        assert len(ledger.search("pact", as_of=date(2025, 7, 1))) == 1
        assert len(ledger.timeline("IS", as_of=date(2025, 7, 1))) == 1


def test_a_month_of_publication_is_said_by_its_end(store: str) -> None:
    fill(store, [signing(published="2025-06")])
    with Ledger.open(store) as ledger:
        assert ledger.agreements(as_of=date(2025, 6, 29)) == ()
        assert len(ledger.agreements(as_of=date(2025, 6, 30))) == 1


def test_an_undated_report_is_of_no_day(store: str) -> None:
    fill(store, [signing(published=None)])
    with Ledger.open(store) as ledger:
        assert len(ledger.agreements()) == 1
        assert ledger.agreements(as_of=date(2100, 1, 1)) == ()


def test_recorded_by_a_day_only_what_was_known_counts(store: str) -> None:
    """A newer extraction and a judgement change what is known now, not what was."""
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        yesterday = TODAY - timedelta(days=1)
        assert ledger.agreements(recorded_by=yesterday) == ()
        assert ledger.disputes(recorded_by=yesterday) == ()
        assert ledger.reports(recorded_by=yesterday) == ()
        assert ledger.search("pact", recorded_by=yesterday) == ()
        now = ledger.agreement("is-no-trade")
        assert ledger.agreement("is-no-trade", recorded_by=TODAY) == replace(now, perhaps=())


def at_entry(ledger: Ledger, entry: int) -> RecordedAgreement:
    """As it was known after so many entries: days are too long for a test to wait for."""
    moment = Moment(entry=entry)
    return ledger._ask(lambda connection: one_agreement(connection, "is-no-trade", moment))


def test_what_was_known_before_an_entry_comes_back(store: str) -> None:
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        first, both = at_entry(ledger, 1), at_entry(ledger, 2)
        assert (len(first.claims), len(both.claims), len(both.disputes)) == (1, 2, 1)
        judge(ledger, "reject", words_of(ledger)["denied signing"])
        ledger.add(replace(signing(), claims=()), onrecord="2")
        assert ledger.agreements() == ()
        for entry, then in ((1, first), (2, both)):
            again = at_entry(ledger, entry)
            assert [c.claim for c in again.claims] == [c.claim for c in then.claims]
            assert again.standing == then.standing
            assert len(again.disputes) == len(then.disputes)


# Judgements


def test_a_rejected_claim_no_longer_counts(store: str) -> None:
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        ids = words_of(ledger)
        assert judge(ledger, "reject", ids["denied signing"][:12], note="misread")
        assert not judge(
            ledger, "reject", ids["denied signing"], note="misread", made="2027-01-01T00:00:00Z"
        )
        (entry,) = ledger.agreements()
        assert (entry.claims, entry.standing.name) == (1, StandingName.ASSERTED_BY_ONE)
        assert ledger.disputes() == ()
        rejected = ledger.claim(ids["denied signing"])
        assert rejected.agreement is None
        assert rejected.judgement is not None
        assert rejected.judgement.judgement.note == "misread"
        (change, *_) = ledger.changes()
        assert (change.was, change.now) == (
            "contested by a party",
            "asserted by one side, unanswered",
        )
    assert fault_of(store) is None


def test_a_judgement_can_be_withdrawn(store: str) -> None:
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        id = words_of(ledger)["denied signing"]
        judge(ledger, "reject", id)
        held = ledger.claim(id).judgement
        assert held is not None
        judge(ledger, "note", id, note="a slip", supersedes=held.id, made="2026-11-24T10:00:00Z")
        assert len(ledger.disputes()) == 1
        assert ledger.claim(id).judgement is None
    assert fault_of(store) is None


def test_a_corrected_claim_counts_as_corrected(store: str) -> None:
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        id = words_of(ledger)["denied signing"]
        judge(ledger, "correct", id, correction={"polarity": "affirmed", "parties": ["IS", "SE"]})
        assert {entry.id for entry in ledger.agreements()} == {"is-no-trade", "is-se-trade"}
        corrected = ledger.claim(id)
        assert corrected.claim.parties == ("IS", "SE")
        assert corrected.claim.quote == "denied signing"
        assert [entry.id for entry in ledger.agreements(Wanted(state="SE"))] == ["is-se-trade"]
        with pytest.raises(BadJudgement, match="polarity"):
            judge(ledger, "correct", id, correction={"polarity": "perhaps"})
    assert fault_of(store) is None


def test_judgements_survive_a_newer_extraction(store: str) -> None:
    """Attached again where the claim is found, else an orphan that `review` lists."""
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        judge(ledger, "reject", words_of(ledger)["denied signing"])
        ledger.add(denial(), onrecord="2")
        assert ledger.disputes() == ()
        (before,) = ledger.report(ledger.reports()[0].report.id).claims or (None,)
        assert before is None
        ledger.add(replace(denial(), claims=()), onrecord="3")
        (task,) = ledger.review(["orphaned"])
        assert "ana judged “denied signing” (reject)" in task.why
        ledger.add(denial(), onrecord="4")
        assert ledger.review(["orphaned"]) == ()
        assert ledger.disputes() == ()
        assert ledger.verify().judgements == 1
    assert fault_of(store) is None


def test_two_people_who_disagree_are_shown(store: str) -> None:
    fill(store, [signing(), denial()])
    with Ledger.open(store, writable=True) as ledger:
        id = words_of(ledger)["was signed"]
        judge(ledger, "accept", id, by="ana")
        assert ledger.review(["disagreeing"]) == ()
        judge(ledger, "reject", id, by="ben", made="2026-11-24T10:00:00Z")
        (task,) = ledger.review(["disagreeing"])
        assert task.why == "ana: accept; ben: reject"
        assert ledger.claim(id).agreement is None, "the later one counts"


def test_a_judgement_of_a_report_that_is_not_there(store: str) -> None:
    fill(store, [signing()])
    with Ledger.open(store, writable=True) as ledger:
        anchors, _ = ledger.anchors(Subject.CLAIM, [words_of(ledger)["was signed"]])
        elsewhere = replace(anchors[0], report="0" * 64)
        with pytest.raises(UnknownRecord, match="Add it first"):
            ledger.judge(Judgement(Subject.CLAIM, Decision.ACCEPT, (elsewhere,), "ana", MADE))
        assert ledger.verify().judgements == 0


def later_pact() -> Reading:
    """Ten years on, another pact of the same parties and kind."""
    text = "Oslo said that a new trade pact was sealed."
    claim = claim_of(text, "was sealed", "signed", "affirmed", "Oslo", when="2035-06-01")
    return Reading(report_of(text, published="2035-06-02"), (), (claim,), ())


def test_agreements_of_other_times_stay_apart_until_somebody_merges_them(store: str) -> None:
    fill(store, [signing(), denial(), later_pact()])
    with Ledger.open(store, writable=True) as ledger:
        ids = [entry.id for entry in ledger.agreements()]
        assert ids == ["is-no-trade-2035", "is-no-trade-2025"]
        with pytest.raises(UnknownRecord, match="2 agreements go by 'is-no-trade'"):
            ledger.agreement("is-no-trade")
        judge(ledger, "merge", *ids, subject="agreement")
        (entry,) = ledger.agreements()
        assert (entry.id, entry.claims) == ("is-no-trade-2025", 3)
        assert "by a person" in ledger.agreement(entry.id).reasons[-1]
    assert fault_of(store) is None
    with Ledger.open(store, writable=True) as ledger:
        judge(ledger, "split", words_of(ledger)["denied signing"], subject="agreement")
        assert len(ledger.agreements()) == 2
        assert sum(entry.claims for entry in ledger.agreements()) == 3
    assert fault_of(store) is None


def test_agreements_of_other_parties_can_be_merged(store: str) -> None:
    text = "Oslo said that the pact with Reykjavik and Stockholm was agreed."
    three = claim_of(text, "was agreed", "agreed", "affirmed", "Oslo", parties=("IS", "NO", "SE"))
    wider = Reading(report_of(text, published="2025-06-22"), (), (three,), ())
    fill(store, [signing(), wider])
    with Ledger.open(store, writable=True) as ledger:
        judge(ledger, "merge", "is-no-se-trade", "is-no-trade", subject="agreement")
        (entry,) = ledger.agreements()
        assert entry.claims == 2
        ledger.add(denial())
        assert len(ledger.agreement(entry.id).claims) == 3
    assert fault_of(store) is None


# Words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pact", 2),
        ("deny", 1),
        ('"signing a trade pact"', 1),
        ('"signing the trade pact"', 0),
        ("“trade pact”", 2),
        ("PACT oslo", 1),
        ("the", 1),
        ("!", 0),
        ("", 0),
        ('pact" OR "x', 0),
    ],
)
def test_words_are_found_alike_in_both_stores(store: str, words: str, found: int) -> None:
    fill(store, [signing(), denial()])
    with Ledger.open(store) as ledger:
        hits = ledger.search(words)
        texts = {hit.report.id: ledger.report(hit.report.id).text for hit in hits}
    assert len(hits) == found
    for hit in hits:
        assert texts[hit.report.id][hit.start :].startswith(hit.words)


def test_agreements_of_one_name_are_proposed_to_be_one(store: str) -> None:
    text = "Oslo said that the Bergen Accords were signed."
    quote = "the Bergen Accords were signed"
    first, second = (
        Reading(
            report_of(text, outlet=str(parties), published="2025-06-20"),
            (),
            (claim_of(text, quote, "signed", "affirmed", "Oslo", parties=parties),),
            (),
        )
        for parties in (("IS", "NO"), ("IS", "NO", "SE"))
    )
    fill(store, [first, second])
    with Ledger.open(store, writable=True) as ledger:
        (task,) = ledger.review(["proposed"])
        assert (task.subject, task.other) == ("is-no-se-trade", "is-no-trade")
        assert "Bergen Accords" in task.why
        assert ledger.agreement("is-no-trade").perhaps[0][0] == "is-no-se-trade"
        judge(ledger, "merge", "is-no-trade", "is-no-se-trade", subject="agreement")
        assert ledger.review(["proposed"]) == ()
    assert fault_of(store) is None


# Actors


def said_by(name: str, side: str | None, day: str) -> Reading:
    text = f"{name} said on {day} that the pact was signed, speaking for {side}."
    claim = claim_of(text, "was signed", "signed", "affirmed", "Oslo", speaker=Actor(name, side))
    return Reading(report_of(text, published=day), (), (claim,), ())


def test_a_speaker_of_several_reports_is_one_actor(store: str) -> None:
    fill(store, [
        said_by("Kari Lund", "NO", "2025-06-20"),
        said_by("Foreign Minister Lund", "NO", "2025-07-20"),
        said_by("Kari Lund", None, "2025-07-20"),
    ])  # fmt: skip
    with Ledger.open(store, writable=True) as ledger:
        found = {actor.id: actor.names for actor in ledger.actors()}
        assert found == {
            "no-kari_lund": ("Foreign Minister Lund", "Kari Lund"),
            "kari_lund": ("Kari Lund",),
        }
        assert [actor.id for actor in ledger.actors(side="NO")] == ["no-kari_lund"]
        assert [actor.id for actor in ledger.actors(name="FOREIGN")] == []
        (task,) = ledger.review(["proposed"])
        assert {task.subject, task.other} == set(found)
        judge(ledger, "merge", *found, subject="actor")
        (actor,) = ledger.actors()
        assert actor.claims == 3
        ids = [c.claim.id for r in ledger.reports() for c in ledger.report(r.report.id).claims
               if c.claim.speaker.side is None]  # fmt: skip
        judge(ledger, "split", *ids, subject="actor", made="2026-11-24T10:00:00Z")
        assert len(ledger.actors()) == 2


# Copies

STORY = (
    "REYKJAVIK (North Sea Wire) - Norway and Iceland have signed a trade pact that opens their "
    "fisheries to each other, the Norwegian foreign ministry said on Thursday. The text was signed "
    "after eleven months of talks in Bergen, in a hall above the fish market, by the two ministers. "
    "“We signed what we had promised to sign,” said the Norwegian minister, Kari Lund. Iceland’s "
    "parliament has to approve it before the season opens in March, and several members of the "
    "governing party said that they would ask for the list of vessels first. Fishermen in the "
    "Westfjords, who were not consulted, hung black flags from their boats, while the exporters’ "
    "association in Tromsø called the day the best in a generation and opened its doors to "
    "visitors. Neither government has published the annex on quotas, which officials describe as "
    "four pages of tables; both say that it will be laid before the parliaments with the rest."
)


def wire(outlet: str, published: str, text: str = STORY) -> Reading:
    quote = "have signed a trade pact"
    claim = claim_of(text, quote, "signed", "affirmed", "report")
    return Reading(report_of(text, outlet=outlet, published=published), (), (claim,), ())


def test_a_story_that_three_outlets_print_is_one_origin(store: str) -> None:
    altered = STORY.replace("what we had promised to sign", "what we could").replace(
        "eleven", "ten"
    )
    fill(store, [
        wire("Courier", "2025-06-21"),
        wire("Gazette", "2025-06-20"),
        wire("Echo", "2025-06-22", altered),
        signing(),
    ])  # fmt: skip
    with Ledger.open(store) as ledger:
        (entry,) = ledger.agreements()
        assert (entry.claims, entry.reports, entry.origins) == (4, 4, 2)
        of_outlet = {r.report.outlet: r.report for r in ledger.reports() if r.report.title is None}
        assert {r.origin for r in of_outlet.values()} == {of_outlet["Gazette"].id}
        chain = ledger.report(of_outlet["Echo"].id).chain
    assert [(link.report.outlet, link.relation) for link in chain] == [
        ("Gazette", None), ("Courier", "copy"), ("Echo", "edition"),
    ]  # fmt: skip
    (quotation,) = chain[2].altered
    assert chain[2].text[quotation.later.start : quotation.later.end].count("what we could")
    assert len(chain[2].changes) == 2


def test_people_decide_what_is_a_copy(store: str) -> None:
    fill(store, [wire("Gazette", "2025-06-20"), wire("Courier", "2025-06-21"), signing()])
    with Ledger.open(store, writable=True) as ledger:
        (entry,) = ledger.agreements()
        assert entry.origins == 2
        ids = [r.report.id for r in ledger.reports(outlet="Courier")]
        judge(ledger, "split", *ids, subject="copy")
        assert ledger.agreements()[0].origins == 3
        others = [r.report.id for r in ledger.reports()]
        judge(ledger, "merge", *others, subject="copy", made="2026-11-24T10:00:00Z")
        assert ledger.agreements()[0].origins == 1
    assert fault_of(store) is None


# Laws


def told(place: str | Path) -> list[object]:
    """All that a ledger answers, but for when it was recorded."""
    with Ledger.open(place) as ledger:
        entries = ledger.agreements()
        return [
            entries,
            [ledger.agreement(entry.id) for entry in entries],
            ledger.disputes(),
            ledger.disputes(weak=True),
            [ledger.positions(side) for side in ("NO", "IS", "report")],
            sorted(r.report.id + r.report.origin for r in ledger.reports()),
        ]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(some_readings() | st.sampled_from([signing(), denial(), later_pact()]), max_size=6),
    st.randoms(),
)
def test_any_order_gives_the_same_answers(readings: list[Reading], shuffle: random.Random) -> None:
    """One extraction of each report: which of several is current is a matter of order."""
    once = list({reading.report: reading for reading in readings}.values())
    if not once:
        return
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder, "one.db"), Path(folder, "other.db")
        fill(one, once)
        fill(other, shuffle.sample(once, len(once)))
        assert told(one) == told(other)
        assert fault_of(one) is None


def test_what_is_computed_anew_is_the_same(store: str) -> None:
    fill(
        store, [signing(), denial(), later_pact(), wire("Gazette", "2025-06-20"), wire("A", "2025")]
    )
    with Ledger.open(store, writable=True) as ledger:
        judge(
            ledger, "correct", words_of(ledger)["denied signing"], correction={"status": "agreed"}
        )
        ledger.add(denial(), onrecord="2")
        before = told(store)
        ledger.rebuild()
        assert told(store) == before
    assert fault_of(store) is None
