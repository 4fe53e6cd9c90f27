"""The agreement of a clause that names none itself: one that the report spoke of before."""

from collections.abc import Sequence
from itertools import combinations

from onrecord.claims.folding import FoldedSentence
from onrecord.claims.mentions import AgreementMention
from onrecord.claims.threads import Parties
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger
from onrecord.claims.voices import Voice
from onrecord.records import Actor

# How many sentences back "it" and "they" reach.
_RECENT = 2
# For how long a party's own speaker may go on about what was agreed, and anyone else.
_PARTY_GOES_ON, _OTHER_GOES_ON = 4, 1
# An agreement that begins so near to its verb is the subject of it.
_SUBJECT_ROOM = 12


class Following:
    """Follows the agreements of one report from sentence to sentence."""

    def __init__(self, topics: Topics, issuer: Actor | None) -> None:
        """`issuer` is whom a press release speaks for, None for news."""
        self.topics, self.issuer = topics, issuer
        self.folded, self.thread, self.voices = topics.folded, topics.thread, topics.voices

    def recent(self, sentence: FoldedSentence, around: Sequence[str]) -> tuple[Parties, ...]:
        """The agreements spoken of in the last sentences that have the sides of this clause."""
        if not around:
            return ()
        for step in self.thread.back_from(sentence.index, _RECENT):
            if fitting := _with_all(step.parties, around):
                return fitting
        return ()

    def goes_on(self, sentence: FoldedSentence, voice: Voice) -> tuple[Parties, ...]:
        """The agreement that the speaker, or the report, spoke of just before and goes on about."""
        for step in self.thread.back_from(sentence.index, _RECENT):
            earlier = self.folded[step.place]
            if voice.content is None:
                near = self.issuer is not None or self.topics.one_paragraph(sentence, earlier)
                if near and self.voices.at(earlier.middle).content is None:
                    return step.parties
            elif own := tuple(p for p in step.parties if voice.speaker.side in p):
                return own
        return ()

    def undertaken(
        self, sentence: FoldedSentence, trigger: Trigger, voice: Voice, before: Sequence[str]
    ) -> tuple[Parties, ...]:
        """The agreements under which a side undertakes something: those spoken of just before."""
        sides = before or [t.side for t in sentence.within(trigger.start, trigger.end) if t.side]
        if not sides:
            return ()
        for step in self.thread.back_from(sentence.index, _PARTY_GOES_ON):
            party_speaks = any(voice.speaker.side in p for p in step.parties)
            window = _PARTY_GOES_ON if party_speaks else _OTHER_GOES_ON
            if sentence.index - window <= step.place and (
                fitting := _with_all(step.parties, sides)
            ):
                return fitting
        # A joint statement speaks of the issuers' agreement from its first word to its last.
        if self.issuer is not None and self.issuer.side is None:
            return self.thread.latest(sentence.index, frozenset(sides))
        return ()

    def taken_up(
        self,
        sentence: FoldedSentence,
        trigger: Trigger,
        mention: AgreementMention | None,
        around: Sequence[str],
        here: Sequence[str],
    ) -> tuple[Parties, ...]:
        """The agreement that the words take up: the last of that kind with the clause's sides.

        `around` are the sides of the clause, `here` those of the sentence.
        """
        kind = mention.kind if mention else None
        everyone = frozenset((*around, *here))
        if mention and mention.reference and _is_subject(sentence, trigger, mention):
            # The sides in the clause are what the agreement is about: any two may be its parties.
            two = [frozenset(pair) for pair in combinations(here, 2)]
            tries = [everyone, *two, frozenset[str]()]
        else:
            tries = [t for t in (everyone, frozenset(around), frozenset(around[:1])) if t]
        for having in dict.fromkeys(tries):
            if fitting := self.thread.latest(sentence.index, having, kind):
                return fitting
        return ()

    def other_side(
        self, trigger: Trigger, voice: Voice, around: Sequence[str]
    ) -> tuple[Parties, ...]:
        """A clause's side with whom it must deal: the hub, the speaker's side, the report's other.

        Which of them may be meant is for the trigger's traits to say.
        """
        if not around:
            return ()
        side, other = around[0], None
        hub = self._hub(side, voice)
        if "moves" in trigger.rule.traits and self.thread.is_hub(hub):
            other = hub
        if "with the speaker" in trigger.rule.traits and voice.speaker.side not in around:
            other = voice.speaker.side
        focus = self.thread.focus or frozenset()
        if other is None and set(around) < focus and voice.speaker.side in {*focus, None}:
            other = next(iter(focus - set(around)))
        return (frozenset((side, other)),) if other else ()

    def most_likely_other(self, sentence: FoldedSentence, side: str, voice: Voice) -> str | None:
        """The side with which one most likely has the agreement that no words tell more of."""
        if other := self.thread.counterpart(side):
            return other
        hub = self._hub(side, voice)
        if self.thread.is_hub(hub):
            return hub
        return self._beside(sentence, side) or hub

    def _beside(self, sentence: FoldedSentence, side: str) -> str | None:
        """The other side that the sentences beside this one name, in the same paragraph."""
        for index in (sentence.index + 1, sentence.index - 1):
            if not 0 <= index < len(self.folded):
                continue
            beside = self.folded[index]
            if self.topics.one_paragraph(sentence, beside):
                for other in beside.sides:
                    if other != side:
                        return other
        return None

    def _hub(self, side: str, voice: Voice) -> str | None:
        """The side with which most have agreements, or the speaker's where nobody has any yet."""
        hub = self.thread.hub()
        if hub and hub != side:
            return hub
        if hub is None and voice.speaker.side and voice.speaker.side != side:
            return voice.speaker.side
        return None


def _with_all(agreements: Sequence[Parties], sides: Sequence[str]) -> tuple[Parties, ...]:
    """The agreements that have all of the sides as parties."""
    return tuple(parties for parties in agreements if parties.issuperset(sides))


def _is_subject(sentence: FoldedSentence, trigger: Trigger, mention: AgreementMention) -> bool:
    """Whether an agreement is what a clause is about: "the accord collapsed"."""
    return sentence.folded_at(mention.span.start) <= trigger.start + _SUBJECT_ROOM
