"""One text under way: what stands around a mention, and what the whole text says."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from onrecord import lexicons
from onrecord.alignment import Span
from onrecord.lexicons import Case, Leader


@dataclass(frozen=True, slots=True)
class SideMention:
    """Words that name a side, and how: `words` is `text[span.start:span.end]` of the report.

    `form` is `name`, `adjective`, `people`, `capital` (a city that stands for its government),
    `seat`, `organisation` or `leader`; `place` is a capital that is only a place, and `dateline`
    a name in the line that says where the report was written. The last two speak for nobody.
    """

    span: Span
    side: str
    form: str
    words: str


DATELINE_LENGTH: Final = 80
MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust"
    r"|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DATE = rf"(?:{MONTH}\ \d{{1,2}}|\d{{1,2}}\ {MONTH})(?:,?\ \d{{4}})?"
AGENCY = r"\([A-Z][\w ./&’'-]{1,30}\)"
# "KAMPALA, Uganda, Aug. 21 (AP) -", "Berlin (dpa) -", "Kyiv, Ukraine —", "LONDON, March 4".
DATELINE = re.compile(
    rf"""\W{{0,4}}(?:
      [A-ZÀ-Þ][A-ZÀ-Þ.'’/ -]{{2,30}}(?:,\ [A-Z][\w.'’]*(?:\ [A-Z][\w.'’]*){{0,3}})?
        (?:,\ {DATE})?(?:\ {AGENCY})?\s?(?:--|[—–:-])(?=\s|[A-Z"“])
    | [A-ZÀ-Þ][\w.'’ -]{{2,30}}(?:,\ [A-Z][\w.'’]*(?:\ [A-Z][\w.'’]*){{0,3}})?
        (?:,\ {DATE}(?:\ {AGENCY})?|\ {AGENCY})\s?(?:--|[—–:-])\s
    | [A-ZÀ-Þ][\w.'’]+(?:\ [A-Z][\w.'’]+){{0,2}},\ [A-Z][\w.'’]+(?:\ [A-Z][\w.'’]+){{0,2}}
        \s(?:\(?(?:AP|CNN|AFP|Reuters|UPI|dpa)\)?\s)?(?:--|[—–])\s
    | [A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{{2,30}},\ {DATE}(?=\s|$)
    )""",
    re.VERBOSE,
)
LOWER = re.compile(r"[^\n]{0,120}?[a-z]{2}")

US_STATE = (
    r"(?:Ala(?:bama|\.)|Alaska|Ariz(?:ona|\.)|Ark(?:ansas|\.)|Calif(?:ornia|\.)|Colo(?:rado|\.)"
    r"|Conn(?:ecticut|\.)|Del(?:aware|\.)|Fla\.|Florida|Ga\.|Hawaii|Idaho|Ill(?:inois|\.)"
    r"|Ind\.|Indiana|Iowa|Kan(?:sas|\.)|Ky\.|Kentucky|La\.|Louisiana|Maine|Md\.|Maryland"
    r"|Mass(?:achusetts|\.)|Mich(?:igan|\.)|Minn(?:esota|\.)|Miss(?:issippi|\.)|Mo\.|Missouri"
    r"|Mont(?:ana|\.)|Neb(?:raska|\.)|Nev(?:ada|\.)|N\.H\.|New Hampshire|N\.J\.|New Jersey|N\.M\."
    r"|New Mexico|N\.Y\.|New York|N\.C\.|North Carolina|N\.D\.|North Dakota|Ohio|Okla(?:homa|\.)"
    r"|Ore(?:gon|\.)|Pa\.|Pennsylvania|R\.I\.|Rhode Island|S\.C\.|South Carolina|S\.D\."
    r"|South Dakota|Tenn(?:essee|\.)|Tex(?:as|\.)|Utah|Vt\.|Vermont|Va\.|Virginia|Wash\."
    r"|W\.Va\.|West Virginia|Wis(?:consin|\.)|Wyo(?:ming|\.)|Ontario|Ont\.)"
)
# What makes the words a part of another name, or says only where somebody is from.
OUTSIDE_RIGHT = re.compile(
    r"-(?:[Bb]orn|[Ss]peak(?:ing|er|ers)|[Ll]anguage|[Mm]ade|[Ss]tyle|[Ee]ducated|[Tt]rained"
    r"|[Ee]ra|[Dd]escended)\b"
    r"| (?:(?:Daily|Evening|Sunday|Morning) )?(?:Post|Times|Herald|Daily|Today|Tribune|Gazette"
    r"|Chronicle|Observer|Mail|Telegraph|Standard|Examiner|Monitor|Press|Broadcasting|Express"
    r"|News(?: Agency| Service)?|Independent|Mirror|Journal|Guardian|Weekly|Inquirer|Review)\b"
    rf"|, {US_STATE}(?!\w)"
    r"| (?:Street|St\.|Avenue|Ave\.|Road|Boulevard|Blvd|Lane|Drive|Township|High School"
    r"|Middle School"
    r"|County|Elementary|Hotel|Cup|Grand Prix|GP)\b"
    # "Oman Air", but not "the Iranian Air Force".
    r"| Air(?:lines|ways)?\b(?! (?:Force|Defen[cs]e|Bases?|Corps|Marshal|Command|Chief|Strikes?)\b)"
    r"|\$"
)
OUTSIDE_LEFT = re.compile(
    r"(?<!\w)(?:[Pp]ro|[Aa]nti|[Nn]on|[Uu]n|[Ff]ormer|[Pp]ost|[Pp]re|[Tt]rans)-$"
)
LINK_LEFT = re.compile(r"(?:https?:/|www\.)\S*/\S*$")

# Not a first name though it has a capital: it opens the sentence, or is an office.
OPENERS: Final = lexicons.around("openers")
OFFICES: Final = lexicons.around("offices")
ABBREVIATIONS: Final = lexicons.around("abbreviations")
BEFORE = re.compile(r"([^\W\d_][\w’'-]*)(\.?) $")

Verdict = tuple[str, str] | None
Rule = Callable[["Reading", "Entry", int, int], Verdict]


class Entry(NamedTuple):
    """What one pattern of the scan means, and the rule that reads it in its context."""

    words: str
    side: str
    form: str
    rule: Rule | None
    shorter: "tuple[Entry, ...]" = ()
    leaders: tuple[Leader, ...] = ()
    full: bool = False


class Reading:
    """One text under way: what was found so far, and what the whole text says, asked once."""

    def __init__(self, text: str, year: int | None) -> None:
        self.text = text
        self.year = year
        self.found: list[SideMention] = []
        self.sides: set[str] = set()
        self.passed = 0
        self.language = -1
        self._line = -1
        self._dateline: tuple[int, bool] = (0, False)
        self._holds: dict[str, bool] = {}
        self._cases: dict[str, str | None] = {}
        self._persons: dict[str, bool] = {}
        self._bearers: dict[str, tuple[list[Leader], list[Leader]]] = {}

    def holds(self, words: str) -> bool:
        """Whether the text has the words anywhere."""
        if (known := self._holds.get(words)) is None:
            known = self._holds[words] = words in self.text
        return known

    def holds_any(self, many: Iterable[str]) -> bool:
        """Whether the text has one of these."""
        return any(self.holds(words) for words in many)

    def bearers(self, entry: Entry) -> tuple[list[Leader], list[Leader]]:
        """Who of that name held an office that year, and whom of these the report names in full."""
        if (known := self._bearers.get(entry.words)) is None:
            year = self.year
            active = [
                leader
                for leader in entry.leaders
                if year is None
                or (leader.since <= year and (leader.until is None or year <= leader.until))
            ]
            named = [leader for leader in active if self.holds_any(leader.names)]
            known = self._bearers[entry.words] = active, named
        return known

    def speaks_of(self, code: str) -> bool:
        """Whether the text has the side's plain name or its adjective, or named it before."""
        side = lexicons.sides()[code]
        return code in self.sides or self.holds(side.name) or self.holds(side.adjective)

    def side_of(self, words: str, cases: tuple[Case, ...]) -> str | None:
        """The side that doubtful words mean in this text."""
        if words not in self._cases:
            self._cases[words] = next(
                (
                    case.side
                    for case in cases
                    if (not case.needs or self.holds_any(case.needs))
                    and not self.holds_any(case.unless)
                ),
                None,
            )
        return self._cases[words]

    def outside(self, start: int, end: int) -> bool:
        """Whether the words are part of another name, or only say where something is from."""
        text = self.text
        following = text[end : end + 1]
        if following and following in " -,$" and OUTSIDE_RIGHT.match(text, end):
            return (
                following != " "
                or not text[end + 1 :].startswith(("Press", "News"))
                or (PRESS_CORPS.match(text, end) is None)
            )
        if not start:
            return False
        if text[start - 1] == "-":
            return OUTSIDE_LEFT.search(text, max(0, start - 8), start) is not None
        if text[start - 1] in "/@#=":
            return text[start - 1] != "/" or bool(
                LINK_LEFT.search(text, max(0, start - 200), start)
            )
        return False

    def in_dateline(self, line: int, end: int, form: str) -> bool:
        """Whether the mention that ends at `end` lies in a dateline that begins at `line`."""
        text = self.text
        if line != self._line:
            self._line = line
            match = DATELINE.match(text, line)
            stop = match.end() if match and LOWER.match(text, match.end()) else 0
            self._dateline = (stop, bool(match and match[0].rstrip().endswith(":")))
        stop, colon = self._dateline
        # "CHINA: Talks resume" is a heading, "ISLAMABAD: The minister" is how some papers begin.
        return end <= stop and (not colon or form in ("capital", "place"))

    def before(self, start: int) -> str | None:
        """The word before, if it has a capital and is neither an opener nor an office."""
        match = BEFORE.search(self.text, max(0, start - 24), start)
        if match is None or not match[1][0].isupper():
            return None
        word = match[1]
        # A full stop after it ended a sentence, unless it is an initial or "Sen." and the like.
        if match[2] and len(word) > 1 and word not in ABBREVIATIONS:
            return None
        if word in OPENERS or word in OFFICES or word.endswith(("'s", "’s", "'", "’")):
            return None
        if self.found and self.found[-1].span.end >= start - 1:
            return None
        return word

    def has_person(self, family: str) -> bool:
        """Whether the text has somebody of that family name, by first name."""
        if (known := self._persons.get(family)) is None:
            names = re.finditer(rf"([A-Z][a-z]+) {family}\b(?! River| Valley)", self.text)
            known = any(n[1] not in OPENERS and n[1] not in OFFICES | NO_FIRST_NAMES for n in names)
            self._persons[family] = known
        return known


PRESS_CORPS = re.compile(
    r" (?:Press|News) (?:Secretary|Office|Conference|Corps|Briefing|conference)"
)
NO_FIRST_NAMES: Final = lexicons.around("no_first_names")
