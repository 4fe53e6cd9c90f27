"""Bytes of any encoding give their text, and every character of it leads back to its bytes."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.errors import UnreadableReport
from onrecord.reports.decoding import decode, mended
from onrecord.reports.texts import Particulars, text_report

CASES = json.loads((Path(__file__).parent / "cases/reports_encodings.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(
            case["text"],
            encoding,
            id=f"{encoding}: {case['text'][:20]}",
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in CASES
        for encoding in case["in"]
    ],
)
def test_a_sentence_is_read_in_whatever_encoding_it_comes(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    report = text_report(decode(raw, "a.txt"), Particulars())
    assert report.text == text
    for word in text.split():
        start = text.index(word)
        found = report.raw_span(Span(start, start + len(word)))
        assert report.raw[found.start : found.end].decode(report.encoding) == word


@pytest.mark.parametrize(
    ("raw", "declared", "text"),
    [
        (b'<meta charset="windows-1251">' + "Нет".encode("cp1251"), "cp1251", "Нет"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + b"d\x92accord", "cp1252", "d’accord"),
        (b"<meta charset=gb2312>" + "镕基".encode("gbk"), "gb18030", "镕基"),
        (b'<meta charset="windows-1251">' + "Нет, “да”".encode(), "utf-8", "Нет, “да”"),
        (b'<meta charset="no-such-thing">' + "Šēž ir".encode(), "utf-8", "Šēž ir"),
        (b'<meta charset="utf-16">' + b"plain", "utf-8", "plain"),
    ],
)
def test_what_a_page_declares_counts_where_it_can_be_true(
    raw: bytes, declared: str, text: str
) -> None:
    decoded = decode(raw, "a.html")
    assert decoded.encoding == declared
    assert decoded.source.endswith(text)


def test_utf8_with_a_few_stray_bytes_stays_utf8() -> None:
    raw = "Riga’s “ministry” denied it.".encode() + b" Caf\xe9 talks.\r\n"
    decoded = decode(raw, "a.txt")
    text, _ = mended(decoded.source)
    assert decoded.encoding == "utf-8"
    assert text == "Riga’s “ministry” denied it. Café talks.\n"
    report = text_report(decoded, Particulars())
    assert report.notes[0].startswith("Bytes that are not UTF-8: 1; ")
    place = report.text.index("é")
    assert report.raw_span(Span(place, place + 1)) == Span(
        raw.index(b"\xe9"), raw.index(b"\xe9") + 1
    )


def test_a_file_that_breaks_off_within_a_character_is_still_utf8() -> None:
    decoded = decode(b"Both said no.\nRiga said " + "“".encode()[:2], "a.txt")
    assert decoded.encoding == "utf-8"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t \xc2\xa0", "is empty but for white space"),
        (b"\xef\xbb\xbf\n", "is empty but for white space"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a JPEG image, not text"),
        (b"%PDF-1.7\n...", "is a PDF, not text"),
        (b"PK\x03\x04\x14\x00word/document.xml", r"is a Word document \(.docx\), not text"),
        (b"PK\x03\x04\x14\x00other", "is a ZIP archive, not text; unpack it first"),
        (b"\x1f\x8b\x08\x00", "is gzip-compressed, not text; unpack it first"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG image"),
        (b"\x00\x01\x02abc\x00" * 99, r"is binary \(it holds NUL bytes\)"),
        (b"said\x00 Noem", r"is binary \(it holds NUL bytes\)"),
        (bytes(range(1, 256)) * 9, "is not text"),
        ("a’b".encode("utf-16")[:-1], "is UTF-16-LE but broken at byte 6"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "is UTF-16-LE but broken at byte 2"),
    ],
)
def test_what_is_no_text_is_told_by_its_name(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableReport, match=f"^a.txt {reason}") as error:
        decode(raw, "a.txt")
    assert "; " in str(error.value)  # after it comes what to do


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_a_report_or_an_error(raw: bytes) -> None:
    try:
        decoded = decode(raw, "a.txt")
    except UnreadableReport as error:
        message = str(error)
    else:
        message = ""
        report = text_report(decoded, Particulars())
        assert report.raw_span(Span(0, len(report.text))).end <= len(report.raw)
    assert "\n" not in message


@given(st.text(max_size=80), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_marked_text_is_decoded_as_it_was_encoded(text: str, encoding: str) -> None:
    raw = ("Riga denied it. " + text.replace("\0", "")).encode(encoding)
    if encoding == "utf-8" and raw.startswith(b"\xef\xbb\xbf"):
        return
    try:
        decoded = decode(raw, "a.txt")
    except UnreadableReport:  # mostly controls
        return
    assert decoded.source.encode(decoded.encoding) in raw
    assert decoded.source == "Riga denied it. " + text.replace("\0", "")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\udc93No\udc94", "“No”"),
        ("It\udc92s", "It’s"),
        ("M\udcfcller", "Müller"),
        ("\udcc9tat", "État"),
        ("doesn\udce2\udc80t", "doesn��t"),  # what is left of ’
        ("Caf\udcc3", "Caf�"),  # what is left of é
        ("99 \udcff 99", "99 � 99"),
        ("it \udc9d is", "it � is"),
    ],
)
def test_bytes_that_are_no_utf8_are_read_where_they_make_words(source: str, text: str) -> None:
    assert mended(source)[0] == text


@given(st.text(st.sampled_from("ab \r\n\udc80\udcff\udc92\udce9\ud800’"), max_size=40))
def test_mending_changes_line_ends_and_lost_bytes_alone(source: str) -> None:
    text, alignment = mended(source)
    text.encode()
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [len(line) for line in text.split("\n")] == [len(line) for line in lines]
    for i, sign in enumerate(text):
        start, end = alignment.to_source(Span(i, i + 1))
        came_from = source[start:end]
        lost = "\ud800" <= came_from <= "\udfff"
        assert came_from == sign or lost or (sign == "\n" and came_from in ("\r\n", "\r"))


DAMAGED = "“No,” 鈥淲e said, 鈥檛 caf\udce9 \r\n\u00a0 R&amp;D “yes” \udcff it\ufffds"


PIECES = re.findall(r"\S+|\s+", DAMAGED)


@given(st.lists(st.sampled_from(PIECES), min_size=1).map("".join))
def test_through_all_edits_a_text_is_its_source(words: str) -> None:
    """Decoded, mended, repaired: what no edit touches is the same, and edits come in order."""
    raw = ("Riga’s ministry said: “" + words).encode("utf-8", "surrogateescape")
    report = text_report(decode(raw, "a.txt"), Particulars())
    source = raw.decode(report.encoding, "surrogateescape")
    made: list[str] = []
    there = 0
    for edit in report.alignment.edits:
        assert there <= edit.source_start <= edit.source_end
        made += source[there : edit.source_start], report.text[edit.start : edit.end]
        there = edit.source_end
    assert "".join(made) + source[there:] == report.text
