"""Whom a pronoun stands for, from who was named and who spoke before it."""

import re
from itertools import islice, takewhile

from onrecord.actors.bearers import EPITHETS, bearer_of
from onrecord.actors.groups import two_of
from onrecord.actors.offices import load_offices
from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.register import Register
from onrecord.alignment import Span
from onrecord.records import Actor

_LOOK_BACK = 9
"""How many sentences back a pronoun may refer."""
_NEAR = 3
"""How many sentences back, this one among them, "they" looks for several before two people."""
_NO_NOUN = re.compile(r"^(?:from|of|to|by|with|for|in|on|at|and|but|was|were|is|are)\b ?")
# How far before a name a quotation mark is looked for, in characters.
_QUOTATION_ROOM = 1000


class Antecedents:
    """Those whom the pronouns of a report may stand for.

    `spoke` holds who spoke so far, each with the offset of the source, in order, and `together`
    those who last spoke with one voice; whoever resolves the sources adds to both. Each method
    gives None where nobody fits.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self.spoke: list[tuple[int, Person | Body]] = []
        self.together: tuple[int, list[Actor]] = (0, [])

    def of_relative(self, span: Span) -> Person | Body | None:
        """Who "who" or "which" stands for: whoever is named just before it."""
        # "Officials in her government who said so": the longest of those that end here.
        near = islice(self.register.before(span.start), 4)
        ending = [m for m in near if 0 <= span.start - m.span.end <= 3]
        if ending:
            return ending[-1].who
        start = max(self.register.paragraph_start(span.start), span.start - 60)
        lead = self.register.text[start : span.start].rstrip(" ,")
        match = re.search(r"\b((?:[A-Z][\w'’.-]+ ?){1,4}|(?:[a-z-]+ )?[a-z-]+)$", lead)
        named = _NO_NOUN.sub("", match[1]).strip() if match else ""
        return Body(named, None) if named else None

    def of_he_or_she(self, low: str, offset: int) -> Person | Body | None:
        """The person, or the bearer of an office, that a pronoun such as "her" stands for."""
        gender = "she" if low in ("she", "her") else "he"
        subjects = self._subjects(offset)
        # One name alone may be a firm's: it counts where no other does.
        sure = [s for s in subjects if not isinstance(s, Person) or s.is_surely_one]
        for who in (*sure, *subjects):
            if isinstance(who, Person):
                if who.gender in (None, gender):
                    who.gender = gender
                    return who
            elif (
                who.office is not None
                and who.office.personal
                and not who.plural
                and not who.document
                and not who.role
                and who.office.kind != "society"
            ):
                recent = islice(self.register.before(offset), 60)
                bearer = next((bearer_of(self.register, m) for m in recent if m.who is who), None)
                return bearer or who
        return None

    def of_it(self, offset: int) -> Body | None:
        """The body that "it" stands for."""
        for who in self._subjects(offset):
            if (
                isinstance(who, Body)
                and not (who.office and who.office.personal and who.office.kind != "society")
                and not who.plural
            ):
                return who
        return None

    def of_they(self, offset: int, look_back: int = _LOOK_BACK) -> Body | None:
        """The body of several, such as officials, that "they" stands for."""
        for who in self._subjects(offset, look_back):
            if isinstance(who, Body) and who.plural:
                return who
        return None

    def of_both(self, they: bool, offset: int) -> list[Actor] | None:
        """The two whom "both" stands for, or "they" where no body of several was just named.

        Who spoke with one voice, or the two people, or with "both" the two sides, that were named
        just before.
        """
        if they and self.of_they(offset, _NEAR) is not None:
            return None
        start, together = self.together
        number = self.register.sentence_of(offset)
        if together and number - self.register.sentence_of(start) <= _NEAR:
            return together
        near = self._subjects(offset, _NEAR)
        people = list(dict.fromkeys(who for who in near if isinstance(who, Person)))
        if len(people) == 2:
            return [person.actor for person in people]
        sides = {who.side for who in near if isinstance(who, Body) and who.office is None}
        return None if they or len(sides - {None}) != 2 else two_of(self.register, "states", offset)

    def of_epithet(self, mention: Mention) -> Person | None:
        """Who was last spoken of and may be called so: "the senator", "the nominee"."""
        body, offices = mention.who, load_offices()
        if not isinstance(body, Body) or body.office is None or body.plural or not body.definite:
            return None
        kind = body.office.kind
        if kind not in EPITHETS:
            return None
        for who in self._subjects(mention.span.start, _NEAR):
            if not isinstance(who, Person) or who.speaks == "side":
                continue
            if not who.offices or any(offices.kind_of(words) == kind for words in who.offices):
                return who
        return None

    def _subjects(self, offset: int, look_back: int = _LOOK_BACK) -> list[Person | Body]:
        """Who may be meant by a pronoun, likeliest first: by sentence, going back.

        Within a sentence the first one named comes first, as the likely subject; whoever spoke
        last comes before those that are only named in the same sentence, and those who are named
        only as owners come last.
        """
        register = self.register
        number = register.sentence_of(offset)
        found: list[Person | Body] = []
        owners: list[Person | Body] = []
        earliest = register.sentences[max(0, number - look_back)].start if register.sentences else 0
        spoke = dict(takewhile(lambda said: said[0] >= earliest, reversed(self.spoke)))
        for back in range(number, max(-1, number - look_back), -1):
            sentence = register.sentences[back]
            end = min(sentence.end, offset)
            spoken = [
                who for start, who in reversed(spoke.items()) if sentence.start <= start < end
            ]
            named = [
                m
                for m in register.mentions_in(sentence.start, end)
                if not self._in_quotation(m, sentence) and m.who not in spoken
            ]
            found.extend(spoken)
            found.extend(m.who for m in named if not self._is_owner(m))
            owners.extend(m.who for m in named if self._is_owner(m))
        return found + owners

    def _is_owner(self, mention: Mention) -> bool:
        """Whether somebody is named as whose something is: "Putin's Russia"."""
        words = self.register.text[mention.span.start : mention.span.end]
        return isinstance(mention.who, Person) and words.endswith(("'s", "’s"))

    def _in_quotation(self, mention: Mention, sentence: Span) -> bool:
        # A sentence without end is looked back in only so far: time stays linear.
        start = max(sentence.start, mention.span.start - _QUOTATION_ROOM)
        before = self.register.text[start : mention.span.start]
        return (
            (before.count("“") > before.count("”"))
            or before.count('"') % 2 == 1
            or before.count("''") % 2 == 1
        )
