"""One command per question: stdout is data, stderr is talk."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import onrecord
from onrecord.errors import BadAnnotation, OnrecordError, UnknownRecord, UnreadableReport
from onrecord.records import Reading
from onrecord.terminal import (
    OutputClosed,
    ReportProgress,
    console,
    print_each,
    print_json,
    say,
    write,
)

app = typer.Typer(
    help="What governments say of their agreements, with the exact words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Tagger(StrEnum):
    """Which trained tagger finds who says what."""

    FAST = "fast"
    ACCURATE = "accurate"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="A .txt, .md, .html, .jsonl or .jsonl.gz file, a folder, or - for standard input.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Published = Annotated[
    str | None,
    typer.Option(help="Day of publication (ISO) of the reports that do not give it themselves."),
]
LedgerPlace = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="PLACE",
        help="The file that holds the record, or postgresql://USER@HOST/NAME.",
    ),
]
TaggerName = Annotated[Tagger, typer.Option(help="What finds who says what.")]
Confidence = Annotated[
    float,
    typer.Option(min=0, max=1, help="Leave out attributions that are less sure than this."),
]
Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", metavar="FILE", help="A TOML file of words of your own; or several."),
]
DEFAULT_LEDGER = "onrecord.db"
# As `onrecord.attributions` has it; importing that would load what no other command needs.
DEFAULT_CONFIDENCE = 0.3


def main() -> None:
    """Run the command line; a user's mistake ends in one line on stderr and exit code 1."""
    try:
        app()
    except OnrecordError as error:
        say(str(error))
        sys.exit(1)
    except OutputClosed:
        # The reader of our output went away ("| head"): nothing is wrong, but stdout is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(130)


