"""Quotations that two reports of a chain both have, but not alike."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from onrecord.alignment import Span
from onrecord.attributions.quotations import find_quotations
from onrecord.copies.matching import Match, find_matches
from onrecord.copies.words import Word, words
from onrecord.sentences import paragraphs

_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
_SENTENCE_END = re.compile(r"[.?!…]")

_SAME_PLACE = 0.5
_ELSEWHERE = 0.6
_FEWEST_WORDS = 5
"""At other places of the two reports a quotation is found again from five words, of which 0.6 are
the same; at one end of the same place half are enough; at both ends, none need be."""

_COMMON = 50
_CANDIDATES = 5
"""Two words that more than 50 quotations hold find none; the five that share most are compared."""


class Alteration(StrEnum):
    """What happened to a quotation: other words, or fewer or more of what was said."""

    REWORDED = "reworded"
    SHORTENED = "shortened"
    LENGTHENED = "lengthened"


@dataclass(frozen=True, slots=True)
class AlteredQuotation:
    """The words between the quotation marks of the earlier and of the later report."""

    kind: Alteration
    earlier: Span
    later: Span


class _Quoted(NamedTuple):
    """A quotation: its words are numbers `first` to `end` (excluded) of those of the report.

    `gaps` is what stands before each of its words, since the word before.
    """

    span: Span
    first: int
    end: int
    folded: tuple[str, ...]
    gaps: tuple[str, ...]


def altered_quotations(earlier: str, later: str) -> tuple[AlteredQuotation, ...]:
    """The quotations of the earlier report that the later has in other words or at another length.

    Quotations are paired where they stand at the same place of both reports, or where most of their
    words are the same. One that also stands unaltered is left out. Words cut off at either end, or
    left out where an ellipsis says so, shorten; those dropped, put in or exchanged without a sign
    reword. Marks, case and spacing do not count.

    >>> before, after = "“We signed nothing,” he said.", "“We signed something,” he said."
    >>> [(a.kind.value, before[slice(*a.earlier)], after[slice(*a.later)])
    ...  for a in altered_quotations(before, after)]
    [('reworded', 'We signed nothing,', 'We signed something,')]
    """
    ours, theirs = words(earlier), words(later)
    quoted, others = _quotations(earlier, ours), _quotations(later, theirs)
    alike = {q.folded for q in quoted} & {q.folded for q in others}
    quoted = [q for q in quoted if q.folded not in alike]
    others = [q for q in others if q.folded not in alike]
    matches = find_matches([w.folded for w in ours], [w.folded for w in theirs])
    pairs = set(_in_place(quoted, others, matches))
    pairs |= set(_elsewhere(quoted, others, pairs))
    return tuple(
        AlteredQuotation(_alteration(quotation, other), quotation.span, other.span)
        for quotation, other in sorted(pairs)
    )


def _quotations(text: str, found: Sequence[Word]) -> list[_Quoted]:
    quoted = []
    for paragraph in paragraphs(text):
        for quotation in find_quotations(text, paragraph):
            first = bisect_left(found, quotation.inner.start, key=lambda w: w.span.start)
            end = bisect_left(found, quotation.inner.end, key=lambda w: w.span.start)
            if first < end:
                folded = tuple(word.folded for word in found[first:end])
                ends = [quotation.inner.start, *(word.span.end for word in found[first : end - 1])]
                gaps = tuple(
                    text[before : word.span.start]
                    for before, word in zip(ends, found[first:end], strict=True)
                )
                quoted.append(_Quoted(quotation.inner, first, end, folded, gaps))
    return quoted


def _in_place(
    quoted: Sequence[_Quoted], others: Sequence[_Quoted], matches: Sequence[Match]
) -> Iterator[tuple[_Quoted, _Quoted]]:
    """Pair quotations before or behind which the same words stand in both reports."""
    places = {m.left + n: m.right + n for m in matches for n in range(m.length)}
    by_first = {other.first: other for other in others}
    by_end = {other.end: other for other in others}
    for quotation in quoted:
        # The beginning of a report is the same place as that of the other.
        before = places.get(quotation.first - 1, -1 if quotation.first == 0 else -2) + 1
        after = places.get(quotation.end, -1)
        for other in (by_first.get(before), by_end.get(after)):
            if other is None:
                continue
            both = other.first == before and other.end == after
            if both or _same(quotation, other) >= _SAME_PLACE:
                yield quotation, other


def _elsewhere(
    quoted: Sequence[_Quoted],
    others: Sequence[_Quoted],
    pairs: Collection[tuple[_Quoted, _Quoted]],
) -> Iterator[tuple[_Quoted, _Quoted]]:
    """Pair each quotation that has no partner with the one most like it."""
    done, others_done = {q for q, _ in pairs}, {other for _, other in pairs}
    yield from _closest([q for q in quoted if q not in done], others)
    for other, quotation in _closest([q for q in others if q not in others_done], quoted):
        yield quotation, other


def _closest(
    wanting: Iterable[_Quoted], among: Sequence[_Quoted]
) -> Iterator[tuple[_Quoted, _Quoted]]:
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, other in enumerate(among):
        for two in set(pairwise(other.folded)):
            holders[two].append(at)
    for quotation in wanting:
        twos = [holders[two] for two in set(pairwise(quotation.folded)) if two in holders]
        shared = Counter(at for held in twos if len(held) <= _COMMON for at in held)
        # Of equals the one that stands first; only the few that share most are compared in full.
        near = sorted(shared, key=lambda at: (-shared[at], at))[:_CANDIDATES]
        best = max((among[at] for at in near), key=partial(_same, quotation), default=None)
        if best is None or min(len(quotation.folded), len(best.folded)) < _FEWEST_WORDS:
            continue
        if _same(quotation, best) >= _ELSEWHERE:
            yield quotation, best


def _same(left: _Quoted, right: _Quoted) -> float:
    """The share of the shorter quotation's words that match, in order."""
    matched = sum(match.length for match in find_matches(left.folded, right.folded))
    return matched / min(len(left.folded), len(right.folded))


def _alteration(earlier: _Quoted, later: _Quoted) -> Alteration:
    matches = find_matches(earlier.folded, later.folded)
    if not matches:
        return Alteration.REWORDED
    for before, after in pairwise(matches):
        dropped = before.left + before.length < after.left
        put_in = before.right + before.length < after.right
        if dropped and not _left_out(later, after.right):
            return Alteration.REWORDED
        if put_in and not _left_out(earlier, after.left):
            return Alteration.REWORDED
    first, last = matches[0], matches[-1]
    if first.left and first.right and not _both_begin(earlier, first.left, later, first.right):
        return Alteration.REWORDED
    behind, later_behind = last.left + last.length, last.right + last.length
    both_go_on = behind < len(earlier.folded) and later_behind < len(later.folded)
    if both_go_on and not _both_begin(earlier, behind, later, later_behind):
        return Alteration.REWORDED
    shorter = len(later.folded) <= len(earlier.folded)
    return Alteration.SHORTENED if shorter else Alteration.LENGTHENED


def _left_out(quotation: _Quoted, at: int) -> bool:
    """Whether an ellipsis stands before a word."""
    return _ELLIPSIS.search(quotation.gaps[at]) is not None


def _both_begin(earlier: _Quoted, at: int, later: _Quoted, other: int) -> bool:
    """Whether sentences begin at both words: then other sentences were chosen, not other words."""
    gaps = earlier.gaps[at], later.gaps[other]
    return all(_SENTENCE_END.search(gap) for gap in gaps)
