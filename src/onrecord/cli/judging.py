"""What people decide of the record: what to look at, judgements, and how far coders agree."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.app import app
from onrecord.cli.options import (
    DEFAULT_LEDGER,
    AsJson,
    LedgerPlace,
    Limit,
    OneAsJson,
    asked,
    moment_of,
    print_objects,
)
from onrecord.errors import BadAnnotation, BadJudgement, BadQuestion, UnknownRecord
from onrecord.records import Anchor, Decision, Judgement, Subject
from onrecord.terminal import console, print_json, say

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

judge = typer.Typer(
    help="Decide of claims, and of what is one; nothing is erased. What needs it: onrecord review.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(judge, name="judge")

REVIEW_LIMIT = 10


class Judged(StrEnum):
    """What may be one or not, in the words of the commands; a report is one among its copies."""

    AGREEMENT = "agreement"
    ACTOR = "actor"
    REPORT = "report"

    @property
    def subject(self) -> Subject:
        """The same in the words of the record."""
        return Subject.COPY if self is Judged.REPORT else Subject(self.value)


By = Annotated[
    str | None,
    typer.Option(metavar="NAME", envvar="ONRECORD_CODER", help="Who judges; else your login name."),
]
At = Annotated[
    str | None, typer.Option(metavar="MOMENT", help="When it was judged (UTC), if not now.")
]
Note = Annotated[str | None, typer.Option(metavar="WORDS", help="A remark to keep with it.")]
Claims = Annotated[
    list[str], typer.Argument(metavar="CLAIM...", help="Ids of claims; their beginnings do.")
]
Things = Annotated[Judged, typer.Argument(metavar="agreement|actor|report", help="What they are.")]


@app.command()
def review(
    sort: Annotated[
        list[str] | None,
        typer.Option(
            "--sort",
            metavar="SORT",
            help="Only this sort, or several: orphaned, changed, disagreeing, disputed, proposed, "
            "weak, new.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Leave out what this person judged, not what anybody did."
        ),
    ] = None,
    limit: Limit = REVIEW_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List what a person should look at, so many of each sort; decide with `onrecord judge`."""
    from onrecord.cli.naming import sorts_named
    from onrecord.exports.judged import tasks_table
    from onrecord.exports.recorded import task_as_json
    from onrecord.ledger import SORTS, Ledger

    sorts = sorts_named(sort or (), SORTS)
    with Ledger.open(ledger) as record:
        found = record.review(sorts, by=by, limit=asked(limit) or sys.maxsize)
    tasks = []
    for each in sorts:
        of_sort = [task for task in found if task.what == each]
        if limit and len(of_sort) > limit:
            say(f"{each}: cut off after {limit}. All of them: --sort {each} --limit 0")
        tasks += of_sort[: limit or None]
    if as_json:
        print_objects(map(task_as_json, tasks))
    else:
        console().print(tasks_table(tasks))


@judge.command()
def accept(
    claims: Claims,
    by: By = None,
    note: Note = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Say that claims are right as they are: the words say what the claim says."""
    _judge_each(ledger, Decision.ACCEPT, claims, by, note, at)


@judge.command()
def reject(
    claims: Claims,
    by: By = None,
    note: Note = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Say that claims are wrong: the words say no such thing. They no longer count."""
    _judge_each(ledger, Decision.REJECT, claims, by, note, at)


@judge.command()
def correct(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id; a beginning does.")],
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="parties=GT,US kind=readmission status=signed polarity=denied side=FR "
            "speaker='Luc Moreau' when=2025-02 quantity='at-least 5000 migrants' "
            "quote='words of the report'; nothing behind = empties side, when, quantity.",
        ),
    ],
    by: By = None,
    note: Note = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Say what a claim should say; give only the fields that change."""
    correction = _correction(fields)
    _judge_each(ledger, Decision.CORRECT, [claim], by, note, at, correction)


@judge.command()
def note(
    id: Annotated[
        str,
        typer.Argument(metavar="ID", help="A claim or an agreement; of others say --of as well."),
    ],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The remark, in quotation marks.")],
    of: Annotated[
        Judged | None, typer.Option(help="What the id names, if not a claim or an agreement.")
    ] = None,
    by: By = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Remark something of a claim or an agreement; a note decides nothing."""
    # Ids of agreements have hyphens, those of claims are hexadecimal digits.
    guess = Subject.AGREEMENT if "-" in id else Subject.CLAIM
    subject = of.subject if of else guess
    with _opened(ledger) as record:
        anchors, text = record.anchors(subject, [id])
        _record(record, Judgement(subject, Decision.NOTE, anchors, *_who(by, at), note=words), text)


