"""Full text of the current extractions: SQLite's FTS5, PostgreSQL's tsvector; English stems."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, text

from onrecord.ledger.schema import extractions

# What both stores need beside the tables of the schema.
MAKING = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5(title, text, content='extractions', "
        "content_rowid='sequence', tokenize='porter unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        "CREATE TABLE search (sequence BIGINT PRIMARY KEY REFERENCES extractions (sequence), "
        "words TSVECTOR NOT NULL)",
        "CREATE INDEX search_words ON search USING gin (words)",
    ),
}
# PostgreSQL refuses more than a megabyte of lexemes in one text; so many characters never reach it.
LONGEST = 500_000
PHRASE = re.compile(r'"([^"]+)"|(\S+)')
WORD = re.compile(r"\w+")


def index_text(connection: Connection, extraction: Any) -> None:
    """Let a report be found by the words of its new extraction, and no longer by its old one's."""
    postgresql = connection.dialect.name == "postgresql"
    for old in connection.execute(
        select(extractions.c.sequence, extractions.c.title, extractions.c.text).where(
            extractions.c.report_id == extraction.report_id,
            extractions.c.sequence < extraction.sequence,
        )
    ):
        if postgresql:
            connection.execute(
                text("DELETE FROM search WHERE sequence = :at"), {"at": old.sequence}
            )
        elif _is_indexed(connection, old.sequence):
            connection.execute(
                text(
                    "INSERT INTO search (search, rowid, title, text) "
                    "VALUES ('delete', :at, :title, :text)"
                ),
                {"at": old.sequence, "title": old.title, "text": old.text},
            )
    if postgresql:
        words = folded(f"{extraction.title or ''}\n{extraction.text}")[:LONGEST]
        connection.execute(
            text(
                "INSERT INTO search (sequence, words) VALUES (:at, to_tsvector('english', :words)) "
                "ON CONFLICT (sequence) DO NOTHING"
            ),
            {"at": extraction.sequence, "words": words},
        )
    elif not _is_indexed(connection, extraction.sequence):
        connection.execute(
            text("INSERT INTO search (rowid, title, text) VALUES (:at, :title, :text)"),
            {"at": extraction.sequence, "title": extraction.title, "text": extraction.text},
        )


def find_text(connection: Connection, words: str, limit: int, before: int | None) -> list[int]:
    """The sequence of each extraction that holds all words, the last recorded first.

    Words in quotation marks stand in the text in this order. `before` goes on from an earlier
    answer.
    """
    phrases = phrases_in(words)
    if not phrases:
        return []
    given: dict[str, Any] = {"limit": limit, "before": before if before is not None else 2**62}
    if connection.dialect.name == "postgresql":
        made = " && ".join(f"phraseto_tsquery('english', :p{at})" for at in range(len(phrases)))
        given |= {f"p{at}": folded(" ".join(phrase)) for at, phrase in enumerate(phrases)}
        statement = (
            f"SELECT sequence FROM search WHERE words @@ ({made}) AND sequence < :before "
            "ORDER BY sequence DESC LIMIT :limit"
        )
    else:
        given["query"] = " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        statement = (
            "SELECT rowid FROM search WHERE search MATCH :query AND rowid < :before "
            "ORDER BY rowid DESC LIMIT :limit"
        )
    return list(connection.scalars(text(statement), given))


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


def _is_indexed(connection: Connection, sequence: int) -> bool:
    found = connection.execute(
        text("SELECT 1 FROM search_docsize WHERE id = :at"), {"at": sequence}
    ).first()
    return found is not None
