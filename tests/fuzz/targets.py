"""What is fuzzed: each reader by the ending of its files, standard input, and the repair."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fuzz import making
from fuzz.laws import check_all, check_reading, check_repair, check_undone
from onrecord.errors import UnreadableReport
from onrecord.repair import repair
from onrecord.repair.decoders import DECODERS
from onrecord.reports import read_reports, report_of

_DECODERS = {decoder.name: decoder for decoder in DECODERS}


@dataclass(frozen=True)
class Target:
    """`make` makes an input; `check` raises `BrokenLaw`, or whatever it is, where one fails."""

    name: str
    make: Callable[[Random], bytes]
    check: Callable[[bytes, Path], None]

    def case(self, seed: int, number: int) -> bytes:
        """The input of one number, the same whenever it is asked for."""
        return self.make(Random(f"{seed} {self.name} {number}"))


def _file(ending: str) -> Callable[[bytes, Path], None]:
    def check(raw: bytes, folder: Path) -> None:
        path = folder / f"case{ending}"
        path.write_bytes(raw)
        check_all(read_reports([path]), path.name)

    return check


def _stdin(raw: bytes, folder: Path) -> None:
    check_all(read_reports(["-"], stdin=io.BytesIO(raw)), "standard input")


def _repair(raw: bytes, folder: Path) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    check_repair(text, repair(text))


def _undo(raw: bytes, folder: Path) -> None:
    name, _, words = raw.decode("utf-8", "replace").partition("\n")
    if name in _DECODERS:
        check_undone(words, _DECODERS[name])


def _reading(raw: bytes, folder: Path) -> None:
    from onrecord.reading import read_report

    try:
        report = report_of(raw.decode("utf-8", "surrogateescape"), published="2025-06-26")
    except UnreadableReport:
        return
    check_reading(read_report(report))


TARGETS = (
    Target("txt", making.plain, _file(".txt")),
    Target("html", making.page, _file(".html")),
    Target("jsonl", making.lines, _file(".jsonl")),
    Target("jsonl.gz", making.packed_lines, _file(".jsonl.gz")),
    Target("json", making.json_file, _file(".json")),
    Target("rss", making.feed, _file(".rss")),
    Target("pdf", making.pdf, _file(".pdf")),
    Target("docx", making.document, _file(".docx")),
    Target("eml", making.mail, _file(".eml")),
    Target("stdin", making.anything, _stdin),
    Target("repair", making.text, _repair),
    Target("undo", making.prose_and_damage, _undo),
    Target("reading", making.text, _reading),
)
