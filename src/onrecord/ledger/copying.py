"""Which reports are copies: found by common keys, decided by comparison, kept as chains."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, text

from onrecord.copies import MOST_HOLDERS, fingerprint, likely, relation
from onrecord.ledger.attaching import extraction_at, links_judged
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import copies, copy_keys, copy_pairs
from onrecord.ledger.moments import NOW, Moment
from onrecord.records import Decision, Subject

# So many of the most alike of each chain are compared word by word.
COMPARED = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """Reports that people set apart from all others, and those that they took for copies."""

    apart: frozenset[str]
    together: Mapping[str, set[str]]


def note_copies(connection: Connection, extraction: Any, moment: Moment) -> set[str]:
    """Find the chain of a report whose current text is new; the reports whose origin changed."""
    report_id, words = extraction.report_id, extraction.text
    published = extraction.published or ""
    print_ = fingerprint(words)
    before = connection.execute(select(copies).where(copies.c.report_id == report_id)).first()
    if before is not None and (before.digest, before.published) == (print_.digest, published):
        return set()
    touched = _neighbours(connection, {report_id})
    connection.execute(copy_keys.delete().where(copy_keys.c.report_id == report_id))
    connection.execute(copy_pairs.delete().where(_of_pair(report_id)))
    connection.execute(copies.delete().where(copies.c.report_id == report_id))
    keys = list(dict.fromkeys(print_.keys()))
    for other in _candidates(connection, keys):
        if found := relation(words, extraction_at(connection, other, moment).text):
            left, right = sorted((report_id, other))
            row = {
                "left_report": left,
                "right_report": right,
                "relation": found.kind.value,
                "jaccard": found.jaccard,
                "containment": found.containment,
            }
            connection.execute(copy_pairs.insert().values(row))
            touched.add(other)
    row = {
        "report_id": report_id,
        "origin_id": report_id,
        "published": published,
        "digest": print_.digest,
        "minima": print_.minima,
        "shingles": print_.shingles,
    }
    connection.execute(copies.insert().values(row))
    if keys:
        connection.execute(
            copy_keys.insert(), [{"key": key, "report_id": report_id} for key in keys]
        )
    return follow_chains(connection, touched | {report_id})


def follow_chains(connection: Connection, reports: Iterable[str]) -> set[str]:
    """Name the origin of each chain that these reports are in; the reports whose origin changed."""
    judged = _judged(connection)
    changed: set[str] = set()
    done: set[str] = set()
    for report in sorted(reports):
        if report in done:
            continue
        chain = _chain(connection, report, judged)
        done |= chain
        rows = [
            row
            for some in batches(sorted(chain))
            for row in connection.execute(
                select(copies.c.report_id, copies.c.origin_id, copies.c.published).where(
                    copies.c.report_id.in_(some)
                )
            )
        ]
        origin = min(rows, key=lambda row: (row.published or "9", row.report_id)).report_id
        others = [row.report_id for row in rows if row.origin_id != origin]
        for some in batches(others):
            connection.execute(
                copies.update().where(copies.c.report_id.in_(some)).values(origin_id=origin)
            )
        changed |= set(others)
    return changed


def chain_of(connection: Connection, report_id: str) -> list[str]:
    """The reports that are held to be of one origin with a report, itself among them."""
    origin = select(copies.c.origin_id).where(copies.c.report_id == report_id).scalar_subquery()
    return list(connection.scalars(select(copies.c.report_id).where(copies.c.origin_id == origin)))


def _candidates(connection: Connection, keys: Sequence[int]) -> list[str]:
    """The reports that may be copies: of each chain the few that are most alike."""
    if not keys:
        return []
    holding = (
        f"SELECT * FROM (SELECT key, report_id FROM copy_keys WHERE key = :k{at} "
        f"ORDER BY report_id LIMIT {MOST_HOLDERS}) AS holders{at}"
        for at in range(len(keys))
    )
    given = {f"k{at}": key for at, key in enumerate(keys)}
    holders: dict[int, list[str]] = defaultdict(list)
    for key, report in connection.execute(text(" UNION ALL ".join(holding)), given):
        holders[key].append(report)
    found = likely(holders.values())
    statement = select(copies.c.report_id, copies.c.origin_id).where(copies.c.report_id.in_(found))
    origin_of = dict(connection.execute(statement).all())
    compared: Counter[str] = Counter()
    chosen = []
    for report in found:
        compared[origin_of[report]] += 1
        if compared[origin_of[report]] <= COMPARED:
            chosen.append(report)
    return chosen


def _of_pair(report_id: str) -> ColumnElement[bool]:
    return or_(copy_pairs.c.left_report == report_id, copy_pairs.c.right_report == report_id)


def _neighbours(connection: Connection, reports: set[str]) -> set[str]:
    found: set[str] = set()
    for some in batches(sorted(reports)):
        for here, there in (
            (copy_pairs.c.left_report, copy_pairs.c.right_report),
            (copy_pairs.c.right_report, copy_pairs.c.left_report),
        ):
            found |= set(connection.scalars(select(there).where(here.in_(some))))
    return found


def _judged(connection: Connection) -> Judged:
    """What people judged of copies: a report set apart stays so until somebody joins it again."""
    apart: set[str] = set()
    together: dict[str, set[str]] = defaultdict(set)
    for each in links_judged(connection, Subject.COPY, NOW):
        reports = {target.report for target in each.judgement.targets}
        if each.judgement.decision is Decision.SPLIT:
            apart |= reports
            continue
        apart -= reports
        for report in reports:
            together[report] |= reports - {report}
    return Judged(frozenset(apart), together)


def _chain(connection: Connection, report: str, judged: Judged) -> set[str]:
    """A report and all that are related to it, through others too, as people judged."""
    chain, edge = {report}, {report} - judged.apart
    while edge:
        found = _neighbours(connection, edge)
        for one in edge:
            found |= judged.together.get(one, set())
        edge = found - chain - judged.apart
        chain |= edge
    return chain
