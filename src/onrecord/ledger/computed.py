"""The tables that are computed from the record: thrown away and made again, they are the same.

They are kept up to date by each transaction that records something (`refreshing.py`), so that a
question never has to compute the whole; only `changes` tells of an order, that of recording.
`known_from` and `known_to` count entries of the chain.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    text,
)

from onrecord.ledger.schema import (
    Json,
    Sequence,
    Text,
    UTCTime,
    claims,
    judgements,
    reports,
)

# Apart from the record's: no upgrade carries these tables over, they are made anew.
computed = MetaData()

mentions = Table(
    "mentions",
    computed,
    Column("id", Sequence, primary_key=True),
    Column("claim_id", Text, ForeignKey(claims.c.id), nullable=False),
    Column("report_id", Text, ForeignKey(reports.c.id), nullable=False),
    Column("line", Text, nullable=False, comment="the parties, joined by |"),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("polarity", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("side", Text),
    Column("happened", Text, comment="when the event claimed took place"),
    Column("unit", Text, comment="what its quantity counts"),
    Column("said", Text, nullable=False, comment="publication of the report; empty if unknown"),
    Column("day", Text, nullable=False, comment="the last day that `said` may mean; or empty"),
    Column("rank", Text, nullable=False, comment="sorts claims by publication, report and place"),
    Column("traits", Integer, nullable=False, comment="what its wording tells (`mentioning.py`)"),
    Column("names", Json, comment="proper names of agreements in the words"),
    Column("instruments", Json, comment="papers that the words name, such as memorandum"),
    Column("words", Text, comment="the quote, where the kind is not known more closely"),
    Column("correction", Json, comment="what a judgement changed"),
    Column(
        "judgement_id",
        Text,
        ForeignKey(judgements.c.id),
        comment="the judgement that counts for the claim",
    ),
    Column("rejected", Boolean, nullable=False, comment="whether a judgement rejects the claim"),
    Column("confidence", Float, nullable=False),
    Column("agreement_id", Text, comment="the agreement that it speaks of; null if rejected"),
    Column("known_from", BigInteger, nullable=False, comment="the entry from which it counts"),
    Column("known_to", BigInteger, comment="the entry that replaced it; null while it counts"),
    # No index begins with `known_to`: SQLite, which counts no rows, would take it for selective.
    Index("mentions_of_claim", "claim_id", "known_to"),
    Index("mentions_of_report", "report_id", "known_to"),
    Index("mentions_of_line", "line", "known_to"),
    Index("mentions_of_agreement", "agreement_id", "known_to", "rank"),
    Index("mentions_of_speaker", "speaker", "side", "known_to", "said"),
    Index(
        "mentions_by_confidence",
        "confidence",
        "id",
        sqlite_where=text("known_to IS NULL"),
        postgresql_where=text("known_to IS NULL"),
    ),
    Index(
        "mentions_ended",
        "known_to",
        "line",
        sqlite_where=text("known_to IS NOT NULL"),
        postgresql_where=text("known_to IS NOT NULL"),
    ),
    comment="Each claim as it counts, after judgements, and from which entry until which",
    sqlite_autoincrement=True,
)

agreements = Table(
    "agreements",
    computed,
    Column("id", Text, primary_key=True),
    Column("line", Text, nullable=False, index=True, comment="the parties, joined by |"),
    Column("parties", Json, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Text, comment="the signing that dates it, if one is dated"),
    Column("names", Json, nullable=False),
    Column("instruments", Json, nullable=False),
    Column("first_said", Text, nullable=False, comment="empty if unknown"),
    Column("last_said", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("origins", Integer, nullable=False, comment="reports, copies of one counted once"),
    Column("disputes", Integer, nullable=False),
    Column("tensions", Integer, nullable=False),
    Column("standing", Text, nullable=False),
    Column("rests_on", Json, nullable=False, comment="the claims that the standing rests on"),
    Index("agreements_by_last", "last_said", "id"),
    Index("agreements_by_kind", "kind", "last_said"),
    Index("agreements_by_standing", "standing", "last_said"),
    comment="What the current claims speak of",
)

lines = Table(
    "lines",
    computed,
    Column("line", Text, primary_key=True, comment="the parties, joined by |"),
    Column("cuts", Text, nullable=False, comment="JSON: by what their agreements are told apart"),
    comment="How the claims of some parties fall into agreements, so that one more can be placed",
)

agreement_names = Table(
    "agreement_names",
    computed,
    Column("name", Text, primary_key=True, comment="what of a proper name tells it from others"),
    Column("agreement_id", Text, primary_key=True, index=True),
    comment="Under which names agreements go",
)

agreement_parties = Table(
    "agreement_parties",
    computed,
    Column("party", Text, primary_key=True),
    Column("agreement_id", Text, ForeignKey(agreements.c.id), primary_key=True, index=True),
    Column("last_said", Text, nullable=False),
    Index("agreement_parties_by_last", "party", "last_said"),
    comment="Which states and bodies are bound by which agreement",
)

positions = Table(
    "positions",
    computed,
    Column("agreement_id", Text, ForeignKey(agreements.c.id), primary_key=True),
    Column("side", Text, primary_key=True),
    Column("field", Text, primary_key=True, comment="empty for a party without a word"),
    Column("stance", Text, nullable=False),
    Column("claim_id", Text, ForeignKey(claims.c.id)),
    Column("said", Text, nullable=False),
    Index("positions_by_side", "side", "said"),
    comment="The latest word of each side on each field of an agreement",
)

disputes = Table(
    "disputes",
    computed,
    Column("id", Text, primary_key=True, comment="hash of the two claims"),
    Column("left_claim", Text, ForeignKey(claims.c.id), nullable=False, index=True),
    Column("right_claim", Text, ForeignKey(claims.c.id), nullable=False, index=True),
    Column("line", Text, nullable=False, index=True),
    Column("field", Text, nullable=False),
    Column("strict", Boolean, nullable=False, comment="a dispute; else a tension"),
    Column("why", Text, nullable=False, comment="strict, or the rule of the weaker sort"),
    Column(
        "report_id",
        Text,
        ForeignKey(reports.c.id),
        index=True,
        comment="the report that holds both; null if two do",
    ),
    Column("said", Text, nullable=False, comment="publication of the later report"),
    Column("rank", Text, nullable=False),
    Index("disputes_by_said", "strict", "said", "rank"),
    comment="Pairs of current claims that cannot both hold, and weaker contradictions",
)

changes = Table(
    "changes",
    computed,
    Column("sequence", Sequence, primary_key=True),
    Column("agreement_id", Text, nullable=False, index=True),
    Column("entry", BigInteger, nullable=False, comment="the entry that changed it"),
    Column("recorded", UTCTime, nullable=False, index=True),
    Column("was", Text, comment="the standing before; null for an agreement that is new"),
    Column("now", Text, comment="the standing since; null for one that is no longer on record"),
    Column("rests_on", Json, nullable=False, comment="the claims that the new standing rests on"),
    comment="When which agreement changed its standing, in the order of recording",
    sqlite_autoincrement=True,
)

actors = Table(
    "actors",
    computed,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, comment="the fullest name"),
    Column("side", Text, index=True),
    Column("names", Json, nullable=False, comment="all forms of the name in reports"),
    Column("first_said", Text, nullable=False),
    Column("last_said", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    comment="Speakers across reports",
)

actor_forms = Table(
    "actor_forms",
    computed,
    Column("name", Text, primary_key=True, comment="as reports give it"),
    Column("side", Text, primary_key=True, comment="empty for who speaks for no side"),
    Column("namesakes", Text, nullable=False, index=True, comment="last name or office, and side"),
    Column("actor_id", Text, nullable=False, index=True),
    Column("first_said", Text, nullable=False),
    Column("last_said", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    comment="Names under which reports quote actors",
)

copies = Table(
    "copies",
    computed,
    Column("report_id", Text, ForeignKey(reports.c.id), primary_key=True),
    Column(
        "origin_id",
        Text,
        ForeignKey(reports.c.id),
        nullable=False,
        index=True,
        comment="the first report of its chain",
    ),
    Column("published", Text, nullable=False, comment="empty if unknown"),
    Column("digest", Text, nullable=False, comment="SHA-256 of the words"),
    Column("minima", LargeBinary, nullable=False, comment="MinHash of the shingles"),
    Column("shingles", Integer, nullable=False),
    comment="Which reports are copies, editions or rewrites, and of which origin",
)

copy_keys = Table(
    "copy_keys",
    computed,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("report_id", Text, ForeignKey(reports.c.id), primary_key=True, index=True),
    comment="What reports that may be copies of each other have in common",
    sqlite_with_rowid=False,
)

copy_pairs = Table(
    "copy_pairs",
    computed,
    Column("left_report", Text, ForeignKey(reports.c.id), primary_key=True),
    Column("right_report", Text, ForeignKey(reports.c.id), primary_key=True, index=True),
    Column("relation", Text, nullable=False, comment="copy, edition or rewrite"),
    Column("jaccard", Float, nullable=False),
    Column("containment", Float, nullable=False),
    comment="Two reports that share their words, the one with the smaller id first",
)

attachments = Table(
    "attachments",
    computed,
    Column("judgement_id", Text, ForeignKey(judgements.c.id), primary_key=True),
    Column("target", Integer, primary_key=True, autoincrement=False, comment="from 0"),
    Column("subject", Text, nullable=False, comment="claim, agreement, actor or copy"),
    Column("decision", Text, nullable=False),
    Column("report_id", Text, ForeignKey(reports.c.id), nullable=False, index=True),
    Column(
        "claim_id",
        Text,
        ForeignKey(claims.c.id),
        index=True,
        comment="the current claim that is meant; null: orphaned",
    ),
    Column("how", Text, nullable=False, comment="same, moved, changed or orphaned"),
    Column("differs", Json, nullable=False, comment="the fields that have changed"),
    Index("attachments_by_how", "how"),
    Index("attachments_by_subject", "subject", "decision"),
    comment="To which current claim each judgement holds",
)

proposals = Table(
    "proposals",
    computed,
    Column("subject", Text, primary_key=True, comment="agreement or actor"),
    Column("left_id", Text, primary_key=True),
    Column("right_id", Text, primary_key=True, index=True),
    Column("line", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    comment="What may be one and was not merged, for a person to judge",
)
