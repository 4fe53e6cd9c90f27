"""The command line as other programs rely on it: real processes, line by line of the contract."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.attributions import LEAST_CONFIDENCE
from onrecord.cli import DEFAULT_CONFIDENCE
from onrecord.ledger import Ledger
from onrecord.records import Bound, Form, Polarity, Status
from onrecord.tagger import tagger_names

SEED = Path(__file__).parents[1] / "examples" / "seed.txt"
COMMAND = [sys.executable, "-m", "onrecord.cli"]
CHAD = "Chad denied that it signed a readmission agreement with France.\n"
FRANCE = "“We signed the readmission agreement with Chad,” French President Luc Morel said.\n"
PERU = "Peru and Chile signed an extradition treaty on Tuesday.\n"
PAGE = "<html><head><title>Fish</title></head><body><article><p>{}</p></article></body></html>"


def run(
    *given: str | Path, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, given)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=os.environ | dict(env),
        timeout=120,
        check=False,
    )


def read_json(*given: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> list[Any]:
    """The objects that `onrecord read --json` prints, where nothing goes wrong."""
    done = run("read", "--json", *given, stdin=stdin, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return objects(done)


def objects(done: subprocess.CompletedProcess[bytes]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """The lines of talk, none of which may be a traceback."""
    talk = done.stderr.decode()
    assert "Traceback" not in talk
    return talk.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chad.txt").write_text(CHAD)
    (tmp_path / "france.txt").write_text(FRANCE)
    return tmp_path


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed and a short report in it."""
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "peru.txt").write_text(PERU)
    done = run("add", SEED, "peru.txt", cwd=folder)
    assert done.returncode == 0
    return folder / "onrecord.db"


# -- read --json: fields and types -----------------------------------------------------------------


def test_fields_and_types() -> None:
    [found] = read_json(SEED)
    assert found.keys() == {"report", "repairs", "attributions", "claims", "disputes", "tensions"}
    report = found["report"]
    for field in ("id", "text", "title", "published", "publisher", "url", "language"):
        assert field in report
        assert report[field] is None or isinstance(report[field], str)
    text = report["text"]
    for repair in found["repairs"]:
        assert {"start", "end", "was", "now", "inferred"} <= repair.keys()
        assert text[repair["start"] : repair["end"]] == repair["now"]
        assert isinstance(repair["inferred"], bool)
    for attribution in found["attributions"]:
        assert {"source", "cue", "content", "form", "speaker", "confidence"} <= attribution.keys()
        for role in ("source", "cue", "content"):
            for start, end in attribution[role]:
                assert 0 <= start < end <= len(text)
        assert attribution["form"] in set(Form)
        assert 0 <= attribution["confidence"] <= 1
        assert attribution["speaker"] is None or attribution["speaker"].keys() == {"name", "side"}
    ids = [claim["id"] for claim in found["claims"]]
    assert ids == [f"c{n}" for n in range(1, len(ids) + 1)]
    for claim in found["claims"]:
        assert claim.keys() == {
            "id", "parties", "kind", "status", "polarity", "speaker", "quote", "when", "quantity",
            "evidence", "form", "made_by", "confidence",
        }  # fmt: skip
        assert claim["parties"] == sorted(claim["parties"])
        assert claim["status"] in set(Status)
        assert claim["polarity"] in set(Polarity)
        assert claim["speaker"].keys() == {"name", "side"}
        assert claim["evidence"].keys() == {"start", "end"}
        assert claim["quote"] == text[claim["evidence"]["start"] : claim["evidence"]["end"]]
        if claim["quantity"]:
            assert claim["quantity"].keys() == {"value", "unit", "bound"}
            assert claim["quantity"]["bound"] in set(Bound)
    for pair in found["disputes"]:
        assert len(pair) == 2
        assert set(pair) <= set(ids)
    assert found["tensions"]
    for tension in found["tensions"]:
        assert tension.keys() == {"left", "right", "field", "why"}
        assert {tension["left"], tension["right"]} <= set(ids)


