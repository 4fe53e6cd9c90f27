"""Actors who may be one person: for someone to decide, as nothing unsure is joined."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from onrecord.actors.across import KnownActor, may_be_one
from onrecord.actors.forms import Form, form_of, short_names

# No actor is in more proposals than this: a person reads them one by one.
MOST = 3
# Of more actors under one last name only the most frequent are compared.
COMPARED = 30


class ActorDoubt(StrEnum):
    """Why two actors may be one, the likeliest first."""

    SIDE = "the same name, another side"
    SHORT = "a short first name"
    LAST = "a last name alone"


@dataclass(frozen=True, slots=True)
class ActorProposal:
    """Two actors (by id, in order) who may be one, and why, in a word and for a person."""

    left: str
    right: str
    doubt: ActorDoubt
    reason: str


def proposals_of_actors(actors: Sequence[KnownActor]) -> tuple[ActorProposal, ...]:
    """Which of the actors may be one: the likeliest first; at most three for each.

    Those of one last name are compared. A last name alone or initials may be any whom they fit; a
    first name may be short for another; and one name may have spoken for two sides, or for none.
    """
    by_last: dict[str, list[tuple[KnownActor, Form]]] = defaultdict(list)
    for actor in actors:
        form = form_of(actor.name, actor.side)
        if form.is_person:
            by_last[form.last].append((actor, form))
    found = [p for same in by_last.values() for p in _proposals(same)]
    order = list(ActorDoubt)
    count: dict[str, int] = defaultdict(int)
    chosen = []
    for one in sorted(found, key=lambda p: (order.index(p.doubt), p.left, p.right)):
        if max(count[one.left], count[one.right]) < MOST:
            count[one.left] += 1
            count[one.right] += 1
            chosen.append(one)
    return tuple(chosen)


def _proposals(same: Sequence[tuple[KnownActor, Form]]) -> Iterator[ActorProposal]:
    frequent = sorted(same, key=lambda one: (-one[0].claims, one[0].id))[:COMPARED]
    for (actor, form), (other, other_form) in combinations(frequent, 2):
        doubt = _doubt(actor, form, other, other_form)
        if doubt:
            left, right = sorted((actor, other), key=lambda one: one.id)
            reason = f'"{left.name}"{_of(left)} may be "{right.name}"{_of(right)}: {doubt.value}'
            yield ActorProposal(left.id, right.id, doubt, reason)


def _doubt(actor: KnownActor, form: Form, other: KnownActor, other_form: Form) -> ActorDoubt | None:
    if actor.side != other.side:
        both = form.has_first_name and other_form.has_first_name
        return ActorDoubt.SIDE if both and may_be_one(form, other_form) else None
    if may_be_one(form, other_form):
        return ActorDoubt.LAST
    if form.has_first_name and other_form.has_first_name:
        first, second = form.given[0], other_form.given[0]
        if second in short_names().get(first, ()):
            return ActorDoubt.SHORT
    return None


def _of(actor: KnownActor) -> str:
    return f" of {actor.side}" if actor.side else ""
