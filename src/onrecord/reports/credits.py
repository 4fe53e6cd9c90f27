"""Datelines, bylines and agency credits: who sent a report and from where, as it says itself."""

import re
from dataclasses import dataclass

from onrecord.alignment import Span

AGENCIES = {
    "AP": "AP", "Associated Press": "AP", "The Associated Press": "AP",
    "Reuters": "Reuters", "Thomson Reuters": "Reuters",
    "AFP": "AFP", "Agence France-Presse": "AFP",
    "UPI": "UPI", "United Press International": "UPI",
    "dpa": "dpa", "DPA": "dpa", "EFE": "EFE", "ANSA": "ANSA", "PTI": "PTI", "ANI": "ANI",
    "IANS": "IANS", "PA": "PA", "PA Media": "PA", "AAP": "AAP", "CP": "CP",
    "The Canadian Press": "CP", "Canadian Press": "CP", "Xinhua": "Xinhua", "Kyodo": "Kyodo",
    "Kyodo News": "Kyodo", "Jiji": "Jiji", "Yonhap": "Yonhap", "TASS": "TASS",
    "ITAR-TASS": "TASS", "Interfax": "Interfax", "RIA Novosti": "RIA Novosti",
    "Anadolu": "Anadolu", "AA": "Anadolu", "BNS": "BNS", "LETA": "LETA", "Bloomberg": "Bloomberg",
    "CNS": "CNS", "IPS": "IPS", "APA": "APA", "ATS": "ATS", "Belga": "Belga", "CTK": "CTK",
    "MTI": "MTI", "PAP": "PAP", "NAN": "NAN", "GNA": "GNA", "SAPA": "SAPA",
    "Ukrinform": "Ukrinform",
}  # fmt: skip
"""How agencies sign, and the short name that is recorded."""

_AGENCY = "|".join(re.escape(name) for name in sorted(AGENCIES, key=len, reverse=True))
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DASH = r"(?:\s*[—–]\s*|\s+--?\s+)"
_PLACE = r"[A-Z][A-ZÀ-Þ.'’\-]+(?: (?:[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]*|de|of)){0,2}"
_NAMED = r"[A-ZÀ-Þ][\w.'’\-]+(?: (?:[A-ZÀ-Þ][\w.'’\-]*|de|of)){0,2}"
_DATE = rf"{_MONTH} \d{{1,2}}(?:,? \d{{4}})?|{_MONTH}(?: \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?"

# "LONDON (AP) — ", "THE HAGUE, Feb. 4 - ", "PORT-AU-PRINCE, Haiti (Reuters) - ", "PRISTINA - ",
# and, where an agency signs, "Mexico City (AFP) – " and "Dec 29 (Reuters) - ".
_DATELINE = re.compile(
    rf"(?:(?P<place>{_PLACE}(?:/{_PLACE})?(?:, {_NAMED}(?=[ ,][(—–-]|, | --? ))?)"
    rf"(?:,? (?P<date>{_DATE}))?"
    rf"(?P<credit>,? \([A-Z][\w.&'’ -]{{1,30}}\)|, (?:{_AGENCY}))?"
    rf"|(?P<only>{_NAMED}(?:, {_NAMED})?(?:,? (?:{_DATE}))?|{_DATE}) (?P<signed>\((?:{_AGENCY})\)))"
    rf"{_DASH}(?P<first>\S)"
)
# In capitals before a dash, but no place.
_NO_PLACE = re.compile(
    r"(?:UPDATE|BREAKING|WATCH|CORRECT|EXCLUSIVE|ANALYSIS|OPINION|LIVE|VIDEO|RECAP|PHOTO|READ|NOTE"
    r"|FACTBOX|EXPLAINER|FULL TEXT|EDITOR|QUESTION|ANSWER|SUMMARY|HIGHLIGHTS|TIMELINE|TEXT|REMARKS"
    r"|STATEMENT|PRESS|SPEECH|MEDIA|TRANSCRIPT|MR|MS|MRS|DR|THE PRESIDENT|PRIME MINISTER)\b"
)
_CREDIT = re.compile(
    rf"^\((?P<alone>{_AGENCY})\)(?:{_DASH}|\s+)?|\((?P<closing>{_AGENCY})\)[^\S\n]*$"
    rf"|^(?:By |Source: )?(?P<line>{_AGENCY})[^\S\n]*$"
    rf"|^(?:©|Copyright|\(c\)) ?(?:\d{{4}} )?(?P<rights>{_AGENCY})\b",
    re.MULTILINE,
)
_BYLINE = re.compile(
    r"^(?:By|BY|Written by|Words by) (?!THE\b|The\b)(?P<author>[A-ZÀ-Þ][\w.'’\-]*"
    r"(?:(?: and | & |, | in |,? for | )"
    r"(?:[A-ZÀ-Þ][\w.'’\-]*|de|da|van|von|der|den|al|bin|the|el|la)){1,9})(?<!['’]s)[.,]?$",
    re.MULTILINE,
)
_HEAD = 1500
_FIRST_LINES = 6


@dataclass(frozen=True, slots=True)
class Credits:
    """What a report says of its own origin, and the stretches of the text that say it."""

    dateline: str | None = None
    agency: str | None = None
    author: str | None = None
    spans: tuple[Span, ...] = ()


def find_credits(text: str) -> Credits:
    """What the head and the foot of a report say of its origin.

    >>> found = find_credits("By Ana Cruz\\n\\nTEGUCIGALPA, June 26 (Reuters) - No pact exists.")
    >>> found.dateline, found.agency, found.author
    ('TEGUCIGALPA, June 26', 'Reuters', 'Ana Cruz')
    """
    dateline = agency = author = None
    spans = []
    for start, line in _first_lines(text):
        if author is None and (byline := _BYLINE.match(line.rstrip())):
            author = byline["author"]
            spans.append(Span(start, start + byline.end()))
            continue
        match = _DATELINE.match(line)
        if match and _is_dateline(match, line):
            dateline = match["only"] or ", ".join(filter(None, (match["place"], match["date"])))
            agency = _agency_in(match["credit"] or match["signed"])
            spans.append(Span(start, start + match.start("first")))
            break
    if agency is None:
        for start, part in (
            (0, text[:_HEAD]),
            (max(_HEAD, len(text) - 400), text[max(_HEAD, len(text) - 400) :]),
        ):
            if credit := _CREDIT.search(part):
                agency = AGENCIES[next(name for name in credit.groups() if name)]
                spans.append(Span(start + credit.start(), start + credit.end()))
                break
    if author in AGENCIES:
        agency, author = agency or AGENCIES[author], None
    return Credits(dateline, agency, author, tuple(spans))


def _first_lines(text: str) -> list[tuple[int, str]]:
    """The first lines with words in them, each with its offset."""
    lines = []
    at = 0
    for line in text[:_HEAD].splitlines(keepends=True)[: 3 * _FIRST_LINES]:
        if line.strip():
            lines.append((at, line))
        at += len(line)
    return lines[:_FIRST_LINES]


def _is_dateline(match: re.Match[str], line: str) -> bool:
    """Whether capitals before a dash name a place: a paragraph follows, not the rest of a title."""
    if match["signed"] or match["credit"] or match["date"]:
        return True
    follows = line[match.start("first") :]
    return len(follows) > 60 and not follows[0].islower() and not _NO_PLACE.match(line)


def _agency_in(credit: str | None) -> str | None:
    """The agency's short name; one that is not known is kept as it signs."""
    name = (credit or "").strip(" ,()")
    return AGENCIES.get(name, name) or None
