"""Whether a judgement says what it should, before it goes on record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from onrecord.errors import BadJudgement
from onrecord.judgements.corrections import check_correction
from onrecord.lexicons.entries import shown
from onrecord.records import Decision, Judgement, Subject

_MADE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_OF_CLAIMS = frozenset({Decision.ACCEPT, Decision.CORRECT, Decision.REJECT})
_OF_OTHERS = frozenset({Decision.MERGE, Decision.SPLIT})


def check_decision(subject: Subject, decision: Decision, targets: Sequence[object]) -> None:
    """Raise BadJudgement where a thing cannot be decided upon so, or not so many of them."""
    allowed = _OF_CLAIMS if subject is Subject.CLAIM else _OF_OTHERS
    if decision not in allowed | {Decision.NOTE}:
        known = ", ".join(sorted([*allowed, Decision.NOTE]))
        raise BadJudgement(
            f'decision is "{decision}", which is not for the subject "{subject}". '
            f"Known are {known}."
        )
    if decision is Decision.MERGE and len(set(targets)) < 2:
        raise BadJudgement(f"a merge needs two things or more that are one {subject}.")
    if decision is Decision.SPLIT and not targets:
        raise BadJudgement(f"a split needs what goes apart from the {subject}.")
    if decision in (*_OF_CLAIMS, Decision.NOTE) and len(targets) != 1:
        raise BadJudgement(f'"{decision}" is of one {subject}, not of {len(targets)}.')


def check_judgement(judgement: Judgement, text: str | None = None) -> Judgement:
    """The judgement as it is kept: targets in one order, its correction in one spelling.

    `text` is that of the judged claim's report, in which a corrected quote must stand. Raises
    BadJudgement with the first thing that is wrong, in one line.
    """
    check_decision(judgement.subject, judgement.decision, judgement.targets)
    of_report = judgement.subject is Subject.COPY
    if any((anchor.statement is None) is not of_report for anchor in judgement.targets):
        wanted = "reports" if of_report else "claims, with what they say"
        raise BadJudgement(f'the subject "{judgement.subject}" needs the anchors of {wanted}.')
    correction = judgement.correction
    if judgement.decision is Decision.CORRECT:
        correction = check_correction(correction, text)
    elif correction is not None:
        raise BadJudgement(
            f'decision is "{judgement.decision}", which corrects nothing. Leave "correction" out, '
            'or make it "correct".'
        )
    if judgement.decision is Decision.NOTE and not (judgement.note or "").strip():
        raise BadJudgement('a note says nothing. Give "note" its words.')
    if not judgement.by.strip() or not judgement.by.isprintable():
        raise BadJudgement(f"by is {shown(judgement.by)}. Give the name of who judges.")
    try:
        if not _MADE.fullmatch(judgement.made):
            raise ValueError
        datetime.fromisoformat(judgement.made)
    except ValueError:
        raise BadJudgement(
            f"made is {shown(judgement.made)}. Give date and time in UTC: 2026-11-24T09:30:00Z."
        ) from None
    # Neither store can hold these.
    if any(map(_UNSTORABLE.search, _strings(asdict(judgement)))):
        raise BadJudgement("it holds half a character or a null character. Take it out.")
    targets = tuple(sorted(dict.fromkeys(judgement.targets), key=repr))
    return replace(judgement, targets=targets, correction=correction)


def _strings(within: object) -> Iterator[str]:
    if isinstance(within, str):
        yield within
    elif isinstance(within, Mapping):
        yield from _strings(list(within.values()))
    elif isinstance(within, list | tuple):
        for each in within:
            yield from _strings(each)
