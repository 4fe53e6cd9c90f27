"""Bytes and texts broken in the ways in which files break: cut, joined, misread, mislabelled."""

from collections.abc import Callable, Sequence
from random import Random

from onrecord.repair.decoders import DECODERS

LARGEST = 100_000
"""Bytes that a mutated input is cut to."""

CODECS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-7",
    "cp1252", "cp1251", "cp1250", "cp1256", "koi8-r", "mac_roman", "cp437", "gb18030", "big5",
    "shift_jis", "euc_kr", "iso2022_jp", "hz", "punycode", "cp037",
)  # fmt: skip

_MANY = (2, 3, 10, 100, 1_000, 10_000)

_TOKENS = [
    *"鈥 鈥檚 鈥渨 窶 窶冱 셲 茅 Ã Ã© â€™ â€œ вЂ™ ‚Äô ΓÇÖ ï¿½ Ãƒâ€™ \ufffd \ufffd\ufffd\ufffd ? ?? ’ “ ” — … é".split(" "),
    *"&amp; &amp;amp; &lt; &nbsp; &#8217; &#x2019; &#xD800; &#x110000; &#146; &#0; &bogus; &".split(),
    "\\u2019", "\\ud83d", "%E2%80%99", "%C3%A9", "``", "''", "\\", "\x1b[31m", "\x1b$B", "\x1b(B",
    "\x00", "\x01", "\x02", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x7f", "\x85", "\x9d", "\xa0",
    "\xad", "\u200b", "\u200f", "\u202e", "\u2028", "\u2029", "\u2060", "\ufeff", "\ufffe", "\uffff",
    "\U0001f600", "e\u0301", "İ", "ß", "ǆ", "ﬁ", "Ａ", "每", "国", "の", "각", "א", "ا", "\n", "\r",
    "\r\n", "\n\n", "\t", " ", "  ", "-\n", "\u00ad\n", "\f", "By Ana Cruz\n", "LONDON (AP) — ",
    "THE HAGUE, Feb. 4 (Reuters) - ", "(Reuters)", "READ MORE: ", "Advertisement\n", "June 2025",
    "2025-06-26T22:10:00-06:00", "26/06/2025", "0000-00-00", "2025-02-31", "99999999999999999999",
    "20250101T999999", "1.2.2025 25:61", "2025 June AM PM", "2025:::", "10e999", "-1", "NaN",
]  # fmt: skip
TOKENS = [token.encode() for token in _TOKENS] + [
    b"\xed\xa0\x80", b"\xed\xb2\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xe2\x80", b"\xe2", b"\x92",
    b"\xff", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\xef\xbb\xbf", b"\x81\x30\x81\x30",
]  # fmt: skip

Mutation = Callable[[Random, bytes], bytes]


def mutated(rng: Random, raw: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """Bytes after one to eight mutations; `others` are spliced in, `tokens` belong to the format."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5, 8))):
        if rng.random() < 0.15 and others:
            raw = _spliced(rng, raw, rng.choice(others))
        elif rng.random() < 0.4:
            raw = _with_token(
                rng, raw, rng.choice(tokens if tokens and rng.random() < 0.6 else TOKENS)
            )
        else:
            raw = rng.choice(_MUTATIONS)(rng, raw)
        raw = raw[:LARGEST]
    return raw


def damaged(rng: Random, text: str) -> str:
    """A text misread by a program, or by two, in whole or in part."""
    for _ in range(rng.choice((1, 1, 2))):
        start = rng.choice((0, 0, rng.randrange(len(text) + 1)))
        stop = rng.choice((len(text), len(text), rng.randrange(start, len(text) + 1)))
        misread = rng.choice(DECODERS).read(text[start:stop].encode("utf-8", "replace"))
        text = text[:start] + misread + text[stop:]
    return text


def place(rng: Random, raw: bytes) -> int:
    """An offset, oftener near one of the ends."""
    return rng.choice((0, len(raw), rng.randrange(len(raw) + 1), rng.randrange(len(raw) + 1)))


def _flipped(rng: Random, raw: bytes) -> bytes:
    found = bytearray(raw)
    for _ in range(rng.choice((1, 2, 16)) if raw else 0):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def _overwritten(rng: Random, raw: bytes) -> bytes:
    at = place(rng, raw)
    new = rng.choice((b"\0", b"\xff", b"\x80", b"\x7f", b"<", b'"', b"\n", rng.randbytes(1)))
    count = rng.choice((1, 1, 2, 4, 30))
    return raw[:at] + new * count + raw[at + count :]


def _with_token(rng: Random, raw: bytes, token: bytes) -> bytes:
    at = place(rng, raw)
    many = rng.choice(_MANY) if rng.random() < 0.1 else 1
    return raw[:at] + (token * many)[:LARGEST] + raw[at:]


def _cut(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return rng.choice((raw[:at], raw[at:]))


def _without(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + raw[at + rng.choice((1, 1, 2, 8, 100)) :]


def _repeated(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    stop = at + rng.choice((1, 2, 3, 4, 10, 100, 1_000))
    return raw[:at] + (raw[at:stop] * rng.choice(_MANY))[:LARGEST] + raw[at:]


def _spliced(rng: Random, raw: bytes, other: bytes) -> bytes:
    at, to = rng.randrange(len(raw) + 1), rng.randrange(len(other) + 1)
    return (
        raw[:at] + other[to:] if rng.random() < 0.5 else raw[:at] + other[to : to + 50] + raw[at:]
    )


def _swapped(rng: Random, raw: bytes) -> bytes:
    one, two, three = sorted(rng.randrange(len(raw) + 1) for _ in range(3))
    return raw[:one] + raw[two:three] + raw[one:two] + raw[three:]


def _encoded_anew(rng: Random, raw: bytes) -> bytes:
    try:
        return raw.decode("utf-8", "replace").encode(rng.choice(CODECS), "replace")
    except UnicodeError:  # punycode and hz refuse some texts whatever the handler
        return raw


def _misread(rng: Random, raw: bytes) -> bytes:
    try:
        text = raw.decode(rng.choice(CODECS), "replace")
    except UnicodeError:
        return raw
    return text.encode("utf-8", "replace")


def _damaged(rng: Random, raw: bytes) -> bytes:
    return damaged(rng, raw.decode("utf-8", "replace")).encode("utf-8", "replace")


def _number_changed(rng: Random, raw: bytes) -> bytes:
    digits = [at for at, byte in enumerate(raw[:2_000]) if 0x30 <= byte <= 0x39]
    if not digits:
        return raw
    at = rng.choice(digits)
    new = rng.choice((b"", b"-1", b"0", b"65536", b"2147483648", b"9" * 30, b"9" * 5_000, b"1e309"))
    return raw[:at] + new + raw[at + 1 :]


_MUTATIONS: tuple[Mutation, ...] = (
    _flipped, _overwritten, _cut, _without, _without, _repeated, _swapped, _encoded_anew, _misread,
    _damaged, _damaged, _number_changed,
)  # fmt: skip
