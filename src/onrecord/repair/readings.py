"""Damage read backwards: which texts would have looked like this fragment."""

from collections.abc import Iterator
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from ftfy import bad_codecs

from onrecord.repair.decoders import LEADS, Decoder, character, encoded
from onrecord.repair.signs import COMMON, all_western

bad_codecs.ok()  # registers the "sloppy" charsets, in which undefined bytes are controls

# The charsets by the names Python gives their forgiving forms; gb18030 holds all of gbk.
EXACT = (
    ("gbk", "gb18030"),
    ("cp932", "cp932"),
    ("cp949", "cp949"),
    ("big5", "big5hkscs"),
    ("cp1252", "sloppy-windows-1252"),
    ("latin-1", "latin-1"),
    ("cp1251", "sloppy-windows-1251"),
    ("mac_roman", "mac_roman"),
    ("cp437", "cp437"),
    ("cp850", "cp850"),
    ("cp1250", "sloppy-windows-1250"),
)
# ASCII that a mark's last byte takes with it: pairs with letters are characters, these are not.
EATEN = b' \n,.;:?!)(-"0123456789'
# Where much was lost, only what is likely; the readings would be thousands.
LIKELY = "’”“—…‘\xa0–"
MOST = 120
# Steps of the search for them: a fragment that takes more is left as it stands.
MOST_STEPS = 4000
# What a restored character costs the search, about the negative logarithm of its share in news.
_COSTS = {char: 6 + 0.05 * rank for rank, char in enumerate(COMMON)}
_COSTS |= {char: 0.5 + 0.7 * rank for rank, char in enumerate(LIKELY)}
_EATEN_COSTS = {byte: 3 + 0.1 * rank for rank, byte in enumerate(EATEN)}
_EATEN_COSTS |= {ord(" "): 0.2, ord("\n"): 1.5}
AHEAD = 2.0  # what a character of the fragment is reckoned to cost that is still to be read


class Exact(NamedTuple):
    """A reading that lost nothing, and how often the fragment was misread by the charset."""

    charset: str
    text: str
    times: int


@lru_cache(maxsize=65536)
def exact(fragment: str) -> tuple[Exact, ...]:
    """Every way to read a fragment with no byte missing.

    >>> exact("鈥檚")
    (Exact(charset='gbk', text='’s', times=1),)
    """
    return tuple(_exact(fragment))


def _exact(fragment: str) -> Iterator[Exact]:
    for name, codec in EXACT:
        text = fragment
        for times in (1, 2, 3):
            try:
                text = text.encode(codec).decode("utf-8")
            except UnicodeError:
                break
            if text.isascii():
                break
            if all_western(text) and not (times < 3 and _deeper(text, codec)):
                yield Exact(name, text, times)
                break


def _deeper(text: str, codec: str) -> bool:
    """Whether the reading is itself damage by the same charset."""
    try:
        inner = text.encode(codec).decode("utf-8")
    except UnicodeError:
        return False
    return not inner.isascii() and all_western(inner) is not None


def _followers(alphabet: str) -> dict[bytes, bytes]:
    """For each beginning of a character's UTF-8, the bytes that can come next."""
    table: dict[bytes, bytes] = {}
    for char in alphabet:
        data = char.encode()
        for at in range(len(data)):
            known = table.get(data[:at], b"")
            if data[at] not in known:
                table[data[:at]] = known + data[at : at + 1]
    return table


# Misread twice, a mark whose byte was lost comes back as the first half of its own damage.
RESTORABLE = COMMON + "鈥窶"
_COMMON, _LIKELY = _followers(RESTORABLE), _followers(LIKELY)
_WIDTH = {lead: 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4 for lead in range(0xC2, 0xF5)}


class _Half(NamedTuple):
    """How far a reading has come: the fragment up to `at`, `part` of a character, `text` before."""

    at: int
    part: bytes
    lost: int  # bytes of this character that left no trace or a mark
    seen: int  # and those that we see
    text: str
    pending: int = 0  # a byte just lost alone, which must make no character with the next
    cost: float = 0.0  # how unusual its restored characters are


@lru_cache(maxsize=65536)
def readings(fragment: str, tail: str, decoder: Decoder) -> tuple[str, ...]:
    """The texts that this decoder damages into `fragment`, when ASCII `tail` follows.

    The most usual come first, and no more than `MOST`. Only `COMMON` characters are thought of
    where a byte was lost.
    """
    if not fragment.isprintable() and any("\ud800" <= char <= "\udfff" for char in fragment):
        return ()  # half a character is no text that anybody damaged
    if decoder.charset == "utf-8":
        found = _whole_marks(fragment, decoder)
    else:
        found = list(_grown(fragment, decoder))
    seen = fragment + tail
    return tuple(
        text for text in dict.fromkeys(found) if decoder.read((text + tail).encode()) == seen
    )


