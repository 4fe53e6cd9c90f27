"""Of whom a clause says it: the sides that are its subject, also through "it" or "both"."""

import re
from collections.abc import Sequence

from onrecord.claims.clauses import clause_start
from onrecord.claims.folding import FoldedSentence, Token
from onrecord.claims.letters import ONE_SIDE
from onrecord.claims.parties import coordinated, subjects
from onrecord.claims.topics import Topics
from onrecord.claims.triggers import Trigger
from onrecord.claims.voices import Voice
from onrecord.records import Actor, Form

# Words that stand for a side named before: "it", "his government".
_IT = re.compile(
    r"\b(?:it|they|he|she|we|I"
    r"|(?:our|his|her|the|their) (?:country|government|nation|administration))\b",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:[Ww]e|I|[Oo]ur)\b")
# "Rwanda, to which Britain sent four volunteers": the side before the relative takes part.
_WHOM = re.compile(rf"{ONE_SIDE},? (?:to|with|from|by) (?:which|whom) (?=[^,;]*$)")


class Subjects:
    """Finds whom the clauses of one report are about."""

    def __init__(self, topics: Topics, issuer: Actor | None) -> None:
        """`issuer` is whom a press release speaks for, None for news."""
        self.topics, self.issuer = topics, issuer
        self.folded, self.thread = topics.folded, topics.thread

    def of(self, sentence: FoldedSentence, trigger: Trigger, voice: Voice) -> list[str]:
        """The sides of which the clause says it: left of the trigger, else through a pronoun."""
        limit = 0
        if voice.content and voice.content.start > sentence.span.start:
            limit = sentence.folded_at(voice.content.start)
        inside = subjects(sentence, trigger.start, trigger.end)
        if antecedent := _WHOM.search(sentence.folded, limit, trigger.start):
            inside = [*subjects(sentence, antecedent.start(), antecedent.end()), *inside]
        begins = max(limit, clause_start(sentence.folded, trigger.start))
        # The clause first, then all that its speaker says of it in the sentence.
        for start in dict.fromkeys((begins, limit)):
            found = subjects(sentence, start, trigger.start)
            if start == begins and not found and _IT.search(sentence.folded, start, trigger.end):
                return [*self._pronoun(sentence, trigger, voice), *self._sides(inside, sentence)]
            if found or inside:
                return self._sides([*found, *inside], sentence)
        return self._pronoun(sentence, trigger, voice)

    def _sides(self, tokens: Sequence[Token], sentence: FoldedSentence) -> list[str]:
        """The sides of tokens, "both governments" being those spoken of last."""
        found: list[str] = []
        for token in tokens:
            found += [token.side] if token.side else self._both(token, sentence)
        return list(dict.fromkeys(found))

    def _both(self, token: Token, sentence: FoldedSentence) -> list[str]:
        """Whom "both governments" means: two just joined, the last agreement's, those to come."""
        joined = coordinated(sentence, sentence.folded_at(token.span.start))
        if joined or (joined := self._joined_before(sentence)):
            return joined
        if known := self.thread.latest(sentence.index, told=True):
            return [side for parties in known for side in sorted(parties)]
        # "The countries" before any is named: the sides that the next sentence names.
        following = self.folded[sentence.index + 1 : sentence.index + 2]
        return [t.side for s in following for t in s.tokens if t.side]

    def _joined_before(self, sentence: FoldedSentence) -> list[str]:
        """The sides joined in the sentence before, where nothing has been said of them yet."""
        previous = self.folded[sentence.index - 1] if sentence.index else None
        if previous is None or not self.topics.one_paragraph(sentence, previous):
            return []
        if any(
            self.topics.one_paragraph(sentence, self.folded[step.place])
            for step in self.thread.back_from(sentence.index, 3)
        ):
            return []
        return coordinated(previous, len(previous.folded))

    def _pronoun(self, sentence: FoldedSentence, trigger: Trigger, voice: Voice) -> list[str]:
        """Whom "it" or "they" means: a speaker's own side, else the first side of the sentence."""
        if voice.form is not Form.REPORT:
            return [voice.speaker.side] if voice.speaker.side else []
        if first := subjects(sentence, 0, trigger.start):
            return self._sides(first[:1], sentence)
        if self.issuer and self.issuer.side and _WE.search(sentence.folded):
            return [self.issuer.side]
        if sentence.index and _IT.search(sentence.folded, 0, trigger.start):
            previous = self.folded[sentence.index - 1]
            return self._sides(subjects(previous, 0, len(previous.folded))[:1], previous)
        return []
