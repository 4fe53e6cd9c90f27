"""Agreements on record, as a person reads them in a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.exports.disputed import disputes_table, tensions_table
from onrecord.exports.wording import (
    KIND,
    SHORT,
    SPEAKER,
    STATUS,
    counted,
    parties_named,
    quoted,
    recorded_words,
    speaker_of,
    status_of,
    titled_table,
    where,
)
from onrecord.ledger import AgreementEntry, Event, RecordedAgreement, RecordedPosition
from onrecord.sides import side_name


def agreements_table(agreements: Sequence[AgreementEntry]) -> RenderableType:
    """One row an agreement, with the words that its standing rests on."""
    if not agreements:
        return Text("No such agreements on record.")
    table = titled_table(counted(len(agreements), "agreement"))
    table.add_column("id, parties", width=KIND + 4, overflow="fold")
    table.add_column("standing", width=SPEAKER)
    table.add_column("claims", justify="right", width=6)
    table.add_column("origins", justify="right", width=7)
    table.add_column("disputes", justify="right", width=8)
    table.add_column("rests on", ratio=1)
    for agreement in agreements:
        name = Text(agreement.id, style="bold").append(
            f"\n{parties_named(agreement.parties)}", style="not bold"
        )
        table.add_row(
            name, agreement.standing.name.value, str(agreement.claims), str(agreement.origins),
            str(agreement.disputes), recorded_words(agreement.words[0]) if agreement.words else "",
        )  # fmt: skip
    return table


def agreement_table(agreement: RecordedAgreement) -> RenderableType:
    """One agreement: standing and what it rests on, positions, claims, disputes and tensions."""
    number = f"{counted(agreement.reports, 'report')}, {counted(agreement.origins, 'origin')}"
    resting = set(agreement.standing.claims)
    parts: list[RenderableType] = [
        Text(f"{parties_named(agreement.parties)}: {agreement.kind}", style="bold"),
        Text(f"{agreement.id} · standing: {agreement.standing.name.value} · {number}"),
        _facts(agreement), Text("The standing rests on", style="bold"),
        *(
            Text(f"  {speaker_of(one.claim.speaker)}: {recorded_words(one)}")
            for one in agreement.claims
            if one.claim.id in resting
        ),
        Text(), _positions(agreement), _claims(agreement),
    ]  # fmt: skip
    if agreement.disputes:
        parts.append(disputes_table(agreement.disputes))
    if agreement.tensions:
        parts.append(tensions_table(agreement.tensions))
    return Group(*parts)


def _facts(agreement: RecordedAgreement) -> RenderableType:
    """What it is called, why these claims are of one agreement, and what may be the same."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    if agreement.since:
        table.add_row("dated by", agreement.since)
    if agreement.names:
        table.add_row("names", ", ".join(agreement.names))
    if agreement.instruments:
        table.add_row("papers", ", ".join(agreement.instruments))
    for reason in agreement.reasons:
        table.add_row("one, since", reason)
    for other, reason in agreement.perhaps:
        table.add_row("perhaps also", f"{other}: {reason}")
    return table


def _positions(agreement: RecordedAgreement) -> RenderableType:
    words = {recorded.claim.id: recorded for recorded in agreement.claims}
    table = titled_table("Positions")
    table.add_column("side", width=SPEAKER)
    table.add_column("holds", width=STATUS)
    table.add_column("of", width=STATUS)
    table.add_column("in these words", ratio=1)
    for position in agreement.positions:
        said = words.get(position.claim or "")
        table.add_row(
            side_name(position.side), position.stance.value, position.field or "",
            recorded_words(said) if said else "",
        )  # fmt: skip
    return table


def _claims(agreement: RecordedAgreement) -> RenderableType:
    table = titled_table(counted(len(agreement.claims), "claim"))
    table.add_column("claim", width=SHORT, style="dim")
    table.add_column("status", width=STATUS)
    table.add_column("who says so", width=SPEAKER)
    table.add_column("in these words", ratio=1)
    table.add_column("report", width=SPEAKER)
    for recorded in agreement.claims:
        claim, judged = recorded.claim, recorded.judgement
        words = Text(quoted(claim))
        if judged is not None:
            told = f" {judged.judgement.decision}, {judged.judgement.by}"
            words.append(told, style="cyan")
        table.add_row(
            claim.id[:SHORT], status_of(claim), speaker_of(claim.speaker), words,
            where(recorded.report),
        )  # fmt: skip
    return table


def positions_table(side: str, positions: Sequence[RecordedPosition]) -> RenderableType:
    """What a side holds of each agreement, one row a field."""
    if not positions:
        return Text(f"{side_name(side)} has no positions on record.")
    table = titled_table(f"{side_name(side)}: {counted(len(positions), 'position')}")
    table.add_column("agreement", width=KIND + 4, overflow="fold")
    table.add_column("holds", width=STATUS)
    table.add_column("of", width=STATUS)
    table.add_column("in these words", ratio=1)
    last = None
    for each in positions:
        name = Text("" if each.agreement == last else each.agreement, style="bold")
        last = each.agreement
        table.add_row(
            name, each.position.stance.value, each.position.field or "",
            recorded_words(each.words) if each.words else "",
        )  # fmt: skip
    return table


def timeline_table(subject: str, events: Sequence[Event]) -> RenderableType:
    """What happened when, by the claims; a day in brackets is that of saying so."""
    if not events:
        return Text(f"Nothing on record about {side_name(subject)} has a date.")
    table = titled_table(f"{side_name(subject)}: {counted(len(events), 'event')}")
    table.add_column("day, agreement", width=KIND + 4, overflow="fold")
    table.add_column("status", width=STATUS)
    table.add_column("who says so", width=SPEAKER)
    table.add_column("in these words", ratio=1)
    for event in events:
        claim = event.words.claim
        day = Text(event.day if event.dated else f"(said {event.day})")
        if event.words.agreement != subject:
            day.append(f"\n{event.words.agreement}", style="dim")
        table.add_row(
            day, status_of(claim), speaker_of(claim.speaker), recorded_words(event.words)
        )  # fmt: skip
    return table
