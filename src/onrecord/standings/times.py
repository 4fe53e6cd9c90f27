"""Whether two claims speak of the same time; if they do not, both can be so."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from onrecord.records import Claim, Polarity, Status
from onrecord.standings.days import days_of
from onrecord.standings.fields import is_report

# A report looks back this far for the agreement it is about; what it dates earlier is background.
BACKGROUND = timedelta(days=2 * 365)

# "Trump signed safe third-country agreements with Honduras during his first term": words that put
# an event in another time even where nothing gives the year.
EARLIER = re.compile(
    r"\b(?:first|previous|earlier|former|prior|last)\s+(?:\w+\s+)?"
    r"(?:term|administration|government|presidency)\b"
    r"|\b(?:previous|earlier|former|prior)\s+(?:agreement|deal|pact|accord|treaty)s?\b"
    r"|\bpredecessors?\b"
    r"|\b(?:years|decades|a\s+decade|a\s+generation)\s+(?:ago|earlier|before)\b"
    r"|\bin\s+the\s+(?:early\s+|late\s+|mid-)?(?:19|20)\d0s\b",
    re.IGNORECASE,
)


def latest_event(claims: Iterable[Claim]) -> date | None:
    """The last day on which something is said to have happened; what is only expected has not."""
    expected = (Status.PROPOSED, Status.NEGOTIATING)
    days = [days_of(c.when)[0] for c in claims if c.when and c.status not in expected]
    return max(days, default=None)


def in_earlier_time(claim: Claim) -> bool:
    """Whether the words put the claim in an earlier time ("during his first term")."""
    return EARLIER.search(claim.quote) is not None


def of_another_time(yes: Claim, no: Claim, latest: date | None) -> bool:
    """Whether two claims speak of different times, so that both can be so (see `find_disputes`)."""
    if yes.when and no.when:
        (start, end), (other_start, other_end) = days_of(yes.when), days_of(no.when)
        if no.polarity is Polarity.AFFIRMED and no.status in (Status.SUSPENDED, Status.ENDED):
            return end < other_start
        return end < other_start or other_end < start
    if in_earlier_time(yes) is not in_earlier_time(no):
        return True
    return any(
        is_report(claim)
        and claim.when is not None
        and latest is not None
        and days_of(claim.when)[1] < latest - BACKGROUND
        for claim in (yes, no)
    )
