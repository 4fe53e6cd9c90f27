"""Whatever a path names is read or says in one line why not, and the rest goes on."""

import io
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import OnrecordError, UnreadableReport
from onrecord.records import Report
from onrecord.reports import batches, count_reports, paths, read_reports, report_of
from onrecord.reports.language import language_of
from onrecord.reports.paths import printable

TEXT = "Riga’s ministry denied that a pact was signed.\r\n\r\n  “No,” it said. "


def outcomes(*given: str | Path, stdin: bytes = b"") -> list[str]:
    """What comes of paths: texts of reports, and errors without the folder's name."""
    found = read_reports(given, stdin=io.BytesIO(stdin))
    return [one.text if isinstance(one, Report) else f"error: {one}" for one in found]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_text_is_its_bytes_and_no_more(folder: Path) -> None:
    Path("a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    [report] = read_reports(["a.txt"])
    assert isinstance(report, Report)
    assert report.text == TEXT.replace("\r\n", "\n")
    assert report.raw == b"\xef\xbb\xbf" + TEXT.encode()
    assert report.id == report.digest
    assert report.notes == ()


def test_the_seed_comes_out_whole(shared: Path) -> None:
    gold = shared / "gold/dev"
    [report] = read_reports([gold / "seed.raw.txt"])
    assert isinstance(report, Report)
    assert report.text == (gold / "seed.txt").read_text("utf-8")
    assert report.raw == (gold / "seed.raw.txt").read_bytes()


def test_the_same_bytes_under_any_name_are_the_same_report(folder: Path) -> None:
    for name in ("a.txt", "b.TXT", "c.md"):
        Path(name).write_bytes(TEXT.encode())
    assert len(set(read_reports(["a.txt", "b.TXT", "c.md"]))) == 1


def test_a_folder_is_read_in_order_of_names_without_what_is_hidden(folder: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.md", ".hidden/x.txt", ".x.txt", "b/photo.jpg"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"This is {name}.")
    assert outcomes(folder) == [
        f"This is {name}." for name in ("a.txt", "b/10.txt", "b/2.txt", "c.md")
    ]
    assert count_reports([folder]) == 4


def test_links_that_lead_in_circles_end(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in/a.txt").write_text("Riga denied it.")
    (folder / "in/up").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "gone.md").symlink_to("nowhere.md")
    found = outcomes(folder)
    assert found.count("Riga denied it.") == 1
    assert len(found) == 3
    assert f"error: {folder}/gone.md does not exist" in found[0]
    assert "leads back to itself" in found[2]


def test_a_folder_as_deep_as_a_path_may_be_is_read(folder: Path) -> None:
    deep = folder
    while len(str(deep)) < 3_500:
        deep = deep / ("d" * 50)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("Riga denied it.")
    assert outcomes(folder) == ["Riga denied it."]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing.txt", "missing.txt does not exist; check the spelling"),
        ("a.txt/b.txt", "a.txt/b.txt does not exist: a part of its path is a file"),
        ("", "(an empty name) does not exist"),
        ("a\0b.txt", "a\\x00b.txt could not be read: embedded null byte"),
        ("x" * 300 + ".txt", "x.txt has a name longer than the system allows; rename it"),
        ("empty", "empty is a folder with nothing to read in it; files that can be read end in"),
        ("empty.txt", "empty.txt is empty; get it again, or leave it out"),
        ("blank.txt", "blank.txt is empty but for white space"),
        ("photo.html", "photo.html is a JPEG image, not HTML; give the page or the text itself"),
        ("photo.jpg", "photo.jpg has an ending that is not known; files that can be read end in"),
        ("pipe", "pipe is a named pipe, not a file; to read a stream, send it to stdin"),
        ("socket", "socket is a socket, not a file"),
        ("/dev/zero", "/dev/zero is a device, not a file"),
    ],
)
def test_what_cannot_be_read_says_why_and_the_rest_is_read(
    folder: Path, path: str, reason: str
) -> None:
    Path("a.txt").write_text("Riga denied it.")
    Path("empty").mkdir()
    Path("empty.txt").touch()
    Path("blank.txt").write_text(" \n")
    for name in ("photo.html", "photo.jpg"):
        Path(name).write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        before, error, after = outcomes("a.txt", path, "a.txt")
    assert before == after == "Riga denied it."
    assert reason in error
    assert "\n" not in error


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_file_says_so(folder: Path) -> None:
    Path("a.txt").write_text("Riga denied it.")
    Path("a.txt").chmod(0)
    assert outcomes("a.txt") == ["error: a.txt may not be read; ask its owner, or try: chmod u+r"]


def test_what_the_system_refuses_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text("Riga denied it.")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert outcomes("a.txt") == ["error: a.txt may not be read; ask its owner, or try: chmod u+r"]