def _whole_marks(fragment: str, decoder: Decoder) -> list[str]:
    """Readings where each mark stands for one character."""
    marks = fragment.count(decoder.mark)
    if not marks or marks > 3:
        return []
    found = [""]
    for char in fragment:
        choice = (COMMON if marks == 1 else LIKELY) if char == decoder.mark else char
        found = [text + one for text in found for one in choice][:MOST]
    return found


def _grown(fragment: str, decoder: Decoder) -> Iterator[str]:
    bytes_of = [
        b"\x80" if char == decoder.alone != decoder.mark else encoded(char, decoder.charset)
        for char in fragment
    ]
    mark, end = decoder.mark, len(fragment)
    if mark and mark not in fragment:
        return
    if any(data is None and char != mark for data, char in zip(bytes_of, fragment, strict=True)):
        return
    crowded = decoder.eats[0] == 2 or (mark and fragment.count(mark) > 4)
    search = _Search(decoder, _LIKELY if crowded else _COMMON, end)
    # The cheapest first, reckoned to the fragment's end; the number keeps equals in order.
    heap, count, steps, number = [(0.0, 0, _Half(0, b"", 0, 0, ""))], 0, 0, 0
    while heap and count < MOST and steps < MOST_STEPS:
        _, _, half = heappop(heap)
        steps += 1
        if half.at == end and not half.part:
            count += 1
            yield half.text
            continue
        grown: list[_Half] = []
        if half.at < end:
            step = half._replace(at=half.at + 1)
            data = bytes_of[half.at]
            if data and (fed := search.fed(step, data)):
                grown.append(fed)
            if mark and fragment[half.at] == mark:
                grown.extend(search.losing(step))
        if not mark and half.lost < 3 and (half.part or half.at < end):
            grown.extend(search.losing(half))
        for one in grown:
            number += 1
            heappush(heap, (one.cost - AHEAD * one.at, number, one))


class _Search(NamedTuple):
    """The steps of a decoder taken backwards; `followers` are the characters thought of."""

    decoder: Decoder
    followers: dict[bytes, bytes]
    end: int

    def fed(self, half: _Half | None, data: bytes) -> _Half | None:
        """Take in bytes that we see, or None where they make no Western text."""
        for byte in data:
            if half is None:
                return None
            half = self.one(half, byte, 0)
        return half

    def one(self, half: _Half, byte: int, lost: int) -> _Half | None:
        if half.pending and self._pairs(half.pending, byte):
            return None
        if not half.part:
            if byte < 0x80:
                return half._replace(text=half.text + chr(byte), lost=0, seen=0, pending=0)
            if byte not in _WIDTH:
                return None
        elif not 0x80 <= byte <= 0xBF:
            return None
        part = half.part + bytes([byte])
        lost, seen = half.lost + lost, half.seen + 1 - lost
        if lost and byte not in self.followers.get(half.part, b""):
            return None
        # Without a mark, a character that leaves nothing at all could stand anywhere.
        if not self.decoder.mark and not seen and len(part) == _WIDTH[part[0]]:
            return None
        if len(part) < _WIDTH[part[0]]:
            return half._replace(part=part, lost=lost, seen=seen, pending=0)
        try:
            char = part.decode()
        except UnicodeDecodeError:
            return None
        if char not in RESTORABLE if lost else not all_western(char):
            return None
        cost = half.cost + (_COSTS.get(char, 9.0) if lost else 0.0)
        return _Half(half.at, b"", 0, 0, half.text + char, 0, cost)

    def losing(self, half: _Half) -> Iterator[_Half]:
        """Lose one byte, or a pair, in every way in which this decoder would have lost it."""
        first = self.decoder.eats[0] if self.decoder.eats else 0
        for byte in self.followers.get(half.part, b""):
            after = self.one(half, byte, 1)
            if after is None:
                continue
            leads = self._leads(byte)
            if not leads and 1 in self.decoder.eats and self._means_nothing(byte):
                yield after
            elif leads and first == 1:
                yield after._replace(pending=byte)
            elif leads and half.at == self.end:
                yield after  # the text ends in the middle of a pair
            if leads and 2 in self.decoder.eats:
                seconds = self.followers.get(after.part, b"")
                if first == 2 and not after.part:
                    seconds += EATEN
                for second in seconds:
                    if not self._pairs(byte, second):
                        grown = self.one(after, second, int(second > 0x7F))
                        if grown:
                            eaten = 0.0 if second > 0x7F else _EATEN_COSTS[second]
                            yield grown._replace(cost=grown.cost + eaten)

    def _leads(self, byte: int) -> bool:
        if self.decoder.charset not in LEADS:
            return False
        low, high = LEADS[self.decoder.charset]
        return low <= byte <= high and not (
            self.decoder.charset == "cp932" and 0xA1 <= byte <= 0xDF
        )

    def _pairs(self, byte: int, second: int) -> bool:
        return character(bytes([byte, second]), self.decoder.charset) is not None

    def _means_nothing(self, byte: int) -> bool:
        return character(bytes([byte]), self.decoder.charset) is None
