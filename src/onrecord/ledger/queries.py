"""What the ledger holds now: agreements, disputes, tensions, each with the words it rests on.

The latest extraction of each report is current; earlier ones stay in the ledger and its export.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from onrecord.agreements import find_agreements
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, extractions, reports
from onrecord.records import Claim, Dispute, Why
from onrecord.standings import (
    Position,
    Standing,
    days_of,
    find_disputes,
    find_tensions,
    positions,
    standing,
)

# Claims of two reports that were published further apart are not taken to be of one time.
NEAR = timedelta(days=365)
# Who says today that no talks are held does not contradict who held them last year.
NEAR_TENSION = timedelta(days=31)


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
    """Two claims that contradict each other, who affirms first, the field they part on, and why."""

    left: RecordedClaim
    right: RecordedClaim
    field: str
    why: Why = Why.STRICT


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
    tensions: tuple[RecordedDispute, ...] = ()


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
    within, between = _found_among(recorded, find_disputes, find_disputes, NEAR)
    return _in_order(recorded, within + between)


def tensions_among(recorded: Sequence[RecordedClaim]) -> tuple[RecordedDispute, ...]:
    """The tensions inside each report, and those between reports of the same weeks.

    Between reports only what is affirmed and denied is compared, and of two speakers' words on one
    field only the first pair is given that no report holds by itself.
    """
    across = partial(find_tensions, one_report=False)
    within, between = _found_among(recorded, find_tensions, across, NEAR_TENSION)
    told = {_told(tension) for tension in within}
    new: dict[tuple[object, ...], RecordedDispute] = {}
    for tension in _in_order(recorded, between):
        if _told(tension) not in told:
            new.setdefault(_told(tension), tension)
    return _in_order(recorded, within + list(new.values()))


Finder = Callable[[Sequence[Claim]], tuple[Dispute, ...]]


def _found_among(
    recorded: Sequence[RecordedClaim], within: Finder, between: Finder, near: timedelta
) -> tuple[list[RecordedDispute], list[RecordedDispute]]:
    """What is found inside each report, and between reports published so near to each other."""
    by_id = {entry.claim.id: entry for entry in recorded}
    in_report: dict[str, list[Claim]] = defaultdict(list)
    for entry in recorded:
        in_report[entry.report.id].append(entry.claim)
    inside = [_recorded(d, by_id) for claims in in_report.values() for d in within(claims)]
    across = [_recorded(d, by_id) for d in between([entry.claim for entry in recorded])]
    return inside, [
        dispute
        for dispute in across
        if dispute.left.report.id != dispute.right.report.id
        and dispute.field != "terms"
        and _near(dispute.left.report, dispute.right.report, near)
    ]


def _in_order(
    recorded: Sequence[RecordedClaim], found: Iterable[RecordedDispute]
) -> tuple[RecordedDispute, ...]:
    order = {entry.claim.id: nth for nth, entry in enumerate(recorded)}
    return tuple(sorted(found, key=lambda d: (order[d.left.claim.id], order[d.right.claim.id])))


def _told(dispute: RecordedDispute) -> tuple[object, ...]:
    """Who contradicts whom, of which parties' agreement and on which field."""
    left, right = dispute.left.claim, dispute.right.claim
    return left.parties, left.speaker, right.speaker, dispute.field


def agreements_among(recorded: Sequence[RecordedClaim]) -> tuple[RecordedAgreement, ...]:
    """The agreements that the claims speak of, by id."""
    by_id = {entry.claim.id: entry for entry in recorded}
    disputes_of = _by_claim(disputes_among(recorded))
    tensions_of = _by_claim(tensions_among(recorded))
    return tuple(
        RecordedAgreement(
            id=agreement.id,
            parties=agreement.parties,
            kind=agreement.kind,
            standing=standing(agreement.claims),
            positions=positions(agreement.claims),
            claims=tuple(by_id[claim.id] for claim in agreement.claims),
            disputes=_once(d for claim in agreement.claims for d in disputes_of[claim.id]),
            tensions=_once(d for claim in agreement.claims for d in tensions_of[claim.id]),
        )
        for agreement in find_agreements(entry.claim for entry in recorded)
    )


def _by_claim(disputes: Iterable[RecordedDispute]) -> dict[str, list[RecordedDispute]]:
    found: dict[str, list[RecordedDispute]] = defaultdict(list)
    for dispute in disputes:
        found[dispute.left.claim.id].append(dispute)
        found[dispute.right.claim.id].append(dispute)
    return found


def _once(disputes: Iterable[RecordedDispute]) -> tuple[RecordedDispute, ...]:
    return tuple({(d.left.claim.id, d.right.claim.id): d for d in disputes}.values())


def _recorded(dispute: Dispute, by_id: dict[str, RecordedClaim]) -> RecordedDispute:
    return RecordedDispute(by_id[dispute.left], by_id[dispute.right], dispute.field, dispute.why)


def _near(report: ReportReference, other: ReportReference, span: timedelta) -> bool:
    if not (report.published and other.published):
        return False
    try:
        (start, end), (other_start, other_end) = days_of(report.published), days_of(other.published)
    except ValueError:
        return False  # a date as some outlet wrote it: unknown
    return max(start, other_start) - min(end, other_end) <= span
