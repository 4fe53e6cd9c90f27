"""How commands talk: tables and JSON on standard output, progress and errors on standard error."""

import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment

from onrecord.errors import UnwritableFile

# From this many reports on something shows how far the work has come; where that is no bar, a
# line is written every so many seconds.
MANY = 10
SECONDS_BETWEEN_LINES = 10
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class ReportProgress:
    """How far the reading has come, on stderr: a bar in a terminal, a line now and then elsewhere.

    Up to a few reports it says nothing; `total` is None where nobody can know it.
    """

    def __init__(self, total: int | None) -> None:
        self.total, self.done, self.told = total, 0, time.monotonic()
        few = total is not None and total < MANY
        self.bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeRemainingColumn(), console=Console(stderr=True), transient=True,
            disable=few or not sys.stderr.isatty(),
        )  # fmt: skip
        self.task = self.bar.add_task("reading", total=total)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
        if self.done >= MANY:
            say(f"{self.done}/{self.total or self.done} reports read")

    def step(self) -> None:
        """One more report is done."""
        self.done += 1
        self.bar.advance(self.task)
        going_on = self.done != self.total
        if self.bar.disable and going_on and time.monotonic() - self.told > SECONDS_BETWEEN_LINES:
            self.told = time.monotonic()
            say(f"{self.done}/{self.total or '?'} reports read ...")


class OutputClosed(Exception):
    """Whoever read our standard output has gone."""


class _Output(Console):
    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Words of a report may hold what would steer the terminal; that is left out."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=_plain(segment.text))

    def on_broken_pipe(self) -> None:
        """Rich would end the program with an error; a closed pipe is none."""
        raise OutputClosed


def console() -> Console:
    """Standard output for people; a pipe is 120 columns wide unless COLUMNS says otherwise."""
    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    return _Output(width=wide, highlight=False, markup=False)


def print_each(objects: Iterator[dict[str, Any]]) -> None:
    for each in objects:
        print_json(each)


def print_json(value: dict[str, Any]) -> None:
    write(json.dumps(value, ensure_ascii=False) + "\n")


def write(words: str) -> None:
    """Write to standard output as UTF-8, whatever the terminal's settings say."""
    # Lone surrogates cannot be written as UTF-8; no text should hold any, but a name might.
    _write_bytes(words.encode("utf-8", "replace"))


def _write_bytes(piece: bytes) -> None:
    try:
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise OutputClosed from None


def write_file(name: str, pieces: Iterable[bytes]) -> int:
    """Write a file, all of it or nothing, or standard output for `-`; how many pieces it took.

    What stood there stays until the new file is whole. Raises `UnwritableFile`.
    """
    count = 0
    if name == "-":
        for piece in pieces:
            _write_bytes(piece)
            count += 1
        return count
    # A link goes on pointing where it did.
    target = Path(name).resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            for piece in pieces:
                file.write(piece)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise UnwritableFile(
            f"{name} cannot be written: {error.strerror}. Name another file, or - for standard "
            "output."
        ) from None
    finally:
        beside.unlink(missing_ok=True)
    return count


def prompt(words: str) -> str | None:
    """Ask on standard error and take a line from standard input; None where that has ended."""
    print(words, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else None


def say(words: str) -> None:
    print(_plain(words), file=sys.stderr)


def _plain(words: str) -> str:
    return STEERING.sub("", words)
