"""Claims -> agreements by parties and kind alone, where nothing is known of their reports."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.agreements.ids import agreement_id
from onrecord.records import Claim


@dataclass(frozen=True, slots=True)
class ClaimedAgreement:
    """A deal between parties, and the claims that speak of it, in the order they were given."""

    id: str
    parties: tuple[str, ...]
    kind: str
    claims: tuple[Claim, ...]


def find_agreements(claims: Iterable[Claim]) -> tuple[ClaimedAgreement, ...]:
    """The agreements that the claims speak of, by id; each claim belongs to exactly one."""
    mentions: dict[tuple[tuple[str, ...], str], list[Claim]] = defaultdict(list)
    for claim in claims:
        mentions[tuple(sorted(claim.parties)), claim.kind].append(claim)
    agreements = (
        ClaimedAgreement(agreement_id(parties, kind), parties, kind, tuple(found))
        for (parties, kind), found in mentions.items()
    )
    return tuple(sorted(agreements, key=lambda agreement: (agreement.id, agreement.parties)))
