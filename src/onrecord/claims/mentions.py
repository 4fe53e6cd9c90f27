"""Where a report names an agreement between governments, and what its noun phrase says of it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from onrecord.alignment import Span
from onrecord.claims.kinds import kind_of_phrase
from onrecord.claims.letters import lowered
from onrecord.claims.vocabulary import AgreementWords, NamedAgreement, agreement_words

# A side named within so many characters after the noun belongs to it: "a deal with neighbouring
# Mali". A weak noun ("a plan") needs it closer than a barred one ("the tax treaty with ...").
_FOLLOWS_BARRED, _FOLLOWS_WEAK = 25, 20
# How far a noun phrase may reach to the left of its noun, in characters and in words.
_REACH, _MOST_WORDS = 90, 8
# A word with its hyphens and points ("U.S.-Chad"), or one mark.
_TOKEN = re.compile(r"[\w’'.&$/–—-]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class AgreementMention:
    """A noun or name that stands for an agreement.

    `span` is the noun, `phrase` the noun phrase from its determiner on and `words` its text.
    `reference` is true where it takes up an agreement known already ("the accord"), `similar` where
    it likens ("similar deals"), `weak` where the noun alone would not mean an agreement ("plan").
    `kind` is what the phrase itself says, or None.
    """

    span: Span
    phrase: Span
    words: str
    plural: bool
    reference: bool
    similar: bool
    weak: bool
    kind: str | None
    named: NamedAgreement | None = None


def find_mentions(
    text: str, sides: Sequence[Span], sentences: Sequence[Span]
) -> list[AgreementMention]:
    """List the mentions of agreements in order; `sides` are the places where states are named.

    Contracts, coalitions, plea deals and the verb "to deal" are left out.
    """
    vocabulary = agreement_words()
    found = []
    starts = [side.start for side in sides]
    for sentence in sentences:
        passage = text[sentence.start : sentence.end]
        # Most sentences name no agreement, and this test is quicker than looking for the names.
        if not vocabulary.maybe_noun.search(lowered(passage)):
            continue
        here = sides[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        matches = list(vocabulary.noun.finditer(passage))
        for match, following in zip_longest(matches, matches[1:]):
            if following and following.start() == match.end() + 1:
                continue  # "prisoner exchange agreement" is one agreement, named by its last noun
            mention = _mention(passage, match, sentence, here, vocabulary)
            if mention:
                found.append(mention)
    return found


def _mention(
    passage: str,
    match: re.Match[str],
    sentence: Span,
    sides: Sequence[Span],
    vocabulary: AgreementWords,
) -> AgreementMention | None:
    """The mention that a noun makes, or None if it is no agreement between governments."""
    start, end = match.span()
    noun = match[0].lower()
    left = _left_of_noun(passage, start, vocabulary)
    before = [word.lower() for word, _ in left]
    phrase_start = left[0][1] if left else start
    phrase = Span(sentence.start + phrase_start, sentence.start + end)
    has_side = any(phrase.start <= side.start < phrase.end for side in sides)
    named = vocabulary.named.get(match[0]) if match["name"] else None
    with_side = has_side or _side_follows(phrase, sides, _FOLLOWS_BARRED)
    if named is None and _is_something_else(passage, match, before, with_side, vocabulary):
        return None
    words = passage[phrase_start:end]
    kind = named.kind if named else kind_of_phrase(words)
    weak = named is None and noun in vocabulary.weak
    pointers = vocabulary.determiners | vocabulary.references
    determiner = next((word for word in before if word in pointers), None)
    reference = determiner in vocabulary.references
    similar = not vocabulary.similar.isdisjoint(before)
    told = has_side or kind or reference or similar or _side_follows(phrase, sides, _FOLLOWS_WEAK)
    if weak and not told:
        return None
    return AgreementMention(
        span=Span(sentence.start + start, sentence.start + end),
        phrase=phrase,
        words=words,
        plural=noun.endswith("s") and named is None,
        reference=reference,
        similar=similar,
        weak=weak,
        kind=kind,
        named=named,
    )


def _side_follows(phrase: Span, sides: Sequence[Span], within: int) -> bool:
    """Whether a state is named within so many characters after a noun phrase."""
    return any(0 <= side.start - phrase.end < within for side in sides)


def _left_of_noun(passage: str, start: int, vocabulary: AgreementWords) -> list[tuple[str, int]]:
    """The words of the noun phrase before the noun, each with its offset, in order of the text."""
    tokens = [(m[0], m.start()) for m in _TOKEN.finditer(passage, max(0, start - _REACH), start)]
    phrase: list[tuple[str, int]] = []
    for token, at in reversed(tokens[-_MOST_WORDS:]):
        low = token.lower()
        if low in vocabulary.phrase_stop:
            break
        if not token[0].isalnum() and token not in "“\"’'&-–—,":
            break
        # "a new, comprehensive deal" is one phrase; "in Riga, Latvian deals" is not.
        if token in ",–—" and not (phrase and phrase[0][0][:1].islower()):
            break
        phrase.insert(0, (token, at))
        if low in vocabulary.determiners:
            break
    while phrase and not phrase[0][0][0].isalnum():
        phrase.pop(0)
    return phrase


def _is_something_else(
    passage: str,
    match: re.Match[str],
    before: Sequence[str],
    with_side: bool,
    vocabulary: AgreementWords,
) -> bool:
    """Whether a noun means no agreement between governments: a verb, a meeting, a contract.

    `before` are the words of its phrase, `with_side` whether a state is named in or after it.
    """
    noun = match[0].lower()
    if noun in ("deal", "deals") and _is_verb(passage, match.start(), match.end(), vocabulary):
        return True
    if noun.startswith("convention"):
        low = passage.lower()
        if not any(word in low for word in vocabulary.convention_near):
            return True
    if not with_side and passage.startswith(vocabulary.not_after, match.end()):
        return True
    ending = " ".join(before)
    bars = {word for word in before if word in vocabulary.not_before} | {
        words for words in vocabulary.not_before if " " in words and ending.endswith(words)
    }
    if not bars or (with_side and bars <= vocabulary.mild):
        return False
    # "the U.S.-China tax treaty": a word that only governments' agreements have outweighs the bar.
    return not (with_side and not vocabulary.weighty.isdisjoint(before))


def _is_verb(passage: str, start: int, end: int, vocabulary: AgreementWords) -> bool:
    """Whether "deal" is a verb here: "to deal with", "the bill deals with"."""
    previous = re.findall(r"[\w’']+", passage[max(0, start - 30) : start])
    last = previous[-1].lower() if previous else ""
    if last in vocabulary.verb_before and passage[end : end + 5] != " that":
        return True
    # "a great deal of", "a good deal more": much, and no agreement.
    if last in ("great", "good") and passage[end : end + 4] in (" of ", " mor", " les", " to "):
        return True
    return (
        passage[start:end] == "deals"
        and passage[end:].startswith(" with")
        and last in ("that", "which", "who", "it", "he", "she")
    )
