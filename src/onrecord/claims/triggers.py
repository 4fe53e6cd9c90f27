"""Which words of a sentence say what of an agreement: rules, negation, hedges and futures."""

import re
from dataclasses import dataclass

from onrecord.claims.clauses import clause_start
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.letters import AGREEMENT, SIDE
from onrecord.claims.rules import Rule, rules
from onrecord.records import Polarity, Status


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule that fits: `start` and `end` in the folded sentence, and what it comes to there.

    `ahead` is true where a future or a hedge says that it has not happened yet.
    """

    rule: Rule
    start: int
    end: int
    status: Status
    polarity: Polarity
    ahead: bool


# Negations, but for the words in which "not" and "no" affirm ("not only", "no doubt").
_NOT = re.compile(
    r"\b(?:not(?! only)|never|no(?! longer| doubt)|nor|neither|nothing|none|nobody|without|cannot"
    r"|yet to|(?:fail(?:s|ed)?|refus(?:es?|ed)) to|den(?:y|ies|ied|ying)"
    r"|stopped short of|far from)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)

# "will sign", "they’ll sign"; but "would have signed" is no future (_UNREAL).
_WILL = (
    r"\b(?P<word>will|would|could|may|might|should|shall|must|can)\b(?! have\b)|[’'](?P<short>ll)\b"
)
# "was expected to sign", "urged Chad repeatedly to sign": what stands before "to" of a verb that
# is not said to have happened.
_EXPECTED = (
    "expected|likely|ready|prepared|due|set|poised|scheduled|about|hop(?:es?|ed|ing)"
    r"|plan(?:s|ned|ning)?|wants?|wanted|press(?:ed|ing)|urg(?:es?|ed|ing)|ask(?:s|ed)"
    r"|call(?:s|ed|ing) on \S+|try(?:ing)?|tr(?:y|ies|ied)|seek(?:s|ing)?|agreed|pledged|promised"
    r"|vowed|offered|refused|able|willing|eager|need(?:s|ed)?|free|gather(?: again)?|decided"
    r"|decision|intends?|push(?:es|ed|ing)?|threat(?:en|ens|ened|ening)?|moved?|used|voted"
)
_MODAL = re.compile(
    rf"{_WILL}|\b(?P<expected>{_EXPECTED}) (?:\S+ ){{0,2}}?to (?=\w)"
    # "is to sign", "were to sign".
    r"|(?P<is>is|are|was|were) to (?=\w)"
)
# "to formally sign", "to have signed", right before the verb.
_INFINITIVE = re.compile(r"\bto (?:\w+ly )?(?:be |have )?$")
# "would never have signed": what did not happen.
_UNREAL = re.compile(r"\b(?:would|could|might|should) (?:not |never )?have\b", re.IGNORECASE)

# What stands before a verb and still belongs to it: "has not yet formally", "refused to".
_AUXILIARIES = (
    "will|would|could|may|might|should|shall|must|can|cannot|has|have|had|is|are|was|were|be|been"
    "|being|did|does|do|to"
)
_ADVERBS = (
    "not|never|yet|also|already|just|only|soon|still|finally|now|later|then|again|both|jointly"
    "|without|no|nor|neither|nothing"
)
_WISHES = (
    "expected|due|set|likely|ready|about|failed|fails|refused|deny|denies|denied|denying|hopes?"
    "|hoped|plans?|planned|wants?|wanted|agreed|decided|poised|prepared|scheduled|trying|able"
    "|pledged|promised|vowed|threatens|threatened|intends?|decision"
)
_VERB_LEFT = re.compile(
    rf"(?:\b(?:{_AUXILIARIES}|{_ADVERBS}|{_WISHES}|\w+ly|\w+n[’']t|[’']ll)[ ,]+)*$",
    re.IGNORECASE,
)

# "if it signs", "had they signed", "were Chad to sign": nothing is said to be so.
_CONDITION = re.compile(
    r"(?:^|[\s“\"(])"
    r"(?:if|unless|whether|had (?:it|they|he|she)|in case|should (?:it|they)|were .{1,20} to)\b",
    re.IGNORECASE,
)
# "the deal was imposed" says how it came about, not what it imposes.
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being) (?:\w+ly )?[“\"']*\w+$")
# "deals to allow migrants to be sent": a purpose belongs to what it hangs on.
_PURPOSE = re.compile(r"(?<!\w)to (?:\w+ly )?\w+$")
# "Money is not part of the deal" denies; "no one may be sent back" affirms a rule in the negative.
_LEFT_OUT = re.compile(
    r"\bno\b|(?:\bnot|n[’']t) (?:be )?(?:part|in|cover|includ|contain)"
    r"|\bnever (?:part|includ|cover)"
)
# "in advance of the agreement entering into force": it is not said to have.
_BEFOREHAND = re.compile(
    r"\b(?:in advance of|before|until|upon|prior to|pending|ahead of|once)\b[^,;]{0,40}$",
    re.IGNORECASE,
)
# "concerned about any agreement that allows it": of no agreement is it said.
_WHATEVER = re.compile(r"\bany (?:\w+ )?$", re.IGNORECASE)
# A conjunction ends the clause before, so conditions are looked for so far to the left of a clause.
_CONJUNCTION_ROOM = 12
# What ends a question, or the quotation before one can end.
_CLOSES = re.compile('[?”"]')
# Stretches that share more letters than this share words, not only the end of one.
_SHARED = 3
# "not in force until both parliaments ratify": how far after the words "until" may stand.
_UNTIL_ROOM = 40


def find_triggers(sentence: FoldedSentence) -> list[Trigger]:
    """List what the rules read in a sentence, first come first served, in order of the text."""
    taken: list[Trigger] = []
    agreement = any(t.mention for t in sentence.tokens)
    side = any(t.mention is None for t in sentence.tokens)
    for rule in rules():
        for wording in rule.wordings:
            # Most sentences name no agreement: most patterns need not be tried on them.
            if (wording.agreement and not agreement) or (wording.side and not side):
                continue
            for match in wording.pattern.finditer(sentence.lowered):
                start, end = match.span()
                if any(_overlap(sentence.folded, start, end, t) for t in taken):
                    continue
                trigger = _weigh(sentence.folded, rule, start, end)
                if trigger and not any(_is_denied(sentence.folded, trigger, t) for t in taken):
                    taken.append(trigger)
    return sorted(taken, key=lambda t: t.start)


def is_unreal(sentence: FoldedSentence, place: int) -> bool:
    """Whether what stands at a place of a sentence is a condition, or what would have been."""
    begins = clause_start(sentence.folded, place)
    around = sentence.folded[max(0, begins - _CONJUNCTION_ROOM) : place + 1]
    return bool(_CONDITION.search(around) or _UNREAL.search(sentence.folded[begins : place + 1]))


def _overlap(folded: str, start: int, end: int, taken: Trigger) -> bool:
    """Whether two stretches share words, more than the agreement itself and a word beside it."""
    shared = folded[max(start, taken.start) : min(end, taken.end)]
    return sum(c.isalpha() and ord(c) < AGREEMENT for c in shared) > _SHARED


def _is_denied(folded: str, trigger: Trigger, taken: Trigger) -> bool:
    """Whether an earlier rule denies the same of the same agreement: "no deal was reached"."""
    implied = {trigger.status, trigger.rule.denied_as}
    if taken.status not in implied or taken.polarity is not Polarity.DENIED:
        return False
    letters = set(folded[trigger.start : trigger.end]) & set(folded[taken.start : taken.end])
    return any(ord(letter) >= AGREEMENT for letter in letters)


def _weigh(folded: str, rule: Rule, start: int, end: int) -> Trigger | None:
    """What a rule's words come to, with the negations, futures and conditions around them."""
    begins = clause_start(folded, start)
    lead = max(0, begins - _CONJUNCTION_ROOM)
    near = _VERB_LEFT.search(folded[begins:start])
    verb_left = near[0] if near else ""
    match = folded[start:end]
    around = verb_left + match
    if _CONDITION.search(folded[lead:end]) or _UNREAL.search(around) or _is_question(folded, end):
        return None
    if _BEFOREHAND.search(folded[lead:start]):
        return None
    modal = _modal(verb_left, match, rule)
    ahead = modal is not None
    if rule.status is Status.TERMS:
        if _PASSIVE.search(match) or (not ahead and _PURPOSE.search(match)):
            return None
        if _WHATEVER.search(folded[lead:start]):
            return None
        # A rule in the negative is affirmed; denied is what is said not to be in it.
        out = _LEFT_OUT.search(around)
        polarity = Polarity.DENIED if out else rule.polarity
        return Trigger(rule, start, end, Status.TERMS, polarity, ahead)
    # To refuse is no denial, whatever words it is done in.
    negated = (
        rule.polarity is Polarity.AFFIRMED
        and rule.status is not Status.REFUSED
        and _NOT.search(around) is not None
    )
    polarity = Polarity.DENIED if negated else rule.polarity
    if modal is None:
        return Trigger(rule, start, end, rule.status, polarity, False)
    if rule.status is Status.IN_FORCE and negated and "until" in folded[end : end + _UNTIL_ROOM]:
        # "will not take effect until both have ratified it" is what the agreement provides.
        return Trigger(rule, start, end, Status.TERMS, Polarity.AFFIRMED, True)
    status = _status_ahead(rule, modal)
    if status is None:
        return None
    if status is Status.TERMS:
        polarity = rule.polarity  # a rule in the negative is still a rule
    return Trigger(rule, start, end, status, polarity, True)


