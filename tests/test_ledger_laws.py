"""What holds of a ledger whatever is read and judged, and the cases in which it did not."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_readings import claim_of, denial, fill, report_of, signing
from made_sequences import Doings, answered, computed_in, last_entry
from postgres_server import Server

from onrecord.alignment import Alignment, Edit
from onrecord.cli.deciding import meant_by, who_and_when
from onrecord.cli.options import asked
from onrecord.errors import BadQuestion, UnknownRecord
from onrecord.ledger import Ledger, Wanted
from onrecord.ledger.moments import Moment
from onrecord.records import Actor, Decision, Judgement, Reading, Status, Subject

LATE = date(2030, 1, 1)
# So long that it is no chance if two reports share it.
STORY = (
    "Oslo said it was signed. The two delegations met for three days in a hotel by the lake, and "
    "left without taking questions from the reporters who had waited outside since the morning."
)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where a new ledger is to be, for what is the same in both stores."""
    return str(tmp_path / "onrecord.db")


def judge(ledger: Ledger, subject: str, decision: str, *ids: str, **told: object) -> None:
    anchors, _ = ledger.anchors(Subject(subject), ids)
    made = Judgement(Subject(subject), Decision(decision), anchors, "ana", "2026-11-24T09:30:00Z")
    assert ledger.judge(replace(made, **told))  # type: ignore[arg-type]


def withdraw_last(ledger: Ledger) -> None:
    """As the command does it: a note on one of the targets."""
    old = ledger.judgements()[-1]
    about = old.judgement
    assert ledger.judge(
        Judgement(
            about.subject, Decision.NOTE, about.targets[:1], "ben", "2026-11-25T09:30:00Z",
            note="no", supersedes=old.id,
        )
    )  # fmt: skip


def among(*parties: str, words: str = "Oslo said it was signed.", **told: object) -> Reading:
    """One report of a signing between these parties."""
    report = {key: told.pop(key) for key in ("outlet", "published") if key in told}
    claim = claim_of(words, "was signed", "signed", "affirmed", "Oslo", parties=parties, **told)
    made = report_of(words, **{"outlet": "+".join(parties), "published": "2025-06-20"} | report)
    return Reading(made, (), (claim,), ())


def read_anew(reading: Reading, text: str) -> Reading:
    """The same report as a newer version reads it: another text, without a claim."""
    whole = Alignment((Edit(0, len(text), 0, len(reading.report.text)),))
    return Reading(replace(reading.report, text=text, alignment=whole), (), (), ())


def ids_in(ledger: Ledger) -> list[str]:
    return sorted(entry.id for entry in ledger.agreements())


@contextmanager
def whole_and_the_same_anew(place: str) -> Iterator[Ledger]:
    """A ledger that verifies afterwards, and holds the same when it is computed anew."""
    with Ledger.open(place, writable=True) as ledger:
        yield ledger
        assert ledger.verify().fault is None
        before = computed_in(ledger)
        ledger.rebuild()
        assert computed_in(ledger) == before


# Laws


