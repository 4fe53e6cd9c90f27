"""Between whom: the parties that a noun phrase, a clause or the report gives an agreement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.claims.folding import FoldedSentence, Token
from onrecord.claims.letters import AGREEMENT, GROUP, ONE_SIDE
from onrecord.claims.mentions import AgreementMention
from onrecord.claims.threads import Parties
from onrecord.claims.vocabulary import agreement_words

_BOTH = f"[{chr(GROUP)}-{chr(AGREEMENT - 1)}]"
_POSSESSIVE = "(?:[’']s?)?"
_WORD = r"[\w’'“”\"-]+"

# "the United States, as well as the governments of Guatemala and neighbouring Honduras": the first
# side of a list with the words before it, and each further one.
_BEFORE_FIRST = "[Gg]overnments?|[a-z]+"
_JOINED_BY = ", and|, as well as|,| and| or| &"
_BEFORE_FURTHER = "(?:(?:the|its|with|of|both|by) |[Gg]overnments? of |neighbou?ring |[a-z]+ly )*"
_FURTHER = rf"(?:(?:{_JOINED_BY}) {_BEFORE_FURTHER}{ONE_SIDE}{_POSSESSIVE})"
_LIST = rf"(?:(?:{_BEFORE_FIRST}) )*?{ONE_SIDE}{_POSSESSIVE}{_FURTHER}*"
_ANY_LIST = re.compile(_LIST)

# Left of the noun: "a U.S.-Canada trade deal", "the Russia-Ukraine-Turkey deal", "Chad and Mali’s".
_PAIR = re.compile(
    rf"({ONE_SIDE}){_POSSESSIVE}(?:[-–—/]| and |-and-|–and–)({ONE_SIDE})"
    rf"(?:[-–—]({ONE_SIDE}))?(?:[-–—]\w+)?(?: [\w’'-]+){{0,5}} ?$"
)
# Left of the noun: "Britain’s long-awaited deal", then "a Chad-backed deal", "the Libyan deal".
_OWNER = re.compile(rf"({ONE_SIDE})[’']s?(?: {_WORD}){{0,5}} ?$")
_BESIDE = re.compile(rf"({ONE_SIDE})(?:[-–—]\w+)?(?: {_WORD}){{0,4}} ?$")
# Right of the noun: "on asylum-seekers reached last week between the Netherlands and Uganda".
_BETWEEN = re.compile(
    rf"^(?: (?!that|which|with){_WORD}){{0,8}}? (?:between|among|amongst) ({_LIST})"
)
# Right of the noun: "on deportees that it signed in May with Uganda".
_RELATIVE = rf"(?: (?:that|which) (?:it|he|she|they|{ONE_SIDE}|\w+ \w+) (?:\w+ ){{0,3}}?)?"
_WITH = re.compile(
    rf"^(?: (?!that|which|and|but|between|said){_WORD}){{0,7}}?"
    rf"{_RELATIVE} (?:with|to join) ({_LIST})"
)
# Right of "request", "offer" or "proposal": "from Washington".
_FROM = re.compile(rf"^ (?:from|by) ({_LIST})")
# "an exchange by the parties to the Yemen conflict": no other party is named.
_WARRING = rf"(?:(?:all )?(?:the )?(?:warring )?(?:parties|sides)|{_BOTH})"
_WITHIN = re.compile(
    rf"^ (?:by|between|among) {_WARRING} (?:to|in) (?:the )?(?:conflict in |war in )?({ONE_SIDE})"
)
# "an accord to settle the old Chadian-Malian border dispute"
_CONFLICT = re.compile(
    rf"^(?: [\w’'-]+){{0,8}}? (?:the|their|a|its) (?:[\w-]+ ){{0,2}}"
    rf"({ONE_SIDE}[-–—]{ONE_SIDE}) (?:conflict|war|dispute|fighting|border|peace)"
)
# "agreements between Guatemala and Honduras, El Salvador and Mexico, and Chad and Mali": pairs.
_ONE_PAIR = rf"(?:the )?{ONE_SIDE} and (?:the )?{ONE_SIDE}"
_PAIRS = re.compile(rf"between ({_ONE_PAIR}(?:, (?:and )?{_ONE_PAIR})+)")

# In a clause: "was signed by Chad", but a deal "brokered by Qatar" is not Qatar's.
_NO_MEDIATOR = "".join(
    f"(?<!{verb} )"
    for verb in ("brokered", "mediated", "arranged", "hosted", "witnessed", "facilitated")
)
_AGENT = re.compile(rf"{_NO_MEDIATOR}\b(?:by|between|with) ({_LIST})")
_MAKERS = re.compile(rf"{_NO_MEDIATOR}\b(?:by|between) ({_LIST})")
_WAY = re.compile(rf"{_NO_MEDIATOR}\b(?:by|between|with|from|to|in|against) ({_LIST})")
# "four soldiers held for two years in a prison of the Hamas government"
_CAPTOR = re.compile(
    r"\b(?:held|imprisoned|captured|detained|jailed|seized|kidnapped|captive) "
    rf"(?:\S+ ){{0,5}}?(?:by|in) (?:\S+ ){{0,4}}?({ONE_SIDE})"
)
# How far to the left of a noun phrase its parties are looked for, in characters.
_REACH = 40


@dataclass(frozen=True, slots=True)
class Named:
    """What the words around a mention say of its parties.

    `whole` are sets of all parties ("the U.S.-Canada deal"); `partners` those named with "with",
    whose counterpart the clause must give; `owner` the side in the possessive or beside it.
    """

    whole: tuple[Parties, ...] = ()
    partners: tuple[str, ...] = ()
    owner: str | None = None


def named_parties(sentence: FoldedSentence, at: int, mention: AgreementMention) -> Named:
    """The parties named around the mention folded at `at`."""
    if whole := _all_named(sentence, at, mention):
        return Named(whole)
    owner = _owner(sentence, at, mention)
    asked = mention.words.endswith(("request", "offer", "proposal"))
    with_ = (_FROM if asked else _WITH).match(sentence.folded[at + 1 :])
    partners = _sides_of(sentence, with_, shift=at + 1) if with_ else []
    if partners and owner and owner not in partners:
        return Named(_fan(owner, partners, mention))
    if mention.named and mention.named.parties and (mention.named.whole or not partners):
        return Named((frozenset(mention.named.parties),), tuple(partners), owner)
    return Named((), tuple(partners), owner)


def _all_named(sentence: FoldedSentence, at: int, mention: AgreementMention) -> tuple[Parties, ...]:
    """All parties of a mention, where the words around it name them all."""
    right = sentence.folded[at + 1 :]
    if pairs := pair_list(sentence, at + 1, len(sentence.folded)):
        return pairs
    if between := _BETWEEN.match(right):
        sides = _sides_of(sentence, between, shift=at + 1)
        if len(sides) > 1:
            return (frozenset(sides),)
    phrase_at = sentence.folded_at(mention.phrase.start)
    reach = max(0, phrase_at - _REACH)
    if pair := _PAIR.search(sentence.folded[reach:at]):
        sides = _sides(sentence, reach + pair.start(), reach + pair.end())
        # Both stand in the noun phrase ("a U.S.-Canada deal"), or the first just before it
        # ("Russia and Ukraine deal"); "Chad and Mali denied signing a deal" names no parties.
        if len(sides) > 1 and reach + pair.start(2) >= phrase_at:
            return (frozenset(sides),)
    if mention.kind in ("peace", "prisoner-exchange") and (inner := _WITHIN.match(right)):
        sides = _sides_of(sentence, inner, shift=at + 1)
        if sides:
            return (frozenset(sides),)
    if conflict := _CONFLICT.match(right):
        sides = _sides_of(sentence, conflict, shift=at + 1)
        if len(sides) > 1:
            return (frozenset(sides),)
    return ()


def _owner(sentence: FoldedSentence, at: int, mention: AgreementMention) -> str | None:
    """The side in the possessive in a noun phrase, or beside its noun."""
    phrase_at = sentence.folded_at(mention.phrase.start)
    # A possessive is looked for from further left, but must stand in the phrase all the same.
    start = max(0, phrase_at - _REACH)
    owner = _OWNER.search(sentence.folded[start:at])
    if not owner:
        start = max(0, phrase_at - 2)
        owner = _BESIDE.search(sentence.folded[start:at])
    if not owner or start + owner.start(1) < phrase_at:
        return None
    sides = _sides_of(sentence, owner, shift=start)
    return sides[0] if sides else None


def pair_list(sentence: FoldedSentence, start: int, end: int) -> tuple[Parties, ...]:
    """The pairs of "between A and B, C and D, E and F"; empty if the stretch holds no such list."""
    found = _PAIRS.search(sentence.folded, start, end)
    if not found:
        return ()
    sides = [t.side for t in sentence.within(found.start(1), found.end(1)) if t.side]
    return tuple(frozenset(pair) for pair in zip(sides[::2], sides[1::2], strict=False))


def _fan(one: str, others: Sequence[str], mention: AgreementMention) -> tuple[Parties, ...]:
    """One agreement a pair where the noun is plural ("deals with A and B"), else one for all."""
    if mention.plural:
        return tuple(frozenset((one, other)) for other in others if other != one)
    return (frozenset((one, *others)),)


def agents(sentence: FoldedSentence, start: int, end: int) -> list[str]:
    """The sides after "by", "with" or "between" in a stretch."""
    return _all_after(_AGENT, sentence, start, end)


def makers(sentence: FoldedSentence, start: int, end: int) -> list[str]:
    """All who made it: "hailed the accord reached by Ethiopia and Eritrea" names no third."""
    found = _all_after(_MAKERS, sentence, start, end)
    return found if len(found) > 1 else []


def ways(sentence: FoldedSentence, start: int, end: int) -> list[str]:
    """The sides after "by", "with" or "between", and after "from", "to", "in" or "against"."""
    return _all_after(_WAY, sentence, start, end)


def captors(sentence: FoldedSentence, start: int, end: int) -> list[str]:
    """Who holds the people of a stretch: "soldiers held by Hamas"."""
    return _all_after(_CAPTOR, sentence, start, end)


def coordinated(sentence: FoldedSentence, end: int) -> list[str]:
    """The last sides joined before a place: "Aliyev and Pashinyan met, and the two signed"."""
    found: list[str] = []
    for match in _ANY_LIST.finditer(sentence.folded, 0, end):
        sides = _sides(sentence, match.start(), match.end())
        found = sides if len(sides) > 1 else found
    return found


def subjects(sentence: FoldedSentence, start: int, end: int) -> list[Token]:
    """The tokens for sides, or for both together, in a stretch; private bodies are left out."""
    private = agreement_words().private
    return [
        token
        for token, at in zip(sentence.tokens, sentence.at, strict=True)
        if start <= at < end
        and token.mention is None
        and not private.match(sentence.folded, at + 1)
    ]


def _all_after(
    pattern: re.Pattern[str], sentence: FoldedSentence, start: int, end: int
) -> list[str]:
    """The sides in the first group of every match in a stretch."""
    return [
        side
        for match in pattern.finditer(sentence.folded, start, end)
        for side in _sides_of(sentence, match)
    ]


def _sides_of(sentence: FoldedSentence, match: re.Match[str], shift: int = 0) -> list[str]:
    """The sides in the first group of a match made `shift` letters into the folded sentence."""
    return _sides(sentence, shift + match.start(1), shift + match.end(1))


def _sides(sentence: FoldedSentence, start: int, end: int) -> list[str]:
    """The sides of a stretch, each once, in order; firms and other private bodies left out."""
    return list(dict.fromkeys(t.side for t in subjects(sentence, start, end) if t.side))
