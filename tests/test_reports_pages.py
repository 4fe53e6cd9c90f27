"""A page gives the report's own words, what it says of them, and where each stands in it."""

import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports import read_reports
from onrecord.reports.decoding import Decoded
from onrecord.reports.markup import Signs, pieces
from onrecord.reports.matching import align
from onrecord.reports.pages import page_report
from onrecord.reports.texts import Particulars

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases/reports_pages.json").read_text("utf-8"))
SENTENCE = "The secretary said the agreements would give asylum-seekers other options for months. "


def page(markup: str) -> Report:
    return page_report(Decoded(markup.encode(), "utf-8", markup), Particulars(), "a.html")


def read(path: Path) -> Report:
    [report] = read_reports([path])
    assert isinstance(report, Report), report
    return report


def markup_of(report: Report, start: int, end: int) -> str:
    """The bytes that a stretch of the text came from, as characters."""
    found = report.raw_span(Span(start, end))
    return report.raw[found.start : found.end].decode(report.encoding)


def words_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_page_gives_its_words_and_labels(case: dict[str, Any]) -> None:
    report = read(HERE / "reports" / case["file"])
    assert report.text.split("\n\n") == case["paragraphs"]
    for label in ("encoding", "title", "outlet", "agency", "dateline", "author", "published"):
        assert getattr(report, label) == case.get(label)
    assert (report.url, report.language) == (case.get("url"), case["language"])
    assert any("English only" in note for note in report.notes) == (case["language"] != "en")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_every_word_leads_to_the_bytes_of_the_page(case: dict[str, Any]) -> None:
    report = read(HERE / "reports" / case["file"])
    for word in re.finditer(r"\S+", report.text):
        assert words_of(markup_of(report, *word.span())) == word[0]
    for line in re.finditer(r"[^\n]+", report.text):
        assert " ".join(words_of(markup_of(report, *line.span())).split()) == line[0]


def test_the_words_that_a_script_draws_are_not_there() -> None:
    [error] = read_reports([HERE / "reports/drawn.html"])
    assert isinstance(error, UnreadableReport)
    assert "no text in it; if a script draws its words, save it from a browser" in str(error)


@pytest.mark.parametrize(
    "furniture",
    [
        "READ MORE: What is asylum?", "Advertisement", "ADVERTISEMENT",
        "Sign up for our newsletter",
        "Follow us on X and Facebook", "10.32am GMT", "11:05 CET", "3 hours ago", "5 min read",
        "Updated June 28, 2025 at 8:00 a.m.", "© 2025 Gulf Courier. All rights reserved.",
        "(Reporting by Ana Cruz; Editing by Bo Lind)", "Photo: Lino Rey", "Share this article",
        "Most read", "Our Standards: The Thomson Reuters Trust Principles.",
    ],
)  # fmt: skip
def test_furniture_is_left_out_and_reports_of_it_are_not(furniture: str) -> None:
    report = page(f"<p>Riga denied it.</p><p>{furniture}</p><p>Minsk said nothing.</p>")
    assert report.text == "Riga denied it.\n\nMinsk said nothing."


@pytest.mark.parametrize(
    "sentence",
    [
        "Advertisement of the pact began on Monday, the ministry said.",
        "Share prices fell after the deal was signed.",
        "Related talks in Geneva were put off.",
        "Read more than once, the text permits it.",
        "Follow the money, the prosecutor said.",
        "Updated terms were sent to both capitals on 5 May.",
        "Published in 2019, the treaty has 5 articles.",
        "Follow talks on the border closely, the minister said.",
        "Watch the border, he said.",
        "Compiled lists were shown.",
        "Live fire was exchanged.",
        "Photographs of the signed text were shown by the minister.",
        "Yes.",
    ],
)
def test_a_sentence_is_no_furniture(sentence: str) -> None:
    assert page(f"<p>Riga denied it.</p><p>{sentence}</p>").text.endswith(sentence)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>R&amp;D &ldquo;pact&rdquo; &#8212; &#x2014; &#150;</p>", "R&D “pact” — — –"),
        ("<p>One<br>two<br><br>three</p>", "One\ntwo\n\nthree"),
        ("<p>R<b>ig</b>a de<!-- no -->nied <script>x</script>it.", "Riga denied it."),
        ("<ul><li>One</li><li>two</ul>", "One\n\ntwo"),
        ("<p>a < b & c</p>", "a < b & c"),
        ("<p>soft&shy;en</p>", "soft\u00aden"),
        ("<p title='a > b'>Riga</p>", "Riga"),
        ("<nav>Home</nav><p>Riga</p><footer>Terms</footer>", "Riga"),
        ("<footer>Riga alone</footer>", "Riga alone"),
    ],
)
def test_a_fragment_keeps_all_its_words(markup: str, text: str) -> None:
    report = page(markup)
    assert report.text.replace("\u00ad", "") == text.replace("\u00ad", "")
    first = report.text.split()[0]
    shown = words_of(markup_of(report, 0, len(first)))
    assert shown.replace("\u00ad", "") == first.replace("\u00ad", "")


