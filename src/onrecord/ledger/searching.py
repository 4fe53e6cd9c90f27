"""Full text of extractions: SQLite's FTS5, PostgreSQL's tsvector; English stems."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from onrecord.ledger.moments import Moment, going_on

# What both stores need beside the tables of the schema.
MAKING = {
    "sqlite": (
        # By these quotation marks Datasette knows that it searches `extractions`.
        'CREATE VIRTUAL TABLE search USING fts5(title, text, content="extractions", '
        "content_rowid='sequence', tokenize='porter unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        # Stems as `english` makes them, but no word is too common to be found, as in SQLite.
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS onrecord",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS onrecord_stems",
        "CREATE TEXT SEARCH DICTIONARY onrecord_stems (TEMPLATE = snowball, LANGUAGE = english)",
        "CREATE TEXT SEARCH CONFIGURATION onrecord (COPY = pg_catalog.simple)",
        "ALTER TEXT SEARCH CONFIGURATION onrecord ALTER MAPPING FOR asciiword, word, hword, "
        "hword_part, asciihword, hword_asciipart WITH onrecord_stems",
        "CREATE TABLE search (sequence BIGINT PRIMARY KEY REFERENCES extractions (sequence), "
        "words TSVECTOR NOT NULL)",
        "CREATE INDEX search_words ON search USING gin (words)",
    ),
}
INDEXING = {
    "sqlite": "INSERT INTO search (rowid, title, text) VALUES (:at, :title, :text)",
    "postgresql": (
        "INSERT INTO search (sequence, words) VALUES (:at, to_tsvector('onrecord', :words)) "
        "ON CONFLICT (sequence) DO NOTHING"
    ),
}
# PostgreSQL refuses more than a megabyte of lexemes in one text; so many characters never reach it.
LONGEST = 500_000
PHRASE = re.compile(r'"([^"]+)"|(\S+)')
WORD = re.compile(r"\w+")


def index_text(connection: Connection, extraction: Any) -> None:
    """Let a report be found by the words of an extraction."""
    if connection.dialect.name == "sqlite":
        indexed = text("SELECT 1 FROM search_docsize WHERE id = :at")
        if connection.execute(indexed, {"at": extraction.sequence}).first() is not None:
            return
    index_all(connection, [extraction])


def index_all(connection: Connection, extractions: Iterable[Any]) -> None:
    """Let reports be found by the words of extractions, none of which is indexed."""
    if connection.dialect.name == "postgresql":
        given = [{"at": each.sequence, "words": _indexed(each)} for each in extractions]
    else:
        given = [{"at": e.sequence, "title": e.title, "text": e.text} for e in extractions]
    if given:
        connection.execute(text(INDEXING[connection.dialect.name]), given)


def _indexed(extraction: Any) -> str:
    return folded(f"{extraction.title or ''}\n{extraction.text}")[:LONGEST]


def clear_index(connection: Connection) -> None:
    """Let nothing be found, until it is indexed anew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DELETE FROM search"))
    else:
        connection.execute(text("INSERT INTO search (search) VALUES ('delete-all')"))


def find_text(connection: Connection, words: str, limit: int, moment: Moment) -> list[int]:
    """The sequence of each extraction current at a moment that holds all words, the last first.

    Words in quotation marks stand in the text in this order.
    """
    phrases = phrases_in(words)
    if not phrases:
        return []
    given: dict[str, Any] = {
        "limit": limit,
        "day": moment.as_of.isoformat() if moment.as_of else None,
        "entry": moment.entry,
    }
    if connection.dialect.name == "postgresql":
        made = " && ".join(f"phraseto_tsquery('onrecord', :p{at})" for at in range(len(phrases)))
        given |= {f"p{at}": folded(" ".join(phrase)) for at, phrase in enumerate(phrases)}
        found = f"search.words @@ ({made})"
        at = "search.sequence"
    else:
        given["query"] = " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        found, at = "search MATCH :query", "search.rowid"
    conditions = [found, f"NOT {_newer(moment)}"]
    if moment.entry is not None:
        conditions.append(f"{_known('read')}")
    if moment.as_of is not None:
        conditions.append("read.published BETWEEN '0' AND :day")
        conditions.append("read.published NOT IN (:year, :month)")
        given["year"], given["month"] = going_on(moment.as_of)
    statement = (
        f"SELECT {at} FROM search JOIN extractions AS read ON read.sequence = {at} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {at} DESC LIMIT :limit"
    )
    return list(connection.scalars(text(statement), given))


def _newer(moment: Moment) -> str:
    known = "" if moment.entry is None else f" AND {_known('later')}"
    return (
        "EXISTS (SELECT 1 FROM extractions AS later WHERE later.report_id = read.report_id "
        f"AND later.sequence > read.sequence{known})"
    )


def _known(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM entries WHERE entries.record_id = {table}.id "
        "AND entries.sequence <= :entry)"
    )


def phrases_in(words: str) -> list[Sequence[str]]:
    """What is looked for: single words, and those in quotation marks together.

    >>> phrases_in('signed "transit pact"')
    [['signed'], ['transit', 'pact']]
    """
    plain = words.replace("“", '"').replace("”", '"')
    found = [WORD.findall(quoted or single) for quoted, single in PHRASE.findall(plain)]
    return [phrase for phrase in found if phrase]


def folded(words: str) -> str:
    """Words without accents, as SQLite's index sees them: `Orbán` is found by `Orban`.

    >>> folded("Orbán")
    'Orban'
    """
    spread = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
