"""Speakers across reports: which names mean one actor, as judged by people too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.actors.across import KnownActor, SpeakerMention, group_of, resolve_actors
from onrecord.actors.doubts import proposals_of_actors
from onrecord.actors.forms import slug
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
) -> dict[str, tuple[KnownActor, list[Form]]]:
    """The actors by id, each with the forms of its name, as people judged them to be one or not."""
    result = {
        known.id: (known, [(name, known.side or "") for name in known.names]) for known in found
    }
    for decision, forms in judged:
        meant = sorted({id for id, (_, own) in result.items() if set(own) & set(forms)})
        if decision is Decision.MERGE:
            together = [result.pop(id) for id in meant]
            if together:
                # Who speaks for a side is told by it; then who gives the fullest name.
                first = min(together, key=lambda one: (one[0].side is None, -len(one[0].name)))[0]
                result[first.id] = (first, sorted({form for _, own in together for form in own}))
            continue
        for id in meant:
            known, own = result[id]
            for form in sorted(set(own) & set(forms)):
                if len(own) > 1:
                    own.remove(form)
                    apart = f"{id}-{slug(' '.join(form))}"
                    side = form[1] or None
                    split = replace(known, id=apart, name=form[0], side=side, names=(form[0],))
                    result[apart] = (split, [form])
    return result


def _store(
    connection: Connection,
    before: set[str],
    found: Mapping[str, tuple[KnownActor, list[Form]]],
) -> None:
    ids = sorted(before | found.keys())
    connection.execute(actors.delete().where(actors.c.id.in_(ids)))
    for id, (_, forms) in found.items():
        for name, side in forms:
            here = (actor_forms.c.name == name) & (actor_forms.c.side == side)
            connection.execute(actor_forms.update().where(here).values(actor_id=id))
    for id, (known, _) in found.items():
        of_actor = list(connection.execute(select(actor_forms).where(actor_forms.c.actor_id == id)))
        said = [day for row in of_actor for day in (row.first_said, row.last_said) if day]
        row = {
            "id": id,
            "name": known.name,
            "side": known.side,
            "names": sorted({row.name for row in of_actor}),
            "first_said": min(said, default=""),
            "last_said": max(said, default=""),
            "claims": sum(row.claims for row in of_actor),
        }
        connection.execute(actors.insert().values(row))