def test_a_page_that_changes_a_word_below_is_not_led_astray() -> None:
    """The first paragraph is found where it stands, not in the list of what is read most."""
    changed, after = (
        "Riga denied that it had signed a pact.",
        "Minsk said the same on Thursday night.",
    )
    source = (
        f"<p>Riga denied that it had signed <i>the</i> pact.</p><p>{after}</p><li>{changed}</li>"
    )
    alignment = align(f"{changed}\n\n{after}", source, Signs.of(pieces(source)))
    start, end = alignment.to_source(Span(0, len(changed)))
    assert source[start:end].startswith("Riga")
    assert end < source.index("Minsk")


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 10_000 + f"<p>{SENTENCE}</p>" + "</div>" * 10_000,
        "<b>" * 100_000 + SENTENCE,
        f"<p>{SENTENCE}<b><i><font>" * 2_000,
        "<table><tr><td>" * 500 + SENTENCE,
        f"<p>{SENTENCE}</p>" + "<a " * 300_000,
        f"<p>{SENTENCE}</p>" + "<a href='" * 300_000,
        f"<p>{SENTENCE}</p>" + "<!--" * 300_000,
        f"<p>{SENTENCE}</p>" + "<script>" * 300_000,
        f"<p>{SENTENCE}</p>" + "&" * 300_000,
        f"<p>{SENTENCE}</p>" * 5_000,
        '<script type="application/ld+json">' + "[" * 100_000 + f"</script><p>{SENTENCE}</p>",
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
        f"<p>{SENTENCE}&b;&b;</p>",
    ],
    ids=lambda markup: markup[:30],
)
def test_no_markup_takes_long(markup: str) -> None:
    started = time.process_time()
    report = page(f"<html><body>{markup}</body></html>")
    assert report.text.startswith(SENTENCE.strip())
    assert time.process_time() - started < 10


def test_labels_of_any_make_are_taken_or_left() -> None:
    things: list[Any] = [
        1, None, [], {"@type": 3}, {"@type": "NewsArticle", "author": 4, "headline": ["no"]},
        {"@type": ["Thing", "NewsArticle"], "datePublished": {"no": 1}, "publisher": [[]]},
    ]  # fmt: skip
    for thing in things:
        script = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
        report = page(f"<html><head>{script}</head><body><p>{SENTENCE}</p></body></html>")
        assert report.text == SENTENCE.strip()


WORDS = st.text(st.sampled_from("ab é&;<>’ \n\u00a0"), min_size=1, max_size=8)
MARKUP = st.lists(
    st.one_of(
        WORDS.map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;")),
        st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "<!-- x -->", "<a href='>'>", "<li>",
                         "&rsquo;", "&nbsp;", "&#8212;", "&zwnj;", "<script>no</script>", "&amp"]),
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(MARKUP)
def test_every_sign_leads_to_the_markup_that_writes_it(markup: str) -> None:
    signs = Signs.of(pieces(markup))
    for i, sign in enumerate(signs.text):
        start, end = signs.starts[i], signs.ends.get(i, signs.starts[i] + 1)
        assert sign in unescape(markup[start:end])  # "&ampa" is "&a", both from all five
    if "&amp<" in markup:
        return  # without its tags "&amp<p>;" would be another entity
    text = " ".join(re.findall(".{1,5}", signs.text))
    alignment = align(text, markup, signs)
    for word in re.finditer(r"\S+", text):
        start, end = alignment.to_source(Span(*word.span()))
        shown = "".join(words_of(re.sub(r"<!--.*?-->|<script>no</script>|<a href='>'>", "",
                                        markup[start:end])).split())  # fmt: skip
        assert shown.replace("\u200c", "") == word[0]


@given(st.text(st.sampled_from("<>/!-&;='\"abp ?[]\n#x1"), max_size=200))
def test_any_markup_is_a_report_or_an_error(markup: str) -> None:
    try:
        report = page(markup)
    except UnreadableReport:
        return
    assert report.raw_span(Span(0, len(report.text))).end <= len(report.raw)
