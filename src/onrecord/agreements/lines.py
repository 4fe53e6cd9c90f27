"""The line of a set of parties: where their claims of one kind fall into several agreements."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from onrecord.agreements.choosing import Choice, Home, Why
from onrecord.agreements.cuts import Cut, Sort, named
from onrecord.agreements.cutting import cuts_of, is_closer
from onrecord.agreements.mentions import Mention, days_between
from onrecord.agreements.rows import OTHER, Part, Row, is_part, rows_of
from onrecord.claims.kinds import kind_of_phrase

# A claim of no known kind may be off by so many days from the agreement that its report speaks of.
NEAR = 31


@dataclass(frozen=True, slots=True)
class Line:
    """All agreements of a set of parties, without their claims: small, and enough to place one.

    `names` holds, by kind, what names an agreement and the name of the cut that it leads to.
    """

    parties: tuple[str, ...]
    cuts: tuple[Cut, ...]
    names: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """The id of the agreement that a claim speaks of, and why it is that one."""

    agreement: str
    why: Why


def line_of(parties: Sequence[str], mentions: Sequence[Mention]) -> Line:
    """The agreements that all mentions of a set of parties fall into, in whatever order."""
    parties = tuple(sorted(parties))
    rows = rows_of(parties, mentions)
    others = rows.pop(OTHER, [])
    cuts: list[Cut] = []
    names: list[tuple[str, str, str]] = []
    for kind, own in sorted(rows.items()):
        found, known = cuts_of(kind, own)
        cuts += named(parties, kind, found)
        names += [(kind, *each) for each in sorted(known.items())]
    if others:
        homes = _homes_beside(others, rows, _choices(cuts, names))
        rest = [row for row in others if row.mention.claim not in homes]
        found, known = cuts_of(OTHER, rest)
        cuts += named(parties, OTHER, found)
        names += [(OTHER, *each) for each in sorted(known.items())]
    return Line(parties, tuple(cuts), tuple(names))


def place(mentions: Sequence[Mention], line: Line) -> dict[str, Placement]:
    """The agreement of each claim, by the claim's id.

    `mentions` are all that some reports hold of the line's parties: what stands beside a claim in
    its report counts. A claim is missing from what comes back if the line must be made anew with
    it (see `changes`).
    """
    rows = rows_of(line.parties, mentions)
    choices = _choices(line.cuts, line.names)
    others = rows.pop(OTHER, [])
    placed: dict[str, Placement] = {}
    for kind, own in rows.items():
        placed |= _placed(own, choices.get(kind))
    homes = _homes_beside(others, rows, choices) if others else {}
    placed |= {claim: Placement(cut.id, Why.BESIDE) for claim, cut in homes.items()}
    rest = [row for row in others if row.mention.claim not in homes]
    return placed | _placed(rest, choices.get(OTHER))


def changes(line: Line, mentions: Sequence[Mention]) -> bool:
    """Whether the line may be another one with the mentions of further reports.

    If it is not, `place(mentions, line)` is enough to add them, and whatever was placed before
    stays where it is. If it is, make the line anew from all mentions and place them all. Taking
    mentions away (a newer reading of a report) always needs that.
    """
    rows = rows_of(line.parties, mentions)
    choices = _choices(line.cuts, line.names)
    others = rows.pop(OTHER, [])
    homes = _homes_beside(others, rows, choices) if others else {}
    if rest := [row for row in others if row.mention.claim not in homes]:
        rows[OTHER] = rest
    return any(
        (choice := choices.get(kind)) is None or any(_moves(row, choice) for row in own)
        for kind, own in rows.items()
    )


def dumped(line: Line) -> str:
    """A line as JSON."""
    return json.dumps(asdict(line), ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Line:
    """The line that `dumped` wrote."""
    told = json.loads(text)
    return Line(
        tuple(told["parties"]),
        tuple(Cut(**{**cut, "sort": Sort(cut["sort"])}) for cut in told["cuts"]),
        tuple((kind, name, known) for kind, name, known in told["names"]),
    )


def _choices(cuts: Iterable[Cut], names: Iterable[tuple[str, str, str]]) -> dict[str, Choice]:
    by_kind: dict[str, list[Cut]] = defaultdict(list)
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for cut in cuts:
        by_kind[cut.kind].append(cut)
    for kind, name, found in names:
        known[kind][name] = found
    return {kind: Choice(kind, own, known[kind]) for kind, own in by_kind.items()}


def _placed(rows: Iterable[Row], choice: Choice | None) -> dict[str, Placement]:
    if choice is None:
        return {}
    homes: dict[tuple[object, ...], Home | None] = {}
    placed = {}
    for row in rows:
        told = row[1:]
        if told not in homes:
            homes[told] = choice.home(row)
        if home := homes[told]:
            placed[row.mention.claim] = Placement(home[0].id, home[1])
    return placed


def _moves(row: Row, choice: Choice) -> bool:
    """Whether a further row may change what its line looks like."""
    if row.name and not is_part(row.name) and row.name not in choice.names:
        return True
    home = choice.home(row)
    if home is None:
        return True
    if row.part is not Part.SIGNING or not row.days:
        return False
    cut, name = home[0], choice.name_of(row)
    if row.level < cut.level or row.days[1] > cut.until:
        return True
    if row.name and name != row.name and len(choice.names) > 1:
        return True  # a name without a date of its own has one now
    if row.level > cut.level or cut.name != name:
        return False
    since = days_between(cut.since)
    inside = cut.first <= row.days[0] and row.days[1] <= cut.last
    return (
        not inside
        or since is None
        or is_closer(row.days, since)
        or (row.days == since and cut.since is not None and row.when < cut.since)
    )


def _homes_beside(
    others: Iterable[Row], rows: dict[str, list[Row]], choices: dict[str, Choice]
) -> dict[str, Cut]:
    """The agreements of the claims of no known kind (by id) whose reports tell which they mean.

    A report tells if it speaks of exactly one other agreement of these parties, and the claim has
    no time, name or sort (fisheries, a boundary) of its own that would not fit.
    """
    reports = {row.mention.report for row in others}
    beside: dict[str, dict[str, Cut | None]] = defaultdict(dict)
    for kind, own in rows.items():
        for row in own:
            if row.mention.report in reports:
                home = choices[kind].home(row) if kind in choices else None
                beside[row.mention.report][home[0].id if home else ""] = home and home[0]
    homes = {}
    for row in others:
        found = list(beside.get(row.mention.report, {}).values())
        if len(found) == 1 and (cut := found[0]) and _fits(row, cut):
            homes[row.mention.claim] = cut
    return homes


def _fits(row: Row, cut: Cut) -> bool:
    if row.part is Part.EARLIER or cut.sort is Sort.EARLIER or row.name not in ("", cut.name):
        return False
    if row.days and cut.first:
        if row.days[1] < cut.first - NEAR:
            return False
        if row.part is Part.SIGNING and row.days[0] > cut.until + NEAR:
            return False
    return kind_of_phrase(row.mention.words) != OTHER
