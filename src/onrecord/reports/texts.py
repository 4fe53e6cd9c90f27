"""A text and what is known of it, made into a report: the end of every way that reports come in."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass, fields
from hashlib import sha256

from onrecord.alignment import Alignment
from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.repair import repair
from onrecord.reports.credits import find_credits
from onrecord.reports.decoding import Decoded, mended, stray_bytes
from onrecord.reports.language import language_of, only_english_is_read
from onrecord.reports.publication import publication_option

# The most that one report may have, in characters: a long transcript has a tenth of it, and each
# takes some hundred bytes of memory on its way to claims.
LONGEST_REPORT = 10_000_000

_LONE = re.compile("[\ud800-\udfff]")
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a report beside its text; the fields are those of `Report`."""

    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    agency: str | None = None
    dateline: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()

    def or_else(self, others: Particulars) -> Particulars:
        """These, and where they say nothing, the others; the notes of both.

        >>> Particulars(title="Pact denied").or_else(Particulars(title="Pact", outlet="LETA"))
        Particulars(id=None, title='Pact denied', outlet='LETA', agency=None, dateline=None, \
author=None, published=None, url=None, notes=())
        """
        known = {
            field.name: getattr(self, field.name) or getattr(others, field.name)
            for field in fields(self)
        }
        return Particulars(**known | {"notes": self.notes + others.notes})


def report_of(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    url: str | None = None,
) -> Report:
    """The report that a text is.

    >>> report = report_of("Riga denied the pact.\\r\\n", published="June 2025")
    >>> report.text, report.published, report.raw
    ('Riga denied the pact.\\n', '2025-06', b'Riga denied the pact.\\r\\n')
    """
    known = Particulars(
        id=id, title=title, outlet=outlet, published=publication_option(published), url=url
    )
    return text_report(kept(text, "the text"), known)


def kept(text: str, name: str) -> Decoded:
    """A text that came as characters, with bytes to keep it by: UTF-8.

    Half a surrogate pair, which no encoding can write, becomes U+FFFD; lone bytes (the halves that
    Python's `surrogateescape` leaves) become bytes again.
    """
    if not text.strip():
        raise UnreadableReport(f"{name} is empty; give a report's text")
    raw = _HALVES.sub("\ufffd", text).encode("utf-8", "surrogateescape")
    source = raw.removeprefix(BOM_UTF8).decode("utf-8", "surrogateescape")
    return Decoded(raw, "utf-8", source, name)


def text_report(decoded: Decoded, known: Particulars) -> Report:
    """The report of a plain text: nothing is taken out, its credits are read where they stand."""
    return worded(decoded, *mended(decoded.source), known)


def worded(decoded: Decoded, text: str, alignment: Alignment, known: Particulars) -> Report:
    """The same for a text that leads to the decoded source by an alignment."""
    found = find_credits(text)
    credited = Particulars(agency=found.agency, dateline=found.dateline, author=found.author)
    return finished(decoded, text, alignment, known.or_else(credited))


def finished(decoded: Decoded, text: str, alignment: Alignment, known: Particulars) -> Report:
    """The report of a text whose alignment leads to the decoded source: repaired and labelled."""
    if len(text) > LONGEST_REPORT:
        raise UnreadableReport(
            f"{decoded.name} is too large for one report: over {LONGEST_REPORT:,} characters; "
            "cut it, or give each report a line of .jsonl"
        )
    repaired = repair(text)
    if not any(character.isprintable() and not character.isspace() for character in repaired.text):
        raise UnreadableReport(
            f"{decoded.name} holds no sign that can be seen; get it again, or leave it out"
        )
    digest = sha256(decoded.raw).hexdigest()
    language = language_of(repaired.text)
    notes = known.notes
    strays = stray_bytes(decoded.source)
    if strays:
        notes += (
            f"Bytes that are not {decoded.encoding.upper()}: {strays}; those that make a word or a "
            "quotation mark in Windows-1252 were read so, the others are marked �.",
        )
    if language not in (None, "en"):
        notes += (only_english_is_read(language),)
    return Report(
        id=_whole(known.id) or digest,
        digest=digest,
        raw=decoded.raw,
        encoding=decoded.encoding,
        text=repaired.text,
        alignment=repaired.alignment.after(alignment),
        repairs=repaired.repairs,
        title=_line(known.title),
        outlet=_line(known.outlet),
        agency=_whole(known.agency),
        dateline=_line(known.dateline),
        author=_line(known.author),
        published=known.published,
        url=_whole(known.url),
        language=language,
        notes=tuple(_LONE.sub("\ufffd", note) for note in notes),
    )


def _whole(words: str | None) -> str | None:
    """Words that can be written: half a surrogate pair becomes U+FFFD."""
    return _LONE.sub("\ufffd", words) if words else None


def _line(words: str | None) -> str | None:
    """Words for one line, repaired as the text is: a title is damaged with its report."""
    return _whole(" ".join(repair(words).text.split())) if words else None
