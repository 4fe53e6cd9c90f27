"""The stages in order: one report in, what is said of which agreement out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.actors import issuer_of, resolve_speakers
from onrecord.attributions import LEAST_CONFIDENCE, find_attributions
from onrecord.claims import find_claims
from onrecord.errors import UnreadableReport
from onrecord.records import Reading, Report
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
) -> Reading:
    """Read one report, damaged or not, to the end.

    `published` is an ISO day, month or year; without it "Thursday" and "in February" stay undated.
    `tagger` finds who says what: `fast`, or `accurate` where its weights are installed.
    Attributions of less `confidence` (0 to 1) are left out, and with them their claims' speakers.

    >>> reading = read("Chad denied that it signed a readmission agreement with France.")
    >>> [(c.parties, c.status.value, c.polarity.value) for c in reading.claims]
    [(('FR', 'TD'), 'signed', 'denied')]
    """
    report = report_of(text, title=title, published=published, outlet=outlet, url=url)
    return read_report(report, tagger=tagger, confidence=confidence)


def read_report(
    report: Report, *, tagger: str = FAST, confidence: float = LEAST_CONFIDENCE
) -> Reading:
    """Find the attributions, claims, disputes and tensions of a report that is repaired already."""
    issuer = issuer_of(report.title, report.outlet, report.text)
    found = find_attributions(report.text, tagger=tagger, confidence=confidence)
    attributions = resolve_speakers(report.text, found, issuer=issuer, published=report.published)
    claims = find_claims(
        report.text, attributions, issuer=issuer, title=report.title, published=report.published
    )
    disputes, tensions = find_disputes(claims), find_tensions(claims)
    return Reading(report, tuple(attributions), tuple(claims), disputes, tensions)


def read_paths(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    stdin: BinaryIO | None = None,
    tagger: str = FAST,
    confidence: float = LEAST_CONFIDENCE,
) -> Iterator[Reading | UnreadableReport]:
    """Read every report of the paths in order; what cannot be read comes as the error itself.

    `published` is for the reports that do not say themselves when they were published.
    """
    for found in read_reports(paths, published=published, stdin=stdin):
        if isinstance(found, UnreadableReport):
            yield found
        else:
            yield read_report(found, tagger=tagger, confidence=confidence)
