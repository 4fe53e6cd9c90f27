"""The rules that read a hit of the scan in its context: a side and a form, or nothing."""

import re
from typing import Final

from onrecord import lexicons
from onrecord.lexicons import Case
from onrecord.sides.reading import DATE, Entry, Reading, Rule, Verdict

CURRENCY = (
    r"dollars?|pounds?|francs?|rubles?|roubles?|rupees?|yuan|yen|pesos?|krone[rn]?|kron[oa]r?|"
)
ADJECTIVE_RIGHT = re.compile(
    rf" (?:{CURRENCY}renminbi|lira|won|dinars?|rand|riyals?|shillings?|currency"
    r"|food|foods|cuisine|dish(?:es)?|restaurants?|wines?|cheeses?|beers?|tea|teas|whiskey|cooking"
    r"|language|lessons|grammar|accents?|accent|architecture|proverb|literature|surname"
    r"|translators?|translation|interpreters?|subtitles|descent|origin|ancestry|heritage|roots)\b"
    r"|(?P<american>[-‐‑–— ]Americans?\b)"
)
TIES = re.compile(
    r" (?:[a-z]+ )?(?:relations?|ties|talks?|agreements?|treat(?:y|ies)|deals?|pacts?|accords?"
    r"|summits?"
    r"|trade|borders?|cooperation|negotiations?|dialogue|alliance|partnership|relationship"
    r"|diplomacy"
    r"|disputes?|war|conflict|arms|nuclear|meetings?|efforts?|initiative|plan|proposal|statement"
    r"|declaration|commission|understanding|rapprochement|rivalry|ceasefire|truce|exchange|swap)\b"
)
LANGUAGE_LEFT = re.compile(
    r"(?:\b(?:[Ii]n|speaks?|spoke|speaking|fluent|into|learn(?:ed|ing)?|taught|teach(?:es)?"
    r"|understand"
    r"|broken|perfect|fluently) | (?:and|or) (?:in )?)$"
)
LANGUAGE_RIGHT = re.compile(
    r"[.,;:)\]\"”’?!]|$|\n| (?:and|or|but|that|at|with|on|as|to|by|for|when|is)\b"
)

