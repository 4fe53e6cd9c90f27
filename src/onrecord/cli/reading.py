"""Commands over reports as they are, without a ledger: read, repair, explain, evaluate."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.app import app
from onrecord.cli.options import (
    DEFAULT_CONFIDENCE,
    AsJson,
    Confidence,
    Lexicons,
    OneAsJson,
    Paths,
    Published,
    Tagger,
    TaggerName,
)
from onrecord.errors import BadAnnotation, UnknownRecord, UnreadableReport
from onrecord.records import Reading
from onrecord.terminal import ReportProgress, console, print_json, say, write


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
    from onrecord.exports.readings import reading_table
    from onrecord.lexicons import read_lexicon, using

    screen = console()

    def show(reading: Reading) -> None:
        if as_json:
            print_json(reading_as_json(reading))
        else:
            screen.print(reading_table(reading))

    with using(read_lexicon(lexicon or ())):
        read_each(paths, published, tagger, confidence, show)


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
def explain(
    path: Annotated[str, typer.Argument(metavar="REPORT", help="A file that holds one report.")],
    claim: Annotated[
        str, typer.Argument(metavar="CLAIM", help="An id that `onrecord read` shows.")
    ],
    as_json: OneAsJson = False,
    published: Published = None,
    tagger: TaggerName = Tagger.FAST,
    confidence: Confidence = DEFAULT_CONFIDENCE,
    lexicon: Lexicons = None,
) -> None:
    """Show the way from a report's words to one of its claims: why it says what it says."""
    from onrecord.exports.contract import explanation_as_json
    from onrecord.exports.explained import explanation_table
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
    as_json: OneAsJson = False,
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
    from onrecord.exports.scored import mistakes_table, scores_table
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


def read_each(
    paths: Sequence[str],
    published: str | None,
    tagger: Tagger,
    confidence: float,
    use: Callable[[Reading], None],
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
