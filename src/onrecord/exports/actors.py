"""Who speaks on record, as a table and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from onrecord.exports.wording import KIND, counted, titled_table
from onrecord.ledger import RecordedActor
from onrecord.sides import side_name


def actors_table(actors: Sequence[RecordedActor]) -> RenderableType:
    """Who speaks, who says most first, under which names, and for whom."""
    if not actors:
        return Text("No such speakers on record.")
    table = titled_table(counted(len(actors), "actor"))
    table.add_column("id", width=KIND + 4, overflow="fold")
    table.add_column("name, other names", ratio=1)
    table.add_column("speaks for", width=KIND)
    table.add_column("claims", justify="right")
    table.add_column("from, to", width=10)
    for actor in actors:
        others = [name for name in actor.names if name != actor.name]
        named = Text(actor.name).append("".join(f"\n{name}" for name in others), style="dim")
        days = dict.fromkeys(day for day in (actor.first_said, actor.last_said) if day)
        table.add_row(
            Text(actor.id, style="bold"), named, side_name(actor.side) if actor.side else "",
            str(actor.claims), "\n".join(days),
        )  # fmt: skip
    return table


def known_actor_as_json(actor: RecordedActor) -> dict[str, Any]:
    """An actor with all forms of its name."""
    return {
        "id": actor.id,
        "name": actor.name,
        "side": actor.side,
        "names": list(actor.names),
        "first_said": actor.first_said,
        "last_said": actor.last_said,
        "claims": actor.claims,
    }
