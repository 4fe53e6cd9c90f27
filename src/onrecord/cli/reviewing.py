"""What a person should look at, as a list or claim by claim."""

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.app import app
from onrecord.cli.deciding import correction_of, opened, put_on_record, who_and_when
from onrecord.cli.options import (
    DEFAULT_LEDGER,
    AsJson,
    LedgerPlace,
    Limit,
    asked,
    print_objects,
)
from onrecord.errors import BadJudgement, UnknownRecord
from onrecord.records import Decision, Judgement, Subject
from onrecord.terminal import console, prompt, say

if TYPE_CHECKING:
    from onrecord.ledger import Ledger, RecordedClaim, Task

REVIEW_LIMIT = 10
KEYS = "[a]ccept, [c]orrect, [r]eject, [n]ote, [s]kip, [q]uit? "


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
            metavar="NAME",
            help="Leave out what this person judged, not what anybody did; with --ask who judges.",
        ),
    ] = None,
    limit: Limit = REVIEW_LIMIT,
    ledger: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Show one claim at a time and ask what you decide.")
    ] = False,
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
    if ask:
        _ask_each(ledger, tasks, by)
    elif as_json:
        print_objects(map(task_as_json, tasks))
    else:
        console().print(tasks_table(tasks))


def _ask_each(place: str, tasks: "Sequence[Task]", by: str | None) -> None:
    """Show the claims of the tasks one by one, and put on record what is decided of each."""
    seen: set[str] = set()
    with opened(place) as record:
        for task in tasks:
            for recorded in task.words:
                if recorded.claim.id in seen:
                    continue
                seen.add(recorded.claim.id)
                if not _ask(record, task, recorded, by):
                    return
    say("That was all." if seen else "Nothing to review.")


def _ask(record: "Ledger", task: "Task", recorded: "RecordedClaim", by: str | None) -> bool:
    """Ask until one claim is decided or skipped; False where the person wants no more."""
    from onrecord.exports.judged import claim_table

    id = recorded.claim.id
    anchors, text = record.anchors(Subject.CLAIM, [id])
    screen = console()
    screen.print(claim_table(recorded, text, record.judgements_of(id)))
    screen.print(f"{task.what}: {task.why}")
    while True:
        key = prompt(KEYS)
        if key is None or key[:1] == "q":
            return False
        if key[:1] == "s":
            return True
        if (given := _decision(key[:1])) is None:
            continue
        decision, correction, note = given
        try:
            if decision is Decision.CORRECT:
                correction = correction_of(shlex.split(correction or ""))
            made = Judgement(
                Subject.CLAIM, decision, anchors, *who_and_when(by, None), correction, note
            )
            put_on_record(record, made, text)
        except (BadJudgement, UnknownRecord, ValueError) as fault:
            say(str(fault))
        else:
            if decision is not Decision.NOTE:
                return True


def _decision(key: str) -> tuple[Decision, Any, str | None] | None:
    """What a key means, with the words that it asks for; None for a key that means nothing."""
    if key == "a":
        return Decision.ACCEPT, None, None
    if key == "r":
        return Decision.REJECT, None, prompt("Why (may be left empty)? ") or None
    if key == "n":
        return Decision.NOTE, None, prompt("Note: ") or ""
    if key == "c":
        return Decision.CORRECT, prompt("FIELD=VALUE ...: "), None
    return None
