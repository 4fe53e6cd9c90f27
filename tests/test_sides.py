"""Sides: sentences by case, the vocabulary as a whole, and what holds of any text."""

import json
import time
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import lexicons
from onrecord.errors import BadLexicon
from onrecord.sides import SideMention, adjective, find_sides, side_name

CASES = json.loads((Path(__file__).parent / "cases" / "sides.json").read_text("utf-8"))
WORDS = st.sampled_from(
    ["Georgia", "Jordan", "Chad", "Turkey", "Washington", "Kyiv", "Moscow", "the", "The", "in",
     "to", "and", "with", ",", ".", "-", "–", "'", "’s", "U.S.", "US", "WHO", "Russian",
     "American", "May", "Mexican-American", "Trump", "President", "Putin", "\n", "(", ")",
     "Reuters", "LONDON", "--", "4", "March", "Congo", "Paris", "Agreement", "Korea", "Korean",
     "Brussels", "voters", "said", "é", "中", "\U0001f600", "/", "https://x.org/", "New",
     "Guinea", "Republic", "of"]
)  # fmt: skip


def brief(mentions: list[SideMention]) -> list[list[str]]:
    """The mentions as the cases write them."""
    return [[m.words, m.side, m.form] for m in mentions]


# Lands where nobody lives all year.
UNINHABITED = frozenset(["AQ", "BV", "GS", "HM", "IO", "SJ", "TF", "UM"])
# Lands whose capital bears their name, is another side's seat (Brussels), or is no town.
OF_ONE_NAME = frozenset(
    ["BE", "CC", "CX", "DJ", "GI", "HK", "LU", "MC", "MO", "MS", "NF", "SG", "SM", "ST", "TK", "VA"]
)
# Lands for which English uses the name itself.
NO_ADJECTIVE = frozenset(["BL", "CC", "CX", "GG", "JE", "MF", "MP", "NF", "PN", "TC", "VG", "VI"])
NO_PEOPLE = frozenset(["BL", "GG", "MF", "MP", "VA"])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case['label']}: {case['text'][:40]}",
            marks=[pytest.mark.xfail(strict=True)] if case["expect"] == "fail" else [],
        )
        for case in CASES
    ],
)
def test_case(case: dict[str, Any]) -> None:
    assert brief(find_sides(case["text"], case.get("published"))) == case["sides"]


def test_there_are_sentences_that_name_nobody() -> None:
    assert sum(not case["sides"] for case in CASES) >= 30


def test_every_state_loads_with_its_words() -> None:
    sides = lexicons.sides()
    states = lexicons.load("states")
    assert len(states) == 250
    for code in states:
        assert sides[code].name
        assert any(word.form == "name" for word in sides[code].words), code


def test_states_have_adjective_people_and_capital() -> None:
    sides = lexicons.sides()
    forms = {code: {word.form for word in sides[code].words} for code in lexicons.load("states")}
    inhabited = forms.keys() - UNINHABITED
    assert {c for c in inhabited if "adjective" not in forms[c]} == NO_ADJECTIVE
    assert {c for c in inhabited if "people" not in forms[c]} == NO_PEOPLE
    assert {c for c in inhabited if forms[c].isdisjoint(("capital", "weak capital"))} == OF_ONE_NAME


def test_the_usual_bodies_are_there() -> None:
    named = set(lexicons.load("organisations")["bodies"])
    usual = {
        "EU", "UN", "UNHCR", "IOM", "WFP", "ILO", "WHO", "WTO", "IMF", "World Bank", "IAEA", "FAO",
        "IFAD", "UNIDO", "ITU", "UPU", "WIPO", "WMO", "IMO", "ICAO", "WCO", "IEA", "IRENA", "OECD",
        "NATO", "OSCE", "CSTO", "OPCW", "CTBTO", "Interpol", "ICC", "ICJ", "PCA", "ITLOS", "ECHR",
        "ICRC", "ASEAN", "African Union", "ECOWAS", "SADC", "EAC", "IGAD", "ECCAS", "COMESA", "AES",
        "WAEMU", "CEMAC", "SACU", "Arab Maghreb Union", "Arab League", "GCC", "OIC", "OPEC", "OAS",
        "Mercosur", "CARICOM", "CELAC", "SICA", "UNASUR", "Andean Community", "OECS", "ALBA",
        "Pacific Alliance", "Pacific Islands Forum", "SAARC", "BIMSTEC", "APEC", "SCO", "EAEU",
        "CIS", "EFTA", "Council of Europe", "Nordic Council", "Visegrad Group", "Arctic Council",
        "Organization of Turkic States", "BRICS", "G7", "G20", "G77", "Commonwealth", "OIF", "ADB",
        "AIIB", "AfDB", "IDB", "IsDB", "EBRD", "NDB", "CAF", "ESM", "Green Climate Fund",
    }  # fmt: skip
    assert usual <= named


def test_no_words_mean_two_sides_unless_doubtful() -> None:
    meaning = defaultdict(set)
    for side in lexicons.sides().values():
        for word in side.words:
            meaning[word.words].add(word.side)
    twice = {words for words, sides in meaning.items() if len(sides) > 1}
    assert twice <= set(lexicons.doubtful())


