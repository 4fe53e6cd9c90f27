"""Those whom a report names: people, and bodies that speak."""

from dataclasses import dataclass, field

from onrecord.actors.offices import Office
from onrecord.alignment import Span
from onrecord.records import Actor


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the report names: the fullest form of the name, and the office if it gives one."""

    name: str
    side: str | None = None
    speaks: str = "unknown"
    offices: set[str] = field(default_factory=set)
    gender: str | None = None
    first: int = 0

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.side if self.speaks in ("side", "unknown") else None)


@dataclass(slots=True, eq=False)
class Body:
    """A government, ministry or other body, or people known only by their office."""

    name: str
    side: str | None
    office: Office | None = None
    plural: bool = False
    definite: bool = False
    document: bool = False

    @property
    def actor(self) -> Actor:
        return Actor("report") if self.document else Actor(self.name, self.side)


@dataclass(slots=True)
class Mention:
    """Where a report names somebody: the whole phrase, and who it is."""

    span: Span
    who: Person | Body
