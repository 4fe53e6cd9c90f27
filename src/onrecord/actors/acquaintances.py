"""The people whom a report has named so far, known by every part of their names."""

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Mapping

from onrecord.actors.allegiance import Allegiances
from onrecord.actors.offices import load_offices
from onrecord.actors.people import Person, given_names
from onrecord.actors.phrases import SUFFIXES
from onrecord.lexicons import Leader, kept, leaders, unaccented


class Acquaintances(Allegiances):
    """The people named so far: found again by a last name, a first name or the whole."""

    def __init__(self, text: str, published: str | None = None, home: str | None = None) -> None:
        super().__init__(text, published, home)
        self.people: list[Person] = []
        self._by_token: dict[str, list[Person]] = {}

    def _person(self, name: tuple[int, int], offset: int) -> Person:
        """The person of that name, new or known; the fullest form of the name is kept."""
        words = self.words
        first, last = name
        full = self.text[words.start[first] : words.end[last - 1]]
        full = re.sub(r"['’]s$", "", " ".join(full.split())).rstrip("'’")
        full = full.title() if full.isupper() and len(full) > 4 else full
        tokens = [t for t in re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", full.lower()) if len(t) > 1]
        title = words.get(first - 1)
        address = load_offices().genders.get(title)
        person = self.find(tokens, offset, address)
        if person is None:
            person = Person(full, first=offset)
            self.people.append(person)
            if side := self._leaders.get(full.lower()) or self._leaders.get(
                tokens[-1] if tokens else ""
            ):
                person.side, person.speaks = side, "side"
                person.offices |= self._titles(full, side)
        elif len(full) > len(person.name):
            person.name = full
        for token in tokens:
            held = self._by_token.setdefault(token, [])
            if person not in held:
                held.append(person)
        kin = self._kin_gender(first)
        person.kin = person.kin or kin is not None
        gender = address or kin
        if gender is None and len(tokens) > 1:
            gender = given_names().get(tokens[0])
        person.gender = person.gender or gender
        if len(tokens) > 1:
            insort(person.named, offset)
        return person

    def find(
        self, tokens: list[str], offset: int | None = None, gender: str | None = None
    ) -> Person | None:
        """The person known by these tokens of a name: the last must fit, and none may clash.

        Of several with one last name, who was named last before `offset`, and not as somebody's
        kin; a gender that a form of address tells must fit.
        """
        tokens = [t for t in tokens if t not in SUFFIXES and t not in ("jr", "sr")]
        if not tokens:
            return None
        held = [
            person
            for person in reversed(self._by_token.get(tokens[-1], []))
            if gender is None or person.gender in (None, gender)
        ]
        if offset is not None and len(held) > 1 and len(tokens) == 1:
            held.sort(key=lambda person: (person.kin, -person.last_named(offset)))
        for person in held:
            known = [
                t
                for t in re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", person.name.lower())
                if len(t) > 1
            ]
            known = [t for t in known if t not in ("jr", "sr")]
            if len(tokens) == 1 and (known[-1] == tokens[0] or known[0] == tokens[0]):
                return person
            if len(tokens) > 1 and (set(tokens) <= set(known) or set(known) <= set(tokens)):
                return person
        return None

    def _is_full_name(self, at: int) -> bool:
        """Whether a first name begins here that a last name follows: "Francois Hollande"."""
        words = self.words
        if words.get(at) not in given_names() or not words.capital[at] or self._in_title(at):
            return False
        name = self._name_at(at)
        if name is None or name[0] != at or not 2 <= name[1] - name[0] <= 4:
            return False
        last = words.low[name[1] - 1].removesuffix("'s")
        return last not in load_offices().named_bodies and not words.low[at].endswith("'s")

    def _kin_gender(self, at: int) -> str | None:
        """The gender that a word of kin before a name tells: "her husband, Milton Venn"."""
        before = at - 2 if self.words.get(at - 1) == "," else at - 1
        return load_offices().kin.get(self.words.get(before))

    def _held_before(self, name: str) -> bool:
        """Whether somebody led a state, but none in the year of the report."""
        terms = _terms().get(unaccented(name), ()) if self.year is not None else ()
        ends = [term.until for term in terms if " " in name or term.alone]
        return bool(ends) and all(e is not None and e < (self.year or 0) for e in ends)

    @staticmethod
    def _titles(name: str, side: str) -> set[str]:
        """The offices that a leader of that name holds or held for a side: "president"."""
        titles = {
            t
            for term in _terms().get(unaccented(name), ())
            if term.side == side
            for t in term.office.split(", ")
        }
        return titles | {title.split()[-1] for title in titles}


@kept
def _terms() -> Mapping[str, tuple[Leader, ...]]:
    """The terms of leaders by their names, in full and of the family, without accents."""
    found = defaultdict(list)
    for leader in leaders():
        for name in {unaccented(name) for name in (leader.family, *leader.names)}:
            found[name].append(leader)
    return {name: tuple(terms) for name, terms in found.items()}
