"""Claims across reports -> agreements: for now, claims of the same parties and kind are one.

Time, instrument and names are not weighed yet, so a pact of 2019 and its successor of 2025 between
the same two states, of the same kind, still fall together.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.records import Claim


@dataclass(frozen=True, slots=True)
class Agreement:
    """A deal between parties, and the claims that speak of it, in the order they were given."""

    id: str
    parties: tuple[str, ...]
    kind: str
    claims: tuple[Claim, ...]


def find_agreements(claims: Iterable[Claim]) -> tuple[Agreement, ...]:
    """The agreements that the claims speak of, by id; each claim belongs to exactly one."""
    mentions: dict[tuple[tuple[str, ...], str], list[Claim]] = defaultdict(list)
    for claim in claims:
        mentions[tuple(sorted(claim.parties)), claim.kind].append(claim)
    agreements = (
        Agreement(agreement_id(parties, kind), parties, kind, tuple(found))
        for (parties, kind), found in mentions.items()
    )
    return tuple(sorted(agreements, key=lambda agreement: (agreement.id, agreement.parties)))


def agreement_id(parties: Iterable[str], kind: str) -> str:
    """A short name that stays the same wherever the agreement turns up.

    >>> agreement_id(["US", "GT"], "safe-third-country")
    'gt-us-safe-third-country'
    >>> agreement_id(["IL", "Islamic Jihad"], "peace")
    'il-islamic_jihad-peace'
    """
    return "-".join([*(_slug(party) for party in sorted(parties)), kind])


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"\W+", "_", folded).strip("_")
