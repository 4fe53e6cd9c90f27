"""What the claims of an agreement support together: positions and standing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.ledger.holding import Held
from onrecord.ledger.placing import Placed
from onrecord.records import Claim
from onrecord.standings import Position, Standing, positions, standing
from onrecord.standings.fields import FIELDS

FIELD_OF = {status.value: field for status, field in FIELDS.items()}


@dataclass(frozen=True, slots=True)
class Summed:
    """What is held of an agreement; days are those of publication, empty where none is known."""

    standing: Standing
    positions: tuple[Position, ...]
    first_said: str
    last_said: str
    reports: int


def latest_words(held: Sequence[Held]) -> list[Held]:
    """Of claims in the order of `rank` those that `positions` and `standing` look at.

    They are each side's last on each field; speakers without a side count one by one.
    """
    last: dict[tuple[str | None, str | None, str], Held] = {}
    for one in held:
        voice = (one.side, None if one.side is not None else one.speaker)
        last[*voice, FIELD_OF[one.status]] = one
    return sorted(last.values(), key=lambda one: one.rank)


def summed(placed: Placed, claims: Mapping[str, Claim]) -> Summed:
    """The positions and the standing of an agreement; `claims` holds at least its latest words."""
    words = [claims[one.claim_id] for one in latest_words(placed.claims)]
    dated = [one.said for one in placed.claims if one.day]
    return Summed(
        standing=standing(words),
        positions=positions(words),
        first_said=min(dated, default=""),
        last_said=max(dated, default=""),
        reports=len({one.report_id for one in placed.claims}),
    )
