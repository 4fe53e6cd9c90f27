"""The scan that comes first: which sentences can matter, so that nothing else meets a model."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import ahocorasick_rs

from onrecord.alignment import Span
from onrecord.claims.vocabulary import agreement_words
from onrecord.errors import BadLexicon
from onrecord.lexicons import kept, load


def find_zones(
    text: str, low: str, sentences: Sequence[Span], sides: Sequence[Span]
) -> list[range]:
    """Runs of sentences in which something may be said of an agreement, in order.

    `low` is the text in lower case, place for place, `sides` are the places where it names a side
    other than the issuer's. A zone holds every sentence within the reach of a sign
    (`data/signs.toml`) that has a side as near, and whole paragraphs, so that quotations are whole.

    >>> text = "It rained in Mali. They signed a pact. Minors are exempt."
    >>> spans = [Span(0, 18), Span(19, 38), Span(39, 57)]
    >>> find_zones(text, text.lower(), spans, [Span(13, 17)])
    [range(0, 3)]
    >>> find_zones(text, text.lower(), spans, [])
    []
    """
    scan, reach = _scan()
    starts = [sentence.start for sentence in sentences]
    named = sorted({bisect_right(starts, side.start) - 1 for side in sides})
    near = set()
    for _, start, _ in scan.find_matches_as_indexes(low):
        if start == 0 or not low[start - 1].isalnum():
            at = max(0, bisect_right(starts, start) - 1)
            if bisect_left(named, at - reach) < bisect_right(named, at + reach):
                near.add(at)
    zones: list[range] = []
    for at in sorted(near):
        first = _paragraph_start(text, sentences, max(0, at - reach))
        last = _paragraph_end(text, sentences, min(len(sentences) - 1, at + reach))
        if zones and first <= zones[-1].stop:
            zones[-1] = range(zones[-1].start, max(zones[-1].stop, last + 1))
        else:
            zones.append(range(first, last + 1))
    return zones


# A paragraph is followed for so many sentences at most.
_LONGEST = 12


def _paragraph_start(text: str, sentences: Sequence[Span], at: int) -> int:
    first = at
    while first > max(0, at - _LONGEST):
        if "\n" in text[sentences[first - 1].end : sentences[first].start]:
            return first
        first -= 1
    return first


def _paragraph_end(text: str, sentences: Sequence[Span], at: int) -> int:
    last = at
    while last < min(len(sentences) - 1, at + _LONGEST):
        if "\n" in text[sentences[last].end : sentences[last + 1].start]:
            return last
        last += 1
    return last


@kept
def _scan() -> tuple[ahocorasick_rs.AhoCorasick, int]:
    """The compiled scan for signs and names of agreements, and how far around them to read."""
    table = load("signs")
    signs, reach = table.get("signs"), table.get("reach")
    if not isinstance(signs, list) or not isinstance(reach, int):
        raise BadLexicon("data/signs.toml needs signs, a list, and reach, a number. Mend it.")
    words = {*signs, *map(str.lower, agreement_words().named), *agreement_words().nouns}
    return ahocorasick_rs.AhoCorasick(
        sorted(words), matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST
    ), reach
