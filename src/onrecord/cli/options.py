"""Options that many commands share, and what their words mean."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from onrecord.errors import BadQuestion
from onrecord.terminal import print_each, say

T = TypeVar("T")

DEFAULT_LEDGER = "onrecord.db"
# As `onrecord.attributions` has it; importing that would load what no other command needs.
DEFAULT_CONFIDENCE = 0.3
DEFAULT_LIMIT = 50
# No database takes a larger number than 2**63 - 1, and no ledger holds so much.
MOST = 1_000_000_000


class Tagger(StrEnum):
    """Which trained tagger finds who says what."""

    FAST = "fast"
    ACCURATE = "accurate"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="A .txt, .md, .html, .jsonl or .jsonl.gz file, a folder, or - for standard input.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
OneAsJson = Annotated[bool, typer.Option("--json", help="Print one object as JSON.")]
Published = Annotated[
    str | None,
    typer.Option(help="Day of publication (ISO) of the reports that do not give it themselves."),
]
LedgerPlace = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="PLACE",
        envvar="ONRECORD_LEDGER",
        help="The file that holds the record, or postgresql://USER@HOST/NAME.",
    ),
]
TaggerName = Annotated[Tagger, typer.Option(help="What finds who says what.")]
Confidence = Annotated[
    float,
    typer.Option(min=0, max=1, help="Leave out attributions that are less sure than this."),
]
Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", metavar="FILE", help="A TOML file of words of your own; or several."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Count only what was said up to that day."),
]
RecordedBy = Annotated[
    str | None,
    typer.Option(
        "--recorded-by",
        metavar="DATE",
        help="Count only what the ledger had recorded by the end of that day (UTC).",
    ),
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, help="Show at most so many; 0 shows all.")
]


def day_of(given: str | None, option: str) -> date | None:
    """The day that an option names; of a month or a year the last."""
    from onrecord.standings import days_of

    if given is None:
        return None
    try:
        return days_of(given)[1]
    except ValueError:
        raise BadQuestion(
            f"{option} is {given!r}, which is no date. Write a day, a month or a year: 2025-06-26, "
            "2025-06 or 2025."
        ) from None


def moments(as_of: str | None, recorded_by: str | None) -> dict[str, Any]:
    """The two days of a question, as `Ledger` takes them."""
    return {
        "as_of": day_of(as_of, "--as-of"),
        "recorded_by": day_of(recorded_by, "--recorded-by"),
    }


def moment_of(given: str, option: str) -> datetime:
    """The moment that an option names, in UTC, which it is in unless it says otherwise.

    A day means its beginning.
    """
    try:
        moment = datetime.fromisoformat(given)
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuestion(
            f"{option} is {given!r}, which is no date. Write a day or a moment: 2025-06-26 or "
            "2025-06-26T09:30:00Z."
        ) from None


def asked(limit: int) -> int | None:
    """How many to ask for: one more than is shown tells that there are more."""
    return min(limit, MOST) + 1 if limit else None


def shortened(found: Sequence[T], limit: int, *, last: bool = False) -> Sequence[T]:
    """What is shown of what was found: the first, or the last, and a word on more."""
    if not limit or len(found) <= limit:
        return found
    say(f"Cut off {'before the last' if last else 'after'} {limit}. All of them: --limit 0")
    return found[-limit:] if last else found[:limit]


def print_objects(objects: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line."""
    print_each(iter(objects))
