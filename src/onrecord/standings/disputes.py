"""Claims that cannot both hold.

The rule is the section "Disputes" of `gold/GUIDELINES.md`; where it leaves a choice, the choice is
written here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from onrecord.records import Claim, Dispute, Polarity, Status
from onrecord.standings.days import days_of
from onrecord.standings.fields import FIELDS, LADDER, is_report, stands

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
# "The agreement contains no such number": the words lean on what was said just before.
LEANING = re.compile(
    r"\b(?:such|not\s+so|it\s+does|does\s+not\s+say\s+so|none\s+of\s+(?:it|this|that|them|these|those)"
    r"|(?:that|this|it)\s+is\s+(?:not\s+(?:so|true|right)|wrong|false|untrue))\b",
    re.IGNORECASE,
)
# Names are left out: both sides name the same states whatever they speak of.
WORD = re.compile(r"\b[a-z]{3,}\b|\d[\d.,]*\d|\d")
# Words that every statement of terms may hold: two of them are not the same thing for that.
EMPTY_WORDS = frozenset(
    WORD.findall(
        "the and for from with under that this these those such not nor but any all its their "
        "our his her has have had are was were will would shall may can could does did been "
        "being into onto over than then there which who whom what when where they them "
        "agreement agreements deal deals pact accord treaty memorandum arrangement text "
        "document paper contains contain part provides provide includes include says said "
        "country countries government governments state states party parties side sides people "
        "migrants"
    )
)


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
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if is_report(claim) or claim.speaker.side is not None:
            groups[claim.parties].append(claim)
    latest = _latest_event(claims)
    found = []
    for group in groups.values():
        standing_in = _terms_in_force(group)
        before = {claim.id: nth for nth, claim in enumerate(sorted(group, key=_place))}
        for yes, no in _opposed(group):
            field = _field(yes, no, standing_in) or _same_terms(yes, no, group, before)
            if field and not _of_another_time(yes, no, latest):
                found.append((before[yes.id], before[no.id], Dispute(yes.id, no.id, field)))
    found.sort(key=lambda entry: entry[:2])
    return tuple(dispute for _, _, dispute in found)


def _place(claim: Claim) -> tuple[int, int]:
    return claim.evidence


def _opposed(group: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield who says that it is so and who says that it is not, if they may be set side by side."""
    ends = (Status.REFUSED, Status.SUSPENDED, Status.ENDED)
    affirmed = [claim for claim in group if claim.polarity is Polarity.AFFIRMED]
    against = [claim for claim in group if claim.polarity is Polarity.DENIED]
    against += [claim for claim in affirmed if claim.status in ends]
    for yes, no in product(affirmed, against):
        # The report's own voice has no side, and every other speaker here has one.
        if yes.speaker.side != no.speaker.side and _compatible(yes.kind, no.kind):
            yield yes, no


def _compatible(kind: str, other: str) -> bool:
    return kind == other or "other" in (kind, other)


def _field(yes: Claim, no: Claim, terms_in_force: frozenset[str]) -> str | None:
    """The field on which the second claim denies what the first affirms, by their statuses."""
    held = Status.IN_FORCE if yes.id in terms_in_force else yes.status
    if no.polarity is Polarity.DENIED:
        if yes.status is no.status is Status.CARRIED_OUT:
            return FIELDS[held] if _same_unit(yes, no) else None
        implied = held in LADDER and no.status in LADDER[: LADDER.index(held) + 1]
        return FIELDS[no.status] if implied else None
    if no.status is Status.REFUSED and held in LADDER:
        return FIELDS[held]
    # Between sides only: the report of a court's stop does not dispute "the agreement stands".
    sides = not is_report(yes) and not is_report(no)
    if held is Status.IN_FORCE and no.status in (Status.SUSPENDED, Status.ENDED) and sides:
        return FIELDS[held]
    return None


def _same_unit(yes: Claim, no: Claim) -> bool:
    """Whether two numbers may count the same: money that was paid is not people who were sent."""
    return not (yes.quantity and no.quantity) or yes.quantity.unit == no.quantity.unit


def _terms_in_force(group: Sequence[Claim]) -> frozenset[str]:
    """The terms that count as a side's word that the agreement is in force, for want of another."""
    said = {
        (claim.speaker.side, claim.kind)
        for claim in group
        if claim.status in LADDER and claim.polarity is Polarity.AFFIRMED
    }
    return frozenset(
        claim.id
        for claim in group
        if claim.status is Status.TERMS
        and claim.polarity is Polarity.AFFIRMED
        and not is_report(claim)
        and (claim.speaker.side, claim.kind) not in said
        and stands(claim)
    )


def _same_terms(
    yes: Claim, no: Claim, group: Sequence[Claim], before: dict[str, int]
) -> str | None:
    """`terms`, if the second claim denies the very thing that the first says the agreement holds.

    The two share a word that means something, or the later one leans on the earlier ("no such
    number") and nothing that it could mean stands between them.
    """
    if not (yes.status is no.status is Status.TERMS and no.polarity is Polarity.DENIED):
        return None
    if _content_words(yes) & _content_words(no):
        return FIELDS[Status.TERMS]
    first, second = sorted((yes, no), key=_place)
    nearest = max(
        (c for c in group if c.status is Status.TERMS and before[c.id] < before[second.id]
         and c.polarity is not second.polarity),
        key=_place,
        default=None,
    )  # fmt: skip
    return FIELDS[Status.TERMS] if nearest is first and LEANING.search(second.quote) else None


def _content_words(claim: Claim) -> set[str]:
    """The words of a quote that can name a thing, cut to the stem that plurals share."""
    words = WORD.findall(claim.quote)
    return {word[:6].removesuffix("s") for word in words if word not in EMPTY_WORDS}


def _of_another_time(yes: Claim, no: Claim, latest: date | None) -> bool:
    """Whether two claims speak of different times, so that both can be so (see `find_disputes`)."""
    if yes.when and no.when:
        (start, end), (other_start, other_end) = days_of(yes.when), days_of(no.when)
        if no.polarity is Polarity.AFFIRMED and no.status in (Status.SUSPENDED, Status.ENDED):
            return end < other_start
        return end < other_start or other_end < start
    if bool(EARLIER.search(yes.quote)) is not bool(EARLIER.search(no.quote)):
        return True
    return any(
        is_report(claim)
        and claim.when is not None
        and latest is not None
        and days_of(claim.when)[1] < latest - BACKGROUND
        for claim in (yes, no)
    )


def _latest_event(claims: Iterable[Claim]) -> date | None:
    """The last day on which something is said to have happened; what is only expected has not."""
    expected = (Status.PROPOSED, Status.NEGOTIATING)
    days = [days_of(c.when)[0] for c in claims if c.when and c.status not in expected]
    return max(days, default=None)
