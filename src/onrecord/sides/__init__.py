"""Finds where a report names a side: a state, a body or an armed party, or who speaks for one.

One compiled scan (Aho-Corasick, leftmost-longest) proposes, and the words around each hit decide:
"Jordan" may be a man, "Georgia" may vote for the Senate, and "Washington" is a government in
"between Washington and Moscow" and a place in "a meeting in Washington".
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import ahocorasick_rs

from onrecord import lexicons
from onrecord.alignment import Span
from onrecord.lexicons import Leader, Word, unaccented
from onrecord.sides.reading import DATELINE_LENGTH, Entry, Reading, SideMention
from onrecord.sides.rules import OWN_RULES, RULES, by_case

__all__ = ["SideMention", "adjective", "find_sides", "side_name"]


def find_sides(text: str, published: str | None = None) -> list[SideMention]:
    """Return the mentions of sides in a text, in order and without overlap.

    `published` is the ISO date, month or year of the report: a leader who was out of office in
    that year does not speak for the side. Without it, every leader on file counts.

    >>> [(m.words, m.side, m.form) for m in find_sides("Kyiv denied a U.S.-Russian deal.")]
    [('Kyiv', 'UA', 'capital'), ('U.S.', 'US', 'name'), ('Russian', 'RU', 'adjective')]
    """
    scan = _scan()
    entries, reading = scan.entries, Reading(text, _year(published))
    found, length = reading.found, len(text)
    # Lines may be wrapped inside a name ("United\nStates"); offsets stay as they are.
    unwrapped = text.replace("\n", " ").replace("\xa0", " ")
    for index, start, end in scan.automaton.find_matches_as_indexes(unwrapped):
        if start < reading.passed or (start and text[start - 1].isalnum()):
            continue
        entry = entries[index]
        if end < length and text[end].isalnum():
            # The longest words run into others ("Georgia Stateless"): their beginning may do.
            shorter = [e for e in entry.shorter if not text[start + len(e.words)].isalnum()]
            if not shorter:
                continue
            entry, end = shorter[0], start + len(shorter[0].words)
        if entry.rule is None or reading.outside(start, end):
            continue
        verdict = entry.rule(reading, entry, start, end)
        if verdict is None:
            continue
        side, form = verdict
        line = text.rfind("\n", max(0, start - DATELINE_LENGTH), start) + 1
        if (line or start < DATELINE_LENGTH) and reading.in_dateline(line, end, form):
            form = "dateline"
        reading.sides.add(side)
        found.append(SideMention(Span(start, end), side, form, text[start:end]))
    return found


def side_name(code: str) -> str:
    """The plain English name of a side; the code itself if no side has it.

    >>> side_name("GT"), side_name("EU"), side_name("Hamas")
    ('Guatemala', 'European Union', 'Hamas')
    """
    side = lexicons.sides().get(code)
    return side.name if side else code


def adjective(code: str) -> str:
    """The adjective of a side, or its name where English has none.

    >>> adjective("GT"), adjective("CI")
    ('Guatemalan', 'Ivorian')
    """
    side = lexicons.sides().get(code)
    return side.adjective if side else code


def _year(published: str | None) -> int | None:
    return int(published[:4]) if published and published[:4].isdigit() else None


class _Scan(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    entries: list[Entry]


@lexicons.kept
def _scan() -> _Scan:
    """The compiled scan over all words of all sides."""
    table: dict[str, Entry] = {words: Entry(words, "", "", None) for words in lexicons.elsewhere()}
    doubtful = lexicons.doubtful()
    words = [word for side in lexicons.sides().values() for word in side.words]
    known = {word.words for word in words}
    words += [
        Word(w, cases[0].side, lexicons.doubtful_forms()[w])
        for w, cases in doubtful.items()
        if w not in known
    ]
    for word in words:
        rule = OWN_RULES.get(word.words, RULES[word.form])
        if cases := doubtful.get(word.words):
            rule = by_case(word.words, cases, rule)
        form = word.form.removeprefix("weak ")
        for spelt in (word.words, _loud(word.words)):
            table.setdefault(spelt, Entry(spelt, word.side, form, rule))
    for name, (leaders, full) in _leader_names().items():
        table.setdefault(name, Entry(name, "", "leader", RULES["leader"], (), leaders, full))
    entries = [
        entry._replace(shorter=tuple(_shorter(entry.words, table))) for entry in table.values()
    ]
    automaton = ahocorasick_rs.AhoCorasick(
        list(table), matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, store_patterns=False
    )
    return _Scan(automaton, entries)


def _loud(words: str) -> str:
    """The words in capitals, as headlines have them; short ones as they are, or they are others."""
    return words.upper() if len(words) > 3 else words


def _shorter(words: str, table: dict[str, Entry]) -> Iterable[Entry]:
    """The entries that these words begin with, longest first."""
    for end in range(len(words) - 1, 1, -1):
        if (entry := table.get(words[:end])) and not words[end].isalnum():
            yield entry


def _leader_names() -> dict[str, tuple[tuple[Leader, ...], bool]]:
    """Full names and family names, each with those who bear it and whether it is full."""
    found: dict[str, list[Any]] = {}
    for leader in lexicons.leaders():
        for name, full in [*((n, True) for n in leader.names), (leader.family, False)]:
            for form in {name, unaccented(name)}:
                for words in {form, form.upper()} if len(form) > 3 else {form}:
                    bearers, was_full = found.setdefault(words, [[], full])
                    bearers.append(leader)
                    found[words][1] = was_full or full
    return {name: (tuple(bearers), full) for name, (bearers, full) in found.items()}
