"""Several actors behind one source: "the Thai and Lao governments", "both", "Xi and Putin"."""

import re

from onrecord.actors.lists import listed
from onrecord.actors.people import Body, Mention, Person
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
_JOINTS = frozenset(("", *speaker_words("groups", "joints")))
# How far back the two may have been named, in characters.
_TWO_WITHIN = 1200


def group_of_sides(register: Register, words: str, span: Span) -> list[Actor] | None:
    """The actors of a source that tells them by their sides: "both", "the two governments".

    None where the words are no such group; empty where they are, but nobody knows of whom.
    """
    if match := _TWO.match(words):
        what = match["what"].lower()
        some = _those_who_follow(register, what, span.start) if " of the " in words else None
        return some or two_of(register, what, span.start) or []
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
    mentions: list[Mention] = []
    for mention in register.mentions_in(span.start, span.end + 1):
        if not mentions or mention.span.start >= mentions[-1].span.end:
            mentions.append(mention)
    if any(isinstance(m.who, Body) and m.who.role for m in mentions[1:]):
        # "Ana Paz, its president and chief executive".
        return None
    edges = [span.start, *(edge for m in mentions for edge in m.span), span.end]
    gaps = [
        register.text[start:end].strip(" ,").lower()
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return mentions if len(mentions) > 1 and not gaps[-1] and _JOINTS.issuperset(gaps) else None


def names_listed(register: Register, words: str, span: Span) -> list[tuple[str, Span]]:
    """The names that a source begins by listing, with their places: "Jeb Bush and Ted Cruz".

    Empty where it lists none. A name of one word counts where the report has it elsewhere too.
    """
    items = listed(words)
    if not all(" " in i.words or not i.is_name or register.is_used(i.words) for i in items):
        return []
    starts = [span.start + item.at for item in items]
    return [(i.words, Span(at, at + len(i.words))) for i, at in zip(items, starts, strict=True)]


def _is_list(words: str) -> bool:
    return " and " in words and not re.search(r"\b(?:who|which)\b", words)


def _office_of(side: str, several: str) -> Actor:
    return Actor(f"{adjective(side)} {_singular(several)}", side)


def two_of(register: Register, what: str, offset: int) -> list[Actor] | None:
    """ "both governments", "the two leaders": the two that were named oftenest just before."""
    named: dict[str, list[tuple[int, Actor]]] = {}
    for mention in register.before(offset):
        if offset - mention.span.start > _TWO_WITHIN:
            break
        actor = mention.who.actor
        if actor.side is None or isinstance(mention.who, Person) is not (what in _TWO_PEOPLE):
            continue
        named.setdefault(actor.side, []).append((mention.span.start, actor))
    oftenest = sorted(named.values(), key=lambda places: (-len(places), -places[0][0]))[:2]
    if len(oftenest) < 2:
        return None
    oftenest.sort(key=lambda places: places[0][0])
    return [_as_one_of(register, places[0][1], what) for places in oftenest]


def _as_one_of(register: Register, actor: Actor, what: str) -> Actor:
    if what in _TWO_PEOPLE or actor.side is None:
        return actor
    whole = register.government if what == "governments" else side_name
    return Actor(whole(actor.side), actor.side)


def _those_who_follow(register: Register, what: str, offset: int) -> list[Actor] | None:
    """ "two of the three governments denied it": the two whose denials follow."""
    found: dict[str, Actor] = {}
    before = {m.who.side for m in register.before(offset) if offset - m.span.start < _TWO_WITHIN}
    for mention in register.after(offset):
        actor = mention.who.actor
        if mention.span.start - offset > _TWO_WITHIN or len(found) == 2:
            break
        sentence = register.sentences[register.sentence_of(mention.span.start)]
        opens = mention.span.start - sentence.start <= len("The ")
        if actor.side is not None and actor.side in before and opens:
            found.setdefault(actor.side, _as_one_of(register, actor, what))
    return list(found.values()) if len(found) == 2 else None


def _singular(what: str) -> str:
    """One of several: "government" for "governments", "embassy" for "embassies"."""
    return (
        what[:-3] + "y"
        if what.endswith("ies")
        else what
        if what == "officials"
        else what.removesuffix("s")
    )
