"""What ids of a ledger mean to a judgement: the evidence that it holds on to."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from onrecord.errors import UnknownRecord
from onrecord.judgements import anchor_of
from onrecord.ledger.answers.claims import claim_id
from onrecord.ledger.answers.reports import report_id
from onrecord.ledger.computed import actor_forms, agreements, mentions
from onrecord.ledger.rows import claim_of
from onrecord.ledger.schema import claims, extractions
from onrecord.records import Anchor, Subject

# Ids of agreements and actors are words, all others digits like these.
HEX = frozenset("0123456789abcdef")


def anchors_of(
    connection: Connection, subject: Subject, ids: Sequence[str]
) -> tuple[tuple[Anchor, ...], str]:
    """The evidence that ids mean (see `Ledger.anchors`), and the text of the first's report."""
    anchors, first = [], ""
    for id in ids:
        if subject is Subject.COPY:
            anchors.append(Anchor(report_id(connection, id)))
            continue
        claim = _claim_meant(connection, subject, id)
        row = connection.execute(
            select(claims, extractions.c.text, extractions.c.report_id)
            .join(extractions, extractions.c.id == claims.c.extraction_id)
            .where(claims.c.id == claim)
        ).one()
        first = first or row.text
        anchors.append(anchor_of(claim_of(row), row.report_id, row.text))
    return tuple(anchors), first


def _claim_meant(connection: Connection, subject: Subject, id: str) -> str:
    """A claim that an id names, or one that speaks of the agreement, or that the actor says."""
    named = None
    if subject is Subject.AGREEMENT:
        # What the standing rests on is what a person had in sight.
        named = connection.scalar(select(agreements.c.rests_on).where(agreements.c.id == id))
        named = named[0] if named else None
    elif subject is Subject.ACTOR:
        said = (mentions.c.speaker == actor_forms.c.name) & (
            func.coalesce(mentions.c.side, "") == actor_forms.c.side
        )
        named = connection.scalar(
            select(mentions.c.claim_id)
            .join(actor_forms, said)
            .where(actor_forms.c.actor_id == id, mentions.c.known_to.is_(None))
            .order_by(mentions.c.rank)
            .limit(1)
        )
    if named is None and subject is not Subject.CLAIM and not set(id) <= HEX:
        listing = "onrecord agreements" if subject is Subject.AGREEMENT else "onrecord review"
        raise UnknownRecord(f"The ledger holds no {subject} {id!r}. List them: {listing}")
    return named or claim_id(connection, id)
