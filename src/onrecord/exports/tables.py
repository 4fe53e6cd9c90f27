"""What onrecord found, as a person reads it in a terminal."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from onrecord.alignment import Span
from onrecord.claims import Alternative, Explanation
from onrecord.evaluation import LEVELS, Count, Scored
from onrecord.ledger import RecordedAgreement, RecordedClaim, RecordedDispute
from onrecord.records import Actor, Claim, Polarity, Reading, Repair, Status, Why
from onrecord.sides import side_name

# How much of the text is shown before and after a repaired place, in characters.
AROUND = 24
# Widths of columns, in characters: the longest kind and status fit, and in a terminal of 80
# columns a quote still has room.
KIND, STATUS, SPEAKER = 22, 11, 16


def reading_table(reading: Reading) -> RenderableType:
    """One report: what was repaired, its claims, its disputes and its tensions side by side."""
    report = reading.report
    told = ", ".join(filter(None, (report.outlet, report.published or "no date")))
    parts: list[RenderableType] = [
        Text(report.title or "Untitled report", style="bold"),
        Text(f"{told} · {report.id[:12]}", style="dim"),
    ]
    parts += [Text(f"Note: {note}", style="yellow") for note in report.notes]
    if report.repairs:
        parts += [Text(), _repairs(reading)]
    parts += [Text(), _claims(reading.claims)]
    by_id = {claim.id: claim for claim in reading.claims}
    if reading.disputes:
        count = _count(len(reading.disputes), "dispute")
        parts += [Text(f"{count}: claims that cannot both hold", style="bold")]
        parts += [
            _side_by_side(by_id[d.left], by_id[d.right], d.field, (d.left, d.right))
            for d in reading.disputes
        ]
    if reading.tensions:
        parts += [_tensions_title(len(reading.tensions))]
        parts += [
            _side_by_side(by_id[d.left], by_id[d.right], d.field, (d.left, d.right), d.why)
            for d in reading.tensions
        ]
    return Group(*parts, Text())


def _tensions_title(number: int) -> Text:
    words = f"{_count(number, 'tension')}: contradictions of a weaker sort"
    return Text(words, style="bold")


def _repairs(reading: Reading) -> RenderableType:
    repairs = reading.report.repairs
    mended = [repair for repair in repairs if repair.now != repair.was]
    inferred = sum(repair.inferred for repair in mended)
    title = f"{_count(len(mended), 'repaired place')}, {inferred} inferred from context"
    if doubtful := len(repairs) - len(mended):
        title += f"; {_count(doubtful, 'place')} too doubtful to repair, left as found"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("at", justify="right", style="dim")
    table.add_column("was", style="red")
    table.add_column("now", style="green")
    table.add_column("how")
    table.add_column("in these words", no_wrap=True)
    for repair in repairs:
        table.add_row(
            str(repair.start), _shown(repair.was), _shown(repair.now), _how(repair),
            _around(reading.report.text, repair),
        )  # fmt: skip
    return table


def _how(repair: Repair) -> str:
    if repair.now == repair.was:
        return "left: doubtful"
    return f"inferred, {repair.trust:.0%}" if repair.inferred else "exact"


def _around(text: str, repair: Repair) -> Text:
    words = Text(_shown(text[max(0, repair.start - AROUND) : repair.start]))
    words.append(_shown(text[repair.start : repair.end]), style="reverse green")
    return words.append(_shown(text[repair.end : repair.end + AROUND]))


def _shown(words: str) -> str:
    """Line ends and control characters as a person can see them."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f]",
        lambda m: "⏎" if m[0] == "\n" else f"\\x{ord(m[0]):02x}",
        words,
    )


def _claims(claims: Sequence[Claim]) -> RenderableType:
    if not claims:
        return Text("No claims about agreements between governments.", style="dim")
    table = _table(_count(len(claims), "claim"))
    table.add_column("", style="dim", width=4)
    table.add_column("parties, kind", width=KIND)
    table.add_column("status", width=STATUS)
    table.add_column("who says so", width=SPEAKER)
    table.add_column("in these words", ratio=1)
    # "Deals with A, B and C" are three claims in the same words: one row.
    for _, together in groupby(claims, key=_told_together):
        rows = list(together)
        first = rows[0]
        table.add_row(
            " ".join(claim.id for claim in rows),
            _agreements_named([claim.parties for claim in rows], first.kind),
            _status(first), _speaker(first.speaker), _quoted(first),
        )  # fmt: skip
    return table


def _told_together(claim: Claim) -> tuple[object, ...]:
    return claim.kind, claim.status, claim.polarity, claim.speaker, claim.evidence, claim.when


def _agreements_named(agreements: Sequence[Sequence[str]], kind: str) -> Text:
    """Whose agreements and of what kind: "United States with Chad, Mali", "trade"."""
    shared = set(agreements[0]).intersection(*agreements)
    if len(agreements) > 1 and len(shared) == 1:
        others = [side for parties in agreements for side in parties if side not in shared]
        words = f"{side_name(*shared)} with {', '.join(map(side_name, others))}"
    else:
        words = "; ".join(map(parties_named, agreements))
    return Text(words).append(f"\n{kind}", style="cyan")