def test_offsets_count_code_points(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("𐍈𐍈𐍈 – 🕊️ " + CHAD, "utf-8")
    [found] = read_json(path)
    [claim] = found["claims"]
    evidence = claim["evidence"]
    assert found["report"]["text"][evidence["start"] : evidence["end"]] == claim["quote"]


# -- read --json: every kind of path -------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_file(tmp_path: Path, name: str) -> None:
    text = PAGE.format(CHAD * 4) if name.endswith("html") else CHAD
    (tmp_path / name).write_text(text)
    [found] = read_json(tmp_path / name)
    assert CHAD.strip() in found["report"]["text"]
    assert [(c["parties"], c["polarity"]) for c in found["claims"]] == [(["FR", "TD"], "denied")]


LINES = [
    {"id": "r-1", "text": CHAD, "title": "No pact", "published": "2025-06-26", "publisher": "LETA"},
    {
        "id": "r-2",
        "html": PAGE.format(PERU * 4),
        "url": "https://a.org/2",
        "published": "2024",
    },
    {"text": FRANCE},
]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_lines_keep_their_ids_and_particulars(tmp_path: Path, name: str) -> None:
    raw = "".join(json.dumps(line) + "\n" for line in LINES).encode()
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith("gz") else raw)
    one, two, three = (found["report"] for found in read_json(tmp_path / name))
    assert (one["id"], two["id"]) == ("r-1", "r-2")
    assert one["title"] == "No pact"
    assert one["publisher"] == "LETA"
    assert (one["published"], two["published"], three["published"]) == ("2025-06-26", "2024", None)
    assert two["url"] == "https://a.org/2"
    assert three["id"]


