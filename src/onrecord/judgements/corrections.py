"""What a person corrects in a claim: checked against the vocabulary, and applied."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from onrecord import lexicons
from onrecord.alignment import Span
from onrecord.errors import BadJudgement
from onrecord.judgements.anchors import FIELDS
from onrecord.judgements.places import occurrences
from onrecord.lexicons.entries import nearest, shown
from onrecord.records import (
    REPORT_VOICE,
    Actor,
    Bound,
    Claim,
    Decision,
    Form,
    Judgement,
    Polarity,
    Quantity,
    Status,
)
from onrecord.standings import days_of

CORRECTABLE = (*FIELDS, "quote")
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")
_WHEN = "a day, month, year or interval (2025-02-14, 2025-02, 2025, 2025-02-14/2025-02-16) or null"
_QUANTITY = '{"value": 5000, "unit": "migrants", "bound": BOUND} or null; bounds are '


def check_correction(correction: Any, text: str | None = None) -> dict[str, Any]:
    """A correction as it is kept: parties by code and in order, one spelling of each value.

    `text` is the report's, in which a corrected quote must stand to the letter; without it that is
    not looked at. Raises BadJudgement with the first field that is not so, in one line.

    >>> check_correction({"parties": ["United States", "gt"], "status": "signed"})
    {'parties': ['GT', 'US'], 'status': 'signed'}
    """
    if not isinstance(correction, Mapping) or not correction:
        raise BadJudgement(
            f"correction is {shown(correction)}. Give the fields that change: "
            '{"status": "signed"}.'
        )
    for field in correction:
        if field not in CORRECTABLE:
            raise BadJudgement(
                f"correction has {shown(field)}, which is no field of a claim. "
                f"{nearest(str(field), CORRECTABLE)}"
            )
    checked = {field: _CHECKS[field](field, value) for field, value in correction.items()}
    if checked.get("speaker") == REPORT_VOICE.name and checked.setdefault("side", None):
        raise BadJudgement(
            f'side is {shown(correction["side"])}, but the speaker "{REPORT_VOICE.name}" is the '
            "report's own voice and has none. Leave it out."
        )
    if text is not None and "quote" in checked and checked["quote"] not in text:
        raise _fault("quote", checked["quote"], "words of the report, to the letter")
    return checked


def corrected_fields(correction: Mapping[str, Any]) -> dict[str, Any]:
    """The corrected fields, the quote aside, as a claim holds them, for `said`."""
    found = {field: value for field, value in correction.items() if field in FIELDS}
    for field, read in _AS_HELD.items():
        if found.get(field) is not None:
            found[field] = read(found[field])
    return found


def corrected(claim: Claim, correction: Mapping[str, Any], text: str = "") -> Claim:
    """The claim with a checked correction applied; its id and what made it stay.

    `text`, the report's, is needed where the quote is corrected: of several places where it stands
    the one nearest to the old words becomes the evidence. Raises BadJudgement if it stands nowhere.
    """
    changed = corrected_fields(correction)
    speaker = Actor(
        changed.pop("speaker", claim.speaker.name), changed.pop("side", claim.speaker.side)
    )
    form = claim.form
    if speaker == REPORT_VOICE:
        form = Form.REPORT
    elif form is Form.REPORT:
        form = Form.INDIRECT
    if quote := correction.get("quote"):
        places = occurrences(quote, text)
        evidence = min(places, key=lambda at: _distance(at, claim.evidence), default=None)
        if evidence is None:
            raise _fault("quote", quote, "words of the report, to the letter")
        changed |= {"quote": quote, "evidence": evidence}
    return replace(claim, speaker=speaker, form=form, **changed)


def effect(claim: Claim, judgement: Judgement, text: str = "") -> Claim | None:
    """What a judgement of a claim makes of it: None if it is rejected.

    Raises BadJudgement as `corrected` does.
    """
    if judgement.decision is Decision.REJECT:
        return None
    if judgement.decision is Decision.CORRECT:
        return corrected(claim, judgement.correction or {}, text)
    return claim


def _distance(one: Span, other: Span) -> tuple[int, int]:
    """How far apart two stretches are; 0 if they touch. Of equals the first comes first."""
    return max(0, one.start - other.end, other.start - one.end), one.start


def _fault(field: str, given: Any, wanted: str) -> BadJudgement:
    return BadJudgement(f"{field} is {shown(given)}. Give {wanted}.")


def _parties(field: str, given: Any) -> list[str]:
    if not isinstance(given, list | tuple) or not given:
        raise _fault(field, given, 'a list of one or more sides: ["GT", "US"]')
    return sorted({_side(field, each) for each in given})


def _side(field: str, given: Any) -> str:
    known = _sides()
    if isinstance(given, str) and (code := known.get(given.casefold())):
        return code
    wanted = 'a code or a name ("GT", "Guatemala"); a lexicon of your own may add sides'
    if close := get_close_matches(str(given).casefold(), known, n=1):
        wanted = f'a code or a name, such as "{known[close[0]]}"'
    raise _fault(field, given, wanted)


def _side_or_none(field: str, given: Any) -> str | None:
    return None if given is None else _side(field, given)


@lexicons.kept
def _sides() -> dict[str, str]:
    """The code of each side, by its code and by its names, without regard to capitals."""
    sides = lexicons.sides()
    found = {
        word.words.casefold(): code
        for code, side in sides.items()
        for word in side.words
        if word.form in ("name", "organisation")
    }
    found |= {side.name.casefold(): code for code, side in sides.items()}
    return found | {code.casefold(): code for code in sides}


def _among(known: Callable[[], Collection[str]]) -> Callable[[str, Any], str]:
    def check(field: str, given: Any) -> str:
        if isinstance(given, str) and given in known():
            return str(given)
        near = nearest(given if isinstance(given, str) else "", known())
        raise BadJudgement(f"{field} is {shown(given)}, which is unknown. {near}")

    return check


def _words(field: str, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise _fault(field, given, "words")
    return given


def _name(field: str, given: Any) -> str:
    if isinstance(given, Mapping):
        raise _fault(field, given, 'the name alone; the side is a field of its own, "side"')
    return " ".join(_words(field, given).split())


def _when(field: str, given: Any) -> str | None:
    if given is None:
        return None
    try:
        if not isinstance(given, str) or not _ISO.fullmatch(given):
            raise ValueError
        first, last = days_of(given)
        if last < first:
            raise ValueError
    except ValueError:
        raise _fault(field, given, _WHEN) from None
    return given


def _quantity(field: str, given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    bounds = set(Bound)
    match given:
        case {"value": int() | float() as value, "unit": str(unit), "bound": bound, **rest} if (
            not rest
            and not isinstance(value, bool)
            and abs(value) < float("inf")
            and unit.strip()
            and bound in bounds
        ):
            return {"value": value, "unit": unit, "bound": str(bound)}
    raise _fault(field, given, _QUANTITY + ", ".join(sorted(bounds)))


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "parties": _parties,
    "kind": _among(lambda: lexicons.load("kinds")["kinds"]),
    "status": _among(lambda: [status.value for status in Status]),
    "polarity": _among(lambda: [polarity.value for polarity in Polarity]),
    "speaker": _name,
    "side": _side_or_none,
    "when": _when,
    "quantity": _quantity,
    "quote": _words,
}
_AS_HELD: dict[str, Callable[[Any], Any]] = {
    "parties": tuple,
    "status": Status,
    "polarity": Polarity,
    "quantity": lambda given: Quantity(given["value"], given["unit"], Bound(given["bound"])),
}