PLACE_LEFT = re.compile(
    r"(?<![\w-])(?:in|at|near|from|to|outside|around|across|through|into|via|inside|throughout"
    r"|within"
    r"|over|toured?|touring|visit(?:s|ed|ing)?|reach(?:ed|es|ing)?|bomb(?:ed|ing)?|occupied"
    r"|besieged"
    r"|leav(?:e|es|ing)|enter(?:ed|ing|s)?|downtown|central|northern|southern|eastern|western"
    r"|north|south|east|west|rural|uptown|nearby|metropolitan|historic|old|in nearby|surrounding"
    r"|(?:city|cities|mayor|streets?|outskirts|suburbs?|university|archbishop|bishop|center|centre"
    r"|region|capital|area|areas|parts?|town|port|airport|district|heart|people|residents|treaty"
    r"|siege"
    r"|fall|battle|north|south|east|west|northeast|northwest|southeast|southwest|outside|kilometers"
    r"|kilometres|miles|km|City|University|Bishop|Archbishop|Mayor|Treaty|bombing|visit"
    r"|shelling) of"
    r"|In|At|Near|From|To|Outside|Around|Across|Visiting|Central|Downtown|Inside)"
    r"(?: the)?\s{1,2}$"
)
# "Seattle, Washington" and a line of its own under a speech, but not "On Monday, London, ...".
COMMA_LEFT = re.compile(
    r"(?:(?<!\w)(?!\w+day,|(?:However|Still|Indeed|Meanwhile|Today|Also|And|But|So|Yet|Then"
    r"|Earlier|Now),)"
    r"[A-Z][\w’'-]+,\s{1,2})$"
)
ALONE_RIGHT = re.compile(r"[,;)]|\.?\s*(?:\n|$)")
LINE_RIGHT = re.compile(r"[ \t]*(?:\n|$)|,? {1,2}\d")
GOVERNMENT_LEFT = re.compile(
    r"\b(?:[Aa]ccording|unacceptable|acceptable|thanks|loyal|hostile|friendly|offer(?:s|ed)?"
    r"|offering"
    r"|messages?|appeals?|requests?|concessions?|proposals?|response|responses|repl(?:y|ies|ied)"
    r"|warnings?|letters?|aid|assistance|assurances?|pressure|approval|permission|support|demands?"
    r"|signals?|consent|help|funding|backing|reaction|comment|denials?|statement|guarantees?"
    r"|promises?"
    r"|commitments?|answers?|note|word|orders?|money|weapons|arms|loans?|relief|recognition"
    r"|ultimatum"
    r"|complain(?:ed|ts?)?|allied|opposed|alternative|independence|gift|blow|setback|key|sold"
    r"|support"
    r"|deliver(?:ed|ies)?|supplied|sanctions|protection|protested|pledges?|pledged|owed) (?:to"
    r"|from) $"
)
CITY_RIGHT = re.compile(
    r"(?:['’]s?)? (?:airport|mayor|police|streets?|residents?|suburbs?|metro|subway|underground|"
    r"neighbou?rhoods?|university|bureau|correspondent|hotel|hotels|stock|bourse|zoo|hospital"
    r"|museum|"
    r"skyline|traffic|weather|fire|theaters?|theatres?|restaurants?|district|downtown|office"
    r"|offices|"
    r"court|prosecutor|prosecutors|conference|summit|climate|meeting|meetings|talks|round|process|"
    r"attacks?|bombings?|protests?|rally|demonstration|marathon|Olympics|embassy|headquarters"
    r"|time|area|"
    r"region|apartment|home|visit|trip|speech|studio|newsroom|think|newspapers?|daily|pact"
    r"|accords?|"
    r"agreements?|declaration|convention|protocol|treaty|communique|communiqué|deal|commuters?"
    r"|m[ae]n|"
    r"wom[ae]n|couple|phone|papers?|journalists?|lawyers?|studios?|understandings|consulate)\b"
    r"| (?:and|or) [A-Z]\w+ (?:conferences?|meetings?|summits?|talks|airports?)\b| \d{1,2}(?:st"
    r"|nd|rd|th)?\b"
    r"|-(?:based|area|bound|headquartered|to)\b"
    rf"|, (?:D\.?C\.?|England|{DATE}|\d)|,? D\.?C\.?\b"
)
# "The Paris Agreement" is made by many and in Paris by chance: not even the place is meant.
TITLE_RIGHT = re.compile(
    r"(?: [A-Z]\w+)? (?:Agreements?|Accords?|Treaty|Protocol|Convention|Declaration|Pact|Statute"
    r"|Process|Round|Regulation"
    r"|Summit|Conference|Memorandum|Plan|Principles|Consensus|Amendment|Charter|Communique"
    r"|Communiqué"
    r"|Initiative|Club|Olympics|Olympic|Games|Airport|University|Cathedral|Bridge|Institute|Center"
    r"|Centre|School|College|Museum|Museums|Philharmonic|Opera|Marathon|Exchange|Group"
    r"|Foundation)\b"
)
GOVERNMENT_RIGHT = re.compile(
    r"['’]s? (?:\w+ ){0,2}(?:government|ministry|minister|president|envoy|ambassador|position"
    r"|policy|"
    r"decision|demands?|offer|refusal|officials?|leaders?|parliament|response|allies|interests?)\b"
)

GEORGIA_US_RIGHT = re.compile(
    r"(?:['’]s)? (?:\d|governor|Gov|voters?|Republicans?|Democrats?|Democratic|GOP"
    r"|Secretary of State|Senate"
    r"|senators?|Sen\b|Sen\.|Rep\b|congressman|congresswoman|primary|runoff|election results"
    r"|ballots?"
    r"|House|legislature|lawmakers|state|General Assembly|sheriff|grand jury|Bulldogs|native|peach"
    r"|peaches|delegates?|electors?|Power|Department|Supreme Court|Bureau|Attorney General|mother"
    r"|Southern|Aquarium|Dome|Ports|farm|farmer|coast)"
)
GEORGIA_SURE: Final = lexicons.around("georgia_the_state_surely")
GEORGIA_US_SURE: Final = lexicons.around("georgia_in_america_surely")
GEORGIA_US: Final = lexicons.around("georgia_in_america")
GEORGIA_STATE: Final = lexicons.around("georgia_the_state")
US_CITY_LEFT = re.compile(r"(?P<city>[A-Z][\w.'’-]+), $")
SURNAME_RIGHT = re.compile(
    r" (?!(?:River|Valley|Foreign|Prime|President|Minister|King|Queen|Prince|Crown|Information"
    r"|Interior|"
    r"Government|Embassy|Ambassador|Defen[cs]e|Armed|Army|Air|Parliament|Ministry|Border|Customs|"
    r"Times|Islamic|Muslim|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Basin|Delta)\b)"
    r"[A-Z](?:['’][A-Z])?[a-z]{2,}"
)
LATER_TURKEY: Final = lexicons.around("turkey_the_state")


