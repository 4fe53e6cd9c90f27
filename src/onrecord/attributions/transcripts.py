"""Transcripts: turns that open with the name of whoever speaks."""

import re
from collections import Counter
from dataclasses import dataclass, field

from onrecord.alignment import Span
from onrecord.records import Attribution, Form

_TURN = re.compile(
    r"(?P<name>Q|A|QUESTION|ANSWER|REPORTER|"
    r"[A-Z][A-Z.'’\-]*(?: (?:[A-Z][A-Z.'’\-]*|[A-Z][a-z]+)){0,6}"
    r"(?: \([^)\n]{1,40}\))?)"
    r"(?P<cue>:)\s+(?=\S)|(?P<question>Q)\s{2,}(?=\S)"
)
_PLAIN_TURN = re.compile(r"(?P<name>(?:[A-Z][\w.'’-]+ ){0,5}[A-Z][\w.'’-]+)(?P<cue>:)\s+(?=\S)")
_TITLED = re.compile(
    r"(?:THE P|MR|MS|MRS|DR|SPOKES|PRESIDENT|PRIME|"
    r"SECRETARY|SENATOR|MINISTER|AMBASSADOR|GENERAL|CHANCELLOR|"
    r"VICE|UNDER|ASSISTANT|REPORTER|QUESTION|MODERATOR|JOURNALIST|HOST|INTERVIEWER|COMMISSIONER|SENIOR)"
)
_QUESTIONERS = frozenset(("Q", "QUESTION", "REPORTER", "JOURNALIST"))
_SURE = 0.97


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of a transcript, and where their words begin by the start of their paragraph."""

    attributions: list[Attribution] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)


def find_turns(text: str, paragraphs: list[Span]) -> Turns:
    """Each turn as an attribution whose content is its paragraphs.

    A name in capitals counts when it bears a title or returns; a place in a dateline does neither.

    >>> text = "MS. BERZINA: Nothing is signed.\\n\\nQ: Why?\\n\\nMS. BERZINA: Ask them."
    >>> turns = find_turns(text, [Span(0, 31), Span(33, 40), Span(42, 64)])
    >>> [text[a.source[0].start : a.source[0].end] for a in turns.attributions]
    ['MS. BERZINA', 'Q', 'MS. BERZINA']
    """
    openings = [_opening(text, paragraph) for paragraph in paragraphs]
    names = Counter(_name(match) for match in openings if match)
    turns = Turns()
    if not any(match and _counts(match, names) for match in openings):
        return turns
    # Datelines look the same ("VIENNA: ..."); the speakers of a transcript take turns.
    returning = sum(count for count in names.values() if count > 1)
    asked = any(_name(m) in _QUESTIONERS or _TITLED.match(_name(m)) for m in openings if m)
    transcript = sum(names.values()) >= 2 and (asked or returning * 2 > sum(names.values()))
    current: list[Span] = []
    opening: re.Match[str] | None = None
    for paragraph, match in zip(paragraphs, openings, strict=True):
        if match and (_counts(match, names) and transcript):
            _close(turns, opening, current)
            opening, current = match, [Span(match.end(), paragraph.end)]
            turns.starts[paragraph.start] = match.end()
        elif opening is not None:
            current.append(paragraph)
    _close(turns, opening, current)
    return turns


def _opening(text: str, paragraph: Span) -> re.Match[str] | None:
    return _TURN.match(text, paragraph.start, paragraph.end) or _PLAIN_TURN.match(
        text, paragraph.start, min(paragraph.end, paragraph.start + 80)
    )


def _name(match: re.Match[str]) -> str:
    return match.groupdict().get("name") or "Q"


def _counts(match: re.Match[str], names: Counter[str]) -> bool:
    name = _name(match)
    if name == "Q" or (name in ("A", "ANSWER") and names["Q"] > 0):
        return names[name] + names.get("A", 0) > 1 or len(names) > 1
    if match.re is _PLAIN_TURN:
        return names[name] >= 3
    return bool(_TITLED.match(name) and not name.startswith("THE ")) or names[name] >= 2


def _close(turns: Turns, opening: re.Match[str] | None, content: list[Span]) -> None:
    if opening is None or not content:
        return
    group = "question" if opening.groupdict().get("question") else "name"
    cue = (Span(*opening.span("cue")),) if opening.groupdict().get("cue") else ()
    turns.attributions.append(
        Attribution(
            source=(Span(*opening.span(group)),),
            cue=cue,
            content=tuple(content),
            form=Form.DIRECT,
            confidence=_SURE,
        )
    )


def is_questioner(source: str) -> bool:
    """Whether a turn is credited to someone who asks, unnamed."""
    return source.strip(" :") in _QUESTIONERS
