"""The commands over a ledger: sessions word for word, feeds, files, and what must not go wrong."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import feedparser
import pytest
from made_readings import claim_of, denial, exported, fill, report_of, signing
from made_sessions import FOLDER, fill_slowly, fixed_time, replayed, run_here

from onrecord.cli import naming
from onrecord.ledger import SORTS, Ledger
from onrecord.records import Reading

SESSIONS = sorted(FOLDER.glob("*.txt"))
CHECKOUT = Path(__file__).parents[1]


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    """A ledger of a signing and its denial."""
    fill(tmp_path / "onrecord.db", [signing(), denial()])
    return str(tmp_path / "onrecord.db")


def lines_of(*given: str) -> list[Any]:
    out, _, code = run_here(*given)
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


# Sessions


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session(store: str, path: Path) -> None:
    session = path.read_text("utf-8")
    assert replayed(session, store) == session


def test_every_question_is_in_a_session() -> None:
    from typer.main import get_command

    from onrecord.cli import app

    told = "".join(path.read_text("utf-8") for path in SESSIONS)
    asked = set(re.findall(r"^\$ onrecord ([a-z-]+)", told, re.MULTILINE))
    without = {"read", "repair", "explain", "evaluate"}
    changing = {"add", "upgrade", "rebuild", "verify", "export"}
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert set(commands) - without - changing == asked


# Starting, and helping


def test_help_loads_no_stage() -> None:
    heavy = "{'sqlalchemy', 'onnxruntime', 'numpy', 'lxml', 'onrecord.claims', 'onrecord.ledger'}"
    script = f"import sys, onrecord.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_every_command_and_option_says_what_it_is() -> None:
    from typer.main import get_command

    from onrecord.cli import app

    def silent(command: Any, name: str) -> list[str]:
        inner = getattr(command, "commands", {})
        found = [] if command.help else [name]
        found += [f"{name} {p.name}" for p in command.params if not getattr(p, "help", "x")]
        return found + [each for key in inner for each in silent(inner[key], f"{name} {key}")]

    assert silent(get_command(app), "onrecord") == []


def test_help_lists_all_sorts_of_tasks() -> None:
    shown = " ".join(run_here("review", "--help")[0].split())
    assert ", ".join(SORTS) in shown


def test_fields_are_those_that_names_md_explains() -> None:
    names = (CHECKOUT / "docs" / "names.md").read_text("utf-8")
    table = names.partition("## Fields")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z ]+)` \|", table, re.MULTILINE) == list(naming.FIELDS)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("GT", ["GT"]), ("gt", ["GT"]), ("Guatemala City", ["GT"]), ("kyiv", ["UA"]),
        ("Côte d'Ivoire", ["CI"]), ("Ivorian", ["CI"]), ("the  United States", ["US"]),
        ("european union", ["EU"]), ("Korean", ["KP", "KR"]), ("Dominican", ["DM", "DO"]),
        ("Georgia", ["GE"]), ("", []), ("Atlantis", []),
    ],
)  # fmt: skip
def test_a_side_by_whatever_it_is_called(words: str, codes: list[str]) -> None:
    assert naming.sides_named(words) == codes


def test_a_party_that_only_the_ledger_knows(tmp_path: Path) -> None:
    text = "Reykjavik signed a trade pact with the Free Port."
    claim = claim_of(text, "signed", "signed", "affirmed", "Reykjavik", parties=("Free Port", "IS"))
    place = str(tmp_path / "onrecord.db")
    fill(place, [Reading(report_of(text, published="2025-06-20"), (), (claim,), ())])
    [found] = lines_of("agreements", "--state", "Free Port", "--ledger", place, "--json")
    assert found["parties"] == ["Free Port", "IS"]


# Questions


@pytest.mark.parametrize("limit", ["1", "2", "3", "0"])
def test_a_limit_says_when_it_cut(ledger: str, limit: str) -> None:
    out, err, code = run_here("reports", "--limit", limit, "--ledger", ledger, "--json")
    assert code == 0
    assert len(out.splitlines()) == min(int(limit) or 2, 2)
    assert ("Cut off" in err) is (limit == "1")


def test_a_limit_of_a_timeline_keeps_the_latest(ledger: str) -> None:
    [event] = lines_of("timeline", "is-no-trade", "--limit", "1", "--ledger", ledger, "--json")
    assert event["day"] == "2025-06-21"


def test_the_ledger_may_be_named_by_the_environment(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_here("agreements", "--ledger", "other.db")[2] == 1
    monkeypatch.setenv("ONRECORD_LEDGER", ledger)
    assert len(lines_of("agreements", "--json")) == 1
    assert run_here("agreements", "--ledger", "other.db")[2] == 1


def test_words_cannot_steer_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")  # wide enough that no words are folded
    text = "Oslo said the \x1b[31mpact\x1b[0m [bold]was signed[/bold]."
    quote = "the \x1b[31mpact\x1b[0m [bold]was signed[/bold]"
    claim = claim_of(text, quote, "signed", "affirmed", "Oslo")
    place = str(tmp_path / "onrecord.db")
    report = report_of(text, title="A \x1b[31mpact", outlet="[b]Gazette", published="2025-06-20")
    fill(place, [Reading(report, (), (claim,), ())])
    [about] = lines_of("reports", "--ledger", place, "--json")
    for command in (
        ["agreements"], ["agreement", "is-no-trade"], ["timeline", "NO"], ["reports"],
        ["report", about["report"]["ledger_id"]], ["search", "Oslo"], ["changes"], ["review"],
        ["positions", "NO"],
    ):  # fmt: skip
        out, err, code = run_here(*command, "--ledger", place)
        assert code == 0
        assert "\x1b" not in out + err
        assert "[bold]" in out or command[0] == "reports"


# Feeds


def feed_of(place: str, *given: str) -> bytes:
    target = Path(place).with_name("changes.xml")
    assert run_here("changes", "--atom", str(target), *given, "--ledger", place)[2] == 0
    return target.read_bytes()


def test_changes_as_a_feed(tmp_path: Path) -> None:
    place = str(tmp_path / "onrecord.db")
    with fixed_time():
        fill_slowly(place)
    raw = feed_of(place)
    feed = feedparser.parse(raw)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == [
        "Chile – Peru, extradition: reported only",
        "Iceland – Norway, trade: contested by a party",
        "Iceland – Norway, trade: asserted by one side, unanswered",
    ]
    assert feed.feed.updated == feed.entries[0].updated == "2025-07-01T12:04:00Z"
    assert feed.feed.author == "onrecord"
    contested = feed.entries[1]
    assert contested.content[0].type == "text/plain"
    assert "before: asserted by one side, unanswered" in contested.content[0].value
    assert (
        "Reykjavik (Iceland): “denied signing” (Courier, 2025-06-21)" in contested.content[0].value
    )
    ids = [entry.id for entry in feed.entries]
    assert len({*ids, feed.feed.id}) == 4
    assert all(re.fullmatch("urn:uuid:[0-9a-f-]{36}", id) for id in ids)
    assert feed_of(place) == raw


def test_an_entry_of_a_feed_keeps_its_id(tmp_path: Path) -> None:
    place = str(tmp_path / "onrecord.db")
    fill(place, [signing()])
    before = feedparser.parse(feed_of(place))
    fill(place, [denial()])
    after = feedparser.parse(feed_of(place))
    assert after.feed.id == before.feed.id
    assert [entry.id for entry in after.entries][1:] == [entry.id for entry in before.entries]
    other = str(tmp_path / "other.db")
    fill(other, [signing()])
    assert feedparser.parse(feed_of(other)).feed.id != before.feed.id


def test_a_feed_of_nothing_and_of_odd_words(tmp_path: Path) -> None:
    place = str(tmp_path / "onrecord.db")
    fill(place, [Reading(report_of("Nothing."), (), (), ())])
    empty = feedparser.parse(feed_of(place))
    assert not empty.bozo
    assert empty.entries == []
    text = "Oslo said it <was & signed>\x0b]]>\uffff."
    claim = claim_of(text, "<was & signed>\x0b]]>\uffff", "signed", "affirmed", "Oslo")
    report = report_of(text, published="2025-06-20", url='https://a.example/?a=1&b="2"')
    fill(place, [Reading(report, (), (claim,), ())])
    feed = feedparser.parse(feed_of(place))
    assert not feed.bozo
    assert "<was & signed>" in feed.entries[0].content[0].value
    [link] = feed.entries[0].links
    assert (link.rel, link.href) == ("related", 'https://a.example/?a=1&b="2"')


def test_a_feed_on_standard_output(ledger: str) -> None:
    out, err, _ = run_here("changes", "--atom", "-", "--ledger", ledger)
    assert len(feedparser.parse(out).entries) == 2
    assert err == "feed: 2 changes\n"


# Judgements


def test_judgements_are_given_and_taken(ledger: str, tmp_path: Path) -> None:
    fill(tmp_path / "other.db", [signing(), denial()])
    claims = [claim["id"] for claim in _claims(ledger)]
    for given in (
        ["accept", claims[0]], ["correct", claims[1], "status=agreed"], ["note", claims[1], "hm"]
    ):  # fmt: skip
        assert run_here("judge", *given, "--by", "ana", "--ledger", ledger)[2] == 0
    passed_on = run_here("judge", "give", "--ledger", ledger)[0]
    (tmp_path / "ana.jsonl").write_text(passed_on, "utf-8")
    take = ["judge", "take", str(tmp_path / "ana.jsonl"), "--ledger", str(tmp_path / "other.db")]
    assert "3 judgements taken, 0 already there, 0 refused" in run_here(*take)[1]
    assert "0 judgements taken, 3 already there, 0 refused" in run_here(*take)[1]
    assert exported(tmp_path / "other.db") == exported(ledger)


def test_a_bad_line_is_named_and_the_others_are_taken(ledger: str) -> None:
    claims = [claim["id"] for claim in _claims(ledger)]
    lines = [
        {"claim": claims[0][:9], "decision": "accept"},
        {"claim": "ffff", "decision": "accept"},
        {"claim": claims[1], "decision": "corect"},
        {"claim": claims[1], "decision": "correct", "correction": {"quote": "was sealed"}},
        {"claim": claims[1], "decision": "reject", "by": "ben", "made": "2025-07-02T08:00:00Z"},
    ]
    raw = "\n".join(map(json.dumps, lines)).encode() + b"\n{oops\n"
    _, err, code = run_here("judge", "take", "-", "--by", "ana", "--ledger", ledger, stdin=raw)
    assert code == 1
    *faults, last = err.splitlines()
    for fault, number in zip(faults, (2, 3, 4, 6), strict=True):
        assert fault.startswith(f"standard input, line {number}")
    assert "2 judgements taken, 0 already there, 4 refused" in last
    judged = lines_of("judge", "list", "--json", "--ledger", ledger)
    assert [each["by"] for each in judged] == ["ben", "ana"], "in the order they were made"


def test_a_judgement_is_taken_back(ledger: str) -> None:
    claim = _claims(ledger)[1]["id"]
    run_here("judge", "reject", claim, "--by", "ana", "--ledger", ledger)
    assert len(_claims(ledger)) == 1
    [judgement] = lines_of("judge", "list", "--json", "--ledger", ledger)
    done = run_here("judge", "withdraw", judgement["id"][:9], "--by", "ben", "--ledger", ledger)
    assert done[2] == 0
    assert len(_claims(ledger)) == 2
    shown = lines_of("claim", claim, "--json", "--ledger", ledger)[0]["judgements"]
    assert [each["by"] for each in shown["superseded"]] == ["ana"]
    assert shown["counts"] == []


def test_who_judges(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = _claims(ledger)[0]["id"]
    monkeypatch.delenv("ONRECORD_CODER", raising=False)
    monkeypatch.setenv("LOGNAME", "login")
    run_here("judge", "accept", claim, "--ledger", ledger)
    monkeypatch.setenv("ONRECORD_CODER", "coder")
    run_here("judge", "accept", claim, "--ledger", ledger)
    run_here("judge", "accept", claim, "--by", "given", "--ledger", ledger)
    judged = lines_of("judge", "list", "--json", "--ledger", ledger)
    assert {each["by"] for each in judged} == {"login", "coder", "given"}
    assert all(re.fullmatch(r"[-\d]{10}T[:\d]{8}Z", each["made"]) for each in judged)


def test_claims_are_judged_one_by_one(ledger: str) -> None:
    keys = [
        "x", "n", "ask Oslo", "c", "status=sined", "c", "'when=", "c", "status=agreed when=",
        "r", "no such words",
    ]  # fmt: skip
    given = "\n".join(keys).encode() + b"\n"
    ask = ["review", "--ask", "--sort", "disputed", "--by", "ana", "--ledger", ledger]
    out, err, code = run_here(*ask, stdin=given)
    assert code == 0
    assert out.index("»was signed«") < out.index("»denied signing«")
    assert 'status is "sined", which is unknown. Did you mean "signed"?' in err
    assert err.endswith("That was all.\n")
    judged = lines_of("judge", "list", "--json", "--ledger", ledger)
    told = {(each["decision"], each["note"], str(each["correction"])) for each in judged}
    assert told == {
        ("note", "ask Oslo", "None"),
        ("correct", None, "{'status': 'agreed', 'when': None}"),
        ("reject", "no such words", "None"),
    }
    assert {each["by"] for each in judged} == {"ana"}


@pytest.mark.parametrize("given", [b"", b"q\n", b"s\n", b"c\n", b"n\n\n"])
def test_whoever_stops_has_decided_nothing(ledger: str, given: bytes) -> None:
    assert run_here("review", "--ask", "--ledger", ledger, stdin=given)[2] == 0
    assert lines_of("judge", "list", "--json", "--ledger", ledger) == []


@pytest.mark.parametrize("command", [["accept", "ff"], ["take", "-"], ["note", "ff", "x"]])
def test_judging_makes_no_ledger(tmp_path: Path, command: list[str]) -> None:
    place = tmp_path / "onrecord.db"
    _, err, code = run_here("judge", *command, "--ledger", str(place))
    assert code == 1
    assert str(place) in err
    assert not place.exists()


def _claims(place: str) -> list[dict[str, Any]]:
    with Ledger.open(place) as record:
        (agreement,) = record.agreements()
    [found] = lines_of("agreement", agreement.id, "--json", "--ledger", place)
    claims: list[dict[str, Any]] = found["claims"]
    return claims


# Files and keeping


def test_the_record_is_written_whole_or_not_at_all(ledger: str, tmp_path: Path) -> None:
    target = tmp_path / "record.jsonl"
    target.write_text("what stood there")
    with patch.object(Ledger, "export", return_value=_torn()):
        assert run_here("export", str(target), "--ledger", ledger)[2] == 1
    assert target.read_text() == "what stood there"
    out, err, _ = run_here("export", str(target), "--ledger", ledger)
    assert out == ""
    assert target.read_text("utf-8").splitlines() == exported(ledger)
    assert f"{target}: {len(exported(ledger))} records" in err
    assert run_here("export", "--ledger", ledger)[0].splitlines() == exported(ledger)
    assert [path.name for path in tmp_path.glob(".*")] == []


def _torn() -> Any:
    from onrecord.errors import UnusableLedger

    yield "{}"
    raise UnusableLedger("The connection was lost.")


def test_a_link_to_a_file_stays_one(ledger: str, tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("")
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    assert run_here("export", str(tmp_path / "link.jsonl"), "--ledger", ledger)[2] == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").stat().st_size


@pytest.mark.parametrize("command", [["export"], ["changes", "--atom"]])
def test_a_file_that_cannot_be_written(ledger: str, tmp_path: Path, command: list[str]) -> None:
    target = str(tmp_path / "no" / "such" / "folder")
    out, err, code = run_here(*command, target, "--ledger", ledger)
    assert (out, code) == ("", 1)
    [line] = err.splitlines()
    assert target in line
    assert "No such file or directory" in line


def test_what_is_computed_is_computed_anew(store: str) -> None:
    fill(store, [signing(), denial()])
    before = [
        run_here(command, "--json", "--ledger", store) for command in ("agreements", "changes")
    ]
    assert run_here("rebuild", "--ledger", store)[2] == 0
    after = [
        run_here(command, "--json", "--ledger", store) for command in ("agreements", "changes")
    ]
    assert after == before
    assert lines_of("verify", "--json", "--ledger", store)[0]["fault"] is None


def test_verify_names_what_does_not_hold(tmp_path: Path) -> None:
    place = str(tmp_path / "onrecord.db")
    fill(place, [Reading(report_of("It is signed.", raw=b"It was signed."), (), (), ())])
    out, err, code = run_here("verify", "--json", "--ledger", place)
    assert code == 1
    assert "does not lead back" in json.loads(out)["fault"]
    assert "does not lead back" in err
    assert run_here("rebuild", "--ledger", str(tmp_path / "none.db"))[2] == 1
    assert not (tmp_path / "none.db").exists()


def test_adding_tells_what_came_of_it(tmp_path: Path) -> None:
    wire = (
        "Peru and Chile signed a cooperation treaty on Tuesday in Lima, after talks that had "
        "lasted four years and had twice broken down over the question of who pays for the "
        "flights. The parliaments of both countries are expected to vote before Christmas. "
    )
    (tmp_path / "a.txt").write_text(wire + "More rain is expected in the north.")
    (tmp_path / "b.txt").write_text(wire + "More rain is expected in the south.")
    place = str(tmp_path / "onrecord.db")
    files = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    _, err, code = run_here("add", *files, "--published", "2025-06-26", "--ledger", place)
    assert code == 0
    added, came, changed = err.splitlines()
    assert added == f"{place}: 2 added, 0 already there"
    assert came == "2 new reports, 1 of them copied from others; 0 read anew"
    assert changed.startswith("1 agreement changed standing: onrecord changes --since ")
    command = changed.partition(": onrecord ")[2].split()
    assert {change["agreement"] for change in lines_of(*command, "--json")} == {"cl-pe-other"}
    again = run_here("add", *files, "--published", "2025-06-26", "--ledger", place)[1]
    assert again.splitlines() == [f"{place}: 0 added, 2 already there"]
    anew = run_here("add", files[0], "--ledger", place)[1].splitlines()
    assert anew[1] == "0 new reports, 0 of them copied from others; 1 read anew"
