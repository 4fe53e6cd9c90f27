"""What each side holds of an agreement, and what all their claims support."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.records import REPORT_VOICE, Claim, Polarity, Status
from onrecord.standings.disputes import find_disputes
from onrecord.standings.fields import AFFIRMING, EXISTENCE, FIELDS, LADDER, is_report, stands


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


def positions(claims: Sequence[Claim]) -> tuple[Position, ...]:
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


def standing(claims: Sequence[Claim]) -> Standing:
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
    asserted = [claim for claim in affirmed if claim.status in admitted and stands(claim)]
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
