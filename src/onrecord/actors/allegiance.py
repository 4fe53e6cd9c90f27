"""For which side an office speaks, where the report says so and where it is understood."""

import re
from bisect import bisect_right
from collections import Counter

from onrecord.actors.offices import Office, load_offices
from onrecord.actors.people import Body, Mention, Person
from onrecord.actors.phrases import NOT_NAMES, POSSESSIVE, Phrases
from onrecord.alignment import Span
from onrecord.sentences import paragraphs, sentences_within
from onrecord.sides import adjective, find_sides, side_name

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
_SPOKEN_OF = ("name", "capital", "place", "seat", "adjective", "organisation")


class Allegiances(Phrases):
    """The sides of offices, from the words beside them, the sentences before, or the dateline."""

    def __init__(self, text: str, published: str | None = None, home: str | None = None) -> None:
        super().__init__(text, published)
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
        if (
            words.low[first] in ("his", "her")
            and (owner := self._owner(words.start[first])) is not None
        ):
            return owner, True
        if words.low[first] in POSSESSIVE:
            return self._owner_side(words.start[first]), True
        for k in range(first, end):
            if (side := self._leaders.get(words.low[k].removesuffix("'s"))) is not None:
                return side, True
        return self._guessed_side(words.start[first], first, end, office), False

    def _guessed_side(self, offset: int, first: int, end: int, office: Office) -> str | None:
        if end - first <= 3:
            for low in self.words.low[first:end]:
                bare = load_offices().bare.get(low, ())
                named = [side for side, _ in self._frequent if side in bare]
                if named:
                    return named[0]
        if office.words in _PLURAL_KINDS or office.words == "administration":
            return self.home
        return self.default_side(offset)

    def _owner(self, offset: int) -> str | None:
        """The side of the person last named in the paragraph: "Obama ... his chief of staff"."""
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
        return side

    def _owner_side(self, offset: int) -> str | None:
        """Whose "its" or "his" is: the state that this sentence or the one before named first."""
        number = self.sentence_of(offset)
        spans = [Span(self.sentences[number].start, offset)] if self.sentences else []
        spans += [self.sentences[k] for k in (number - 1, number - 2) if k >= 0]
        for span in spans:
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
        if (
            office.kind == "head"
            and words.low[first] in ("a", "an", "any", "no", "every")
            and not said
        ):
            return "self"
        if office.needs_side and not said and not self._bears_state_body(first, complement_end):
            return "self"
        if complement_end > end and words.get(end) in ("of", "at", "for") and not said:
            named = any(
                words.capital[k] and words.low[k] not in NOT_NAMES
                for k in range(end + 1, complement_end)
            )
            if named and not self._bears_state_body(end, complement_end):
                return "self"
        return "side"

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
