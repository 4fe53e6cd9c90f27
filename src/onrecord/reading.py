"""The stages in order: one report in, what is said of which agreement out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.actors import issuer_of, resolve_speakers
from onrecord.attributions import find_attributions
from onrecord.claims import find_claims
from onrecord.errors import UnreadableReport
from onrecord.records import Reading, Report
from onrecord.reports import read_reports, report_of
from onrecord.standings import find_disputes


def read(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
) -> Reading:
    """Read one report, damaged or not, to the end.

    `published` is an ISO day, month or year; without it "Thursday" and "in February" stay undated.

    >>> reading = read("Chad denied that it signed a readmission agreement with France.")
    >>> [(c.parties, c.status.value, c.polarity.value) for c in reading.claims]
    [(('FR', 'TD'), 'signed', 'denied')]
    """
    return read_report(report_of(text, title=title, published=published, outlet=outlet, url=url))


def read_report(report: Report) -> Reading:
    """Find the attributions, claims and disputes of a report that is repaired already."""
    issuer = issuer_of(report.title, report.outlet, report.text)
    attributions = resolve_speakers(
        report.text, find_attributions(report.text), issuer=issuer, published=report.published
    )
    claims = find_claims(
        report.text, attributions, issuer=issuer, title=report.title, published=report.published
    )
    disputes = find_disputes(claims)
    return Reading(report, tuple(attributions), tuple(claims), tuple(disputes))


def read_paths(
    paths: Iterable[str | Path], *, published: str | None = None, stdin: BinaryIO | None = None
) -> Iterator[Reading | UnreadableReport]:
    """Read every report of the paths in order; what cannot be read comes as the error itself.

    `published` is for the reports that do not say themselves when they were published.
    """
    for found in read_reports(paths, published=published, stdin=stdin):
        yield found if isinstance(found, UnreadableReport) else read_report(found)
