"""How claims, parties and numbers are worded in all tables."""

import re
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from onrecord.ledger import RecordedClaim, ReportReference
from onrecord.records import Actor, Claim, Polarity, Status
from onrecord.sides import side_name

# Widths of columns, in characters: the longest kind and status fit, and in a terminal of 80
# columns a quote still has room.
KIND, STATUS, SPEAKER = 22, 11, 16
# So many characters of an id are shown: enough to name it by.
SHORT = 12


def printable(words: str) -> str:
    """Line ends and control characters as a person can see them."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f]",
        lambda m: "⏎" if m[0] == "\n" else f"\\x{ord(m[0]):02x}",
        words,
    )


def parties_named(parties: Iterable[str]) -> str:
    """The parties as a person calls them: "Guatemala – United States"."""
    return " – ".join(sorted(map(side_name, parties)))


def titled_table(title: str) -> Table:
    """An empty table of the width of the terminal."""
    return Table(
        title=title, title_justify="left", title_style="bold", expand=True, box=SIMPLE_HEAD,
        pad_edge=False,
    )  # fmt: skip


def status_of(claim: Claim) -> Text:
    """What a claim says of the agreement; in red if it denies it."""
    if claim.polarity is Polarity.DENIED:
        return Text(f"{claim.status.value}: denied", style="red")
    return Text(claim.status.value)


def speaker_of(speaker: Actor) -> str:
    """Who speaks, and for which side."""
    if speaker.name == "report":
        return "the report"
    return f"{speaker.name} ({side_name(speaker.side)})" if speaker.side else speaker.name


def quoted(claim: Claim) -> str:
    """The words of a claim, with when and how many it says."""
    words = f"“{' '.join(claim.quote.split())}”"
    extra = ", ".join(filter(None, (claim.when, _amount(claim))))
    return f"{words} [{extra}]" if extra else words


def _amount(claim: Claim) -> str | None:
    if claim.quantity is None:
        return None
    value, unit, bound = claim.quantity.value, claim.quantity.unit, claim.quantity.bound.value
    return (
        f"{value:,} {unit}" if bound == "exact" else f"{bound.replace('-', ' ')} {value:,} {unit}"
    )


def counted(number: int, noun: str) -> str:
    """A number and what it counts: "1 claim", "2 claims"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def said_of(status: Status, polarity: Polarity) -> str:
    """A status as it is said to be so or not."""
    return f"not {status}" if polarity is Polarity.DENIED else str(status)


def where(report: ReportReference) -> str:
    """Which report: its outlet and date, else its title, else the beginning of its id."""
    told = ", ".join(filter(None, (report.outlet, report.published)))
    return told or report.title or f"report {report.id[:SHORT]}"


def recorded_words(recorded: RecordedClaim) -> str:
    """The words of a claim and where they stand."""
    return f"{quoted(recorded.claim)} ({where(recorded.report)})"
