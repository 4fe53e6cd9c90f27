"""What a claim tells of which agreement it speaks of, without its words' every shade."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from onrecord.agreements.names import may_bind, names_in, parts_in
from onrecord.records import Claim, Polarity, Status
from onrecord.standings import days_of
from onrecord.standings.times import in_earlier_time
from onrecord.standings.wording import instruments_in


@dataclass(frozen=True, slots=True)
class Mention:
    """A claim, by its id, and all that tells which agreement of its parties it means.

    `happened` is the claim's `when` (ISO date, month, year or interval), `said` the publication of
    its report (ISO day, month or year). `earlier` is true where the words put it in an earlier time
    ("during his first term"). `names` are proper names of agreements in the words, `instruments`
    what sort of paper they speak of, `words` the quote.
    """

    claim: str
    kind: str
    status: Status
    polarity: Polarity
    happened: str | None
    said: str | None
    earlier: bool
    names: tuple[str, ...]
    instruments: tuple[str, ...]
    report: str
    words: str = ""


def mention_of(claim: Claim, report: str, said: str | None, around: str = "") -> Mention:
    """What a claim of a report (by id), published `said`, tells of its agreement.

    `around` is the sentence of the claim, if known: the only name in it counts where the quote
    holds none.
    """
    names = names_in(claim.quote)
    if not names and len(in_sentence := names_in(around)) == 1:
        names = in_sentence
    names = tuple(name for name in names if may_bind(name, claim.parties))
    return Mention(
        claim=claim.id,
        kind=claim.kind,
        status=claim.status,
        polarity=claim.polarity,
        happened=claim.when,
        said=said,
        earlier=in_earlier_time(claim),
        names=names,
        instruments=tuple(sorted(instruments_in(claim.quote) | parts_in(claim.quote))),
        report=report,
        words=claim.quote,
    )


Days = tuple[int, int]


@lru_cache(maxsize=1 << 16)
def days_between(when: str | None) -> Days | None:
    """The first and last day of a date as ordinals, or None where it is none.

    >>> days_between("2025-02") == (date(2025, 2, 1).toordinal(), date(2025, 2, 28).toordinal())
    True
    >>> days_between("early spring") is None
    True
    """
    if not when:
        return None
    try:
        first, last = days_of(when)
    except ValueError:
        return None  # as some outlet wrote it
    return min(first, last).toordinal(), max(first, last).toordinal()


def iso_month(day: int) -> str:
    """The month of an ordinal day, in ISO 8601."""
    return date.fromordinal(day).isoformat()[:7]
