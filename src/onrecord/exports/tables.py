"""What onrecord found, as a person reads it in a terminal."""

import re
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from onrecord.ledger import RecordedAgreement, RecordedClaim, RecordedDispute
from onrecord.records import Actor, Claim, Polarity, Reading, Repair
from onrecord.sides import side_name

# How much of the text is shown around a repaired place, in characters.
AROUND = 24


def reading_table(reading: Reading) -> RenderableType:
    """One report: what was repaired, its claims, its disputes side by side."""
    report = reading.report
    head = [report.title or "Untitled report"]
    head += [", ".join(filter(None, (report.outlet, report.published or "no date")))]
    parts: list[RenderableType] = [
        Text(head[0], style="bold"),
        Text(f"{head[1]} · {report.id[:12]}", style="dim"),
    ]
    parts += [Text(f"Note: {note}", style="yellow") for note in report.notes]
    if report.repairs:
        parts += [Text(), _repairs(reading)]
    parts += [Text(), _claims(reading.claims)]
    if reading.disputes:
        by_id = {claim.id: claim for claim in reading.claims}
        parts.append(Text())
        parts.append(
            Text(
                f"{_count(len(reading.disputes), 'dispute')}: claims that cannot both hold",
                style="bold",
            )
        )
        parts += [
            _side_by_side(by_id[d.left], by_id[d.right], d.field, (d.left, d.right))
            for d in reading.disputes
        ]
    return Group(*parts, Text())


def _repairs(reading: Reading) -> RenderableType:
    repaired = [r for r in reading.report.repairs if r.now != r.was]
    inferred = sum(r.inferred for r in repaired)
    doubtful = len(reading.report.repairs) - len(repaired)
    title = f"{_count(len(repaired), 'repaired place')}, {inferred} inferred from context"
    if doubtful:
        title += f"; {_count(doubtful, 'place')} left as it stood, too doubtful to repair"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("at", justify="right", style="dim")
    table.add_column("was", style="red")
    table.add_column("now", style="green")
    table.add_column("how")
    table.add_column("in these words")
    for repair in reading.report.repairs:
        how = f"inferred, {repair.trust:.0%}" if repair.inferred else "exact"
        if repair.now == repair.was:
            how = f"doubtful: {repair.why}"
        table.add_row(
            str(repair.start),
            _shown(repair.was),
            _shown(repair.now),
            how,
            _around(reading.report.text, repair),
        )
    return table


def _around(text: str, repair: Repair) -> Text:
    before = text[max(0, repair.start - AROUND) : repair.start]
    after = text[repair.end : repair.end + AROUND]
    words = Text(_shown(before))
    words.append(_shown(text[repair.start : repair.end]), style="reverse green")
    return words.append(_shown(after))


