"""Pages: the report's own words without the site around them, and what the page says of them."""

import logging
import re
from collections.abc import Iterable, Iterator

from lxml import etree, html

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.credits import find_credits
from onrecord.reports.decoding import Decoded, mended
from onrecord.reports.furniture import is_furniture
from onrecord.reports.markup import Piece, Signs, is_whole_page, pieces
from onrecord.reports.matching import align
from onrecord.reports.metadata import page_facts
from onrecord.reports.texts import Particulars, finished

LARGEST_PAGE = 16_000_000
"""Bytes of one page: where each of its words stands takes forty times as much memory."""

LARGEST_TREE = 4_000_000
"""Characters of a page whose furniture is told apart; of a larger one all words are taken."""

log = logging.getLogger(__name__)

_SPACE = re.compile(r"\s+")

# C1 controls are meant as the signs of Windows that stand in their place, as browsers read them.
_WINDOWS_SIGN = re.compile(r"&#(1[2-5]\d);")


def page_report(
    decoded: Decoded, known: Particulars, name: str, published: str | None = None
) -> Report:
    """The report that a page holds; what is known already outweighs what the page says."""
    source, mending = mended(decoded.source, line_ends=False)
    found = list(pieces(source))
    tree, whole = _tree(source) if len(source) <= LARGEST_TREE else (None, False)
    facts = Particulars() if tree is None else page_facts(tree)
    blocks: list[str] = []
    if tree is not None and whole and is_whole_page(source):
        blocks, more = _extracted(tree)
        facts = facts.or_else(more)
    if not blocks:
        blocks = _all_blocks(found)
    facts = known.or_else(facts).or_else(Particulars(published=published))
    text, facts = _without_credits("\n\n".join(_own_words(blocks, facts.title)), facts)
    if not text:
        raise UnreadableReport(
            f"{name} is a page with no text in it; if a script draws its words, "
            "save it from a browser, or save the words as .txt"
        )
    alignment = align(text, source, Signs.of(found)).after(mending)
    return finished(decoded, text, alignment, facts)


def _tree(source: str) -> tuple[etree._Element | None, bool]:
    """The page as a tree, and whether all of the page is in it: below 256 elements, none is."""
    plain = _WINDOWS_SIGN.sub(lambda m: bytes([int(m[1])]).decode("cp1252", "replace"), source)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(plain.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None, False
    return tree, not any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log)


def _extracted(tree: etree._Element) -> tuple[list[str], Particulars]:
    """The paragraphs that are the report's own by their place on the page, and its labels."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            tree,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:
        log.info("a page was not understood: %s", type(error).__name__)
        return [], Particulars()
    if found is None or isinstance(found, dict) or found.body is None:
        return [], Particulars()
    labels = Particulars(
        title=found.title, outlet=found.sitename, author=found.author, url=found.url
    )
    return list(_blocks(found.body)), labels


_BLOCK_TAGS = frozenset(
    ("p", "head", "item", "quote", "cell", "row", "table", "list", "body", "code")
)


def _blocks(body: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of trafilatura's tree."""
    words: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if tag in _BLOCK_TAGS:
            yield from _flushed(words)
        elif tag == "lb" and event == "start":
            words.append("\n")
        text = (element.text if event == "start" else element.tail) or ""
        words.append(_SPACE.sub(" ", text))
    yield from _flushed(words)


def _all_blocks(found: Iterable[Piece]) -> list[str]:
    """The paragraphs of all words outside a page's margins, or in them if there are no others."""
    for with_margins in (False, True):
        blocks: list[str] = []
        words: list[str] = []
        for piece in found:
            if piece.breaks and piece.text == "\n\n":
                blocks += _flushed(words)
            elif with_margins or not piece.furniture:
                words.append(piece.text if piece.breaks else _SPACE.sub(" ", piece.text))
        blocks += _flushed(words)
        if blocks:
            break
    return blocks


def _flushed(words: list[str]) -> Iterator[str]:
    """Yield the paragraphs that words make, and forget the words.

    A line break is kept, two of them part paragraphs: old pages know no other way.
    """
    for paragraph in re.split(r"[^\S\n]*\n\s*\n\s*", "".join(words)):
        lines = (" ".join(line.split()) for line in paragraph.split("\n"))
        kept = "\n".join(line for line in lines if line)
        if kept:
            yield kept
    words.clear()


def _own_words(blocks: list[str], title: str | None) -> list[str]:
    """The paragraphs that are not furniture by their words, nor the title again."""
    own = [block for block in blocks if not is_furniture(block)]
    if title and own and _folded(own[0]) == _folded(title):
        del own[0]
    return own or blocks


def _folded(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _without_credits(text: str, facts: Particulars) -> tuple[str, Particulars]:
    """The text without its dateline, byline and agency, which are kept as what is known."""
    credits = find_credits(text)
    for span in sorted(credits.spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    text = re.sub(r"\n\s*\n\s*", "\n\n", text).strip()
    found = Particulars(agency=credits.agency, dateline=credits.dateline, author=credits.author)
    return text, facts.or_else(found)
