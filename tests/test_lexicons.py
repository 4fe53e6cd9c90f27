"""A user's lexicon: what it adds, that it is checked, and that it holds for its own reports alone."""

import doctest
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from test_cli import run, said

import onrecord
from onrecord.errors import BadLexicon
from onrecord.lexicons import Lexicon, kept, load, read_lexicon, sides, using
from onrecord.lexicons.sections import SECTIONS
from onrecord.sides import find_sides, side_name

CHECKOUT = Path(__file__).parents[1]
EXAMPLE = CHECKOUT / "examples" / "fisheries.toml"
REPORT = (CHECKOUT / "examples" / "fisheries.txt").read_text("utf-8")
GUIDE = (CHECKOUT / "docs" / "lexicon.md").read_text("utf-8")
FAULTS = json.loads((Path(__file__).parent / "cases" / "lexicon_faults.json").read_text("utf-8"))

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes a lexicon and gives its path."""

    def written(toml: str, name: str = "own.toml") -> Path:
        path = tmp_path / name
        path.write_text(toml, encoding="utf-8")
        return path

    return written


def claims(report: str = REPORT, **how: Any) -> list[str]:
    found = onrecord.read(report, published="2025-03-14", **how).claims
    return [f"{' '.join(c.parties)} {c.kind} {c.status} {c.polarity} {c.speaker}" for c in found]


# -- the example ----------------------------------------------------------------------------------


def test_the_guide_shows_what_the_example_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    guide = doctest.DocTestParser().get_doctest(GUIDE, {}, "lexicon.md", "lexicon.md", 0)
    assert len(guide.examples) >= 4
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(guide).failed == 0


def test_the_guide_shows_the_example_whole() -> None:
    shown = tomllib.loads("\n".join(re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)))
    assert shown == tomllib.loads(EXAMPLE.read_text("utf-8"))


def test_the_guide_names_every_section_and_class() -> None:
    named = set(re.findall(r"`(\w+)`", GUIDE))
    assert set(SECTIONS) <= named
    assert {verb["class"] for verb in load("cues")["verbs"].values()} <= named
    assert set(load("offices")["classes"]) <= named


# A part of the example with what cannot stand without it, and how many claims it adds or changes.
PARTS = [
    (["[kinds.fisheries]"], 7),
    (["[sides.NEAFC]", "[[agreements.named]]"], 2),
    (["[agreements]"], 1),
    (["[[agreements.named]]"], 1),
    (["[cues.verbs.minute]"], 1),
    (["[cues.phrases]"], 1),
    (["[offices.classes.official]"], 1),
    (["[offices.fixed]"], 1),
    (["[[actors]]"], 1),
    (["[[statuses.rules]]"], 1),
]


@pytest.mark.parametrize(("heads", "fewest"), PARTS, ids=lambda p: p[0] if p is list else None)
def test_every_part_of_the_example_has_its_effect(
    heads: list[str], fewest: int, write: Write
) -> None:
    parts = EXAMPLE.read_text("utf-8").split("\n\n")
    left = [part for part in parts if not any(f"\n{head}\n" in f"\n{part}" for head in heads)]
    assert len(left) == len(parts) - len(heads)
    toml = "\n\n".join(left)
    if "[kinds.fisheries]" in heads:
        toml = toml.replace('kind = "fisheries"', 'kind = "other"')
    whole, without = claims(lexicon=EXAMPLE), claims(lexicon=write(toml))
    assert len(set(whole) - set(without)) >= fewest


# -- what it adds ---------------------------------------------------------------------------------


def test_words_are_added_to_a_side_that_there_is(write: Write) -> None:
    own = read_lexicon(write('[sides.NO]\nnames = ["Noreg"]\nadjectives = ["Norsk"]'))
    with using(own):
        found = [(m.side, m.form) for m in find_sides("Noreg agreed, but Norsk boats left Oslo.")]
        assert found == [("NO", "name"), ("NO", "adjective"), ("NO", "capital")]
        assert side_name("NO") == "Norway"
    assert find_sides("Noreg agreed.") == []


def test_what_is_no_side_may_be_made_one(write: Write) -> None:
    own = write(
        '[sides.GB-NIR]\nname = "Northern Ireland"\nform = "name"\nnames = ["Northern Ireland"]'
    )
    said_of = "Ireland and Northern Ireland signed a trade deal in Armagh."
    assert [c.split(" trade")[0] for c in claims(said_of, lexicon=own)] == ["GB-NIR IE"]
    assert not any("GB-NIR" in claim for claim in claims(said_of))
    with using(read_lexicon(own)):
        assert side_name("GB-NIR") == "Northern Ireland"


def test_an_actor_speaks_in_the_years_in_office(write: Write) -> None:
    own = write(
        '[[actors]]\nnames = ["Liv Storhaug"]\noffice = "minister"\nside = "NO"\nsince = 2019\nuntil = 2021'
    )
    report = "Storhaug said that a trade deal with Iceland was signed."
    sides_of = [
        [a.speaker and a.speaker.side for a in reading.attributions]
        for day in ("2018", "2019", "2021", "2022")
        for reading in [onrecord.read(report, published=day, lexicon=own)]
    ]
    assert sides_of == [[None], ["NO"], ["NO"], [None]]


def test_a_common_name_needs_the_full_one(write: Write) -> None:
    toml = '[[actors]]\nnames = ["Ola Strand"]\noffice = "minister"\nside = "NO"\nsince = 2019\n'
    report = "Strand said that nothing was signed."
    with using(read_lexicon(write(toml))):
        assert [m.side for m in find_sides(report, "2020")] == ["NO"]
    with using(read_lexicon(write(toml + "common = true"))):
        assert find_sides(report, "2020") == []
        assert len(find_sides(f"Ola Strand came. {report}", "2020")) == 2


def test_words_that_onrecord_has_are_no_fault_where_they_mean_the_same(write: Write) -> None:
    toml = """
    [sides.NO]
    names = ["Norway"]
    [agreements]
    nouns = ["treaty"]
    [cues.verbs.announcing]
    class = "say"
    forms = ["announced"]
    [cues.phrases]
    deny = ["ruled out"]
    [offices.classes.minister]
    words = ["Foreign Minister"]
    """
    report = (
        "Norway announced that it ruled out a treaty. The foreign minister denied it signed one."
    )
    assert claims(report, lexicon=write(toml)) == claims(report)


def test_a_word_list_is_extended_and_one_is_new(write: Write) -> None:
    toml = """
    [statuses.words]
    sign = ["put its seal to"]
    printed = ["printed", "published"]
    [[statuses.rules]]
    name = "is printed"
    status = "in-force"
    patterns = ["{M}{post} {vp}{printed} in the gazette"]
    """
    report = (
        "Norway put its seal to a trade deal with Iceland. The deal was printed in the gazette."
    )
    found, plain = claims(report, lexicon=write(toml)), claims(report)
    assert [c.split()[3] for c in found] == ["signed", "in-force"]
    assert "in-force" not in [c.split()[3] for c in plain]


def test_a_later_file_builds_on_an_earlier_one(write: Write) -> None:
    first = write(
        '[kinds.fisheries]\nstrong = ["fish*"]\n[sides.NEAFC]\nnames = ["NEAFC"]', "1.toml"
    )
    second = write(
        '[[agreements.named]]\nnames = ["Loophole Plan"]\nkind = "fisheries"\nparties = ["IS", "NEAFC"]',
        "2.toml",
    )
    found = claims("Iceland signed the Loophole Plan.", lexicon=[first, second])
    assert [c.split(" affirmed")[0] for c in found] == ["IS NEAFC fisheries signed"]
    with pytest.raises(BadLexicon, match=r'2\.toml: \[agreements.named 1\] .*"NEAFC"'):
        read_lexicon([second, first])
    with pytest.raises(BadLexicon, match=r"1\.toml: \[kinds\.fisheries\] is a kind that there is"):
        read_lexicon([first, first])


# -- what it leaves alone -------------------------------------------------------------------------


def test_a_lexicon_holds_for_its_own_reading_alone() -> None:
    plain, own = claims(), claims(lexicon=EXAMPLE)
    assert plain != own
    assert (claims(), claims(lexicon=str(EXAMPLE)), claims()) == (plain, own, plain)


def test_a_lexicon_in_another_thread_changes_nothing_here() -> None:
    plain, own = claims(), claims(lexicon=[EXAMPLE])
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda n: claims(lexicon=EXAMPLE if n % 2 else None), range(12)))
    assert found == [plain, own] * 6


def test_between_two_readings_of_a_batch_the_lexicon_is_not_in_use(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(REPORT)
    for reading in onrecord.read_paths([tmp_path], lexicon=EXAMPLE):
        assert isinstance(reading, onrecord.Reading)
        assert {c.kind for c in reading.claims} == {"fisheries"}
        assert "NEAFC" not in sides()


def test_after_a_first_reading_with_a_lexicon_the_vocabulary_is_as_shipped() -> None:
    code = (
        "import onrecord, sys; text = sys.stdin.read()\n"
        f"onrecord.read(text, lexicon={str(EXAMPLE)!r})\n"
        "print([c.quote for c in onrecord.read(text).claims])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=REPORT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([c.quote for c in onrecord.read(REPORT).claims])


def test_what_is_kept_is_made_once_for_each_lexicon() -> None:
    made = []

    @kept
    def counted() -> int:
        made.append(1)
        return len(made)

    one = Lexicon()
    with using(one):
        assert (counted(), counted()) == (1, 1)
        with using(Lexicon()):
            assert counted() == 2
        with using(None):
            assert counted() == 1
    with using(one):
        assert counted() == 1


def test_nothing_that_lives_on_is_made_of_the_vocabulary() -> None:
    """Else it would be made of whichever lexicon came first: `functools` knows of none."""
    stages = ("sides", "attributions", "actors", "claims")
    extended = (
        r"load\(\"|load_cues\(|load_offices\(|agreement_words\(|lexicons\.sides\(|leaders\(\)"
    )
    for path in (p for s in stages for p in (CHECKOUT / "src/onrecord" / s).rglob("*.py")):
        for part in re.split(r"\n(?=@)", path.read_text("utf-8")):
            if re.match(r"@(?:lru_)?cache\b", part):
                body = part.split("\n\n\n")[0]
                assert not re.search(extended, body) or "given_names" in body, path


# -- what is recorded -----------------------------------------------------------------------------


def test_claims_say_which_lexicon_they_were_made_under(write: Write) -> None:
    other = write('[kinds.whaling]\nstrong = ["whal*"]')
    digests = [hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in (EXAMPLE, other)]
    found = onrecord.read(REPORT, lexicon=[EXAMPLE, other]).claims
    assert {c.made_by.split(" ")[0] for c in found} == {f"claims/2+{'+'.join(digests)}"}
    assert {c.made_by.split(" ")[0] for c in onrecord.read(REPORT).claims} == {"claims/2"}


def test_the_ledger_keeps_the_digests(tmp_path: Path) -> None:
    report, ledger = tmp_path / "report.txt", tmp_path / "trial.db"
    report.write_text(REPORT)
    copy = tmp_path / "copy.toml"
    copy.write_bytes(EXAMPLE.read_bytes())
    for path, added in ((EXAMPLE, 1), (copy, 0)):
        done = run("add", report, "--ledger", ledger, "--lexicon", path)
        assert said(done)[0] == f"{ledger}: {added} added, {1 - added} already there"
    with create_engine(f"sqlite:///{ledger}").connect() as connection:
        rows = connection.execute(text("SELECT settings FROM extractions")).scalars()
        recorded = [json.loads(row)["lexicon"] for row in rows]
    assert recorded == [[hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()]]


def test_a_file_that_has_changed_is_read_anew(write: Write) -> None:
    path = write('[sides.NEAFC]\nnames = ["NEAFC"]')
    first = read_lexicon(path)
    assert read_lexicon(path) is first
    assert read_lexicon(write('[sides.NEAFC]\nnames = ["Fish Body"]')).digests != first.digests


# -- the commands ---------------------------------------------------------------------------------


def test_the_command_reads_with_a_lexicon(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    table = run("read", report, "--lexicon", EXAMPLE).stdout.decode()
    assert "fisheries" in table
    assert "Greenland – North East" in table  # not the code: the display knows the lexicon too


def test_evaluate_scores_with_a_lexicon(tmp_path: Path) -> None:
    (tmp_path / "fish.txt").write_text(REPORT)
    claim = {
        "id": "c1", "parties": ["IS", "NEAFC"], "kind": "fisheries", "status": "ended",
        "polarity": "denied", "speaker": {"name": "Iceland", "side": "IS"}, "when": None,
        "quote": "it had left the Loophole Plan", "quantity": None,
    }  # fmt: skip
    whole = {
        "report": {"title": None, "published": "2025-03-14"},
        "claims": [claim],
        "disputes": [],
    }
    (tmp_path / "fish.json").write_text(json.dumps(whole))
    done = run("evaluate", "--json", tmp_path, "--lexicon", EXAMPLE)
    assert json.loads(done.stdout)["levels"]["speaker"]["right"] == 1


@pytest.mark.parametrize("command", ["read", "add", "evaluate"])
def test_a_fault_ends_the_command_before_anything_is_done(command: str, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[kinds.trade]\nstrong = ['fish']")
    done = run(command, tmp_path, "--lexicon", own, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == b""
    assert said(done) == [
        f"{own}: [kinds.trade] is a kind that there is already. Choose another name."
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["own.toml"]


# -- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", FAULTS, ids=[case["label"] for case in FAULTS])
def test_a_fault_is_told_in_one_line(case: dict[str, str], write: Write) -> None:
    path = write(case["toml"])
    with pytest.raises(BadLexicon) as fault:
        read_lexicon(path)
    assert str(fault.value) == f"{path}{case['says']}"


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'[sides.NO]\nnames = ["Norv\xe8ge"]')
    for name, says in (
        ("none.toml", "none.toml is not there. Give the name of a TOML file."),
        (".", "cannot be read: Is a directory."),
        ("latin.toml", "latin.toml is not UTF-8 (byte 25). Save it as UTF-8."),
    ):
        with pytest.raises(BadLexicon, match=re.escape(says)):
            read_lexicon(tmp_path / name)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b'\xef\xbb\xbf[sides.NO]\nnames = ["Noreg"]')
    assert read_lexicon(path).digests


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a table, and of the tables and lists in it."""
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))