def _shown(words: str) -> str:
    """Control characters and line ends as a person can see them."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f]", lambda m: {"\n": "⏎"}.get(m[0], f"\\x{ord(m[0]):02x}"), words
    )


def _claims(claims: Sequence[Claim]) -> RenderableType:
    if not claims:
        return Text("No claims about agreements between governments.", style="dim")
    table = Table(
        title=_count(len(claims), "claim"), title_justify="left", title_style="bold", expand=True,
        box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    table.add_column("", style="dim", no_wrap=True)
    table.add_column("parties", max_width=22)
    table.add_column("kind", max_width=18)
    table.add_column("status", max_width=11)
    table.add_column("who says so", max_width=20)
    table.add_column("in these words", ratio=1)
    for claim in claims:
        table.add_row(
            claim.id,
            parties_named(claim.parties),
            claim.kind,
            _status(claim),
            _speaker(claim.speaker),
            _quoted(claim),
        )
    return table


def parties_named(parties: Iterable[str]) -> str:
    """The parties as a person calls them: "Guatemala – United States"."""
    return " – ".join(sorted(map(side_name, parties)))


def _status(claim: Claim) -> Text:
    if claim.polarity is Polarity.DENIED:
        return Text(f"{claim.status.value}: denied", style="red")
    return Text(claim.status.value)


def _speaker(speaker: Actor) -> str:
    if speaker.name == "report":
        return "the report"
    return f"{speaker.name} ({side_name(speaker.side)})" if speaker.side else speaker.name


def _quoted(claim: Claim) -> str:
    extra = ", ".join(filter(None, (claim.when, _amount(claim))))
    words = " ".join(claim.quote.split())
    return f"{words} [{extra}]" if extra else words


def _amount(claim: Claim) -> str | None:
    if claim.quantity is None:
        return None
    bound = (
        ""
        if claim.quantity.bound.value == "exact"
        else claim.quantity.bound.value.replace("-", " ") + " "
    )
    return f"{bound}{claim.quantity.value:,} {claim.quantity.unit}"


def _side_by_side(left: Claim, right: Claim, field: str, names: tuple[str, str]) -> RenderableType:
    """Two claims that cannot both hold, in their own words."""
    table = Table(box=None, show_header=False, expand=True, padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(_voice(left, names[0]), _voice(right, names[1]))
    return Panel(
        table,
        title=f"{parties_named(left.parties)}: {field}?",
        title_align="left",
        border_style="yellow",
    )


def _voice(claim: Claim, name: str) -> Text:
    voice = Text(f"{name}  " if name else "", style="dim")
    voice.append(_speaker(claim.speaker), style="bold")
    voice.append(": ").append(_status(claim))
    return voice.append(f"\n“{' '.join(claim.quote.split())}”")


def agreements_table(agreements: Sequence[RecordedAgreement]) -> RenderableType:
    """One row an agreement, with the words that its standing rests on."""
    if not agreements:
        return Text("The ledger holds no agreements yet. Add reports: onrecord add FILE…")
    table = Table(
        title=_count(len(agreements), "agreement"), title_justify="left", title_style="bold"
    )
    for name in ("id", "parties", "kind", "standing", "claims", "disputes", "rests on"):
        table.add_column(name, justify="right" if name in ("claims", "disputes") else "left")
    for agreement in agreements:
        table.add_row(
            agreement.id, parties_named(agreement.parties), agreement.kind, agreement.standing.name.value,
            str(len(agreement.claims)), str(len(agreement.disputes)), _basis(agreement),
        )  # fmt: skip
    return table


def _basis(agreement: RecordedAgreement) -> str:
    """The words of the first claim that the standing rests on."""
    basis = [c for c in agreement.claims if c.claim.id in agreement.standing.claims]
    return _recorded_words(basis[0]) if basis else ""


def _recorded_words(recorded: RecordedClaim) -> str:
    return f"“{' '.join(recorded.claim.quote.split())}” ({_where(recorded)})"


def _where(recorded: RecordedClaim) -> str:
    report = recorded.report
    return (
        ", ".join(filter(None, (report.outlet, report.published))) or report.title or report.id[:12]
    )


def agreement_table(agreement: RecordedAgreement) -> RenderableType:
    """One agreement: its standing, each side's position, every claim and dispute with their words."""
    parts: list[RenderableType] = [
        Text(f"{parties_named(agreement.parties)}: {agreement.kind}", style="bold"),
        Text(f"{agreement.id} · standing: {agreement.standing.name.value}"),
        Text(),
    ]
    words = {c.claim.id: c for c in agreement.claims}
    positions = Table(
        title="Positions", title_justify="left", title_style="bold", box=None, pad_edge=False
    )
    for name in ("side", "holds", "of", "in these words"):
        positions.add_column(name)
    for position in agreement.positions:
        said = words.get(position.claim or "")
        positions.add_row(
            side_name(position.side), position.stance.value, position.field or "",
            _recorded_words(said) if said else "",
        )  # fmt: skip
    claims = Table(
        title=_count(len(agreement.claims), "claim"), title_justify="left", title_style="bold"
    )
    for name in ("status", "who says so", "when", "in these words", "report"):
        claims.add_column(name)
    for recorded in agreement.claims:
        claim = recorded.claim
        claims.add_row(
            _status(claim), _speaker(claim.speaker), claim.when or "",
            f"“{' '.join(claim.quote.split())}”" + (f" [{amount}]" if (amount := _amount(claim)) else ""),
            _where(recorded),
        )  # fmt: skip
    parts += [positions, Text(), claims]
    if agreement.disputes:
        parts += [Text(), disputes_table(agreement.disputes)]
    return Group(*parts)


def disputes_table(disputes: Sequence[RecordedDispute]) -> RenderableType:
    """Every dispute, both sides' words beside each other."""
    if not disputes:
        return Text("No disputes on record.")
    parts: list[RenderableType] = [Text(_count(len(disputes), "dispute"), style="bold")]
    for dispute in disputes:
        parts.append(
            _side_by_side(dispute.left.claim, dispute.right.claim, dispute.field, ("", ""))
        )
        parts.append(
            Padding(Text(f"{_where(dispute.left)} · {_where(dispute.right)}", style="dim"), (0, 2))
        )
    return Group(*parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
