"""Paths to reports, in order: each file goes to the reader that its ending names."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.decoding import decode, mended
from onrecord.reports.documents import document_report
from onrecord.reports.feeds import read_feed, read_json
from onrecord.reports.lines import LONGEST_LINE, object_of, read_lines
from onrecord.reports.mail import mail_report
from onrecord.reports.markup import looks_like_markup
from onrecord.reports.pages import LARGEST_PAGE, page_report
from onrecord.reports.paths import (
    STDIN,
    ending_of,
    find_files,
    open_file,
    printable,
    read_all,
    read_file,
)
from onrecord.reports.pdf import pdf_report
from onrecord.reports.publication import publication_option
from onrecord.reports.signatures import kind_of
from onrecord.reports.texts import Particulars, text_report
from onrecord.reports.unpacking import unpacked

log = logging.getLogger(__name__)

Found: TypeAlias = Iterator[Report | UnreadableReport]

COUNTED_FROM = 16_000_000
"""Bytes of a file of lines that are counted; the rest is taken to be like them."""


def read_reports(
    paths: Iterable[str | Path], *, published: str | None = None, stdin: BinaryIO | None = None
) -> Found:
    """Yield every report of the paths in order; what cannot be read comes as the error itself.

    A path is a file, a folder with all below it, or `-` for stdin. `published` dates the reports
    that bear no date of their own.
    """
    return _read_paths(list(paths), publication_option(published), stdin)


def read_text(path: str | Path, *, stdin: BinaryIO | None = None) -> str:
    """The text of one file, or of standard input (`-`), decoded but not repaired.

    Whatever its ending, the file is read as text: for who wants its damage undone and no more.
    """
    if str(path) == STDIN:
        name, raw = "standard input", read_all(stdin or sys.stdin.buffer, "standard input")
    else:
        name, raw = printable(path), read_file(Path(path))
    return mended(decode(raw, name).source, line_ends=False)[0]


def count_reports(paths: Iterable[str | Path]) -> int | None:
    """About how many reports there are, for a progress bar; None where only reading would tell."""
    count = 0
    for path in paths:
        if str(path) == STDIN:
            return None
        for file in find_files(path, _IN_FOLDERS):
            ending = None if isinstance(file, UnreadableReport) else ending_of(file, READERS)
            if ending == ".jsonl.gz":
                return None
            if ending == ".jsonl" and isinstance(file, Path):
                count += _lines_of(file)
            else:
                count += 1  # an error is counted too: it is yielded
    return count


def _read_paths(paths: list[str | Path], published: str | None, stdin: BinaryIO | None) -> Found:
    read = unread = 0
    for path in paths:
        for found in _read_path(path, published, stdin):
            if isinstance(found, UnreadableReport):
                unread += 1
            else:
                read += 1
            yield found
    log.info("%d reports read, %d could not be", read, unread)


def _read_path(path: str | Path, published: str | None, stdin: BinaryIO | None) -> Found:
    if str(path) == STDIN:
        yield from _stdin_reports(stdin or getattr(sys.stdin, "buffer", None), published)
        return
    for file in find_files(path, _IN_FOLDERS):
        if isinstance(file, UnreadableReport):
            yield file
            continue
        ending = ending_of(file, READERS)
        if ending is None:
            yield UnreadableReport(
                f"{printable(file)} has an ending that is not known; files that can be read end "
                f"in {', '.join(sorted(READERS))}; for text under another name: "
                "onrecord read - < file"
            )
            continue
        try:
            yield from READERS[ending](file, published)
        except UnreadableReport as error:
            yield error
        except Exception as error:  # one file that nobody foresaw must not end the batch
            log.exception("cannot read %s", printable(file))
            yield UnreadableReport(
                f"{printable(file)} cannot be read ({type(error).__name__}); "
                "please report it with the file"
            )


def _text_file(path: Path, published: str | None) -> Found:
    decoded = decode(read_file(path), printable(path))
    yield text_report(decoded, Particulars(published=published))


def _page_file(path: Path, published: str | None) -> Found:
    decoded = decode(read_file(path, LARGEST_PAGE), printable(path), wanted="HTML")
    yield page_report(decoded, Particulars(), printable(path), published)


def _lines_file(path: Path, published: str | None) -> Found:
    with open_file(path) as file:
        yield from read_lines(file, printable(path), published)


def _packed_lines_file(path: Path, published: str | None) -> Found:
    with open_file(path) as file:
        yield from read_lines(unpacked(file, printable(path)), printable(path), published)


def _pdf_file(path: Path, published: str | None) -> Found:
    raw = _with_signature(path, b"%PDF-", "a PDF")
    yield pdf_report(raw, Particulars(published=published), printable(path))


def _document_file(path: Path, published: str | None) -> Found:
    raw = _with_signature(path, b"PK\x03\x04", "a Word document")
    yield document_report(raw, Particulars(published=published), printable(path))


def _feed_file(path: Path, published: str | None) -> Found:
    yield from read_feed(_not_empty(path), printable(path), published)


def _json_file(path: Path, published: str | None) -> Found:
    yield from read_json(_not_empty(path), printable(path), published)


def _mail_file(path: Path, published: str | None) -> Found:
    yield mail_report(_not_empty(path), Particulars(), printable(path), published)


def _not_empty(path: Path) -> bytes:
    raw = read_file(path)
    if not raw.strip():
        raise UnreadableReport(f"{printable(path)} is empty; get it again, or leave it out")
    return raw


def _with_signature(path: Path, signature: bytes, wanted: str) -> bytes:
    raw = _not_empty(path)
    if signature not in raw[:1024]:  # PDF readers take what has a few bytes before it
        kind = kind_of(raw) or "something else"
        raise UnreadableReport(
            f"{printable(path)} is {kind}, not {wanted}; give it the ending that belongs to it"
        )
    return raw


READERS: dict[str, Callable[[Path, str | None], Found]] = {
    ".txt": _text_file,
    ".md": _text_file,
    ".html": _page_file,
    ".htm": _page_file,
    ".jsonl": _lines_file,
    ".jsonl.gz": _packed_lines_file,
    ".pdf": _pdf_file,
    ".docx": _document_file,
    ".rss": _feed_file,
    ".atom": _feed_file,
    ".xml": _feed_file,
    ".json": _json_file,
    ".eml": _mail_file,
}


# In a folder, files with these endings are seldom reports; they are read where a path names them.
_READ_BY_NAME = (".json", ".xml")
_IN_FOLDERS = tuple(ending for ending in READERS if ending not in _READ_BY_NAME)


def _stdin_reports(stdin: BinaryIO | None, published: str | None) -> Found:
    """Lines of JSON if the first is one, a page if it looks like one, else a text."""
    name = "standard input"
    if stdin is None:
        yield UnreadableReport(f"{name} is closed; give a file instead of -")
        return
    try:
        first = stdin.readline(LONGEST_LINE)
        while first.isspace():
            first = stdin.readline(LONGEST_LINE)
        if _is_object(first):
            yield from read_lines(stdin, name, published, first=first)
            return
        raw = first + read_all(stdin, name)
        decoded = decode(raw, name)
        if looks_like_markup(decoded.source):
            yield page_report(decoded, Particulars(), name, published)
        else:
            yield text_report(decoded, Particulars(published=published))
    except UnreadableReport as error:
        yield error
    except (OSError, ValueError) as error:
        yield UnreadableReport(f"{name} could not be read: {error}; give a file instead of -")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(object_of(line.removeprefix(b"\xef\xbb\xbf"), ""), dict)
    except UnreadableReport:
        return False


def _lines_of(path: Path) -> int:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(COUNTED_FROM)
    except OSError:
        return 1
    ends = head.count(b"\n") + (len(head) == size and not head.endswith(b"\n"))
    return max(1, ends if len(head) >= size else round(ends * size / len(head)))
