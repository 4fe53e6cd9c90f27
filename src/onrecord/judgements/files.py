"""Judgements as lines of JSON: written by hand with the ids of a ledger, or passed on whole.

A line by hand names what it judges by ids: `{"claim": "3f9a0c", "decision": "accept"}`. A judgement
passed on (`as_json`) carries its anchors, so that any ledger that has the report can take it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from onrecord.alignment import Span
from onrecord.errors import BadJudgement
from onrecord.judgements.checking import check_decision, check_judgement
from onrecord.judgements.corrections import check_correction
from onrecord.lexicons.entries import nearest, shown
from onrecord.records import (
    Actor,
    Anchor,
    Bound,
    Decision,
    Judgement,
    Polarity,
    Quantity,
    Statement,
    Status,
    Subject,
)

Choice = TypeVar("Choice", bound=StrEnum)

_TEXTS = ("by", "made", "note", "supersedes")
_BY_HAND = {*Subject, "decision", "correction", *_TEXTS}
_WHOLE = {"subject", "decision", "targets", "correction", *_TEXTS}


@dataclass(frozen=True, slots=True)
class JudgementLine:
    """A judgement as a person wrote it: `targets` are ids of a ledger, or beginnings of such.

    They are ids of reports where copies are judged, else of claims; a merge of agreements may give
    those of agreements. `by` and `made` may be missing. `where` is the file and line.
    """

    where: str
    subject: Subject
    decision: Decision
    targets: tuple[str, ...]
    by: str | None = None
    made: str | None = None
    correction: Mapping[str, Any] | None = None
    note: str | None = None
    supersedes: str | None = None


def judgement_of(
    line: JudgementLine, targets: Sequence[Anchor], *, by: str, made: str, text: str | None = None
) -> Judgement:
    """The judgement that a line means, with the anchors of its targets.

    `by` and `made` are for a line that does not say so itself, `text` is the text of a judged
    claim's report. Raises BadJudgement, as `check_judgement` does, with file and line.
    """
    judgement = Judgement(
        line.subject, line.decision, tuple(targets), line.by or by, line.made or made,
        line.correction, line.note, line.supersedes,
    )  # fmt: skip
    try:
        return check_judgement(judgement, text)
    except BadJudgement as fault:
        raise BadJudgement(f"{line.where}: {fault}") from None


def read_judgements(path: Path) -> Iterator[Judgement | JudgementLine | BadJudgement]:
    """The judgements of a file, one a line; what is wrong with one comes as the error itself.

    Raises BadJudgement where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield from judgements_in(file, str(path))
    except OSError as error:
        raise BadJudgement(f"{path} cannot be read: {error.strerror}.") from None


