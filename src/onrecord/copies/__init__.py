"""Reports -> chains of copies, editions and rewrites: what to find them by, and what was changed.

Functions over texts alone; the ledger keeps what they give and asks them again.
"""

from onrecord.copies.altered import Alteration, AlteredQuotation, altered_quotations
from onrecord.copies.changes import Change, ChangeKind, changes
from onrecord.copies.fingerprints import (
    MOST_HOLDERS,
    Fingerprint,
    fingerprint,
    likely,
    promising,
    similarity,
)
from onrecord.copies.lineage import Member, parents
from onrecord.copies.relations import Relation, RelationKind, relation

__all__ = [
    "MOST_HOLDERS",
    "Alteration",
    "AlteredQuotation",
    "Change",
    "ChangeKind",
    "Fingerprint",
    "Member",
    "Relation",
    "RelationKind",
    "altered_quotations",
    "changes",
    "fingerprint",
    "likely",
    "parents",
    "promising",
    "relation",
    "similarity",
]
