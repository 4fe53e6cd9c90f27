"""What claims support when they are laid side by side: disputes, positions, standings.

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

__all__ = [
    "Position",
    "Stance",
    "Standing",
    "StandingName",
    "days_of",
    "find_disputes",
    "positions",
    "standing",
]
