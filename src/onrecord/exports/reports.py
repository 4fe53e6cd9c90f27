"""Reports on record, as a person reads them in a terminal: claims, versions, copies, changes."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from onrecord.exports.disputed import disputes_table, tensions_table
from onrecord.exports.wording import (
    KIND,
    SHORT,
    SPEAKER,
    STATUS,
    counted,
    parties_named,
    printable,
    quoted,
    speaker_of,
    status_of,
    titled_table,
    where,
)
from onrecord.ledger import ChainLink, Found, RecordedReport, ReportEntry
from onrecord.records import Why

# So many changes of each report of a chain are shown unless all are asked for, each with so many
# characters around it.
FEW_CHANGES = 5
AROUND = 40
REMOVED, ADDED = "red strike", "green"


def reports_table(reports: Sequence[ReportEntry]) -> RenderableType:
    """One row a report: what it is, what was found in it, and whose copy it is."""
    if not reports:
        return Text("No such reports on record.")
    table = titled_table(counted(len(reports), "report"))
    table.add_column("id", width=SHORT, style="dim")
    table.add_column("published", width=10)
    table.add_column("outlet", width=SPEAKER)
    table.add_column("title", ratio=1)
    table.add_column("claims", justify="right", width=6)
    table.add_column("copy of", width=SHORT, style="dim")
    table.add_column("recorded", width=10)
    for entry in reports:
        report = entry.report
        copied = report.origin[:SHORT] if report.origin != report.id else ""
        table.add_row(
            report.id[:SHORT], report.published or "", report.outlet or "", report.title or "",
            str(entry.claims), copied, entry.recorded.date().isoformat(),
        )  # fmt: skip
    return table


def report_table(found: RecordedReport, whole: bool) -> RenderableType:
    """One report: facts, claims, versions, and how it and its copies differ, with `whole` fully."""
    report = found.report
    facts = (
        report.outlet, report.agency and f"credits {report.agency}", report.published or "no date",
        found.author, found.dateline, found.language, report.url,
    )  # fmt: skip
    parts: list[RenderableType] = [
        Text(report.title or "Untitled report", style="bold"),
        Text(" · ".join(filter(None, facts))), Text(report.id, style="dim"),
        *(Text(f"Note: {note}", style="yellow") for note in found.notes), Text(), _claims(found),
    ]  # fmt: skip
    disputes = [one for one in found.disputes if one.why is Why.STRICT]
    tensions = [one for one in found.disputes if one.why is not Why.STRICT]
    if disputes:
        parts.append(disputes_table(disputes))
    if tensions:
        parts.append(tensions_table(tensions))
    parts.append(_extractions(found))
    if found.chain:
        parts += [_chain(found), *(_changed(link, whole) for link in found.chain if link.parent)]
    return Group(*parts)


def _claims(found: RecordedReport) -> RenderableType:
    if not found.claims:
        return Text("No claims about agreements between governments.", style="dim")
    table = titled_table(counted(len(found.claims), "claim"))
    table.add_column("claim", width=SHORT, style="dim")
    table.add_column("parties, kind", width=KIND)
    table.add_column("status", width=STATUS)
    table.add_column("who says so", width=SPEAKER)
    table.add_column("in these words", ratio=1)
    for recorded in found.claims:
        claim = recorded.claim
        table.add_row(
            claim.id[:SHORT],
            Text(parties_named(claim.parties)).append(f"\n{claim.kind}", style="cyan"),
            status_of(claim), speaker_of(claim.speaker), quoted(claim),
        )  # fmt: skip
    return table


def _extractions(found: RecordedReport) -> RenderableType:
    table = titled_table(f"Read {counted(len(found.extractions), 'time')}")
    table.add_column("recorded", width=20)
    table.add_column("by onrecord", width=12)
    table.add_column("claims", justify="right", width=6)
    table.add_column("", ratio=1)
    for each in found.extractions:
        moment = f"{each.recorded:%Y-%m-%d %H:%M:%S}"
        table.add_row(moment, each.onrecord, str(each.claims), "counts" if each.current else "")
    return table


def _chain(found: RecordedReport) -> RenderableType:
    table = titled_table(f"A chain of {counted(len(found.chain), 'report')} from one origin")
    table.add_column("report", width=SHORT, style="dim")
    table.add_column("where", ratio=1)
    table.add_column("is", width=9)
    table.add_column("of", width=SHORT, style="dim")
    table.add_column("in common", justify="right", width=9)
    table.add_column("changes", justify="right", width=7)
    table.add_column("quotations altered", justify="right", width=10)
    for link in found.chain:
        here = "bold" if link.report.id == found.report.id else ""
        share = "" if link.containment is None else f"{link.containment:.0%}"
        table.add_row(
            Text(link.report.id[:SHORT], style=here), Text(where(link.report), style=here),
            "origin" if link.parent is None else link.relation or "related",
            (link.parent or "")[:SHORT], share,
            str(len(link.changes)) if link.parent else "",
            Text(str(len(link.altered)) if link.altered else "", style="red"),
        )  # fmt: skip
    return table


def _changed(link: ChainLink, whole: bool) -> RenderableType:
    """What became of the words of the parent, and which quotations are no longer the same."""
    title = (
        f"{where(link.report)} ({link.report.id[:SHORT]}), against {(link.parent or '')[:SHORT]}"
    )
    parts: list[RenderableType] = [Text(title, style="bold")]
    if not link.changes:
        parts.append(Text("  the same words", style="dim"))
    elif whole:
        parts.append(Padding(whole_diff(link), (0, 2)))
    else:
        parts += [Padding(_change(link, at), (0, 2)) for at in range(len(link.changes))][
            :FEW_CHANGES
        ]
        if (left := len(link.changes) - FEW_CHANGES) > 0:
            parts.append(Text(f"  and {counted(left, 'more change')}; all: --diff", style="dim"))
    for altered in link.altered:
        words = Text(f"quotation {altered.kind.value}: ", style="bold red")
        words.append(f"“{_flat(link.parent_text[slice(*altered.earlier)])}”", style="red")
        words.append(" → ")
        words.append(f"“{_flat(link.text[slice(*altered.later)])}”", style="green")
        parts.append(Padding(words, (0, 2)))
    return Group(*parts, Text())


def _change(link: ChainLink, at: int) -> Text:
    change = link.changes[at]
    start, end = change.later
    shown = Text("…" if start > AROUND else "", style="dim")
    shown.append(_flat(link.text[max(0, start - AROUND) : start]), style="dim")
    shown.append_text(_marked(link, at))
    return shown.append(_flat(link.text[end : end + AROUND]), style="dim").append("…", style="dim")


def whole_diff(link: ChainLink) -> Text:
    """The report's text with all that was changed: in brackets what was removed or put in.

    Where there is no colour the marks still tell: `[-pact-]{+accord+}`.
    """
    shown, position = Text(), 0
    for at, change in enumerate(link.changes):
        shown.append(link.text[position : change.later.start])
        shown.append_text(_marked(link, at))
        position = change.later.end
    return shown.append(link.text[position:])


def _marked(link: ChainLink, at: int) -> Text:
    change = link.changes[at]
    # Removed words stood apart from those before them.
    before = link.text[: change.later.start][-1:]
    marked = Text(" " if change.later.start == change.later.end and before.strip() else "")
    if removed := link.parent_text[slice(*change.earlier)]:
        marked.append(f"[-{_flat(removed)}-]", style=REMOVED)
    if added := link.text[slice(*change.later)]:
        marked.append(f"{{+{_flat(added)}+}}", style=ADDED)
    return marked


def _flat(words: str) -> str:
    return printable(words.replace("\n", " "))


def found_table(found: Sequence[Found]) -> RenderableType:
    """One row a report that holds the words sought, which are marked."""
    if not found:
        return Text("No report on record holds these words.")
    table = titled_table(counted(len(found), "report"))
    table.add_column("report", width=SHORT, style="dim")
    table.add_column("where", width=SPEAKER + 8)
    table.add_column("claims", justify="right", width=6)
    table.add_column("in these words", ratio=1)
    for each in found:
        table.add_row(each.report.id[:SHORT], where(each.report), str(each.claims), _sought(each))
    return table


def _sought(found: Found) -> Text:
    """The words around; what was sought stands in stars, which tell also without colour."""
    shown, position = Text("…" if found.start else ""), 0
    for at in found.at:
        shown.append(_flat(found.words[position : at.start]))
        shown.append(f"*{_flat(found.words[at.start : at.end])}*", style="bold yellow")
        position = at.end
    return shown.append(_flat(found.words[position:])).append("…")