def parties_named(parties: Iterable[str]) -> str:
    """The parties as a person calls them: "Guatemala – United States"."""
    return " – ".join(sorted(map(side_name, parties)))


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", expand=True, box=SIMPLE_HEAD,
        pad_edge=False,
    )  # fmt: skip


def _status(claim: Claim) -> Text:
    if claim.polarity is Polarity.DENIED:
        return Text(f"{claim.status.value}: denied", style="red")
    return Text(claim.status.value)


def _speaker(speaker: Actor) -> str:
    if speaker.name == "report":
        return "the report"
    return f"{speaker.name} ({side_name(speaker.side)})" if speaker.side else speaker.name


def _quoted(claim: Claim) -> str:
    quoted = f"“{' '.join(claim.quote.split())}”"
    extra = ", ".join(filter(None, (claim.when, _amount(claim))))
    return f"{quoted} [{extra}]" if extra else quoted


def _amount(claim: Claim) -> str | None:
    if claim.quantity is None:
        return None
    value, unit, bound = claim.quantity.value, claim.quantity.unit, claim.quantity.bound.value
    return (
        f"{value:,} {unit}" if bound == "exact" else f"{bound.replace('-', ' ')} {value:,} {unit}"
    )


def _side_by_side(
    left: Claim, right: Claim, field: str, names: tuple[str, str], why: Why = Why.STRICT
) -> RenderableType:
    """Two claims that contradict each other, in their own words; a tension says by which rule."""
    table = Table(box=None, show_header=False, expand=True, padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(_voice(left, names[0]), _voice(right, names[1]))
    title = f"{parties_named(left.parties)}: {field}?"
    if why is Why.STRICT:
        return Panel(table, title=title, title_align="left", border_style="yellow")
    return Panel(table, title=f"{title} ({why.value})", title_align="left", border_style="dim")


def _voice(claim: Claim, name: str) -> Text:
    voice = Text(f"{name}  " if name else "", style="dim")
    voice.append(_speaker(claim.speaker), style="bold")
    voice.append(": ").append(_status(claim))
    return voice.append(f"\n“{' '.join(claim.quote.split())}”")


def agreements_table(agreements: Sequence[RecordedAgreement]) -> RenderableType:
    """One row an agreement, with the words that its standing rests on."""
    if not agreements:
        return Text("The ledger holds no agreements yet. Add reports: onrecord add FILE…")
    table = _table(_count(len(agreements), "agreement"))
    table.add_column("id, parties", width=KIND + 4, overflow="fold")
    table.add_column("standing", width=SPEAKER)
    table.add_column("claims", justify="right", width=6)
    table.add_column("disputes", justify="right", width=8)
    table.add_column("rests on", ratio=1)
    for agreement in agreements:
        name = Text(agreement.id, style="bold").append(
            f"\n{parties_named(agreement.parties)}", style="not bold"
        )
        table.add_row(
            name, agreement.standing.name.value, str(len(agreement.claims)),
            str(len(agreement.disputes)), _basis(agreement),
        )  # fmt: skip
    return table


def _basis(agreement: RecordedAgreement) -> str:
    """The words of the first claim that the standing rests on."""
    basis = [c for c in agreement.claims if c.claim.id in agreement.standing.claims]
    return _recorded_words(basis[0]) if basis else ""


def _recorded_words(recorded: RecordedClaim) -> str:
    return f"{_quoted(recorded.claim)} ({_where(recorded)})"


def _where(recorded: RecordedClaim) -> str:
    """Which report: its outlet and date, else its title, else the beginning of its digest."""
    report = recorded.report
    told = ", ".join(filter(None, (report.outlet, report.published)))
    return told or report.title or f"report {report.digest[:12]}"


def agreement_table(agreement: RecordedAgreement) -> RenderableType:
    """One agreement: standing, each side's position, every claim and dispute with their words."""
    words = {recorded.claim.id: recorded for recorded in agreement.claims}
    positions = _table("Positions")
    positions.add_column("side", width=SPEAKER)
    positions.add_column("holds", width=STATUS)
    positions.add_column("of", width=STATUS)
    positions.add_column("in these words", ratio=1)
    for position in agreement.positions:
        said = words.get(position.claim or "")
        positions.add_row(
            side_name(position.side), position.stance.value, position.field or "",
            _recorded_words(said) if said else "",
        )  # fmt: skip
    claims = _table(_count(len(agreement.claims), "claim"))
    claims.add_column("status", width=STATUS)
    claims.add_column("who says so", width=SPEAKER)
    claims.add_column("in these words", ratio=1)
    claims.add_column("report", width=SPEAKER)
    for recorded in agreement.claims:
        claim = recorded.claim
        claims.add_row(_status(claim), _speaker(claim.speaker), _quoted(claim), _where(recorded))
    parts: list[RenderableType] = [
        Text(f"{parties_named(agreement.parties)}: {agreement.kind}", style="bold"),
        Text(f"{agreement.id} · standing: {agreement.standing.name.value}"),
        Text(), positions, claims,
    ]  # fmt: skip
    if agreement.disputes:
        parts.append(disputes_table(agreement.disputes))
    if agreement.tensions:
        parts.append(tensions_table(agreement.tensions))
    return Group(*parts)


def disputes_table(disputes: Sequence[RecordedDispute]) -> RenderableType:
    """Every dispute, both sides' words beside each other."""
    if not disputes:
        return Text("No disputes on record.")
    return Group(Text(_count(len(disputes), "dispute"), style="bold"), *_each(disputes))


def tensions_table(tensions: Sequence[RecordedDispute]) -> RenderableType:
    """Every tension, both sides' words beside each other, and by which rule it is one."""
    if not tensions:
        return Text("No tensions on record.")
    return Group(_tensions_title(len(tensions)), *_each(tensions))


def _each(disputes: Sequence[RecordedDispute]) -> Iterator[RenderableType]:
    for dispute in disputes:
        left, right = dispute.left, dispute.right
        where = f"{_where(left)} · {_where(right)}"
        yield _side_by_side(left.claim, right.claim, dispute.field, ("", ""), dispute.why)
        yield Padding(Text(where, style="dim"), (0, 2))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def scores_table(reports: int, counts: Sequence[Count]) -> RenderableType:
    """How well the claims of annotated reports were found, level by level."""
    table = Table(
        title=f"{_count(reports, 'annotated report')}; each level asks more than the one before",
        title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    table.add_column("level")
    for name in ("precision", "recall", "F1", "right", "said", "annotated"):
        table.add_column(name, justify="right")
    for level, count in zip(LEVELS, counts, strict=True):
        shares = (f"{share:.3f}" for share in (count.precision, count.recall, count.f1))
        table.add_row(level, *shares, str(count.right), str(count.said), str(count.gold))
    return table


def mistakes_table(scored: Scored) -> RenderableType:
    """The claims of one annotated report that were missed, and those that nobody annotated."""
    table = Table(title=scored.name, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in ("", "parties", "status", "words"):
        table.add_column(column)
    for missed in scored.missed:
        table.add_row(
            "missed", "+".join(missed.parties), _what(missed.status, missed.polarity),
            missed.quotes[0], style="yellow",
        )  # fmt: skip
    for wrong in scored.wrong:
        table.add_row(
            "wrong", "+".join(wrong.parties), _what(wrong.status, wrong.polarity),
            wrong.quote, style="red",
        )  # fmt: skip
    return table


def _what(status: Status, polarity: Polarity) -> str:
    return f"not {status}" if polarity is Polarity.DENIED else str(status)


def explanation_table(explanation: Explanation, text: str) -> RenderableType:
    """The way from words to a claim, step by step."""

    def words(span: Span) -> str:
        return _shown(text[span.start : span.end])

    claim = explanation.claim
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    said = f"{'+'.join(claim.parties)} · {claim.kind} · {_what(claim.status, claim.polarity)}"
    table.add_row(
        "claim", f"{claim.id} {said} · {claim.speaker.name} · {claim.confidence:.0%} sure"
    )
    table.add_row("sentence", words(explanation.sentence))
    carrying = ", ".join(f"{words(at)} {chance:.0%}" for at, chance in explanation.words)
    table.add_row("status", f"{claim.status}: carried by {carrying}")
    table.add_row(
        "negation", f"affirmed {explanation.affirmed:.0%}, denied {explanation.denied:.0%}"
    )
    table.add_row("", _instead(explanation.statuses))
    read = "; ".join(f"{name}: {words(at)}" for name, at in explanation.rules)
    table.add_row("rules", read or "none reads this here")
    named = "; ".join(map(words, explanation.mentions))
    table.add_row("agreement", named or "not named in this sentence")
    for party in explanation.evidence:
        places = ", ".join(map(words, party.named)) or "not named in this sentence"
        sure = "not named near" if party.chance is None else f"{party.chance:.0%}"
        table.add_row("party", f"{party.side} ({side_name(party.side)}): {places}; {sure}")
    table.add_row("", _instead(explanation.parties))
    kinds = ", ".join(f"{kind.what} {kind.chance:.0%}" for kind in explanation.kinds)
    table.add_row("kind", f"{claim.kind}; by words alone {kinds}")
    credited = explanation.credited
    voice = words(credited) if credited else "the report's own voice, nobody is credited"
    table.add_row("speaker", f"{claim.speaker.name} ({claim.speaker.side or 'no side'}): {voice}")
    table.add_row("made by", claim.made_by)
    return Group(table, Text())


def _instead(others: Sequence[Alternative]) -> str:
    told = ", ".join(f"{other.what} {other.chance:.0%}" for other in others)
    return f"also weighed: {told}" if told else "nothing else was weighed"
