"""How well claims were found in annotated reports, as tables."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table

from onrecord.evaluation import LEVELS, Count, Scored
from onrecord.exports.wording import counted, said_of


def scores_table(reports: int, counts: Sequence[Count]) -> RenderableType:
    """How well the claims of annotated reports were found, level by level."""
    table = Table(
        title=f"{counted(reports, 'annotated report')}; each level asks more than the one before",
        title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    table.add_column("level")
    for name in ("precision", "recall", "F1", "right", "said", "annotated"):
        table.add_column(name, justify="right")
    for level, count in zip(LEVELS, counts, strict=True):
        shares = (f"{share:.3f}" for share in (count.precision, count.recall, count.f1))
        table.add_row(level, *shares, str(count.right), str(count.said), str(count.gold))
    return table


def mistakes_table(scored: Scored) -> RenderableType:
    """The claims of one annotated report that were missed, and those that nobody annotated."""
    table = Table(title=scored.name, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in ("", "parties", "status", "words"):
        table.add_column(column)
    for missed in scored.missed:
        table.add_row(
            "missed", "+".join(missed.parties), said_of(missed.status, missed.polarity),
            missed.quotes[0], style="yellow",
        )  # fmt: skip
    for wrong in scored.wrong:
        table.add_row(
            "wrong", "+".join(wrong.parties), said_of(wrong.status, wrong.polarity),
            wrong.quote, style="red",
        )  # fmt: skip
    return table
