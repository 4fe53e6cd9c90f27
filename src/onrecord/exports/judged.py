"""What a person should look at, one claim in its context, and judgements, in a terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.exports.wording import (
    SHORT,
    SPEAKER,
    counted,
    parties_named,
    printable,
    recorded_words,
    speaker_of,
    status_of,
    titled_table,
    where,
)
from onrecord.judgements import Judged, RecordedJudgement
from onrecord.ledger import RecordedClaim, Task
from onrecord.records import Anchor, Judgement

# Why each sort of task is one, as a heading.
HEADINGS = {
    "orphaned": "judgements whose claim is gone",
    "changed": "judgements whose claim says something else now",
    "disagreeing": "claims that people judged differently",
    "disputed": "claims that cannot both hold",
    "proposed": "what may be one",
    "weak": "claims that onrecord is not sure of",
    "new": "claims that nobody has judged",
}
# So much of the text is shown on either side of a claim.
CONTEXT = 300


def tasks_table(tasks: Sequence[Task]) -> RenderableType:
    """What a person should look at, sort by sort."""
    if not tasks:
        return Text("Nothing to review.")
    parts: list[RenderableType] = []
    for what, some in groupby(tasks, key=lambda task: task.what):
        parts.append(_sort_table(what, list(some)))
    return Group(*parts)


def _sort_table(what: str, tasks: Sequence[Task]) -> RenderableType:
    table = titled_table(f"{what}: {HEADINGS[what]}")
    table.add_column("id", width=26, overflow="fold")
    table.add_column("why", width=30)
    table.add_column("in these words", ratio=1)
    for task in tasks:
        ids = "\n".join(map(short, filter(None, (task.subject, task.other))))
        table.add_row(ids, task.why, Group(*map(_telling, task.words)))
    return table


def short(id: str) -> str:
    """Enough of an id to name it by; those of agreements and actors are words and stay whole."""
    return id[:SHORT] if all(letter in "0123456789abcdef" for letter in id) else id


def _telling(recorded: RecordedClaim) -> Text:
    claim = recorded.claim
    told = Text(f"{parties_named(claim.parties)}: ").append_text(status_of(claim))
    return told.append(f", {speaker_of(claim.speaker)}: {recorded_words(recorded)}")


def claim_table(recorded: RecordedClaim, text: str, judged: Judged) -> RenderableType:
    """One claim: what it says, its words in their context, and who judged it how."""
    claim = recorded.claim
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    facts.add_row("agreement", recorded.agreement or "none: the claim is rejected")
    facts.add_row("kind", claim.kind)
    facts.add_row("status", status_of(claim))
    facts.add_row("who says so", speaker_of(claim.speaker))
    if claim.when:
        facts.add_row("when", claim.when)
    if claim.quantity:
        quantity = claim.quantity
        facts.add_row("quantity", f"{quantity.bound.value} {quantity.value:,} {quantity.unit}")
    facts.add_row("report", f"{where(recorded.report)} ({recorded.report.id[:SHORT]})")
    facts.add_row("made by", f"{claim.made_by}, {claim.confidence:.0%} sure")
    return Group(
        Text(parties_named(claim.parties), style="bold"), Text(claim.id, style="dim"), facts,
        Text(), in_context(recorded, text), Text(), _judgements(judged),
    )  # fmt: skip


def in_context(recorded: RecordedClaim, text: str) -> Text:
    """The words of a claim between those around them; in angles, which tell without colour too."""
    start, end = recorded.claim.evidence
    shown = Text("…" if start > CONTEXT else "")
    shown.append(text[max(0, start - CONTEXT) : start].lstrip(), style="dim")
    shown.append(f"»{text[start:end]}«", style="bold")
    shown.append(text[end : end + CONTEXT].rstrip(), style="dim")
    return shown.append("…" if end + CONTEXT < len(text) else "")


def _judgements(judged: Judged) -> RenderableType:
    """All judgements of one claim, as they count or not."""
    groups = (
        ("counts", (judged.counts,) if judged.counts else ()), ("agrees", judged.agreeing),
        ("disagrees", judged.disagreeing), ("replaced", judged.superseded),
        ("note", judged.notes),
    )  # fmt: skip
    rows = [(how, each) for how, some in groups for each in some]
    if not rows:
        return Text("Nobody has judged it.", style="dim")
    table = titled_table(counted(len(rows), "judgement"))
    table.add_column("id", width=SHORT, style="dim")
    table.add_column("", width=9)
    table.add_column("who", width=SPEAKER)
    table.add_column("when", width=20)
    table.add_column("decided", ratio=1)
    for how, each in rows:
        judgement = each.judgement
        table.add_row(each.id[:SHORT], how, judgement.by, judgement.made, decided(judgement))
    return table


def judgements_table(judgements: Sequence[RecordedJudgement]) -> RenderableType:
    """Judgements in the order in which they were made."""
    if not judgements:
        return Text("No judgements on record.")
    table = titled_table(counted(len(judgements), "judgement"))
    table.add_column("id", width=SHORT, style="dim")
    table.add_column("who, when", width=20)
    table.add_column("decided", width=26)
    table.add_column("of", ratio=1)
    for each in judgements:
        judgement = each.judgement
        who = Text(judgement.by).append(f"\n{judgement.made}", style="dim")
        of = Group(Text(str(judgement.subject), style="cyan"), *map(_target, judgement.targets))
        table.add_row(each.id[:SHORT], who, decided(judgement), of)
    return table


def decided(judgement: Judgement) -> str:
    """What was decided, with what was corrected and remarked."""
    correction = judgement.correction or {}
    told = ", ".join(f"{field} = {_value(value)}" for field, value in correction.items())
    parts = [judgement.decision.value + (f" {told}" if told else ""), judgement.note]
    return printable(": ".join(filter(None, parts)))


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(str(value[key]) for key in ("bound", "value", "unit"))
    return "nothing" if value is None else str(value)


def _target(anchor: Anchor) -> Text:
    said = anchor.statement
    if said is None:
        return Text(f"report {anchor.report[:SHORT]}")
    words = f"“{' '.join(said.quote.split())}” ({parties_named(said.parties)}, {said.status})"
    return Text(words)
