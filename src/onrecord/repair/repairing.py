"""The whole repair of a text: passages, bytes, context, then what ftfy and debris leave to do."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from onrecord.alignment import Alignment, Edit
from onrecord.records import Repair
from onrecord.repair.changes import Change
from onrecord.repair.choosing import Hole, decide
from onrecord.repair.debris import debris_changes
from onrecord.repair.lines import FIRST, FIXES, line_changes, suspicious_lines
from onrecord.repair.passages import Evidence, Place
from onrecord.repair.signs import FRAGMENT
from onrecord.repair.surroundings import HOLE

PASSAGE = 1 << 16  # characters judged together; bounds memory and the reach of evidence
ENOUGH = 0.5  # a place is filled when its best text is likelier than all the others together
FEW, BETWEEN = 64, 8  # places to decide, and how many characters there must be for each of more
OTHER = "\ue001"  # stands for a private character of the text that looks like a hole
MOST_ROUNDS = 16  # damage upon damage beyond this is left alone


@dataclass(frozen=True)
class Repaired:
    """A text after repair: what was done, and how its offsets lead back to the damaged text."""

    text: str
    repairs: tuple[Repair, ...] = ()
    alignment: Alignment = field(default_factory=Alignment)


def repair(text: str) -> Repaired:
    """Undo what wrong codecs and careless programs did to a text.

    A clean text comes back as it is. Repairing what came back changes nothing more.

    >>> done = repair("Honduras鈥檚 immigration director")
    >>> done.text, done.repairs[0].was, done.repairs[0].why
    ('Honduras’s immigration director', '鈥檚', 'UTF-8 read as gbk')
    """
    now = text
    places: list[Change] = []
    for _ in range(MOST_ROUNDS):
        changed = False
        for changes in _findings(now):
            changed = any(change.now != now[change.start : change.end] for change in changes)
            if changed or (changes and not places):
                places = united(now, places, changes)
                now = _written(now, changes)
            if changed:
                break
        if not changed:
            break
    return _repaired(text, now, places)


def _findings(text: str) -> Iterator[list[Change]]:
    """What each part of the stage would do to a text; the first that changes it has its way."""
    lines = suspicious_lines(text)
    yield list(line_changes(text, lines, FIRST))
    yield list(_misread(text))
    yield list(line_changes(text, lines, FIXES))
    yield list(debris_changes(text, lines))


def _misread(text: str) -> Iterator[Change]:
    """The places where UTF-8 was read as something else, in order."""
    if text.isascii() or not FRAGMENT.search(text):
        return
    evidence = Evidence()
    for start, passage in _passages(text):
        yield from _of_passage(passage, start, evidence)


def _passages(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into passages of bounded size, at line ends, else at spaces."""
    start = 0
    while len(text) - start > PASSAGE:
        stop = start + PASSAGE
        cut = text.rfind("\n", start, stop) + 1 or text.rfind(" ", start, stop) + 1
        cut = cut or stop
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


def _of_passage(passage: str, offset: int, evidence: Evidence) -> Iterator[Change]:
    """The places of a passage, which stands at an offset of the text."""
    places = evidence.places(passage)
    base, holes = _with_holes(passage, places)
    # So many holes leave no words to tell by: this is no prose, and to weigh it all takes long.
    crowded = len(holes) > FEW and len(holes) * BETWEEN > len(base)
    decided = iter(decide(base, holes) if holes and not crowded else ())
    for start, end, text, choices, why, exact, trust in places:
        was = passage[start:end]
        if choices and crowded:
            yield Change(offset + start, offset + end, was, why, True, 0.0)
        elif choices:
            choice = next(decided)
            now = choice.text if choice.kind >= ENOUGH else was
            if now != was or choice.text != was:
                trust = _sober(choice.trust)
                yield Change(offset + start, offset + end, now, why, True, trust)
        else:
            now = was if text is None else text
            yield Change(offset + start, offset + end, now, why, not exact, trust)


def _sober(probability: float) -> float:
    """Trust from the probability that the weights give: on texts they had not seen, they boast."""
    return round(max(0.3 * probability, 1 - 4 * (1 - probability)), 3)


def _with_holes(passage: str, places: list[Place]) -> tuple[str, list[Hole]]:
    """The passage with what is certain put right, and a hole for each place that is not."""
    passage = passage.replace(HOLE, OTHER)
    pieces: list[str] = []
    holes: list[Hole] = []
    at, length = 0, 0
    for place in places:
        before = passage[at : place.start]
        if place.choices:
            now = HOLE
            holes.append(Hole(length + len(before), place.choices))
        else:
            now = passage[place.start : place.end] if place.text is None else place.text
        pieces += (before, now)
        length += len(before) + len(now)
        at = place.end
    pieces.append(passage[at:])
    return "".join(pieces), holes


def _written(text: str, changes: list[Change]) -> str:
    """The text with what now stands in these places of it."""
    pieces: list[str] = []
    at = 0
    for start, end, now, *_ in changes:
        pieces += (text[at:start], now)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def united(text: str, places: list[Change], changes: list[Change]) -> list[Change]:
    """The places of a source after changes to the text that earlier places made of it.

    `places` lie in the source and `changes` in `text`, both in order. Where they overlap, one place
    holds both: all that either was made of, and what stands there at last.
    """
    if not places:
        return changes
    # How far the text runs ahead of the source around each place, and where the places lie in it.
    shifts = list(accumulate([len(p.now) - p.end + p.start for p in places], initial=0))
    starts = [place.start + shift for place, shift in zip(places, shifts, strict=False)]
    ends = [place.end + shift for place, shift in zip(places, shifts[1:], strict=True)]
    found: list[Change] = []
    at = 0  # the first place not yet taken over
    rest = deque(changes)
    while rest:
        first = rest.popleft()
        # Places that only touch the change stay apart, but not two that hold nothing at one point.
        low = bisect_right(ends, first.start, at)
        empty = first.start == first.end or not first.now
        while empty and low > at and ends[low - 1] == starts[low - 1] == first.start:
            low -= 1
        found += places[at:low]
        start, end, high = first.start, first.end, low
        group = [first]
        while True:
            if high < len(places) and (
                starts[high] < end or (empty and starts[high] == ends[high] == end)
            ):
                start, end = min(start, starts[high]), max(end, ends[high])
                high += 1
            elif rest and rest[0].start < end:
                group.append(rest.popleft())
                empty = empty and not group[-1].now
                end = max(end, group[-1].end)
            else:
                break
        pieces: list[str] = []
        done = start
        for change in group:
            pieces += (text[done : change.start], change.now)
            done = change.end
        pieces.append(text[done:end])
        members = [*places[low:high], *group]
        found.append(
            Change(
                start - shifts[low],
                end - shifts[high],
                "".join(pieces),
                "; ".join(dict.fromkeys(why for m in members for why in m.why.split("; "))),
                any(m.inferred for m in members),
                min(m.trust for m in members),
            )
        )
        at = high
    return found + places[at:]


def _repaired(source: str, text: str, places: list[Change]) -> Repaired:
    edits: list[Edit] = []
    repairs: list[Repair] = []
    shift = 0
    for start, end, now, why, inferred, trust in places:
        was = source[start:end]
        begin = start + shift
        stop = begin + len(now)
        if now != was:
            edits.append(Edit(begin, stop, start, end))
            shift = stop - end
        repairs.append(Repair(begin, stop, was, now, why, inferred, trust))
    return Repaired(text, tuple(repairs), Alignment(tuple(edits)))
