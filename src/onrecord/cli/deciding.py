"""Who judges, when, what they typed, and putting it on record."""

from collections.abc import Sequence
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import moment_of
from onrecord.errors import BadJudgement
from onrecord.records import Anchor, Decision, Judgement, Subject
from onrecord.terminal import say

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

By = Annotated[
    str | None,
    typer.Option(metavar="NAME", envvar="ONRECORD_CODER", help="Who judges; else your login name."),
]
At = Annotated[
    str | None, typer.Option(metavar="MOMENT", help="When it was judged (UTC), if not now.")
]
Note = Annotated[str | None, typer.Option(metavar="WORDS", help="A remark to keep with it.")]


def put_on_record(record: "Ledger", judgement: Judgement, text: str | None = None) -> None:
    """Record a judgement and say so; `text` is that of the judged claim's report."""
    from onrecord.judgements import check_judgement

    checked = check_judgement(judgement, text)
    words = "; ".join(map(named, checked.targets))
    if record.judge(checked):
        say(f"{checked.by}: {checked.decision} {words}")
    else:
        say(f"{checked.by} holds that already: {checked.decision} {words}")


def named(anchor: Anchor) -> str:
    """What is judged, in a few words."""
    said = anchor.statement
    if said is None:
        return f"report {anchor.report[:12]}"
    return f"“{' '.join(said.quote.split())}” ({'+'.join(said.parties)}, {said.status})"


def meant_by(decision: Decision, subject: Subject) -> Subject:
    """What ids name that are typed to decide so: a split takes claims out of an agreement."""
    apart = decision is Decision.SPLIT and subject is not Subject.COPY
    return Subject.CLAIM if apart else subject


def opened(place: str) -> "Ledger":
    """The ledger for writing; one that is not there is not made."""
    from onrecord.ledger import Ledger

    Ledger.open(place).close()
    return Ledger.open(place, writable=True)


def who_and_when(by: str | None, at: str | None) -> tuple[str, str]:
    """Who judges, and when, as it is recorded."""
    try:
        name = getuser() if by is None else by
    except (OSError, KeyError):
        raise BadJudgement(
            "Nobody knows who judges. Give --by NAME, or set ONRECORD_CODER."
        ) from None
    moment = moment_of(at, "--at") if at else datetime.now(UTC)
    return name, moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def correction_of(fields: Sequence[str]) -> dict[str, Any]:
    """The fields that a person types, as `check_correction` takes them.

    >>> correction_of(["parties=GT, US", "when=", "quantity=at-least 5000 migrants"])
    {'parties': ['GT', 'US'], 'when': None,
     'quantity': {'value': 5000, 'unit': 'migrants', 'bound': 'at-least'}}
    """
    found: dict[str, Any] = {}
    for given in fields:
        field, equals, value = given.partition("=")
        if not equals:
            raise BadJudgement(f"{given!r} corrects nothing. Write FIELD=VALUE: status=signed.")
        if field in found:
            raise BadJudgement(f"{field} is given twice. Give it once.")
        found[field] = _value(field.strip(), value.strip())
    return found


def _value(field: str, value: str) -> Any:
    if field == "parties":
        return [party.strip() for party in value.split(",") if party.strip()]
    if field in ("side", "when", "quantity") and not value:
        return None
    return _quantity(value) if field == "quantity" else value


def _quantity(value: str) -> Any:
    first, _, rest = value.partition(" ")
    bound, number, unit = "exact", first, rest
    if not first[:1].isdigit():
        bound, (number, _, unit) = first, rest.partition(" ")
    try:
        amount = float(number.replace(",", ""))
    except ValueError:
        raise BadJudgement(
            f"quantity is {value!r}. Write a number and what it counts, with a bound where it is "
            "not exact: quantity='at-least 5000 migrants'."
        ) from None
    return {
        "value": int(amount) if amount.is_integer() else amount, "unit": unit, "bound": bound,
    }  # fmt: skip
