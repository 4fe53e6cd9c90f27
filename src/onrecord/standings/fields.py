"""On what a claim bears: the field of its status, and whether it says what is."""

import re

from onrecord.records import REPORT_VOICE, Claim, Status

# Each of these three implies those before it: who says "signed" says "agreed".
LADDER = (Status.AGREED, Status.SIGNED, Status.IN_FORCE)
# What else speaks of an agreement that exists, once affirmed.
AFFIRMING = frozenset(
    {*LADDER, Status.RATIFIED, Status.CARRIED_OUT, Status.TERMS, Status.SUSPENDED}
)
FIELDS = {
    Status.AGREED: "agreed",
    Status.REFUSED: "agreed",
    Status.SIGNED: "signed",
    Status.RATIFIED: "ratified",
    Status.IN_FORCE: "in force",
    Status.SUSPENDED: "in force",
    Status.ENDED: "in force",
    Status.CARRIED_OUT: "carried out",
    Status.TERMS: "terms",
    Status.PROPOSED: "proposed",
    Status.NEGOTIATING: "negotiated",
}
EXISTENCE = frozenset(FIELDS[status] for status in LADDER)
# Terms wished for or possible do not stand ("Uganda would also prefer that ...").
WISHED = re.compile(r"\b(?:could|might|prefers?|wants?|hopes?|propos\w+|seeks?)\b", re.IGNORECASE)


def is_report(claim: Claim) -> bool:
    """Whether the report says it in its own voice."""
    return claim.speaker == REPORT_VOICE


def stands(claim: Claim) -> bool:
    """Whether a claim says what is; terms may be only wished for."""
    return claim.status is not Status.TERMS or not WISHED.search(claim.quote)
