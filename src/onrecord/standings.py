"""What claims support when they are laid side by side: disputes, positions, standings.

Pure functions over claims: nothing is stored and no winner is picked. The rule for disputes is the
section "Disputes" of `gold/GUIDELINES.md`; where it leaves a choice, the choice is written here.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

from onrecord.records import REPORT_VOICE, Claim, Dispute, Polarity, Status

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
# Terms wished for or possible do not stand ("Uganda would also prefer that ...").
WISHED = re.compile(r"\b(?:could|might|prefers?|wants?|hopes?|propos\w+|seeks?)\b", re.IGNORECASE)
# "The agreement contains no such number": the words lean on what was said just before.
LEANING = re.compile(
    r"\b(?:such|not\s+so|it\s+does|does\s+not\s+say\s+so|none\s+of\s+(?:it|this|that|them|these|those)"
    r"|(?:that|this|it)\s+is\s+(?:not\s+(?:so|true|right)|wrong|false|untrue))\b",
    re.IGNORECASE,
)
ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])")
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


class Stance(StrEnum):
    """How a side stands to one field of an agreement."""

    ASSERTS = "asserts"
    DENIES = "denies"
    REFUSES = "refuses"
    SILENT = "silent"


class StandingName(StrEnum):
    """What the claims support, in the words of the written rule (see `standing`)."""

    AGREED_BY_ALL = "agreed by all"
    ASSERTED_BY_ONE = "asserted by one side, unanswered"
    CONTESTED = "contested by a party"
    REPORTED_ONLY = "reported only"
    REFUSED = "refused"
    ENDED = "ended"
    NOT_ASSERTED = "no agreement asserted"


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


def positions(claims: Sequence[Claim]) -> tuple["Position", ...]:
    """Each side's latest word on each field of one agreement; parties without a word are silent.

    `claims` are those of one agreement in the order in which they were published, and then in the
    order of the text. Speakers without a side (lawmakers, courts, analysts) hold no position; the
    report's own voice holds one under the name `report`.
    """
    words: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        side = REPORT_VOICE.name if is_report(claim) else claim.speaker.side
        if side is not None:
            words[side, FIELDS[claim.status]] = claim
    held = [
        Position(side, field, _stance(claim), claim.id) for (side, field), claim in words.items()
    ]
    heard = {position.side for position in held}
    silent = {party for claim in claims for party in claim.parties} - heard
    held += [Position(party, None, Stance.SILENT, None) for party in silent]
    return tuple(sorted(held, key=lambda p: (p.side == REPORT_VOICE.name, p.side, p.field or "")))


def standing(claims: Sequence[Claim]) -> "Standing":
    """What the claims of one agreement support, and the claims that this rests on.

    `claims` come in the order that `positions` asks for; only each side's latest word on each
    field counts. The first rule that holds names the standing:

    1. `contested by a party`: two of these words are in dispute on whether it is agreed, signed or
       in force, and a party speaks one of them.
    2. `ended`: a party, or the report, says that it has ended.
    3. `refused`: a party, or the report of it, says that it was refused, and no party affirms it.
    4. `agreed by all`: every party affirms it: that it is agreed, signed, ratified, in force or
       suspended, or what it provides, or (where no party denies or refuses it: people are sent
       without an agreement too) that something was done under it.
    5. `asserted by one side, unanswered`: a party affirms it.
    6. `reported only`: the report, or somebody who speaks for no party, affirms it.
    7. `no agreement asserted`: it is only asked for, negotiated or denied.
    """
    parties = {party for claim in claims for party in claim.parties}
    current = _latest_words(claims)
    by_id = {claim.id: claim for claim in current}
    contested = [
        by_id[end]
        for dispute in find_disputes(current)
        if dispute.field in EXISTENCE
        and parties & {by_id[dispute.left].speaker.side, by_id[dispute.right].speaker.side}
        for end in (dispute.left, dispute.right)
    ]
    affirmed = [claim for claim in current if claim.polarity is Polarity.AFFIRMED]
    ended = [claim for claim in affirmed if claim.status is Status.ENDED]
    refused = [claim for claim in affirmed if claim.status is Status.REFUSED]
    rejected = any(
        claim.speaker.side in parties
        for claim in current
        if claim in refused or (claim.polarity is Polarity.DENIED and claim.status in LADDER)
    )
    admitted = AFFIRMING - {Status.CARRIED_OUT} if rejected else AFFIRMING
    asserted = [claim for claim in affirmed if claim.status in admitted and _stands(claim)]
    by_parties = [claim for claim in asserted if claim.speaker.side in parties]
    every = parties <= {claim.speaker.side for claim in by_parties}
    for name, rests_on in (
        (StandingName.CONTESTED, contested),
        (StandingName.ENDED, ended),
        (StandingName.REFUSED, [] if by_parties else refused),
        (StandingName.AGREED_BY_ALL, by_parties if every else []),
        (StandingName.ASSERTED_BY_ONE, by_parties),
        (StandingName.REPORTED_ONLY, asserted),
    ):
        if rests_on:
            return Standing(name, tuple(dict.fromkeys(claim.id for claim in rests_on)))
    return Standing(StandingName.NOT_ASSERTED, tuple(claim.id for claim in current))


def is_report(claim: Claim) -> bool:
    """Whether the report says it in its own voice."""
    return claim.speaker == REPORT_VOICE


def days_of(when: str) -> tuple[date, date]:
    """The first and last day of an ISO date, month, year or interval.

    >>> [day.isoformat() for day in days_of("2024-02")]
    ['2024-02-01', '2024-02-29']
    >>> [day.isoformat() for day in days_of("2016-03-17/2016-03-18")]
    ['2016-03-17', '2016-03-18']
    """
    first, _, last = when.partition("/")
    return _days_of_one(first)[0], _days_of_one(last or first)[1]


def _days_of_one(when: str) -> tuple[date, date]:
    if not (found := ISO_DATE.match(when)):
        raise ValueError(f"{when!r} is no ISO date, month or year")
    numbers = [int(part) for part in found[0].split("-")]
    if len(numbers) == 3:
        day = date(*numbers)
        return day, day
    year, months = numbers[0], numbers[1:] or [1, 12]
    last = monthrange(year, months[-1])[1]
    return date(year, months[0], 1), date(year, months[-1], last)


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
        and _stands(claim)
    )


def _stands(claim: Claim) -> bool:
    return claim.status is not Status.TERMS or not WISHED.search(claim.quote)


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


def _latest_words(claims: Sequence[Claim]) -> list[Claim]:
    """The last claim of each speaker's side on each field; speakers without a side count singly."""
    words: dict[tuple[str | None, str | None, str], Claim] = {}
    for claim in claims:
        name = claim.speaker.name if claim.speaker.side is None else None
        words[name, claim.speaker.side, FIELDS[claim.status]] = claim
    return list(words.values())


def _stance(claim: Claim) -> Stance:
    if claim.polarity is Polarity.DENIED:
        # "It has not been suspended" is a word for it.
        ends = claim.status in (Status.REFUSED, Status.SUSPENDED, Status.ENDED)
        return Stance.ASSERTS if ends else Stance.DENIES
    if claim.status is Status.REFUSED:
        return Stance.REFUSES
    return Stance.DENIES if claim.status in (Status.SUSPENDED, Status.ENDED) else Stance.ASSERTS


@dataclass(frozen=True, slots=True)
class Position:
    """What one side holds of one field of an agreement, and the claim (by id) that says so.

    A party without a word has one position, `SILENT`, without field or claim.
    """

    side: str
    field: str | None
    stance: Stance
    claim: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the claims of an agreement support, and the claims (by id) that this rests on."""

    name: StandingName
    claims: tuple[str, ...]
