"""Which agreements changed their standing: as a table, and as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree
from rich.console import Group, RenderableType
from rich.text import Text

from onrecord.exports.wording import (
    KIND,
    SPEAKER,
    counted,
    parties_named,
    recorded_words,
    speaker_of,
    titled_table,
)
from onrecord.ledger import StandingChange

ATOM = "http://www.w3.org/2005/Atom"
# Feeds of all ledgers have their ids from here; a ledger's own from the hash of its first entry.
FEEDS = uuid5(NAMESPACE_URL, "https://onrecord.invalid/changes")
# What XML 1.0 has no place for.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def changes_table(changes: Sequence[StandingChange]) -> RenderableType:
    """One row a change of standing, the latest first, with the words that it rests on."""
    if not changes:
        return Text("No agreement has changed its standing.")
    table = titled_table(counted(len(changes), "change"))
    table.add_column("recorded (UTC), agreement", width=KIND + 4, overflow="fold")
    table.add_column("standing", width=2 * SPEAKER)
    table.add_column("rests on", ratio=1)
    for change in changes:
        name = Text(f"{change.recorded:%Y-%m-%d %H:%M:%S}\n", style="dim")
        table.add_row(
            name.append(change.agreement, style="bold not dim"),
            f"{change.was or 'new'} → {change.now or 'no longer on record'}",
            Group(*map(recorded_words, change.words)),
        )
    return table


def changes_feed(changes: Sequence[StandingChange], ledger: str) -> bytes:
    """The changes as an Atom feed: the same bytes for the same changes of the same ledger.

    `ledger` tells the ledger from all others (`Ledger.first_entry`). A change keeps its entry's id
    for good, so a reader shows it once.
    """
    of_ledger = uuid5(FEEDS, ledger)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    latest = max((change.recorded for change in changes), default=LONG_AGO)
    _add(feed, "id", of_ledger.urn)
    _add(feed, "title", "What changed standing")
    _add(feed, "updated", _moment(latest))
    _add(_add(feed, "author"), "name", "onrecord")
    for change in changes:
        _entry(feed, change, of_ledger)
    made: bytes = etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def _entry(feed: etree._Element, change: StandingChange, ledger: UUID) -> None:
    moment = _moment(change.recorded)
    name = "|".join((change.agreement, moment, change.was or "", change.now or ""))
    entry = _add(feed, "entry")
    _add(entry, "id", uuid5(ledger, name).urn)
    _add(entry, "title", f"{_named(change)}: {change.now or 'no longer on record'}")
    _add(entry, "updated", moment)
    _add(entry, "content", _told(change)).set("type", "text")
    urls = dict.fromkeys(each.report.url for each in change.words if each.report.url)
    for url in urls:
        if re.match(r"https?://", url):
            link = _add(entry, "link")
            link.set("rel", "related")
            link.set("href", UNWRITABLE.sub("", url))


def _named(change: StandingChange) -> str:
    if not change.words:
        return change.agreement
    claim = change.words[0].claim
    return f"{parties_named(claim.parties)}, {claim.kind}"


def _told(change: StandingChange) -> str:
    before = f"before: {change.was}" if change.was else "new on record"
    lines = [f"{change.agreement}: {change.now or 'no longer on record'} ({before})"]
    lines += [f"{speaker_of(one.claim.speaker)}: {recorded_words(one)}" for one in change.words]
    return "\n".join(lines)


def _moment(recorded: datetime) -> str:
    return recorded.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _add(parent: etree._Element, tag: str, words: str | None = None) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{tag}")
    if words is not None:
        made.text = UNWRITABLE.sub("�", words)
    return made
