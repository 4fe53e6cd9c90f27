"""Which fragments of a passage are damage, and what they were, as far as bytes can tell."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from onrecord.repair.decoders import DECODERS, LOST, QUESTION, Decoder
from onrecord.repair.likelihoods import Choices, likely, plausible
from onrecord.repair.readings import Exact, exact, readings
from onrecord.repair.signs import FRAGMENT, FRAGMENT_OR_QUESTION, LAST_BYTES, ONE_BYTE

LONGEST = 48  # a lossy fragment beyond this is no punctuation
LOSING = tuple(decoder for decoder in DECODERS if decoder.eats)
UNEXPLAINED = -16.0  # the log-likelihood of damage that a decoder cannot have done
# How much likelier (in log-odds) than a program that eats pairs without a trace is one that drops
# single bytes: two line ends may be all that is left of either.
TRACELESS = 2.0
NEVER = 1e-7  # a share of all marks: one that news was never seen to write, and another with it
SAMPLE = 24  # how many lossy fragments elect the decoder

_MARK = re.compile("[\u2010-\u2027\u2030-\u203a\u20ac\u2122\ufeff\U00010000-\U0010ffff]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
# What each charset makes of the bytes E2 80, which nearly every mark begins with.
SIGNS = {
    "鈥": "gbk",
    "窶": "cp932",
    "â€": "cp1252",
    "вЂ": "cp1251",
    "‚Ä": "mac_roman",
    "ΓÇ": "cp437",
}


class Place(NamedTuple):
    """A damaged place: offsets in the passage, what stood there, and why we think so.

    `text` is what it was if only one text would have left the damage, and `exact` where no byte was
    lost. Otherwise `choices` are the likeliest, or None where nothing can be said.
    """

    start: int
    end: int
    text: str | None
    choices: Choices | None
    why: str
    exact: bool
    trust: float


class Fragment(NamedTuple):
    """A stretch that may be damage, with the ASCII right after it that bears on it."""

    start: int
    end: int
    text: str
    tail: str


def _fragments(passage: str, pattern: re.Pattern[str]) -> Iterator[Fragment]:
    last = 0
    for found in pattern.finditer(passage):
        start, end = found.span()
        while start > last and passage[start - 1] == QUESTION and found.start() - start < 4:
            start -= 1
        text, tail = passage[start:end], passage[end : end + 1]
        if tail.isalpha():
            # What vanishes is told by the kind of letter; fewer tails, fewer readings to work out.
            if not tail.isascii():
                tail = ""
            elif LOST not in text:
                tail = "n" if tail.islower() else "N"
        elif tail.isascii() and tail.isdigit():
            more = passage[end : end + 3]
            tail = more if more.isascii() else tail
        elif tail == "\n":
            tail = passage[end : end + 2] if passage[end + 1 : end + 2].isascii() else tail
        elif not tail.isascii():
            tail = ""
        last = end
        yield Fragment(start, end, text, tail)


@lru_cache(maxsize=16384)
def explained(text: str, tail: str) -> tuple[tuple[Decoder, float], ...]:
    """The decoders that can have done this, each with the log-likelihood of what it would read."""
    found = ((decoder, readings(text, tail, decoder)) for decoder in LOSING)
    return tuple((decoder, math.log(plausible(of, tail))) for decoder, of in found if of)


class Evidence:
    """Which charsets and decoders a text was damaged by, as counted so far."""

    def __init__(self) -> None:
        self.charsets: Counter[str] = Counter()

    def places(self, passage: str) -> list[Place]:
        """The damaged places of a passage, in order."""
        fragments = list(_fragments(passage, FRAGMENT))
        if not fragments:
            return []
        counts = Counter([(text, tail) for _, _, text, tail in fragments])
        for (text, _), count in counts.items():
            for reading in exact(text):
                if _is_strong(text, reading):
                    self.charsets[reading.charset] += count
        elected = self._elect(counts)
        if elected and elected[0].mark == QUESTION:
            fragments = list(_fragments(passage, FRAGMENT_OR_QUESTION))
        places = []
        everywhere: dict[tuple[str, str], Place | None] = {}
        for fragment in fragments:
            start, end, text, tail = fragment
            if (text, tail) in everywhere:
                place = everywhere[text, tail]
            else:
                place, alike = self._place(passage, fragment, elected)
                if alike:
                    everywhere[text, tail] = place
            if place:
                places.append(Place(start, end, *place[2:]))
        return places

    def _elect(self, counts: Counter[tuple[str, str]]) -> list[Decoder]:
        """The decoders that explain what was lost, the one that explains most first."""
        votes: dict[Decoder, float] = defaultdict(float)
        evident: Counter[Decoder] = Counter()
        unread = [
            (key, count)
            for key, count in counts.most_common()
            if len(key[0]) <= LONGEST and not self._readable(key[0])
        ]
        # What lost nothing tells decoders of one charset apart only where there is nothing else.
        lossy = [(key, count) for key, count in unread if not exact(key[0])] or unread
        for (text, tail), count in lossy[:SAMPLE]:
            for decoder, likelihood in explained(text, tail):
                votes[decoder] += count * (likelihood - UNEXPLAINED)
                known = text.strip(QUESTION + LOST)
                if (
                    known[:1] in LAST_BYTES
                    or _sign(text)
                    or (known != text and decoder.charset in ONE_BYTE)
                ):
                    evident[decoder] += count
        for decoder in votes:
            if decoder.eats[0] == 2 and not decoder.mark:
                votes[decoder] -= TRACELESS
        order = {decoder: index for index, decoder in enumerate(DECODERS)}
        elected = sorted(
            votes,
            key=lambda d: (-votes[d] - 1000 * (d.charset in self.charsets), order[d]),
        )
        # One such place is no evidence for itself.
        if elected and evident[elected[0]] > 1:
            self.charsets[elected[0].charset] += evident[elected[0]]
        return elected

    def _readable(self, text: str) -> bool:
        return any(
            reading.charset in self.charsets or _is_strong(text, reading) for reading in exact(text)
        )

    def _place(
        self, passage: str, fragment: Fragment, elected: list[Decoder]
    ) -> tuple[Place | None, bool]:
        """What a fragment is, and whether all of its like in the passage are the same."""
        start, end, text, tail = fragment
        questions = bool(elected) and elected[0].mark == QUESTION and QUESTION in text
        alike = True
        if not questions:
            found = exact(text)
            if found:
                reading = max(found, key=lambda r: self.charsets[r.charset])
                alike = _is_strong(text, reading)
                trust = self._trust(passage, fragment, reading)
                if trust:
                    return Place(start, end, reading.text, None, _why(reading), True, trust), alike
        sign = _sign(text)
        alike = alike and (not sign or bool(self.charsets[sign]))
        if len(text) > LONGEST or not self._is_damage(passage, fragment, elected):
            return None, alike
        for decoder in elected:
            ways = readings(text, tail, decoder)
            if ways:
                if ways == (text,):
                    return None, alike
                if plausible(ways, tail) < NEVER:
                    continue
                only = ways[0] if len(ways) == 1 else None
                choices = likely(ways, tail) if only is None else None
                why = f"UTF-8 read as {decoder.charset}, bytes lost"
                return Place(start, end, only, choices, why, False, 0.97), alike
        if LOST in text:
            return Place(start, end, None, None, "characters lost", False, 0.0), alike
        return None, alike

    def _trust(self, passage: str, fragment: Fragment, reading: Exact) -> float:
        """How sure it is that a fragment with a reading is damage: 0 where it is none."""
        if _is_strong(fragment.text, reading):
            return 0.999
        before = passage[max(0, fragment.start - 1) : fragment.start]
        known = reading.charset in self.charsets
        letters = reading.text.isalpha()
        beside = (before.isalpha() and before.isascii()) or (
            fragment.tail.isalpha()
            or (not fragment.text[-1:].isascii() and reading.text[-1:].isascii())
        )
        if known:
            return 0.995 if beside or not letters else 0.97
        if reading.charset in ONE_BYTE or reading.charset == "latin-1":
            return 0.0  # ftfy is the better judge of these
        others = set(_CJK.findall(_line(passage, fragment))) - set(fragment.text)
        # What reads as letters too is no witness of another language.
        if not beside or not all(
            any(other.charset == reading.charset for other in exact(char)) for char in others
        ):
            return 0.0
        if letters:
            return 0.95
        return 0.9 if before.isalnum() and fragment.tail.isalnum() else 0.0

    def _is_damage(self, passage: str, fragment: Fragment, elected: list[Decoder]) -> bool:
        text = fragment.text
        if LOST in text:
            return True
        sign = _sign(text)
        if sign:
            if self.charsets[sign]:
                return True
            before = passage[max(0, fragment.start - 1) : fragment.start]
            return before.isascii() and not before.isspace() and before != ""
        if not elected:
            return False
        if QUESTION in text and elected[0].mark == QUESTION:
            return True
        return bool(self.charsets[elected[0].charset]) and text[:1] in LAST_BYTES


def _sign(text: str) -> str | None:
    return next((charset for sign, charset in SIGNS.items() if sign in text), None)


def _line(passage: str, fragment: Fragment) -> str:
    start = passage.rfind("\n", 0, fragment.start) + 1
    stop = passage.find("\n", fragment.end)
    return passage[
        max(start, fragment.start - 200) : min(
            stop if stop >= 0 else len(passage), fragment.end + 200
        )
    ]


def _is_strong(text: str, reading: Exact) -> bool:
    """Whether a fragment is damage by itself: it gives a mark, which chance does not."""
    return reading.times > 1 or (len(text) > 1 and _MARK.search(reading.text) is not None)


def _why(reading: Exact) -> str:
    times = {1: "", 2: ", twice", 3: ", three times"}[reading.times]
    return f"UTF-8 read as {reading.charset}{times}"
