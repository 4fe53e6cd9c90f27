"""What a page says of itself outside its text: JSON-LD and meta elements, as outlets write them."""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from onrecord.reports.credits import AGENCIES
from onrecord.reports.publication import published_on
from onrecord.reports.texts import Particulars

MOST_NODES = 10_000
"""Objects of JSON-LD looked at: a page has a few dozen."""

_REPORT_TYPES = ("NewsArticle", "Article", "BlogPosting", "LiveBlogPosting", "Report")
_LONGEST = 500

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
)


def page_facts(tree: etree._Element) -> Particulars:
    """Title, outlet, author, agency, date and address, from where they are surest."""
    from_json = _from_json(tree)
    metas = _metas(tree)
    names = [name for name in (metas.get("author"), metas.get("byl")) if name]
    author = next((n for n in names if not n.startswith("http")), None)
    agency = next((AGENCIES[name] for name in names if name in AGENCIES), None)
    from_metas = Particulars(
        title=_words(metas.get("og:title") or metas.get("twitter:title")),
        outlet=_words(metas.get("og:site_name")),
        author=None if agency else _words(author),
        agency=agency,
        published=next(filter(None, map(published_on, _dates(tree, metas))), None),
        url=_canonical(tree) or web_address(metas.get("og:url")),
    )
    facts = from_json.or_else(from_metas)
    return facts if facts.published else facts.or_else(Particulars(published=_date_found(tree)))


def _from_json(tree: etree._Element) -> Particulars:
    """What the JSON-LD says of the page's report; the first object of such a type counts."""
    for thing in _objects(tree):
        types = thing.get("@type")
        types = types if isinstance(types, list) else [types]
        if not any(isinstance(t, str) and t.endswith(_REPORT_TYPES) for t in types):
            continue
        authors = [name for name in _names(thing.get("author")) if not name.startswith("http")]
        agency = next((AGENCIES[name] for name in authors if name in AGENCIES), None)
        persons = [name for name in authors if name not in AGENCIES]
        where = thing.get("mainEntityOfPage")
        return Particulars(
            title=_words(thing.get("headline") or thing.get("name")),
            outlet=_words(next(iter(_names(thing.get("publisher"))), None)),
            author=_words(", ".join(persons)),
            agency=agency,
            published=published_on(_string(thing.get("datePublished"))),
            url=web_address(thing.get("url"))
            or web_address(where.get("@id") if isinstance(where, dict) else where),
        )
    return Particulars()


def _objects(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield every object of the page's JSON-LD, outer before inner."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(MOST_NODES):
            if not waiting:
                break
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting += thing
            elif isinstance(thing, dict):
                yield thing
                waiting += (v for v in thing.values() if isinstance(v, (dict, list)))


def _metas(tree: etree._Element) -> dict[str, str]:
    """The page's meta elements by name in lower case; the first of a name counts."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _dates(tree: etree._Element, metas: dict[str, str]) -> Iterator[str | None]:
    """Yield the dates of publication that the page gives, the surest first."""
    yield from map(metas.get, _PUBLISHED)
    for element in tree.iter("time"):
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            yield element.get("datetime")


def _canonical(tree: etree._Element) -> str | None:
    links = (link for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next(filter(None, (web_address(link.get("href")) for link in links)), None)


def _names(value: Any) -> list[str]:
    """The names in an author or publisher: a string, an object with a name, or several of them."""
    several = value if isinstance(value, list) else [value]
    names = (one.get("name") if isinstance(one, dict) else one for one in several[:20])
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _words(value: Any) -> str | None:
    """Words on one line: entities undone, which JSON-LD often holds, and no longer than a title."""
    return " ".join(unescape(value).split())[:_LONGEST] or None if isinstance(value, str) else None


def web_address(value: Any) -> str | None:
    """A value if it is the address of a page on the web."""
    if not isinstance(value, str) or not value.strip().lower().startswith(("http://", "https://")):
        return None
    return value.strip()


def _date_found(tree: etree._Element) -> str | None:
    """A date that the page shows in its address or beside its title."""
    from htmldate import find_date

    try:
        return published_on(find_date(tree, original_date=True, extensive_search=False))
    except Exception:
        return None
