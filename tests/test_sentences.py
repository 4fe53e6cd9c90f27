"""Sentences end where a reader would end them, quotation marks and abbreviations included."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sentences import paragraphs, sentences

WHOLE = (
    "Mr. Kgosi met Sen. Bob Corker and Sgt. Bowe Bergdahl.",
    "It ended at 5 p.m. Thursday in Lomé.",
    "He is the U.S. Ambassador to Chad.",
    "Israel's spokesperson, Rear Adm. Daniel Hagari, spoke.",
    "Talks in St. Petersburg cost $4.1 billion.",
)
PARTED = (
    ("They signed it in the U.S.", "The deal held."),
    ("They said so.", "Noem left."),
    ("No accord was reached on tax.", "Bern waits."),
    ("“Yes. It holds.”", "The end."),
    ('He said, "Go."', "She went."),
    ("''We go.''", "Mr. Trump stayed."),
)


@pytest.mark.parametrize("sentence", WHOLE)
def test_abbreviations_end_no_sentence(sentence: str) -> None:
    assert [sentence[s:e] for s, e in sentences(sentence)] == [sentence]


@pytest.mark.parametrize("pair", PARTED, ids=lambda pair: pair[0])
def test_a_closing_mark_belongs_to_the_sentence_before(pair: tuple[str, str]) -> None:
    text = " ".join(pair)
    assert text[sentences(text)[-1].start :] == pair[1]


def test_lines_are_paragraphs_unless_they_look_wrapped() -> None:
    lines = "The first line is a paragraph.\nSo is the second."
    wrapped = "The first line is broken\nat a margin, and so is\nthe second one."
    assert (len(paragraphs(lines)), len(paragraphs(wrapped))) == (2, 1)


@given(st.text() | st.text(alphabet="Aa .\"“”'’\n!?", max_size=200))
def test_spans_are_in_order_and_trimmed(text: str) -> None:
    for spans in (paragraphs(text), sentences(text)):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            end = span.end


@pytest.mark.parametrize("words", ["word ", "A. ", "Mr. ", '" ', "NOW ", "🕊 "])
def test_time_grows_with_the_length(words: str) -> None:
    started = time.perf_counter()
    sentences(words * (200_000 // len(words)))
    assert time.perf_counter() - started < 5