@judge.command()
def merge(
    what: Things,
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID ID...",
            help="One of each that is one: ids of agreements or actors, or of any claims of "
            "theirs; of reports their ids.",
        ),
    ],
    by: By = None,
    note: Note = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Say that agreements, actors or reports are one and the same (reports: copies)."""
    _judge_things(ledger, Decision.MERGE, what, ids, by, note, at)


@judge.command()
def split(
    what: Things,
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...",
            help="What goes apart, together: claims of an agreement or by an actor; or reports.",
        ),
    ],
    by: By = None,
    note: Note = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Say that claims are of another agreement or actor than the rest, or a report no copy."""
    _judge_things(ledger, Decision.SPLIT, what, ids, by, note, at)


@judge.command()
def withdraw(
    judgement: Annotated[
        str, typer.Argument(metavar="JUDGEMENT", help="Its id; see `onrecord judge list`.")
    ],
    by: By = None,
    note: Annotated[str, typer.Option(metavar="WORDS", help="Why.")] = "withdrawn",
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Take a judgement back: it no longer counts, and stays on record."""
    with _opened(ledger) as record:
        old = record.judgement(judgement)
        who, when = _who(by, at)
        about = old.judgement
        new = Judgement(
            about.subject, Decision.NOTE, about.targets[:1], who, when, None, note, old.id
        )
        _record(record, new)


@judge.command()
def take(
    path: Annotated[
        str, typer.Argument(metavar="FILE", help="Judgements, a line of JSON each; - for stdin.")
    ],
    by: By = None,
    at: At = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Take in the judgements of a file; see docs/judgements.md for its lines."""
    from onrecord.judgements import JudgementLine, judgement_of, judgements_in, read_judgements

    taken, known, failed = 0, 0, 0
    with _opened(ledger) as record:
        given = (
            judgements_in(sys.stdin.buffer, "standard input")
            if path == "-"
            else read_judgements(Path(path))
        )
        for each in given:
            try:
                if isinstance(each, BadJudgement):
                    raise each
                if isinstance(each, JudgementLine):
                    try:
                        anchors, text = record.anchors(each.subject, each.targets)
                    except UnknownRecord as unknown:
                        raise UnknownRecord(f"{each.where}: {unknown}") from None
                    who, when = _who(each.by or by, each.made or at)
                    each = judgement_of(each, anchors, by=who, made=when, text=text or None)
                if record.judge(each):
                    taken += 1
                else:
                    known += 1
            except (BadJudgement, UnknownRecord, BadQuestion) as fault:
                failed += 1
                say(str(fault))
        say(f"{record.place}: {taken} judgements taken, {known} already there, {failed} refused")
    if failed:
        raise typer.Exit(1)


@judge.command()
def give(ledger: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Print all judgements, a line of JSON each, as `onrecord judge take` reads them."""
    from onrecord.judgements import as_json
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        print_objects(as_json(each.judgement) for each in record.judgements())


@judge.command("list")
def list_(
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Only this person's.")] = None,
    limit: Limit = 50,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List judgements in the order in which they were made, each with its id."""
    from onrecord.cli.options import shortened
    from onrecord.exports.judged import judgements_table
    from onrecord.exports.recorded import recorded_judgement_as_json
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        found = shortened(record.judgements(by=by, limit=asked(limit)), limit, last=True)
    if as_json:
        print_objects(map(recorded_judgement_as_json, found))
    else:
        console().print(judgements_table(found))


@app.command("agreement-of-coders")
def agreement_of_coders(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FOLDER FOLDER]",
            help="Annotated reports of one coder each: NAME.json, NAME.txt.",
        ),
    ] = None,
    coder: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Instead of folders: whose judgements in the ledger to compare; two or more.",
        ),
    ] = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: OneAsJson = False,
) -> None:
    """Tell how far people agree who annotated or judged the same reports: Krippendorff's alpha."""
    from onrecord.exports.coders import coders_as_json, coders_table

    faults: Sequence[BadAnnotation] = ()
    if coder and folders:
        raise BadQuestion("Name two folders, or coders of the ledger (--coder), not both.")
    if coder:
        found = _by_judgements(ledger, coder)
    else:
        found, faults = _by_annotations(folders or [])
    if as_json:
        print_json(coders_as_json(found))
    else:
        console().print(coders_table(found))
    if faults:
        sys.stdout.flush()
        raise typer.Exit(1)


