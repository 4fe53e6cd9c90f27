"""Actors of a report: who stands behind a source, and for which side they speak."""

from dataclasses import dataclass

from onrecord.actors.issuers import issuer_of
from onrecord.actors.people import Body
from onrecord.actors.register import Register
from onrecord.actors.speakers import resolve_speakers
from onrecord.alignment import Span
from onrecord.records import Actor

__all__ = ["ActorMention", "actors_in", "issuer_of", "resolve_speakers"]


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Where a report names an actor, and who it is."""

    span: Span
    actor: Actor


def actors_in(text: str, published: str | None = None) -> list[ActorMention]:
    """The people, offices and bodies that a report names, in order, with the sides they speak for.

    `published` is the ISO date of the report; it decides which leaders were in office.

    >>> text = "Honduras's immigration director, Wilson Paz, met Ms. Vogt."
    >>> [(m.actor.name, m.actor.side) for m in actors_in(text)]
    [('Wilson Paz', 'HN'), ('Vogt', None)]
    """
    register = Register(text, published)
    mentions = []
    for mention in register.mentions:
        if isinstance(mention.who, Body) and mention.who.document:
            continue
        mentions.append(ActorMention(mention.span, mention.who.actor))
    return mentions
