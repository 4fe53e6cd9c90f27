"""The agreements that a report has spoken of so far, so that "the deal" can be followed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

# The sides between which one agreement is said to be.
Parties = frozenset[str]


class Step(NamedTuple):
    """Agreements of which the sentence at `place` speaks, and their kind where words tell it."""

    place: int
    parties: tuple[Parties, ...]
    kind: str | None


@dataclass(slots=True)
class Thread:
    """The agreements that a report speaks of, in the order of `steps`.

    `pairs` counts how often each is spoken of, `focus` are the two sides that the report is about,
    and `scopes` says for each sentence how far it looks back (all the way where it is empty).
    """

    steps: list[Step] = field(default_factory=list)
    pairs: Counter[Parties] = field(default_factory=Counter)
    focus: Parties | None = None
    scopes: list[int] = field(default_factory=list)
    _kinds: dict[Parties, list[Step]] = field(default_factory=lambda: defaultdict(list))

    def add(self, index: int, parties: tuple[Parties, ...], kind: str | None) -> None:
        """Remember that sentence `index` speaks of these agreements."""
        step = Step(index, parties, kind)
        self.steps.append(step)
        if kind:
            for agreement in parties:
                self._kinds[agreement].append(step)
        self.pairs.update(parties)

    def kind_of(self, agreement: Parties, index: int) -> str | None:
        """What kind an agreement was last said to be of, up to sentence `index`."""
        steps = self._kinds.get(agreement, ())
        return next((step.kind for step in reversed(steps) if step.place <= index), None)

    def hub(self) -> str | None:
        """The side that most of the agreements have in common, or None."""
        agreements = Counter(side for parties in self.pairs for side in parties)
        spoken_of = Counter[str]()
        for parties, times in self.pairs.items():
            spoken_of.update(dict.fromkeys(parties, times))
        return max(agreements, key=lambda s: (agreements[s], spoken_of[s], s), default=None)

    def is_hub(self, side: str | None) -> bool:
        """Whether a side has agreements with two others or more."""
        return sum(side in parties for parties in self.pairs) > 1

    def counterpart(self, side: str) -> str | None:
        """The side with which `side` is most often said to agree."""
        others = Counter[str]()
        for parties, times in self.pairs.items():
            if side in parties and len(parties) == 2:
                others[next(iter(parties - {side}))] += times
        return max(others, key=lambda s: (others[s], s), default=None)

    def back_from(self, index: int, sentences: int) -> Iterator[Step]:
        """The steps in sentence `index` and so many sentences before it, the last one first."""
        return (s for s in reversed(self.steps) if index - sentences <= s.place <= index)

    def latest(
        self,
        index: int,
        having: frozenset[str] = frozenset(),
        kind: str | None = None,
        told: bool = False,
    ) -> tuple[Parties, ...]:
        """The agreements spoken of last before or in sentence `index`, with all sides of `having`.

        Where nothing came before, the pair that the report is about, then what comes next (a report
        may begin with "the agreements"); with `told` only what came before. Those of `kind` go
        first.
        """
        for steps in self._orders(index, having, kind, told):
            for same_kind in (True, False) if kind else (False,):
                for step in steps:
                    fitting = tuple(p for p in step.parties if having <= p)
                    if fitting and (not same_kind or step.kind == kind):
                        return fitting
        return ()

    def _orders(
        self, index: int, having: frozenset[str], kind: str | None, told: bool
    ) -> tuple[list[Step], list[Step]]:
        """What came before sentence `index`, the last step first, and what comes after it."""
        scope = self.scopes[index] if index < len(self.scopes) else 0
        past = [step for step in self.steps if scope <= step.place <= index]
        # An item of a digest has nothing to do with those after it or with the whole.
        if told or scope:
            return past[::-1], []
        if self.focus:
            past.insert(0, Step(-1, (self.focus,), None))
            # What was said more than a sentence ago gives way to what the report is about.
            if having <= self.focus and past[-1].place < index - 1:
                past.append(Step(index, (self.focus,), kind))
        return past[::-1], [step for step in self.steps if step.place > index]
