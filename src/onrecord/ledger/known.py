"""Speakers across reports: which names mean one actor, as judged by people too."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, select

from onrecord.actors.across import (
    ActorMention,
    KnownActor,
    group_of,
    proposals_of_actors,
    resolve_actors,
)
from onrecord.ledger.attaching import links
from onrecord.ledger.batching import insert
from onrecord.ledger.computed import actor_forms, actors, mentions, proposals
from onrecord.ledger.moments import NOW
from onrecord.records import REPORT_VOICE, Decision, Subject

# The name and the side (empty for none) under which reports quote somebody.
Form = tuple[str, str]


def note_actors(connection: Connection, speakers: Iterable[tuple[str, str | None]]) -> None:
    """Bring up to date who these speakers are, and all who may be the same."""
    forms = sorted({(name, side or "") for name, side in speakers if name != REPORT_VOICE.name})
    judged = _judged(connection)
    taken = _linked({_namesakes(form) for form in forms}, judged)
    of_groups = select(actor_forms).where(actor_forms.c.namesakes.in_(sorted(taken)))
    before = {row.actor_id for row in connection.execute(of_groups)}
    for name, side in forms:
        _count_form(connection, name, side)
    rows = connection.execute(of_groups).all()
    by_group: dict[str, list[ActorMention]] = defaultdict(list)
    for row in rows:
        # A form is known by the first and the last day it was used.
        for said in dict.fromkeys((row.first_said, row.last_said)):
            by_group[row.namesakes].append(
                ActorMention(row.name, row.side or None, said or None, "", row.claims)
            )
    found = [known for group in by_group.values() for known in resolve_actors(group)]
    found = _as_judged(found, judged)
    _store(connection, before, found)
    connection.execute(
        proposals.delete().where(
            proposals.c.subject == "actor", proposals.c.line.in_(sorted(taken))
        )
    )
    made = [
        {
            "subject": "actor",
            "left_id": proposal.left,
            "right_id": proposal.right,
            "line": group,
            "reason": proposal.reason,
        }
        for group, told in by_group.items()
        for proposal in proposals_of_actors(
            [known for known in found if _namesakes((known.name, known.side or "")) == group], told
        )
    ]
    insert(connection, proposals, made)


def _namesakes(form: Form) -> str:
    return "|".join(group_of(form[0], form[1] or None))


def _count_form(connection: Connection, name: str, side: str) -> None:
    """Count the claims of a name anew."""
    of_side = mentions.c.side == side if side else mentions.c.side.is_(None)
    counted = connection.execute(
        select(func.min(mentions.c.said), func.max(mentions.c.said), func.count()).where(
            mentions.c.speaker == name,
            of_side,
            mentions.c.known_to.is_(None),
            mentions.c.rejected.is_(False),
        )
    ).one()
    first, last, number = counted
    here = (actor_forms.c.name == name) & (actor_forms.c.side == side)
    connection.execute(actor_forms.delete().where(here))
    if number:
        row = {
            "name": name,
            "side": side,
            "namesakes": _namesakes((name, side)),
            "actor_id": "",
            "first_said": first or "",
            "last_said": last or "",
            "claims": number,
        }
        connection.execute(actor_forms.insert().values(row))


def _judged(connection: Connection) -> list[tuple[Decision, list[Form]]]:
    """What people judged of actors: the forms that are one, or those that are apart."""
    made = links(connection, Subject.ACTOR, NOW)
    ids = sorted({claim for link in made for claim in link.claims if claim})
    if not ids:
        return []
    statement = select(mentions.c.claim_id, mentions.c.speaker, mentions.c.side).where(
        mentions.c.claim_id.in_(ids), mentions.c.known_to.is_(None)
    )
    form_of = {row.claim_id: (row.speaker, row.side or "") for row in connection.execute(statement)}
    return [
        (link.decision, [form_of[claim] for claim in link.claims if claim in form_of])
        for link in made
    ]


def _linked(groups: set[str], judged: Sequence[tuple[Decision, list[Form]]]) -> set[str]:
    """These groups of namesakes and all that merges lead to from them."""
    taken, before = set(groups), 0
    while len(taken) != before:
        before = len(taken)
        for decision, forms in judged:
            joined = {_namesakes(form) for form in forms}
            if decision is Decision.MERGE and joined & taken:
                taken |= joined
    return taken


def _as_judged(
    found: Sequence[KnownActor], judged: Sequence[tuple[Decision, list[Form]]]
) -> list[KnownActor]:
    result = {known.id: known for known in found}

    def holding(form: Form) -> KnownActor | None:
        for known in result.values():
            if form[0] in known.names and (known.side or "") == form[1]:
                return known
        return None

    for decision, forms in judged:
        known = [actor for form in forms if (actor := holding(form)) is not None]
        if decision is Decision.MERGE:
            for other in known[1:]:
                if known[0].id in result and other.id in result and other.id != known[0].id:
                    first = result[known[0].id]
                    gone = result.pop(other.id)
                    result[first.id] = replace(
                        first,
                        names=tuple(sorted({*first.names, *gone.names})),
                        first=min(filter(None, (first.first, gone.first)), default=None),
                        last=max(filter(None, (first.last, gone.last)), default=None),
                        reasons=(*first.reasons, f"merged with {gone.name} by a person"),
                    )
        else:
            for form, actor in zip(forms, known, strict=False):
                now = result.get(actor.id)
                if now is None or len(now.names) < 2:
                    continue
                rest = tuple(name for name in now.names if name != form[0])
                result[now.id] = replace(now, names=rest)
                own = f"{now.id}-{form[0].casefold().replace(' ', '_')}"
                result[own] = replace(
                    now, id=own, name=form[0], names=(form[0],), reasons=("split by a person",)
                )
    return list(result.values())


def _store(connection: Connection, before: set[str], found: Sequence[KnownActor]) -> None:
    ids = sorted(before | {known.id for known in found})
    connection.execute(actors.delete().where(actors.c.id.in_(ids)))
    for known in found:
        of_actor = actor_forms.c.name.in_(known.names) & (actor_forms.c.side == (known.side or ""))
        connection.execute(actor_forms.update().where(of_actor).values(actor_id=known.id))
        number = connection.scalar(
            select(func.coalesce(func.sum(actor_forms.c.claims), 0)).where(
                actor_forms.c.actor_id == known.id
            )
        )
        row = {
            "id": known.id,
            "name": known.name,
            "side": known.side,
            "names": list(known.names),
            "first_said": known.first or "",
            "last_said": known.last or "",
            "claims": int(number or 0),
            "reasons": list(known.reasons),
        }
        connection.execute(actors.insert().values(row))
