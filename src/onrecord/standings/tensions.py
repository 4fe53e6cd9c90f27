"""Claims that contradict each other in ways that the guideline's rule leaves out."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from itertools import product

from onrecord.records import Claim, Dispute, Polarity, Status, Why
from onrecord.standings.contradictions import by_parties, compatible, contradictions, place_of
from onrecord.standings.details import differing
from onrecord.standings.disputes import different_sides, find_disputes
from onrecord.standings.fields import FIELDS, is_report
from onrecord.standings.times import latest_event, of_another_time
from onrecord.standings.wording import names_any, word_set

# What one says is going on, asked for or approved, and another says is not; and the words, if any,
# one of which the denial needs.
DENIED_OUTRIGHT = (
    (Status.NEGOTIATING, Why.TALKS, "talks"),
    (Status.PROPOSED, Why.REQUEST, "request"),
    (Status.RATIFIED, Why.RATIFIED, None),
)


def find_tensions(claims: Sequence[Claim], *, one_report: bool = True) -> tuple[Dispute, ...]:
    """The pairs of claims that contradict each other, but not by the guideline's rule.

    No pair is in dispute too, and of two speakers' claims in one report that part on the same field
    only the first pair is given.

    The parties are the same, the kinds compatible and the time one, as in `find_disputes`. `why`
    names the rule:

    - `talks`, a `request` or a `ratification` is affirmed and denied, by two sides, a side and the
      report, or one of these and a speaker without a side (a lawmaker, a court, an outlet);
    - the rule of disputes holds, but one of the two is `a speaker without a side`;
    - it holds `within one side`, between two speakers and of one kind (what one minister suspends
      another may well say stands, so that is left out);
    - two sides give the same agreement `two kinds`, `two instruments`, `two quantities` or `two
      dates` (see `details.py`). These need the same agreement, so they are sought only within
      `one_report`.
    """
    latest = latest_event(claims)
    taken = {frozenset((dispute.left, dispute.right)) for dispute in find_disputes(claims)}
    found = []
    for group in by_parties(claim for claim in claims if not _asks(claim)):
        pairs = [*_denied_outright(group, latest), *_other_voices(group, latest)]
        if one_report:
            pairs += differing(group, latest)
        seen = set()
        for left, right, field, why in sorted(pairs, key=_places):
            told: Hashable = (left.speaker, right.speaker, field) if one_report else object()
            if (pair := frozenset((left.id, right.id))) not in taken and told not in seen:
                taken.add(pair)
                seen.add(told)
                found.append((left, right, field, why))
    found.sort(key=_places)
    return tuple(Dispute(left.id, right.id, field, why) for left, right, field, why in found)


Pair = tuple[Claim, Claim, str, Why]


def _places(pair: Pair) -> tuple[object, ...]:
    """The order of pairs; of two rules for the same claims the one named first comes first."""
    left, right, _, why = pair
    return place_of(left), place_of(right), list(Why).index(why)


def _asks(claim: Claim) -> bool:
    """Whether somebody says it who asks the questions in a transcript."""
    return claim.speaker.side is None and claim.speaker.name.casefold() in word_set("questioners")


def _denied_outright(group: Sequence[Claim], latest: date | None) -> Iterator[Pair]:
    for status, why, words in DENIED_OUTRIGHT:
        said = [claim for claim in group if claim.status is status]
        affirmed = [claim for claim in said if claim.polarity is Polarity.AFFIRMED]
        denied = [
            claim
            for claim in said
            if claim.polarity is Polarity.DENIED
            and (words is None or names_any(claim.quote, words))
        ]
        for yes, no in product(affirmed, denied):
            if (
                (different_sides(yes, no) or _one_without_side(yes, no))
                and compatible(yes.kind, no.kind)
                and says_what_is(yes)
                and says_what_is(no)
                and not of_another_time(yes, no, latest)
            ):
                yield yes, no, FIELDS[status], why


def says_what_is(claim: Claim) -> bool:
    """Whether a claim does not only say what ought to be, or what its speaker thinks of it."""
    return not any(names_any(claim.quote, key) for key in ("ought", "opinion"))


def talked_of(claim: Claim) -> bool:
    """Whether the words name talks."""
    return names_any(claim.quote, "talks")


def asked_for(claim: Claim) -> bool:
    """Whether the words name a request."""
    return names_any(claim.quote, "request")


def _other_voices(group: Sequence[Claim], latest: date | None) -> Iterator[Pair]:
    for yes, no, field in contradictions(group, _opposed, latest):
        if says_what_is(yes) and says_what_is(no):
            if _one_without_side(yes, no):
                yield yes, no, field, Why.NO_SIDE
            elif not _may_be_one(yes, no):
                yield yes, no, field, Why.ONE_SIDE


def _opposed(yes: Claim, no: Claim) -> bool:
    """Whether one speaker has no side, or both the same and speak of one kind."""
    side = yes.speaker.side
    if side is not None and side == no.speaker.side:
        return yes.kind == no.kind
    return _one_without_side(yes, no)


def _one_without_side(claim: Claim, other: Claim) -> bool:
    """Whether just one of the speakers is a person or body that speaks for no side."""
    return _without_side(claim) is not _without_side(other)


def _without_side(claim: Claim) -> bool:
    return claim.speaker.side is None and not is_report(claim)


def _may_be_one(claim: Claim, other: Claim) -> bool:
    """Whether the two speakers may be one person: "Noem" may be "Kristi Noem"."""
    words, other_words = (set(each.speaker.name.casefold().split()) for each in (claim, other))
    return words <= other_words or other_words <= words
