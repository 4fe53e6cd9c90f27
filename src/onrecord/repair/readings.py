"""Damage read backwards: which texts would have looked like this fragment."""

from collections.abc import Iterator
from functools import cache, lru_cache
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
# What a restored character costs the search, about the negative logarithm of its share in news, in
# twentieths: whole numbers, so that readings of one cost keep their order.
_COSTS = {char: 120 + rank for rank, char in enumerate(COMMON)}
_COSTS |= {char: 10 + 14 * rank for rank, char in enumerate(LIKELY)}
_UNCOMMON = 180
_EATEN_COSTS = {byte: 60 + 2 * rank for rank, byte in enumerate(EATEN)}
_EATEN_COSTS |= {ord(" "): 4, ord("\n"): 30}
AHEAD = 40  # what a character of the fragment is reckoned to cost that is still to be read


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


class _State(NamedTuple):
    """How far a reading has come within a character of which `part` is read."""

    part: bytes = b""
    lost: int = 0  # bytes of this character that left no trace or a mark
    seen: int = 0  # and those that we see
    pending: int = 0  # a byte just lost alone, which must make no character with the next


class _Step(NamedTuple):
    """The state that bytes lead to, what they complete, and what the search is charged for it."""

    state: _State
    text: str = ""
    cost: int = 0


@lru_cache(maxsize=65536)
def readings(fragment: str, tail: str, decoder: Decoder) -> tuple[str, ...]:
    """The texts that this decoder damages into `fragment`, when ASCII `tail` follows.

    The most usual come first, and no more than `MOST`. Only `COMMON` characters are thought of
    where a byte was lost.
    """
    if not fragment.isprintable() and any("\ud800" <= char <= "\udfff" for char in fragment):
        return ()  # half a character is no text that anybody damaged
    if decoder.charset == "utf-8":
        found = tuple(_whole_marks(fragment, decoder))
    else:
        found = _all_grown(fragment, decoder)
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


@lru_cache(maxsize=8192)
def _all_grown(fragment: str, decoder: Decoder) -> tuple[str, ...]:
    return tuple(_grown(fragment, decoder))


def _grown(fragment: str, decoder: Decoder) -> Iterator[str]:
    """The texts that the search finds, whatever follows the fragment."""
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
    search = _search(decoder, bool(crowded))
    # The cheapest first, reckoned to the fragment's end; the number keeps equals in order.
    heap: list[tuple[int, int, int, int, _State, str]] = [(0, 0, 0, 0, _State(), "")]
    count, steps, number = 0, 0, 0
    while heap and count < MOST and steps < MOST_STEPS:
        _, _, cost, at, state, text = heappop(heap)
        steps += 1
        if at == end and not state.part:
            count += 1
            yield text
            continue
        grown: list[tuple[int, tuple[_Step, ...]]] = []
        if at < end:
            data = bytes_of[at]
            if data:
                grown.append((at + 1, search.fed(state, data)))
            if mark and fragment[at] == mark:
                grown.append((at + 1, search.losing(state, at + 1 == end)))
        if not mark and state.lost < 3 and (state.part or at < end):
            grown.append((at, search.losing(state, at == end)))
        for reached, ways in grown:
            for after, added, charge in ways:
                number += 1
                total = cost + charge
                heappush(
                    heap, (total - AHEAD * reached, number, total, reached, after, text + added)
                )


@cache
def _search(decoder: Decoder, crowded: bool) -> "_Search":
    return _Search(decoder, _LIKELY if crowded else _COMMON)


class _Search:
    """The steps of a decoder taken backwards; `followers` are the characters thought of.

    What can be lost in a state is always the same, so it is worked out once.
    """

    def __init__(self, decoder: Decoder, followers: dict[bytes, bytes]) -> None:
        self.decoder = decoder
        self.followers = followers
        self.fed = lru_cache(maxsize=4096)(self._fed)
        self.losing = lru_cache(maxsize=4096)(lambda *of: tuple(self._losing(*of)))

    def _fed(self, state: _State, data: bytes) -> tuple[_Step, ...]:
        """Take in bytes that we see: one way to do so, or none where they make no Western text."""
        text, cost = "", 0
        for byte in data:
            step = self._one(state, byte, 0)
            if step is None:
                return ()
            state, text, cost = step.state, text + step.text, cost + step.cost
        return (_Step(state, text, cost),)

    def _one(self, state: _State, byte: int, lost: int) -> _Step | None:
        if state.pending and self._pairs(state.pending, byte):
            return None
        if not state.part:
            if byte < 0x80:
                return _Step(_State(), chr(byte))
            if byte not in _WIDTH:
                return None
        elif not 0x80 <= byte <= 0xBF:
            return None
        part = state.part + bytes([byte])
        lost, seen = state.lost + lost, state.seen + 1 - lost
        if lost and byte not in self.followers.get(state.part, b""):
            return None
        # Without a mark, a character that leaves nothing at all could stand anywhere.
        if not self.decoder.mark and not seen and len(part) == _WIDTH[part[0]]:
            return None
        if len(part) < _WIDTH[part[0]]:
            return _Step(_State(part, lost, seen))
        try:
            char = part.decode()
        except UnicodeDecodeError:
            return None
        if char not in RESTORABLE if lost else not all_western(char):
            return None
        return _Step(_State(), char, _COSTS.get(char, _UNCOMMON) if lost else 0)

    def _losing(self, state: _State, at_end: bool) -> Iterator[_Step]:
        """Lose one byte, or a pair, in every way in which this decoder would have lost it."""
        first = self.decoder.eats[0] if self.decoder.eats else 0
        for byte in self.followers.get(state.part, b""):
            step = self._one(state, byte, 1)
            if step is None:
                continue
            leads = self._leads(byte)
            if not leads and 1 in self.decoder.eats and self._means_nothing(byte):
                yield step
            elif leads and first == 1:
                yield step._replace(state=step.state._replace(pending=byte))
            elif leads and at_end:
                yield step  # the text ends in the middle of a pair
            if leads and 2 in self.decoder.eats:
                seconds = self.followers.get(step.state.part, b"")
                if first == 2 and not step.state.part:
                    seconds += EATEN
                for second in seconds:
                    if not self._pairs(byte, second):
                        grown = self._one(step.state, second, int(second > 0x7F))
                        if grown:
                            eaten = 0 if second > 0x7F else _EATEN_COSTS[second]
                            cost = step.cost + grown.cost + eaten
                            yield _Step(grown.state, step.text + grown.text, cost)

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
