"""Where the mentions of one kind of agreement of the same parties fall apart."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from onrecord.agreements.choosing import Choice
from onrecord.agreements.cuts import Cut, Sort
from onrecord.agreements.mentions import Days
from onrecord.agreements.rows import Part, Row, is_part, measures

# What dates a signing: the days, and the words for them.
Dates = dict[Days, str]


def cuts_of(kind: str, rows: Sequence[Row]) -> tuple[list[Cut], dict[str, str]]:
    """The agreements that the mentions of one kind fall into, without ids, and their names.

    The names lead from what names an agreement to the `name` of its cut: the only name of a line is
    that of all its agreements, and tells none apart.
    """
    names = {row.name: row.name for row in rows if row.name and not is_part(row.name)}
    if len(names) == 1:
        names = dict.fromkeys(names, "")
    signed = _signed(kind, rows, names)
    free = set(names) - {cut.name for cut in signed}
    if len(free) == 1 and any(not cut.name for cut in signed):
        names |= dict.fromkeys(free, "")
    choice = Choice(kind, signed, names)
    cuts = signed + _said(kind, rows, choice)
    cuts += _earlier(kind, rows, Choice(kind, cuts, names))
    choice = Choice(kind, cuts, names)
    if any(
        row.day is None and row.part is not Part.EARLIER and not choice.home(row) for row in rows
    ):
        cuts.append(Cut("", kind, Sort.UNDATED, "", 0, 0, 0, 0, None))
    return cuts, names


def is_closer(days: Days, other: Days) -> bool:
    """Whether a date is the earlier one to end: of "2025-02" and "2025-02-04" the second."""
    return days[::-1] < other[::-1]


def _signed(kind: str, rows: Iterable[Row], names: dict[str, str]) -> list[Cut]:
    """The agreements that have a date, told from the surest dates on."""
    dated: dict[tuple[int, str], Dates] = defaultdict(dict)
    for row in rows:
        if row.part is Part.SIGNING and row.days and row.mention.happened:
            told = dated[row.level, names.get(row.name, row.name)]
            told[row.days] = min(told.get(row.days, row.when), row.when)
    cuts: list[Cut] = []
    # Names first: a date without a name is then of whatever was signed on that day.
    for (level, name), dates in sorted(
        dated.items(), key=lambda d: (d[0][0], not d[0][1], d[0][1])
    ):
        choice = Choice(kind, cuts, names)
        left: Dates = {}
        for days, when in dates.items():
            if cut := choice.reached(days, level, name):
                cuts = [replace(c, until=max(c.until, days[1])) if _is(c, cut) else c for c in cuts]
            else:
                left[days] = when
        cuts += _clusters(kind, name, level, left)
    return cuts


def _is(cut: Cut, other: Cut) -> bool:
    return (cut.name, cut.first, cut.last) == (other.name, other.first, other.last)


def _clusters(kind: str, name: str, level: int, dates: Dates) -> Iterator[Cut]:
    """Yield the dates of signing in groups further apart than the measure of their kind."""
    apart = measures(kind).apart
    group: list[Days] = []
    for days in [*sorted(dates), None]:
        if group and (days is None or days[0] - max(last for _, last in group) > apart):
            closest = min(group, key=lambda d: d[::-1])
            last = max(last for _, last in group)
            yield Cut("", kind, Sort.SIGNED, name, level, group[0][0], last, last, dates[closest])
            group = []
        if days:
            group.append(days)


def _said(kind: str, rows: Iterable[Row], choice: Choice) -> list[Cut]:
    """What was only spoken of, far from any signing, parted by long silences and by signings."""
    days_by_name: dict[str, set[int]] = defaultdict(set)
    for told in {row[1:]: row for row in rows}.values():
        if told.part is not Part.EARLIER and told.day is not None and not choice.signed_home(told):
            days_by_name[choice.name_of(told)].add(told.day)
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
    first = last = None
    for day in sorted(days):
        if first is None or last is None:
            first = day
        elif day - last > quiet or bisect_right(signings, day) > bisect_right(signings, last):
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last
