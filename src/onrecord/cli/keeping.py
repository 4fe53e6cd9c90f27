"""Filling and keeping a ledger: add, verify, export, rebuild, upgrade."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from onrecord.cli.app import app
from onrecord.cli.options import (
    DEFAULT_CONFIDENCE,
    DEFAULT_LEDGER,
    Confidence,
    LedgerPlace,
    Lexicons,
    OneAsJson,
    Paths,
    Published,
    Tagger,
    TaggerName,
)
from onrecord.cli.reading import read_each
from onrecord.records import Reading
from onrecord.terminal import print_json, say, write_file


@app.command()
def add(
    paths: Paths,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    published: Published = None,
    tagger: TaggerName = Tagger.FAST,
    confidence: Confidence = DEFAULT_CONFIDENCE,
    lexicon: Lexicons = None,
) -> None:
    """Read reports and store them in the ledger; adding one again changes nothing."""
    from onrecord.ledger import Ledger
    from onrecord.lexicons import read_lexicon, using

    counts = {True: 0, False: 0}
    settings: dict[str, Any] = {
        "published": published, "tagger": tagger.value, "confidence": confidence,
    }  # fmt: skip
    if (own := read_lexicon(lexicon or ())).digests:
        settings["lexicon"] = list(own.digests)
    started = datetime.now(UTC)
    with using(own), Ledger.open(ledger, writable=True) as record:

        def store(reading: Reading) -> None:
            counts[record.add(reading, settings=settings)] += 1

        try:
            read_each(paths, published, tagger, confidence, store)
        finally:
            say(f"{record.place}: {counts[True]} added, {counts[False]} already there")
            if counts[True]:
                for line in _outcome(record, started, counts[True]):
                    say(line)


def _outcome(record: Any, started: datetime, added: int) -> Sequence[str]:
    """What came of adding: new reports and copies, and where to see what changed standing."""
    # To the millisecond, as the command that is shown can be typed.
    since = started.replace(microsecond=started.microsecond // 1000 * 1000)
    recent = [entry for entry in record.reports(limit=added) if entry.recorded >= since]
    new = [entry for entry in recent if entry.extractions == 1]
    copied = sum(entry.report.origin != entry.report.id for entry in new)
    changed = {change.agreement for change in record.changes(since)}
    anew = len(recent) - len(new)
    lines = [
        f"{_counted(len(new), 'new report')}, {copied} of them copied from others; {anew} read anew"
    ]
    if changed:
        told = since.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lines.append(
            f"{_counted(len(changed), 'agreement')} changed standing: "
            f"onrecord changes --since {told} --ledger {record.place}"
        )
    return lines


def _counted(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


@app.command()
def verify(ledger: LedgerPlace = DEFAULT_LEDGER, as_json: OneAsJson = False) -> None:
    """Derive every hash and every quotation again; name the first thing that does not hold."""
    from onrecord.exports.recorded import verification_as_json
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        held = record.verify()
        place = record.place
    if as_json:
        print_json(verification_as_json(held))
    else:
        say(
            f"{place}: {held.reports} reports, {held.extractions} extractions, "
            f"{held.attributions} attributions, {held.claims} claims and {held.judgements} "
            f"judgements hold"
        )
    if held.fault is not None:
        sys.stdout.flush()
        say(f"{place} does not hold: {held.fault}. Restore a copy of it.")
        raise typer.Exit(1)


@app.command()
def export(
    path: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Where to write it; - for standard output.")
    ] = "-",
    ledger: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Write the whole record as lines of JSON: the same bytes for the same records."""
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        lines = write_file(
            path, ((line + "\n").encode("utf-8", "surrogatepass") for line in record.export())
        )
    say(f"{'standard output' if path == '-' else path}: {lines} records")


@app.command()
def rebuild(ledger: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Compute anew all that is computed (agreements, disputes, copies …); the record stays."""
    from onrecord.ledger import Ledger

    # Opened for reading first: a ledger that is not there is not made.
    Ledger.open(ledger).close()
    with Ledger.open(ledger, writable=True) as record:
        record.rebuild()
        say(f"{record.place}: all that is computed was computed anew")


@app.command()
def upgrade(ledger: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Bring the ledger of an older onrecord to the form that this one uses; its records stay."""
    from onrecord.ledger import Ledger
    from onrecord.ledger.places import place_of, shown

    forms = Ledger.upgrade(ledger)
    name = shown(place_of(ledger))
    if forms:
        say(f"{name}: upgraded to form {forms[-1]}")
    else:
        say(f"{name}: has the form in use already")