def _is_question(folded: str, end: int) -> bool:
    """Whether the words up to `end` are part of a question, a quoted one too: it says nothing."""
    mark = _CLOSES.search(folded, end)
    return mark is not None and mark[0] == "?"


def _modal(verb_left: str, match: str, rule: Rule) -> str | None:
    """The word that puts the verb ahead or in doubt, or None."""
    # Talks and proposals are of what is to come, and have happened all the same.
    if rule.status in (Status.NEGOTIATING, Status.PROPOSED):
        return None
    # In a passive the verb phrase lies inside the match: "the deal will be signed".
    inside = match if ord(match[0]) >= SIDE or rule.status is Status.CARRIED_OUT else ""
    if found := (_MODAL.search(verb_left) or _MODAL.search(inside)):
        return found["word"] or found["short"] or found["expected"] or found["is"]
    if _INFINITIVE.search(verb_left) or " to be " in match:
        return "to"
    return None


def _status_ahead(rule: Rule, modal: str) -> Status | None:
    """What a rule's words come to when `modal` puts them ahead, or None if they claim nothing."""
    if rule.ahead == "none":
        certain = (
            modal in rule.certain
            or rule.polarity is Polarity.DENIED
            or rule.status is Status.REFUSED
        )
        return rule.status if certain else None
    if rule.status is Status.CARRIED_OUT and modal == "to":
        return None  # "deals to allow migrants to be sent": a purpose, not a deed
    return rule.status if rule.ahead == "same" else Status(rule.ahead)
