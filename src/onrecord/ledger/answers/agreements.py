"""Agreements, their standings and each side's positions, now or at another moment."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, or_, select

from onrecord.errors import UnknownRecord
from onrecord.ledger.answers.claims import recorded, recorded_now
from onrecord.ledger.answers.entries import (
    AgreementEntry,
    RecordedAgreement,
    RecordedClaim,
    RecordedDispute,
    RecordedPosition,
)
from onrecord.ledger.answers.wanted import (
    TOGETHER,
    Wanted,
    agreements_at,
    agreements_heard_at,
    lines_named,
)
from onrecord.ledger.batching import batches
from onrecord.ledger.computed import agreements, copies, positions, proposals
from onrecord.ledger.contradicting import Opposed
from onrecord.ledger.disputing import opposed_among
from onrecord.ledger.holding import claims_of
from onrecord.ledger.moments import Moment
from onrecord.ledger.placing import Placed, place
from onrecord.ledger.summing import Summed, latest_words, summed
from onrecord.records import Why
from onrecord.standings import Position, Stance, Standing, StandingName

# So many of the claims that a standing rests on are shown in a list.
WORDS = 3


def list_agreements(
    connection: Connection, wanted: Wanted, moment: Moment, limit: int | None
) -> tuple[AgreementEntry, ...]:
    """The agreements that are asked for: now the last spoken of first, else in order of id."""
    if moment.is_now:
        statement = wanted.among(select(agreements)).order_by(
            agreements.c.last_said.desc(), agreements.c.id
        )
        if wanted.standing is not None:
            statement = statement.where(agreements.c.standing == wanted.standing.value)
        rows = connection.execute(statement.limit(limit)).all()
        shown = [id for row in rows for id in row.rests_on[:WORDS]]
        words = recorded_now(connection, shown)
        return tuple(_entry_of(row, words) for row in rows)
    return _entries_at(connection, wanted, moment, limit)


def one_agreement(connection: Connection, id: str, moment: Moment) -> RecordedAgreement:
    """An agreement by its id, at a moment; `UnknownRecord` where there is none, or several."""
    found = None
    for line in lines_named(connection, id, moment):
        placed, _ = place(connection, [line], moment)
        exact = [one for one in placed if one.agreement.id == id]
        longer = [one for one in placed if one.agreement.id.startswith(id + "-")]
        if exact or len(longer) == 1:
            found = (exact or longer)[0]
            break
        if longer:
            listed = ", ".join(one.agreement.id for one in longer)
            raise UnknownRecord(
                f"{len(longer)} agreements go by {id!r}. Name one of them: {listed}"
            )
    if found is None:
        when = "" if moment.is_now else " at that time"
        raise UnknownRecord(
            f"The ledger holds no agreement {id!r}{when}. List them: onrecord agreements"
        )
    return _in_full(connection, found, moment)


def list_positions(
    connection: Connection, side: str, moment: Moment, limit: int | None
) -> tuple[RecordedPosition, ...]:
    """What a side holds of each agreement, the latest first now, else in order of agreement."""
    if moment.is_now:
        statement = (
            select(positions, agreements.c.parties, agreements.c.kind)
            .join(agreements, agreements.c.id == positions.c.agreement_id)
            .where(positions.c.side == side)
            .order_by(positions.c.said.desc(), positions.c.agreement_id, positions.c.field)
        )
        rows = connection.execute(statement.limit(limit)).all()
        words = recorded_now(connection, [row.claim_id for row in rows if row.claim_id])
        return tuple(
            RecordedPosition(
                row.agreement_id,
                tuple(row.parties),
                row.kind,
                Position(row.side, row.field or None, Stance(row.stance), row.claim_id),
                words.get(row.claim_id),
            )
            for row in rows
        )
    found: list[RecordedPosition] = []
    heard = agreements_heard_at(connection, side, moment)
    while some := list(islice(heard, TOGETHER)):
        found += _positions_at(connection, some, side)
        if limit is not None and len(found) >= limit:
            break
    return tuple(found[:limit])


def _positions_at(
    connection: Connection, some: Sequence[Placed], side: str
) -> list[RecordedPosition]:
    said = claims_of(connection, [word for one in some for word in latest_words(one.claims)])
    held = [
        (one, position)
        for one in some
        for position in summed(one, said).positions
        if position.side == side
    ]
    ids = {position.claim for _, position in held}
    speaking = [each for one in some for each in one.claims if each.claim_id in ids]
    words = recorded(connection, speaking)
    return [
        RecordedPosition(
            one.agreement.id,
            one.agreement.parties,
            one.agreement.kind,
            position,
            words.get(position.claim or ""),
        )
        for one, position in held
    ]


def _entry_of(row: Any, words: Mapping[str, RecordedClaim]) -> AgreementEntry:
    return AgreementEntry(
        id=row.id,
        parties=tuple(row.parties),
        kind=row.kind,
        since=row.since,
        standing=Standing(StandingName(row.standing), tuple(row.rests_on)),
        claims=row.claims,
        reports=row.reports,
        origins=row.origins,
        disputes=row.disputes,
        tensions=row.tensions,
        first_said=row.first_said or None,
        last_said=row.last_said or None,
        words=tuple(words[id] for id in row.rests_on[:WORDS] if id in words),
    )


def _entries_at(
    connection: Connection, wanted: Wanted, moment: Moment, limit: int | None
) -> tuple[AgreementEntry, ...]:
    """The entries of agreements at a moment that is not now: some at a time, until it is enough."""
    chosen: list[tuple[Placed, Summed]] = []
    found = agreements_at(connection, wanted, moment)
    while some := list(islice(found, TOGETHER)):
        said = claims_of(connection, [word for one in some for word in latest_words(one.claims)])
        totals = [(one, summed(one, said)) for one in some]
        chosen += [
            (one, total) for one, total in totals if wanted.standing in (None, total.standing.name)
        ]
        if limit is not None and len(chosen) >= limit:
            break
    chosen = chosen[:limit]
    shown = {id for _, total in chosen for id in total.standing.claims[:WORDS]}
    held = {each.claim_id: each for one, _ in chosen for each in one.claims}
    words = recorded(connection, [held[id] for id in sorted(shown)])
    opposed = opposed_among(connection, [one for one, _ in chosen], moment)
    origin_of = _origins(connection, {each.report_id for each in held.values()})
    return tuple(_entry(one, total, words, opposed, origin_of) for one, total in chosen)


def _entry(
    one: Placed,
    total: Summed,
    words: Mapping[str, RecordedClaim],
    opposed: Sequence[Opposed],
    origin_of: Mapping[str, str],
) -> AgreementEntry:
    ours = {held.claim_id for held in one.claims}
    own = [pair for pair in opposed if {pair.left.claim_id, pair.right.claim_id} & ours]
    return AgreementEntry(
        id=one.agreement.id,
        parties=one.agreement.parties,
        kind=one.agreement.kind,
        since=one.agreement.since,
        standing=total.standing,
        claims=len(one.claims),
        reports=total.reports,
        origins=len({origin_of[held.report_id] for held in one.claims}),
        disputes=sum(pair.why is Why.STRICT for pair in own),
        tensions=sum(pair.why is not Why.STRICT for pair in own),
        first_said=total.first_said or None,
        last_said=total.last_said or None,
        words=tuple(words[id] for id in total.standing.claims[:WORDS]),
    )


def _in_full(connection: Connection, one: Placed, moment: Moment) -> RecordedAgreement:
    words = recorded(connection, one.claims)
    total = summed(one, {id: each.claim for id, each in words.items()})
    opposed = opposed_among(connection, [one], moment)
    beyond = [end for pair in opposed for end in (pair.left, pair.right)]
    words |= recorded(connection, [held for held in beyond if held.claim_id not in words])
    return RecordedAgreement(
        id=one.agreement.id,
        parties=one.agreement.parties,
        kind=one.agreement.kind,
        since=one.agreement.since,
        names=one.agreement.names,
        instruments=one.agreement.instruments,
        reasons=one.agreement.reasons,
        standing=total.standing,
        positions=total.positions,
        claims=tuple(words[held.claim_id] for held in one.claims),
        reports=total.reports,
        origins=len(set(_origins(connection, {c.report_id for c in one.claims}).values())),
        disputes=tuple(dispute_of(p, words) for p in opposed if p.why is Why.STRICT),
        tensions=tuple(dispute_of(p, words) for p in opposed if p.why is not Why.STRICT),
        perhaps=_perhaps(connection, one.agreement.id) if moment.is_now else (),
    )


def dispute_of(pair: Opposed, words: Mapping[str, RecordedClaim]) -> RecordedDispute:
    """A contradiction with both sides' words."""
    left, right = words[pair.left.claim_id], words[pair.right.claim_id]
    return RecordedDispute(left, right, pair.field, pair.why)


def _origins(connection: Connection, reports: Iterable[str]) -> dict[str, str]:
    """Of which origin each report is."""
    origin_of: dict[str, str] = {}
    for some in batches(sorted(reports)):
        statement = select(copies.c.report_id, copies.c.origin_id)
        found = connection.execute(statement.where(copies.c.report_id.in_(some)))
        origin_of |= {row.report_id: row.origin_id for row in found}
    return origin_of


def _perhaps(connection: Connection, id: str) -> tuple[tuple[str, str], ...]:
    statement = select(proposals).where(
        proposals.c.subject == "agreement",
        or_(proposals.c.left_id == id, proposals.c.right_id == id),
    )
    rows = connection.execute(statement.order_by(proposals.c.left_id, proposals.c.right_id))
    return tuple((row.right_id if row.left_id == id else row.left_id, row.reason) for row in rows)