def changed(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """The value with what stands at the end of a way changed."""
    if not path:
        return by
    if isinstance(value, dict):
        return {key: changed(v, path[1:], by) if key == path[0] else v for key, v in value.items()}
    return [changed(v, path[1:], by) if n == path[0] else v for n, v in enumerate(value)]


ODD = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.dates() | st.lists(st.text(max_size=3), max_size=3)
    | st.sampled_from(["NO", "say", "(", "{M}", "{X}*", "[a", "a|b", "\\1", "Iceland", "the"])
    | st.lists(st.sampled_from(["(?:a|)", "Chad", "deal", "x{99999}", "(?i)a", "{zz}"]), max_size=2)
    | st.dictionaries(st.sampled_from(["names", "class", "forms", "words"]), st.text(), max_size=2)
)  # fmt: skip


@given(st.data())
def test_whatever_an_entry_holds_is_taken_or_told_in_one_line(data: st.DataObject) -> None:
    whole = tomllib.loads(EXAMPLE.read_text("utf-8"))
    section = data.draw(st.sampled_from(sorted(SECTIONS)))
    path = data.draw(st.sampled_from(list(leaves(whole[section]))))
    odd = changed(whole[section], path, data.draw(ODD))
    with using(read_lexicon(EXAMPLE) if section in ("agreements", "offices") else Lexicon()):
        says = None
        try:
            SECTIONS[section]("own.toml", odd)
        except BadLexicon as fault:
            says = str(fault)
    assert says is None or (says.startswith("own.toml: [") and len(says.splitlines()) == 1)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_a_report_is_read_under_whatever_is_taken(data: st.DataObject) -> None:
    whole = tomllib.loads(EXAMPLE.read_text("utf-8"))
    lexicon = Lexicon()
    for section, check in SECTIONS.items():
        path = data.draw(st.sampled_from(list(leaves(whole[section]))))
        with using(lexicon), suppress(BadLexicon):
            lexicon = lexicon.with_tables(
                check("own.toml", changed(whole[section], path, data.draw(ODD)))
            )
    with using(lexicon):
        for claim in onrecord.read(REPORT).claims:
            assert claim.kind in load("kinds")["kinds"]
            assert all(party in sides() for party in claim.parties)
