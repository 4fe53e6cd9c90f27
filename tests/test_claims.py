"""What sentences claim: a specification by kinds of sentence, and the laws that all claims keep."""

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_scripts import shared_script

from onrecord.claims.rules import rules
from onrecord.claims.vocabulary import kind_words
from onrecord.errors import UnreadableReport
from onrecord.exports.contract import claim_as_json
from onrecord.lexicons import load
from onrecord.reading import read
from onrecord.records import Bound, Form, Polarity, Reading, Status

CASES = Path(__file__).parent / "cases"
FIELDS = {"label", "comment", "text", "published", "title", "outlet", "claims", "expect"}
CLAIM_FIELDS = {"parties", "kind", "status", "polarity", "speaker", "quote", "when", "quantity"}
FILES = sorted(CASES.glob("claims_*.json"))


def read_case(case: Mapping[str, Any]) -> Reading:
    given: dict[str, Any] = {name: case.get(name) for name in ("title", "published", "outlet")}
    return read(case["text"], **given)


def agrees(given: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether a claim has every field that the case gives; of a speaker, every part given."""
    for field, wanted in given.items():
        value = found[field]
        if field == "speaker":
            value = {part: value[part] for part in wanted}
        if value != wanted:
            return False
    return True


def matched(wanted: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each claim wanted has a claim of its own among those found, and none is left over."""
    if len(wanted) != len(found):
        return False
    if not wanted:
        return True
    first, *others = wanted
    return any(
        agrees(first, claim) and matched(others, [*found[:place], *found[place + 1 :]])
        for place, claim in enumerate(found)
    )


@pytest.mark.parametrize("case", [p for path in FILES for p in case_params(path, FIELDS)])
def test_a_sentence_claims(case: dict[str, Any]) -> None:
    found = [claim_as_json(claim) for claim in read_case(case).claims]
    told = [
        {
            field: claim[field]
            for field in ("parties", "kind", "status", "polarity", "speaker", "when")
        }
        | {"quote": claim["quote"], "quantity": claim["quantity"]}
        for claim in found
    ]
    assert matched(case["claims"], found), f"{case['text']}\nclaims: {told}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_are_written_as_claims_are(path: Path) -> None:
    cases = [param.values[0] for param in case_params(path, FIELDS)]
    assert len(cases) >= 8
    for case in cases:
        for claim in case["claims"]:
            assert claim.keys() <= CLAIM_FIELDS, case["label"]
            assert claim["parties"] == sorted(set(claim["parties"])), case["label"]
            Status(claim.get("status", "signed"))
            Polarity(claim.get("polarity", "affirmed"))
            assert claim.get("kind", "other") in kinds(), case["label"]
            assert claim.get("quote", "") in case["text"], case["label"]
        assert path.stem != "claims_nothing" or not case["claims"]


def kinds() -> set[str]:
    return {kind for kind, _, _ in kind_words()}


# -- laws ------------------------------------------------------------------------------------------

FRAGMENTS = [
    "Kenya", "the United States", "France", "Hamas", "the two countries", "President Ana Petrov",
    "it", "signed", "denied signing", "refused to sign", "reached", "are negotiating", "ratified",
    "suspended", "a trade agreement", "the deal", "safe third-country agreements", "an accord",
    "a truce", "treaties", "with Chad, Peru and Spain", "between Japan and India", "in February",
    "on Thursday", "in 2019", "more than 5,000 migrants", "took effect", "will take back", "if",
    "that", "which", "said", ", and", ". ", "? ", "\n\n", "“", "”", "’s", "told reporters", "under",
    "has accepted", "no", "not", "could", "LONDON: ", "- ", "…", "\u2028", "\x00", "é", "𐍈",
    "\ue000", "\ue800", "\ufeff", "鈥淲e", "  ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=40).map(
    lambda words: " ".join(["Kenya", *words])
)


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.sampled_from([None, "2025", "2025-06", "2025-06-26"]))
def test_laws_of_claims(text: str, published: str | None) -> None:
    reading = read(text, published=published)
    report = reading.report
    assert [claim.id for claim in reading.claims] == [
        f"c{n}" for n in range(1, len(reading.claims) + 1)
    ]
    for claim in reading.claims:
        assert 0 <= claim.evidence.start < claim.evidence.end <= len(report.text)
        assert claim.quote == report.text[claim.evidence.start : claim.evidence.end]
        assert claim.quote.strip()
        assert claim.parties
        assert list(claim.parties) == sorted(set(claim.parties))
        assert claim.kind in kinds()
        assert claim.status in Status
        assert claim.polarity in Polarity
        assert claim.form in Form
        assert claim.speaker.name
        assert claim.speaker.name != "report" or claim.speaker.side is None
        assert claim.quantity is None or claim.quantity.bound in Bound
        assert claim.when is None or re.fullmatch(r"[0-9]{4}[0-9/-]*", claim.when)
        assert 0 < claim.confidence <= 1
    ids = {claim.id for claim in reading.claims}
    for dispute in reading.disputes:
        assert {dispute.left, dispute.right} <= ids
    assert read(text, published=published) == reading


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_is_read_or_says_why_not(text: str) -> None:
    with suppress(UnreadableReport):
        assert all(claim.quote for claim in read(text).claims)


