"""Claims across reports -> agreements: by parties, kind, time, name and instrument.

Pure functions: what is unsure is not merged but proposed. `resolve` takes all mentions of one set
of parties; `line_of`, `place` and `changes` are its steps for who adds one report at a time.
"""

from onrecord.agreements.choosing import Why
from onrecord.agreements.finding import find_agreements
from onrecord.agreements.ids import agreement_id
from onrecord.agreements.lines import (
    Line,
    Placement,
    changes,
    dumped,
    line_and_places,
    line_of,
    loaded,
    place,
)
from onrecord.agreements.mentions import Mention, mention_of
from onrecord.agreements.names import names_in, told_by
from onrecord.agreements.proposing import Doubt, Proposal, proposals, proposals_between
from onrecord.agreements.resolving import Agreement, gathered, resolve

__all__ = [
    "Agreement",
    "Doubt",
    "Line",
    "Mention",
    "Placement",
    "Proposal",
    "Why",
    "agreement_id",
    "changes",
    "dumped",
    "find_agreements",
    "gathered",
    "line_and_places",
    "line_of",
    "loaded",
    "mention_of",
    "names_in",
    "place",
    "proposals",
    "proposals_between",
    "resolve",
    "told_by",
]
