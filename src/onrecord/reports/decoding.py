"""Bytes to text: in which encoding a file was written, told before its words are read."""

import codecs
import re
from dataclasses import dataclass

from onrecord.alignment import Alignment
from onrecord.errors import UnreadableReport
from onrecord.records import BYTE_ORDER_MARKS
from onrecord.reports.encodings import codec_of, guessed_encoding
from onrecord.reports.rewriting import rewritten
from onrecord.reports.signatures import kind_of

MOST_CONTROLS = 0.02
"""Share of control characters above which bytes are no text; real text has next to none."""

MOST_STRAYS = 0.02
"""Share of bytes that a declared encoding may leave unread before it is not believed."""

LOOKED_AT = 200_000
"""Characters of a text that are looked at to tell whether it is one."""

# Their characters depend on what came before, so that a slice has no bytes of its own.
_STATEFUL = re.compile(r"iso2022|hz$|utf-7|punycode|idna")

_DECLARED = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|\A\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096

_STRAYS = re.compile("[\udc80-\udcff]")
_OF_TWO_BYTES = re.compile("[\x80-\u07ff]")
_OF_MORE_BYTES = re.compile("[\u0800-\ud7ff\ue000-\U0010ffff]")

# A byte alone that Windows-1252 makes a quotation mark, a dash or a letter of a word; but not one
# that begins the characters of Western UTF-8, which has lost what followed.
_READABLE = re.compile(
    "(?<![\udc80-\udcff])(?:[\udc85\udc91-\udc97]"
    "|(?<=[A-Za-z])(?![\udcc2\udcc3\udce2\udcef])[\udcc0-\udcff]"
    "|(?![\udcc2\udcc3\udce2\udcef])[\udcc0-\udcff](?=[A-Za-z]))(?![\udc80-\udcff])"
)
_CHANGED = re.compile("\r\n?|[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_WORDS_OF_ANY_SCRIPT = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What bytes say: `source` is `raw` decoded, less a byte-order mark.

    A byte that the encoding does not know stands in `source` as a lone surrogate (Python's
    `surrogateescape`), so that nothing is lost.
    """

    raw: bytes
    encoding: str
    source: str
    name: str = "the text"


def decode(raw: bytes, name: str, *, wanted: str = "text", declared: str | None = None) -> Decoded:
    """The text of bytes, or an error that says what they are instead.

    >>> decode("Riga’s ministry".encode("utf-16"), "a.txt").encoding
    'utf-16-le'
    >>> decode("Соглашение не подписано, заявил министр.".encode("koi8-r"), "b.txt").source
    'Соглашение не подписано, заявил министр.'
    """
    if not raw:
        raise UnreadableReport(f"{name} is empty; get it again, or leave it out")
    encoding, mark = _marked(raw) or (_unmarked_utf(raw), b"")
    body = raw[len(mark) :]
    if not encoding:
        kind = kind_of(raw)
        if kind:
            raise UnreadableReport(f"{name} is {kind}, not {wanted}; {_cure(kind)}")
        if b"\0" in body:
            raise UnreadableReport(
                f"{name} is binary (it holds NUL bytes), not {wanted}; "
                "open it in the program that wrote it and save it as text"
            )
        encoding = _encoding_of(body, declared or declared_in(body))
    try:
        source = body.decode(encoding, "surrogateescape")
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise UnreadableReport(
            f"{name} is {encoding.upper()} but broken at byte {len(mark) + start}; "
            "get it again, or save it as UTF-8"
        ) from error
    if not source.strip():
        raise UnreadableReport(
            f"{name} is empty but for white space; get it again, or leave it out"
        )
    controls = len(_CONTROLS.findall(source, 0, LOOKED_AT))
    if controls > MOST_CONTROLS * min(len(source), LOOKED_AT) or not _has_words(source):
        raise UnreadableReport(
            f"{name} is not {wanted}: it is mostly signs that no text has; "
            "open it in the program that wrote it and save it as UTF-8"
        )
    if _STATEFUL.search(encoding) or not _slices_back(body, source, encoding):
        source = source.encode("utf-8", "replace").decode("utf-8")
        return Decoded(source.encode("utf-8"), "utf-8", source, name)
    return Decoded(raw, encoding, source, name)


def declared_in(raw: bytes) -> str | None:
    """The encoding that a page or an XML file says it is in, if it says so."""
    match = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def mended(source: str, *, line_ends: bool = True) -> tuple[str, Alignment]:
    """The source with `\\n` for every line end, and the bytes that its encoding does not know.

    Such a byte is read as Windows-1252 where that gives a word or a quotation mark, as when two
    files were joined; else it becomes U+FFFD.

    >>> text, alignment = mended("said.\\r\\nThe caf\\udce9 \\udce2\\udc80")
    >>> text, alignment.edits[0]
    ('said.\\nThe café ��', Edit(start=5, end=6, source_start=5, source_end=7))
    """
    return rewritten(
        source,
        (
            (*match.span(), _mended(match))
            for match in _CHANGED.finditer(source)
            if line_ends or match[0][0] != "\r"
        ),
    )


def stray_bytes(source: str) -> int:
    """How many bytes there were that the encoding does not know."""
    return 0 if source.isascii() else len(_STRAYS.findall(source))


def _mended(match: re.Match[str]) -> str:
    if match[0][0] == "\r":
        return "\n"
    if _READABLE.match(match.string, match.start()):
        return bytes([ord(match[0]) - 0xDC00]).decode("cp1252")
    return "\ufffd"


def _marked(raw: bytes) -> tuple[str, bytes] | None:
    """The encoding that a byte-order mark names: UTF-32 first, whose mark begins like UTF-16's."""
    for encoding, marks in sorted(BYTE_ORDER_MARKS.items(), key=lambda item: -len(item[1][0])):
        for mark in marks:
            if raw.startswith(mark):
                return encoding, mark
    return None


def _unmarked_utf(raw: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: NUL in the same places, and words when read that way."""
    head = raw[:4096]
    nuls = head.count(0)
    if not nuls or (head.isascii() and nuls < 0.25 * len(head)):
        return None  # ASCII with NULs in it would pass for Chinese in UTF-16
    for encoding, width in ("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2):
        if len(raw) % width:
            continue
        try:
            text = head[: len(head) // width * width].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - width:
                continue
            text = head[: error.start].decode(encoding)
        plain = sum(c in "\n\r\t" or c.isprintable() for c in text)
        common = sum(c in " \n\r\te，。、" for c in text)
        if text and plain > 0.98 * len(text) and common > 0.02 * len(text):
            return encoding
    return None


def _encoding_of(raw: bytes, declared: str | None) -> str:
    """The encoding of bytes that have no mark and no NUL."""
    named = codec_of(declared)
    if named and _STATEFUL.search(named) and b"\x1b" in raw:
        return named
    if b"\x1b$" in raw and raw.isascii():
        return "iso2022_jp_2"
    try:
        source = raw.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        source = raw.decode("utf-8", "surrogateescape")
    if _is_mostly_utf8(raw, source, named):
        return "utf-8"
    if named and named != "utf-8" and _strays(raw, named) <= MOST_STRAYS * len(raw):
        return named
    return guessed_encoding(raw)


def _is_mostly_utf8(raw: bytes, source: str, named: str | None) -> bool:
    """Whether the bytes that are no UTF-8 are strays in a text that is.

    In a text of another encoding, bytes above 127 fall into the pattern of UTF-8 by accident only:
    seldom in Western ones, for a tenth of the characters in Chinese ones.
    """
    try:
        _, whole = codecs.utf_8_decode(raw, "strict", False)
        # It is UTF-8 that breaks off within a character, or one byte ends a text in another.
        return len(raw) - whole > 1 or not raw[:whole].isascii()
    except UnicodeDecodeError:
        pass
    sample = source[:LOOKED_AT]
    strays = len(_STRAYS.findall(sample))
    # Three bytes in the pattern are an accident more seldom than two.
    whole = len(_OF_TWO_BYTES.findall(sample)) + 2 * len(_OF_MORE_BYTES.findall(sample))
    return whole >= strays * (0.5 if named == "utf-8" else 2)


def _strays(raw: bytes, encoding: str) -> int:
    try:
        source = raw.decode(encoding, "surrogateescape")
    except UnicodeError:
        return len(raw)
    return len(_STRAYS.findall(source))


def _has_words(source: str) -> bool:
    """Whether at least some of it is letters of some script."""
    sample = source[:LOOKED_AT]
    return len(_WORDS_OF_ANY_SCRIPT.findall(sample)) * 10 >= len(sample.split())


def _slices_back(raw: bytes, source: str, encoding: str) -> bool:
    """Whether the text, written in its encoding again, has as many bytes as it came from."""
    if encoding.startswith("utf-"):
        return True
    try:
        return len(source.encode(encoding, "surrogateescape")) == len(raw)
    except UnicodeEncodeError:
        return False


def _cure(kind: str) -> str:
    if kind == "a PDF" or kind.startswith("a Word"):
        return "give the file the ending that belongs to it, or save it as text"
    if kind.endswith(("compressed", "archive")):
        return "unpack it first"
    return "give the page or the text itself"
