"""Making the computed tables, what they are searched with, and the views for others' tools."""

from sqlalchemy import Connection, inspect, text

from onrecord.ledger import computed, searching

# What somebody who opens the file with other tools would want to read.
VIEWS = {
    "current_extractions": """
        SELECT extractions.* FROM extractions
        WHERE sequence = (SELECT max(sequence) FROM extractions AS later
                          WHERE later.report_id = extractions.report_id)""",
    "current_reports": """
        SELECT reports.id, read.title, reports.outlet, read.published, read.agency, reports.url,
               read.language, read.dateline, read.author, copies.origin_id, read.recorded,
               read.onrecord, read.text
        FROM reports
        JOIN current_extractions AS read ON read.report_id = reports.id
        LEFT JOIN copies ON copies.report_id = reports.id""",
    "current_claims": """
        SELECT claims.id, mentions.agreement_id, mentions.line AS parties, mentions.kind,
               mentions.status, mentions.polarity, mentions.speaker, mentions.side, claims.quote,
               mentions.happened, claims.quantity, claims.form, mentions.confidence,
               mentions.rejected, mentions.judgement_id, extractions.title, reports.outlet,
               mentions.said AS published, reports.url, reports.id AS report_id
        FROM mentions
        JOIN claims ON claims.id = mentions.claim_id
        JOIN extractions ON extractions.id = claims.extraction_id
        JOIN reports ON reports.id = mentions.report_id
        WHERE mentions.known_to IS NULL""",
    "current_disputes": """
        SELECT disputes.id, disputes.field, disputes.why, disputes.said,
               yes.agreement_id, yes.speaker AS left_speaker, yes.side AS left_side,
               left_words.quote AS left_quote, yes.report_id AS left_report,
               no.speaker AS right_speaker, no.side AS right_side,
               right_words.quote AS right_quote, no.report_id AS right_report
        FROM disputes
        JOIN mentions AS yes ON yes.claim_id = disputes.left_claim AND yes.known_to IS NULL
        JOIN mentions AS no ON no.claim_id = disputes.right_claim AND no.known_to IS NULL
        JOIN claims AS left_words ON left_words.id = disputes.left_claim
        JOIN claims AS right_words ON right_words.id = disputes.right_claim""",
    "current_positions": """
        SELECT positions.agreement_id, positions.side, positions.field, positions.stance,
               positions.said, claims.quote, positions.claim_id
        FROM positions LEFT JOIN claims ON claims.id = positions.claim_id""",
}


def make_views(connection: Connection) -> None:
    """Make the computed tables, empty, and all that is read through them."""
    computed.computed.create_all(connection)
    for statement in searching.MAKING[connection.dialect.name]:
        connection.execute(text(statement))
    for name, body in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {body}"))


def drop_views(connection: Connection) -> None:
    """Take away what `make_views` makes; tables and views of other programs stay."""
    found = set(inspect(connection).get_view_names())
    for name in reversed(VIEWS):
        if name in found:
            connection.execute(text(f"DROP VIEW {name} {_cascade(connection)}"))
    # SQLite keeps the index of full text in tables of its own, which go with it.
    connection.execute(text("DROP TABLE IF EXISTS search"))
    for table in reversed(computed.computed.sorted_tables):
        connection.execute(text(f"DROP TABLE IF EXISTS {table.name} {_cascade(connection)}"))


def _cascade(connection: Connection) -> str:
    return "CASCADE" if connection.dialect.name == "postgresql" else ""
