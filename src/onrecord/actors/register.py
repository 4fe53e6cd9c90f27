"""Everybody a report names, in order of mention: people with their offices, and bodies."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator

from onrecord.actors.acquaintances import Acquaintances
from onrecord.actors.offices import Office, load_offices
from onrecord.actors.people import Body, Mention, Person, given_names
from onrecord.actors.phrases import DETERMINERS, POSSESSIVE
from onrecord.alignment import Span
from onrecord.sides import adjective, side_name

_BARE_NAME = re.compile(
    r"[A-Z][\w'’-]+(?: (?:[A-Z]\.|[A-Z][\w'’-]+|de|bin|al|van|von|el|del|la)){0,4}"
)
_OWNED = re.compile(r"[A-Z].*['’]s (?=[A-Z])")
_SPOKESPEOPLE = ("spokesman", "spokeswoman", "spokesperson")
_OWNERS = ("society", "campaign", "ministry")
_BODIES = ("name", "capital", "seat", "organisation")


class Register(Acquaintances):
    """Everybody a report names, found in one pass over its words."""

    def __init__(self, text: str, published: str | None = None, home: str | None = None) -> None:
        super().__init__(text, published, home)
        self._scan()
        self._scan_names()
        self._scan_bodies()
        self.mentions.sort(key=lambda m: (m.span.start, -m.span.end))
        self._starts = [m.span.start for m in self.mentions]
        self._introduced: set[str] = set()
        self._where: dict[str, list[int]] = {}
        self._small: set[str] = set()
        for at, low in enumerate(self.words.low):
            if not self.words.capital[at]:
                self._small.add(low)
            else:
                self._where.setdefault(low.removesuffix("'s"), []).append(at)
        self._complete_names()
        self._take_owners()

    def _take_owners(self) -> None:
        """Give those who work for somebody the side of whom they work for, which may be none.

        "Her advisers" speak for no state where she is a candidate; nor does "spokesman Jon
        Felt" where the one named before is no minister.
        """
        for at, mention in enumerate(self.mentions):
            first = bisect_left(self.words.start, mention.span.start)
            owned = self.words.get(first) in ("his", "her")
            office = first + (self.words.get(first) in ("a", "the", "another"))
            bare = self.words.get(office) in _SPOKESPEOPLE and self.words.get(office + 1) != "for"
            if not (owned or bare) or self.sides_in(*mention.span):
                continue
            gender = {"his": "he", "her": "she"}.get(self.words.get(first))
            earlier = (m for m in reversed(self.mentions[max(0, at - 12) : at]))
            owner = next(
                (
                    m.who
                    for m in earlier
                    if m.who is not mention.who
                    and (
                        m.who.gender in (None, gender) or gender is None
                        if isinstance(m.who, Person)
                        else bare and (m.who.office is None or m.who.office.kind in _OWNERS)
                    )
                ),
                None,
            )
            if owner is not None and owner.actor.side is None:
                mention.who.side = None
                if isinstance(mention.who, Person):
                    mention.who.speaks = "self"

    def _complete_names(self) -> None:
        """Give those known by last name alone the full name that the report has oftenest."""
        for person in self.people:
            if " " in person.name:
                continue
            full = Counter(
                (self._fuller_from(at), at)
                for at in self._where.get(person.name.lower(), ())
                if not self._in_title(at)
            )
            names = Counter(
                " ".join(self.words.low[first : at + 1]).removesuffix("'s")
                for first, at in full
                if first < at
            )
            if not names:
                continue
            by_first_name = [n for n, _ in names.most_common() if n.split()[0] in given_names()]
            oftenest = by_first_name[0] if by_first_name else names.most_common(1)[0][0]
            first, at = next(
                (first, at)
                for first, at in full
                if " ".join(self.words.low[first : at + 1]).removesuffix("'s") == oftenest
            )
            self._person((first, at + 1), person.first)

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie within a stretch, in order."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end)
        return [m for m in self.mentions[first:last] if m.span.end <= end + 2]

    def before(self, offset: int) -> Iterator[Mention]:
        """The mentions that begin before an offset, nearest first."""
        for at in range(bisect_left(self._starts, offset) - 1, -1, -1):
            yield self.mentions[at]

    def after(self, offset: int) -> Iterator[Mention]:
        """The mentions that begin at or after an offset, in order."""
        for at in range(bisect_left(self._starts, offset), len(self.mentions)):
            yield self.mentions[at]

    def _scan(self) -> None:
        at = 0
        words = self.words
        pending: list[tuple[int, int, Office]] = []
        while at < len(words):
            found = self.office_at(at)
            if found is not None:
                pending.append((at, at + found[1], found[0]))
                at += found[1]
            else:
                at += 1
        skip = -1
        for start, end, office in pending:
            if start < skip:
                continue
            skip = max(skip, self._office(start, end, office))

    def _office(self, start: int, end: int, office: Office) -> int:
        """Read one office with what surrounds it; returns the word up to which it was read."""
        words = self.words
        if words.low[end - 1].endswith("'s") or words.low[end - 1].endswith("'"):
            return self._possessed(start, end, office)
        first = self._modifiers(start)
        complement_end = self._complement(end)
        if complement_end == end and words.low[end : end + 3] == ["at", "the", "time"]:
            complement_end = end + 3
        name = self._name_at(end) if complement_end == end else None
        if name is None and words.get(complement_end) == ",":
            after = self._name_at(complement_end + 1)
            if after is not None and self._closes_apposition(after) and not self._is_role(first):
                name = after
        if name is None and words.get(complement_end) in ("is", "was"):
            # "The administrator is Denise Felt".
            name = (
                self._name_at(complement_end + 1)
                if self._is_full_name(complement_end + 1)
                else None
            )
        before = self._name_before(first, self._by_token)
        chief = self._personal_complement(end, complement_end)
        if chief and name is not None and name[0] > end and before is None:
            # "A spokesman for the Ivorian president, Moussa Kone": the name may be the president's.
            last = name[1]
            self._add_body(first, last, office, end, complement_end)
            return last
        if name is not None and not office.personal and office.kind not in ("media",):
            name = None
        if name is not None and self._in_title(start) and words.low[name[0]] not in given_names():
            # "Republicans Mourn Again".
            name = None
        land = name[1] if name else end
        if (
            name is not None
            and complement_end == end
            and words.get(land) == "of"
            and self._names_side(land + 1)
        ):
            # "Prime Minister Anwar Ibrahim of Malaysia".
            complement_end = self._complement(land)
        if name is not None or (before is not None and office.personal):
            span = (first, max(name[1] if name else 0, complement_end))
            self._add_person(name or before, span, first, office, end, complement_end)
            return max(span[1], end)
        self._add_body(first, complement_end, office, end, complement_end)
        return end

    def _possessed(self, start: int, end: int, office: Office) -> int:
        """ "the ministry's", "Ukraine's president's": the body itself is mentioned too."""
        first = self._modifiers(start)
        if not office.personal:
            self._add_body(first, end, office, end, end)
        return end

    def _add_person(
        self,
        name: tuple[int, int] | None,
        span: tuple[int, int],
        first: int,
        office: Office,
        end: int,
        complement_end: int,
    ) -> None:
        assert name is not None
        words = self.words
        side, said = self._office_side(first, end, complement_end, office)
        speaks = self._speaks(first, end, complement_end, office, said)
        person = self._person(name, words.start[first])
        if self._out_of_office(span[1]) or self._held_before(person.name):
            speaks = person.speaks = "self"
            person.side = None
        own = {office.words, office.words.split()[-1]}
        if (rank := load_offices().ranks.get(words.get(name[0] - 1))) is not None:
            own.add(rank)
        if person.speaks in ("unknown", "weak") or (
            person.speaks == "self" and speaks == "side" and not person.offices
        ):
            person.speaks = speaks
            person.side = side if speaks == "side" else None
        person.offices |= own
        begin = min(words.start[span[0]], words.start[name[0]])
        finish = max(words.end[span[1] - 1], words.end[name[1] - 1])
        self.mentions.append(Mention(Span(begin, finish), person))

    def is_used(self, name: str) -> bool:
        """Whether the report uses a name of one word more than once."""
        return len(self._where.get(name.lower(), ())) > 1

    def introduce(self, source: str, span: Span) -> None:
        """Make known a source that names a person without an office: "Arta Krasniqi, 40"."""
        head = source.split(",")[0].rstrip()
        if (owned := _OWNED.match(head)) is not None:
            # "North Carolina's Ana Quill, one of ...".
            span, head = Span(span.start + owned.end(), span.end), head[owned.end() :]
        if not _BARE_NAME.fullmatch(head) or self.mentions_in(span.start, span.start + len(head)):
            return
        if head.split()[-1].lower() in load_offices().named_bodies:
            return
        first = bisect_left(self.words.start, span.start)
        name = self._name_at(first)
        if name is None or self.words.end[name[1] - 1] < span.start + len(head):
            return
        # In a title what follows has capitals too: "Trump Calls".
        name = (name[0], bisect_right(self.words.start, span.start + len(head) - 1))
        last = self.words.low[name[1] - 1].removesuffix("'s")
        if " " not in head and last in self._small:
            # "Lobbyists", and elsewhere "lobbyists".
            return
        person = self._person(name, span.start)
        if last in self._introduced:
            return
        self._introduced.add(last)
        for at in self._where.get(last, ()):
            start = at if self._in_title(at) else self._fuller_from(at)
            begin = self.words.start[start]
            if any(m.span.start <= begin < m.span.end for m in self._around(begin)):
                continue
            if at - start:
                self._person((start, at + 1), begin)
            where = bisect_left(self._starts, begin)
            self._starts.insert(where, begin)
            self.mentions.insert(where, Mention(Span(begin, self.words.end[at]), person))

    def _around(self, offset: int) -> list[Mention]:
        at = bisect_right(self._starts, offset)
        return self.mentions[max(0, at - 4) : at]

    def _add_body(
        self, first: int, last: int, office: Office, end: int, complement_end: int
    ) -> None:
        words = self.words
        side, said = self._office_side(first, end, complement_end, office)
        speaks = self._speaks(first, end, complement_end, office, said)
        document = speaks == "report"
        begin = first
        definite = words.low[first] in ("the", "this", *POSSESSIVE)
        while (
            begin < last - 1 and words.low[begin] in DETERMINERS and not words.low[begin].isdigit()
        ):
            if words.low[begin] in ("two", "three", "four", "five", "several", "some", "many"):
                break
            begin += 1
        if office.kind == "society":
            # "Chancellor Angela Merkel's Christian Democratic Union" is no office of hers.
            begin = next(
                (k + 1 for k in range(last - 1, begin, -1) if words.low[k].endswith("'s")), begin
            )
            while begin < last - 1 and not words.capital[begin] and words.capital[last - 1]:
                begin += 1
        # "The Interior Ministry in Rome" is the Interior Ministry.
        placed = words.get(end) == "in" and last == complement_end and not office.personal
        last_named = end if placed else last
        name = " ".join(self.text[words.start[begin] : words.end[last_named - 1]].split())
        name = re.sub(r"['’]s?$", "", name) if name.endswith(("'s", "’s", "'", "’")) else name
        name = re.sub(r"^(\w+)['’]s (?=[a-z])", r"\1 ", name) if document else name
        if words.low[first] in POSSESSIVE and side and speaks == "side" and not office.personal:
            name = f"{side_name(side)} {name}"
        if office.words in ("government", "governments") and speaks == "side" and side:
            name = f"{adjective(side)} government"
        if office.words == "administration" and speaks == "side" and last_named - begin == 1:
            name = self._named_administration() or name
        body = Body(
            name,
            side if speaks == "side" else None,
            office,
            office.words.endswith("s") and not office.words.endswith(("ss", "armed forces")),
            definite,
            document,
            self._is_role(first)
            or (office.personal and not definite and (not said or office.kind == "head")),
        )
        if document:
            body = self._owner_of_document(first, end, body)
        self.mentions.append(Mention(Span(words.start[first], words.end[last - 1]), body))

    def _scan_leaders(self) -> None:
        """Heads of state and government by name alone: "Xi Jinping"."""
        covered = sorted(m.span for m in self.mentions)
        starts = [s.start for s in covered]
        for side in self.sides:
            if side.form != "leader":
                continue
            index = bisect_right(starts, side.span.start) - 1
            if any(
                s.start <= side.span.start < s.end for s in covered[max(0, index - 3) : index + 1]
            ):
                continue
            first = bisect_left(self.words.start, side.span.start)
            last = bisect_left(self.words.start, side.span.end)
            name = self._name_at(first)
            name = name if name and name[1] > last else (first, last)
            person = self._person(name, side.span.start)
            if person.speaks == "unknown":
                person.side, person.speaks = side.side, "side"
                person.offices |= self._titles(side.words, side.side)
            self.mentions.append(
                Mention(Span(side.span.start, self.words.end[name[1] - 1]), person)
            )

    def _scan_names(self) -> None:
        """People by name alone: forms of address, and names already known."""
        self._scan_leaders()
        words, offices = self.words, load_offices()
        taken = sorted(m.span for m in self.mentions if isinstance(m.who, Person))
        starts = [s.start for s in taken]
        at = 0
        while at < len(words):
            low = words.low[at]
            if not words.capital[at]:
                at += 1
                continue
            index = bisect_right(starts, words.start[at]) - 1
            if index >= 0 and taken[index].end > words.start[at]:
                at += 1
                continue
            if (low in offices.genders and self.office_at(at) is None) or low in (
                "mr.",
                "ms.",
                "mrs.",
                "mr",
                "ms",
                "mrs",
            ):
                name = self._name_at(at)
                if name is not None and self._in_title(at):
                    # "Pastor Wants Answers".
                    name = name if words.low[name[0]] in given_names() else None
                if name is not None and name[0] > at:
                    person = self._person(name, words.start[at])
                    if self._out_of_office(name[1]):
                        person.speaks, person.side = "self", None
                    self.mentions.append(
                        Mention(Span(words.start[at], words.end[name[1] - 1]), person)
                    )
                    at = name[1]
                    continue
            bare = low.removesuffix("'s").rstrip("'")
            full = self._is_full_name(at)
            if full or bare in self._by_token or bare in self._leaders:
                name = self._name_at(at)
                if name is not None:
                    # "Rachel Venn" is not the Venn who was named before.
                    first = at if self._in_title(at) else self._fuller_from(at)
                    last = at + 1 if first == at and bare in self._by_token else name[1]
                    name = (first, name[1] if not self._in_title(at) else last)
                    tokens = [w.removesuffix("'s") for w in words.low[name[0] : name[1]]]
                    known = self.find(tokens, words.start[at])
                    if known is None and first < at and words.low[first] in given_names():
                        known = self._person(name, words.start[name[0]])
                    if known is None and (full or bare in self._leaders):
                        known = self._person(name, words.start[at])
                    if known is not None:
                        if name[1] - name[0] > 1:
                            self._person(name, words.start[at])
                        self.mentions.append(
                            Mention(Span(words.start[name[0]], words.end[name[1] - 1]), known)
                        )
                        at = name[1]
                        continue
            at += 1

    def _scan_bodies(self) -> None:
        """States and organisations by name stand for their governments."""
        covered = sorted(m.span for m in self.mentions)
        starts = [s.start for s in covered]
        for mention in self.sides:
            if mention.form not in _BODIES:
                continue
            index = bisect_right(starts, mention.span.start) - 1
            near = covered[max(0, index - 3) : index + 1]
            if any(s.start <= mention.span.start < s.end for s in near):
                continue
            name = mention.words
            if mention.form in ("name", "capital"):
                name = self.government(mention.side)
            self.mentions.append(Mention(mention.span, Body(name, mention.side)))
