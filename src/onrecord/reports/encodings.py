"""The older encodings: what their labels mean, and which of them bytes without a label are in."""

import codecs
import re

from onrecord.reports.language import language_of

GUESSED_FROM = 200_000
"""Bytes that a guess is made from."""

# Browsers read these labels as their supersets, and pages are written for browsers.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}

# Those that news was written in. Left to choose among all it knows, the detector takes a French
# phrase for the Russian of old Macintoshes, and noise for the EBCDIC of mainframes.
_LIKELY = [
    "ascii",
    "utf-8",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp866",
    "cp874",
    "cp932",
    "cp949",
    "big5hkscs",
    "euc_jis_2004",
    "gb18030",
    "iso8859-2",
    "iso8859-5",
    "koi8-r",
    "koi8-u",
]

# Their letters beyond ASCII differ, but not enough for a detector to part them in one sentence.
_LATIN = {"cp1250", "iso8859-2", "cp1252", "cp1254", "cp1257"}
_WESTERN = frozenset(
    [
        "af",
        "ca",
        "da",
        "de",
        "en",
        "es",
        "fi",
        "fr",
        "ga",
        "id",
        "is",
        "it",
        "ms",
        "nl",
        "no",
        "pt",
        "rw",
        "sv",
        "sw",
        "tl",
    ]
)
_WHOLE = re.compile(r"[^\W\d_]+")

# The signs and the commoner characters of GB 2312, always two bytes above 127.
_CHINESE_PAIRS = re.compile(rb"(?:[\xa1-\xa3\xb0-\xd7][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]+")


def codec_of(label: str | None) -> str | None:
    """Python's name of an encoding, as browsers understand the label."""
    try:
        info = codecs.lookup((label or "").strip().lower().removeprefix("x-"))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name.startswith(("utf-16", "utf-32")):
        return None  # a page in UTF-16 could not have been searched for its label
    return _SUPERSETS.get(info.name, info.name)


def guessed_encoding(raw: bytes) -> str:
    """The encoding that makes the likeliest words of bytes that say nothing about it.

    >>> guessed_encoding("Le ministère a nié, à Genève.".encode("cp1252"))
    'cp1252'
    """
    import chardet

    sample = raw[:GUESSED_FROM]
    found = chardet.detect(sample, include_encodings=_LIKELY)["encoding"]
    encoding = codec_of(found)
    if encoding in (None, "utf-8"):
        encoding = "cp1252"
    if encoding in _LATIN and all(map(_CHINESE_PAIRS.fullmatch, _HIGH.findall(sample))):
        return "gb18030"  # English with Chinese names or quotation marks
    if encoding != "cp1252" and _reads_as_western(sample, encoding):
        return "cp1252"
    return encoding


def _reads_as_western(sample: bytes, encoding: str) -> bool:
    """Whether a guess makes letters of two scripts in one word, or a language it was not made for.

    "signй" is not Russian, and a text of which "ministčre" is a word is French.
    """
    text = sample.decode(encoding, "replace")
    if encoding in _LATIN:
        return language_of(text) in _WESTERN
    words = [word for word in _WHOLE.findall(text) if not word.isascii()]
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    return 2 * mixed > len(words)
