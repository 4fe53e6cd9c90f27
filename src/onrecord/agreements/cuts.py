"""One agreement among those of a line, and the names that the agreements of a line get."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from onrecord.actors.forms import slug
from onrecord.agreements.ids import agreement_id


class Sort(StrEnum):
    """By what an agreement is told from the others of its line."""

    SIGNED = "signed"
    SAID = "said"
    EARLIER = "earlier"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Cut:
    """One agreement of a line: when it was signed, or else when it was spoken of.

    Days are ordinals, 0 where unknown. `first` and `last` bound the signing (or the saying),
    `until` is the last day of an approval or an entry into force; `since` is the signing it is
    dated by, ISO 8601, and `level` how that is known. `name` tells it from others of the same time
    ("" where none does).
    """

    id: str
    kind: str
    sort: Sort
    name: str
    level: int
    first: int
    last: int
    until: int
    since: str | None


def named(parties: Sequence[str], kind: str, cuts: Sequence[Cut]) -> list[Cut]:
    """The agreements of a line with their ids: where there are several, each carries its time.

    It is the year, the month for two of one year, then the day, then what names them.
    """
    base = agreement_id(parties, kind)
    if len(cuts) == 1:
        return [replace(cuts[0], id=base)]
    labels = dict.fromkeys(range(len(cuts)), 0)
    for _ in range(_LONGEST):
        for same in _alike(cuts, labels):
            for nth in same:
                labels[nth] += 1
    taken: dict[str, int] = defaultdict(int)
    ids = {}
    for nth in sorted(labels, key=lambda n: (cuts[n].first, cuts[n].sort, cuts[n].name)):
        label = _label(cuts[nth], labels[nth])
        taken[label] += 1
        number = f"-{taken[label]}" if taken[label] > 1 else ""
        ids[nth] = f"{base}-{label}{number}"
    return [replace(cut, id=ids[nth]) for nth, cut in enumerate(cuts)]


_LONGEST = 3


def _alike(cuts: Sequence[Cut], labels: dict[int, int]) -> list[list[int]]:
    by_label: dict[str, list[int]] = defaultdict(list)
    for nth, cut in enumerate(cuts):
        by_label[_label(cut, labels[nth])].append(nth)
    return [same for same in by_label.values() if len(same) > 1]


def _label(cut: Cut, longer: int) -> str:
    """What an id says of the time, from a year (0) to a day and a name (3)."""
    ends = (4, 7, 10, 10)[longer]
    if cut.sort is Sort.UNDATED:
        time = "undated"
    elif not cut.first:
        time = "earlier"
    else:
        time = (cut.since or date.fromordinal(cut.first).isoformat()).partition("/")[0][:ends]
        time = f"before-{time}" if cut.sort is Sort.EARLIER else time
    return f"{time}-{slug(cut.name)}" if longer == _LONGEST and cut.name else time
