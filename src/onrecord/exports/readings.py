"""What was found in one report, as a person reads it in a terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.exports.disputed import side_by_side, tensions_title
from onrecord.exports.wording import (
    KIND,
    SPEAKER,
    STATUS,
    counted,
    parties_named,
    printable,
    quoted,
    speaker_of,
    status_of,
    titled_table,
)
from onrecord.records import Claim, Reading, Repair
from onrecord.sides import side_name

# How much of the text is shown before and after a repaired place, in characters.
AROUND = 24


def reading_table(reading: Reading) -> RenderableType:
    """One report: what was repaired, its claims, its disputes and its tensions side by side."""
    report = reading.report
    told = ", ".join(filter(None, (report.outlet, report.published or "no date")))
    parts: list[RenderableType] = [
        Text(report.title or "Untitled report", style="bold"),
        Text(f"{told} · {report.id[:12]}", style="dim"),
    ]
    parts += [Text(f"Note: {note}", style="yellow") for note in report.notes]
    if report.repairs:
        parts += [Text(), _repairs(reading)]
    parts += [Text(), _claims(reading.claims)]
    by_id = {claim.id: claim for claim in reading.claims}
    if reading.disputes:
        number = counted(len(reading.disputes), "dispute")
        parts += [Text(f"{number}: claims that cannot both hold", style="bold")]
        parts += [
            side_by_side(by_id[d.left], by_id[d.right], d.field, (d.left, d.right))
            for d in reading.disputes
        ]
    if reading.tensions:
        parts += [tensions_title(len(reading.tensions))]
        parts += [
            side_by_side(by_id[d.left], by_id[d.right], d.field, (d.left, d.right), d.why)
            for d in reading.tensions
        ]
    return Group(*parts, Text())


def _repairs(reading: Reading) -> RenderableType:
    repairs = reading.report.repairs
    mended = [repair for repair in repairs if repair.now != repair.was]
    inferred = sum(repair.inferred for repair in mended)
    title = f"{counted(len(mended), 'repaired place')}, {inferred} inferred from context"
    if doubtful := len(repairs) - len(mended):
        title += f"; {counted(doubtful, 'place')} too doubtful to repair, left as found"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("at", justify="right", style="dim")
    table.add_column("was", style="red")
    table.add_column("now", style="green")
    table.add_column("how")
    table.add_column("in these words", no_wrap=True)
    for repair in repairs:
        table.add_row(
            str(repair.start), printable(repair.was), printable(repair.now), _how(repair),
            _around(reading.report.text, repair),
        )  # fmt: skip
    return table


def _how(repair: Repair) -> str:
    if repair.now == repair.was:
        return "left: doubtful"
    return f"inferred, {repair.trust:.0%}" if repair.inferred else "exact"


def _around(text: str, repair: Repair) -> Text:
    words = Text(printable(text[max(0, repair.start - AROUND) : repair.start]))
    words.append(printable(text[repair.start : repair.end]), style="reverse green")
    return words.append(printable(text[repair.end : repair.end + AROUND]))


def _claims(claims: Sequence[Claim]) -> RenderableType:
    if not claims:
        return Text("No claims about agreements between governments.", style="dim")
    table = titled_table(counted(len(claims), "claim"))
    table.add_column("", style="dim", width=4)
    table.add_column("parties, kind", width=KIND)
    table.add_column("status", width=STATUS)
    table.add_column("who says so", width=SPEAKER)
    table.add_column("in these words", ratio=1)
    # "Deals with A, B and C" are three claims in the same words: one row.
    for _, together in groupby(claims, key=_told_together):
        rows = list(together)
        first = rows[0]
        table.add_row(
            " ".join(claim.id for claim in rows),
            _agreements_named([claim.parties for claim in rows], first.kind),
            status_of(first), speaker_of(first.speaker), quoted(first),
        )  # fmt: skip
    return table


def _told_together(claim: Claim) -> tuple[object, ...]:
    return claim.kind, claim.status, claim.polarity, claim.speaker, claim.evidence, claim.when


def _agreements_named(agreements: Sequence[Sequence[str]], kind: str) -> Text:
    """Whose agreements and of what kind: "United States with Chad, Mali", "trade"."""
    shared = set(agreements[0]).intersection(*agreements)
    if len(agreements) > 1 and len(shared) == 1:
        others = [side for parties in agreements for side in parties if side not in shared]
        words = f"{side_name(*shared)} with {', '.join(map(side_name, others))}"
    else:
        words = "; ".join(map(parties_named, agreements))
    return Text(words).append(f"\n{kind}", style="cyan")
