"""What the ledger says of reports and claims: copies, words, context, what changed standing."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.app import app
from onrecord.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_LIMIT,
    AsJson,
    AsOf,
    LedgerPlace,
    Limit,
    OneAsJson,
    RecordedBy,
    asked,
    moment_of,
    moments,
    print_objects,
    shortened,
)
from onrecord.terminal import console, print_json, say, write_file


@app.command()
def reports(
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this outlet published.")
    ] = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """List the reports on record, the last recorded first, and which are copies of others."""
    from onrecord.exports.recorded import report_entry_as_json
    from onrecord.exports.reports import reports_table
    from onrecord.ledger import Ledger

    moment = moments(as_of, recorded_by)
    with Ledger.open(ledger) as record:
        found = shortened(record.reports(outlet=outlet, limit=asked(limit), **moment), limit)
    if as_json:
        print_objects(map(report_entry_as_json, found))
    else:
        console().print(reports_table(found))


@app.command()
def report(
    report_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="An id that `onrecord reports` shows; a beginning does."),
    ],
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Show each copy's whole text with all that was changed."),
    ] = False,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: OneAsJson = False,
) -> None:
    """Show one report: its claims, who read it when, its copies and what they changed."""
    from onrecord.exports.recorded import recorded_report_as_json
    from onrecord.exports.reports import report_table
    from onrecord.ledger import Ledger

    moment = moments(as_of, recorded_by)
    with Ledger.open(ledger) as record:
        found = record.report(report_id, **moment)
    if as_json:
        print_json(recorded_report_as_json(found))
    else:
        console().print(report_table(found, diff))


@app.command()
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...", help="All must stand in a report; in quotation marks in this order."
        ),
    ],
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """Find the reports that hold words, the last recorded first, and mark them."""
    from onrecord.exports.recorded import found_as_json
    from onrecord.exports.reports import found_table
    from onrecord.ledger import Ledger

    moment = moments(as_of, recorded_by)
    # The shell takes quotation marks away: what it handed on as one is meant together.
    sought = " ".join(f'"{each}"' if " " in each and '"' not in each else each for each in words)
    with Ledger.open(ledger) as record:
        wanted = asked(limit) or sys.maxsize
        found = shortened(record.search(sought, limit=wanted, **moment), limit)
    if as_json:
        print_objects(map(found_as_json, found))
    else:
        console().print(found_table(found))


@app.command()
def claim(
    claim_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="A claim's id as lists show it; a beginning does."),
    ],
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: OneAsJson = False,
) -> None:
    """Show one claim: its words in their context, its report, and who judged it how."""
    from onrecord.exports.judged import claim_table
    from onrecord.exports.recorded import judged_claim_as_json
    from onrecord.ledger import Ledger
    from onrecord.records import Subject

    with Ledger.open(ledger) as record:
        found = record.claim(claim_id)
        _, text = record.anchors(Subject.CLAIM, [found.claim.id])
        judged = record.judgements_of(found.claim.id)
    if as_json:
        print_json(judged_claim_as_json(found, text, judged))
    else:
        console().print(claim_table(found, text, judged))


@app.command()
def changes(
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE|MOMENT", help="Recorded since then (UTC): 2025-06-26, 2025-06-26T09:30."
        ),
    ] = None,
    atom: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write an Atom feed for feed readers instead; - for stdout."
        ),
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """Show which agreements changed their standing, the latest first."""
    from onrecord.exports.changed import changes_feed, changes_table
    from onrecord.exports.recorded import change_as_json
    from onrecord.ledger import Ledger

    start = moment_of(since, "--since") if since else None
    with Ledger.open(ledger) as record:
        found = shortened(record.changes(start, limit=asked(limit)), limit)
        first = record.first_entry() if atom else ""
    if atom:
        write_file(atom, [changes_feed(found, first)])
        say(f"{Path(atom) if atom != '-' else 'feed'}: {len(found)} changes")
    elif as_json:
        print_objects(map(change_as_json, found))
    else:
        console().print(changes_table(found))
