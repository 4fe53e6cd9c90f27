"""How far people agree who annotated or judged the same reports."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.app import app
from onrecord.cli.options import DEFAULT_LEDGER, LedgerPlace, OneAsJson
from onrecord.errors import BadAnnotation, BadQuestion, UnknownRecord
from onrecord.terminal import console, print_json, say

if TYPE_CHECKING:
    from onrecord.evaluation import CodersAgreement


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


def _by_annotations(
    folders: Sequence[Path],
) -> "tuple[CodersAgreement, Sequence[BadAnnotation]]":
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


def _by_judgements(place: str, coders: Sequence[str]) -> "CodersAgreement":
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
