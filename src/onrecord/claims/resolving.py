"""Of which agreement a clause speaks: its parties and kind, from the clause or what came before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.claims.clauses import clause_end
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.following import Following
from onrecord.claims.mentions import AgreementMention
from onrecord.claims.parties import Named, agents, captors, makers, pair_list, subjects, ways
from onrecord.claims.subjects import Subjects
from onrecord.claims.threads import Parties
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger
from onrecord.claims.voices import Voice
from onrecord.records import Actor

# How sure the way is by which the parties were found: named around the noun, in the clause, before,
# or only likely because most agreements of the report have that side.
_NAMED, _CLAUSE, _FOLLOWED, _HUB = 0.85, 0.75, 0.65, 0.55
# "Chad is party to the convention", "joined the pact": one more party to a many-sided agreement.
_ACCEDES = re.compile(r"part(?:y|ies) to|member|signator|join")

# The sets of parties of which a clause speaks, one for each agreement, and how sure they are.
_Found = tuple[tuple[Parties, ...], float]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The agreements that a clause speaks of: their parties, one kind, and how sure that is.

    `jointly` is true where all parties are the clause's subject.
    """

    parties: tuple[Parties, ...]
    kind: str
    certainty: float
    jointly: bool


class Resolver:
    """Tells for each trigger of one report, in order, of which agreements it speaks."""

    def __init__(self, topics: Topics, issuer: Actor | None) -> None:
        """`issuer` is whom a press release speaks for, None for news."""
        self.topics, self.issuer, self.thread = topics, issuer, topics.thread
        self.subjects, self.following = Subjects(topics, issuer), Following(topics, issuer)

    def resolve(self, sentence: FoldedSentence, trigger: Trigger, voice: Voice) -> Resolved | None:
        """The agreements that a trigger is about, or None if it is no agreement between states."""
        # The agreement that the trigger's own words name: the last, if several.
        inside = sentence.within(trigger.start, trigger.end)
        mention = next((t.mention for t in reversed(inside) if t.mention), None)
        parties, certainty = self._parties(sentence, trigger, voice, mention)
        if not parties or any(len(p) < 2 and p not in self.thread.pairs for p in parties):
            return None
        if voice.denied and (own := tuple(p for p in parties if voice.speaker.side in p)):
            parties = own  # who denies signing denies what it would have signed itself
        kind = self.topics.kind(sentence, mention, parties)
        if mention or trigger.rule.needs != "following" or self.issuer:
            # What is done under an agreement does not make it another: only its own words name
            # its kind.
            self.thread.add(sentence.index, parties, kind if mention else None)
        acting = set() if mention else {t.side for t in sentence.within(0, trigger.end) if t.side}
        return Resolved(parties, kind, certainty, jointly=parties[0] <= acting)

    def _parties(
        self,
        sentence: FoldedSentence,
        trigger: Trigger,
        voice: Voice,
        mention: AgreementMention | None,
    ) -> _Found:
        """The parties by the words around the noun, the clause, or what came before."""
        named = self.topics.named.get(mention, Named()) if mention else Named()
        if named.whole:
            return self._acceding(sentence, trigger, voice, named.whole), _NAMED
        needs = trigger.rule.needs
        if needs == "pair" and (pairs := pair_list(sentence, trigger.start, len(sentence.folded))):
            return pairs, _NAMED
        if needs == "following":
            return self.following.goes_on(sentence, voice), _FOLLOWED
        before = self.subjects.of(sentence, trigger, voice)
        if needs == "undertaking":
            return self.following.undertaken(sentence, trigger, voice, before), _FOLLOWED
        return self._by_clause(sentence, trigger, voice, mention, named.owner, before)

    def _acceding(
        self,
        sentence: FoldedSentence,
        trigger: Trigger,
        voice: Voice,
        named: tuple[Parties, ...],
    ) -> tuple[Parties, ...]:
        """The named parties, with the state that "is party to" what only one body stands for."""
        words = sentence.folded[trigger.start : trigger.end]
        if len(named[0]) > 1 or not _ACCEDES.search(words):
            return named
        return (named[0].union(self.subjects.of(sentence, trigger, voice)[:1]),)

    def _by_clause(
        self,
        sentence: FoldedSentence,
        trigger: Trigger,
        voice: Voice,
        mention: AgreementMention | None,
        owner: str | None,
        before: list[str],
    ) -> _Found:
        """The parties by the sides of the clause: `before` its words, in its noun phrase, after."""
        needs, traits = trigger.rule.needs, trigger.rule.traits
        # "Chilean companies signed with Peruvian ones" names no state as a party.
        here = [t.side for t in subjects(sentence, 0, len(sentence.folded)) if t.side]
        if "observed" in traits and len(before) == 1:
            here = [side for side in here if side not in before]
            before = []
        around = _around(sentence, trigger, owner, before)
        if "by the agreement" in traits:
            around, here = [], []
        if mention and mention.weak and not mention.kind and not self.thread.steps:
            return (), 0.0
        others = agents(sentence, trigger.start, _end(sentence, trigger))
        own = [side for side in before if side not in others]
        if "one by one" in traits and len(others) > 1 and len(own) == 1:
            return tuple(frozenset((own[0], other)) for other in others), _CLAUSE
        new = mention is not None and not mention.reference
        if new and sentence.sides and not here and "observed" not in traits:
            return (), 0.0  # all that are named are private
        if len(around) > 1 and (new or "symmetric" in traits or needs == "pair"):
            return self._joined(around, mention), _CLAUSE
        if needs == "pair":
            recent = self.following.recent(sentence, around)
            other = recent or self.following.other_side(trigger, voice, around)
            return other, _FOLLOWED
        both = list(dict.fromkeys((*around, *here)))
        if mention and new and not mention.similar and len(both) == 2:
            return self._joined(both, mention), _CLAUSE
        return self._by_thread(sentence, trigger, voice, mention, around, here)

    def _by_thread(
        self,
        sentence: FoldedSentence,
        trigger: Trigger,
        voice: Voice,
        mention: AgreementMention | None,
        around: Sequence[str],
        here: Sequence[str],
    ) -> _Found:
        """The parties of an agreement that the report spoke of, or of the likeliest there is."""
        if taken_up := self.following.taken_up(sentence, trigger, mention, around, here):
            return taken_up, _FOLLOWED
        strong = mention is not None and not mention.weak
        if around:
            other = self.following.most_likely_other(sentence, around[0], voice)
            if other and (strong or mention is None):
                return (frozenset((around[0], other)),), _HUB
        elif strong or self.thread.steps:
            kind = mention.kind if mention else None
            return self.thread.latest(sentence.index, kind=kind), _FOLLOWED
        return (), 0.0

    def _joined(
        self, around: Sequence[str], mention: AgreementMention | None
    ) -> tuple[Parties, ...]:
        """Several sides of one clause: all together, or each with the side that all deal with.

        In "the Guatemalan and Honduran governments denied signing" neither deals with the other
        but both with a third, as the rest of the report shows.
        """
        hub = self.thread.hub()
        if hub and hub not in around and frozenset(around) not in self.thread.pairs:
            with_hub = tuple(frozenset((side, hub)) for side in around)
            if all(pair in self.thread.pairs for pair in with_hub):
                return with_hub
        if mention and mention.plural and len(around) > 2:
            return tuple(frozenset((around[0], other)) for other in around[1:])
        return (frozenset(around),)


def _end(sentence: FoldedSentence, trigger: Trigger) -> int:
    return clause_end(sentence.folded, trigger.end)


def _around(
    sentence: FoldedSentence, trigger: Trigger, owner: str | None, before: list[str]
) -> list[str]:
    """The sides of a clause: of its noun phrase, before its words and after them."""
    moves = "moves" in trigger.rule.traits
    if not moves and (all_of_them := makers(sentence, trigger.start, _end(sentence, trigger))):
        return all_of_them
    after: list[str] = []
    if len(before) <= 1:
        after = (ways if moves else agents)(sentence, trigger.start, _end(sentence, trigger))
    # "Israel freed 90 soldiers held by Hamas": who holds them takes part, whoever is named with it.
    if moves and (holders := captors(sentence, trigger.start, len(sentence.folded))):
        before, after = before[:1], holders
    return list(dict.fromkeys([*([owner] if owner else []), *before, *after]))
