"""What ftfy does well, done where a line shows that it needs it, with every change placed.

ftfy undoes plain Western mojibake, HTML entities, terminal escapes, control characters, ligatures
and full width. It gives no offsets and some of its fixes touch clean text, so each is called only
on lines with its own sign, and its answer is laid beside the line.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

import ftfy
from ftfy import fixes

from onrecord.repair.changes import Change
from onrecord.repair.decoders import LOST, character

LONGEST = 20_000  # a longer line is taken in pieces, so that time stays linear


_ALL = bytes(range(0xC2, 0xF5))
_SHORT = b"\xc2\xc3\xc4\xc5\xe2"
_CHARSETS = {
    "cp1252": _ALL,
    "latin-1": _ALL,
    "cp1254": _ALL,
    "cp1251": b"\xc2\xc3\xd0\xd1\xe2\xef",
    "cp1250": _SHORT + b"\xd7\xd8\xd9",
    "cp1253": b"\xc2\xc3\xce\xcf\xe2",
    "cp1257": _SHORT,
    "iso-8859-2": _SHORT,
    "mac_roman": _SHORT + b"\xd7",
    "cp437": b"\xc2\xc3\xc4\xc5\xce\xcf\xd0\xd1\xe1\xe2",
}


def _of(data: Iterable[int], charset: str) -> str:
    return "".join(character(bytes([byte]), charset) or chr(byte) for byte in data)


_FIRSTS = "".join(sorted({c for charset, leads in _CHARSETS.items() for c in _of(leads, charset)}))
_SECONDS = "|".join(
    f"(?<=[{re.escape(_of(leads, charset))}])[{re.escape(_of(range(0x80, 0xC0), charset))}]"
    for charset, leads in _CHARSETS.items()
)
# Here the no-break space of the second byte became a space: only ftfy knows what to do.
_BEFORE_SPACE = "ÃГ√├Ă"
_SPACED = re.compile(f"[{_BEFORE_SPACE}](?= |$)", re.MULTILINE)
_PAIR = f"(?=[^\x00-\x7f])(?:{_SECONDS})|(?<=[{_BEFORE_SPACE}Ââ])(?: |$)"
# "Ã" before a space is a letter by itself, unless it ends a word or the line has more of its kind.
_EVIDENT = re.compile(
    f"[\x80-\x9f{re.escape(_FIRSTS)}](?:(?<=[\x80-\x9f])|(?=[^\x00-\x7f])(?:{_SECONDS}))"
    f"|[a-z][{_BEFORE_SPACE}Ââ](?: |$)",
    re.MULTILINE,
)
_MOJIBAKE = re.compile(f"[\x80-\x9f{re.escape(_FIRSTS)}](?:(?<=[\x80-\x9f])|{_PAIR})", re.MULTILINE)
# Single characters that clean news seldom has; all of them are looked for at once.
_RARE = "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
_RARE += (
    "\u0149\u01c4-\u01cc\ud800-\udfff\ufb00-\ufb06\ufeff\uff21-\uff3a\uff41-\uff5a\ufff9-\ufffd"
)
_ANY = re.compile(f"[{_RARE}{re.escape(_FIRSTS)}](?:(?<=[{_RARE}])|{_PAIR})", re.MULTILINE)
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_TERMINAL = re.compile("\x1b\\[")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\u206a-\u206f\ufff9-\ufffc]")
_LIGATURE = re.compile("[\u0149\u01c4-\u01cc\ufb00-\ufb06]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Full width is how Chinese, Japanese and Korean write Latin letters, so it must stand alone.
_WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a][\uff21-\uff3a\uff41-\uff5a]")
_EAST = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff66-\uff9f]")


# Somebody normalised the damage; ftfy would undo half of it.
_COMBINING = re.compile("[A-Za-z][\u0300-\u036f]")


def _encoding(line: str) -> str:
    if _COMBINING.search(line) or not _EVIDENT.search(line):
        return line
    fixed = ftfy.fix_encoding(line)
    # Where ftfy gives up a character, its context may still tell: leave it to the other stage.
    known = line.count(LOST) + line.count("ï¿½")
    return line if fixed.count(LOST) > known else fixed


def _encoding_at_last(line: str) -> str:
    return line if _COMBINING.search(line) or not _EVIDENT.search(line) else ftfy.fix_encoding(line)


def _entities(line: str) -> str:
    return line if "<" in line else fixes.unescape_html(line)


def _width(line: str) -> str:
    return line if _EAST.search(line) else fixes.fix_character_width(line)


def suspicious_lines(text: str) -> list[tuple[int, int]]:
    """Where the lines begin and end that show any sign for the fixes here; most texts have none."""
    found: set[tuple[int, int]] = set()
    for sign in (_ANY, _ENTITY):
        stop = 0
        while m := sign.search(text, stop):
            start = text.rfind("\n", 0, m.start()) + 1
            stop = text.find("\n", m.end())
            stop = len(text) if stop < 0 else stop
            found.add((start, stop))
    return sorted(found)


Fix = tuple[re.Pattern[str], Callable[[str], str], str]
FIRST: tuple[Fix, ...] = ((_SPACED, _encoding, "UTF-8 read as a one-byte charset"),)
FIXES: tuple[Fix, ...] = (
    (_SURROGATE, fixes.fix_surrogates, "a character in two halves"),
    (_MOJIBAKE, _encoding, "UTF-8 read as a one-byte charset"),
    (_ENTITY, _entities, "HTML entity"),
    (_TERMINAL, fixes.remove_terminal_escapes, "terminal escape"),
    (_CONTROL, fixes.remove_control_chars, "control character"),
    (_LIGATURE, fixes.fix_latin_ligatures, "ligature"),
    (_WIDE, _width, "full-width letter"),
    (_MOJIBAKE, _encoding_at_last, "UTF-8 read as a one-byte charset, bytes lost"),
)


def line_changes(
    text: str, lines: list[tuple[int, int]], wanted: tuple[Fix, ...]
) -> Iterator[Change]:
    """What these fixes do to the suspicious lines of a text: the first that changes anything."""
    for sign, fix, why in wanted:
        found = [
            change
            for start, stop in lines
            for change in _changes(text, start, stop, sign, fix, why)
        ]
        if found:
            yield from found
            return


def _changes(
    text: str, at: int, end: int, sign: re.Pattern[str], fix: Callable[[str], str], why: str
) -> Iterator[Change]:
    while found := sign.search(text, at, end):
        start, stop = _line(text, found.start())
        start = max(start, at)  # a long line comes in pieces, and no piece twice
        line = text[start:stop]
        fixed = _fixed(fix, line)
        if fixed != line:
            for a, b, c, d in beside(line, fixed):
                yield Change(start + a, start + b, fixed[c:d], why, False, 0.98)
        at = max(stop, found.end())


@lru_cache(maxsize=4096)
def _fixed(fix: Callable[[str], str], line: str) -> str:
    return fix(line)


def _line(text: str, at: int) -> tuple[int, int]:
    """The line around an offset, or a piece of it cut at spaces where it is very long."""
    start = text.rfind("\n", max(0, at - LONGEST), at) + 1
    if not start and at > LONGEST:
        start = text.rfind(" ", at - LONGEST, at) + 1 or at
    stop = text.find("\n", at, at + LONGEST)
    if stop < 0:
        stop = len(text)
        if stop - at > LONGEST:
            stop = text.find(" ", at + LONGEST // 2, at + LONGEST)
            stop = stop if stop > 0 else at + LONGEST
    return start, stop


def beside(line: str, fixed: str) -> Iterator[tuple[int, int, int, int]]:
    """Where two versions of a line part: (start, end) in the first, (start, end) in the second.

    >>> list(beside("the cafÃ© in SÃ£o", "the café in São"))
    [(7, 9, 7, 8), (14, 16, 13, 14)]
    """
    a, b = re.findall(r"\S+|\s+", line), re.findall(r"\S+|\s+", fixed)
    if len(a) != len(b) and len(a) * len(b) > 250_000:
        yield (*_trimmed(line, fixed, 0, 0),)
        return
    if len(a) == len(b):
        blocks = [(i, i + 1, i, i + 1) for i in range(len(a)) if a[i] != b[i]]
    else:
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        blocks = [op[1:] for op in matcher.get_opcodes() if op[0] != "equal"]
    ends_a, ends_b = _ends(a), _ends(b)
    for i, j, k, m in blocks:
        before, after = "".join(a[i:j]), "".join(b[k:m])
        yield from _pieces(before, after, ends_a[i], ends_b[k])


def _ends(pieces: list[str]) -> list[int]:
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    return ends


def _pieces(before: str, after: str, i: int, k: int) -> Iterator[tuple[int, int, int, int]]:
    if len(before) * len(after) > 4_000:
        yield _trimmed(before, after, i, k)
        return
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op != "equal":
            yield i + a, i + b, k + c, k + d


def _trimmed(before: str, after: str, i: int, k: int) -> tuple[int, int, int, int]:
    """One change from the first to the last difference."""
    size = min(len(before), len(after))
    head = next((n for n in range(size) if before[n] != after[n]), size)
    size -= head
    tail = next((n for n in range(size) if before[-1 - n] != after[-1 - n]), size)
    return i + head, i + len(before) - tail, k + head, k + len(after) - tail
