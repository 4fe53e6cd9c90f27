"""Names for agreements: the same wherever the agreement turns up."""

import re
import unicodedata
from collections.abc import Iterable


def agreement_id(parties: Iterable[str], kind: str) -> str:
    """A short name that stays the same wherever the agreement turns up.

    >>> agreement_id(["US", "GT"], "safe-third-country")
    'gt-us-safe-third-country'
    >>> agreement_id(["IL", "Islamic Jihad"], "peace")
    'il-islamic_jihad-peace'
    """
    return "-".join([*(slug(party) for party in sorted(parties)), kind])


def slug(name: str) -> str:
    """A name in small letters, digits and underscores.

    >>> slug("New START")
    'new_start'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"\W+", "_", folded).strip("_")
