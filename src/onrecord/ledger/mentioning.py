"""Claims of an extraction, and what people judged of them -> rows of `mentions`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

from sqlalchemy import Connection, select

from onrecord.agreements import mention_of
from onrecord.judgements import corrected
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import mentions
from onrecord.ledger.rows import Row, claim_of
from onrecord.ledger.schema import claims, extractions
from onrecord.records import Claim
from onrecord.standings import days_of
from onrecord.standings.fields import stands
from onrecord.standings.tensions import asked_for, says_what_is, talked_of
from onrecord.standings.times import in_earlier_time

# The kind of an agreement that nothing tells more closely.
UNKNOWN = "other"


class Trait(IntFlag):
    """What the wording of a claim tells beside its fields; `mentions.traits` holds the sum."""

    EARLIER = 1  # it puts the claim in an earlier time
    OUGHT = 2  # it says what ought to be, or what somebody thinks of it
    TALKS = 4  # it names talks
    REQUEST = 8  # it names a request
    WISHED = 16  # terms that are only wished for


@dataclass(frozen=True, slots=True)
class Ruling:
    """What people decided of one claim: the judgement that counts, and what it changes."""

    judgement: str
    rejected: bool
    correction: Mapping[str, Any] | None


def traits_of(claim: Claim) -> Trait:
    """What the words of a claim tell beside its fields."""
    told = (
        (Trait.EARLIER, in_earlier_time(claim)),
        (Trait.OUGHT, not says_what_is(claim)),
        (Trait.TALKS, talked_of(claim)),
        (Trait.REQUEST, asked_for(claim)),
        (Trait.WISHED, not stands(claim)),
    )
    return Trait(sum(trait for trait, so in told if so))


def last_day_of(said: str | None) -> str:
    """The last day that a day, month or year of publication may mean; empty if it is unknown.

    >>> last_day_of("2024-02"), last_day_of("last week"), last_day_of(None)
    ('2024-02-29', '', '')
    """
    try:
        return days_of(said)[1].isoformat() if said else ""
    except ValueError:
        return ""  # a date as some outlet wrote it


def mention_row(
    claim: Claim, number: int, extraction: Any, entry: int, ruling: Ruling | None
) -> Row:
    """How a claim of an extraction counts from an entry on; `number` is its place in it."""
    report_id, said = extraction.report_id, extraction.published
    correction = ruling.correction if ruling else None
    now = corrected(claim, correction, extraction.text) if correction else claim
    told = mention_of(now, report_id, said)
    return {
        "claim_id": claim.id,
        "report_id": report_id,
        "line": "|".join(sorted(now.parties)),
        "kind": now.kind,
        "status": now.status.value,
        "polarity": now.polarity.value,
        "speaker": now.speaker.name,
        "side": now.speaker.side,
        "happened": now.when,
        "unit": now.quantity.unit if now.quantity else None,
        "said": said or "",
        "day": last_day_of(said),
        "rank": f"{said or ''}|{report_id}|{number:06}",
        "traits": int(traits_of(now)),
        "names": list(told.names) or None,
        "instruments": sorted(told.instruments) or None,
        "words": now.quote if now.kind == UNKNOWN else None,
        "correction": dict(correction) if correction else None,
        "judgement_id": ruling.judgement if ruling else None,
        "rejected": bool(ruling and ruling.rejected),
        "confidence": claim.confidence,
        "agreement_id": None,
        "known_from": entry,
        "known_to": None,
    }


def claims_as_they_count(
    connection: Connection, corrections: Mapping[str, Mapping[str, Any] | None]
) -> dict[str, Claim]:
    """The claims with these ids, each after the correction that is given with it (or None)."""
    found = {}
    for some in batches(list(corrections)):
        for row in connection.execute(select(claims).where(claims.c.id.in_(some))):
            correction = corrections[row.id]
            claim = claim_of(row)
            if correction:
                claim = corrected(claim, correction, _text_of(connection, row, correction))
            found[row.id] = claim
    return found


def _text_of(connection: Connection, row: Any, correction: Mapping[str, Any]) -> str:
    """The text that a claim stands in, where a correction asks for other words of it."""
    if "quote" not in correction:
        return ""
    statement = select(extractions.c.text).where(extractions.c.id == row.extraction_id)
    return connection.scalar(statement) or ""


def close(connection: Connection, claim_ids: Iterable[str], entry: int) -> None:
    """From this entry on, these claims no longer count as they did."""
    for some in batches(list(claim_ids)):
        connection.execute(
            mentions.update()
            .where(mentions.c.claim_id.in_(some), mentions.c.known_to.is_(None))
            .values(known_to=entry)
        )