def test_a_folder_is_read_in_order_of_names(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep/peru.md").write_text(PERU)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    texts = [found["report"]["text"] for found in read_json(folder)]
    assert texts == [CHAD, PERU, FRANCE]


@pytest.mark.parametrize(
    ("stdin", "count"),
    [(CHAD.encode(), 1), ("".join(json.dumps(x) + "\n" for x in LINES).encode(), 3)],
    ids=["a text", "lines"],
)
def test_standard_input(stdin: bytes, count: int) -> None:
    found = read_json("-", stdin=stdin)
    assert len(found) == count
    assert found[0]["claims"][0]["parties"] == ["FR", "TD"]


def test_published_is_for_reports_that_do_not_say_it(tmp_path: Path) -> None:
    lines = [{"text": PERU}, {"text": PERU, "published": "2024-02-01"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines))
    found = read_json("--published", "2025-06-26", tmp_path / "a.jsonl")
    assert [one["report"]["published"] for one in found] == ["2025-06-26", "2024-02-01"]
    assert [one["claims"][0]["when"] for one in found] == ["2025-06-24", "2024-01-30"]


def test_a_date_that_is_none_says_what_to_write() -> None:
    done = run("read", "--json", "--published", "Thursday", "-", stdin=CHAD.encode())
    [line] = said(done)
    assert "Thursday" in line
    assert "2025-06-26" in line
    assert done.stdout == b""
    assert done.returncode == 1


@pytest.mark.parametrize("tagger", ["fast", "accurate"])
def test_either_tagger(folder: Path, tagger: str) -> None:
    done = run("read", "--json", "--tagger", tagger, folder / "chad.txt")
    if tagger in tagger_names():
        assert done.returncode == 0
        assert len(objects(done)) == 1
        assert not said(done)
    else:
        assert done.returncode == 1
        [line] = said(done)
        assert "choose of: fast" in line


def test_a_threshold_of_confidence(folder: Path) -> None:
    [all_] = objects(run("read", "--json", "--confidence", "0", folder / "chad.txt"))
    [none] = objects(run("read", "--json", "--confidence", "1", folder / "chad.txt"))
    assert [a["confidence"] < 1 for a in all_["attributions"]] == [True]
    assert none["attributions"] == []
    assert run("read", "--confidence", "2", folder / "chad.txt").returncode == 2


def test_the_threshold_is_the_one_that_was_chosen() -> None:
    assert DEFAULT_CONFIDENCE == LEAST_CONFIDENCE


def test_a_tagger_that_is_not_known(folder: Path) -> None:
    done = run("read", "--tagger", "slow", folder / "chad.txt")
    assert done.returncode == 2
    assert "fast" in " ".join(said(done))
    assert done.stdout == b""


# -- what cannot be read -----------------------------------------------------------------------------


def bad_files(folder: Path) -> dict[str, str]:
    """Files that give no report, with a word of the reason."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\n ")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 20)
    (folder / "a.jsonl.gz").write_bytes(b"no gzip at all")
    (folder / "none.html").write_text("<html><body></body></html>")
    return {
        "missing.txt": "does not exist",
        "empty.txt": "empty",
        "blank.txt": "",
        "binary.txt": "not",
        "photo.jpg": "ending",
        "a.jsonl.gz": "gzip",
        "none.html": "",
    }


def test_what_cannot_be_read_is_told_in_one_line_each_and_the_rest_is_read(folder: Path) -> None:
    bad = bad_files(folder)
    done = run("read", "--json", "chad.txt", *bad, "france.txt", cwd=folder)
    assert done.returncode == 1
    assert [found["report"]["text"] for found in objects(done)] == [CHAD, FRANCE]
    lines = said(done)
    assert len(lines) == len(bad)
    for line, (name, reason) in zip(lines, bad.items(), strict=True):
        assert name in line
        assert reason in line
        assert len(line) > len(name) + 20, "no reason, or nothing to do about it"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "chad.txt").chmod(0)
    done = run("read", "--json", "chad.txt", "france.txt", cwd=folder)
    [line] = said(done)
    assert "chad.txt" in line
    assert "chmod" in line
    assert len(objects(done)) == 1
    assert done.returncode == 1


def test_a_line_that_is_no_report_has_its_number(folder: Path) -> None:
    one, three = json.dumps(LINES[0]), json.dumps(LINES[2])
    (folder / "a.jsonl").write_text(f"{one}\n{{oops\n{three}\n")
    done = run("read", "--json", folder / "a.jsonl")
    [line] = said(done)
    assert "2" in line
    assert len(objects(done)) == 2
    assert done.returncode == 1


def test_a_file_larger_than_the_limit(folder: Path) -> None:
    """No setting lowers the limit, so the file only claims to be large: its end is a hole."""
    with (folder / "chad.txt").open("r+b") as file:
        file.truncate(200_000_001)
    done = run("read", "--json", "chad.txt", "france.txt", cwd=folder)
    [line] = said(done)
    assert "chad.txt" in line
    assert "200 MB" in line
    assert len(objects(done)) == 1
    assert done.returncode == 1


def test_a_name_with_a_newline_stays_on_one_line(folder: Path) -> None:
    done = run("read", "--json", "two\nlines.txt", "france.txt", cwd=folder)
    [line] = said(done)
    assert "two\\nlines.txt" in line
    (folder / "two\nlines.txt").write_text(CHAD)
    assert len(read_json("two\nlines.txt", cwd=folder)) == 1


def test_no_path_at_all() -> None:
    done = run("read", "--json")
    assert done.returncode == 2
    assert done.stdout == b""
    assert said(done)


# -- stdout is data, stderr is talk ------------------------------------------------------------------


def test_tables_are_data_too() -> None:
    done = run("read", SEED)
    assert done.returncode == 0
    assert done.stderr == b""
    shown = done.stdout.decode()
    for words in (
        "12 repaired places",
        "Guatemala",
        "safe-third-country",
        "disputes",
        "refused",
        "tension",
    ):
        assert words in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("command", ["read", "add"])
def test_a_report_cannot_steer_the_terminal(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_text(
        "Peru and Chile signed a \x1b[31mred\x1b[0m treaty, [bold]it said."
    )
    done = run(command, "a.txt", cwd=tmp_path)
    assert b"\x1b" not in done.stdout + done.stderr


def test_progress_is_talk(folder: Path) -> None:
    for number in range(12):
        (folder / f"{number}.txt").write_text(PERU)
    done = run("read", "--json", folder, env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert done.returncode == 0
    assert len(objects(done)) == 14
    assert "14/14" in done.stderr.decode()
    quiet = run("read", "--json", folder / "chad.txt", env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert quiet.stderr == b""


def test_lines_come_as_soon_as_they_are_read(tmp_path: Path) -> None:
    """A reader of a long batch need not wait for its end."""
    with subprocess.Popen(
        [*COMMAND, "read", "--json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        line = json.dumps({"text": PERU}).encode() + b"\n"
        process.stdin.write(line * 2)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["claims"]
        process.stdin.close()
        process.stdout.read()
    assert process.returncode == 0


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text((json.dumps({"text": PERU * 20}) + "\n") * 200)
    with subprocess.Popen(
        [*COMMAND, "read", "--json", str(tmp_path / "a.jsonl")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        json.loads(process.stdout.readline())
        process.stdout.close()
        talk = process.stderr.read().decode()
    assert "Traceback" not in talk
    assert "BrokenPipe" not in talk
    assert process.returncode == 0


def test_control_c_stops_without_a_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "read", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What runs in the background of a script ignores it, and so do its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write((json.dumps({"text": PERU}) + "\n").encode() * 2)
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        talk = process.stderr.read().decode()
    assert "Traceback" not in talk
    assert process.returncode == 130


def test_version() -> None:
    done = run("--version")
    assert done.stdout.decode() == f"onrecord {onrecord.__version__}\n"
    assert done.returncode == 0


def test_help_names_every_command() -> None:
    shown = run("--help").stdout.decode()
    for command in ("read", "add", "agreements", "agreement", "disputes"):
        assert command in shown


# -- the ledger --------------------------------------------------------------------------------------


def export(path: Path) -> bytes:
    with Ledger.open(path) as record:
        return "\n".join(record.export()).encode()


def test_adding_twice_gives_the_same_ledger(folder: Path) -> None:
    first = run("add", "chad.txt", "france.txt", "--ledger", "a.db", cwd=folder)
    assert first.returncode == 0
    assert first.stdout == b""
    before = export(folder / "a.db")
    again = run("add", "france.txt", "chad.txt", "--ledger", "a.db", cwd=folder)
    assert again.returncode == 0
    assert export(folder / "a.db") == before
    assert "0 added, 2 already" in " ".join(said(again))
    run("add", "france.txt", "chad.txt", "--ledger", "b.db", cwd=folder)
    assert export(folder / "b.db") == before


def test_adding_what_cannot_be_read_adds_the_rest(folder: Path) -> None:
    done = run("add", "missing.txt", "chad.txt", cwd=folder)
    assert done.returncode == 1
    assert "missing.txt" in said(done)[0]
    assert len(objects(run("agreements", "--json", cwd=folder))) == 1


def test_agreements_with_the_words_they_rest_on(ledger: Path) -> None:
    found = objects(run("agreements", "--json", "--ledger", ledger))
    assert len(found) > 5
    assert ["CL", "PE"] in [agreement["parties"] for agreement in found]
    for agreement in found:
        for claim in agreement["words"]:
            assert claim["quote"]
            assert claim["report"]["digest"]
        assert {claim["id"] for claim in agreement["words"]} <= set(agreement["standing"]["claims"])
    shown = run("agreements", "--ledger", ledger)
    assert shown.returncode == 0
    assert shown.stderr == b""
    assert "Chile – Peru" in shown.stdout.decode()


def test_one_agreement_by_its_id(ledger: Path) -> None:
    every = objects(run("agreements", "--json", "--ledger", ledger))
    wanted = next(a for a in every if a["parties"] == ["HN", "US"] and a["counts"]["disputes"])
    [found] = objects(run("agreement", wanted["id"], "--json", "--ledger", ledger))
    assert found["counts"] == wanted["counts"]
    assert found["standing"] == wanted["standing"]
    shown = run("agreement", wanted["id"], "--ledger", ledger).stdout.decode()
    assert wanted["id"] in shown
    assert "Wilson Paz" in shown


def test_disputes_put_both_sides_beside_each_other(ledger: Path) -> None:
    found = objects(run("disputes", "--json", "--ledger", ledger))
    assert len(found) == 3
    for dispute in found:
        assert dispute.keys() == {"field", "claims"}
        left, right = dispute["claims"]
        assert left["parties"] == right["parties"]
        assert left["speaker"] != right["speaker"]
    shown = run("disputes", "--ledger", ledger)
    assert shown.returncode == 0
    assert "3 disputes" in shown.stdout.decode()


def test_tensions_come_after_the_disputes_where_asked_for(ledger: Path) -> None:
    strict = objects(run("disputes", "--json", "--ledger", ledger))
    found = objects(run("disputes", "--weak", "--json", "--ledger", ledger))
    assert found[: len(strict)] == strict
    [tension] = found[len(strict) :]
    assert tension.keys() == {"field", "claims", "why"}
    assert (tension["field"], tension["why"]) == ("kind", "two kinds")
    assert {claim["speaker"]["side"] for claim in tension["claims"]} == {"GT", "US"}
    shown = run("disputes", "--weak", "--ledger", ledger).stdout.decode()
    assert shown.index("3 disputes") < shown.index("1 tension: contradictions of a weaker sort")
    assert "kind? (two kinds)" in shown


def test_an_id_that_is_not_there(ledger: Path) -> None:
    done = run("agreement", "no\nsuch", "--ledger", ledger)
    [line] = said(done)
    assert "onrecord agreements" in line
    assert done.stdout == b""
    assert done.returncode == 1


@pytest.mark.parametrize("command", [["agreements"], ["agreement", "x"], ["disputes"]])
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["table", "json"])
def test_a_ledger_that_is_not_there_is_not_made(
    tmp_path: Path, command: list[str], form: list[str]
) -> None:
    done = run(*command, *form, cwd=tmp_path)
    [line] = said(done)
    assert "onrecord.db" in line
    assert "onrecord add" in line
    assert done.stdout == b""
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["agreements"], ["add", "chad.txt"]])
def test_a_file_that_is_no_ledger_is_left_as_it_is(folder: Path, command: list[str]) -> None:
    (folder / "notes.db").write_text("shopping list")
    done = run(*command, "--ledger", "notes.db", cwd=folder)
    assert done.returncode == 1
    assert "notes.db" in said(done)[0]
    assert (folder / "notes.db").read_text() == "shopping list"
