"""Which of several judgements of one thing counts; all of them are kept and can be shown."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from onrecord.records import Decision, Judgement


@dataclass(frozen=True, slots=True)
class RecordedJudgement:
    """A judgement and the id that it has on record."""

    id: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Judged:
    """All judgements of one thing, each group in the order in which they were made.

    `counts` is the latest, or None where there are only notes or everything was withdrawn.
    `agreeing` and `disagreeing` are the latest of every other person, as they decided the same or
    otherwise; `superseded` are those that somebody replaced or withdrew; `notes` decide nothing.
    """

    counts: RecordedJudgement | None
    agreeing: tuple[RecordedJudgement, ...] = ()
    disagreeing: tuple[RecordedJudgement, ...] = ()
    superseded: tuple[RecordedJudgement, ...] = ()
    notes: tuple[RecordedJudgement, ...] = ()


def target_of(each: RecordedJudgement) -> Hashable:
    """What a judgement is about, as it was recorded: two of the same anchors have one target."""
    return each.judgement.subject, frozenset(each.judgement.targets)


def current(
    judgements: Iterable[RecordedJudgement],
    target: Callable[[RecordedJudgement], Hashable] = target_of,
) -> dict[Hashable, Judged]:
    """What counts for each target, whatever the order in which the judgements are given.

    Later is what was made later; of one second, what has the greater id. A judgement replaces the
    earlier ones of the same person on the same target, and the one that it names in `supersedes`,
    whoever made that. What it replaced stays so if it is itself withdrawn.
    """
    in_order = sorted(judgements, key=lambda each: (each.judgement.made, each.id))
    named = frozenset(each.judgement.supersedes for each in in_order)
    by_target: dict[Hashable, list[RecordedJudgement]] = defaultdict(list)
    for each in in_order:
        by_target[target(each)].append(each)
    return {key: _judged(of_one, named) for key, of_one in by_target.items()}


def _judged(in_order: Sequence[RecordedJudgement], named: frozenset[str | None]) -> Judged:
    notes = [each for each in in_order if each.judgement.decision is Decision.NOTE]
    decided = [each for each in in_order if each not in notes]
    latest = {each.judgement.by: each for each in decided}
    valid = [each for each in decided if each in latest.values() and each.id not in named]
    counts = valid[-1] if valid else None
    others = valid[:-1]
    return Judged(
        counts,
        agreeing=tuple(each for each in others if _decided(each) == _decided(valid[-1])),
        disagreeing=tuple(each for each in others if _decided(each) != _decided(valid[-1])),
        superseded=tuple(
            each for each in in_order if each.id in named or each not in valid + notes
        ),
        notes=tuple(each for each in notes if each.id not in named),
    )


def _decided(each: RecordedJudgement) -> tuple[object, ...]:
    return each.judgement.decision, each.judgement.correction
