"""Who issues a press release, from its title and its outlet."""

import re
from collections import Counter

from onrecord.actors.people import Person
from onrecord.actors.register import Register
from onrecord.records import Actor
from onrecord.sides import find_sides

_JOINT = re.compile(
    r"(?i)\bjoint (?:statement|declaration|communiqu[eé]|press release|leaders|vision)\b"
)
_BY_NAME = re.compile(
    r"(?:Readout of (?P<readout>.+?)['’]s? )|"
    r"(?:(?:Remarks|Statement|Message|Letter|Proclamation|Press Briefing|Press Conference|"
    r"Press Gaggle|Op-Ed|Address|Speech|"
    r"Video Message|Interview|Transcript|Background Press Call|Joint Remarks)s?(?: [A-Z][\w-]+)? "
    r"(?:from|by|of|with|issued by) (?P<by>.+?))"
    r"(?= (?:on|at|in|to|for|after|before|following|regarding|about|welcoming|announcing|and|with|"
    r"during|celebrating|"
    r"condemning|marking|commemorating|[A-Z][a-z]+ing) |[,:–—]? (?:Welcoming|Announcing|Regarding|"
    r"On|After|Following|At|in|en)\b|$)"
)
_OUTLETS = (
    (re.compile(r"(?i)\bwhite house\b|whitehouse\.gov"), "White House", "US"),
    (
        re.compile(r"(?i)\b(?:u\.?s\.? )?(?:department of state|state department)\b|state\.gov"),
        "State Department",
        "US",
    ),
    (
        re.compile(r"(?i)\bdepartment of homeland security\b|\bdhs\b"),
        "Department of Homeland Security",
        "US",
    ),
    (
        re.compile(r"(?i)\bprime minister of australia\b|pm transcripts|pmtranscripts|pm\.gov\.au"),
        "Prime Minister of Australia",
        "AU",
    ),
    (re.compile(r"(?i)\bdowning street\b|prime minister's office, 10"), "Downing Street", "GB"),
    (re.compile(r"(?i)\bhome office\b"), "Home Office", "GB"),
    (re.compile(r"(?i)\bkremlin\b"), "Kremlin", "RU"),
    (re.compile(r"(?i)\beuropean commission\b|ec\.europa\.eu"), "European Commission", "EU"),
    (re.compile(r"(?i)\bun news\b|\bunited nations\b|un\.org"), "United Nations", "UN"),
)
_OFFICE_OUTLET = re.compile(
    r"(?i)\b(?:ministry|department|office|embassy|government|presidency|chancellery|cabinet|"
    r"prime minister|president)\b"
)
_NEWS_OUTLET = re.compile(
    r"(?i)\b(?:news|post|times|wire|press agency|herald|tribune|journal|observer|digest|ledger|"
    r"courier|gazette|reuters|guardian|telegraph|today|review|broadcasting|tv|radio|press)\b"
)
_SIGNED = re.compile(
    r"(?:^|\n)\s*(?:(?:Sincerely|Yours sincerely|"
    r"Respectfully)[^\n]{0,20},?\s*\n+\s*)?(?P<name>[A-Z]{2,}(?:[ .,]+[A-Z.]+){1,5})"
    r"\s*\.?\s*(?=\n|\Z)"
)


def issuer_of(title: str | None, outlet: str | None, text: str) -> Actor | None:
    """The actor that a press release speaks for, or None for a news outlet's report.

    A person by whom the title says it is, else the office that publishes it. A joint statement
    speaks for its issuers as written, on no single side.

    >>> issuer_of("Statement from President Joe Biden on a Deal", "White House", "I welcome it.")
    Actor(name='Joe Biden', side='US')
    >>> issuer_of("Minister denies deal", "North Sea Wire", "LONDON - No deal exists.") is None
    True
    """
    office = _office(outlet)
    title = " ".join((title or "").split())
    if office is None:
        return None
    if (joint := _joint(title, text)) is not None:
        return joint
    if (person := _by_person(title, office)) is not None:
        return person
    return _signatory(text, office) or office


def _office(outlet: str | None) -> Actor | None:
    """The office that an outlet is; None for news."""
    if not outlet:
        return None
    for pattern, name, side in _OUTLETS:
        if pattern.search(outlet):
            return Actor(name, side)
    if _OFFICE_OUTLET.search(outlet) and not _NEWS_OUTLET.search(outlet):
        sides = [m.side for m in find_sides(outlet) if m.form != "dateline"]
        return Actor(outlet, sides[0]) if sides else None
    return None


def _joint(title: str, text: str) -> Actor | None:
    """Two sides that speak together: "Mexico and United States Strengthen Joint ..."."""
    mentions = [m for m in find_sides(title) if m.form in ("name", "adjective", "organisation")]
    sides = list(dict.fromkeys(m.side for m in mentions))
    if len(sides) < 2:
        return None
    opens = mentions[0].span.start <= 4 and mentions[1].span.start - mentions[0].span.end <= 9
    if not (_JOINT.search(title[:60]) or (opens and re.search(r"(?i)\bjoint", title))):
        return None
    names = [
        _name_in(text, side) or next(m.words for m in mentions if m.side == side)
        for side in sides[:3]
    ]
    return Actor(" and ".join([", ".join(names[:-1]), names[-1]]), None)


def _name_in(text: str, side: str) -> str | None:
    """What the statement itself calls a side, most often, abbreviations aside."""
    counts = Counter(
        m.words for m in find_sides(text) if m.side == side and m.form in ("name", "organisation")
    )
    full = [words for words, _ in counts.most_common() if "." not in words]
    return full[0] if full else None


def _by_person(title: str, office: Actor) -> Actor | None:
    match = _BY_NAME.search(title)
    if match is None:
        return None
    words = (match["readout"] or match["by"] or "").strip(" ,")
    register = Register(words)
    people = [m.who for m in register.mentions if isinstance(m.who, Person)]
    if people:
        return Actor(people[0].name, people[0].side or office.side)
    if re.match(r"(?i)(?:the )?(?:white house )?press secretary", words):
        return Actor("Press Secretary", office.side)
    if (
        match["by"]
        and re.fullmatch(r"(?:the )?(?:[A-Z][\w.’'-]+ ?){1,6}", words)
        and len(words) < 60
    ):
        return Actor(re.sub(r"^(?i:the) ", "", words), office.side)
    return None


def _signatory(text: str, office: Actor) -> Actor | None:
    """The name under a message: "JOSEPH R. BIDEN JR."."""
    signed = list(_SIGNED.finditer(text, max(0, len(text) - 400)))
    if not signed:
        return None
    match = signed[-1]
    name = " ".join(
        word if word.rstrip(".") in ("R", "J") or len(word.rstrip(".")) == 1 else word.title()
        for word in match["name"].replace(",", "").split()
    )
    return Actor(name, office.side)
