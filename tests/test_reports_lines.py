"""One object a line: each line stands and falls alone, however broken its neighbours are."""

import gzip
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports import lines, read_reports, unpacking
from onrecord.reports.lines import read_lines

CASES = json.loads((Path(__file__).parent / "cases/reports_lines.json").read_text("utf-8"))
GOOD = b'{"text": "Riga denied it."}\n'


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_line_is_a_report_or_an_error(case: dict[str, Any]) -> None:
    [found] = read_lines(io.BytesIO(case["line"].encode()), "a.jsonl")
    if "error" in case:
        assert isinstance(found, UnreadableReport)
        assert str(found) == case["error"]
        return
    assert isinstance(found, Report)
    for name, value in case["report"].items():
        given = getattr(found, name)
        if name == "raw":
            given = given.decode()
        assert (list(given) if name == "notes" else given) == value


def test_bad_lines_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + GOOD + b"\r\n\n[\n" + b"[" * 99_999 + b"\n\xff\n" + GOOD.rstrip()
    )
    found = list(read_reports([path]))
    assert [type(one) for one in found] == [Report, *[UnreadableReport] * 3, Report]
    assert [str(e).split(": ")[0] for e in found[1:4]] == [f"{path}, line {n}" for n in (4, 5, 6)]


def test_raw_is_the_field_and_offsets_lead_into_it() -> None:
    [report] = read_lines(
        io.BytesIO(b'{"text": "\\u201cNo,\\u201d said\\r\\nRiga\\u2019s"}'), "a.jsonl"
    )
    assert isinstance(report, Report)
    assert report.raw == "“No,” said\r\nRiga’s".encode()
    start, end = report.raw_span(Span(report.text.index("Riga"), len(report.text)))
    assert report.raw[start:end].decode() == "Riga’s"


def test_a_line_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 100)
    found = list(read_lines(io.BytesIO(b"x" * 9_999_999 + b"\n" + GOOD), "a.jsonl"))
    assert "line 1: is longer than" in str(found[0])
    assert isinstance(found[1], Report)


def test_a_utf16_file_says_how_to_convert_it() -> None:
    found = list(read_lines(io.BytesIO(GOOD.decode().encode("utf-16")), "a.jsonl"))
    assert "iconv -f UTF-16 -t UTF-8" in str(found[0])


def test_the_option_dates_only_what_bears_no_date() -> None:
    dated = b'{"text": "Riga denied it.", "published": "2024"}\n'
    found = read_lines(io.BytesIO(GOOD + dated), "a.jsonl", "2025-06")
    assert [report.published for report in found if isinstance(report, Report)] == [
        "2025-06",
        "2024",
    ]


def test_packed_lines_are_read_like_others(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    plain.write_bytes(GOOD * 3)
    packed.write_bytes(
        gzip.compress(GOOD, mtime=0) + gzip.compress(GOOD * 2, mtime=0)
    )  # two members, as cat makes
    assert list(read_reports([plain])) == list(read_reports([packed]))


def test_a_packed_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    text = "".join(f'{{"text": "Riga denied pact {i**9}."}}\n' for i in range(20_000))
    path.write_bytes(gzip.compress(text.encode())[:-9_000])
    *reports, error = read_reports([path])
    assert len(reports) > 1_000
    assert isinstance(error, UnreadableReport)
    assert "breaks off within its gzip stream; get the whole file again" in str(error)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (GOOD, "is not sound gzip"),
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(b"\n \n", mtime=0), "is empty"),
        (gzip.compress(GOOD, mtime=0)[:-8] + b"\0" * 8, "is not sound gzip"),
        (gzip.compress(GOOD, mtime=0) + b"rubbish", "is not sound gzip"),
    ],
)
def test_a_packed_file_that_is_not_sound_says_so(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(raw)
    *_, error = read_reports([path])
    assert isinstance(error, UnreadableReport)
    assert reason in str(error)


def test_a_bomb_is_left_before_it_bursts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "RATIO_COUNTS_FROM", 1_000_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"a" * 30_000_000, mtime=0))
    [error] = read_reports([path])
    assert "more than 200 times its size" in str(error)


def test_a_file_that_never_ends_is_left_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_UNPACKED", 1_000)
    packed = unpacking.unpacked(io.BytesIO(gzip.compress(GOOD * 99_999, mtime=0)), "a.jsonl.gz")
    *_, error = read_lines(packed, "a.jsonl.gz")
    assert "split it into several files" in str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "html", "id"]), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["text", "html", "id", "title", "published", "publisher", "url"]), JSON
    )
)
def test_any_object_is_a_report_or_one_line_of_reasons(fields: dict[str, Any]) -> None:
    [found] = read_lines(io.BytesIO(json.dumps(fields).encode()), "a.jsonl")
    if isinstance(found, Report):
        assert replace(found) == found
        assert found.raw_span(Span(0, len(found.text))).end <= len(found.raw)
    else:
        assert "\n" not in str(found)


@given(st.binary(max_size=80).map(lambda line: line.replace(b"\n", b"")))
def test_any_bytes_are_a_report_or_one_line_of_reasons(line: bytes) -> None:
    for found in read_lines(io.BytesIO(b"{}\n" + line + b"\n" + GOOD), "a.jsonl"):
        assert isinstance(found, Report) or "\n" not in str(found)
    assert isinstance(found, Report)
