"""The line of a set of parties: where their claims of each kind fall into several agreements."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from onrecord.agreements.choosing import Choice, Home, Why
from onrecord.agreements.cuts import Cut, Sort
from onrecord.agreements.cutting import Section, is_closer, section_of
from onrecord.agreements.mentions import Mention, days_between
from onrecord.agreements.names import is_part
from onrecord.agreements.rows import OTHER, Part, Row, Rows, rows_of
from onrecord.claims.kinds import kind_of_phrase
from onrecord.lexicons import kept

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


def line_and_places(
    parties: Sequence[str], mentions: Sequence[Mention]
) -> tuple[Line, dict[str, Placement]]:
    """The line of all mentions of a set of parties, in whatever order, and each claim's place."""
    parties = tuple(sorted(parties))
    rows = rows_of(parties, mentions)
    others = rows.pop(OTHER, {})
    sections = {kind: section_of(parties, kind, own) for kind, own in sorted(rows.items())}
    placed: dict[str, Placement] = {}
    if others:
        homes = {kind: section.homes for kind, section in sections.items()}
        placed, rows[OTHER] = _beside(others, rows, homes)
        sections[OTHER] = section_of(parties, OTHER, rows[OTHER])
    for kind, section in sections.items():
        placed |= _placed(rows[kind], section.homes)
    return _line(parties, sections), placed


def line_of(parties: Sequence[str], mentions: Sequence[Mention]) -> Line:
    """The line of all mentions of a set of parties, in whatever order."""
    return line_and_places(parties, mentions)[0]


def place(mentions: Sequence[Mention], line: Line) -> dict[str, Placement]:
    """The agreement of each claim, by the claim's id.

    `mentions` are all that some reports hold of the line's parties: what stands beside a claim in
    its report counts. A claim is missing from what comes back if the line must be made anew with
    it (see `changes`).
    """
    placed, rows, homes = _placed_by(line, mentions)
    for kind, own in rows.items():
        placed |= _placed(own, homes[kind])
    return placed


def changes(line: Line, mentions: Sequence[Mention]) -> bool:
    """Whether the line may be another one with the mentions of further reports.

    If it is not, `place(mentions, line)` is enough to add them, and whatever was placed before
    stays where it is. If it is, make the line anew from all mentions and place them all. Taking
    mentions away (a newer reading of a report) always needs that.
    """
    choices = _choices(line)
    _, rows, homes = _placed_by(line, mentions)
    return any(
        kind not in choices or _moves(row, homes[kind].get(row), choices[kind])
        for kind, own in rows.items()
        for row in own
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


Homes = Mapping[Row, Home]


def _line(parties: tuple[str, ...], sections: Mapping[str, Section]) -> Line:
    return Line(
        parties,
        tuple(
            sorted(
                (cut for section in sections.values() for cut in section.cuts),
                key=lambda cut: cut.id,
            )
        ),
        tuple(
            sorted(
                (kind, name, known)
                for kind, section in sections.items()
                for name, known in section.names.items()
            )
        ),
    )


def _choices(line: Line) -> dict[str, Choice]:
    by_kind: dict[str, list[Cut]] = defaultdict(list)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for cut in line.cuts:
        by_kind[cut.kind].append(cut)
    for kind, name, known in line.names:
        names[kind][name] = known
    return {kind: Choice(kind, own, names[kind]) for kind, own in by_kind.items()}


def _placed_by(
    line: Line, mentions: Sequence[Mention]
) -> tuple[dict[str, Placement], dict[str, Rows], dict[str, Homes]]:
    """What stands beside an agreement of its report; the rows of the rest, and their homes."""
    choices = _choices(line)
    rows = rows_of(line.parties, mentions)
    others = rows.pop(OTHER, {})
    homes: dict[str, Homes] = {kind: _homes(own, choices.get(kind)) for kind, own in rows.items()}
    placed, rest = _beside(others, rows, homes)
    if rest:
        rows[OTHER], homes[OTHER] = rest, _homes(rest, choices.get(OTHER))
    return placed, rows, homes


def _homes(rows: Rows, choice: Choice | None) -> Homes:
    return {row: home for row in rows if choice and (home := choice.home(row))}


def _placed(rows: Rows, homes: Homes) -> dict[str, Placement]:
    placed = {}
    for row, mentions in rows.items():
        if home := homes.get(row):
            placement = Placement(home[0].id, home[1])
            for mention in mentions:
                placed[mention.claim] = placement
    return placed


def _beside(
    others: Rows, rows: Mapping[str, Rows], homes: Mapping[str, Homes]
) -> tuple[dict[str, Placement], Rows]:
    """The places of claims of no known kind whose reports tell which agreement they mean, the rest.

    A report tells if it speaks of exactly one other agreement of these parties, and the claim has
    no time, name or sort (fisheries, a boundary) of its own that would not fit.
    """
    reports = {mention.report for mentions in others.values() for mention in mentions}
    told: dict[str, dict[str, Cut | None]] = defaultdict(dict)
    for kind, own in rows.items():
        for row, mentions in own.items():
            home = homes[kind].get(row)
            cut, cut_id = (home[0], home[0].id) if home else (None, "")
            for mention in mentions:
                if mention.report in reports:
                    told[mention.report][cut_id] = cut
    placed: dict[str, Placement] = {}
    rest: Rows = {}
    for row, mentions in others.items():
        for mention in mentions:
            found = list(told.get(mention.report, {}).values())
            cut = found[0] if len(found) == 1 else None
            if cut and _fits(row, mention, cut):
                placed[mention.claim] = Placement(cut.id, Why.BESIDE)
            else:
                rest.setdefault(row, []).append(mention)
    return placed, rest


def _fits(row: Row, mention: Mention, cut: Cut) -> bool:
    if row.part is Part.EARLIER or cut.sort is Sort.EARLIER or row.name not in ("", cut.name):
        return False
    if row.days and cut.first:
        if row.days[1] < cut.first - NEAR:
            return False
        if row.part is Part.SIGNING and row.days[0] > cut.until + NEAR:
            return False
    # Words of a sort that has no kind: fisheries, a boundary.
    return _kinds_of_words()(mention.words) != OTHER


@kept
def _kinds_of_words() -> Callable[[str], str | None]:
    return lru_cache(maxsize=1 << 14)(kind_of_phrase)


def _moves(row: Row, home: Home | None, choice: Choice) -> bool:
    """Whether a further row may change what its line looks like."""
    if row.name and not is_part(row.name) and row.name not in choice.names:
        return True
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
    if since is None or not (cut.first <= row.days[0] and row.days[1] <= cut.last):
        return True
    return is_closer(row.days, since) or (row.days == since and row.when < (cut.since or ""))
