"""Input that is too large, too deep or hostile: bounded time and memory, and the rest is read.

Every case runs the command itself, in a process whose address space and time are limited, between
two sound reports. What is hard is made here, and not stored.
"""

import ctypes
import gzip
import json
import os
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "reports"
SOUND = b"Chad denied that it signed a readmission agreement with France."
MEMORY = 2 << 30
SECONDS = 60
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # of <linux/capability.h>


@dataclass(frozen=True)
class Outcome:
    """How a process ended, and what it wrote."""

    code: int
    readings: list[dict[str, object]]
    errors: list[str]


def read(*paths: str | bytes) -> Outcome:
    """Run `onrecord read --json` within limits."""
    command = [sys.executable, "-m", "onrecord.cli", "read", "--json", *paths]

    def limit() -> None:
        # Root may read everything, unless it has given these two rights away.
        for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH) if sys.platform == "linux" else ():
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    done = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=limit,
    )
    try:
        out, told = done.communicate(timeout=2 * SECONDS)
    finally:
        done.kill()
    readings = [json.loads(line) for line in out.splitlines()]
    return Outcome(done.returncode, readings, told.decode().splitlines())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_bytes(SOUND)
    Path("z.txt").write_bytes(SOUND)
    return tmp_path


def texts(outcome: Outcome) -> list[str]:
    found = []
    for reading in outcome.readings:
        report = reading["report"]
        assert isinstance(report, dict)
        found.append(report["text"])
    return found


def _entity_bomb() -> bytes:
    """A billion "lol"s, if the entities are unfolded."""
    entities = [b'<!ENTITY a0 "lol">']
    entities += [b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return (
        b"<?xml version='1.0'?><!DOCTYPE rss [" + b"".join(entities) + b"]>"
        b"<rss version='2.0'><channel><item><title>&a9;</title></item></channel></rss>"
    )


def _gzip_bomb() -> bytes:
    """A line of 300 MB in 300 kB."""
    packing = zlib.compressobj(9, wbits=31)
    parts = [packing.compress(b'{"text": "' if not n else b"a" * 1_000_000) for n in range(300)]
    return b"".join(parts) + packing.flush()


def _cut_gzip() -> bytes:
    line = json.dumps({"text": SOUND.decode()}).encode()
    return gzip.compress(b"\n".join([line] * 3 + [os.urandom(5_000).hex().encode()]))[:-3_000]


HARD: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.rss": (_entity_bomb, "bomb.rss, entry 1: has no text of its own"),
    "bomb.jsonl.gz": (_gzip_bomb, "bomb.jsonl.gz unpacks to more than 200 times its size"),
    "locked.pdf": (FILES.joinpath("locked.pdf").read_bytes, "locked.pdf is a PDF with a password"),
    "photo.html": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "photo.html is a JPEG image"),
    "nested.json": (lambda: b"[" * 100_000, "nested.json is not JSON that can be read"),
    "two\nlines.html": (lambda: b"\x89PNG\r\n", "two\\nlines.html is a PNG image"),
}


def test_what_is_hard_is_told_in_one_line_and_the_rest_is_read(folder: Path) -> None:
    for name, (make, _) in HARD.items():
        Path(name).write_bytes(make())
    outcome = read("a.txt", *HARD, "z.txt")
    assert texts(outcome) == [SOUND.decode()] * 2
    for error, (_, reason) in zip(outcome.errors, HARD.values(), strict=True):
        assert reason in error
    assert outcome.code == 1


def test_100_mb_of_one_line_are_a_report_or_told_of(folder: Path) -> None:
    with Path("long.txt").open("wb") as file:
        for _ in range(100):
            file.write(b"Riga denied it. " * 62_500)
    outcome = read("a.txt", "long.txt", "z.txt")
    assert texts(outcome)[0] == texts(outcome)[-1] == SOUND.decode()
    assert len(outcome.readings) + len(outcome.errors) == 3
    assert all("long.txt" in error for error in outcome.errors)
    assert outcome.code == (1 if outcome.errors else 0)


