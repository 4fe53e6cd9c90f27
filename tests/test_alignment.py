"""Offsets lead from a text to its source and back, through as many edits as there were."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.alignment import Alignment, Edit, Span

Change = tuple[int, int, int]  # signs kept, then signs taken out, then signs put in

CHANGES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)).filter(
        lambda c: c[1] + c[2]
    ),
    max_size=6,
)


def changed(
    source: list[int], changes: list[Change], new: "count[int]"
) -> tuple[list[int], Alignment]:
    """A text of signs that are each the only one of their kind, and how it came of its source."""
    text: list[int] = []
    edits: list[Edit] = []
    at = 0
    for kept, taken, put in changes:
        text += source[at : at + kept]
        at = min(at + kept, len(source))
        taken = min(taken, len(source) - at)
        if not taken + put:
            continue
        edits.append(Edit(len(text), len(text) + put, at, at + taken))
        text += [next(new) for _ in range(put)]
        at += taken
    return text + source[at:], Alignment(tuple(edits))


def spans(length: int) -> list[Span]:
    """Every stretch of at least one sign."""
    return [Span(a, b) for a in range(length) for b in range(a + 1, length + 1)]


def survives(text: list[int], source: list[int], alignment: Alignment) -> None:
    """What was left alone leads to itself, and a span leads to all that is left of it."""
    for span in spans(len(text)):
        start, end = alignment.to_source(span)
        assert set(text[span.start : span.end]) & set(source) <= set(source[start:end])
    for span in spans(len(source)):
        start, end = alignment.to_text(span)
        assert set(source[span.start : span.end]) & set(text) <= set(text[start:end])
    edited = {i for e in alignment.edits for i in range(e.start, e.end)}
    for i in set(range(len(text))) - edited:
        start, end = alignment.to_source(Span(i, i + 1))
        assert source[start:end] == [text[i]]


def replayed(text: list[int], source: list[int], alignment: Alignment) -> bool:
    """Whether the edits, carried out on the source, give the text."""
    made: list[int] = []
    at = 0
    for edit in alignment.edits:
        made += source[at : edit.source_start] + text[edit.start : edit.end]
        at = edit.source_end
    return made + source[at:] == text


@given(st.integers(0, 12), CHANGES)
def test_what_an_edit_left_alone_leads_to_itself(length: int, changes: list[Change]) -> None:
    new = count()
    source = [next(new) for _ in range(length)]
    text, alignment = changed(source, changes, new)
    survives(text, source, alignment)
    assert replayed(text, source, alignment)


@given(st.integers(0, 12), CHANGES, CHANGES)
def test_two_alignments_in_a_row_make_one(
    length: int, first: list[Change], then: list[Change]
) -> None:
    new = count()
    source = [next(new) for _ in range(length)]
    middle, earlier = changed(source, first, new)
    text, later = changed(middle, then, new)
    both = later.after(earlier)
    survives(text, source, both)
    assert replayed(text, source, both)
    for span in spans(len(text)):
        through = later.to_source(span)
        if through.start < through.end:  # words put in later lead to no word of the middle text
            start, end = earlier.to_source(through)
            whole = both.to_source(span)
            assert whole.start <= start
            assert end <= whole.end


@given(st.integers(0, 12), CHANGES, CHANGES)
def test_a_composed_alignment_is_no_wider_than_its_edits(
    length: int, first: list[Change], then: list[Change]
) -> None:
    """Signs that no edit touched are never swallowed by one."""
    new = count()
    source = [next(new) for _ in range(length)]
    middle, earlier = changed(source, first, new)
    text, later = changed(middle, then, new)
    edited = sum(e.end - e.start for e in later.after(earlier).edits)
    untouched = set(text) & set(middle) & set(source)
    touched = {s for e in earlier.edits for s in middle[e.start : e.end]}
    touched |= {s for e in later.edits for s in text[e.start : e.end]}
    swallowed = {s for e in later.edits for s in middle[e.source_start : e.source_end]}
    assert edited <= len(set(text) - (untouched - touched - swallowed))


@given(st.integers(0, 12), CHANGES)
def test_nothing_composed_is_the_same(length: int, changes: list[Change]) -> None:
    _, alignment = changed(list(range(length)), changes, count(100))
    assert alignment.after(Alignment()) == alignment == Alignment().after(alignment)


def test_words_put_in_between_two_edits_keep_their_place() -> None:
    inserted = Alignment((Edit(5, 7, 5, 5),))
    shortened = Alignment((Edit(0, 1, 0, 3),))
    assert inserted.after(shortened).edits == (Edit(0, 1, 0, 3), Edit(5, 7, 7, 7))


@pytest.mark.parametrize(
    ("span", "source"),
    [
        (Span(0, 2), Span(0, 2)),
        (Span(2, 3), Span(2, 6)),  # "…" for "..." and a space is not split
        (Span(1, 3), Span(1, 6)),
        (Span(3, 5), Span(6, 8)),
    ],
)
def test_a_span_that_touches_an_edit_holds_all_of_it(span: Span, source: Span) -> None:
    assert Alignment((Edit(2, 3, 2, 6),)).to_source(span) == source
