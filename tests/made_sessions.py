"""Sessions at the command line over a small ledger, as `tests/sessions/*.txt` has them.

A line that begins with `$ ` is a command, the lines below it are what it must print: those that
begin with `! ` on standard error, `= N` its exit code if that is not 0. Reports are recorded from
noon of 1 July 2025 (UTC) on, judgements from noon of 2 July, a minute after each other. Written anew by
`PYTHONPATH=src:tests python tests/made_sessions.py`; read the difference before it is kept.
"""

import io
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from unittest.mock import patch

from made_readings import claim_of, denial, report_of, signing

from onrecord.ledger import Ledger
from onrecord.records import REPORT_VOICE, Claim, Form, Reading

FOLDER = Path(__file__).parent / "sessions"
WIRE = (
    "Fishing boats from both countries stayed in port on Sunday while their crews waited for "
    "news. “The pact was signed on Thursday and it protects every boat,” said the minister, whom "
    "Oslo had sent to the harbour of Bergen. She said that the paper covers cod, herring and "
    "mackerel, that a joint commission will set the quotas each spring, and that inspectors of "
    "either side may board a vessel only if an officer of its own flag is present. Owners on the "
    "quay said they would wait for the text before they sent anyone to sea again."
)


def clock(day: int) -> type[datetime]:
    """A clock that goes on by a minute each time it is read, from noon of a day of July 2025."""
    ticks = iter(range(10**6))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime(2025, 7, day, 12, tzinfo=UTC) + timedelta(minutes=next(ticks))

    return Clock


@contextmanager
def fixed_time() -> Iterator[None]:
    """Everything is recorded at the times that the sessions know."""
    with (
        patch("onrecord.ledger.writing.datetime", clock(1)),
        patch("onrecord.ledger.judging.datetime", clock(2)),
    ):
        yield


def readings() -> list[Reading]:
    """A signing and its denial, a wire report and an altered copy of it, and a weak claim."""
    altered = WIRE.replace("protects every boat", "protects most boats").replace(
        "each spring", "every March"
    )
    peru = "Peru and Chile may have signed an extradition treaty on Tuesday."
    weak = claim_of(
        peru, "signed an extradition treaty", "signed", "affirmed", "report", form=Form.REPORT,
        parties=("CL", "PE"), kind="extradition", speaker=REPORT_VOICE, confidence=0.25,
        when="2025-06-24",
    )  # fmt: skip
    return [
        signing(),
        denial(),
        Reading(report_of(WIRE, title="Boats wait", outlet="North Sea Wire",
                          published="2025-06-22", url="https://wire.example/boats"),
                (), (_signed(WIRE),), ()),
        Reading(report_of(altered, title="Boats still wait", outlet="Fjord Post",
                          published="2025-06-23", agency="North Sea Wire"),
                (), (_signed(altered),), ()),
        Reading(report_of(peru, title="A treaty?", outlet="Andes Daily", published="2025-06-25"),
                (), (weak,), ()),
    ]  # fmt: skip


def _signed(text: str) -> Claim:
    return replace(
        claim_of(text, "signed on Thursday", "signed", "affirmed", "Oslo", when="2025-06-19"),
        form=Form.DIRECT,
    )


def fill_slowly(place: str) -> None:
    """Record the readings, a minute after each other."""
    with Ledger.open(place, writable=True) as ledger:
        for reading in readings():
            ledger.add(reading, onrecord="1")


def run_here(*given: str, stdin: bytes = b"") -> tuple[str, str, int]:
    """What a command prints on either stream, and its exit code, in this process."""
    from onrecord.cli import main

    out, err, code = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["onrecord", *given]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    out.flush()
    return out.buffer.getvalue().decode(), err.getvalue(), code


def replayed(session: str, place: str) -> str:
    """The session with what its commands print now."""
    lines = []
    given = {"ONRECORD_LEDGER": place, "ONRECORD_CODER": "ana", "COLUMNS": "100", "TERM": "dumb"}
    with fixed_time(), patch.dict(os.environ, given):
        fill_slowly(place)
        for line in session.splitlines():
            if line.startswith("#"):
                lines += [line, ""]
            if not line.startswith("$ "):
                continue
            out, err, code = run_here(*shlex.split(line.removeprefix("$ onrecord ")))
            told = [f"! {each}" for each in err.replace(place, "PLACE").splitlines()]
            lines += [line, *out.splitlines(), *told, *([f"= {code}"] if code else []), ""]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.txt")):
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(replayed(path.read_text("utf-8"), f"{folder}/onrecord.db"), "utf-8")
