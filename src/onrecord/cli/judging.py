"""What people decide of the record: `onrecord judge` and what belongs to it."""

import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.cli.app import app
from onrecord.cli.deciding import (
    At,
    By,
    Note,
    correction_of,
    meant_by,
    opened,
    put_on_record,
    who_and_when,
)
from onrecord.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_LIMIT,
    AsJson,
    LedgerPlace,
    Limit,
    asked,
    print_objects,
    shortened,
)
from onrecord.errors import BadJudgement, BadQuestion, UnknownRecord
from onrecord.records import Decision, Judgement, Subject
from onrecord.terminal import console, say

judge = typer.Typer(
    help="Decide of claims, and of what is one; nothing is erased. What needs it: onrecord review.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(judge, name="judge")


class Judged(StrEnum):
    """What may be one or not, in the words of the commands; a report is one among its copies."""

    AGREEMENT = "agreement"
    ACTOR = "actor"
    REPORT = "report"

    @property
    def subject(self) -> Subject:
        """The same in the words of the record."""
        return Subject.COPY if self is Judged.REPORT else Subject(self.value)


Claims = Annotated[
    list[str], typer.Argument(metavar="CLAIM...", help="Ids of claims; their beginnings do.")
]
Things = Annotated[Judged, typer.Argument(metavar="agreement|actor|report", help="What they are.")]


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
    correction = correction_of(fields)
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
    with opened(ledger) as record:
        anchors, text = record.anchors(subject, [id])
        put_on_record(
            record,
            Judgement(subject, Decision.NOTE, anchors, *who_and_when(by, at), note=words),
            text,
        )


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
    with opened(ledger) as record:
        old = record.judgement(judgement)
        who, when = who_and_when(by, at)
        about = old.judgement
        new = Judgement(
            about.subject, Decision.NOTE, about.targets[:1], who, when, None, note, old.id
        )
        put_on_record(record, new)


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
    with opened(ledger) as record:
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
                        sort = meant_by(each.decision, each.subject)
                        anchors, text = record.anchors(sort, each.targets)
                    except UnknownRecord as unknown:
                        raise UnknownRecord(f"{each.where}: {unknown}") from None
                    who, when = who_and_when(each.by or by, each.made or at)
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
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List judgements in the order in which they were made, each with its id."""
    from onrecord.exports.judged import judgements_table
    from onrecord.exports.recorded import recorded_judgement_as_json
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        found = shortened(record.judgements(by=by, limit=asked(limit)), limit, last=True)
    if as_json:
        print_objects(map(recorded_judgement_as_json, found))
    else:
        console().print(judgements_table(found))


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
    who, when = who_and_when(by, at)
    with opened(place) as record:
        for id in claims:
            try:
                anchors, text = record.anchors(Subject.CLAIM, [id])
                made = Judgement(Subject.CLAIM, decision, anchors, who, when, correction, note)
                put_on_record(record, made, text)
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
    with opened(place) as record:
        anchors, _ = record.anchors(meant_by(decision, what.subject), ids)
        who, when = who_and_when(by, at)
        put_on_record(record, Judgement(what.subject, decision, anchors, who, when, note=note))
