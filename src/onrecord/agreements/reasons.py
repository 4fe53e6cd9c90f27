"""Why claims are one agreement, in plain words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from onrecord.agreements.choosing import Why
from onrecord.agreements.cuts import Cut
from onrecord.agreements.lines import Placement
from onrecord.agreements.mentions import Mention
from onrecord.records import Status

# In the order in which they are given; {claims} is "3 claims" or "1 claim".
WORDS = {
    Why.EVENT: "{claims} of what happened after it and before the next",
    Why.SINCE: "{claims} without a date, said since then and before the next",
    Why.AHEAD: "{claims} from the year before it, with no other signing before",
    Why.MAKING: "{claims} of talks, offers or refusals within a year of it",
    Why.EARLIER: "{claims} whose words put them in an earlier time",
    Why.SAID: "{claims} without a signing near, said or dated {days}",
    Why.ONLY: "{claims} without any date, and no other agreement of this kind is known",
    Why.UNDATED: "{claims} without any date",
    Why.BESIDE: "{claims} of no known kind, in reports that speak of no other agreement of theirs",
}


def reasons_for(
    cut: Cut, mentions: Sequence[Mention], placed: Mapping[str, Placement]
) -> tuple[str, ...]:
    """Say why the mentions placed in one agreement are there, the surest first."""
    counts = Counter(placed[mention.claim].why for mention in mentions)
    found = []
    if counts[Why.SIGNING]:
        dating = [m for m in mentions if placed[m.claim].why is Why.SIGNING]
        found.append(
            f"{_verb(dating)} {cut.since} in {_count(len({m.report for m in dating}), 'report')}"
        )
    days = _days(cut)
    found += [
        words.format(claims=_count(counts[why], "claim"), days=days)
        for why, words in WORDS.items()
        if counts[why]
    ]
    return tuple(found)


def _verb(mentions: Sequence[Mention]) -> str:
    """The surest word for what the dates are of."""
    told = {mention.status for mention in mentions}
    order = (Status.SIGNED, Status.AGREED, Status.RATIFIED, Status.IN_FORCE, Status.CARRIED_OUT)
    return next((status for status in order if status in told), Status.SIGNED).replace("-", " ")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _days(cut: Cut) -> str:
    if not cut.first:
        return ""
    first, last = (date.fromordinal(day).isoformat() for day in (cut.first, cut.last))
    return f"on {first}" if first == last else f"from {first} to {last}"
