"""Which of the agreements of a line a mention means, and why."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from onrecord.agreements.cuts import Cut, Sort
from onrecord.agreements.mentions import Days
from onrecord.agreements.names import is_part
from onrecord.agreements.rows import FOLLOWING, Part, Row, measures

YEAR = 365
# Approval by parliaments and entry into force follow a signature, sometimes by years.
FOLLOWS = 3 * YEAR
# A report may come out before the day it speaks of, and two reports differ by some days.
SLACK = 31


class Why(StrEnum):
    """Why a mention belongs to an agreement."""

    SIGNING = "signing"
    EVENT = "event"
    SINCE = "since"
    AHEAD = "ahead"
    MAKING = "making"
    EARLIER = "earlier"
    SAID = "said"
    ONLY = "only"
    UNDATED = "undated"
    BESIDE = "beside"


Home = tuple[Cut, Why]


class Choice:
    """The agreements of one kind of a line, set out for choosing among them.

    `names` leads from what names an agreement to the `name` of its cut.
    """

    def __init__(self, kind: str, cuts: Iterable[Cut], names: dict[str, str]) -> None:
        self.names = names
        self._apart = measures(kind).apart
        self._cuts = sorted(cuts, key=lambda c: (c.first, c.name, c.last))
        self._signed = [cut for cut in self._cuts if cut.sort is Sort.SIGNED]
        self._said = [cut for cut in self._cuts if cut.sort is Sort.SAID]
        self._by_name: dict[str, list[Cut]] = defaultdict(list)
        for cut in self._signed:
            self._by_name[cut.name].append(cut)
        whole = [cut for cut in self._signed if not is_part(cut.name)]
        self._by_name[""] = whole or self._signed
        self._firsts = {name: [c.first for c in cuts] for name, cuts in self._by_name.items()}

    def name_of(self, row: Row) -> str:
        """The name under which the line knows the agreement of a row."""
        return self.names.get(row.name, row.name)

    def signings(self, name: str) -> list[int]:
        """The first days of the signed agreements that a row of a name may mean, in order."""
        return self._firsts.get(name, [])

    def home(self, row: Row) -> Home | None:
        """The agreement that a row means, and why; None where it is none of these."""
        if found := self.signed_home(row):
            return found
        if row.part is Part.SIGNING:
            return None
        if row.part is Part.EARLIER:
            return self._earlier_home(row)
        name, day = self.name_of(row), row.day
        if day is None:
            return self._undated_home(name)
        for cut in self._said:
            if cut.name == name and cut.first <= day <= cut.last:
                return cut, Why.SAID
        return None

    def signed_home(self, row: Row) -> Home | None:
        """The signed agreement that a row means, or None where it is none of them for certain."""
        name = self.name_of(row)
        if row.part is Part.SIGNING and row.days:
            signed = self.reached(row.days, row.level, name)
            return (signed, Why.SIGNING) if signed else None
        day = row.days[1] if row.days else row.said
        cuts = self._by_name.get(name)
        if day is None or not cuts:
            return None
        firsts = self._firsts[name]
        if row.part is Part.EARLIER:
            nth = bisect_right(firsts, day - YEAR)
            return (cuts[nth - 1], Why.EARLIER) if nth else None
        nth = bisect_right(firsts, day if row.days else day + SLACK)
        before = cuts[nth - 1] if nth else None
        after = cuts[nth] if nth < len(cuts) else None
        ahead = after.first - day if after else YEAR + 1
        if row.part is Part.MAKING:
            since = day - before.until if before else YEAR + 1
            if before and since <= YEAR and since < ahead:
                return before, Why.MAKING
            return (after, Why.MAKING) if after and ahead <= YEAR else None
        if before:
            return before, Why.EVENT if row.part is Part.EVENT else Why.SINCE
        if after and ahead <= (SLACK if row.part is Part.EVENT else YEAR):
            return after, Why.AHEAD
        return None

    def reached(self, days: Days, level: int, name: str) -> Cut | None:
        """The signed agreement nearest to a date of signing, if near enough to be the same."""
        best = None
        for cut in self._signed:
            if name and cut.name != name:
                continue
            before, after = (SLACK, FOLLOWS) if level == FOLLOWING else (self._apart, self._apart)
            if is_part(cut.name) and not name:
                before = after = SLACK
            ahead, behind = cut.first - days[1], days[0] - cut.last
            if ahead > before or behind > after:
                continue
            rank = (max(ahead, behind, 0), cut.name != name, -cut.first)
            if best is None or rank < best[0]:
                best = rank, cut
        return best and best[1]

    def _earlier_home(self, row: Row) -> Home | None:
        """Something that was spoken of a year before, or what is known from such words alone."""
        earlier = [cut for cut in self._cuts if cut.sort is Sort.EARLIER]
        if row.said is None:
            unknown = [cut for cut in earlier if not cut.first]
            found = unknown or (earlier if len(earlier) == 1 else [])
            return (found[0], Why.EARLIER) if found else None
        if before := [cut for cut in self._said if cut.last <= row.said - YEAR]:
            return max(before, key=lambda c: (c.last, c.first)), Why.EARLIER
        around = (cut for cut in earlier if cut.first <= row.said <= cut.last)
        found_cut = next(around, None)
        return (found_cut, Why.EARLIER) if found_cut else None

    def _undated_home(self, name: str) -> Home | None:
        """The only agreement there is, else one that only undated claims speak of."""
        known = [cut for cut in (*self._signed, *self._said) if not name or cut.name == name]
        if len(known) == 1:
            return known[0], Why.ONLY
        undated = (cut for cut in self._cuts if cut.sort is Sort.UNDATED)
        found = next(undated, None)
        return (found, Why.UNDATED) if found else None
