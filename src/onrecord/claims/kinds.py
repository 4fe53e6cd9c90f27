"""What kind of agreement it is, told by the words in and around its mentions."""

from collections.abc import Mapping

from onrecord.claims.letters import lowered
from onrecord.claims.vocabulary import kind_words, kinds_of_movement

# A generic kind gives way to one that says more: a "security agreement" on asylum is not
# border-security.
_GENERIC = {"other": 0.4, "border-security": 0.8, "defence": 0.7, "trade": 0.8, "peace": 0.9}
# How much a sentence must speak for a closer kind to overrule what is known: two strong words.
_CLOSER = 4


def kind_of_phrase(phrase: str) -> str | None:
    """The kind that a noun phrase names by itself ("a free-trade pact"), or None.

    >>> kind_of_phrase("a safe third-country agreement"), kind_of_phrase("the accord")
    ('safe-third-country', None)
    """
    words = lowered(phrase)
    weights = {
        kind: len(hit[0]) * _GENERIC.get(kind, 1.0)
        for kind, strong, _ in kind_words()
        if (hit := strong.search(words))
    }
    # The longer words tell more, then the order of the list.
    return max(weights, key=weights.__getitem__, default=None)


def kind_of_passage(passage: str) -> dict[str, float]:
    """How much the words of a passage speak for each kind; kinds without a word are left out."""
    words = lowered(passage)
    votes = {}
    for kind, strong, around in kind_words():
        if count := 2 * len(strong.findall(words)) + len(around.findall(words)):
            votes[kind] = count * _GENERIC.get(kind, 1.0)
    return votes


def closer_kind(votes: Mapping[str, float], known: str | None) -> str | None:
    """The kind that a sentence tells more closely than what is known of the agreement, or None.

    An agreement on people who move may be told apart only by what is done under it ("as a
    temporary stop on the return trip"): then the sentence's own words decide.
    """
    moving = {kind: n for kind, n in votes.items() if kind in kinds_of_movement()}
    if known not in kinds_of_movement() or not moving:
        return None
    best = most_votes(moving)
    return best if moving[best] >= _CLOSER and moving[best] > moving.get(known, 0) else None


def most_votes(votes: Mapping[str, float]) -> str:
    """The kind with most votes; of equals the last by name, so the answer is always the same."""
    return max(votes, key=lambda kind: (votes[kind], kind))
