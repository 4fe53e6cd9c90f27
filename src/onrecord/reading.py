"""The stages in order: one report in, what is said of which agreement out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.actors import issuer_of, resolve_speakers
from onrecord.attributions import LEAST_CONFIDENCE, find_attributions
from onrecord.claims import (
    Explanation,
    Reasoned,
    explain,
    find_claims,
    find_with_reasons,
    scan,
)
from onrecord.errors import UnknownRecord, UnreadableReport
from onrecord.lexicons import LexiconFiles, read_lexicon, using
from onrecord.records import Attribution, Claim, Reading, Report
from onrecord.reports import read_reports, report_of
from onrecord.standings import find_disputes, find_tensions
from onrecord.tagger import FAST


def read(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    tagger: str = FAST,
    confidence: float = LEAST_CONFIDENCE,
    lexicon: LexiconFiles | None = None,
) -> Reading:
    """Read one report, damaged or not, to the end.

    `published` is an ISO day, month or year; without it "Thursday" and "in February" stay undated.
    `tagger` finds who says what: `fast`, or `accurate` where its weights are installed.
    Attributions of less `confidence` (0 to 1) are left out, and with them their claims' speakers.
    `lexicon` is a TOML file, or several, of words of your own (docs/lexicon.md): they hold for this
    report alone. Raises OnrecordError where a file is not what it should be.

    >>> reading = read("Chad denied that it signed a readmission agreement with France.")
    >>> [(c.parties, c.status.value, c.polarity.value) for c in reading.claims]
    [(('FR', 'TD'), 'signed', 'denied')]
    """
    report = report_of(text, title=title, published=published, outlet=outlet, url=url)
    return read_report(report, tagger=tagger, confidence=confidence, lexicon=lexicon)


def read_report(
    report: Report,
    *,
    tagger: str = FAST,
    confidence: float = LEAST_CONFIDENCE,
    lexicon: LexiconFiles | None = None,
) -> Reading:
    """Find the attributions, claims, disputes and tensions of a report that is repaired already."""
    with using(None if lexicon is None else read_lexicon(lexicon)):
        return _read(report, tagger, confidence)


def explain_claim(
    report: Report,
    claim: str,
    *,
    tagger: str = FAST,
    confidence: float = LEAST_CONFIDENCE,
    lexicon: LexiconFiles | None = None,
) -> Explanation:
    """The way from the words of a report to one of its claims, by id ("c3").

    Raises UnknownRecord where the report, read with these settings, has no such claim.
    """
    with using(None if lexicon is None else read_lexicon(lexicon)):
        _, found = _claims(report, tagger, confidence)
        for reasoned in found:
            if reasoned.claim.id == claim:
                return explain(reasoned)
    known = f"c1 to c{len(found)}" if found else "none"
    raise UnknownRecord(f"There is no claim {claim!r}; the report has {known}.")


def claims_only(report: Report, *, tagger: str = FAST) -> list[Claim]:
    """The claims of a report, without its other attributions: for a corpus, of which most is idle.

    Where the scan finds nothing that can matter, no model sees the report.
    """
    issuer = issuer_of(report.title, report.outlet, report.text)
    scanned = scan(report.text, issuer, report.published)
    if not scanned.zones:
        return []
    found = find_attributions(report.text, tagger=tagger, within=scanned.stretches)
    attributions = resolve_speakers(report.text, found, issuer=issuer, published=report.published)
    return find_claims(
        report.text,
        attributions,
        issuer=issuer,
        title=report.title,
        published=report.published,
        scanned=scanned,
    )


def _read(report: Report, tagger: str, confidence: float) -> Reading:
    attributions, found = _claims(report, tagger, confidence)
    claims = [reasoned.claim for reasoned in found]
    disputes, tensions = find_disputes(claims), find_tensions(claims)
    return Reading(report, tuple(attributions), tuple(claims), disputes, tensions)


def _claims(
    report: Report, tagger: str, confidence: float
) -> tuple[list[Attribution], list[Reasoned]]:
    """The attributions of a report, with speakers, and its claims."""
    issuer = issuer_of(report.title, report.outlet, report.text)
    found = find_attributions(report.text, tagger=tagger, confidence=confidence)
    attributions = resolve_speakers(report.text, found, issuer=issuer, published=report.published)
    claims = find_with_reasons(
        report.text, attributions, issuer=issuer, title=report.title, published=report.published
    )
    return attributions, claims


def read_paths(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    stdin: BinaryIO | None = None,
    tagger: str = FAST,
    confidence: float = LEAST_CONFIDENCE,
    lexicon: LexiconFiles | None = None,
) -> Iterator[Reading | UnreadableReport]:
    """Read every report of the paths in order; what cannot be read comes as the error itself.

    `published` is for the reports that do not say themselves when they were published.
    """
    own = None if lexicon is None else read_lexicon(lexicon)
    for found in read_reports(paths, published=published, stdin=stdin):
        if isinstance(found, UnreadableReport):
            yield found
        else:
            # Not around the loop: the lexicon would stay in use while the caller has the reading.
            with using(own):
                reading = _read(found, tagger, confidence)
            yield reading