def _by_annotations(folders: Sequence[Path]) -> Any:
    from onrecord.evaluation import GoldReport, agreement_by_annotations, read_gold

    if len(folders) != 2:
        raise BadAnnotation(
            f"Two folders can be compared, not {len(folders)}. Name two, or with --coder two "
            "people who judged claims of a ledger."
        )
    left, right = (list(read_gold(folder)) for folder in folders)
    faults = [each for each in left + right if isinstance(each, BadAnnotation)]
    for fault in faults:
        say(str(fault))
    found = agreement_by_annotations(
        (each for each in left if isinstance(each, GoldReport)),
        (each for each in right if isinstance(each, GoldReport)),
        (str(folders[0]), str(folders[1])),
    )
    return found, faults


def _by_judgements(place: str, coders: Sequence[str]) -> Any:
    from onrecord.evaluation import agreement_by_judgements
    from onrecord.ledger import Ledger

    people = list(dict.fromkeys(coders))
    if len(people) < 2:
        raise BadQuestion("Two coders or more can be compared. Name another: --coder NAME")
    with Ledger.open(place) as record:
        for person in people:
            if not record.judgements(by=person, limit=1):
                known = ", ".join(sorted({one.judgement.by for one in record.judgements()}))
                raise UnknownRecord(
                    f"Nobody called {person!r} has judged anything in {record.place}. "
                    f"Who has: {known or 'nobody'}."
                )
        judged, reports = record.judged_by(people)
    return agreement_by_judgements(judged, reports)


def _judge_each(
    place: str,
    decision: Decision,
    claims: Iterable[str],
    by: str | None,
    note: str | None,
    at: str | None,
    correction: dict[str, Any] | None = None,
) -> None:
    """Judge claims one by one; what is wrong with one does not stop the others."""
    failed = False
    who, when = _who(by, at)
    with _opened(place) as record:
        for id in claims:
            try:
                anchors, text = record.anchors(Subject.CLAIM, [id])
                made = Judgement(Subject.CLAIM, decision, anchors, who, when, correction, note)
                _record(record, made, text)
            except (BadJudgement, UnknownRecord) as fault:
                say(str(fault))
                failed = True
    if failed:
        raise typer.Exit(1)


def _judge_things(
    place: str,
    decision: Decision,
    what: Judged,
    ids: Sequence[str],
    by: str | None,
    note: str | None,
    at: str | None,
) -> None:
    with _opened(place) as record:
        anchors, _ = record.anchors(what.subject, ids)
        who, when = _who(by, at)
        _record(record, Judgement(what.subject, decision, anchors, who, when, note=note))


def _record(record: "Ledger", judgement: Judgement, text: str | None = None) -> None:
    from onrecord.judgements import check_judgement

    checked = check_judgement(judgement, text)
    words = "; ".join(map(_named, checked.targets))
    if record.judge(checked):
        say(f"{checked.by}: {checked.decision} {words}")
    else:
        say(f"{checked.by} holds that already: {checked.decision} {words}")


def _named(anchor: Anchor) -> str:
    said = anchor.statement
    if said is None:
        return f"report {anchor.report[:12]}"
    return f"“{' '.join(said.quote.split())}” ({'+'.join(said.parties)}, {said.status})"


def _opened(place: str) -> "Ledger":
    """The ledger for writing; one that is not there is not made."""
    from onrecord.ledger import Ledger

    Ledger.open(place).close()
    return Ledger.open(place, writable=True)


def _who(by: str | None, at: str | None) -> tuple[str, str]:
    """Who judges, and when, as it is recorded."""
    try:
        name = by or getuser()
    except (OSError, KeyError):
        raise BadJudgement(
            "Nobody knows who judges. Give --by NAME, or set ONRECORD_CODER."
        ) from None
    moment = moment_of(at, "--at") if at else datetime.now(UTC)
    return name, moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _correction(fields: Sequence[str]) -> dict[str, Any]:
    """The fields that a person types, as `check_correction` takes them.

    >>> _correction(["parties=GT, US", "when=", "quantity=at-least 5000 migrants"])
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
