"""Word documents (.docx): the words of their paragraphs, each with its place in the XML."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256

from lxml import etree

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.decoding import decode, mended
from onrecord.reports.markup import Signs, pieces
from onrecord.reports.matching import align
from onrecord.reports.texts import Particulars, worded

LARGEST_DOCUMENT = 32_000_000
"""Bytes of a document's XML: a book of a thousand pages has ten million."""

_BODY = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def document_report(raw: bytes, known: Particulars, name: str) -> Report:
    """The report that a Word document holds: text put in is read, text struck out is not.

    The bytes kept are those of the XML that holds the words; the id is of the file itself.
    """
    body, properties = _parts(raw, name)
    decoded = decode(body, name, wanted="a Word document")
    source, mending = mended(decoded.source, line_ends=False)
    tree = _tree(body, name)
    text = "\n\n".join(_paragraphs(tree))
    if not text:
        raise UnreadableReport(
            f"{name} is a Word document with no text in it; if its pages are pictures, "
            "have their words recognised first"
        )
    title = None
    if properties:
        title = next((e.text for e in _tree(properties, name).iter(_TITLE) if e.text), None)
    labels = Particulars(id=sha256(raw).hexdigest(), title=title)
    alignment = align(text, source, Signs.of(pieces(source))).after(mending)
    return worded(decoded, text, alignment, known.or_else(labels))


def _parts(raw: bytes, name: str) -> tuple[bytes, bytes | None]:
    """The XML of the words and that of the labels, unpacked no further than is safe."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            if _BODY not in names:
                raise UnreadableReport(
                    f"{name} is no Word document (it has no {_BODY}); save it as .docx again"
                )
            body = _unpacked(archive, _BODY, name)
            return body, _unpacked(archive, _PROPERTIES, name) if _PROPERTIES in names else None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError) as error:
        raise UnreadableReport(
            f"{name} is no Word document that can be opened; get it again, or save it as .docx anew"
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise UnreadableReport(
            f"{name} is locked or packed in a way that is not known; save it without a password"
        ) from error


def _unpacked(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    with archive.open(part) as file:
        found = file.read(LARGEST_DOCUMENT + 1)
    if len(found) > LARGEST_DOCUMENT:
        raise UnreadableReport(
            f"{name} unpacks to more than {LARGEST_DOCUMENT // 1_000_000} MB; split it"
        )
    return found


def _tree(xml: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableReport(
            f"{name} is a Word document with broken XML; open it in Word and save it again"
        ) from error


def _paragraphs(tree: etree._Element) -> Iterator[str]:
    """Yield the paragraphs, those of tables and text boxes too, in the order of the XML."""
    words: list[str] = []
    hidden = 0  # a text box is there twice, the second time for old programs
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if tag == _FALLBACK:
            hidden += 1 if event == "start" else -1
        elif hidden:
            continue
        elif tag == _WORD + "p":
            for line in "".join(words).split("\n"):
                if line.strip():
                    yield " ".join(line.split())
            words.clear()
        elif event == "start":
            if tag == _WORD + "t":
                words.append(element.text or "")
            elif tag in (_WORD + "br", _WORD + "cr"):
                words.append("\n")
            elif tag == _WORD + "tab":
                words.append(" ")
