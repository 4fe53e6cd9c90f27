"""PDF, Word, feeds and mail: what each holds is a report, and what is broken says so."""

import json
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports import documents, read_reports

FILES = Path(__file__).parent / "reports"
CASES = json.loads((FILES.parent / "cases/reports_formats.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_file_gives_its_reports(case: dict[str, Any]) -> None:
    for found, expected in zip(read_reports([FILES / case["file"]]), case["reports"], strict=True):
        if isinstance(expected, str):
            assert isinstance(found, UnreadableReport)
            assert str(found).endswith(f"/{expected}")
            continue
        assert isinstance(found, Report), found
        assert re.split("\n+", found.text.strip()) == expected["paragraphs"]
        for label in expected.keys() - {"paragraphs", "notes"}:
            assert getattr(found, label) == expected[label]
        assert list(found.notes) == expected.get("notes", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_every_word_leads_to_its_bytes(case: dict[str, Any]) -> None:
    for report in read_reports([FILES / case["file"]]):
        if not isinstance(report, Report):
            continue
        for word in re.finditer(r"\S+", report.text):
            start, end = report.raw_span(Span(*word.span()))
            shown = unescape(re.sub(r"<[^>]*>", "", report.raw[start:end].decode(report.encoding)))
            assert shown.replace("\ufffe", "-").replace("-", "") == word[0].replace("-", "")


def test_pdf_and_word_reports_are_named_by_the_file(tmp_path: Path) -> None:
    for name in ("statement.pdf", "statement.docx"):
        [report] = read_reports([FILES / name])
        assert isinstance(report, Report)
        assert len(report.id) == 64
        assert report.id != report.digest


def test_lists_and_single_reports_of_json_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for content, texts in (
        ({"text": "Riga."}, ["Riga."]),
        (
            [{"text": "Riga."}, {"html": "<p>Minsk."}, 7],
            ["Riga.", "Minsk.", "a.json, item 3: is JSON"],
        ),
        ([], ["a.json is an empty list"]),
        ({"claims": []}, ['a.json: has neither "text" nor "html"']),
    ):
        path.write_text(json.dumps(content))
        found = [one.text if isinstance(one, Report) else str(one) for one in read_reports([path])]
        assert all(text in one for one, text in zip(found, texts, strict=True)), found


def test_json_and_xml_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Riga denied it.")
    (tmp_path / "a.json").write_text('{"claims": []}')
    (tmp_path / "sitemap.xml").write_text("<urlset/>")
    [report] = read_reports([tmp_path])
    assert isinstance(report, Report)


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.pdf", b"", "a.pdf is empty"),
        ("a.pdf", b"\xff\xd8\xff", "a.pdf is a JPEG image, not a PDF"),
        ("a.pdf", b"%PDF-1.7 and no more", "a.pdf is no PDF that can be opened; get it again"),
        ("a.docx", b"Riga denied it.", "a.docx is something else, not a Word document"),
        ("a.docx", b"PK\x03\x04 and no more", "a.docx is no Word document that can be opened"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a.docx is an old Word, Excel or Outlook file",
        ),
        ("a.rss", b"<urlset><url/></urlset>", "a.rss is no RSS or Atom feed"),
        ("a.rss", b'<rss version="2.0"><channel/></rss>', "a.rss is a feed without entries"),
        ("a.json", b"{", "a.json is not JSON that can be read"),
        ("a.json", b"[" * 99_999, "a.json is not JSON that can be read"),
        ("a.eml", b"Subject: nothing\n\n", "a.eml is a mail without text"),
    ],
)
def test_what_is_broken_says_so(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    [error] = read_reports([tmp_path / name])
    assert isinstance(error, UnreadableReport)
    assert reason in str(error)


def test_a_document_that_unpacks_too_far_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGEST_DOCUMENT", 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 9_000_000)
    [error] = read_reports([tmp_path / "a.docx"])
    assert "a.docx unpacks to more than 1 MB; split it" in str(error)


def test_entities_of_a_document_are_not_unfolded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><d>&b;&b;</d>'
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", bomb)
    (tmp_path / "a.rss").write_text(bomb)
    for error in read_reports([tmp_path / "a.docx", tmp_path / "a.rss"]):
        assert isinstance(error, UnreadableReport)


@pytest.mark.parametrize("file", sorted(FILES.iterdir()), ids=lambda file: file.name)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_file_is_reports_or_errors(
    tmp_path: Path, file: Path, data: st.DataObject
) -> None:
    raw = bytearray(file.read_bytes()[: data.draw(st.integers(1, file.stat().st_size))])
    for _ in range(data.draw(st.integers(0, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / file.name
    path.write_bytes(raw)
    for found in read_reports([path]):
        if isinstance(found, Report):
            assert found.raw_span(Span(0, len(found.text))).end <= len(found.raw)
        else:
            assert "\n" not in str(found)


@pytest.mark.parametrize("file", sorted(FILES.iterdir()), ids=lambda file: file.name)
def test_what_no_edit_touches_is_the_source_itself(file: Path) -> None:
    for report in read_reports([file]):
        if not isinstance(report, Report):
            continue
        source = report.raw.decode(report.encoding)
        at = there = 0
        for edit in (*report.alignment.edits, None):
            start, stands = (edit.start, edit.source_start) if edit else (None, None)
            assert report.text[at:start] == source[there:stands]
            if edit:
                at, there = edit.end, edit.source_end
