"""Those whom a report names: people, and bodies that speak."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from onrecord import lexicons
from onrecord.actors.offices import Office
from onrecord.alignment import Span
from onrecord.errors import BadLexicon
from onrecord.records import Actor


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the report names: the fullest form of the name, and the office if it gives one.

    `named` is where the report has the name in full, `kin` whether it is somebody's son, wife ...
    """

    name: str
    side: str | None = None
    speaks: str = "unknown"
    offices: set[str] = field(default_factory=set)
    gender: str | None = None
    first: int = 0
    named: list[int] = field(default_factory=list)
    kin: bool = False

    def last_named(self, offset: int) -> int:
        """Where the person was last named in full before an offset; less than none if never."""
        at = bisect_right(self.named, offset)
        return self.named[at - 1] if at else -1 - self.first

    @property
    def is_surely_one(self) -> bool:
        """Whether more than one word with a capital says that this is a person."""
        return bool(self.gender or self.offices or " " in self.name)

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.side if self.speaks in ("side", "unknown") else None)


@dataclass(slots=True, eq=False)
class Body:
    """A government, ministry or other body, or people known only by their office.

    `role` is an office that nobody is called by: "as secretary of state", "any president".
    """

    name: str
    side: str | None
    office: Office | None = None
    plural: bool = False
    definite: bool = False
    document: bool = False
    role: bool = False

    @property
    def actor(self) -> Actor:
        return Actor("report") if self.document else Actor(self.name, self.side)


@dataclass(slots=True)
class Mention:
    """Where a report names somebody: the whole phrase, and who it is."""

    span: Span
    who: Person | Body


@cache
def given_names() -> Mapping[str, str | None]:
    """First names in small letters, with the pronoun of those who bear them; None where unsure.

    >>> given_names()["boris"], given_names()["robin"]
    ('he', None)
    """
    table = lexicons.load("given_names")
    try:
        return {
            name: None if gender == "any" else gender
            for gender, names in table.items()
            for name in names
        }
    except TypeError as error:
        raise BadLexicon(f"given_names.toml is no list of names ({error!r}).") from error
