"""Making the computed tables, what they are searched with, and the views for others' tools."""

from typing import NamedTuple

from sqlalchemy import Connection, inspect, text

from onrecord.ledger import computed, searching


class Column(NamedTuple):
    """A column of a view: what it is called, what it holds, and where that stands."""

    name: str
    comment: str
    source: str


class View(NamedTuple):
    """What somebody who opens the ledger with other tools would want to read.

    Words come before ids, since tools show the first columns first. A view without columns of its
    own has all those of the table that it is taken `of`.
    """

    comment: str
    columns: tuple[Column, ...]
    of: str

    @property
    def body(self) -> str:
        """The query that a view stands for."""
        shown = [f"{column.source} AS {column.name}" for column in self.columns]
        return f"SELECT {', '.join(shown) or 'extractions.*'} FROM {self.of}"


VIEWS = {
    "current_extractions": View(
        "The latest extraction of each report, with all columns of `extractions`",
        (),
        """extractions
        WHERE sequence = (SELECT max(sequence) FROM extractions AS later
                          WHERE later.report_id = extractions.report_id)""",
    ),
    "current_claims": View(
        "Each claim as it counts now, after judgements, with its words and its report",
        (
            Column("published", "when the report was published; empty if unknown", "mentions.said"),
            Column("parties", "those bound by the agreement, joined by |", "mentions.line"),
            Column("kind", "what the arrangement is", "mentions.kind"),
            Column("status", "what is said of the agreement", "mentions.status"),
            Column("polarity", "affirmed or denied", "mentions.polarity"),
            Column("speaker", "who says so; `report` is its own voice", "mentions.speaker"),
            Column("side", "the state or body that the speaker speaks for", "mentions.side"),
            Column("quote", "the words that carry the claim", "claims.quote"),
            Column("happened", "when the event claimed took place", "mentions.happened"),
            Column("quantity", "value, unit and bound", "claims.quantity"),
            Column("outlet", "who published the report", "reports.outlet"),
            Column("title", "of the report", "extractions.title"),
            Column("url", "of the report", "reports.url"),
            Column("form", "direct, indirect, mixed, or report", "claims.form"),
            Column("confidence", "0 to 1", "mentions.confidence"),
            Column("rejected", "whether a judgement rejects it", "mentions.rejected"),
            Column("agreement_id", "the agreement that it speaks of", "mentions.agreement_id"),
            Column("claim_id", "key of `claims`", "mentions.claim_id"),
            Column("report_id", "key of `reports`", "mentions.report_id"),
            Column("judgement_id", "the judgement that counts, if any", "mentions.judgement_id"),
        ),
        """mentions
        JOIN claims ON claims.id = mentions.claim_id
        JOIN extractions ON extractions.id = claims.extraction_id
        JOIN reports ON reports.id = mentions.report_id
        WHERE mentions.known_to IS NULL""",
    ),
    "current_disputes": View(
        "Pairs of current claims that cannot both hold, and weaker contradictions, in words",
        (
            Column("published", "when the later report was published", "disputes.said"),
            Column("agreement_id", "the agreement in dispute", "yes.agreement_id"),
            Column("field", "on what they part", "disputes.field"),
            Column("why", "`strict` for a dispute, else the rule of the tension", "disputes.why"),
            Column("left_speaker", "who says so", "yes.speaker"),
            Column("left_side", "for which side", "yes.side"),
            Column("left_quote", "in which words", "left_words.quote"),
            Column("right_speaker", "who says otherwise", "no.speaker"),
            Column("right_side", "for which side", "no.side"),
            Column("right_quote", "in which words", "right_words.quote"),
            Column("left_claim", "key of `claims`", "disputes.left_claim"),
            Column("right_claim", "key of `claims`", "disputes.right_claim"),
            Column("left_report", "key of `reports`", "yes.report_id"),
            Column("right_report", "key of `reports`", "no.report_id"),
        ),
        """disputes
        JOIN mentions AS yes ON yes.claim_id = disputes.left_claim AND yes.known_to IS NULL
        JOIN mentions AS no ON no.claim_id = disputes.right_claim AND no.known_to IS NULL
        JOIN claims AS left_words ON left_words.id = disputes.left_claim
        JOIN claims AS right_words ON right_words.id = disputes.right_claim""",
    ),
    "current_positions": View(
        "What each side holds of each agreement, field by field, in its latest words",
        (
            Column("agreement_id", "the agreement", "positions.agreement_id"),
            Column("side", "the state or body", "positions.side"),
            Column("field", "on what; empty for a party without a word", "positions.field"),
            Column("stance", "asserts, denies, refuses or silent", "positions.stance"),
            Column("published", "when it last said so", "positions.said"),
            Column("speaker", "who spoke for it", "claims.speaker"),
            Column("quote", "in which words", "claims.quote"),
            Column("claim_id", "key of `claims`", "positions.claim_id"),
        ),
        "positions LEFT JOIN claims ON claims.id = positions.claim_id",
    ),
    "current_reports": View(
        "Each report as it was last read",
        (
            Column(
                "published", "ISO date, month or year, as precise as is known", "read.published"
            ),
            Column("outlet", "who published it", "reports.outlet"),
            Column("title", "its headline", "read.title"),
            Column("agency", "whose wire copy it is, where a credit says so", "read.agency"),
            Column("author", "who wrote it", "read.author"),
            Column("dateline", "where and when it was written", "read.dateline"),
            Column("language", "code of the language", "read.language"),
            Column("url", "where it was", "reports.url"),
            Column("text", "the repaired text", "read.text"),
            Column("recorded", "when the ledger took it in", "read.recorded"),
            Column("onrecord", "the version of onrecord that read it", "read.onrecord"),
            Column("report_id", "key of `reports`", "reports.id"),
            Column("origin_id", "the report that it is a copy of, or itself", "copies.origin_id"),
            Column("sequence", "of the extraction; `search` finds it by this", "read.sequence"),
        ),
        """reports
        JOIN current_extractions AS read ON read.report_id = reports.id
        LEFT JOIN copies ON copies.report_id = reports.id""",
    ),
}


def make_views(connection: Connection) -> None:
    """Make the computed tables, empty, and all that is read through them."""
    computed.computed.create_all(connection)
    for statement in searching.MAKING[connection.dialect.name]:
        connection.execute(text(statement))
    for name, view in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {view.body}"))
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"COMMENT ON VIEW {name} IS '{view.comment}'"))
            for column in view.columns:
                about = f"COMMENT ON COLUMN {name}.{column.name} IS '{column.comment}'"
                connection.execute(text(about))


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
