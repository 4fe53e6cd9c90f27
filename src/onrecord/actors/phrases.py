"""The shapes of names and offices: where "the Ivorian president, Moussa Kone" begins and ends."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container
from dataclasses import dataclass

from onrecord import lexicons
from onrecord.actors.offices import Office, load_offices
from onrecord.actors.people import given_names
from onrecord.attributions.grammar import word_set
from onrecord.sides import SideMention, find_sides

# Within a word: accents that stand apart, and signs that were letters before they were damaged.
_MARKS = r"[\u0300-\u036f\xa1-\xbf]+"
_WORD = re.compile(
    r"(?:[A-Za-z]\.)+|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sgt|Lt|Col|Capt|Adm|Maj|Brig|Gov|Sen|Rep|Hon|Rev|Amb|St|Jr|Sr)\."
    rf"|[^\W_]+(?:(?:[-’']|{_MARKS})[^\W_]+)*['’]?(?=\W|\Z)|[^\W_]+|''|[^\w\s]|\n+"
)
_PARTICLES = word_set(
    "de da del della der den di dos du el la le al bin bint ibn van von ten ter y e abu ben"
)
SUFFIXES = frozenset(("jr.", "jr", "sr.", "sr", "ii", "iii", "iv"))
NOT_NAMES = word_set(
    "the a an this that these those and or but in on at of for to from with by as if when "
    "while after before since he she it they we i you his her its their our my your who "
    "which what where how why no not yes so there here is are was were has have had will "
    "would could should may might must can do does did be been monday tuesday wednesday "
    "thursday friday saturday sunday january february march april june july august "
    "september october november december today yesterday tomorrow however meanwhile still "
    "then now also under within during following despite according some many most several "
    "all both two three four five six seven eight nine ten one first second third last next "
    "earlier later recently instead moreover correction neither nor either once again until "
    "about over among between into through against alongside amid besides despite unlike like "
    "inside outside without within beyond near toward towards perhaps maybe even only just "
    "certainly"
)
DETERMINERS = word_set(
    "the a an another this that its his her their our my your no some several many two "
    "three four five"
)
POSSESSIVE = frozenset(["its", "his", "her", "their"])
_COMPLEMENTS = frozenset(("of", "for", "in", "at"))
_COMPLEMENT_TAILS = DETERMINERS | {"and", "of", "&"}
_VERBISH = word_set(
    "is are was were has have had will would could should may might must can do does did "
    "said says told"
)
# Words with a capital before a name that only open the sentence.
_OPENERS = frozenset(word.lower() for word in lexicons.around("openers"))
_ROLE_BEFORE = word_set("as for become becoming became being elected be named")
_LONGEST_NAME = 7
_LONGEST_COMPLEMENT = 12
_LONGEST_TITLE = 25


@dataclass(slots=True)
class Words:
    """The words of a text with their offsets, line breaks among them."""

    low: list[str]
    start: list[int]
    end: list[int]
    capital: list[bool]

    def __len__(self) -> int:
        return len(self.low)

    def get(self, at: int) -> str:
        return self.low[at] if 0 <= at < len(self.low) else "\n"


def split(text: str) -> Words:
    """The words of a text, in order."""
    words = Words([], [], [], [])
    for match in _WORD.finditer(text):
        word = match[0]
        words.low.append("\n" if word[0] == "\n" else word.lower().replace("’", "'"))
        words.start.append(match.start())
        words.end.append(match.end())
        words.capital.append(word[0].isupper())
    return words


class Phrases:
    """The words of a report and its mentions of sides, read for names and offices.

    Methods take and give indices of words; ends are excluded.
    """

    def __init__(self, text: str, published: str | None = None) -> None:
        self.text = text
        self.words = split(text)
        self.sides = find_sides(text, published)
        self._side_starts = [m.span.start for m in self.sides]
        self._titled = self._title_lines()

    def sides_in(self, start: int, end: int) -> list[SideMention]:
        """The mentions of sides within a stretch."""
        first = bisect_left(self._side_starts, start)
        last = bisect_left(self._side_starts, end)
        return [m for m in self.sides[first:last] if m.span.end <= end + 2]

    def office_at(self, at: int) -> tuple[Office, int] | None:
        """The longest office that begins at a word, and how many words it has.

        "Bill" is a document, and a first name in "Governor Bill Richardson"; "King" is an office,
        and a last name in "Martin Luther King".
        """
        words, offices = self.words, load_offices()
        found = offices.at(words.low, at)
        if found is None or not words.capital[at]:
            return found
        low = words.low[at].removesuffix("'s")
        if low in offices.first_names:
            first = words.get(at - 1) not in DETERMINERS and self._may_be_name(at + 1)
            return None if first else found
        if low in offices.last_names:
            last = self._may_be_name(at - 1) and not self._may_be_name(at + 1)
            return None if last and words.get(at + 1) != "of" else found
        return found

    def _may_be_name(self, at: int) -> bool:
        """Whether a word has a capital and is no office, title, side or opener."""
        words, offices = self.words, load_offices()
        return (
            0 <= at < len(words)
            and words.capital[at]
            and words.low[at] not in NOT_NAMES
            and words.low[at] not in offices.modifiers
            and offices.at(words.low, at) is None
            and not self._side_at(at)
        )

    def _modifiers(self, start: int) -> int:
        """Where the phrase of an office begins: "Honduras's immigration director"."""
        offices, words = load_offices(), self.words
        first = start
        while first > 0 and start - first < 7:
            # "Democrats" is a name, which takes no adjective that is unknown.
            group = first == start and words.capital[start] and words.low[start].endswith("s")
            word = words.low[first - 1]
            if word in DETERMINERS and word not in ("that", "this"):
                return first - 1
            bare = word[:-2] if word.endswith("'s") else word
            side = self._side_word(first - 1)
            known = (
                bare in offices.modifiers
                or bare in offices.stripped
                or self.office_at(first - 1) is not None
            )
            named = words.capital[first - 1] and word not in NOT_NAMES and word not in _VERBISH
            if side is not None:
                first = side
            elif (not group and self._adjective_between(first - 1)) or (
                (known or named) and words.start[first] - words.end[first - 1] <= 2
            ):
                first -= 1
            else:
                break
        return first

    def _adjective_between(self, at: int) -> bool:
        """Whether an unknown word stands before the office: "the globe-trotting"."""
        words = self.words
        word, before = words.low[at], words.get(at - 1)
        if words.capital[at] or not word[0].isalpha() or word in NOT_NAMES or word in _VERBISH:
            return False
        return (before in DETERMINERS and before != "that") or (
            at > 0 and words.low[at - 1].endswith("'s") and self._side_word(at - 1) is not None
        )

    def _side_word(self, at: int) -> int | None:
        """The first word of a mention of a side that ends with the word at `at`."""
        end = self.words.end[at]
        index = bisect_right(self._side_starts, self.words.start[at]) - 1
        if index < 0:
            return None
        mention = self.sides[index]
        if (
            mention.span.end > end
            or end - mention.span.end > 2
            or self.words.start[at] >= mention.span.end
        ):
            return None
        while at > 0 and self.words.start[at - 1] >= mention.span.start:
            at -= 1
        return at

    def _complement(self, end: int) -> int:
        """Where "of Mexico", "for foreign affairs", "of the Bosnian government" ends."""
        words, offices = self.words, load_offices()
        at = end
        while at - end < _LONGEST_COMPLEMENT and (
            words.get(at) in _COMPLEMENTS or (words.get(at) == "to" and self._names_side(at + 1))
        ):
            inner = at + 1
            while inner < len(words) and inner - at < 9:
                word = words.low[inner]
                bare = word[:-2] if word.endswith("'s") else word
                fits = (
                    (words.capital[inner] and word not in NOT_NAMES)
                    or bare in offices.modifiers
                    or (word in DETERMINERS and inner == at + 1)
                    or (word in ("and", "of", "the", "&") and self._goes_on(inner + 1))
                    or self.office_at(inner) is not None
                )
                if not fits or (word in ("and", "of") and inner + 1 >= len(words)):
                    break
                inner += 1
            while inner > at + 1 and words.low[inner - 1] in _COMPLEMENT_TAILS:
                inner -= 1
            if inner == at + 1:
                break
            at = inner
        return at

    def _goes_on(self, at: int) -> bool:
        """Whether a complement goes on after "and": "of environment and energy"."""
        words = self.words
        if at >= len(words):
            return False
        return words.capital[at] or (
            words.low[at] in load_offices().modifiers
            and words.low[at - 2] in load_offices().modifiers
        )

    def _names_side(self, at: int) -> bool:
        if at >= len(self.words):
            return False
        at = at + 1 if self.words.low[at] == "the" and at + 1 < len(self.words) else at
        start = self.words.start[at]
        return any(m.span.start <= start < m.span.end for m in self.sides_in(start, start + 60))

    def _personal_complement(self, end: int, complement_end: int) -> bool:
        found = [self.office_at(at) for at in range(end, complement_end)]
        last = [f[0] for f in found if f]
        return bool(last) and last[-1].personal and last[-1].speaks == "side"

    def _name_at(self, at: int) -> tuple[int, int] | None:
        """A person's name that begins at a word, titles before it passed over."""
        words, offices = self.words, load_offices()
        while words.get(at) in offices.genders and at + 1 < len(words):
            at += 1
        first = at
        while at < len(words) and at - first < _LONGEST_NAME:
            word = words.low[at]
            part = words.capital[at] and word not in NOT_NAMES
            particle = word in _PARTICLES and self._particle_joins(at)
            hyphen = "-" in word and word.split("-")[0] in _PARTICLES and not words.capital[at]
            if not (part or particle or hyphen) or word in ("\n",):
                break
            if not word[0].isalpha() or (word.isdigit()):
                break
            if self._side_at(at) or (self.office_at(at) is not None and at > first):
                break
            at += 1
            if word.endswith("'s"):
                break
        if words.get(at) == "," and words.get(at + 1) in SUFFIXES:
            at += 2
        if at == first or self._side_at(first) or self.office_at(first) is not None:
            return None
        return first, at

    def _particle_joins(self, at: int) -> bool:
        """Whether a particle leads on to more of a name: "von der Leyen"."""
        words = self.words
        while words.get(at) in _PARTICLES and at < len(words):
            at += 1
        return at < len(words) and words.capital[at] and words.low[at] not in NOT_NAMES

    def _side_at(self, at: int) -> bool:
        start = self.words.start[at]
        index = bisect_right(self._side_starts, start) - 1
        return (
            index >= 0 and self.sides[index].span.end > start and self.sides[index].form != "leader"
        )

    def _closes_apposition(self, name: tuple[int, int]) -> bool:
        following = self.words.get(name[1])
        long_enough = name[1] - name[0] >= 2
        return following in (",", ".", ";", ")", "—", "-") or (
            following in _VERBISH and long_enough
        )

    def _name_before(self, first: int, known: Container[str]) -> tuple[int, int] | None:
        """The name in "Peter Lanyero, the state minister": a comma parts the two.

        A single word is a name only where it is `known`, a part of a name met before.
        """
        words = self.words
        at = first - 1
        if words.get(at) != ",":
            return None
        at -= 1
        if words.get(at) in SUFFIXES and words.get(at - 1) == ",":
            at -= 2
        last = at + 1
        while at >= 0 and last - at < 7:
            word = words.low[at]
            if (
                not (words.capital[at] or word in _PARTICLES)
                or word in NOT_NAMES
                or self._side_at(at)
            ):
                break
            if word.endswith("'s") or not word[0].isalpha():
                break
            at -= 1
        begin = at + 1
        while begin < last and words.low[begin] in load_offices().genders:
            begin += 1
        if begin >= last or self.office_at(begin) is not None:
            return None
        if last - begin == 1 and words.low[begin] not in known:
            return None
        return begin, last

    def _side_around(self, offset: int) -> str | None:
        """The side whose own words hold an office: "secretary general of the United Nations"."""
        index = bisect_right(self._side_starts, offset) - 1
        if (
            index >= 0
            and self.sides[index].span.end > offset
            and self.sides[index].form in ("organisation", "seat")
        ):
            return self.sides[index].side
        return None

    def _bears_state_body(self, first: int, end: int) -> bool:
        for at in range(first, end):
            found = self.office_at(at)
            if (
                found
                and found[0].kind in ("ministry", "minister", "head")
                and not found[0].needs_side
            ):
                return True
            if self.words.low[at] in (
                "immigration",
                "border",
                "police",
                "army",
                "security",
                "affairs",
                "foreign",
                "national",
            ):
                return True
        return False

    def _fuller_from(self, at: int) -> int:
        """Where a name that ends at `at` begins: "Roman Smbatyan" for "Smbatyan"."""
        words, offices = self.words, load_offices()
        start = at
        while start > 0 and at - start < 3 and words.capital[start - 1]:
            word = words.low[start - 1]
            if (
                word in NOT_NAMES
                or word in offices.genders
                or word in offices.modifiers
                or word in _OPENERS
                or word.endswith("'s")
                or self._side_at(start - 1)
            ):
                break
            if (
                self.office_at(start - 1) is not None
                or words.start[start] - words.end[start - 1] > 1
            ):
                break
            start -= 1
        # "Comedian Sarah Quill": the name begins with the first name.
        return next((k for k in range(start, at) if words.low[k] in given_names()), start)

    def _in_title(self, at: int) -> bool:
        """Whether a word stands in a line that writes its words with capitals, as titles do."""
        index = bisect_right(self._titled, (at, len(self.words))) - 1
        return index >= 0 and at < self._titled[index][1]

    def _title_lines(self) -> list[tuple[int, int]]:
        """The lines that write their words with capitals, as titles do."""
        words = self.words
        ends = [at for at, low in enumerate(words.low) if low == "\n"]
        found = []
        for first, last in zip([0, *(end + 1 for end in ends)], [*ends, len(words)], strict=True):
            if last - first >= _LONGEST_TITLE:
                continue
            long = [at for at in range(first, last) if len(words.low[at]) > 3]
            if len(long) > 3 and sum(words.capital[at] for at in long) > 0.75 * len(long):
                found.append((first, last))
        return found

    def _is_role(self, first: int) -> bool:
        """Whether an office is only what somebody is or would be: "her bid for president, she"."""
        return self.words.get(first - 1) in _ROLE_BEFORE

    def _out_of_office(self, at: int) -> bool:
        """Whether what follows says that an office is held no more: "a retired general"."""
        words = self.words
        if words.get(at) == "," and words.get(at + 1) in DETERMINERS:
            return words.get(at + 2) == "retired"
        if words.get(at) == "during" and "administration" in words.low[at : at + 5]:
            # "a secretary of labor during the Clinton administration".
            return True
        spans_years = words.get(at + 1).isdigit() and words.get(at + 2) in ("to", "until", "and")
        return words.get(at) in ("from", "between") and spans_years
