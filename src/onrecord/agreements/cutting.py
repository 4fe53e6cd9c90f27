"""Where the mentions of one kind of agreement of the same parties fall apart."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.agreements.choosing import Choice, Home
from onrecord.agreements.cuts import Cut, Sort, named
from onrecord.agreements.mentions import Days
from onrecord.agreements.names import is_part
from onrecord.agreements.rows import Part, Row, measures

# What dates a signing: the days, and the words for them.
Dates = dict[Days, str]


@dataclass(frozen=True, slots=True)
class Section:
    """The agreements of one kind, what leads from a name to the `name` of one, and whose rows."""

    cuts: list[Cut]
    names: dict[str, str]
    homes: dict[Row, Home]


def section_of(parties: Sequence[str], kind: str, rows: Iterable[Row]) -> Section:
    """The agreements that the mentions of one kind fall into, and to which each belongs.

    The only name of a line is that of all its agreements, and tells none apart.
    """
    rows = list(rows)
    names = {row.name: row.name for row in rows if row.name and not is_part(row.name)}
    if len(names) == 1:
        names = dict.fromkeys(names, "")
    signed = _signed(kind, rows, names)
    free = set(names) - {cut.name for cut in signed}
    if len(free) == 1 and any(not cut.name for cut in signed):
        names |= dict.fromkeys(free, "")
    choice = Choice(kind, signed, names)
    homes = {row: home for row in rows if (home := choice.signed_home(row))}
    left = [row for row in rows if row not in homes]
    cuts = signed + _said(kind, left, choice)
    cuts += _earlier(kind, left, Choice(kind, cuts, names))
    choice = Choice(kind, cuts, names)
    if any(not choice.home(row) for row in left):
        cuts.append(Cut("", kind, Sort.UNDATED, "", 0, 0, 0, 0, None))
        choice = Choice(kind, cuts, names)
    homes |= {row: home for row in left if (home := choice.home(row))}
    whole = named(parties, kind, cuts)
    # By identity: a hundred cuts are homes to thousands of rows.
    with_ids = {id(cut): one for cut, one in zip(cuts, whole, strict=True)}
    homes = {row: (with_ids[id(cut)], why) for row, (cut, why) in homes.items()}
    return Section(whole, names, homes)


def is_closer(days: Days, other: Days) -> bool:
    """Whether a date is the earlier one to end: of "2025-02" and "2025-02-04" the second."""
    return days[::-1] < other[::-1]


def _signed(kind: str, rows: Iterable[Row], names: dict[str, str]) -> list[Cut]:
    """The agreements that have a date, told from the surest dates on."""
    dated: dict[tuple[int, str], Dates] = defaultdict(dict)
    for row in rows:
        if row.part is Part.SIGNING and row.days:
            told = dated[row.level, names.get(row.name, row.name)]
            told[row.days] = min(told.get(row.days, row.when), row.when)
    cuts: list[Cut] = []
    # Names first: a date without a name is then of whatever was signed on that day.
    for level, name in sorted(dated, key=lambda d: (d[0], not d[1], d[1])):
        choice = Choice(kind, cuts, names)
        left: Dates = {}
        until: dict[Cut, int] = {}
        for days, when in dated[level, name].items():
            if cut := choice.reached(days, level, name):
                until[cut] = max(until.get(cut, cut.until), days[1])
            else:
                left[days] = when
        cuts = [replace(cut, until=until.get(cut, cut.until)) for cut in cuts]
        cuts += _clusters(kind, name, level, left)
    return cuts


def _clusters(kind: str, name: str, level: int, dates: Dates) -> Iterator[Cut]:
    """Yield the dates of signing in groups further apart than the measure of their kind."""
    for group in _groups(sorted(dates), measures(kind).apart):
        first, last = group[0][0], max(last for _, last in group)
        closest = min(group, key=lambda days: days[::-1])
        yield Cut("", kind, Sort.SIGNED, name, level, first, last, last, dates[closest])


def _groups(dates: Sequence[Days], apart: int) -> Iterator[list[Days]]:
    group: list[Days] = []
    for days in dates:
        if group and days[0] - max(last for _, last in group) > apart:
            yield group
            group = []
        group.append(days)
    if group:
        yield group


def _said(kind: str, rows: Iterable[Row], choice: Choice) -> list[Cut]:
    """What was only spoken of, far from any signing, parted by long silences and by signings."""
    days_by_name: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.part is not Part.EARLIER and row.day is not None:
            days_by_name[choice.name_of(row)].add(row.day)
    return [
        Cut("", kind, Sort.SAID, name, 0, first, last, last, None)
        for name, days in sorted(days_by_name.items())
        for first, last in _stretches(days, measures(kind).quiet, choice.signings(name))
    ]


def _earlier(kind: str, rows: Iterable[Row], choice: Choice) -> list[Cut]:
    """What only words such as "during his first term" tell of."""
    left = [row for row in rows if row.part is Part.EARLIER and not choice.home(row)]
    days = {row.said for row in left if row.said is not None}
    stretches = list(_stretches(days, measures(kind).quiet, []))
    if len(stretches) != 1 and any(row.said is None for row in left):
        stretches.append((0, 0))
    return [
        Cut("", kind, Sort.EARLIER, "", 0, first, last, last, None) for first, last in stretches
    ]


def _stretches(
    days: Iterable[int], quiet: int, signings: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last day of each stretch without a long silence or a signing in it."""
    stretch: list[int] = []
    for day in sorted(days):
        if stretch and (
            day - stretch[-1] > quiet
            or bisect_right(signings, day) > bisect_right(signings, stretch[-1])
        ):
            yield stretch[0], stretch[-1]
            stretch = []
        stretch.append(day)
    if stretch:
        yield stretch[0], stretch[-1]
