"""RSS, Atom and JSON Feed: each entry that carries words is a report."""

import json
from collections.abc import Iterator
from typing import Any

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.lines import report_of_object
from onrecord.reports.metadata import web_address
from onrecord.reports.pages import page_report
from onrecord.reports.publication import published_on
from onrecord.reports.texts import Particulars, kept, text_report

Found = Iterator[Report | UnreadableReport]


def read_feed(raw: bytes, name: str, published: str | None = None) -> Found:
    """Yield the report of every entry of an RSS or Atom feed.

    The bytes kept are the entry's own words or markup, in UTF-8.
    """
    import feedparser

    # As it was written: what feedparser would take out or complete is not in the feed.
    try:
        feed = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it promises none, and has some for broken labels of encodings
        raise UnreadableReport(
            f"{name} is no feed that can be read; get it again, or save its pages as .html"
        ) from error
    if not feed.get("version") and not feed.entries:
        raise UnreadableReport(
            f"{name} is no RSS or Atom feed; give a page the ending .html and a text .txt"
        )
    if not feed.entries:
        raise UnreadableReport(f"{name} is a feed without entries; get it again later")
    for number, entry in enumerate(feed.entries, 1):
        place = f"{name}, entry {number}"
        content = max(
            [*entry.get("content", []), entry.get("summary_detail") or {}],
            key=lambda one: len(one.get("value") or ""),
        )
        labels = Particulars(
            id=entry.get("id") or entry.get("link"),
            title=entry.get("title"),
            outlet=feed.feed.get("title"),
            author=entry.get("author"),
            published=published_on(entry.get("published")) or published,
            url=web_address(entry.get("link")),
        )
        try:
            yield _entry(content.get("value"), content.get("type"), labels, place)
        except UnreadableReport as error:
            yield error


def read_json(raw: bytes, name: str, published: str | None = None) -> Found:
    """Yield the reports of a JSON file: a JSON Feed, one report, or a list of them."""
    try:
        found = json.loads(raw.decode("utf-8-sig", "surrogateescape"))
    except (RecursionError, ValueError) as error:
        raise UnreadableReport(
            f"{name} is not JSON that can be read; if each line is one, end its name in .jsonl"
        ) from error
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        yield from _json_feed(found, name, published)
        return
    things = found if isinstance(found, list) else [found]
    if not things:
        raise UnreadableReport(f"{name} is an empty list; get it again, or leave it out")
    for number, thing in enumerate(things, 1):
        place = f"{name}, item {number}" if isinstance(found, list) else name
        try:
            yield report_of_object(thing, place, published)
        except UnreadableReport as error:
            yield error


def _json_feed(feed: dict[str, Any], name: str, published: str | None) -> Found:
    if not feed["items"]:
        yield UnreadableReport(f"{name} is a feed without items; get it again, or leave it out")
    for number, item in enumerate(feed["items"], 1):
        place = f"{name}, item {number}"
        if not isinstance(item, dict):
            yield UnreadableReport(f"{place}: is no object; see jsonfeed.org for what it should be")
            continue
        authors = item.get("authors") or [item.get("author")]
        names = [
            one["name"]
            for one in (authors if isinstance(authors, list) else [])
            if isinstance(one, dict) and isinstance(one.get("name"), str)
        ]
        labels = Particulars(
            id=str(item["id"]) if isinstance(item.get("id"), (str, int)) else None,
            title=_string(item.get("title")),
            outlet=_string(feed.get("title")),
            author=", ".join(names) or None,
            published=published_on(_string(item.get("date_published"))) or published,
            url=web_address(item.get("url")),
        )
        markup, text = _string(item.get("content_html")), _string(item.get("content_text"))
        try:
            if markup:
                yield _entry(markup, "text/html", labels, place)
            else:
                yield _entry(text or _string(item.get("summary")), "text/plain", labels, place)
        except UnreadableReport as error:
            yield error


def _entry(words: str | None, kind: str | None, labels: Particulars, place: str) -> Report:
    if not words or not words.strip():
        raise UnreadableReport(
            f"{place}: has no text of its own; save the page that it links to as .html"
        )
    decoded = kept(words, place)
    if kind == "text/plain":
        return text_report(decoded, labels)
    return page_report(decoded, labels, place)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
