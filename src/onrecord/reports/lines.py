"""Reports as lines of JSON, read one at a time: a bad line is never more than that."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.pages import page_report
from onrecord.reports.publication import published_on
from onrecord.reports.texts import Particulars, kept, text_report

LONGEST_LINE = 64_000_000
"""Bytes of one line: a report and its labels."""

_PART = 1 << 20
_FIELDS = {"title": "title", "publisher": "outlet", "url": "url"}


def read_lines(
    file: BinaryIO, name: str, published: str | None = None, first: bytes = b""
) -> Iterator[Report | UnreadableReport]:
    """Yield the report of every line, or why it gives none; `first` was read before."""
    found = False
    try:
        for number, line in enumerate(_lines(file, name, first), 1):
            if isinstance(line, UnreadableReport):
                found = True
                yield line
                continue
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if not line.strip():
                continue
            found = True
            try:
                yield report_of_line(line, f"{name}, line {number}", published)
            except UnreadableReport as error:
                yield error
    except UnreadableReport as error:  # the stream itself is broken
        yield error
        return
    if not found:
        yield UnreadableReport(f"{name} is empty; get it again, or leave it out")


def report_of_line(line: bytes, name: str, published: str | None = None) -> Report:
    """The report of one line of JSON."""
    return report_of_object(object_of(line, name), name, published)


def report_of_object(fields: object, name: str, published: str | None = None) -> Report:
    """The report of an object with "text" or "html", and perhaps labels."""
    if not isinstance(fields, dict):
        raise UnreadableReport(
            f'{name}: is JSON, but no object; write {{"text": "…"}} with the report\'s words'
        )
    text, html = (fields.get(key) for key in ("text", "html"))
    body = next((b for b in (text, html) if isinstance(b, str) and b.strip()), None)
    if body is None:
        if "text" in fields or "html" in fields:
            raise UnreadableReport(
                f'{name}: its "text" (or "html") is empty or no string; fill it in'
            )
        raise UnreadableReport(
            f'{name}: has neither "text" nor "html"; give the report\'s words in one of them'
        )
    known = _particulars(fields)
    decoded = kept(body, name)
    if body is text:
        return text_report(decoded, known.or_else(Particulars(published=published)))
    return page_report(decoded, known, name, published)


def object_of(line: bytes, name: str) -> object:
    """What a line says, as JSON."""
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in line[:200]:
        raise UnreadableReport(
            f"{name}: is not UTF-8 (it looks like UTF-16); "
            "convert the file: iconv -f UTF-16 -t UTF-8"
        )
    try:
        found: object = json.loads(line.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        raise UnreadableReport(
            f"{name}: is not JSON ({error.msg.lower()}, character {error.pos + 1}); "
            "write one object on one line"
        ) from error
    except (RecursionError, ValueError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else "a number is too long"
        raise UnreadableReport(f"{name}: is not usable JSON ({reason}); mend the line") from error
    return found


def _particulars(fields: dict[str, Any]) -> Particulars:
    """What a line says of its report; what it says in no usable form becomes a note."""
    notes = []
    values: dict[str, str | None] = {}
    for key, field in _FIELDS.items():
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            values[field] = value.strip()
        elif value not in (None, ""):
            notes.append(f'"{key}" was left out: it is not a string.')
    name = fields.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if name is not None and not isinstance(name, str):
        notes.append('"id" was left out: it is neither a string nor a whole number.')
        name = None
    given = fields.get("published")
    when = published_on(given) if isinstance(given, (str, int)) else None
    if given not in (None, "") and when is None:
        notes.append(f'"published" was left out: {_shown(given)} has no one meaning as a date.')
    return Particulars(id=name or None, published=when, notes=tuple(notes), **values)


def _shown(value: object) -> str:
    words = json.dumps(value, ensure_ascii=False)
    return words if len(words) < 60 else words[:59] + "…"


def _lines(file: BinaryIO, name: str, first: bytes) -> Iterator[bytes | UnreadableReport]:
    """Yield the lines; one that is too long is passed over and told of."""
    number = 0
    while True:
        try:
            line = first or file.readline(LONGEST_LINE + 1)
            first = b""
            number += 1
            if len(line) <= LONGEST_LINE:
                if not line:
                    return
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = file.readline(_PART)
        except (OSError, ValueError) as error:
            raise UnreadableReport(
                f"{name}, line {number + 1}: could not be read: {error}; copy the file again"
            ) from error
        yield UnreadableReport(
            f"{name}, line {number}: is longer than {LONGEST_LINE // 1_000_000} MB, the most that "
            "one report may have; split it"
        )
