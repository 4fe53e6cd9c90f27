"""Names for agreements: the same wherever the agreement turns up."""

from collections.abc import Iterable

from onrecord.actors.forms import slug


def agreement_id(parties: Iterable[str], kind: str) -> str:
    """A short name that stays the same wherever the agreement turns up.

    >>> agreement_id(["US", "GT"], "safe-third-country")
    'gt-us-safe-third-country'
    >>> agreement_id(["IL", "Islamic Jihad"], "peace")
    'il-islamic_jihad-peace'
    """
    return "-".join([*(slug(party) for party in sorted(parties)), kind])
