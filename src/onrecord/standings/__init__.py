"""What claims support when they are laid side by side: disputes, tensions, positions, standings.

Pure functions over claims: nothing is stored and no winner is picked.
"""

from onrecord.standings.days import days_of
from onrecord.standings.disputes import find_disputes
from onrecord.standings.positions import (
    Position,
    Stance,
    Standing,
    StandingName,
    positions,
    standing,
)
from onrecord.standings.tensions import find_tensions

__all__ = [
    "Position",
    "Stance",
    "Standing",
    "StandingName",
    "days_of",
    "find_disputes",
    "find_tensions",
    "positions",
    "standing",
]
