"""For which side an office speaks, where the report says so and where it is understood."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter

from onrecord.actors.offices import Office, load_offices
from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.phrases import DETERMINERS, NOT_NAMES, POSSESSIVE, Phrases
from onrecord.alignment import Span
from onrecord.lexicons import any_of, kept
from onrecord.sentences import paragraphs, sentences_within
from onrecord.sides import adjective, find_sides, side_name
from onrecord.sides.reading import US_STATE

_PLACED = re.compile(
    r"(?:[^\n]*\n\s*)?(?P<place>[A-Z]{3,}(?: [A-Z]{3,})?)(?: \([^)\n]{1,40}\))?\s*[―—–-]{1,2}\s"
)
_PLURAL_KINDS = frozenset(
    (
        "officials",
        "diplomats",
        "authorities",
        "ministers",
        "aides",
        "advisers",
        "soldiers",
        "envoys",
    )
)
_ADMINISTRATION = re.compile(r"\b(?!The |His |This |That |An? )[A-Z][\w'’-]+ [Aa]dministration\b")
_NO_STATES = frozenset(("society", "campaign", "candidate", "media"))
_BARE_WORDS = 3
"""The longest phrase, in words, that ends in an office which a few sides call by a bare word."""
_US_STATE = re.compile(rf"\b{US_STATE}(?!\w)")
_SPOKEN_OF = ("name", "capital", "place", "seat", "adjective", "organisation")


class Allegiances(Phrases):
    """The sides of offices, from the words beside them, the sentences before, or the dateline."""

    def __init__(self, text: str, published: str | None = None, home: str | None = None) -> None:
        super().__init__(text, published)
        self.year = int(published[:4]) if published and published[:4].isdigit() else None
        self.mentions: list[Mention] = []
        whole = paragraphs(text)
        self.sentences = [s for p in whole for s in sentences_within(text, p)]
        self._sentence_starts = [s.start for s in self.sentences]
        self._paragraph_starts = [p.start for p in whole]
        self._leaders = {m.words.lower(): m.side for m in self.sides if m.form == "leader"}
        self._frequent = Counter(m.side for m in self.sides).most_common()
        self._governments: dict[str, str] = {}
        self._administration: str | None = None
        self.home = home or self._home()

    def sentence_of(self, offset: int) -> int:
        """The number of the sentence that an offset lies in."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def paragraph_start(self, offset: int) -> int:
        """Where the paragraph around an offset begins."""
        at = bisect_right(self._paragraph_starts, offset) - 1
        return self._paragraph_starts[at] if at >= 0 else 0

    def _home(self) -> str | None:
        """The side the report is written from: its dateline's, else the first state it names."""
        for mention in self.sides:
            if mention.form == "dateline":
                return mention.side
        if match := _PLACED.match(self.text):
            placed = [m.side for m in find_sides(match["place"].title())]
            if placed:
                return placed[0]
        spoken = (m.side for m in self.sides if m.form in _SPOKEN_OF)
        return next(spoken, None)

    def default_side(self, offset: int) -> str | None:
        """Whose office is meant where the report does not say: "the foreign ministry said".

        The state that the sentence or the one before speaks of first, else the report's own.
        """
        number = self.sentence_of(offset)
        floor = self.paragraph_start(offset)
        sentence = self.sentences[number] if self.sentences else Span(0, offset)
        candidates = [Span(sentence.start, offset)]
        if number > 0 and self.sentences[number - 1].start >= floor:
            candidates.append(self.sentences[number - 1])
        if number > 1 and self.sentences[number - 2].start >= floor:
            candidates.append(self.sentences[number - 2])
        for span in candidates:
            for mention in self.sides_in(span.start, span.end):
                if mention.form in _SPOKEN_OF:
                    return mention.side
        return self._paragraph_dateline(floor) or self.home

    def _paragraph_dateline(self, floor: int) -> str | None:
        first = next(iter(self.sides_in(floor, floor + 60)), None)
        return first.side if first and first.form == "dateline" else None

    def _office_side(
        self, first: int, end: int, complement_end: int, office: Office
    ) -> tuple[str | None, bool]:
        """The side an office belongs to, and whether the report says so beside it."""
        words = self.words
        span = words.start[first], words.end[end - 1]
        before = [m for m in self.sides_in(*span) if m.form != "dateline"]
        if before:
            return before[0].side, True
        whole = self._side_around(words.start[end - 1])
        if whole is not None:
            return whole, True
        fixed = load_offices().fixed
        for k in range(first, end):
            for length in (3, 2, 1):
                phrase = " ".join(words.low[k : min(k + length, end)])
                if k + length <= end and phrase in fixed:
                    return fixed[phrase], True
        if complement_end > end and words.get(end) != "to":
            after = [
                m
                for m in self.sides_in(words.start[end], words.end[complement_end - 1])
                if m.form != "dateline"
            ]
            if after:
                return after[0].side, True
        if words.low[first] in ("his", "her"):
            owner, known = self._owner(words.start[first])
            if known:
                return owner, True
        if words.low[first] in POSSESSIVE:
            return self._owner_side(words.start[first]), True
        for k in range(first, end):
            if (side := self._leaders.get(words.low[k].removesuffix("'s"))) is not None:
                return side, True
        return self._guessed_side(words.start[first], first, end, office), False

    def _guessed_side(self, offset: int, first: int, end: int, office: Office) -> str | None:
        for at in range(first, end):
            # "The secretary", "a senior administration official"; not "the ministry's secretary".
            if at == end - 1 and end - first > _BARE_WORDS:
                break
            bare = load_offices().bare.get(self.words.low[at], ())
            named = [side for side, _ in self._frequent if side in bare]
            if named:
                return named[0]
        if office.words in _PLURAL_KINDS or office.words == "administration":
            return self.home
        return self.default_side(offset)

    def _owner(self, offset: int) -> tuple[str | None, bool]:
        """The side of the person last named in the paragraph: "Obama ... his chief of staff".

        And whether there is such a person, who may speak for nobody.
        """
        floor = self.paragraph_start(offset)
        latest = -1
        side = None
        for mention in reversed(self.mentions[-6:]):
            if isinstance(mention.who, Person) and floor <= mention.span.start < offset:
                latest, side = mention.span.start, mention.who.actor.side
                break
        for leader in self.sides_in(floor, offset):
            if leader.form == "leader" and leader.span.start > latest:
                latest, side = leader.span.start, leader.side
        return side, latest >= 0

    def _owner_side(self, offset: int) -> str | None:
        """Whose "its" or "his" is: the state that this sentence or the one before named first."""
        number = self.sentence_of(offset)
        spans = [Span(self.sentences[number].start, offset)] if self.sentences else []
        spans += [self.sentences[k] for k in (number - 1, number - 2) if k >= 0]
        for span in spans:
            if _party().match(self.text, span.start, span.end) or _its_own().search(
                self.text, span.start, offset
            ):
                return None
            for mention in self.sides_in(span.start, span.end):
                if mention.form in ("name", "capital", "organisation", "adjective"):
                    return mention.side
        return self.home

    def _speaks(self, first: int, end: int, complement_end: int, office: Office, said: bool) -> str:
        """Whether the bearer of an office speaks for its side, from all the words of the phrase."""
        offices, words = load_offices(), self.words
        phrase = [w[:-2] if w.endswith("'s") else w for w in words.low[first:complement_end]]
        if offices.stripped.intersection(p for word in phrase for p in (word, word.split("-")[0])):
            return "self"
        if office.speaks != "side":
            return office.speaks
        if words.get(end) == "and" and words.get(end + 1) in offices.in_firms:
            # "its president and CEO" is no head of state.
            return "self"
        if office.kind in ("official", "spokesperson") and not offices.partisan.isdisjoint(phrase):
            return "self"
        if _US_STATE.search(self.text, words.start[first], words.start[end - 1]):
            # "Ohio Secretary of State Jon Felt" is none of the United States.
            return "self"
        if self._out_of_office(complement_end) or self._of_a_firm(first, end, office):
            return "self"
        if (
            office.kind == "head"
            and words.low[first] in ("a", "an", "any", "no", "every")
            and not said
        ):
            return "self"
        if office.needs_side and not said and not self._bears_state_body(first, complement_end):
            return "self"
        under = [self.office_at(at) for at in range(end, complement_end)]
        if not said and any(found and found[0].kind in _NO_STATES for found in under):
            return "self"
        capitals = words.capital[end:complement_end]
        if office.kind == "head" and not said and capitals and not any(capitals):
            # "senior vice president of public policy"; but "president of the republic".
            return "side" if offices.agencies.intersection(phrase) else "self"
        ends_in_body = complement_end > end and phrase[-1] in offices.named_bodies
        if not said and ends_in_body and not any(f and f[0].kind == "ministry" for f in under):
            # "a spokesman for the Harbour Convention".
            return "self"
        if complement_end > end and words.get(end) in ("of", "at", "for") and not said:
            named = any(
                words.capital[k] and words.low[k] not in NOT_NAMES
                for k in range(end + 1, complement_end)
            )
            if named and not self._bears_state_body(end, complement_end):
                return "self"
        return "side"

    def _of_a_firm(self, first: int, end: int, office: Office) -> bool:
        """Whether an office is one under somebody with a name: "Facebook officials"."""
        offices, words = load_offices(), self.words
        sides = self.sides_in(words.start[first], words.end[end - 1])
        if sides and sides[-1].form == "name" and self.text[sides[-1].span.end] == " ":
            # "America Onward spokesman" is none of America's.
            first = bisect_left(words.start, sides[-1].span.end)
            sides = []
        elif sides and office.kind in ("head", "spokesperson") and sides[-1].form == "adjective":
            # Nor is "American Harbour President Ana Quill".
            first = bisect_left(words.start, sides[-1].span.end)
            sides = []
        if office.kind == "minister" or sides:
            return False
        if any(words.low[at].removesuffix("'s") in self._leaders for at in range(first, end)):
            return False
        known = offices.modifiers | offices.stripped | offices.agencies | offices.fixed.keys()
        return any(
            words.capital[at]
            and words.low[at] not in known | NOT_NAMES | DETERMINERS
            and self.office_at(at) is None
            and len(words.low[at]) > 1
            for at in range(first, end)
        )

    def government(self, side: str) -> str:
        """What the report calls the government of a side, at its fullest."""
        if side not in self._governments:
            pattern = re.compile(rf"\b{re.escape(adjective(side))}\b[^.\n]{{0,30}}\bgovernments?\b")
            named = pattern.search(self.text) is not None
            self._governments[side] = f"{adjective(side)} government" if named else side_name(side)
        return self._governments[side]

    def _named_administration(self) -> str | None:
        """ "the administration" by its full name in the report: "Obama administration"."""
        if self._administration is None:
            match = _ADMINISTRATION.search(self.text)
            self._administration = match[0] if match else ""
        return self._administration or None

    def _owner_of_document(self, first: int, end: int, body: Body) -> Body:
        """ "Home Office figures" speak for the Home Office."""
        words = self.words
        seats = [
            m
            for m in self.sides_in(words.start[first], words.end[end - 1])
            if m.form in ("seat", "organisation")
        ]
        if not seats:
            return body
        return Body(seats[0].words, seats[0].side)


@kept
def _party() -> re.Pattern[str]:
    """ "The farmers' party dropped it. Its leader ..." speaks for no state."""
    society = any_of(load_offices().words_of("society"))
    return re.compile(rf"(?:The|A|An) (?:[\w'’-]+ ){{0,5}}?{society}\b")


@kept
def _its_own() -> re.Pattern[str]:
    """ "The party and its leader" are of the party."""
    return re.compile(rf"\b{any_of(load_offices().words_of('society'))} and $")
