"""What the ledger holds now: agreements and disputes, each value with the words it rests on.

The latest extraction of each report is current; earlier ones stay in the ledger and its export.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from onrecord.agreements import find_agreements
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, extractions, reports
from onrecord.records import Claim, Dispute
from onrecord.standings import (
    Position,
    Standing,
    days_of,
    find_disputes,
    positions,
    standing,
)

# Claims of two reports that were published further apart are not taken to be of one time.
NEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ReportReference:
    """Which report words stand in. `id` is the ledger's, `name` the one given with the report.

    `digest` is the SHA-256 of the raw bytes, which two outlets may share.
    """

    id: str
    name: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class RecordedClaim:
    """A claim, under its ledger id, and the report whose words carry it."""

    claim: Claim
    report: ReportReference


@dataclass(frozen=True, slots=True)
class RecordedDispute:
    """Two claims that cannot both hold, who affirms first, and the field on which they part."""

    left: RecordedClaim
    right: RecordedClaim
    field: str


@dataclass(frozen=True, slots=True)
class RecordedAgreement:
    """An agreement with all that is claimed of it, and what the claims support."""

    id: str
    parties: tuple[str, ...]
    kind: str
    standing: Standing
    positions: tuple[Position, ...]
    claims: tuple[RecordedClaim, ...]
    disputes: tuple[RecordedDispute, ...]


def current_claims(connection: Connection) -> list[RecordedClaim]:
    """Every claim of the current extractions: by publication, undated first, then by the text."""
    latest = select(func.max(extractions.c.sequence)).group_by(extractions.c.report_id)
    report_columns = (
        reports.c.id.label("in_report"),
        reports.c.name,
        reports.c.outlet,
        reports.c.url,
        reports.c.digest,
        extractions.c.title,
        extractions.c.published,
    )
    statement = (
        select(claims, *report_columns)
        .join(extractions, extractions.c.id == claims.c.extraction_id)
        .join(reports, reports.c.id == extractions.c.report_id)
        .where(extractions.c.sequence.in_(latest))
        .order_by(func.coalesce(extractions.c.published, ""), reports.c.id, claims.c.number)
    )
    return [
        RecordedClaim(
            claim_of(row),
            ReportReference(
                row.in_report, row.name, row.title, row.outlet, row.published, row.url, row.digest
            ),
        )
        for row in connection.execute(statement)
    ]


def disputes_among(recorded: Sequence[RecordedClaim]) -> tuple[RecordedDispute, ...]:
    """The disputes inside each report, and those between reports of about the same time.

    Between reports both must be dated, and at most a year apart; terms are compared inside a
    report only, since their words lean on the text around them.
    """
    by_id = {entry.claim.id: entry for entry in recorded}
    in_report: dict[str, list[Claim]] = defaultdict(list)
    for entry in recorded:
        in_report[entry.report.id].append(entry.claim)
    found = [dispute for within in in_report.values() for dispute in find_disputes(within)]
    for dispute in find_disputes([entry.claim for entry in recorded]):
        left, right = by_id[dispute.left].report, by_id[dispute.right].report
        if left.id != right.id and dispute.field != "terms" and _near(left, right):
            found.append(dispute)
    order = {entry.claim.id: nth for nth, entry in enumerate(recorded)}
    found.sort(key=lambda dispute: (order[dispute.left], order[dispute.right]))
    return tuple(_recorded(dispute, by_id) for dispute in found)


def agreements_among(recorded: Sequence[RecordedClaim]) -> tuple[RecordedAgreement, ...]:
    """The agreements that the claims speak of, by id."""
    by_id = {entry.claim.id: entry for entry in recorded}
    disputes_of: dict[str, list[RecordedDispute]] = defaultdict(list)
    for dispute in disputes_among(recorded):
        disputes_of[dispute.left.claim.id].append(dispute)
        disputes_of[dispute.right.claim.id].append(dispute)
    return tuple(
        RecordedAgreement(
            id=agreement.id,
            parties=agreement.parties,
            kind=agreement.kind,
            standing=standing(agreement.claims),
            positions=positions(agreement.claims),
            claims=tuple(by_id[claim.id] for claim in agreement.claims),
            disputes=_once(d for claim in agreement.claims for d in disputes_of[claim.id]),
        )
        for agreement in find_agreements(entry.claim for entry in recorded)
    )


def _once(disputes: Iterable[RecordedDispute]) -> tuple[RecordedDispute, ...]:
    return tuple({(d.left.claim.id, d.right.claim.id): d for d in disputes}.values())


def _recorded(dispute: Dispute, by_id: dict[str, RecordedClaim]) -> RecordedDispute:
    return RecordedDispute(by_id[dispute.left], by_id[dispute.right], dispute.field)


def _near(report: ReportReference, other: ReportReference) -> bool:
    if not (report.published and other.published):
        return False
    try:
        (start, end), (other_start, other_end) = days_of(report.published), days_of(other.published)
    except ValueError:
        return False  # a date as some outlet wrote it: unknown
    return max(start, other_start) - min(end, other_end) <= NEAR
