"""Sentences with their mentions folded to one letter each, and back to places in the report.

"Germany signed a deal with Chad" folds to "S signed a A with S" (S and A being letters of the
private use area), so a rule about words need not know how states and agreements are called.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.alignment import Span
from onrecord.claims.letters import AGREEMENT, GROUP, MOST, SIDE, lowered
from onrecord.claims.mentions import AgreementMention


@dataclass(frozen=True, slots=True)
class Token:
    """What one folded letter stands for: a side, both parties together, or an agreement.

    `by_name` is true where a side is named, false where an actor speaks for it.
    """

    span: Span
    side: str | None = None
    mention: AgreementMention | None = None
    by_name: bool = False

    @property
    def letter(self) -> int:
        """The first letter of its sort."""
        if self.mention:
            return AGREEMENT
        return GROUP if self.side is None else SIDE


@dataclass(frozen=True, slots=True)
class FoldedSentence:
    """One sentence: its folded text, the tokens behind its letters, and the way back to offsets.

    `lowered` is the folded text in lower case, place for place; `at` are the places of the tokens.
    """

    index: int
    span: Span
    folded: str
    lowered: str
    tokens: tuple[Token, ...]
    at: tuple[int, ...]

    @property
    def middle(self) -> Span:
        """One character in the middle of the sentence, to ask who says it."""
        at = (self.span.start + self.span.end) // 2
        return Span(at, at + 1)

    @property
    def sides(self) -> list[str]:
        """The sides that the sentence names, each once, in order."""
        return list(dict.fromkeys(t.side for t in self.tokens if t.side))

    def offset(self, folded: int) -> int:
        """The offset in the report of a place in the folded text."""
        k = bisect_right(self.at, folded) - 1
        if k < 0:
            return self.span.start + folded
        token, at = self.tokens[k].span, self.at[k]
        return token.start if folded == at else token.end + folded - at - 1

    def place(self, start: int, end: int) -> Span:
        """The span in the report of a stretch of the folded text."""
        last = end - 1
        k = bisect_right(self.at, last) - 1
        # A stretch that ends in a token has all of its words.
        stop = self.tokens[k].span.end if k >= 0 and self.at[k] == last else self.offset(last) + 1
        return Span(self.offset(start), max(self.offset(start), stop))

    def folded_at(self, offset: int) -> int:
        """The place in the folded text of an offset of the report."""
        folded = offset - self.span.start
        for token in self.tokens:
            if token.span.end <= offset:
                folded -= token.span.end - token.span.start - 1
            elif token.span.start < offset:
                folded -= offset - token.span.start
        return max(0, min(folded, len(self.folded)))

    def within(self, start: int, end: int) -> list[Token]:
        """The tokens of a stretch of the folded text."""
        return [t for t, at in zip(self.tokens, self.at, strict=True) if start <= at < end]


def fold(text: str, index: int, sentence: Span, candidates: Sequence[Token]) -> FoldedSentence:
    """Fold one sentence; of mentions that overlap the longest is folded, the others are left out.

    `candidates` all lie in the sentence; of equals the first given is folded.
    """
    taken: list[Token] = []
    for token in sorted(candidates, key=lambda t: (t.span.start - t.span.end, t.span.start)):
        if all(token.span.end <= t.span.start or t.span.end <= token.span.start for t in taken):
            taken.append(token)
    taken.sort(key=lambda t: t.span.start)
    del taken[MOST:]
    pieces: list[str] = []
    at: list[int] = []
    position, length = sentence.start, 0
    for number, token in enumerate(taken):
        gap = text[position : token.span.start]
        pieces += gap, chr(token.letter + number)
        at.append(length + len(gap))
        length += len(gap) + 1
        position = token.span.end
    pieces.append(text[position : sentence.end])
    # White space of any sort, a line break too, is one blank to the rules; lengths must not change.
    folded = re.sub(r"\s", " ", "".join(pieces))
    return FoldedSentence(index, sentence, folded, lowered(folded), tuple(taken), tuple(at))
