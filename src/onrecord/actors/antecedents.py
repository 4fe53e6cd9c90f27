"""Whom a pronoun stands for, from who was named and who spoke before it."""

import re
from itertools import islice, takewhile

from onrecord.actors.bearers import bearer_of
from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.register import Register
from onrecord.alignment import Span

_LOOK_BACK = 9
"""How many sentences back a pronoun may refer."""
# How far before a name a quotation mark is looked for, in characters.
_QUOTATION_ROOM = 1000


class Antecedents:
    """Those whom the pronouns of a report may stand for.

    `spoke` holds who spoke so far, each with the offset of the source, in order; whoever resolves
    the sources adds to it. Each method gives None where nobody fits.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self.spoke: list[tuple[int, Person | Body]] = []

    def of_relative(self, span: Span) -> Person | Body | None:
        """Who "who" or "which" stands for: whoever is named just before it."""
        for mention in self.register.before(span.start):
            if span.start - mention.span.end > 3:
                break
            return mention.who
        start = max(self.register.paragraph_start(span.start), span.start - 60)
        lead = self.register.text[start : span.start].rstrip(" ,")
        match = re.search(r"((?:[A-Z][\w'’.-]+ ?){1,4}|(?:[a-z-]+ )?[a-z-]+)$", lead)
        return Body(match[1].strip(), None) if match and match[1].strip() else None

    def of_he_or_she(self, low: str, offset: int) -> Person | Body | None:
        """The person, or the bearer of an office, that a pronoun such as "her" stands for."""
        gender = "she" if low in ("she", "her") else "he"
        for who in self._subjects(offset):
            if isinstance(who, Person):
                if who.gender in (None, gender):
                    who.gender = gender
                    return who
            elif (
                who.office is not None
                and who.office.personal
                and not who.plural
                and not who.document
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
                and not (who.office and who.office.personal)
                and not who.plural
            ):
                return who
        return None

    def of_they(self, offset: int) -> Body | None:
        """The body of several, such as officials, that "they" stands for."""
        for who in self._subjects(offset):
            if isinstance(who, Body) and who.plural:
                return who
        return None

    def _subjects(self, offset: int) -> list[Person | Body]:
        """Who may be meant by a pronoun, likeliest first: by sentence, going back.

        Within a sentence the first one named comes first, as the likely subject; whoever spoke
        last comes before those that are only named in the same sentence.
        """
        register = self.register
        number = register.sentence_of(offset)
        found: list[Person | Body] = []
        earliest = (
            register.sentences[max(0, number - _LOOK_BACK)].start if register.sentences else 0
        )
        spoke = dict(takewhile(lambda said: said[0] >= earliest, reversed(self.spoke)))
        for back in range(number, max(-1, number - _LOOK_BACK), -1):
            sentence = register.sentences[back]
            end = min(sentence.end, offset)
            spoken = [
                who for start, who in reversed(spoke.items()) if sentence.start <= start < end
            ]
            named = [
                m.who
                for m in register.mentions_in(sentence.start, end)
                if not self._in_quotation(m, sentence)
            ]
            found.extend(spoken)
            found.extend(who for who in named if who not in spoken)
        return found

    def _in_quotation(self, mention: Mention, sentence: Span) -> bool:
        # A sentence without end is looked back in only so far: time stays linear.
        start = max(sentence.start, mention.span.start - _QUOTATION_ROOM)
        before = self.register.text[start : mention.span.start]
        return (
            (before.count("“") > before.count("”"))
            or before.count('"') % 2 == 1
            or before.count("''") % 2 == 1
        )