def _version(asked: bool) -> None:
    if asked:
        print(f"onrecord {onrecord.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What governments say of their agreements, with the exact words it rests on."""


@app.command()
def read(
    paths: Paths,
    as_json: AsJson = False,
    published: Published = None,
    tagger: TaggerName = Tagger.FAST,
    confidence: Confidence = DEFAULT_CONFIDENCE,
    lexicon: Lexicons = None,
) -> None:
    """Read reports: what was repaired, who claims what of which agreement, what is disputed."""
    from onrecord.exports.contract import reading_as_json
    from onrecord.exports.tables import reading_table
    from onrecord.lexicons import read_lexicon, using

    screen = console()

    def show(reading: Reading) -> None:
        if as_json:
            print_json(reading_as_json(reading))
        else:
            screen.print(reading_table(reading))

    with using(read_lexicon(lexicon or ())):
        _read_each(paths, published, tagger, confidence, show)


@app.command("repair")
def repair_(
    path: Annotated[
        str, typer.Argument(metavar="[FILE]", help="A text file, or - for standard input.")
    ] = "-",
    show: Annotated[
        bool, typer.Option("--show", help="Mark each place in colour, with what it was.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one object: the text and each repair.")
    ] = False,
) -> None:
    """Undo the damage of wrong codecs: print the repaired text, or what was repaired."""
    from onrecord.exports.contract import repair_as_json
    from onrecord.exports.marked import marked_text, summary_line
    from onrecord.repair import repair
    from onrecord.reports import read_text

    repaired = repair(read_text(path, stdin=sys.stdin.buffer))
    if as_json:
        repairs = [repair_as_json(each) for each in repaired.repairs]
        print_json({"text": repaired.text, "repairs": repairs})
        return
    if show:
        console().print(marked_text(repaired), soft_wrap=True, end="")
    else:
        write(repaired.text)
    say(summary_line(repaired))


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
    with using(own), Ledger.open(ledger, writable=True) as record:

        def store(reading: Reading) -> None:
            counts[record.add(reading, settings=settings)] += 1

        try:
            _read_each(paths, published, tagger, confidence, store)
        finally:
            say(f"{record.place}: {counts[True]} added, {counts[False]} already there")


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


@app.command()
def agreements(ledger: LedgerPlace = DEFAULT_LEDGER, as_json: AsJson = False) -> None:
    """List the agreements on record, each with its standing and the words it rests on."""
    from onrecord.exports.recorded import agreement_as_json
    from onrecord.exports.tables import agreements_table
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        found = record.agreements()
    if as_json:
        print_each(map(agreement_as_json, found))
    else:
        console().print(agreements_table(found))


@app.command()
def agreement(
    agreement_id: Annotated[
        str, typer.Argument(metavar="ID", help="An id that `onrecord agreements` shows.")
    ],
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
) -> None:
    """Show one agreement: standing, positions, claims, disputes and tensions, with their words."""
    from onrecord.exports.recorded import agreement_as_json
    from onrecord.exports.tables import agreement_table
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        found = record.agreement(agreement_id)
    if as_json:
        print_json(agreement_as_json(found))
    else:
        console().print(agreement_table(found))


@app.command()
def disputes(
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    weak: Annotated[
        bool, typer.Option("--weak", help="Then also list the tensions: weaker contradictions.")
    ] = False,
) -> None:
    """List the claims on record that cannot both hold, both sides' words beside each other."""
    from onrecord.exports.recorded import recorded_dispute_as_json, recorded_tension_as_json
    from onrecord.exports.tables import disputes_table, tensions_table
    from onrecord.ledger import Ledger

    with Ledger.open(ledger) as record:
        found = record.disputes()
        tensions = record.tensions() if weak else ()
    if as_json:
        print_each(map(recorded_dispute_as_json, found))
        print_each(map(recorded_tension_as_json, tensions))
        return
    console().print(disputes_table(found))
    if weak:
        console().print(tensions_table(tensions))


@app.command()
def explain(
    path: Annotated[str, typer.Argument(metavar="REPORT", help="A file that holds one report.")],
    claim: Annotated[
        str, typer.Argument(metavar="CLAIM", help="An id that `onrecord read` shows.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
    published: Published = None,
    tagger: TaggerName = Tagger.FAST,
    confidence: Confidence = DEFAULT_CONFIDENCE,
    lexicon: Lexicons = None,
) -> None:
    """Show the way from a report's words to one of its claims: why it says what it says."""
    from onrecord.exports.contract import explanation_as_json
    from onrecord.exports.tables import explanation_table
    from onrecord.reading import explain_claim
    from onrecord.reports import read_reports

    for report in read_reports([path], published=published, stdin=sys.stdin.buffer):
        if isinstance(report, UnreadableReport):
            raise report
        try:
            found = explain_claim(
                report, claim, tagger=tagger.value, confidence=confidence, lexicon=lexicon or ()
            )
        except UnknownRecord as unknown:
            raise UnknownRecord(f"{path}: {unknown}") from None
        if as_json:
            print_json(explanation_as_json(found))
        else:
            console().print(explanation_table(found, report.text))
        return
    raise UnreadableReport(f"{path} holds no report.")


@app.command()
def evaluate(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Annotated reports: NAME.json and NAME.txt.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Also list the claims that were missed or are wrong.")
    ] = False,
    tagger: TaggerName = Tagger.FAST,
    confidence: Confidence = DEFAULT_CONFIDENCE,
    lexicon: Lexicons = None,
) -> None:
    """Score the claims and disputes found in reports that people annotated."""
    from onrecord.evaluation import read_gold, score_report, total
    from onrecord.exports.contract import scores_as_json
    from onrecord.exports.tables import mistakes_table, scores_table
    from onrecord.lexicons import read_lexicon, using
    from onrecord.reading import read as read_text

    scored, failed, own = [], 0, read_lexicon(lexicon or ())
    with using(own), ReportProgress(len(list(folder.glob("*.json")))) as progress:
        for gold in read_gold(folder):
            progress.step()
            if isinstance(gold, BadAnnotation):
                failed += 1
                say(str(gold))
                continue
            reading = read_text(
                gold.text,
                title=gold.title,
                published=gold.published,
                outlet=gold.outlet,
                tagger=tagger.value,
                confidence=confidence,
            )
            scored.append(score_report(gold, reading.claims, reading.disputes))
    together = total(scored)
    if as_json:
        print_json(scores_as_json(together, scored))
    else:
        for one in scored if show else ():
            if one.missed or one.wrong:
                console().print(mistakes_table(one))
        console().print(scores_table(together.reports, together.counts))
    if failed:
        sys.stdout.flush()
        raise typer.Exit(1)


@app.command("agreement-of-coders")
def agreement_of_coders(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER FOLDER",
            help="Annotated reports of one coder each: NAME.json, NAME.txt.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Tell how far two people agree who annotated the same reports: Krippendorff's alpha."""
    from onrecord.evaluation import GoldReport, agreement_by_annotations, read_gold
    from onrecord.exports.coders import coders_as_json, coders_table

    if len(folders) != 2:
        raise BadAnnotation(f"Two folders can be compared, not {len(folders)}. Name two.")
    left, right = (list(read_gold(folder)) for folder in folders)
    faults = [each for each in left + right if isinstance(each, BadAnnotation)]
    for fault in faults:
        say(str(fault))
    found = agreement_by_annotations(
        (each for each in left if isinstance(each, GoldReport)),
        (each for each in right if isinstance(each, GoldReport)),
        (str(folders[0]), str(folders[1])),
    )
    if as_json:
        print_json(coders_as_json(found))
    else:
        console().print(coders_table(found))
    if faults:
        sys.stdout.flush()
        raise typer.Exit(1)


def _read_each(
    paths: Sequence[str], published: str | None, tagger: Tagger, confidence: float, use: Any
) -> None:
    """Read every report and hand it on; afterwards fail if any could not be read."""
    from onrecord.reading import read_paths
    from onrecord.reports import count_reports

    failed = 0
    total = count_reports([p for p in paths if p != "-"]) if "-" not in paths else None
    with ReportProgress(total) as progress:
        readings = read_paths(
            paths,
            published=published,
            stdin=sys.stdin.buffer,
            tagger=tagger.value,
            confidence=confidence,
        )
        for found in readings:
            if isinstance(found, UnreadableReport):
                failed += 1
                say(str(found))
            else:
                use(found)
            progress.step()
    if failed:
        sys.stdout.flush()
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
