"""Whether the ledger still says what was written: every hash and every span, derived again."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Result, Table, select, text

from onrecord.judgements import context_of
from onrecord.ledger.rederiving import FaultError, check_chain, check_computed, require
from onrecord.ledger.rows import content_id, extraction_id, words_at
from onrecord.ledger.schema import (
    TABLES,
    attributions,
    claims,
    extractions,
    judgements,
    reports,
    triggers,
)
from onrecord.records import BYTE_ORDER_MARKS

# In PostgreSQL's bits: before a statement, on DELETE, UPDATE or TRUNCATE.
BEFORE_ANY_CHANGE = 2 + 8 + 16 + 32


@dataclass(frozen=True, slots=True)
class Verification:
    """How many records hold, up to the first that does not; `fault` names it, or is None."""

    reports: int
    extractions: int
    attributions: int
    claims: int
    judgements: int
    fault: str | None


def verify_ledger(connection: Connection) -> Verification:
    """Derive every hash and every evidence span again, and name the first that does not hold."""
    held = {"reports": 0, "extractions": 0, "attributions": 0, "claims": 0, "judgements": 0}
    fault = None
    try:
        _check_store(connection)
        for record in _checked(connection):
            held[record] += 1
        check_chain(connection)
        check_computed(connection)
    except FaultError as error:
        fault = str(error)
    return Verification(**held, fault=fault)


def _check_store(connection: Connection) -> None:
    """What a store can say of itself: pages, references, and the triggers that keep the rows."""
    if connection.dialect.name == "postgresql":
        _check_triggers_of_postgresql(connection)
        return
    said = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
    require(said == "ok", f"the file is damaged: {' '.join(str(said).split())}")
    orphan = connection.execute(text("PRAGMA foreign_key_check")).first()
    require(orphan is None, f"a row of {orphan and orphan[0]} belongs to nothing")
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    written: dict[str, str] = {row.name: row.sql for row in found}
    for name, body in triggers().items():
        holds = written.get(name, "").endswith(body)
        require(holds, f"rows can be changed: the trigger {name} is missing")


def _check_triggers_of_postgresql(connection: Connection) -> None:
    """Its owner can take a trigger away, switch it off, or have it do something else."""
    found = connection.execute(
        text(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE pg_table_is_visible(tgrelid) AND tgenabled IN ('O', 'A') AND tgtype = :kinds "
            "AND proname = 'refuse_change' AND prosrc LIKE '%RAISE EXCEPTION%'"
        ),
        {"kinds": BEFORE_ANY_CHANGE},
    )
    kept = set(found.scalars())
    for table in TABLES:
        name = f"{table.name}_refuse_change"
        require(name in kept, f"rows can be changed: the trigger {name} is missing")


def _checked(connection: Connection) -> Iterator[str]:
    """Yield the table of each record that holds; the first that does not raises."""
    # What is read piece by piece is closed where the rest is not wanted.
    with _piecewise(connection, reports) as found:
        for report in found:
            _check_report(report)
            yield "reports"
    with _piecewise(connection, extractions) as found:
        for row in found:
            yield from _checked_extraction(connection, row)
    with _piecewise(connection, judgements) as found:
        for row in found:
            derived = content_id("judgement", dict(row._mapping))
            require(
                derived == row.id, f"judgement {row.id}: its id is not the hash of what it says"
            )
            yield "judgements"


def _piecewise(connection: Connection, table: Table) -> Result[Any]:
    return connection.execute(select(table).execution_options(yield_per=100))


def _checked_extraction(connection: Connection, row: Any) -> Iterator[str]:
    name = f"extraction {row.id}"
    extraction = dict(row._mapping)
    parts = {
        table.name: [
            dict(part._mapping)
            for part in connection.execute(
                select(table).where(table.c.extraction_id == row.id).order_by(table.c.number)
            )
        ]
        for table in (attributions, claims)
    }
    for claim in parts["claims"]:
        _check_claim(claim, row.text)
        yield "claims"
    for attribution in parts["attributions"]:
        _check_attribution(attribution, row.text)
        yield "attributions"
    derived = extraction_id(extraction, parts["attributions"], parts["claims"])
    require(derived == row.id, f"{name}: its id is not the hash of what it holds")
    _check_text(connection, row)
    yield "extractions"


def _check_report(row: Any) -> None:
    name = f"report {row.id}"
    try:
        raw = zlib.decompress(row.raw)
    except zlib.error as error:
        raise FaultError(f"{name}: its bytes cannot be unpacked ({error})") from error
    require(hashlib.sha256(raw).hexdigest() == row.digest, f"{name}: its bytes have changed")
    require(len(raw) == row.size, f"{name}: its size has changed")
    derived = content_id("report", row._mapping)
    require(derived == row.id, f"{name}: its id is not the hash of what it says")


def _check_claim(row: dict[str, Any], report_text: str) -> None:
    name = f"claim {row['id']}"
    start, end = row["quote_start"], row["quote_end"]
    require(report_text[start:end] == row["quote"], f"{name}: its words are not in its report")
    context = context_of(report_text, start, end)
    require(context == (row["prefix"], row["suffix"]), f"{name}: the words around it are others")
    derived = content_id("claim", row, extraction=row["extraction_id"])
    require(derived == row["id"], f"{name}: its id is not the hash of what it says")


def _check_attribution(row: dict[str, Any], report_text: str) -> None:
    name = f"attribution {row['id']}"
    for role, spans in row["spans"].items():
        words = words_at(report_text, spans)
        require(words == row[role], f"{name}: its {role} is not in its report")
    derived = content_id("attribution", row, extraction=row["extraction_id"])
    require(derived == row["id"], f"{name}: its id is not the hash of what it says")


def _check_text(connection: Connection, row: Any) -> None:
    """Between the edits of its alignment, a text runs in step with the raw bytes it came from."""
    name = f"extraction {row.id}"
    for repair in row.repairs:
        place = row.text[repair["start"] : repair["end"]]
        require(place == repair["now"], f"{name}: a repair is not in its text")
    packed = connection.scalar(select(reports.c.raw).where(reports.c.id == row.report_id))
    raw = zlib.decompress(packed or b"")
    mark = next((m for m in BYTE_ORDER_MARKS.get(row.encoding, ()) if raw.startswith(m)), b"")
    try:
        source = raw[len(mark) :].decode(row.encoding, "surrogateescape")
    except LookupError:
        return  # the text of a PDF, say, is not spelled in its bytes
    at = source_at = 0
    for start, end, source_start, source_end in [
        *row.alignment,
        [len(row.text), 0, len(source), 0],
    ]:
        same = row.text[at:start] == source[source_at:source_start]
        require(same, f"{name}: its text does not lead back to the raw bytes at {at}")
        at, source_at = end, source_end
