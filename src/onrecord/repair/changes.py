"""What the parts of the stage hand to each other."""

from typing import NamedTuple


class Change(NamedTuple):
    """One place of a text: `now` stands for `text[start:end]`; the same where nothing is known."""

    start: int
    end: int
    now: str
    why: str
    inferred: bool
    trust: float