def judgements_in(
    lines: Iterable[bytes], name: str
) -> Iterator[Judgement | JudgementLine | BadJudgement]:
    """The judgements of lines, as `read_judgements` gives them; `name` is for the messages."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            given = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            yield BadJudgement(f"{where} is not UTF-8 or no JSON: {error}.")
            continue
        try:
            yield from_json(given) if _is_whole(given) else _by_hand(given, where)
        except BadJudgement as fault:
            yield BadJudgement(f"{where}: {fault}")


def as_json(judgement: Judgement) -> dict[str, Any]:
    """A judgement with all that it holds on to, ready for `json.dumps`; `from_json` reads it."""
    return {
        "subject": judgement.subject.value,
        "decision": judgement.decision.value,
        "targets": [
            {"report": each.report, "statement": each.statement and _statement(each.statement)}
            for each in judgement.targets
        ],
        "correction": None if judgement.correction is None else dict(judgement.correction),
        "note": judgement.note,
        "by": judgement.by,
        "made": judgement.made,
        "supersedes": judgement.supersedes,
    }


def from_json(given: Any) -> Judgement:
    """The judgement that `as_json` wrote; raises BadJudgement with what is wrong with it."""
    if not isinstance(given, Mapping) or not given.keys() >= {"subject", "targets"}:
        raise BadJudgement(f"{shown(given)} is no judgement.")
    _check_keys(given, _WHOLE)
    subject = _one_of(given, "subject", Subject)
    targets = given["targets"]
    if not isinstance(targets, list):
        raise BadJudgement(f"targets is {shown(targets)}, no list.")
    decision = _one_of(given, "decision", Decision)
    texts = {key: _text(given, key) for key in _TEXTS}
    return check_judgement(
        Judgement(
            subject, decision, tuple(map(_read_anchor, targets)), texts["by"] or "",
            texts["made"] or "", given.get("correction"), texts["note"], texts["supersedes"],
        )
    )  # fmt: skip


def _is_whole(given: Any) -> bool:
    return isinstance(given, Mapping) and "targets" in given


def _by_hand(given: Any, where: str) -> JudgementLine:
    if not isinstance(given, Mapping):
        raise BadJudgement(f"{shown(given)} is no judgement, but should be an object.")
    _check_keys(given, _BY_HAND)
    subjects = [subject for subject in Subject if subject in given]
    if len(subjects) != 1:
        raise BadJudgement(
            f"it judges {' and '.join(subjects) or 'nothing'}. Give one of {', '.join(Subject)}: "
            '{"claim": ID, "decision": "accept"}.'
        )
    [subject] = subjects
    ids = given[subject] if isinstance(given[subject], list) else [given[subject]]
    if not all(isinstance(each, str) and each.strip() for each in ids):
        raise BadJudgement(f"{subject} is {shown(given[subject])}. Give an id, or a list of ids.")
    decision = _one_of(given, "decision", Decision)
    check_decision(subject, decision, ids)
    correction = given.get("correction")
    if decision is Decision.CORRECT:
        correction = check_correction(correction)
    texts = {key: _text(given, key) for key in _TEXTS}
    return JudgementLine(where, subject, decision, tuple(ids), correction=correction, **texts)


def _check_keys(given: Mapping[str, Any], known: set[str]) -> None:
    for key in given:
        if key not in known:
            raise BadJudgement(f"{shown(key)} is no field of a judgement. {nearest(key, known)}")


def _one_of(given: Mapping[str, Any], key: str, known: type[Choice]) -> Choice:
    value = given.get(key)
    try:
        return known(str(value))
    except ValueError:
        near = nearest(value if isinstance(value, str) else "", list(known))
        raise BadJudgement(f"{key} is {shown(value)}. {near}") from None


def _text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise BadJudgement(f"{key} is {shown(value)}. Give words.")
    return value


def _statement(statement: Statement) -> dict[str, Any]:
    quantity = statement.quantity
    return {
        "parties": list(statement.parties),
        "kind": statement.kind,
        "status": statement.status.value,
        "polarity": statement.polarity.value,
        "speaker": statement.speaker.name,
        "side": statement.speaker.side,
        "when": statement.when,
        "quantity": quantity
        and {"value": quantity.value, "unit": quantity.unit, "bound": quantity.bound.value},
        "quote": statement.quote,
        "start": statement.evidence.start,
        "end": statement.evidence.end,
        "prefix": statement.prefix,
        "suffix": statement.suffix,
    }


def _read_anchor(given: Any) -> Anchor:
    match given:
        case {"report": str(report), "statement": None, **rest} if not rest:
            return Anchor(report)
        case {"report": str(report), "statement": {**statement}, **rest} if not rest:
            return Anchor(report, _read_statement(statement))
    raise BadJudgement(f'{shown(given)} is no anchor: it needs "report" and "statement".')


def _read_statement(given: Mapping[Any, Any]) -> Statement:
    match given:
        case {
            "parties": [str(), *_] as parties,
            "kind": str(kind),
            "status": str(status),
            "polarity": str(polarity),
            "speaker": str(speaker),
            "side": str() | None as side,
            "when": str() | None as when,
            "quantity": quantity,
            "quote": str(quote),
            "start": int(start),
            "end": int(end),
            "prefix": str(prefix),
            "suffix": str(suffix),
            **rest,
        } if (
            not rest
            and start >= 0
            and quote
            and end == start + len(quote)
            and all(isinstance(party, str) for party in parties)
        ):
            try:
                return Statement(
                    tuple(parties), kind, Status(status), Polarity(polarity),
                    Actor(speaker, side), when, _read_quantity(quantity), quote,
                    Span(start, end), prefix, suffix,
                )  # fmt: skip
            except ValueError as unknown:
                raise BadJudgement(f"in a statement, {unknown}.") from None
    raise BadJudgement(f"{shown(given)} is no statement as `as_json` writes it.")


def _read_quantity(given: Any) -> Quantity | None:
    match given:
        case None:
            return None
        case {"value": int() | float() as value, "unit": str(unit), "bound": str(bound)}:
            return Quantity(value, unit, Bound(bound))
    raise ValueError(f"{shown(given)} is no quantity")
