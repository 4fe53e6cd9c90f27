"""What a report is about: the agreements that its phrases name, and their parties and kinds."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations, pairwise

from onrecord.claims.clauses import clause_start
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.kinds import closer_kind, kind_of_passage, most_votes
from onrecord.claims.mentions import AgreementMention
from onrecord.claims.parties import Named, named_parties, subjects
from onrecord.claims.threads import Parties, Thread
from onrecord.claims.vocabulary import agreement_words
from onrecord.claims.voices import Voices

# "LUSAKA: ...", an item of a digest.
_ITEM = re.compile(r"[A-Z][A-Z .'-]{2,}(?:, [A-Z]\w+)?:\s")
# So many items make a digest, whose paragraphs have nothing to do with each other.
_DIGEST = 3
# The first sentences, which say what a report is about.
_TOP = 3
# Votes for a kind: what the same agreement was called before, and what the whole report gives.
_SAME_AGREEMENT, _WHOLE_REPORT = 8, 4


class Topics:
    """One report's sentences with what their noun phrases say, read before any clause is.

    `named` gives the parties named around each mention, `thread` the agreements in order.
    """

    def __init__(self, text: str, folded: Sequence[FoldedSentence], voices: Voices) -> None:
        self.text, self.folded, self.voices = text, folded, voices
        self.side_counts = Counter(t.side for s in folded for t in s.tokens if t.side)
        self.named: dict[AgreementMention, Named] = {}
        self.thread = Thread()
        self._votes: dict[int, dict[str, float]] = {}
        self._read_phrases()
        self.thread.focus = self._focus()
        self.thread.scopes = self._scopes()
        self._read_topics()

    @cached_property
    def report_kinds(self) -> dict[str, float]:
        """How much the whole report speaks for each kind."""
        return kind_of_passage(self.text)

    def sentence_kinds(self, sentence: FoldedSentence) -> dict[str, float]:
        """How much a sentence speaks for each kind."""
        if sentence.index not in self._votes:
            words = self.text[sentence.span.start : sentence.span.end]
            self._votes[sentence.index] = kind_of_passage(words)
        return self._votes[sentence.index]

    def one_paragraph(self, one: FoldedSentence, other: FoldedSentence) -> bool:
        """Whether no line ends between two sentences."""
        first, second = sorted((one.span, other.span))
        return "\n" not in self.text[first.end : second.start]

    def _read_phrases(self) -> None:
        """Collect what the noun phrases say of parties and kinds, before any clause is read."""
        for sentence in self.folded:
            for token, at in zip(sentence.tokens, sentence.at, strict=True):
                if (mention := token.mention) is None:
                    continue
                named = self._as_reported(mention, named_parties(sentence, at, mention))
                if not named.whole and named.partners:
                    whole = self._completed(sentence, at, mention, named.partners)
                    named = Named(whole, named.partners, named.owner)
                self.named[mention] = named
                if named.whole:
                    kind = self.kind(sentence, mention, named.whole)
                    self.thread.add(sentence.index, named.whole, kind)

    def _as_reported(self, mention: AgreementMention, named: Named) -> Named:
        """A many-sided agreement is between those that the report names, or its body if none is."""
        if mention.kind == "climate" and not (named.whole or named.partners or named.owner):
            return Named((frozenset(("UN",)),))
        if not (mention.named and mention.named.whole and len(mention.named.parties) > 1):
            return named
        reported = frozenset(p for p in mention.named.parties if self.side_counts[p])
        return Named((reported,), named.partners, named.owner) if reported else named

    def _completed(
        self, sentence: FoldedSentence, at: int, mention: AgreementMention, partners: Sequence[str]
    ) -> tuple[Parties, ...]:
        """Who has "a deal with B": the usual other side, the clause's subject, the nearest."""
        usual = agreement_words().usual.get((mention.kind or "", partners[0]))
        if usual and usual not in partners:
            return (frozenset((usual, *partners)),)
        begins = clause_start(sentence.folded, at)
        own = self._others(sentence, begins, at, partners)
        several = list(dict.fromkeys(own))
        if len(several) > 1 and mention.plural and " and " in sentence.folded[begins:at]:
            return tuple(frozenset((one, p)) for one in several for p in partners)
        other = own[-1] if own else self._nearest(sentence, at, mention, partners)
        if other is None:
            return ()
        if mention.plural:
            return tuple(frozenset((other, p)) for p in partners)
        return (frozenset((other, *partners)),)

    def _nearest(
        self, sentence: FoldedSentence, at: int, mention: AgreementMention, partners: Sequence[str]
    ) -> str | None:
        """The other side where the clause has none: the speaker's, the sentence's, the report's."""
        speaking = self.voices.at(mention.span).speaker.side
        if speaking is not None and speaking not in partners:
            return speaking
        if before := self._others(sentence, 0, at, partners):
            return before[-1]
        most_named = (side for side, _ in self.side_counts.most_common() if side not in partners)
        return next(most_named, None)

    @staticmethod
    def _others(
        sentence: FoldedSentence, start: int, end: int, partners: Sequence[str]
    ) -> list[str]:
        """The sides of a stretch other than the partners."""
        tokens = subjects(sentence, start, end)
        return [t.side for t in tokens if t.side and t.side not in partners]

    def _scopes(self) -> list[int]:
        """From which sentence on each looks back: its paragraph, in a digest of short items."""
        starts = [0]
        for before, sentence in pairwise(self.folded):
            starts.append(starts[-1] if self.one_paragraph(before, sentence) else sentence.index)
        whole = [0] * len(self.folded)
        if not self.folded:
            return whole
        items = sum(bool(_ITEM.match(self.text, self.folded[i].span.start)) for i in set(starts))
        return starts if items >= _DIGEST else whole

    def _read_topics(self) -> None:
        """Follow "Has Switzerland left the power deal?": one side and a deal that names none."""
        hub = self.thread.hub()
        for sentence in self.folded:
            sides = sentence.sides
            unnamed = [
                t.mention for t in sentence.tokens if t.mention and not self.named[t.mention].whole
            ]
            if hub and len(sides) == 1 and sides[0] != hub and unnamed and unnamed[0].kind:
                self.thread.add(sentence.index, (frozenset((sides[0], hub)),), unnamed[0].kind)
        self.thread.steps.sort(key=lambda step: step.place)

    def _focus(self) -> Parties | None:
        """The two sides that the report is about: named together most, most of all at its top."""
        votes: Counter[Parties] = Counter()
        for step in self.thread.steps:
            votes.update(dict.fromkeys(step.parties, 3))
        named = set(votes)
        for sentence in self.folded:
            speaks = any(t.mention for t in sentence.tokens)
            weight = (3 if sentence.index < _TOP else 1) * (2 if speaks else 1)
            # Of a long list of states no two belong together more than others.
            for two in combinations(sentence.sides[:4], 2):
                votes[frozenset(two)] += weight
        # Two states named together need not deal with each other: not if both deal with a third.
        hubs = {side for p in named for side in p if sum(side in q for q in named) > 1}
        for pair in [p for p in votes if p not in named]:
            if any(all(frozenset((side, hub)) in named for side in pair) for hub in hubs - pair):
                del votes[pair]
        return max(votes, key=lambda p: (votes[p], sorted(p)), default=None)

    def kind(
        self,
        sentence: FoldedSentence,
        mention: AgreementMention | None,
        parties: tuple[Parties, ...],
    ) -> str:
        """The kind, told by the noun phrase, what it is likened to, the clause, or the report."""
        if mention and mention.kind:
            return mention.kind
        if mention and mention.similar:
            past = [
                (step, step.kind)
                for step in self.thread.steps
                if step.place <= sentence.index and step.kind
            ]
        else:
            past = []
        if past:
            # Like the agreement of the sentence before, else like those that the report is about.
            near_before = [
                kind
                for step, kind in past
                if step.place == sentence.index - 1
                and self.one_paragraph(sentence, self.folded[step.place])
            ]
            most_common = Counter(kind for _, kind in past).most_common(1)[0][0]
            return near_before[-1] if near_before else most_common
        same = self.thread.kind_of(parties[0], sentence.index)
        here = self.sentence_kinds(sentence)
        near = {kind: 2 * n for kind, n in here.items()}
        if mention is None and (closer := closer_kind(near, same)):
            return closer
        if same and (mention is None or mention.reference):
            return same
        new = mention is not None and not mention.reference and not mention.similar
        if new and near and max(near.values()) >= 2:
            return most_votes(near)
        return self._kind_by_votes(sentence, near, same)

    def _kind_by_votes(
        self, sentence: FoldedSentence, near: dict[str, float], same: str | None
    ) -> str:
        """The kind by all that speaks for one: the sentence, those beside it, the whole report.

        `same` is the kind that the same agreement was said to be of before.
        """
        tally = dict(near)
        if same:
            tally[same] = tally.get(same, 0) + _SAME_AGREEMENT
        for beside in self.folded[max(0, sentence.index - 1) : sentence.index + 2]:
            for kind, n in self.sentence_kinds(beside).items():
                tally[kind] = tally.get(kind, 0) + 0.5 * n
        total = sum(self.report_kinds.values())
        for kind, n in self.report_kinds.items():
            tally[kind] = tally.get(kind, 0) + _WHOLE_REPORT * n / total
        return most_votes(tally) if tally else "other"
