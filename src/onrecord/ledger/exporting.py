"""The whole ledger as lines of JSON: the same bytes for the same reports, however they came in."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from onrecord.ledger.rows import canonical
from onrecord.ledger.schema import attributions, claims, extractions, judgements, reports

RECORDS = (
    ("report", reports),
    ("extraction", extractions),
    ("attribution", attributions),
    ("claim", claims),
    ("judgement", judgements),
)
# The order and moment of recording differ from ledger to ledger; the bytes stand by their digest.
LEFT_OUT = frozenset({"sequence", "recorded", "raw"})


def export_lines(connection: Connection) -> Iterator[str]:
    """Yield every record once, by kind and id, without line ends."""
    for record, table in RECORDS:
        columns = [column for column in table.columns if column.name not in LEFT_OUT]
        statement = select(*columns).order_by(table.c.id).execution_options(yield_per=500)
        with connection.execute(statement) as found:
            for row in found.mappings():
                yield canonical({"record": record, **row})
