"""Annotated reports: NAME.json beside NAME.txt, in the form of the guidelines' gold files."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import BadAnnotation
from onrecord.records import Bound, Polarity, Quantity, Status

_REPORT = {"title", "published", "publisher", "origin"}
_CLAIM = {
    "id", "parties", "kind", "status", "polarity", "speaker", "quote", "when", "quantity",
}  # fmt: skip
_WHEN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim as people annotated it; `quotes` are all the words of the report that carry it."""

    id: str
    parties: tuple[str, ...]
    kind: str
    status: Status
    polarity: Polarity
    speaker: str
    side: str | None
    quotes: tuple[str, ...]
    when: str | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class GoldReport:
    """An annotated report: its text, and the claims and disputes that people found in it."""

    name: str
    text: str
    title: str | None
    published: str | None
    outlet: str | None
    claims: tuple[GoldClaim, ...]
    disputes: frozenset[frozenset[str]]


def read_gold(folder: Path) -> Iterator[GoldReport | BadAnnotation]:
    """The annotated reports of a folder by name; what is wrong with one comes as the error itself.

    Raises BadAnnotation where the folder holds none.
    """
    if not folder.is_dir():
        raise BadAnnotation(f"{folder} is no folder. Give one that holds NAME.json and NAME.txt.")
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise BadAnnotation(f"{folder} holds no .json file, so there is nothing to score against.")
    for path in paths:
        try:
            yield _read(path)
        except BadAnnotation as fault:
            yield fault


def _read(path: Path) -> GoldReport:
    beside = path.with_suffix(".txt")
    try:
        given = json.loads(path.read_text("utf-8"))
        text = beside.read_text("utf-8")
    except FileNotFoundError:
        raise BadAnnotation(f"{path} has no {beside.name}, its text, beside it.") from None
    except OSError as error:
        raise BadAnnotation(f"{error.filename} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadAnnotation(f"{path} or {beside.name} is not UTF-8 or no JSON: {error}.") from None
    try:
        return gold_report(path.stem, text, given)
    except ValueError as fault:
        raise BadAnnotation(f"{path}: {fault}") from None


def gold_report(name: str, text: str, given: Any) -> GoldReport:
    """The annotation of one report; raises ValueError with what is wrong with it."""
    if not isinstance(given, dict) or not {"report", "claims"} <= given.keys():
        raise ValueError('it needs an object with "report", "claims" and "disputes".')
    report = given["report"]
    if not isinstance(report, dict) or not report.keys() <= _REPORT:
        raise ValueError(f'"report" may hold {", ".join(sorted(_REPORT))}.')
    if not isinstance(given["claims"], list):
        raise ValueError('"claims" is no list.')
    claims = tuple(_gold_claim(claim, text) for claim in given["claims"])
    ids = {claim.id for claim in claims}
    if len(ids) < len(claims):
        raise ValueError("two claims have one id.")
    disputes = given.get("disputes") or []
    for pair in disputes:
        if not isinstance(pair, list) or len(set(pair)) != 2 or not ids.issuperset(pair):
            raise ValueError(f"the dispute {pair} is not of two claims.")
    return GoldReport(
        name, text, report.get("title"), report.get("published"), report.get("publisher"),
        claims, frozenset(map(frozenset, disputes)),
    )  # fmt: skip


def _gold_claim(given: Any, text: str) -> GoldClaim:
    if not isinstance(given, dict):
        raise ValueError(f"a claim is no object: {given!r}.")
    name = f"claim {given.get('id')!r}"
    if wrong := sorted(_CLAIM ^ (given.keys() - {"also"})):
        raise ValueError(f"{name} lacks or should not have: {', '.join(wrong)}.")
    try:
        status, polarity = Status(given["status"]), Polarity(given["polarity"])
    except ValueError as unknown:
        raise ValueError(f"{name}: {unknown}.") from None
    quotes = given["quote"], *_strings(given.get("also", []), f"{name}, also")
    for quote in quotes:
        if not isinstance(quote, str) or not quote or quote not in text:
            raise ValueError(f"{name}: the quote {quote!r} is not in the text.")
    speaker = given["speaker"]
    if not isinstance(speaker, dict) or speaker.keys() != {"name", "side"}:
        raise ValueError(f'{name}: the speaker needs "name" and "side".')
    if given["when"] is not None and not _WHEN.fullmatch(str(given["when"])):
        raise ValueError(f"{name}: when is {given['when']!r}, not an ISO day, month or year.")
    quantity = _quantity(given["quantity"], name)
    parties = _strings(given["parties"], f"{name}, parties")
    if not parties:
        raise ValueError(f"{name} has no party.")
    return GoldClaim(
        str(given["id"]), tuple(sorted(parties)), str(given["kind"]), status, polarity,
        str(speaker["name"]), speaker["side"], quotes, given["when"], quantity,
    )  # fmt: skip


def _strings(given: Any, where: str) -> Sequence[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError(f"{where}: not a list of words.")
    return given


def _quantity(given: Any, where: str) -> Quantity | None:
    if given is None:
        return None
    bounds = set(Bound)
    match given:
        case {"value": int() | float() as value, "bound": str(bound)} if bound in bounds:
            return Quantity(value, str(given.get("unit", "")), Bound(bound))
    known = ", ".join(sorted(bounds))
    raise ValueError(f'{where}: a quantity needs "value", "unit" and "bound" ({known}).')
