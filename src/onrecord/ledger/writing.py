"""Readings -> the ledger: one transaction a report, and nothing that is there is touched."""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.errors import UnreadableReport
from onrecord.ledger.chaining import chain
from onrecord.ledger.opening import onrecord_version
from onrecord.ledger.refreshing import refresh_report
from onrecord.ledger.rows import Row, extraction_rows, report_row
from onrecord.ledger.schema import attributions, claims, extractions, reports
from onrecord.records import Reading

logger = logging.getLogger(__name__)

# SQLite would take a NUL, PostgreSQL not; neither takes one half of a surrogate pair.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def prepare(
    reading: Reading, onrecord: str | None, settings: Mapping[str, Any]
) -> dict[str, list[Row]]:
    """The rows of a reading by table, checked and hashed before any lock is taken."""
    report = report_row(reading.report)
    extraction, found_attributions, found_claims = extraction_rows(
        reading, report["id"], onrecord or onrecord_version(), settings
    )
    rows = {
        reports.name: [report],
        extractions.name: [extraction],
        attributions.name: found_attributions,
        claims.name: found_claims,
    }
    for row in (row for part in rows.values() for row in part):
        _check_characters(reading.report.id, row)
    return rows


def _check_characters(report: str, row: Row) -> None:
    """Refuse what one of the stores cannot hold as text, so that both hold the same."""
    for column, value in row.items():
        found = UNSTORABLE.search(value) if isinstance(value, str) else None
        if found:
            what = "a NUL character" if found[0] == "\0" else "half a character"
            raise UnreadableReport(
                f"{report} holds {what} (in its {column}, at {found.start()}), which cannot be "
                "stored. Try another --encoding"
            )


def append(engine: Engine, rows: Mapping[str, list[Row]]) -> bool:
    """Write the rows of one reading, all or none; False if the ledger had them."""
    (extraction,) = rows[extractions.name]
    with engine.execution_options(writes=True).begin() as connection:
        _insert(connection, reports, rows[reports.name])
        now = datetime.now(UTC)
        added = connection.execute(
            insert_new(connection, extractions).returning(extractions.c.id),
            extraction | {"recorded": now},
        ).first()
        if added is None:
            return False
        _insert(connection, attributions, rows[attributions.name])
        _insert(connection, claims, rows[claims.name])
        entry = chain(connection, "extraction", extraction["id"], now)
        refresh_report(connection, extraction["report_id"], entry)
    logger.info(
        "recorded %d attributions and %d claims",
        len(rows[attributions.name]),
        len(rows[claims.name]),
    )
    return True


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert_new(connection, table), rows)


def insert_new(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that passes over a row whose id is there."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=["id"])
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=["id"])
