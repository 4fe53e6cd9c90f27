"""Offices without a name: who bears "the minister", and what "the ministry" is called in full."""

from itertools import islice

from onrecord.actors.offices import load_offices
from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.register import Register

EPITHETS = frozenset(("lawmaker", "candidate"))
"""Classes of offices by which a report calls those it spoke of just before: "the senator"."""
_MENTIONS_BACK = 300
"""How many mentions back an office without a name may refer."""


def bearer_of(register: Register, mention: Mention) -> Person | None:
    """The person who bears the office that is mentioned without a name: "the minister"."""
    body = mention.who
    assert isinstance(body, Body)
    assert body.office is not None
    if body.plural or not body.definite:
        return None
    head = body.office.words.split()[-1]
    if head in ("spokesman", "spokeswoman", "spokesperson") and " for " in f" {body.name} ":
        return None
    own_side = _own_side(register, mention)
    former = not load_offices().stripped.isdisjoint(body.name.lower().split())
    best: Person | None = None
    for earlier in islice(register.before(mention.span.start), _MENTIONS_BACK):
        person = earlier.who
        if not isinstance(person, Person) or not _fits_office(person, body, head):
            continue
        if own_side is not None and person.side not in (own_side, None):
            continue
        if former and person.actor.side is not None:
            continue
        best = person
        break
    if best is None and body.office.kind not in EPITHETS:
        best = _named_next(register, mention, head, own_side)
        if best is not None and best.speaks == "unknown":
            # "The secretary said ...", then "Noem said": the office is hers.
            best.side, best.speaks = body.side, "side" if body.side else "self"
            best.offices.add(head)
    return best


def in_full(register: Register, mention: Mention) -> Body | Person:
    """ "the ministry" by the name that the report gives it elsewhere."""
    body = mention.who
    assert isinstance(body, Body)
    assert body.office is not None
    if len(body.name.split()) > 1 and _own_side(register, mention) is not None:
        return body
    tail = body.name.lower().split()
    for earlier in islice(register.before(mention.span.start), _MENTIONS_BACK):
        who = earlier.who
        if (
            isinstance(who, Body)
            and who.office is not None
            and (who.side == body.side or (body.side is None and body.office.needs_side))
            and who is not body
            and who.name.lower().split()[-len(tail) :] == tail
            and len(who.name) > len(body.name)
        ):
            return who
    return body


def _own_side(register: Register, mention: Mention) -> str | None:
    """The side that the words themselves name, not one that was guessed."""
    inside = register.sides_in(mention.span.start, mention.span.end)
    return inside[0].side if inside else None


def _fits_office(person: Person, body: Body, head: str) -> bool:
    assert body.office is not None
    if body.office.words in person.offices or head in person.offices:
        return True
    if head in ("counterpart", "colleague", "successor", "predecessor"):
        return bool(person.offices)
    if head == "leader":
        return bool({"president", "minister", "chancellor", "premier", "leader"} & person.offices)
    return False


def _named_next(
    register: Register, mention: Mention, head: str, own_side: str | None
) -> Person | None:
    """Who is named in the next sentences after an office that opens the report."""
    if head in ("government", "official") or register.sentence_of(mention.span.start) > 2:
        return None
    for later in register.after(mention.span.end):
        if not isinstance(later.who, Person):
            continue
        if register.sentence_of(later.span.start) > register.sentence_of(mention.span.start) + 2:
            return None
        if own_side is not None and later.who.side not in (own_side, None):
            continue
        if not later.who.offices or head in later.who.offices:
            return later.who
    return None