def _plain(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    return entry.side, entry.form


def _adjective(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """An adjective is a side's unless it is a language, a coin, a dish or half of a citizen."""
    text = reading.text
    if match := ADJECTIVE_RIGHT.match(text, end):
        if match["american"] is None:
            return None
        # "Russian-American talks" has two sides, "a Mexican-American family" has none.
        if entry.side != "US" and (match[0].endswith("s") or not TIES.match(text, match.end())):
            reading.passed = match.end()
            return None
    if match := LANGUAGE_LEFT.search(text, max(0, start - 16), start):
        # "In Russian and French": the second is a language because the first was.
        follows = match[0].lstrip().startswith(("and", "or"))
        if (not follows or reading.language == match.start()) and LANGUAGE_RIGHT.match(text, end):
            reading.language = end
            return None
    return entry.side, entry.form


def _capital(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """A capital is its government, unless the words around it make it a place."""
    text, side = reading.text, entry.side
    if TITLE_RIGHT.match(text, end):
        return None
    if GOVERNMENT_RIGHT.match(text, end):
        return side, "capital"
    last = reading.found[-1] if reading.found else None
    gap = text[last.span.end : start] if last and last.span.end >= start - 6 else None
    if last and gap in ("-", "–", "/") and last.form in ("capital", "name"):
        return side, "capital"
    if CITY_RIGHT.match(text, end):
        return side, "place"
    if last and gap in (" and ", ", ", ", and ", " or ") and last.form in ("capital", "place"):
        return side, last.form
    if PLACE_LEFT.search(text, max(0, start - 30), start):
        if GOVERNMENT_LEFT.search(text, max(0, start - 30), start):
            return side, "capital"
        return side, "place"
    if (not start or text[start - 1] == "\n") and LINE_RIGHT.match(text, end):
        return side, "place"
    if ALONE_RIGHT.match(text, end) and COMMA_LEFT.search(text, max(0, start - 24), start):
        return side, "place"
    return None if reading.before(start) else (side, "capital")


def _weak_capital(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """A capital whose name is common elsewhere counts where the report names its state too."""
    return _capital(reading, entry, start, end) if reading.speaks_of(entry.side) else None


def _seat(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """A seat of government, unless another state before it says that it is its own."""
    if reading.found and (last := reading.found[-1]).span.end >= start - 16:
        gap = reading.text[last.span.end : start]
        if last.side != entry.side and OWNER_GAP.fullmatch(gap) and last.form in OWNERS:
            return None
    return entry.side, entry.form


# "the German Foreign Office", "Iran's Supreme National Security Council"
OWNER_GAP = re.compile(r"(?:['’]s?)? (?:[A-Z]\w+ )?")
OWNERS: Final = ("name", "adjective", "organisation")


def _first_name_too(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """A capital whose name people bear as a first name: Paris, Sofia."""
    return None if SURNAME_RIGHT.match(reading.text, end) else _capital(reading, entry, start, end)


def _weak_person_too(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """A weak capital whose name people bear too: Victoria, Hamilton, Douglas."""
    if SURNAME_RIGHT.match(reading.text, end) or reading.has_person(entry.words):
        return None
    return _weak_capital(reading, entry, start, end)


def _georgia(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """Georgia the state on the Black Sea, not the one in the United States, nor a woman."""
    text = reading.text
    if GEORGIA_US_RIGHT.match(text, end) or SURNAME_RIGHT.match(text, end):
        return None
    if reading.before(start):
        return None
    if match := US_CITY_LEFT.search(text, max(0, start - 24), start):
        near = reading.found and reading.found[-1].span.end >= start - 2
        if not near and match["city"] not in ("Tbilisi", "Batumi", "Gori", "Kutaisi", "Rustavi"):
            return None
    american, own = reading.holds_any(GEORGIA_US), reading.holds_any(GEORGIA_STATE)
    if american and not reading.holds_any(GEORGIA_SURE):
        return None if not own or reading.holds_any(GEORGIA_US_SURE) else (entry.side, entry.form)
    return entry.side, entry.form


def _person_too(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """A state whose name people bear: Jordan, Chad, Holland."""
    text, words = reading.text, entry.words
    if reading.before(start) or SURNAME_RIGHT.match(text, end):
        return None
    if reading.has_person(words):
        own = lexicons.sides()[entry.side]
        beside = WHERE_LEFT.search(text, max(0, start - 8), start) or AND_RIGHT.match(text, end)
        if not reading.holds(own.adjective) and not beside:
            return None
    return entry.side, entry.form


AND_RIGHT = re.compile(
    r"(?: and|,) [A-Z]|['’]s (?:King|[Pp]rime|[Ff]oreign|[Gg]overnment|[Bb]order)"
)
WHERE_LEFT = re.compile(r"(?<!\w)(?:[Ii]n|of|to|from|[Ww]ith|and) $")


def _turkey(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """Turkey, not the bird that opens a sentence at Thanksgiving."""
    if reading.holds("Thanksgiving") and not reading.holds_any(LATER_TURKEY):
        return None
    return None if reading.before(start) else (entry.side, entry.form)


def _letters(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """Letters that are a word in capitals: "WHO", and "US" where a headline means us."""
    text = reading.text
    left = WORD_LEFT.search(text, max(0, start - 16), start)
    if entry.words == "WHO":
        return None if LOUD_RIGHT.match(text, end) else (entry.side, entry.form)
    if left and left[1] in FOLLOWED_BY_US:
        return None
    return entry.side, entry.form


WORD_LEFT = re.compile(r"([A-Za-z’']+)\W{0,3}$")
LOUD_RIGHT = re.compile(r" (?!AND\b|EU\b|UN\b|IMF\b|U\.)[A-Z]{2,}")
FOLLOWED_BY_US: Final = lexicons.around("before_us")


def leader(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
    """Somebody who held the office in the report's year and is not a namesake."""
    active, named = reading.bearers(entry)
    if not active:
        return None
    if not entry.full:
        text = reading.text
        if not (named or active[0].alone or OFFICE_LEFT.search(text, max(0, start - 24), start)):
            return None
        if NAMESAKE_RIGHT.match(text, end) or (entry.words == "May" and _month(text, start, end)):
            return None
        if reading.before(start):
            return None
    sides = {leader.side for leader in (named or active)}
    if len(sides) > 1:
        sides = {side for side in sides if reading.speaks_of(side)}
    return (sides.pop(), entry.form) if len(sides) == 1 else None


def _month(text: str, start: int, end: int) -> bool:
    return bool(MONTH_LEFT.search(text, max(0, start - 12), start) or MONTH_RIGHT.match(text, end))


MONTH_LEFT = re.compile(
    r"(?<!\w)(?:in|of|by|since|last|until|till|before|after|early|late|mid|this|next|from|to"
    r"|through|and"
    r"|or|on|every|each|during|for|[Ii]n [Ee]arly|In|Since|By|Last|\d{1,2}(?:st|nd|rd|th)?)[ -]$"
)
MONTH_RIGHT = re.compile(r",? \d| (?:and|or|to|through|until) (?:June|July|August|April)")
NAMESAKE_RIGHT = re.compile(
    r",? (?:Jr|Sr|Tower|Towers|Organization|Foundation|Hotel|Library|Center|Plaza|University"
    r"|Airport)\b"
    r"|-era\b| (?:[A-Z]\. )?(?!River)[A-Z][a-z]+(?:ovich|ez|son|sen|man|berg)\b"
)
OFFICE_LEFT = re.compile(
    r"(?:President|Minister|Premier|PM|Chancellor|Secretary|Secretary-General|Mr\.?|Mrs\.?|Ms\.?|"
    r"President-elect|King|Chairman|Commissioner|Taoiseach|General|Gen\.|Leader|leader|minister"
    r"|president|secretary) $"
)

RULES: Final[dict[str, Rule]] = {
    "name": _plain,
    "adjective": _adjective,
    "people": _plain,
    "capital": _capital,
    "weak capital": _weak_capital,
    "seat": _seat,
    "organisation": _plain,
    "leader": leader,
}
OWN_RULES: Final[dict[str, Rule]] = {
    "Georgia": _georgia,
    "Paris": _first_name_too,
    "Sofia": _first_name_too,
    "Victoria": _weak_person_too,
    "Hamilton": _weak_person_too,
    "Douglas": _weak_person_too,
    "Jordan": _person_too,
    "Chad": _person_too,
    "Holland": _person_too,
    "Ireland": _person_too,
    "Pole": _person_too,
    "Turkey": _turkey,
    "US": _letters,
    "WHO": _letters,
}


def by_case(words: str, cases: tuple[Case, ...], rule: Rule) -> Rule:
    """The rule of doubtful words: the report decides the side, then the form's rule decides."""

    def read(reading: Reading, entry: Entry, start: int, end: int) -> Verdict:
        side = reading.side_of(words, cases)
        return rule(reading, entry._replace(side=side), start, end) if side else None

    return read
