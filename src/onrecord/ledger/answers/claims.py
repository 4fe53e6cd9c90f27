"""Claims of the ledger as they count, with the reports that carry their words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from onrecord.errors import UnknownRecord
from onrecord.judgements import RecordedJudgement
from onrecord.ledger.answers.entries import RecordedClaim, ReportReference
from onrecord.ledger.attaching import judgement_in
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import copies
from onrecord.ledger.holding import Held, held_now
from onrecord.ledger.mentioning import claims_as_they_count
from onrecord.ledger.schema import claims, extractions, judgements, reports

REPORT_COLUMNS = (
    reports.c.id,
    reports.c.name,
    extractions.c.title,
    reports.c.outlet,
    extractions.c.published,
    reports.c.url,
    reports.c.digest,
    extractions.c.agency,
    copies.c.origin_id,
)


def reference(row: Any) -> ReportReference:
    """The report that a row of `REPORT_COLUMNS` names."""
    id, name, title, outlet, published, url, digest, agency, origin = row
    return ReportReference(id, name, title, outlet, published, url, digest, agency, origin or id)


def with_reports(statement: Select[Any]) -> Select[Any]:
    """A statement over `extractions`, with the columns that `reference` reads joined to it."""
    return statement.join(reports, reports.c.id == extractions.c.report_id).outerjoin(
        copies, copies.c.report_id == reports.c.id
    )


def recorded(connection: Connection, held: Iterable[Held]) -> dict[str, RecordedClaim]:
    """The claims by id, as they count, each with its report."""
    counting = {one.claim_id: one for one in held}
    said = claims_as_they_count(connection, {id: one.correction for id, one in counting.items()})
    about = _references(connection, list(counting))
    judged = _judgements(
        connection, {one.judgement_id for one in counting.values() if one.judgement_id}
    )
    return {
        id: RecordedClaim(
            said[id],
            about[id],
            one.agreement_id,
            judged.get(one.judgement_id) if one.judgement_id else None,
        )
        for id, one in counting.items()
    }


def recorded_now(connection: Connection, ids: Sequence[str]) -> dict[str, RecordedClaim]:
    """The claims with these ids as they count now; without those that no longer do."""
    return recorded(connection, held_now(connection, list(dict.fromkeys(ids))).values())


def one_claim(connection: Connection, beginning: str) -> RecordedClaim:
    """The claim whose id begins so, as it counts now; `UnknownRecord` if there is no such one."""
    id = claim_id(connection, beginning)
    found = recorded_now(connection, [id])
    if id not in found:
        raise UnknownRecord(
            f"The claim {id} was replaced when its report was read anew. See what the report now "
            "says: onrecord report ID"
        )
    return found[id]


def claim_id(connection: Connection, beginning: str) -> str:
    """The id of the claim that begins so; `UnknownRecord` where there is none, or several."""
    return the_one(connection, claims.c.id, beginning, "claim", "onrecord report ID --json")


def the_one(connection: Connection, column: Any, beginning: str, what: str, listing: str) -> str:
    """The only value of a column of ids that begins so."""
    end = beginning + "g"  # ids are hex digits
    found = list(
        connection.scalars(
            select(column).where(column >= beginning, column < end).order_by(column).limit(2)
        )
    )
    if not beginning or not found:
        raise UnknownRecord(f"The ledger holds no {what} {beginning!r}. List them: {listing}")
    if len(found) > 1 and found[0] != beginning:
        raise UnknownRecord(
            f"Several {what}s begin with {beginning!r}, such as {found[0]} and {found[1]}. Give "
            "more of it."
        )
    return str(found[0])


def _references(connection: Connection, ids: Sequence[str]) -> Mapping[str, ReportReference]:
    found = {}
    for some in batches(ids):
        statement = with_reports(
            select(claims.c.id.label("claim"), *REPORT_COLUMNS).join(
                extractions, extractions.c.id == claims.c.extraction_id
            )
        ).where(claims.c.id.in_(some))
        for claim, *row in connection.execute(statement):
            found[claim] = reference(row)
    return found


def _judgements(connection: Connection, ids: Iterable[str]) -> dict[str, RecordedJudgement]:
    found = {}
    for some in batches(sorted(ids)):
        for row in connection.execute(select(judgements).where(judgements.c.id.in_(some))):
            found[row.id] = judgement_in(row)
    return found
