"""Which reports are copies: found by common keys, decided by comparison, kept as chains."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, text

from onrecord.copies import (
    MOST_HOLDERS,
    Fingerprint,
    Relation,
    fingerprint,
    likely,
    relation,
)
from onrecord.ledger.attaching import extraction_at, links
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.computed import copies, copy_keys, copy_pairs
from onrecord.ledger.moments import NOW, Moment
from onrecord.ledger.rows import Row
from onrecord.records import Decision, Subject

# So many of the most alike of each chain are compared word by word.
COMPARED = 3
# Sorts behind every date, and a year or a month behind the days in it.
UNDATED = "~"


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
    left = _neighbours(connection, {report_id})
    connection.execute(copy_keys.delete().where(copy_keys.c.report_id == report_id))
    connection.execute(copy_pairs.delete().where(_of_pair(report_id)))
    connection.execute(copies.delete().where(copies.c.report_id == report_id))
    keys = list(dict.fromkeys(print_.keys()))
    connection.execute(copies.insert().values(copy_row(report_id, published, print_)))
    changed = _relate(connection, report_id, words, keys, moment)
    insert(connection, copy_keys, key_rows(report_id, keys))
    return changed | _relate_anew(connection, left, moment)


def _relate(
    connection: Connection, report_id: str, words: str, keys: Sequence[int], moment: Moment
) -> set[str]:
    """Compare a report with those that share its keys; the reports whose origin changed."""
    touched = {report_id}
    related = _neighbours(connection, touched)
    for other in candidates(connection, keys, lambda ids: _origins(connection, ids)):
        if other == report_id or other in related:
            continue
        if found := relation(words, extraction_at(connection, other, moment).text):
            connection.execute(copy_pairs.insert().values(pair_row(report_id, other, found)))
            touched.add(other)
    return follow_chains(connection, touched)


def _relate_anew(connection: Connection, reports: set[str], moment: Moment) -> set[str]:
    """Compare reports that lost one which they were related to; those whose origin changed.

    Of a chain only a few are compared with a new copy, so the one that is gone may have been all
    that held the others together.
    """
    changed = follow_chains(connection, reports)
    for report_id in sorted(reports):
        own = copy_keys.c.report_id == report_id
        keys = list(
            connection.scalars(select(copy_keys.c.key).where(own).order_by(copy_keys.c.key))
        )
        words = extraction_at(connection, report_id, moment).text
        changed |= _relate(connection, report_id, words, keys, moment)
    return changed


def pair_row(report_id: str, other: str, found: Relation) -> Row:
    """How it is kept that two reports are related."""
    left, right = sorted((report_id, other))
    return {
        "left_report": left,
        "right_report": right,
        "relation": found.kind.value,
        "jaccard": found.jaccard,
        "containment": found.containment,
    }


def copy_row(report_id: str, published: str, print_: Fingerprint) -> Row:
    """How it is kept that a report is a copy of none."""
    return {
        "report_id": report_id,
        "origin_id": report_id,
        "published": published,
        "digest": print_.digest,
        "minima": print_.minima,
        "shingles": print_.shingles,
    }


def key_rows(report_id: str, keys: Iterable[int]) -> list[Row]:
    """How the keys of a report are kept."""
    return [{"key": key, "report_id": report_id} for key in keys]


def follow_chains(connection: Connection, reports: Iterable[str]) -> set[str]:
    """Name the origin of each chain that these reports are in; the reports whose origin changed."""
    judged = copies_judged(connection)
    changed: set[str] = set()
    done: set[str] = set()
    for report in sorted(reports):
        if report in done:
            continue
        chain = chain_from(report, judged, lambda edge: _neighbours(connection, edge))
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
        origin = first_of((row.published, row.report_id) for row in rows)
        others = [row.report_id for row in rows if row.origin_id != origin]
        for some in batches(others):
            connection.execute(
                copies.update().where(copies.c.report_id.in_(some)).values(origin_id=origin)
            )
        changed |= set(others)
    return changed


def first_of(chain: Iterable[tuple[str, str]]) -> str:
    """Of reports, each with its publication before its id, the one that counts as the origin.

    A day comes before a month or year that may mean it, as in `onrecord.copies.parents`.
    """
    return min((published + UNDATED, report_id) for published, report_id in chain)[1]


def chain_of(connection: Connection, report_id: str) -> list[str]:
    """The reports that are held to be of one origin with a report, itself among them."""
    origin = select(copies.c.origin_id).where(copies.c.report_id == report_id).scalar_subquery()
    return list(connection.scalars(select(copies.c.report_id).where(copies.c.origin_id == origin)))


def candidates(
    connection: Connection,
    keys: Sequence[int],
    origins: Callable[[Sequence[str]], Mapping[str, str]],
) -> list[str]:
    """The reports that may be copies: of each chain the few that are most alike.

    `origins` gives the origin of each report that is asked for.
    """
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
    origin_of = origins(found) if found else {}
    compared: Counter[str] = Counter()
    chosen = []
    for report in found:
        compared[origin_of[report]] += 1
        if compared[origin_of[report]] <= COMPARED:
            chosen.append(report)
    return chosen


def _origins(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    statement = select(copies.c.report_id, copies.c.origin_id).where(copies.c.report_id.in_(ids))
    return dict(connection.execute(statement).all())


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


def copies_judged(connection: Connection) -> Judged:
    """What people judged of copies: a report set apart stays so until somebody joins it again."""
    apart: set[str] = set()
    together: dict[str, set[str]] = defaultdict(set)
    for each in links(connection, Subject.COPY, NOW):
        reports = set(each.reports)
        if each.decision is Decision.SPLIT:
            apart |= reports
            continue
        apart -= reports
        for report in reports:
            together[report] |= reports - {report}
    return Judged(frozenset(apart), together)


def chain_from(report: str, judged: Judged, neighbours: Callable[[set[str]], set[str]]) -> set[str]:
    """A report and all that are related to it, through others too, as people judged.

    `neighbours` gives the reports that are related to any of some.
    """
    chain, edge = {report}, {report} - judged.apart
    while edge:
        found = neighbours(edge)
        for one in edge:
            found |= judged.together.get(one, set())
        edge = found - chain - judged.apart
        chain |= edge
    return chain
