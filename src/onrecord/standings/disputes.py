"""Claims that cannot both hold, by the rule of `gold/GUIDELINES.md` (section "Disputes")."""

from collections.abc import Sequence

from onrecord.records import Claim, Dispute
from onrecord.standings.contradictions import by_parties, contradictions, place_of
from onrecord.standings.fields import is_report
from onrecord.standings.times import latest_event


def find_disputes(claims: Sequence[Claim]) -> tuple[Dispute, ...]:
    """The pairs of claims that cannot both be so, each once, who affirms before who denies.

    Two claims are set against each other when they have the same parties and a compatible kind
    (equal, or one of them `other`: a kind that is not known more closely), come from different
    sides or from a side and the report itself, and are of the same time. They are of another time

    - when both have a `when` and these have no day in common (but an agreement said to be in force
      after the other side suspended or ended it is disputed);
    - when the words of one alone put it in an earlier time ("during his first term");
    - when one is in the report's own voice and its `when` lies more than two years before the
      latest event that the claims date, and the other has no `when`: it is background.
    """
    latest = latest_event(claims)
    heard = [c for c in claims if is_report(c) or c.speaker.side is not None]
    found = [
        (place_of(yes), place_of(no), Dispute(yes.id, no.id, field))
        for group in by_parties(heard)
        for yes, no, field in contradictions(group, different_sides, latest)
    ]
    found.sort(key=lambda entry: entry[:2])
    return tuple(dispute for _, _, dispute in found)


def different_sides(yes: Claim, no: Claim) -> bool:
    """Whether two sides speak, or a side and the report itself, whose voice has no side."""
    return yes.speaker.side != no.speaker.side