def test_a_file_too_large_says_the_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("a.txt").open("wb") as file:
        file.truncate(paths.LARGEST_FILE + 1)
    [error] = outcomes("a.txt")
    assert "a.txt is larger than 200 MB, the most that one report may have; split it" in error


@pytest.mark.parametrize(
    ("stdin", "texts"),
    [
        (TEXT.encode(), [TEXT.replace("\r\n", "\n")]),
        (b'{"text": "Riga."}\n{"text": "Minsk."}\n', ["Riga.", "Minsk."]),
        (b'\xef\xbb\xbf{"text": "Riga."}', ["Riga."]),
        (b'\n\n{"text": "Riga."}', ["Riga."]),
        (b"{Riga} denied it.", ["{Riga} denied it."]),
        (b"<!DOCTYPE html><p>Riga denied it.</p>", ["Riga denied it."]),
        ("<p>Рига</p>".encode("utf-16"), ["Рига"]),
        (b"", ["error: standard input is empty; get it again, or leave it out"]),
        (b"%PDF-1.7", ["error: standard input is a PDF, not text; "]),
    ],
)
def test_stdin_is_lines_a_page_or_a_text(stdin: bytes, texts: list[str]) -> None:
    for found, expected in zip(outcomes("-", stdin=stdin), texts, strict=True):
        assert found.startswith(expected)


def test_numbers_of_lines_count_from_where_stdin_begins() -> None:
    assert outcomes("-", stdin=b'{"text": "Riga."}\n[]\n')[1].startswith(
        "error: standard input, line 2"
    )


def test_the_option_dates_texts_and_pages_without_a_date(folder: Path) -> None:
    Path("a.txt").write_text("Riga denied it.")
    Path("a.html").write_text("<html><body><p>Riga denied it on Monday.</p></body></html>")
    Path("b.html").write_text(
        '<html><head><meta property="article:published_time" content="2024-01-05"></head>'
        "<body><p>Riga denied it on Monday.</p></body></html>"
    )
    found = read_reports(["a.txt", "a.html", "b.html"], published="26 June 2025")
    dates = [report.published for report in found if isinstance(report, Report)]
    assert dates == ["2025-06-26", "2025-06-26", "2024-01-05"]
    with pytest.raises(OnrecordError, match="write it as 2025-06-26"):
        read_reports(["a.txt"], published="06/07/2025")


def test_reports_are_counted_where_that_is_cheap(folder: Path) -> None:
    Path("a.jsonl").write_text('{"text": "Riga."}\n' * 5 + '{"text": "Minsk."}')
    Path("a.txt").write_text("Riga denied it.")
    assert count_reports(["a.jsonl", "a.txt", "missing.txt"]) == 8
    assert count_reports(["a.txt", "-"]) is None
    Path("a.jsonl.gz").touch()
    assert count_reports(["a.jsonl.gz"]) is None


def test_long_files_of_lines_are_counted_by_their_beginning(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.jsonl").write_text('{"text": "Riga."}\n' * 10_000)
    monkeypatch.setattr(batches, "COUNTED_FROM", 1_800)
    assert count_reports(["a.jsonl"]) == 10_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry denied that an agreement was signed.", "en"),
        (
            "SPEECH BY THE PRIME MINISTER, MR. E. G. WHITLAM, M.P.,\nFOR THE OPENING OF THE CENTRE",
            "en",
        ),
        ("Le ministère a nié qu'un accord ait été signé.", "fr"),
        ("Министерство отрицает подписание соглашения.", "ru"),
        ("外交部发言人星期四表示，两国政府尚未签署任何安全第三国协议，有关谈判仍在进行。", "zh"),
        ("No deal: 12/7.", None),
        ("", None),
    ],
)
def test_the_language_is_told_where_there_is_enough_to_tell(
    text: str, language: str | None
) -> None:
    assert language_of(text) == language


def test_a_report_in_another_language_says_what_that_means() -> None:
    report = report_of("Le ministère a nié qu'un accord ait été signé avec le Honduras.")
    assert report.notes == ("The report is in French; claims are read in English only so far.",)


def test_a_text_from_python_keeps_what_it_is_told() -> None:
    report = report_of("Riga denied it.", id="r1", title="  Pact\ndenied ", outlet="LETA")
    assert (report.id, report.title, report.outlet) == ("r1", "Pact denied", "LETA")
    with pytest.raises(UnreadableReport, match="is empty"):
        report_of(" \n")


@given(st.text(min_size=1))
def test_a_name_is_one_line_whatever_it_holds(name: str) -> None:
    shown = printable(name)
    assert shown.isprintable()
    assert len(shown) <= paths.LONGEST_NAME + 1
    shown.encode()
