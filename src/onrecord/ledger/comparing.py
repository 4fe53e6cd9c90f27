"""The chains of copies of all reports in one go, as they come about one report after the other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from onrecord.copies import fingerprint, relation
from onrecord.ledger.batching import batches, insert
from onrecord.ledger.computed import copies, copy_keys, copy_pairs
from onrecord.ledger.copying import (
    Judged,
    candidates,
    chain_from,
    copies_judged,
    copy_row,
    first_of,
    key_rows,
    pair_row,
)
from onrecord.ledger.rows import Row
from onrecord.ledger.schema import extractions


class Chains:
    """Which reports are related so far, and the origin of each; some 300 bytes a report."""

    def __init__(self, judged: Judged) -> None:
        self.published: dict[str, str] = {}
        self.origin_of: dict[str, str] = {}
        self.sequence_of: dict[str, int] = {}
        self._judged = judged
        self._related: dict[str, set[str]] = defaultdict(set)

    def add(self, extraction: Any, related: Iterable[str]) -> None:
        """Take in a report that is related to some that are there."""
        id = extraction.report_id
        self.published[id] = extraction.published or ""
        self.sequence_of[id] = extraction.sequence
        self.origin_of[id] = id
        for other in related:
            self._related[id].add(other)
            self._related[other].add(id)
        if id not in self._related and id not in self._judged.together:
            return
        for report in sorted({id, *related}):
            chain = chain_from(report, self._judged, self._neighbours) & self.published.keys()
            origin = first_of((self.published[each], each) for each in chain)
            self.origin_of |= dict.fromkeys(chain, origin)

    def origins(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The origins of these reports."""
        return {id: self.origin_of[id] for id in ids}

    def _neighbours(self, edge: set[str]) -> set[str]:
        return {other for id in edge for other in self._related.get(id, ())}


def compare_all(connection: Connection, reports: Sequence[str]) -> None:
    """Find the chains of reports, of which none is known, by their latest extractions."""
    chains = Chains(copies_judged(connection))
    for some in batches(reports):
        copy_rows: list[Row] = []
        pair_rows: list[Row] = []
        for extraction in _latest(connection, some):
            id, words = extraction.report_id, extraction.text
            print_ = fingerprint(words)
            keys = list(dict.fromkeys(print_.keys()))
            related = []
            for other in candidates(connection, keys, chains.origins):
                if found := relation(words, _text(connection, chains.sequence_of[other])):
                    pair_rows.append(pair_row(id, other, found))
                    related.append(other)
            copy_rows.append(copy_row(id, extraction.published or "", print_))
            # At once: the next report may share them.
            insert(connection, copy_keys, key_rows(id, keys))
            chains.add(extraction, related)
        insert(connection, copies, copy_rows)
        insert(connection, copy_pairs, pair_rows)
    moved = [
        {"id": id, "origin": origin} for id, origin in chains.origin_of.items() if id != origin
    ]
    of_report = copies.update().where(copies.c.report_id == bindparam("id"))
    for part in batches(moved):
        connection.execute(of_report.values(origin_id=bindparam("origin")), part)


def _latest(connection: Connection, reports: Sequence[str]) -> list[Any]:
    """The latest extraction of each report, in the order of their ids."""
    columns = (
        extractions.c.report_id,
        extractions.c.sequence,
        extractions.c.published,
        extractions.c.text,
    )
    statement = select(*columns).where(extractions.c.report_id.in_(reports))
    latest = {
        row.report_id: row for row in connection.execute(statement.order_by(extractions.c.sequence))
    }
    return [latest[id] for id in sorted(latest)]


def _text(connection: Connection, sequence: int) -> str:
    text: str = connection.execute(
        select(extractions.c.text).where(extractions.c.sequence == sequence)
    ).scalar_one()
    return text
