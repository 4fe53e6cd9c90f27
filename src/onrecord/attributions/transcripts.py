"""Transcripts: turns that open with the name of whoever speaks."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.alignment import Span
from onrecord.records import Attribution, Form

# Capitals, those with accents too.
_UP = "A-ZÀ-ÖØ-Þ"
_NAME = (
    rf"[{_UP}][{_UP}.'’\-]*(?: (?:[{_UP}][{_UP}.'’\-]*|[{_UP}][a-zà-öø-ÿ]+)){{0,6}}"
    r"(?: \([^)\n]{1,40}\))?"
)
_TURN = re.compile(
    rf"(?P<name>Q|A|QUESTION|ANSWER|REPORTER|{_NAME})(?P<cue>:)(?=\s)"
    r"|(?P<question>Q)\s{2,}(?=\S)"
)
_PLAIN_TURN = re.compile(rf"(?P<name>(?:[{_UP}][\w.'’-]+ ){{0,5}}[{_UP}][\w.'’-]+)(?P<cue>:)(?=\s)")
# Pages that lost their line ends have turns in the midst of a paragraph, each behind a sentence.
_INLINE = re.compile(
    rf"(?<=[.?!)\]—–…”\"’{_UP}]\s|\s\s)(?![CEMP][DES]?[DS]T )(?:"
    rf"(?P<name>(?:[{_UP}][{_UP}.'’\-]+ ){{0,4}}[{_UP}][{_UP}'’\-]+)(?P<cue>:)(?=\s)"
    r"|(?P<question>Q)\s{2,}(?=\S))"
)
_FEWEST_INLINE = 3
_TITLED = re.compile(
    r"(?:THE P|MR|MS|MRS|DR|SPOKES|PRESIDENT|PRIME|"
    r"SECRETARY|SENATOR|MINISTER|AMBASSADOR|GENERAL|CHANCELLOR|"
    r"VICE|UNDER|ASSISTANT|REPORTER|QUESTION|MODERATOR|JOURNALIST|HOST|INTERVIEWER|COMMISSIONER|SENIOR)"
)
_QUESTIONERS = frozenset(("Q", "QUESTION", "REPORTER", "JOURNALIST"))
_SURE = 0.97
# An address is announced in so many paragraphs at most: place, day and hour.
_TOP = 4


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of a transcript: who says which stretches, and the labels that open them."""

    attributions: list[Attribution] = field(default_factory=list)
    labels: list[Span] = field(default_factory=list)


def find_turns(text: str, paragraphs: Sequence[Span]) -> Turns:
    """Each turn as an attribution whose content is its paragraphs.

    A name in capitals counts when it bears a title or returns; a place in a dateline does neither.

    >>> text = "MS. BERZINA: Nothing is signed.\\n\\nQ: Why?\\n\\nMS. BERZINA: Ask them."
    >>> turns = find_turns(text, [Span(0, 31), Span(33, 40), Span(42, 64)])
    >>> [text[a.source[0].start : a.source[0].end] for a in turns.attributions]
    ['MS. BERZINA', 'Q', 'MS. BERZINA']
    """
    openings = _openings(text, paragraphs)
    names = Counter(_name(match) for match in openings)
    counted = [match for match in openings if _counts(match, names)]
    # Datelines look the same ("VIENNA: ..."); the speakers of a transcript take turns.
    returning = sum(count for count in names.values() if count > 1)
    asked = any(_name(m) in _QUESTIONERS or _TITLED.match(_name(m)) for m in openings)
    taking_turns = sum(names.values()) >= 2 and (asked or returning * 2 > sum(names.values()))
    if not taking_turns:
        counted = _address(openings, paragraphs)
    if not counted:
        return Turns()
    ends = [match.start() for match in counted[1:]] + [len(text)]
    turns = Turns(labels=[Span(*match.span()) for match in counted])
    for match, end in zip(counted, ends, strict=True):
        content = _within(text, paragraphs, match.end(), end)
        if content:
            turns.attributions.append(_turn(match, content))
    return turns


def _openings(text: str, paragraphs: Sequence[Span]) -> list[re.Match[str]]:
    """What may open turns, in order, without overlaps: the label "MS. LOWE" holds a second one."""
    openings = [match for p in paragraphs if (match := _opening(text, p))]
    at_start = {match.start() for match in openings}
    inside = {match.end() for match in openings}
    inline = [
        match
        for match in _INLINE.finditer(text)
        if match.start() not in at_start and match.end() not in inside
    ]
    if len(inline) < _FEWEST_INLINE:
        return openings
    return sorted((*openings, *inline), key=lambda match: match.start())


def _opening(text: str, paragraph: Span) -> re.Match[str] | None:
    # A character more, so that a label that is a paragraph of its own has its white space.
    end = paragraph.end + 1
    return _TURN.match(text, paragraph.start, end) or _PLAIN_TURN.match(
        text, paragraph.start, min(end, paragraph.start + 80)
    )


def _address(openings: list[re.Match[str]], paragraphs: Sequence[Span]) -> list[re.Match[str]]:
    """The one label of a text in which a person with a title speaks from near the top on."""
    top = {p.start for p in paragraphs[:_TOP]}
    if len(openings) != 1 or openings[0].start() not in top or openings[0].re is not _TURN:
        return []
    return openings if _TITLED.match(_name(openings[0])) else []


def _within(text: str, paragraphs: Sequence[Span], start: int, end: int) -> list[Span]:
    """The paragraphs between two places, or their parts, without white space around them."""
    at = max(0, bisect_right(paragraphs, start, key=lambda p: p.start) - 1)
    found = []
    while at < len(paragraphs) and paragraphs[at].start < end:
        low, high = max(start, paragraphs[at].start), min(end, paragraphs[at].end)
        words = text[low:high]
        low += len(words) - len(words.lstrip())
        high = low + len(words.strip())
        if low < high:
            found.append(Span(low, high))
        at += 1
    return found


def _name(match: re.Match[str]) -> str:
    return match.groupdict().get("name") or "Q"


def _counts(match: re.Match[str], names: Counter[str]) -> bool:
    name = _name(match)
    if name == "Q" or (name in ("A", "ANSWER") and names["Q"] > 0):
        return names[name] + names.get("A", 0) > 1 or len(names) > 1
    if match.re is _PLAIN_TURN:
        return names[name] >= 3
    return bool(_TITLED.match(name) and not name.startswith("THE ")) or names[name] >= 2


def _turn(opening: re.Match[str], content: list[Span]) -> Attribution:
    group = "question" if opening.groupdict().get("question") else "name"
    cue = (Span(*opening.span("cue")),) if group == "name" else ()
    return Attribution(
        source=(Span(*opening.span(group)),),
        cue=cue,
        content=tuple(content),
        form=Form.DIRECT,
        confidence=_SURE,
    )


def is_turn(text: str, attribution: Attribution) -> bool:
    """Whether an attribution is a turn of a transcript: its cue is the colon of a label, or none.

    A quotation credited to nobody has no cue either, and no source.
    """
    cue = "".join(text[start:end] for start, end in attribution.cue)
    direct = attribution.form is Form.DIRECT and attribution.confidence == _SURE
    return direct and bool(attribution.source) and cue in ("", ":")


def is_questioner(source: str) -> bool:
    """Whether a turn is credited to someone who asks, unnamed."""
    return source.strip(" :") in _QUESTIONERS
