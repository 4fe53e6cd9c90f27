"""Two claims that contradict each other, both sides' words beside each other."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from onrecord.exports.wording import counted, parties_named, speaker_of, status_of, where
from onrecord.ledger import RecordedDispute
from onrecord.records import Claim, Why


def side_by_side(
    left: Claim, right: Claim, field: str, names: tuple[str, str], why: Why = Why.STRICT
) -> RenderableType:
    """Two claims that contradict each other, in their own words; a tension says by which rule."""
    table = Table(box=None, show_header=False, expand=True, padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(_voice(left, names[0]), _voice(right, names[1]))
    title = f"{parties_named(left.parties)}: {field}?"
    if why is Why.STRICT:
        return Panel(table, title=title, title_align="left", border_style="yellow")
    return Panel(table, title=f"{title} ({why.value})", title_align="left", border_style="dim")


def _voice(claim: Claim, name: str) -> Text:
    voice = Text(f"{name}  " if name else "", style="dim")
    voice.append(speaker_of(claim.speaker), style="bold")
    voice.append(": ").append(status_of(claim))
    return voice.append(f"\n“{' '.join(claim.quote.split())}”")


def disputes_table(disputes: Sequence[RecordedDispute]) -> RenderableType:
    """Every dispute, both sides' words beside each other."""
    if not disputes:
        return Text("No disputes on record.")
    return Group(Text(counted(len(disputes), "dispute"), style="bold"), *_each(disputes))


def tensions_table(tensions: Sequence[RecordedDispute]) -> RenderableType:
    """Every tension, both sides' words beside each other, and by which rule it is one."""
    if not tensions:
        return Text("No tensions on record.")
    return Group(tensions_title(len(tensions)), *_each(tensions))


def _each(disputes: Sequence[RecordedDispute]) -> Iterator[RenderableType]:
    for dispute in disputes:
        left, right = dispute.left, dispute.right
        places = f"{where(left.report)} · {where(right.report)}"
        yield side_by_side(left.claim, right.claim, dispute.field, ("", ""), dispute.why)
        yield Padding(Text(places, style="dim"), (0, 2))


def tensions_title(number: int) -> Text:
    """The line above tensions."""
    words = f"{counted(number, 'tension')}: contradictions of a weaker sort"
    return Text(words, style="bold")
