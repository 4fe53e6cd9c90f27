"""How programs misread UTF-8: each `Decoder` turns bytes into the damage that one of them leaves.

The rest of the stage asks one question of these: does this reading, damaged again, give exactly
what we see? So they must err as the real programs err, byte for byte.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

LOST = "\ufffd"
QUESTION = "?"
MIDDLE_DOT = "\u30fb"

# The bytes that can begin a pair in each two-byte charset.
LEADS = {
    "gbk": (0x81, 0xFE),
    "gb18030": (0x81, 0xFE),
    "big5": (0x81, 0xFE),
    "big5hkscs": (0x81, 0xFE),
    "cp950": (0x81, 0xFE),
    "cp932": (0x81, 0xFC),
    "cp949": (0x81, 0xFE),
    "euc_kr": (0xA1, 0xFE),
}


@dataclass(frozen=True, eq=False)
class Decoder:
    """One way to misread: a charset, and what its program does with bytes that make no character.

    `mark` is what stands for bytes that were lost, "" where they vanish. `eats` gives how many
    bytes one mark (or one vanishing) can stand for. `read` turns bytes into text.
    """

    name: str
    charset: str
    mark: str
    eats: tuple[int, ...]
    read: Callable[[bytes], str] = field(repr=False)
    alone: str = ""  # what the byte 0x80 becomes, where the charset itself has no place for it


@cache
def character(data: bytes, charset: str) -> str | None:
    """Decode exactly these bytes, or None where the charset gives them no meaning."""
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return None


@cache
def encoded(char: str, charset: str) -> bytes | None:
    """The bytes of one character, or None where the charset lacks it."""
    try:
        data = char.encode(charset)
    except UnicodeEncodeError:
        # Browsers and Windows keep bytes without a meaning as controls of the same number.
        return bytes([ord(char)]) if "\x80" <= char <= "\x9f" else None
    # Some charsets hold a character twice, and decoders never give it for the second place.
    return data if character(data, charset) == char else None


def _python(charset: str, errors: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(charset, errors)


def _question(charset: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(charset, "replace").replace(LOST, QUESTION)


def _controls(charset: str) -> Callable[[bytes], str]:
    """Single bytes; the undefined ones become the control of the same number, as in browsers."""
    table = [character(bytes([byte]), charset) or chr(byte) for byte in range(256)]
    return lambda data: "".join([table[byte] for byte in data])


def _in_pairs(charset: str, mark: str, alone: str) -> Callable[[bytes], str]:
    """Windows and `iconv -c`: a pair that makes no character is lost whole, ASCII half and all.

    `alone` is what 0x80 gives, a byte that cannot begin a pair.
    """
    low, high = LEADS[charset]
    kana = charset == "cp932"

    def pieces(data: bytes) -> Iterator[str]:
        at = 0
        while at < len(data):
            byte = data[at]
            width = 2 if low <= byte <= high and not (kana and 0xA1 <= byte <= 0xDF) else 1
            if byte < 0x80:
                yield chr(byte)
            elif byte == 0x80:
                yield alone
            elif kana and 0xA1 <= byte <= 0xDF:
                yield chr(0xFF61 - 0xA1 + byte)
            else:
                found = character(data[at : at + 2], charset) if width == 2 else None
                yield found if found and at + 1 < len(data) else mark
            at += width

    return lambda data: "".join(pieces(data))


def _browser(charset: str, quad: bool = False) -> Callable[[bytes], str]:
    """The Encoding Standard: a bad pair is one U+FFFD, and its second byte is re-read if ASCII."""
    low, high = LEADS[charset]
    kana = charset == "cp932"
    first_trail = 0x41 if charset == "cp949" else 0x40

    def pieces(data: bytes) -> Iterator[str]:
        at, size = 0, len(data)
        while at < size:
            byte = data[at]
            if byte < 0x80:
                yield chr(byte)
                at += 1
            elif byte == 0x80 and (quad or kana):
                yield "€" if quad else "\x80"
                at += 1
            elif kana and 0xA1 <= byte <= 0xDF:
                yield chr(0xFF61 - 0xA1 + byte)
                at += 1
            elif not low <= byte <= high or (kana and byte == 0xA0) or at + 1 == size:
                yield LOST
                at += 1
            elif quad and 0x30 <= data[at + 1] <= 0x39:
                width, piece = _four(data[at : at + 4])
                yield piece
                at += width if at + width <= size else size
            else:
                trail = data[at + 1]
                found = character(data[at : at + 2], charset) if trail >= first_trail else None
                if found and len(found) > 1 and charset != "big5hkscs":
                    found = None
                yield found or LOST
                at += 2 if found or trail >= 0x80 else 1

    return lambda data: "".join(pieces(data))


def _four(data: bytes) -> tuple[int, str]:
    """A four-byte sequence of GB 18030 by the Encoding Standard: its width and what it gives."""
    if len(data) < 3 or (0x81 <= data[2] <= 0xFE and len(data) < 4):
        return 4, LOST
    if not 0x81 <= data[2] <= 0xFE or not 0x30 <= data[3] <= 0x39:
        return 1, LOST
    return 4, character(data, "gb18030") or LOST


def _western_as_utf8(data: bytes) -> str:
    """Not UTF-8 misread, but Windows-1252 read as UTF-8: one mark for each character."""
    return data.decode("utf-8").encode("cp1252", "replace").decode("utf-8", "replace")


def _decoders() -> Iterator[Decoder]:
    """All that are known, the likelier first: where two explain a text, the first is believed."""
    for charset in ("gbk", "cp932", "cp949", "big5", "gb18030", "euc_kr", "big5hkscs"):
        if charset != "big5hkscs":
            name = f"{charset} ignore"
            yield Decoder(name, charset, "", (1,), _python(charset, "ignore"))
            yield Decoder(f"{charset} replace", charset, LOST, (1,), _python(charset, "replace"))
            yield Decoder(f"{charset} question", charset, QUESTION, (1,), _question(charset))
        if charset not in ("big5", "euc_kr", "gb18030"):
            quad = charset == "gbk"
            inner = "gb18030" if quad else charset
            read, alone = _browser(inner, quad), "€" if quad else ""
            yield Decoder(f"{charset} browser", charset, LOST, (1, 2), read, alone)
        if charset not in ("euc_kr", "big5hkscs", "gb18030"):
            alone = {"gbk": "€", "cp932": "\x80"}.get(charset, QUESTION)
            mark = MIDDLE_DOT if charset == "cp932" else QUESTION
            name = f"{charset} windows"
            yield Decoder(name, charset, mark, (2, 1), _in_pairs(charset, mark, alone), alone)
            alone = "\x80" if charset == "cp932" else ""
            name = f"{charset} iconv"  # glibc's takes gb18030 as it takes gbk
            yield Decoder(name, charset, "", (2, 1), _in_pairs(charset, "", alone))
    for charset in ("cp1252", "cp1251", "mac_roman", "cp437", "cp850", "cp1250", "latin-1"):
        yield Decoder(f"{charset} ignore", charset, "", (1,), _python(charset, "ignore"))
        yield Decoder(f"{charset} replace", charset, LOST, (1,), _python(charset, "replace"))
        yield Decoder(f"{charset} question", charset, QUESTION, (1,), _question(charset))
        yield Decoder(f"{charset} controls", charset, "", (), _controls(charset))
    yield Decoder("utf-8 replace", "utf-8", LOST, (1,), _western_as_utf8)


DECODERS = tuple(_decoders())
