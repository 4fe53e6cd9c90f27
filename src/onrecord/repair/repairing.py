"""The whole repair of a text: passages, bytes, context, then what ftfy and debris leave to do."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.alignment import Alignment, Edit, Span
from onrecord.records import Repair
from onrecord.repair.changes import Change
from onrecord.repair.context import HOLE, Hole, decide, likely
from onrecord.repair.debris import debris_changes
from onrecord.repair.lines import FIRST, FIXES, line_changes, suspicious
from onrecord.repair.passages import Evidence, Place
from onrecord.repair.signs import FRAGMENT

PASSAGE = 1 << 16  # characters judged together; bounds memory and the reach of evidence
ENOUGH = 0.5  # a place is filled when its best text is likelier than all the others together
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
    done = Repaired(text)
    for _ in range(MOST_ROUNDS):
        changed = False
        for changes in _findings(done.text):
            changed = any(now != done.text[start:end] for start, end, now, *_ in changes)
            if changed or (changes and not done.repairs):
                done = _apply(text, done, changes)
            if changed:
                break
        if not changed:
            break
    return done


def _findings(text: str) -> Iterator[list[Change]]:
    """What each part of the stage would do to a text; the first that changes it has its way."""
    western = suspicious(text)
    if western and not text.isascii():
        yield list(line_changes(text, FIRST))
    yield list(_misread(text))
    if western:
        yield list(line_changes(text, FIXES))
    yield list(debris_changes(text, western))


def _misread(text: str) -> Iterator[Change]:
    """The places where UTF-8 was read as something else, in order."""
    if text.isascii() or not FRAGMENT.search(text):
        return
    evidence = Evidence()
    for start, passage in _passages(text):
        for change in _of_passage(passage, evidence):
            yield change._replace(start=change.start + start, end=change.end + start)


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


def _of_passage(passage: str, evidence: Evidence) -> Iterator[Change]:
    places = evidence.places(passage)
    base, holes = _with_holes(passage, places)
    decided = iter(decide(base, holes) if holes else ())
    for place in places:
        start, end, choices, why, exact, trust, _ = place
        was = passage[start:end]
        if not choices:
            yield Change(start, end, was, why, True, trust)
        elif len(choices) == 1:
            yield Change(start, end, choices[0], why, not exact, trust)
        else:
            choice = next(decided)
            now = choice.text if choice.kind >= ENOUGH else was
            if now != was or choice.text != was:
                yield Change(start, end, now, why, True, _sober(choice.trust))


def _sober(probability: float) -> float:
    """Trust from the probability that the weights give: on texts they had not seen, they boast."""
    return round(max(0.3 * probability, 1 - 1.8 * (1 - probability)), 3)


def _with_holes(passage: str, places: list[Place]) -> tuple[str, list[Hole]]:
    """The passage with what is certain put right, and a hole for each place that is not."""
    pieces: list[str] = []
    holes: list[Hole] = []
    at, length = 0, 0
    for place in places:
        before = passage[at : place.start]
        if len(place.choices) > 1:
            now = HOLE
            holes.append(Hole(length + len(before), likely(place.choices, place.tail)))
        else:
            now = place.choices[0] if place.choices else passage[place.start : place.end]
        pieces += (before, now)
        length += len(before) + len(now)
        at = place.end
    pieces.append(passage[at:])
    return "".join(pieces), holes


def _apply(original: str, done: Repaired, changes: list[Change]) -> Repaired:
    """Carry out changes on top of earlier ones, so that all of it leads back to the first text."""
    text = done.text
    pieces: list[str] = []
    edits: list[Edit] = []
    repairs: list[Repair] = []
    at, shift = 0, 0
    for start, end, now, why, inferred, trust in changes:
        was = text[start:end]
        begin = start + shift
        if now != was:
            pieces += (text[at:start], now)
            at = end
            edits.append(Edit(begin, begin + len(now), start, end))
            shift += len(now) - (end - start)
        repairs.append(Repair(begin, begin + len(now), was, now, why, inferred, trust))
    pieces.append(text[at:])
    here = Alignment(tuple(edits))
    if not done.repairs:
        return Repaired("".join(pieces), tuple(repairs), here)
    return _merged(original, done, "".join(pieces), repairs, here)


def _merged(
    original: str, done: Repaired, text: str, repairs: list[Repair], here: Alignment
) -> Repaired:
    """Put a further round's repairs beside the earlier ones, one for each place."""
    whole = here.after(done.alignment)
    moved = []
    for earlier in done.repairs:
        span = here.to_text(Span(earlier.start, earlier.end))
        moved.append((span, earlier))
    for later in repairs:
        moved.append((Span(later.start, later.end), later))
    moved.sort(key=lambda pair: (pair[0].start, pair[0].end))
    merged: list[Repair] = []
    for span, one in moved:
        last = merged[-1] if merged else None
        if last and (span.start < last.end or span == (last.start, last.end)):
            start, end = last.start, max(last.end, span.end)
            why = last.why if one.why == last.why else f"{last.why}; {one.why}"
            inferred, trust = last.inferred or one.inferred, min(last.trust, one.trust)
            merged.pop()
        else:
            start, end, why, inferred, trust = (
                span.start,
                span.end,
                one.why,
                one.inferred,
                one.trust,
            )
        now = text[start:end]
        source = _source(whole, Span(start, end))
        was = original[source.start : source.end]
        merged.append(Repair(start, end, was, now, why, inferred, trust))
    return Repaired(text, tuple(merged), whole)


def _source(alignment: Alignment, span: Span) -> Span:
    """Where a repaired place came from, also where nothing is left of it."""
    if span.start < span.end:
        return alignment.to_source(span)
    at = bisect_left(alignment.edits, (span.start,))
    gone = [e for e in alignment.edits[at : at + 2] if e.start == e.end == span.start]
    return Span(gone[0].source_start, gone[0].source_end) if gone else alignment.to_source(span)