def check_sequence(one: str, other: str, chance: random.Random, undated: bool) -> None:
    with Ledger.open(one, writable=True) as ledger, Ledger.open(other, writable=True) as again:
        told = {}
        done = Doings(ledger, chance, undated)
        for _ in range(9):
            done.go_on()
            assert ledger.verify().fault is None
            if chance.random() < 0.3:
                told[last_entry(ledger)] = answered(ledger)
        told[last_entry(ledger)] = now = answered(ledger)
        if not undated:
            assert answered(ledger, Moment(as_of=LATE)) == now
        before, changes = computed_in(ledger), ledger.changes()
        ledger.rebuild()
        assert computed_in(ledger) == before
        assert ledger.changes() == changes
        for entry, then in told.items():
            assert answered(ledger, Moment(entry=entry)) == then
        done.done_again_in(again)
        assert again.verify().fault is None
        assert computed_in(again) == before
        assert list(again.export()) == list(ledger.export())


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.booleans())
def test_whatever_is_read_and_judged_in_whatever_order(
    chance: random.Random, undated: bool
) -> None:
    """It verifies; what was answered is answered again for that time; any order gives the same."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = (str(Path(folder, name)) for name in ("one.db", "other.db"))
        check_sequence(one, other, chance, undated)


def test_the_same_in_postgresql(server: Server) -> None:
    with server.database() as one, server.database() as other:
        check_sequence(one, other, random.Random(1), undated=False)


# Judgements that are taken back, or lose what they were about


def test_a_merge_of_agreements_that_is_withdrawn(store: str) -> None:
    fill(store, [among("IS", "NO"), among("GT", "US")])
    with whole_and_the_same_anew(store) as ledger:
        judge(ledger, "agreement", "merge", "gt-us-trade", "is-no-trade")
        assert ids_in(ledger) == ["gt-us-trade"]
        withdraw_last(ledger)
        assert ids_in(ledger) == ["gt-us-trade", "is-no-trade"]


def test_a_merge_of_agreements_that_loses_a_claim(place: str) -> None:
    lost = among("IS", "NO")
    fill(place, [lost, among("IS", "NO", outlet="Courier"), among("GT", "US")])
    with whole_and_the_same_anew(place) as ledger:
        (report,) = (each.report.id for each in ledger.reports(outlet="IS+NO"))
        (claim,) = ledger.report(report).claims
        judge(ledger, "agreement", "merge", "gt-us-trade", claim.claim.id)
        assert ids_in(ledger) == ["gt-us-trade"]
        ledger.add(read_anew(lost, "Nothing was said."))
        assert ids_in(ledger) == ["gt-us-trade", "is-no-trade"]
        assert [task.what for task in ledger.review(["orphaned"])] == ["orphaned"]


def test_a_merge_of_actors_that_is_withdrawn(place: str) -> None:
    other = among("IS", "NO", words="He said it was signed.", speaker=Actor("Bo Berg"))
    fill(place, [among("IS", "NO"), other])
    with whole_and_the_same_anew(place) as ledger:
        known = sorted(actor.id for actor in ledger.actors())
        judge(ledger, "actor", "merge", *known)
        assert len(ledger.actors()) == 1
        withdraw_last(ledger)
        assert sorted(actor.id for actor in ledger.actors()) == known


def test_a_split_of_copies_that_is_withdrawn(place: str) -> None:
    fill(place, [among("IS", "NO", words=STORY, outlet=outlet) for outlet in "ABC"])
    with whole_and_the_same_anew(place) as ledger:
        ids = [each.report.id for each in ledger.reports()]
        judge(ledger, "copy", "split", *ids[:2])
        assert ledger.agreement("is-no-trade").origins == 3
        withdraw_last(ledger)
        assert ledger.agreement("is-no-trade").origins == 1


def test_an_actor_without_the_name_that_was_split_off(place: str) -> None:
    by = {
        name: among("IS", "NO", words=f"{name} said it was signed.", speaker=Actor(name, "NO"))
        for name in ("Ann Lee", "Lee")
    }
    fill(place, by.values())
    with whole_and_the_same_anew(place) as ledger:
        (actor,) = ledger.actors()
        assert actor.names == ("Ann Lee", "Lee")
        fuller = next(
            claim.claim.id
            for claim in ledger.agreement("is-no-trade").claims
            if claim.claim.speaker.name == "Ann Lee"
        )
        judge(ledger, "actor", "split", fuller)
        assert sorted(actor.names for actor in ledger.actors()) == [("Ann Lee",), ("Lee",)]


def test_a_withdrawn_correction_stays_withdrawn(place: str) -> None:
    """Also where a newer reading says by itself what the correction had said."""
    said = among("IS", "NO")
    fill(place, [said])
    with whole_and_the_same_anew(place) as ledger:
        (claim,) = ledger.agreement("is-no-trade").claims
        judge(ledger, "claim", "correct", claim.claim.id, correction={"status": "refused"})
        withdraw_last(ledger)
        newer = replace(said.claims[0], status=Status.REFUSED)
        ledger.add(replace(said, claims=(newer,)))
        (claim,) = ledger.agreement("is-no-trade").claims
        assert (claim.claim.status, claim.judgement) == ("refused", None)


def test_a_split_of_claims_of_two_agreements(place: str) -> None:
    """Each loses its claim, whichever is looked at together with the other."""
    fill(place, [among("IS", "NO", outlet="A"), among("IS", "NO", outlet="B")])
    fill(place, [among("GT", "US", outlet="C"), among("GT", "US", outlet="D")])
    with whole_and_the_same_anew(place) as ledger:
        claims = [ledger.agreement(id).claims[0].claim.id for id in ids_in(ledger)]
        judge(ledger, "agreement", "split", *claims)
        assert [entry.claims for entry in ledger.agreements()] == [1, 1, 1, 1]


# Another time than now


def test_what_was_two_agreements_before_they_were_merged(place: str) -> None:
    fill(place, [among("IS", "NO"), among("GT", "US"), denial()])
    with whole_and_the_same_anew(place) as ledger:
        then, entry = answered(ledger), last_entry(ledger)
        judge(ledger, "agreement", "merge", "gt-us-trade", "is-no-trade")
        assert answered(ledger) != then
        assert answered(ledger, Moment(entry=entry)) == then
        ledger.rebuild()
        assert answered(ledger, Moment(entry=entry)) == then


def test_what_a_side_says_of_what_others_agreed(store: str) -> None:
    fill(store, [among("GT", "US")])
    with Ledger.open(store) as ledger:
        assert [each.agreement for each in ledger.positions("NO")] == ["gt-us-trade"]
        assert ledger.positions("NO", as_of=LATE) == ledger.positions("NO")
        assert ledger.positions("NO", recorded_by=LATE) == ledger.positions("NO")


def test_a_report_of_a_year_is_said_when_that_is_over(store: str) -> None:
    fill(store, [among("IS", "NO", published="2024"), among("GT", "US", published="2024-02")])
    with Ledger.open(store) as ledger:
        for day, wanted in (
            (date(2024, 2, 28), []),
            (date(2024, 2, 29), ["GT+US"]),
            (date(2024, 12, 30), ["GT+US"]),
            (date(2024, 12, 31), ["GT+US", "IS+NO"]),
        ):
            listed = sorted(str(each.report.outlet) for each in ledger.reports(as_of=day))
            found = sorted(str(each.report.outlet) for each in ledger.search("signed", as_of=day))
            parties = sorted("+".join(one.parties) for one in ledger.agreements(as_of=day))
            assert listed == found == parties == wanted


def test_a_report_before_it_was_recorded(place: str) -> None:
    fill(place, [signing()])
    with Ledger.open(place) as ledger:
        (entry,) = ledger.reports()
        with pytest.raises(UnknownRecord, match="did not hold the report"):
            ledger.report(entry.report.id, recorded_by=date(2020, 1, 1))


# Copies


def test_copies_stay_together_when_one_is_read_anew(place: str) -> None:
    """Of a chain only a few are compared, so that all of it may hang on them."""
    same = [among("IS", "NO", words=STORY, outlet=str(n)) for n in range(9)]
    fill(place, same)
    with whole_and_the_same_anew(place) as ledger:
        ids = sorted(each.report.id for each in ledger.reports())
        outlets = {each.report.id: each.report.outlet for each in ledger.reports()}
        of_outlet = {reading.report.outlet: reading for reading in same}
        for left, id in enumerate(ids[:4], start=1):
            own = f"Nothing like {id} was said by anybody of whatever there may be to say."
            ledger.add(read_anew(of_outlet[outlets[id]], own))
            rest = {ledger.report(each).report.origin for each in ids[left:]}
            assert len(rest) == 1, left
        links = ledger.report(ids[-1]).chain
        assert [link.relation for link in links] == [None, *["copy"] * 4]


def test_a_day_comes_before_the_year_that_may_mean_it(place: str) -> None:
    days = ("2025", "2025-06-20", None)
    fill(place, [among("IS", "NO", words=STORY, outlet=f"{day}", published=day) for day in days])
    with Ledger.open(place) as ledger:
        (origin,) = {each.report.origin for each in ledger.reports()}
        links = ledger.report(origin).chain
        assert [link.report.published for link in links] == ["2025-06-20", "2025", None]
        assert links[0].report.id == origin


# Mistakes


def test_half_a_character_is_no_damage(store: str) -> None:
    fill(store, [signing()])
    with Ledger.open(store) as ledger:
        for ask in (ledger.claim, ledger.report, ledger.agreement, ledger.positions):
            with pytest.raises(BadQuestion, match="half a character"):
                ask("\udcff")
        with pytest.raises(BadQuestion, match="half a character"):
            ledger.agreements(Wanted(kind="\udcff"))


def test_a_limit_beyond_all_numbers(store: str) -> None:
    fill(store, [signing()])
    with Ledger.open(store) as ledger:
        assert ledger.agreements(limit=asked(10**30)) == ledger.agreements()
        assert ledger.review(limit=asked(10**30) or 0) == ledger.review()


def test_a_moment_that_no_calendar_in_utc_has() -> None:
    with pytest.raises(BadQuestion, match=r"--at is .* no date"):
        who_and_when("ana", "9999-12-31T23:59:59-14:00")


def test_an_empty_name_is_nobodys() -> None:
    assert who_and_when("", None)[0] == ""


def test_a_split_names_claims_and_no_agreement(place: str) -> None:
    fill(place, [signing()])
    with Ledger.open(place) as ledger, pytest.raises(UnknownRecord, match="no claim"):
        ledger.anchors(meant_by(Decision.SPLIT, Subject.AGREEMENT), ["is-no-trade"])
