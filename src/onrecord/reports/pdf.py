"""PDF: the text of its pages, with the lines of the print made into paragraphs again."""

import re
from collections.abc import Iterator
from hashlib import sha256
from statistics import median
from typing import Any

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.decoding import mended
from onrecord.reports.rewriting import rewritten
from onrecord.reports.texts import Particulars, kept, worded

MOST_PAGES = 5_000
"""Pages of one PDF; the longest treaties have fewer."""

MOST_CHARACTERS = 50_000_000
"""Characters of one PDF, which may print the same form a million times."""

_PAGE_BREAK = "\f"
# PDFium gives U+FFFE, before it gave U+0002, for a hyphen and the line break after it.
_LINE_BREAK = re.compile(r"[-\u00ad\u2010]\n|[\x02\ufffe]\n?|\n+|\n*\f\n*")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_ENDS = re.compile(r"[.!?:;][\"'”’»)\]]*\s*\Z")
_NEVER_A_TITLE = re.compile(
    r"microsoft word|untitled|\.(?:docx?|pdf|indd|qxd|rtf|odt)\b", re.IGNORECASE
)


def pdf_report(raw: bytes, known: Particulars, name: str) -> Report:
    """The report that a PDF holds.

    The bytes kept are the words as its pages give them, since a PDF draws its words and has no
    place for each; the id is of the file itself.
    """
    title, pages = _pages(raw, name)
    if not any(page.strip() for page in pages):
        raise UnreadableReport(
            f"{name} is a PDF that holds no text, only pictures (pages: {len(pages)}); "
            "have their words recognised first, for example with: ocrmypdf"
        )
    decoded = kept(_PAGE_BREAK.join(pages), name)
    printed, mending = mended(decoded.source)
    text, alignment = rewritten(printed, _line_breaks(printed))
    labels = Particulars(
        id=sha256(raw).hexdigest(),
        title=None if title and _NEVER_A_TITLE.search(title) else title,
        notes=("The text was taken out of a PDF; the bytes kept are those of the text.",),
    )
    return worded(decoded, text, alignment.after(mending), known.or_else(labels))


def _pages(raw: bytes, name: str) -> tuple[str | None, list[str]]:
    """The title that a PDF bears, and the text of each page."""
    import pypdfium2

    pages: list[str] = []
    try:
        with pypdfium2.PdfDocument(raw) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableReport(
                    f"{name} has {len(document)} pages, more than {MOST_PAGES:,}; split it"
                )
            title = _title_of(document)
            length = 0
            for page in document:
                with_text = page.get_textpage()
                pages.append(with_text.get_text_range())
                with_text.close()
                page.close()
                length += len(pages[-1])
                if length > MOST_CHARACTERS:
                    raise UnreadableReport(
                        f"{name} holds more than {MOST_CHARACTERS:,} characters; split it"
                    )
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableReport(
                f"{name} is a PDF with a password; save it without one and give that"
            ) from error
        raise UnreadableReport(
            f"{name} is no PDF that can be opened; get it again, or print it to a new PDF"
        ) from error
    return title, pages


def _line_breaks(printed: str) -> Iterator[tuple[int, int, str]]:
    """Yield what stands in the text for each line break of the print."""
    lines = [line for line in re.split(r"[\n\f]+", printed) if line.strip()]
    width = median(map(len, lines)) if lines else 0
    words, compounds = set(_WORD.findall(printed)), set(_COMPOUND.findall(printed))
    at = 0
    for match in _LINE_BREAK.finditer(printed):
        line, following = printed[at : match.start()], _line_at(printed, match.end())
        at = match.end()
        if match[0][0] not in "\n\f":
            before, after = _LAST_WORD.search(line), _WORD.match(following)
            if before and after and after[0][0].islower():
                # "asylum-" and "seekers" are one word with a hyphen if the text says so elsewhere.
                one, compound = before[0] + after[0], f"{before[0]}-{after[0]}"
                divided = compound not in compounds or one in words
                yield match.start(), match.end(), "" if divided else "-"
            else:
                yield match.start(), match.end(), "-"
            continue
        if not line.strip() or not following:
            continue
        ended = _ENDS.search(line) is not None
        # A short line is the last of its paragraph, or a heading.
        short = len(line.rstrip()) < (0.85 if ended else 0.5) * width
        if _PAGE_BREAK in match[0] or "\n\n" in match[0] or (short and not following[0].islower()):
            yield match.start(), match.end(), "\n\n"
        else:
            end_of_words = match.start() - (len(line) - len(line.rstrip()))
            yield end_of_words, match.end(), " "


def _line_at(printed: str, at: int) -> str:
    return printed[at : printed.find("\n", at) if printed.find("\n", at) >= 0 else len(printed)]


def _title_of(document: Any) -> str | None:
    """The title that a PDF bears; one that is broken counts as none."""
    try:
        return str(document.get_metadata_value("Title")).strip() or None
    except UnicodeDecodeError:
        return None