LONG = {
    "one sentence": "Kenya signed a trade deal with Chad and then ",
    "many sentences": "Kenya said it signed a trade deal with Chad. ",
    "many paragraphs": "Kenya signed an accord with Chad.\n\n",
    "no agreement in it": "The weather in Kenya was fine and nobody signed in at the desk. ",
    "one word": "agreement ",
}


def seconds(text: str) -> float:
    """How long the processor reads a text; the clock would count what else the machine does."""
    started = time.process_time()
    read(text)
    return time.process_time() - started


@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_the_length(name: str) -> None:
    seconds(LONG[name] * 10)
    # Four times the text may take eight times the time, and a good second more: no square of it.
    assert seconds(LONG[name] * 800) < 8 * max(seconds(LONG[name] * 200), 0.02) + 1


def test_time_grows_with_the_length_where_all_is_one_attributed_sentence() -> None:
    assert seconds("Kenya signed a trade deal with Chad and denied it had refused " * 360) < 1.5


@pytest.mark.parametrize(
    "text",
    ["Kenya signed a deal with Chad and then " * 6_250, "Kenya signed a deal with Chad. " * 2_000],
    ids=["50,000 words in one sentence", "2,000 sentences"],
)
def test_a_long_report_is_read_in_seconds(text: str) -> None:
    # 50,000 words are hundreds of windows for the network: 16 seconds on a busy machine.
    assert seconds(text) < 30


# -- rules and words ---------------------------------------------------------------------------------

RULES = load("statuses")["rules"]
RULE_FIELDS = {
    "name", "status", "polarity", "denied_as", "needs", "ahead", "certain", "traits", "patterns",
}  # fmt: skip
TRAITS = {"symmetric", "observed", "moves", "one by one", "with the speaker", "by the agreement"}
NEEDS = {"agreement", "thread", "pair", "undertaking", "following"}
TRAITS = {
    "symmetric", "observed", "moves", "one by one", "with the speaker", "by the agreement",
}  # fmt: skip


def test_rules_have_names_of_their_own() -> None:
    names = [rule["name"] for rule in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["name"]))
def test_a_rule_says_only_what_is_known(rule: dict[str, Any]) -> None:
    assert rule.keys() <= RULE_FIELDS
    assert rule["patterns"]
    assert rule.get("needs", "agreement") in NEEDS
    assert set(rule.get("traits", ())) <= TRAITS
    assert rule.get("ahead", "same") in {"same", "none"} | set(Status)
    assert set(rule.get("traits", ())) <= TRAITS
    Status(rule["status"])
    Status(rule.get("denied_as", rule["status"]))
    Polarity(rule.get("polarity", "affirmed"))


def test_every_rule_compiles() -> None:
    assert [rule.name for rule in rules()] == [rule["name"] for rule in RULES]
    assert all(rule.wordings for rule in rules())


def test_every_word_list_is_used() -> None:
    used = {name for rule in RULES for p in rule["patterns"] for name in re.findall(r"{(\w+)}", p)}
    assert used - {"X", "M", "np", "post", "vp"} == load("statuses")["words"].keys()


def test_every_status_has_a_rule() -> None:
    assert {rule.status for rule in rules()} == set(Status)


def test_the_vocabularies_are_those_of_the_guidelines(shared: Path) -> None:
    validate = shared_script(shared / "gold/validate.py")
    assert kinds() == set(validate.KINDS)
    assert set(Status) == set(validate.STATUSES)
    assert set(Polarity) == set(validate.POLARITIES)
    assert set(Bound) == set(validate.BOUNDS)


def test_every_claim_of_the_gold_reports_is_valid(shared: Path) -> None:
    """Our claims have the fields that the shared validator asks for, and hold what it asks."""
    validate = shared_script(shared / "gold/validate.py")
    own = {"evidence", "form", "made_by", "confidence"}
    for path in sorted((shared / "gold/dev").glob("*.txt")):
        reading = read(path.read_text("utf-8"))
        for claim in map(claim_as_json, reading.claims):
            bare = {name: value for name, value in claim.items() if name not in own}
            assert list(validate.claim_faults(bare, reading.report.text)) == []


def test_words_tell_one_kind_each() -> None:
    strong = [word for entry in load("kinds")["kinds"].values() for word in entry["strong"]]
    assert len(strong) == len(set(strong))
