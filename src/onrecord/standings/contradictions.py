"""Claims of one set of parties, one of which affirms what another denies.

The rule is the section "Disputes" of `gold/GUIDELINES.md`; where it leaves a choice, the choice is
written here. Who must speak for the two to be a dispute is for `disputes.py` and `tensions.py`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import product

from onrecord.records import Claim, Polarity, Status
from onrecord.standings.fields import FIELDS, LADDER, stands
from onrecord.standings.times import of_another_time

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


def by_parties(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims in groups of the same parties."""
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.parties].append(claim)
    return list(groups.values())


def place_of(claim: Claim) -> tuple[int, int, int, str]:
    """Where a claim stands: by its words, then by its id, so that the order is always the same."""
    return *claim.evidence, len(claim.id), claim.id


def contradictions(
    group: Sequence[Claim], opposed: Callable[[Claim, Claim], bool], latest: date | None
) -> Iterator[tuple[Claim, Claim, str]]:
    """Yield who says that it is so, who says that it is not, and the field on which they part.

    `opposed` says whether the two speakers may be set against each other; `latest` is the day of
    the latest event of the whole report.
    """
    standing_in = _terms_in_force(group)
    before = {claim.id: nth for nth, claim in enumerate(sorted(group, key=place_of))}
    ends = (Status.REFUSED, Status.SUSPENDED, Status.ENDED)
    affirmed = [claim for claim in group if claim.polarity is Polarity.AFFIRMED]
    against = [claim for claim in group if claim.polarity is Polarity.DENIED]
    against += [claim for claim in affirmed if claim.status in ends]
    for yes, no in product(affirmed, against):
        if yes is no or not compatible(yes.kind, no.kind) or not opposed(yes, no):
            continue
        field = _field(yes, no, standing_in) or _same_terms(yes, no, group, before)
        if field and not of_another_time(yes, no, latest):
            yield yes, no, field


def compatible(kind: str, other: str) -> bool:
    """Whether two kinds may be one: `other` is a kind that is not known more closely."""
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
    # Between sides only: the report of a court's stop does not dispute "the agreement stands", nor
    # does a minister who suspends a part of it.
    sides = None not in (yes.speaker.side, no.speaker.side) and yes.speaker.side != no.speaker.side
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
        and claim.speaker.side is not None
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
    if content_words(yes) & content_words(no):
        return FIELDS[Status.TERMS]
    first, second = sorted((yes, no), key=place_of)
    nearest = max(
        (c for c in group if c.status is Status.TERMS and before[c.id] < before[second.id]
         and c.polarity is not second.polarity),
        key=place_of,
        default=None,
    )  # fmt: skip
    return FIELDS[Status.TERMS] if nearest is first and LEANING.search(second.quote) else None


def content_words(claim: Claim) -> set[str]:
    """The words of a quote that can name a thing, cut to the stem that plurals share."""
    words = WORD.findall(claim.quote)
    return {word[:6].removesuffix("s") for word in words if word not in EMPTY_WORDS}
