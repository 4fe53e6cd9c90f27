"""Several actors behind one source: "the Thai and Lao governments", "both", "Xi and Putin"."""

import re
from itertools import pairwise

from onrecord.actors.people import Mention, Person
from onrecord.actors.register import Register
from onrecord.alignment import Span
from onrecord.lexicons import any_of, speaker_words
from onrecord.records import Actor
from onrecord.sides import adjective, side_name

_TWO_PEOPLE = speaker_words("groups", "two_people")
_TWO = re.compile(
    r"(?i)^(?:both|the two|two of the (?:two|three|four)|the(?= pair| duo)) "
    rf"(?P<what>{any_of(_TWO_PEOPLE + speaker_words('groups', 'two_sides'))})\b"
)
_AFTER_SIDES = re.compile(rf"(?i)\b(?P<what>{any_of(speaker_words('groups', 'after_sides'))})\b")
_BEFORE_SIDES = re.compile(
    rf"(?i)^(?:the )?(?P<what>(?:{any_of(speaker_words('groups', 'portfolios'))} )?"
    rf"{any_of(speaker_words('groups', 'before_sides'))}) (?:of|from) "
)
_JOINTS = speaker_words("groups", "joints")
# How far back the two may have been named, in characters.
_TWO_WITHIN = 1200


def group_of_sides(register: Register, words: str, span: Span) -> list[Actor] | None:
    """The actors of a source that tells them by their sides: "both", "the two governments".

    None where the words are no such group; empty where they are, but nobody knows of whom.
    """
    if match := _TWO.match(words):
        return _last_two(register, match["what"].lower(), span.start) or []
    if not _is_list(words):
        return None
    sides = [
        m
        for m in register.sides_in(span.start, span.end)
        if m.form in ("adjective", "name", "capital")
    ]
    if match := _BEFORE_SIDES.match(words):
        named = [m for m in sides if m.span.start >= span.start + match.end("what")]
        if len(named) >= 2 and len(named) == len(sides):
            return [_office_of(m.side, match["what"]) for m in named]
    joined = _AFTER_SIDES.search(words)
    if joined and len(sides) >= 2 and words.lower().endswith(joined["what"].lower()):
        return [_office_of(m.side, joined["what"].lower()) for m in sides]
    return None


def mentions_listed(register: Register, words: str, span: Span) -> list[Mention] | None:
    """The mentions that a source lists, and nothing beside them: "Xi and Putin"."""
    if not _is_list(words):
        return None
    mentions = register.mentions_in(span.start, span.end + 1)
    if len(mentions) < 2 or len(mentions) != len(re.split(r", and | and |, ", words)):
        return None
    between = [register.text[a.span.end : b.span.start].strip() for a, b in pairwise(mentions)]
    return mentions if all(gap in _JOINTS for gap in between) else None


def _is_list(words: str) -> bool:
    return " and " in words and not re.search(r"\b(?:who|which)\b", words)


def _office_of(side: str, several: str) -> Actor:
    return Actor(f"{adjective(side)} {_singular(several)}", side)


def _last_two(register: Register, what: str, offset: int) -> list[Actor] | None:
    """ "both governments", "the two leaders": the last two that were named."""
    found: list[Actor] = []
    for mention in register.before(offset):
        if offset - mention.span.start > _TWO_WITHIN:
            break
        actor = mention.who.actor
        personal = isinstance(mention.who, Person)
        if what in _TWO_PEOPLE:
            if not personal:
                continue
        elif personal or actor.side is None:
            continue
        else:
            actor = Actor(
                register.government(actor.side) if what == "governments" else side_name(actor.side),
                actor.side,
            )
        if actor.side is not None and all(actor.side != other.side for other in found):
            found.append(actor)
        if len(found) == 2:
            return found[::-1]
    return None


def _singular(what: str) -> str:
    """One of several: "government" for "governments", "embassy" for "embassies"."""
    return (
        what[:-3] + "y"
        if what.endswith("ies")
        else what
        if what == "officials"
        else what.removesuffix("s")
    )
