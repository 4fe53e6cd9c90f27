"""The words of a text as copies are compared by them, and the shingles that they make."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.alignment import Span

SHINGLE = 5
"""Words in a shingle: five, as in the list of near copies that the tests measure with."""

Hashes = NDArray[np.uint64]

# Money and shares are words, so that "$5" is not "€5"; Chinese and Japanese have no spaces, so each
# character counts as a word.
_SIGNS = "぀-ヿ㐀-鿿豈-﫿"
_LETTERS = rf"(?:[^\W_{_SIGNS}]++[\u0300-\u036f]*+)++"
_WORD = re.compile(rf"{_LETTERS}(?:['’ʼ]{_LETTERS})*+|[{_SIGNS}]|[%$€£¥₣₤₦₩₪₫₱₴₹₺₽₿]")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # from SplitMix64 (Steele, Lea and Flood, 2014)


class Word(NamedTuple):
    """A word where it stands; `folded` is how it is compared."""

    span: Span
    folded: str


def words(text: str) -> list[Word]:
    """The words of a text, in order.

    >>> [word.folded for word in words("“Hoxhaj’s  PACT,” at €5")]
    ['hoxhajs', 'pact', 'at', '€', '5']
    """
    return [Word(Span(*found.span()), _folded(found[0])) for found in _WORD.finditer(text)]


def folded_words(text: str) -> list[str]:
    """The words as they are compared: without case, marks, spacing and kinds of apostrophe."""
    return [_folded(word) for word in _WORD.findall(text)]


def runs(folded: Sequence[str]) -> Hashes:
    """Every run of five words, in order, as a 64-bit hash; a shorter text is one run.

    The same on every machine. Two different runs share a hash once in 2^64.
    """
    hashes = np.fromiter(map(_hash, folded), np.uint64, len(folded))
    count = max(len(hashes) - SHINGLE + 1, min(len(hashes), 1))
    mixed = np.zeros(count, np.uint64)
    for at in range(min(SHINGLE, len(hashes))):
        mixed = mixed * _SPREAD + hashes[at : at + count]
        mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX
    return mixed ^ (mixed >> np.uint64(32))


def shingles(folded: Sequence[str]) -> Hashes:
    """The distinct runs of five words, sorted by their hash."""
    return np.unique(runs(folded))


def shared(left: Hashes, right: Hashes) -> int:
    """How many hashes two sorted sets have in common."""
    if len(left) > len(right):
        left, right = right, left
    if not len(left):
        return 0
    places = np.searchsorted(right, left)
    places[places == len(right)] = 0
    return int(np.count_nonzero(right[places] == left))


@lru_cache(1 << 16)
def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word.translate(_APOSTROPHES)).casefold()


@lru_cache(1 << 16)
def _hash(folded: str) -> int:
    encoded = folded.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(encoded, digest_size=8).digest(), "little")