@pytest.mark.parametrize(
    ("words", "side"),
    [
        (word.words, code)
        for code, side in lexicons.sides().items()
        for word in side.words
        if word.form in ("name", "people") and word.side == code and len(word.words) > 3
        if word.words not in lexicons.doubtful()  # they have cases of their own
    ],
)
def test_every_name_is_found_where_its_state_is_the_story(words: str, side: str) -> None:
    found = find_sides(f"He said that {words} had agreed.")
    assert [(m.words, m.side) for m in found] == [(words, side)]


def test_a_leader_out_of_office_speaks_for_nobody() -> None:
    text = "Obama said that the talks had begun."
    assert brief(find_sides(text, "2015-04-02")) == [["Obama", "US", "leader"]]
    assert find_sides(text, "2021-05") == []
    assert brief(find_sides(text)) == [["Obama", "US", "leader"]]


def test_a_namesake_follows_the_year() -> None:
    text = "President Lee agreed, said Seoul of South Korea's Lee Myung-bak."
    assert ["Lee Myung-bak", "KR", "leader"] in brief(find_sides(text, "2010"))
    assert ["Lee Myung-bak", "KR", "leader"] not in brief(find_sides(text, "2020"))


# Nobody on file speaks for these: the Taliban are a side of their own, a prince or captains regent
# have no family name that news would use alone.
WITHOUT_LEADERS = frozenset(["AF", "MC", "SM"])
# Lands under another state, of which some have a leader on file all the same.
DEPENDENT = frozenset(
    "AI AQ AS AW AX BL BM BQ BV CC CW CX EH FK GF GG GI GP GS GU HM IM IO JE KY MF MO MP MQ MS NC "
    "NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)


def test_every_state_has_a_leader_in_2025() -> None:
    led = {
        leader.side
        for leader in lexicons.leaders()
        if leader.since <= 2025 and (leader.until is None or leader.until >= 2025)
    }
    assert set(lexicons.load("states")) - led == WITHOUT_LEADERS | DEPENDENT


@pytest.mark.parametrize(
    ("words", "year", "side"),
    [
        ("Burgum", "2025", "US"), ("Burgum", "2023", None), ("Vilsack", "2024", "US"),
        ("Haaland", "2023", None), ("Deb Haaland", "2023", "US"), ("Secretary Haaland", "2023", "US"),
        ("Lammy", "2026", "GB"), ("Fall", "2024", None), ("Yassine Fall", "2024", "SN"),
        ("Kombos", "2025", "CY"), ("De Croo", "2024", "BE"), ("De Croo", "2026", "UN"),
        ("Berset", "2025", "Council of Europe"), ("Berset", "2022", "CH"), ("McCain", "2024", None),
        ("Cindy McCain", "2024", "WFP"), ("Adesina", "2024", "AfDB"), ("Erhürman", "2026", "Northern Cyprus"),
    ],
)  # fmt: skip
def test_a_leader_of_these_years(words: str, year: str, side: str | None) -> None:
    found = [m.side for m in find_sides(f"On Monday {words} agreed to it.", year)]
    assert found == ([side] if side else [])


def test_leaders_are_many_and_in_order_of_years() -> None:
    leaders = lexicons.leaders()
    assert len({(leader.side, leader.names[0]) for leader in leaders}) >= 500
    assert all(leader.until is None or leader.since <= leader.until for leader in leaders)


def test_display_names() -> None:
    assert [side_name(code) for code in ("GT", "US", "EU", "XK", "Hamas", "no such side")] == [
        "Guatemala",
        "United States",
        "European Union",
        "Kosovo",
        "Hamas",
        "no such side",
    ]
    assert [adjective(code) for code in ("GT", "NL", "CI", "GB")] == [
        "Guatemalan",
        "Dutch",
        "Ivorian",
        "British",
    ]


def test_a_missing_vocabulary_says_so() -> None:
    with pytest.raises(BadLexicon, match="is missing"):
        lexicons.load("no-such-vocabulary")


def test_a_broken_vocabulary_names_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tomllib.loads('common = []\n[sides]\nUS = [["Obama", [], "president", 2009]]')
    shipped = lexicons.load
    monkeypatch.setattr(
        "onrecord.lexicons.parties.load",
        lambda name: broken if name == "leaders" else shipped(name),
    )
    with lexicons.using(lexicons.Lexicon()), pytest.raises(BadLexicon, match="under US"):
        lexicons.leaders()


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_mentions_are_verbatim_and_in_order(text: str) -> None:
    last = 0
    for mention in find_sides(text, "2014-05"):
        assert mention.words == text[mention.span.start : mention.span.end] != ""
        assert mention.span.start >= last
        assert mention.side in lexicons.sides()
        last = mention.span.end


def test_time_grows_with_the_text_and_no_faster() -> None:
    text = "Georgia, Jordan and Washington met President Lee in May, said Moscow. " * 2000

    def seconds(many: str) -> float:
        start = time.process_time()
        find_sides(many)
        return time.process_time() - start

    seconds(text)
    assert seconds(text * 4) < 12 * max(seconds(text), 0.01)
