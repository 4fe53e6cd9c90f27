"""Speakers across reports: which names mean one actor, as judged by people too."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.actors.across import KnownActor, SpeakerMention, group_of, resolve_actors
from onrecord.actors.doubts import proposals_of_actors
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
    found = _as_judged(resolve_actors(_mentioned(rows)), judged)
    _store(connection, before, found)
    for last_name in sorted({group.partition("|")[0] for group in taken}):
        _propose(connection, last_name)


def _propose(connection: Connection, last_name: str) -> None:
    """Keep who of one last name may be the same, for this side or another."""
    of_actors = (proposals.c.subject == "actor") & (proposals.c.line == last_name)
    connection.execute(proposals.delete().where(of_actors))
    within = (actor_forms.c.namesakes >= last_name + "|") & (
        actor_forms.c.namesakes < last_name + "|~"
    )
    named = select(actor_forms.c.actor_id).where(within)
    same = [
        KnownActor(
            row.id, row.name, row.side, tuple(row.names), row.first_said or None,
            row.last_said or None, row.claims, (),
        )
        for row in connection.execute(select(actors).where(actors.c.id.in_(named)))
    ]  # fmt: skip
    made = [
        {
            "subject": "actor",
            "left_id": proposal.left,
            "right_id": proposal.right,
            "line": last_name,
            "reason": proposal.reason,
        }
        for proposal in (proposals_of_actors(same) if len(same) > 1 else ())
    ]
    insert(connection, proposals, made)


def _mentioned(forms: Iterable[Any]) -> list[SpeakerMention]:
    """Rows of `actor_forms` as mentions: of each form the first day and the last it was used."""
    made = []
    for row in forms:
        side, first, last = row.side or None, row.first_said or None, row.last_said or None
        made.append(SpeakerMention(row.name, side, last, "", row.claims))
        if first != last:
            made.append(SpeakerMention(row.name, side, first, "", 0))
    return made


def _namesakes(form: Form) -> str:
    """Whom a form is compared with: those of the same last name or office, and of its side."""
    side, last_name = group_of(form[0], form[1] or None)
    return f"{last_name}|{side}"


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
                        claims=first.claims + gone.claims,
                    )
        else:
            for form, actor in zip(forms, known, strict=False):
                now = result.get(actor.id)
                if now is None or len(now.names) < 2:
                    continue
                rest = tuple(name for name in now.names if name != form[0])
                result[now.id] = replace(now, names=rest)
                own = f"{now.id}-{form[0].casefold().replace(' ', '_')}"
                result[own] = replace(now, id=own, name=form[0], names=(form[0],))
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
        }
        connection.execute(actors.insert().values(row))
