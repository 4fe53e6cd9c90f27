"""Judgements: found again by case, corrected, counted in any order, and passed on as lines."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.errors import BadJudgement
from onrecord.judgements import (
    How,
    JudgementLine,
    RecordedJudgement,
    anchor_of,
    as_json,
    attach,
    check_correction,
    check_judgement,
    corrected,
    current,
    effect,
    from_json,
    judgement_of,
    read_judgements,
    said,
)
from onrecord.lexicons import read_lexicon, using
from onrecord.records import (
    REPORT_VOICE,
    Actor,
    Anchor,
    Bound,
    Claim,
    Decision,
    Form,
    Judgement,
    Polarity,
    Quantity,
    Reading,
    Status,
    Subject,
)

CASES = Path(__file__).parent / "cases" / "judgements.json"
FIELDS = {
    "label", "comment", "text", "claims", "correction", "later_text", "later_claims", "attached",
    "expect",
}  # fmt: skip
TEXT = "Kristi Noem said that Guatemala had signed a deal. Guatemala denied that it signed a deal."


def claim_in(text: str, given: Mapping[str, Any]) -> Claim:
    """A claim in few words: what is not said is as in "Noem said that Guatemala signed"."""
    start = -1
    for _ in range(given.get("nth", 1)):
        start = text.index(given["quote"], start + 1)
    quantity = given.get("quantity")
    return Claim(
        id=given["id"],
        parties=tuple(given.get("parties", ("GT", "US"))),
        kind="safe-third-country",
        status=Status(given.get("status", "signed")),
        polarity=Polarity(given.get("polarity", "affirmed")),
        speaker=Actor(given.get("name", "Kristi Noem"), given.get("side", "US")),
        quote=given["quote"],
        evidence=Span(start, start + len(given["quote"])),
        when=given.get("when"),
        quantity=quantity
        and Quantity(quantity["value"], quantity["unit"], Bound(quantity["bound"])),
        form=Form.INDIRECT,
        made_by="test",
        confidence=1.0,
    )


CLAIM = claim_in(TEXT, {"id": "c1", "quote": "had signed a deal"})


def judgement(decision: Decision = Decision.ACCEPT, by: str = "ana", **more: Any) -> Judgement:
    given: dict[str, Any] = {
        "subject": Subject.CLAIM, "targets": (anchor_of(CLAIM, "r1", TEXT),),
        "made": "2026-11-24T09:30:00Z",
    }  # fmt: skip
    return Judgement(decision=decision, by=by, **given | more)


# -- a judged claim is found again in a newer extraction ------------------------------------------


@pytest.mark.parametrize("case", case_params(CASES, FIELDS))
def test_claims_are_found_again(case: dict[str, Any]) -> None:
    text = case["text"]
    later_text = case.get("later_text", text)
    later = [claim_in(later_text, each) for each in case["later_claims"]]
    correction = case.get("correction") and check_correction(case["correction"])
    for claims in (later, later[::-1]):
        found = []
        for each in case["claims"]:
            one = attach(
                anchor_of(claim_in(text, each), "r1", text), claims, later_text, correction
            )
            found.append(
                [each["id"], one.how.value, one.claim, *([list(one.differs)] * bool(one.differs))]
            )
        assert found == case["attached"]


def test_claims_are_found_in_their_own_extraction(gold_readings: dict[str, Reading]) -> None:
    for reading in gold_readings.values():
        text = reading.report.text
        for claim in reading.claims:
            found = attach(anchor_of(claim, "r1", text), reading.claims, text)
            assert (found.claim, found.how) == (claim.id, How.SAME)


WORDS = st.lists(
    st.sampled_from(["a", "deal", "was", "signed", "by", "both", "on"]), min_size=1
).map(" ".join)
SAYING = st.fixed_dictionaries(
    {
        "parties": st.sampled_from([("GT", "US"), ("HN", "US"), ("US",)]),
        "status": st.sampled_from(list(Status)),
        "polarity": st.sampled_from(list(Polarity)),
        "speaker": st.sampled_from([REPORT_VOICE, Actor("Noem", "US"), Actor("Paz", "HN")]),
        "when": st.sampled_from([None, "2025"]),
        "quantity": st.sampled_from([None, Quantity(2, "deals", Bound.EXACT)]),
    }
)


@st.composite
def texts_and_claims(draw: st.DrawFn) -> tuple[str, list[Claim]]:
    """A text of few words, so that quotes occur more than once, and claims that all differ."""
    text = draw(WORDS)
    claims: dict[Any, Claim] = {}
    for nth in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        changes: dict[str, Any] = draw(SAYING)
        claim = replace(
            CLAIM, id=f"c{nth}", quote=text[start:end], evidence=Span(start, end), **changes
        )
        claims.setdefault((claim.evidence, tuple(said(claim).items())), claim)
    return text, list(claims.values())


@given(texts_and_claims(), st.randoms(use_true_random=False))
def test_every_claim_is_found_where_nothing_changed(
    found: tuple[str, list[Claim]], shuffler: random.Random
) -> None:
    text, claims = found
    mixed = shuffler.sample(claims, len(claims))
    for claim in claims:
        again = attach(anchor_of(claim, "r1", text), mixed, text)
        assert (again.claim, again.how) == (claim.id, How.SAME)


@given(texts_and_claims(), st.text(max_size=80))
def test_what_is_added_above_changes_nothing(found: tuple[str, list[Claim]], added: str) -> None:
    text, claims = found
    later = added + text
    moved = [replace(c, evidence=Span(*(at + len(added) for at in c.evidence))) for c in claims]
    for claim in claims:
        anchor = anchor_of(claim, "r1", text)
        # Words that stand between the same words elsewhere, too, have no one place.
        suffix = anchor.statement.suffix if anchor.statement else ""
        assume(later.count(claim.quote + suffix) == 1)
        again = attach(anchor, moved, later)
        assert (again.claim, again.how) == (claim.id, How.SAME)


@given(st.text("abc ", min_size=5, max_size=30), st.text("abc ", max_size=40), st.data())
def test_words_are_found_with_a_fifth_of_them_changed(
    quote: str, before: str, data: st.DataObject
) -> None:
    text = f"{before}XX{quote}YY"
    claim = replace(
        CLAIM, quote=quote, evidence=Span(len(before) + 2, len(before) + 2 + len(quote))
    )
    changed = list(quote)
    for at in data.draw(
        st.sets(st.integers(0, len(quote) - 1), min_size=1, max_size=len(quote) // 5)
    ):
        changed[at] = "鈥"
    later = f"{before}XX{''.join(changed)}YY"
    found = attach(anchor_of(claim, "r1", text), [replace(claim, quote="".join(changed))], later)
    assume(quote not in later)
    assert (found.claim, found.how) == (claim.id, How.MOVED)


def test_long_texts_of_one_word_are_no_trouble() -> None:
    quote, text = "ab" * 100 + "c", "ab" * 50_000
    judged = replace(CLAIM, quote=quote, evidence=Span(0, len(quote)))
    claim = replace(CLAIM, quote="ab", evidence=Span(0, 2))
    assert attach(anchor_of(judged, "r1", quote), [claim], text).how is How.MOVED
    assert attach(anchor_of(claim, "r1", text), [claim], text).how is How.SAME


def test_a_report_has_no_claim_to_find() -> None:
    with pytest.raises(ValueError, match="r1 holds no claim"):
        attach(Anchor("r1"), [CLAIM], TEXT)


# -- corrections ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("correction", "kept"),
    [
        ({"parties": ["United States", "gt"]}, {"parties": ["GT", "US"]}),
        ({"parties": ["Hamas", "il", "Israel"]}, {"parties": ["Hamas", "IL"]}),
        ({"side": "European Union"}, {"side": "EU"}),
        (
            {"side": None, "when": None, "quantity": None},
            {"side": None, "when": None, "quantity": None},
        ),
        ({"speaker": " Wilson  Paz"}, {"speaker": "Wilson Paz"}),
        ({"speaker": "report"}, {"speaker": "report", "side": None}),
        ({"when": "2025-02-14/2025-02-16"}, {"when": "2025-02-14/2025-02-16"}),
        ({"quote": "denied"}, {"quote": "denied"}),
    ],
)
def test_a_correction_is_kept_in_one_spelling(
    correction: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert check_correction(correction, TEXT) == kept
    assert check_correction(kept, TEXT) == kept


@pytest.mark.parametrize(
    ("correction", "reason"),
    [
        ({}, "correction is {}. Give the fields that change"),
        (["signed"], "correction is"),
        ({"state": "signed"}, '"state", which is no field of a claim. Did you mean "status"?'),
        ({"status": "sigend"}, 'status is "sigend", which is unknown. Did you mean "signed"?'),
        ({"status": None}, "status is null, which is unknown. Known are"),
        ({"polarity": True}, "polarity is true, which is unknown. Known are affirmed, denied."),
        ({"kind": "fisheries"}, 'kind is "fisheries", which is unknown. Known are'),
        ({"parties": "GT"}, 'parties is "GT". Give a list'),
        ({"parties": []}, "parties is []. Give a list"),
        ({"parties": ["GT", "Guatemla"]}, 'parties is "Guatemla". Give a code or a name, such as "GT"'),
        ({"side": 3}, "side is 3. Give a code or a name"),
        ({"speaker": " "}, 'speaker is " ". Give words.'),
        ({"speaker": {"name": "Paz", "side": "HN"}}, "Give the name alone"),
        ({"speaker": "report", "side": "US"}, "the report's own voice and has none"),
        ({"when": "February"}, 'when is "February". Give a day, month, year or interval'),
        ({"when": "2025-02-30"}, 'when is "2025-02-30"'),
        ({"when": "2025-03/2025-02"}, 'when is "2025-03/2025-02"'),
        ({"quantity": 5000}, "quantity is 5000. Give"),
        ({"quantity": {"value": 1, "unit": "men", "bound": "over"}}, "bounds are about, at-least"),
        ({"quantity": {"value": True, "unit": "men", "bound": "exact"}}, "quantity is"),
        ({"quantity": {"value": float("inf"), "unit": "men", "bound": "exact"}}, "quantity is"),
        ({"quote": "had not signed"}, 'quote is "had not signed". Give words of the report'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_correction_is_named(correction: Any, reason: str) -> None:
    with pytest.raises(BadJudgement) as fault:
        check_correction(correction, TEXT)
    assert reason in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_lexicon_of_ones_own_adds_kinds(tmp_path: Path) -> None:
    own = tmp_path / "fisheries.toml"
    own.write_text('[kinds.fisheries]\nstrong = ["fishing licence"]\n')
    with using(read_lexicon(own)):
        assert check_correction({"kind": "fisheries"}) == {"kind": "fisheries"}


def test_a_correction_changes_what_it_names_and_nothing_else() -> None:
    correction = check_correction(
        {"parties": ["Honduras", "US"], "status": "agreed", "polarity": "denied", "side": "HN",
         "when": "2025", "quantity": {"value": 2, "unit": "deals", "bound": "about"}}
    )  # fmt: skip
    assert corrected(CLAIM, correction) == replace(
        CLAIM, parties=("HN", "US"), status=Status.AGREED, polarity=Polarity.DENIED,
        speaker=Actor("Kristi Noem", "HN"), when="2025", quantity=Quantity(2, "deals", Bound.ABOUT),
    )  # fmt: skip
    assert corrected(CLAIM, {"kind": "other"}) == replace(CLAIM, kind="other")


def test_a_corrected_quote_is_the_nearest_of_its_places() -> None:
    found = corrected(CLAIM, {"quote": "signed a deal"}, TEXT)
    assert TEXT[slice(*found.evidence)] == found.quote == "signed a deal"
    assert found.evidence.start < TEXT.index("denied")
    with pytest.raises(BadJudgement, match="Give words of the report"):
        corrected(CLAIM, {"quote": "signed a deal"}, "another text")


def test_a_corrected_speaker_changes_the_form_where_the_report_is_one_of_them() -> None:
    own_voice = corrected(CLAIM, check_correction({"speaker": "report"}))
    assert (own_voice.speaker, own_voice.form) == (REPORT_VOICE, Form.REPORT)
    assert corrected(own_voice, {"speaker": "Paz", "side": "HN"}).form is Form.INDIRECT


def test_what_a_judgement_makes_of_a_claim() -> None:
    assert effect(CLAIM, judgement(Decision.ACCEPT)) == CLAIM
    assert effect(CLAIM, judgement(Decision.NOTE, note="?")) == CLAIM
    assert effect(CLAIM, judgement(Decision.REJECT)) is None
    changed = effect(CLAIM, judgement(Decision.CORRECT, correction={"status": "agreed"}))
    assert changed == replace(CLAIM, status=Status.AGREED)


# -- which judgement counts -----------------------------------------------------------------------


def recorded(id: str, decision: Decision, by: str, day: int, **more: Any) -> RecordedJudgement:
    return RecordedJudgement(
        id, judgement(decision, by, made=f"2026-11-{day:02}T09:30:00Z", **more)
    )


def ids(judgements: tuple[RecordedJudgement, ...]) -> list[str]:
    return [each.id for each in judgements]


def test_the_latest_of_all_counts_and_who_differs_is_shown() -> None:
    accept, reject, note = Decision.ACCEPT, Decision.REJECT, Decision.NOTE
    [judged] = current(
        [
            recorded("j1", reject, "ana", 1),
            recorded("j2", reject, "ben", 2),
            recorded("j3", accept, "ana", 3),
            recorded("j4", accept, "eva", 4),
            recorded("j5", note, "ben", 5, note="Ask Paz."),
        ]
    ).values()
    assert judged.counts
    assert judged.counts.id == "j4"
    assert (ids(judged.agreeing), ids(judged.disagreeing)) == (["j3"], ["j2"])
    assert (ids(judged.superseded), ids(judged.notes)) == (["j1"], ["j5"])


def test_two_corrections_differ_if_they_correct_otherwise() -> None:
    signed, agreed = {"status": "signed"}, {"status": "agreed"}
    [judged] = current(
        [
            recorded("j1", Decision.CORRECT, "ana", 1, correction=signed),
            recorded("j2", Decision.CORRECT, "ben", 2, correction=agreed),
            recorded("j3", Decision.CORRECT, "eva", 3, correction=signed),
        ]
    ).values()
    assert (ids(judged.agreeing), ids(judged.disagreeing)) == (["j1"], ["j2"])


def test_a_note_that_supersedes_withdraws_and_nothing_earlier_comes_back() -> None:
    [judged] = current(
        [
            recorded("j1", Decision.ACCEPT, "ana", 1),
            recorded("j2", Decision.REJECT, "ana", 2),
            recorded(
                "j3", Decision.NOTE, "eva", 3, note="Ana looked at another report.", supersedes="j2"
            ),
        ]
    ).values()
    assert judged.counts is None
    assert (ids(judged.superseded), ids(judged.notes)) == (["j1", "j2"], ["j3"])


def test_targets_are_apart_unless_they_are_said_to_be_one() -> None:
    other = replace(CLAIM, status=Status.AGREED)
    given = [
        recorded("j1", Decision.ACCEPT, "ana", 1),
        recorded("j2", Decision.REJECT, "ben", 2, targets=(anchor_of(other, "r1", TEXT),)),
    ]
    assert [judged.disagreeing for judged in current(given).values()] == [(), ()]
    [judged] = current(given, lambda each: "one claim").values()
    assert ids(judged.disagreeing) == ["j1"]


RECORDED = st.lists(
    st.builds(
        recorded,
        st.sampled_from([f"j{n}" for n in range(9)]),
        st.sampled_from([Decision.ACCEPT, Decision.REJECT, Decision.NOTE]),
        st.sampled_from(["ana", "ben", "eva"]),
        st.integers(1, 3),
        supersedes=st.sampled_from([None, "j0", "j1", "j2"]),
    ),
    unique_by=lambda each: each.id,
)


@given(RECORDED, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_none_is_lost(
    given: list[RecordedJudgement], shuffler: random.Random
) -> None:
    found = current(given)
    assert found == current(shuffler.sample(given, len(given)))
    for judged in found.values():
        counts = [judged.counts] if judged.counts else []
        rest = (*judged.agreeing, *judged.disagreeing, *judged.superseded, *judged.notes)
        assert sorted(ids((*counts, *rest))) == sorted(each.id for each in given)


# -- what may go on record ------------------------------------------------------------------------


REPORTS = (Anchor("r2"), Anchor("r1"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"decision": Decision.MERGE},
            'decision is "merge", which is not for the subject "claim". Known are accept, correct',
        ),
        (
            {"subject": Subject.ACTOR},
            '"accept", which is not for the subject "actor". Known are merge, note, split.',
        ),
        (
            {"subject": Subject.COPY, "targets": REPORTS[:1], "decision": Decision.MERGE},
            "two things or more",
        ),
        ({"subject": Subject.COPY, "targets": (), "decision": Decision.SPLIT}, "what goes apart"),
        ({"targets": ()}, '"accept" is of one claim, not of 0'),
        ({"targets": REPORTS[:1]}, "needs the anchors of claims"),
        ({"decision": Decision.NOTE}, "a note says nothing"),
        ({"decision": Decision.CORRECT}, "correction is null"),
        ({"correction": {"status": "signed"}}, "which corrects nothing"),
        ({"by": " "}, 'by is " "'),
        ({"by": "ana\nben"}, "by is"),
        ({"made": "2026-11-24"}, "Give date and time in UTC"),
        ({"made": "2026-13-24T09:30:00Z"}, "Give date and time in UTC"),
        ({"note": "half a character: \ud83d"}, "half a character"),
    ],
)
def test_what_is_wrong_with_a_judgement_is_named(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadJudgement) as fault:
        check_judgement(replace(judgement(), **change))
    assert reason in str(fault.value)
    assert "\n" not in str(fault.value)


def test_targets_are_kept_in_one_order() -> None:
    merge = judgement(Decision.MERGE, subject=Subject.COPY, targets=REPORTS)
    again = replace(merge, targets=REPORTS[::-1] + REPORTS)
    assert check_judgement(merge) == check_judgement(again)


# -- lines of JSON --------------------------------------------------------------------------------


def lines_of(tmp_path: Path, *lines: str) -> list[Any]:
    path = tmp_path / "judgements.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return list(read_judgements(path))


def test_a_judgement_is_passed_on_as_it_is(tmp_path: Path) -> None:
    whole = [
        judgement(note="“Signed” is Noem's word.", supersedes="j1"),
        judgement(Decision.CORRECT, correction={"when": None, "parties": ["GT", "US"]}),
        judgement(Decision.MERGE, subject=Subject.COPY, targets=REPORTS[::-1]),
        judgement(
            targets=(
                anchor_of(replace(CLAIM, quantity=Quantity(2, "deals", Bound.ABOUT)), "r1", TEXT),
            )
        ),
    ]
    assert lines_of(tmp_path, *(json.dumps(as_json(each)) for each in whole)) == whole


def test_a_person_writes_a_line_with_ids(tmp_path: Path) -> None:
    found = lines_of(
        tmp_path,
        '{"claim": "3f9a", "decision": "correct", "correction": {"side": "United States"}, "by": "ana"}',
        "",
        '{"agreement": ["3f9a", "77b0"], "decision": "merge", "note": "one pact, two names"}',
        '{"copy": ["e1"], "decision": "split", "made": "2026-11-24T09:30:00Z"}',
    )
    assert [(line.subject, line.decision, line.targets) for line in found] == [
        (Subject.CLAIM, Decision.CORRECT, ("3f9a",)),
        (Subject.AGREEMENT, Decision.MERGE, ("3f9a", "77b0")),
        (Subject.COPY, Decision.SPLIT, ("e1",)),
    ]
    assert [(line.by, line.correction, line.note) for line in found[:2]] == [
        ("ana", {"side": "US"}, None),
        (None, None, "one pact, two names"),
    ]
    assert found[2].where.endswith("judgements.jsonl, line 4")
    anchor = anchor_of(CLAIM, "r1", TEXT)
    meant = judgement_of(found[0], [anchor], by="ben", made="2026-11-24T09:30:00Z")
    assert meant == judgement(Decision.CORRECT, correction={"side": "US"})
    quoting = replace(found[0], correction={"quote": "no such words"})
    with pytest.raises(BadJudgement, match=r"judgements.jsonl, line 1: quote is"):
        judgement_of(quoting, [anchor], by="ben", made="2026-11-24T09:30:00Z", text=TEXT)


WHOLE = json.dumps(as_json(judgement()))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not UTF-8 or no JSON"),
        ("[" * 100_000, "is not UTF-8 or no JSON"),
        ("3", "is no judgement, but should be an object"),
        ("{}", "it judges nothing. Give one of claim, agreement, actor, copy"),
        ('{"claim": "a", "copy": "b"}', "it judges claim and copy"),
        ('{"claim": "a"}', "decision is null. Known are accept"),
        ('{"claim": "a", "decision": "acept"}', 'decision is "acept". Did you mean "accept"?'),
        ('{"claim": 3, "decision": "accept"}', "claim is 3. Give an id"),
        ('{"claim": ["a", "b"], "decision": "accept"}', "is of one claim, not of 2"),
        ('{"claim": "a", "decision": "accept", "nota": "x"}', '"nota" is no field of a judgement. Did you mean "note"?'),
        ('{"claim": "a", "decision": "accept", "by": 3}', "by is 3. Give words."),
        ('{"claim": "a", "decision": "correct", "correction": {"status": "x"}}', 'status is "x"'),
        (WHOLE.replace('"r1"', "3"), "is no anchor"),
        (WHOLE.replace('"signed"', '"sealed"'), "'sealed' is not a valid Status"),
        (WHOLE.replace('"start": 32', '"start": 31'), "is no statement"),
        (WHOLE.replace('"quantity": null', '"quantity": 3'), "3 is no quantity"),
        (WHOLE.replace('"targets": [', '"targets": 3, "targts": ['), '"targts" is no field'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_named_and_the_rest_is_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    fault, good = lines_of(tmp_path, line, '{"claim": "a", "decision": "accept"}')
    assert isinstance(fault, BadJudgement)
    assert "judgements.jsonl, line 1" in str(fault)
    assert reason in str(fault)
    assert "\n" not in str(fault)
    assert isinstance(good, JudgementLine)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadJudgement, match=r"none\.jsonl cannot be read"):
        list(read_judgements(tmp_path / "none.jsonl"))


def test_what_is_no_judgement_is_said() -> None:
    with pytest.raises(BadJudgement, match="is no judgement"):
        from_json({"claim": "a", "decision": "accept"})