def test_a_line_of_100_mb_in_jsonl_is_passed_over(folder: Path) -> None:
    line = json.dumps({"text": SOUND.decode()}).encode()
    with Path("long.jsonl").open("wb") as file:
        file.write(line + b'\n{"text": "')
        for _ in range(100):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + line)
    outcome = read("long.jsonl")
    assert texts(outcome) == [SOUND.decode()] * 2
    [error] = outcome.errors
    assert "long.jsonl, line 2: is longer than 64 MB" in error
    assert outcome.code == 1


def test_a_million_of_the_commonest_sign_of_damage(folder: Path) -> None:
    Path("damage.txt").write_text("鈥" * 1_000_000)
    outcome = read("a.txt", "damage.txt", "z.txt", "missing.txt")
    assert len(outcome.readings) == 3
    assert texts(outcome)[-1] == SOUND.decode()
    [error] = outcome.errors
    assert "missing.txt does not exist" in error
    assert outcome.code == 1


def test_tags_nested_10_000_deep(folder: Path) -> None:
    Path("deep.html").write_bytes(b"<div>" * 10_000 + SOUND + b"</div>" * 10_000)
    outcome = read("a.txt", "deep.html", "z.txt")
    assert texts(outcome) == [SOUND.decode()] * 3
    assert (outcome.code, outcome.errors) == (0, [])


def test_a_cut_gzip_gives_what_came_before_the_cut(folder: Path) -> None:
    Path("cut.jsonl.gz").write_bytes(_cut_gzip())
    outcome = read("a.txt", "cut.jsonl.gz", "z.txt")
    assert texts(outcome) == [SOUND.decode()] * 5
    [error] = outcome.errors
    assert "cut.jsonl.gz breaks off within its gzip stream" in error
    assert outcome.code == 1


def test_names_with_line_ends_and_bytes_that_are_no_text(folder: Path) -> None:
    for name in (b"two\nlines.txt", b"caf\xe9.txt", b"\x1b[31mred.txt"):
        Path(os.fsdecode(name)).write_bytes(SOUND)
    outcome = read(b"two\nlines.txt", b"caf\xe9.txt", b"\x1b[31mred.txt", b"no\n\xe9.txt")
    assert texts(outcome) == [SOUND.decode()] * 3
    [error] = outcome.errors
    assert "no\\n\\xe9.txt does not exist" in error
    assert outcome.code == 1


def test_links_in_circles_pipes_and_what_is_no_file(folder: Path) -> None:
    Path("loop.txt").symlink_to("pool.txt")
    Path("pool.txt").symlink_to("loop.txt")
    Path("in").mkdir()
    Path("in/up").symlink_to(folder)
    os.mkfifo("pipe.txt")
    outcome = read("in", "loop.txt", "pipe.txt", "/dev/zero", "z.txt")
    assert len(outcome.readings) == 3
    for name, reason in (
        ("loop.txt", "leads back to itself"),
        ("pipe.txt", "is a named pipe"),
        ("/dev/zero", "is a device"),
    ):
        assert any(name in error and reason in error for error in outcome.errors)
    assert outcome.code == 1


def test_a_closed_file_says_so_and_the_rest_is_read(folder: Path) -> None:
    Path("closed.txt").write_bytes(SOUND)
    Path("closed.txt").chmod(0)
    outcome = read("a.txt", "closed.txt", "z.txt")
    assert texts(outcome) == [SOUND.decode()] * 2
    [error] = outcome.errors
    assert "closed.txt may not be read; ask its owner" in error
    assert outcome.code == 1


def test_memory_stays_bounded_over_many_damaged_reports(folder: Path) -> None:
    """What the repair remembers of each report must not grow with the batch."""
    with Path("many.jsonl").open("w") as file:
        for number in range(12):
            text = "鈥檚 茅" * 10_000 + str(number) + "鈥" * (100_000 + number)
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    code = (
        "import resource, sys; from onrecord.reports import read_reports;"
        "most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024;"
        "count = 0; first = 0\n"
        "for one in read_reports(['many.jsonl']):\n"
        "    count += 1; first = first or (most() if count == 4 else 0)\n"
        "print(count, most() - first)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    count, growth = map(int, out.split())
    assert count == 12
    assert growth < 100
