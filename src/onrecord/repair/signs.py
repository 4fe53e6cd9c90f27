"""Which characters damage begins with, and which ones a repair may bring back."""

import re

from onrecord.repair.decoders import LOST, character

# What Western news is written with beyond ASCII. A reading that gives anything else is no repair:
# real Chinese, Japanese and Korean decode as UTF-8 by chance now and then, but not into these.
_BLOCKS = (
    (0xA0, 0x24F),  # Latin
    (0x2B0, 0x36F),  # modifier letters, combining marks
    (0x1E00, 0x1EFF),  # Latin of Vietnam and Wales
    (0x2002, 0x2003),  # spaces; the others of their row come up by chance and nowhere else
    (0x2007, 0x206F),  # punctuation
    (0x2070, 0x23FF),  # superscripts, currency, letter-like, fractions, arrows, mathematics
    (0x2500, 0x27BF),  # boxes, bullets, dingbats
    (0xFB00, 0xFB06),  # ligatures
    (0xFE0F, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFFD, 0xFFFD),
    (0x1F300, 0x1FAFF),  # emoji
)
WESTERN = "".join(f"{chr(low)}-{chr(high)}" for low, high in _BLOCKS)
all_western = re.compile(f"[\\x00-\\x7f{WESTERN}]+").fullmatch

# What a lost byte may have belonged to. Anything rarer would be a guess.
COMMON = "’“”‘—–…\xa0―•‐‑‒′″‚„‹›·«»°½¼¾€£©®™\u2009áàâãäåçèéêëíìîïñóòôõöøúùûüýÉÁÖÜÓßæœščžğışăđ"
TWO_BYTE = ("gbk", "cp932", "cp949", "big5", "big5hkscs")
ONE_BYTE = ("cp1252", "cp1251", "mac_roman", "cp437", "cp850", "cp1250")


def _starts() -> str:
    """The characters that damage by a two-byte charset begins with."""
    found = {LOST}
    for charset in TWO_BYTE:
        for code in (*range(0xA0, 0x180), *range(0x1E00, 0x27C0), 0xFB00, 0xFEFF, 0x1F600):
            data = chr(code).encode()
            width = 1 if charset == "cp932" and data[0] < 0xE0 else 2
            first = character(data[:width], charset) or ""
            found.add(first)
            if len(first) == 1:  # what the damage itself begins with, when it is misread again
                found.add(character(first.encode()[:2], charset) or "")
    # Below stand alphabets, which real texts are full of.
    return "".join(sorted(c for c in found if len(c) == 1 and 0x2E80 < ord(c) < 0x10000))


def _last_bytes() -> str:
    """What CP949 leaves of a mark whose first two bytes were lost: its third, with a letter.

    These syllables are not of real Korean. Big5 leaves common Chinese characters instead, which
    are believed only behind a U+FFFD.
    """
    letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\xe2"
    found = {
        character(mark.encode()[2:] + bytes([letter]), "cp949") or ""
        for mark in "’“”‘—–…"
        for letter in letters
    }
    # Below are box drawings and Cyrillic, which real texts are full of.
    return "".join(sorted(c for c in found if len(c) == 1 and 0x2E80 < ord(c) < 0x10000))


def _one_byte() -> str:
    """Alternatives for the two characters that damage by a one-byte charset begins with."""
    ways = []
    for charset in (*ONE_BYTE, "latin-1"):
        # 0xC2 to 0xC5 begin Latin letters and signs, 0xE2 punctuation, 0xF0 emoji, 0xEF marks.
        leads = b"\xc2\xc3\xc4\xc5\xe1\xe2\xef\xf0"
        firsts = "".join(character(bytes([b]), charset) or chr(b) for b in leads)
        seconds = "".join(character(bytes([b]), charset) or chr(b) for b in range(0x80, 0xC0))
        ways.append((firsts, seconds))
    return "|".join(f"(?<=[{re.escape(a)}])[{re.escape(b)}{LOST}]" for a, b in ways)


def _firsts() -> str:
    leads = b"\xc2\xc3\xc4\xc5\xe1\xe2\xef\xf0"
    charsets = (*ONE_BYTE, "latin-1")
    return "".join(sorted({character(bytes([b]), c) or chr(b) for b in leads for c in charsets}))


STARTS = _starts()
LAST_BYTES = _last_bytes()

# A fragment begins after ASCII, or after a mark that was spared. The character class comes first
# because the search for one runs at memory speed; all the rest is only tried where it hits.
_SPARED = "\x00-\x7f“”‘’–—…\xa0"
_rest = r"[^\x00-\x7f]*(?:\?+[^\x00-\x7f]+)*\?{0,4}"
_STARTS = f"{STARTS}{LAST_BYTES}{re.escape(_firsts())}"
_begun = f"(?<![^{_SPARED}].)(?:(?<=[{STARTS}{LAST_BYTES}])|{_one_byte()})"
FRAGMENT = re.compile(f"[{_STARTS}]{_begun}{_rest}", re.DOTALL)
# The same in a text where "?" stands for what was lost.
FRAGMENT_OR_QUESTION = re.compile(
    rf"[?{_STARTS}](?:(?<=\?)\?*(?:[^\x00-\x7f]+\?*)*|{_begun}{_rest})", re.DOTALL
)
