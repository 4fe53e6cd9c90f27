"""What to record of a made-up world: reports with their claims, and judgements of them.

What is assumed, per 200,000 reports (other sizes in proportion, but for the largest agreements):

- 140,000 stories, and 60,000 reports (30 of 100) that are copies of them: chains of 2 to 40, most
  of 2; a third the same words elsewhere, half with a sentence less or more (editions), the rest
  half rewritten; most of them on the same day or the next.
- About 1,000,000 claims: two to seven a story of its own agreement, and one or two of each of up
  to two others that share a party with it.
- 60,000 agreements. The stories of one fall with its rank, Zipf's law flattened at the top: the
  largest has 395 stories and 2,000 to 3,000 claims, two thirds have one story.
- Parties are real states and bodies, prominent ones far more often, also in large agreements; two,
  now and then three. A pair has up to three agreements of a kind, in different thirds of ten years.
  An agreement is spoken of for one to sixteen months, half of it in the weeks after the signing.
- Six of ten agreements are signed, and most claims of it give the day, some the month. One in five
  is contested: a party denies in half of its claims what the others say.
- Speakers: eight a side, of whom the first speaks most; the report itself (15 of 100 claims), 2,000
  people without a side (7), states that are no party (8). 300 outlets. One claim in eight is weak.
- Texts of 90 to 160 words, invented but for what claims rest on. 96 of 100 reports give their
  day, 3 the month, 1 nothing.
- One report in 50 is read again a year or two later, with a claim less and other confidences.
- 3,000 judgements: two thirds accept, correct or reject a claim, others note, merge and split.
- Reports are recorded in the order of publication, on that day.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple

from made_words import AFTER, BEFORE, PAPERS, amount, filler, quotes, told, word, words
from made_world import Deal, Planned, World, skewed, voice

from onrecord.alignment import Alignment, Span
from onrecord.judgements import anchor_of
from onrecord.ledger.rows import report_row
from onrecord.records import (
    REPORT_VOICE,
    Anchor,
    Attribution,
    Bound,
    Claim,
    Decision,
    Form,
    Judgement,
    Polarity,
    Quantity,
    Reading,
    Report,
    Status,
    Subject,
)
from onrecord.sides import side_name

DENIABLE = frozenset(
    {Status.AGREED, Status.SIGNED, Status.RATIFIED, Status.IN_FORCE, Status.CARRIED_OUT}
)
AGENCIES = ("Kolivo Press", "North Sea Wire", "Tarepu")
PEOPLE = ("Ada", "Ben", "Cleo", "Dag", "Eve")


class Recorded(NamedTuple):
    """What is recorded when, and by which version of onrecord it was read."""

    moment: datetime
    what: Reading | Judgement
    onrecord: str


class Piece(NamedTuple):
    """A sentence, with the claim that it makes (counted from its start) and who is credited."""

    text: str
    claim: Claim | None = None
    credit: Attribution | None = None


def recorded(world: World, reports: int | None = None) -> Iterator[Recorded]:
    """Yield what is recorded of a world, in order: all, or up to the report of that number."""
    for number, planned in enumerate(world.planned):
        if planned.what == "report" and reports is not None:
            if not reports:
                return
            reports -= 1
        start = datetime.combine(date.fromordinal(planned.day), datetime.min.time(), UTC)
        # No two at one moment.
        moment = start + timedelta(hours=6, microseconds=number)
        if planned.what == "judgement":
            yield Recorded(moment, _judgement(world, planned, moment), "")
            continue
        reading = reading_of(world, planned.story, planned.copy)
        if planned.what == "report":
            yield Recorded(moment, reading, "1")
        else:
            yield Recorded(moment, _anew(reading), "2")


def following(world: World, reports: int, number: int) -> list[Reading]:
    """So many reports that are recorded next, after so many."""
    planned = (one for one in world.planned if one.what == "report")
    chosen = islice(planned, reports, reports + number)
    return [reading_of(world, one.story, one.copy) for one in chosen]


def reading_of(world: World, story: int, copy: int = 0) -> Reading:
    """The report of a story, or a copy of it, with what was found in it."""
    chance = Random(f"{world.seed} story {story}")
    deals = [world.deals[at] for at in world.told[story]]
    day = world.days[story]
    pieces = [Piece(filler(chance))]
    for number, deal in enumerate(deals):
        many = chance.randint(1, 2) if number else chance.randint(2, 6) + (chance.random() < 0.1)
        pieces += [_claiming(chance, world, deal, day) for _ in range(many)]
        pieces.append(Piece(filler(chance)))
    pieces += [Piece(filler(chance)) for _ in range(3)]
    names = " and ".join(side_name(party) for party in deals[0].parties)
    title = f"{names}: {' '.join(words(chance, 4))}"
    agency = chance.choice(AGENCIES) if chance.random() < 0.4 else None
    published = _published(chance, day)
    if copy:
        chance = Random(f"{world.seed} copy {story} {copy}")
        pieces = _copied(chance, pieces)
        published = published and _published(chance, day + min(20, int(chance.expovariate(1))))
    outlet = world.outlets[skewed(chance, len(world.outlets))]
    url = f"https://{outlet.split()[0].lower()}.example/{story}/{copy}"
    return _assembled(pieces, title, outlet, agency, published, url)


def _claiming(chance: Random, world: World, deal: Deal, day: int) -> Piece:
    """A sentence that claims something of an agreement."""
    is_signed = deal.signed is not None and deal.signed <= day
    often = AFTER if is_signed else BEFORE
    (status,) = chance.choices(list(often), weights=list(often.values()))
    speaker = voice(chance, world, deal)
    denies = 0.5 if deal.contested and speaker.side == deal.contested else 0.02
    denied = status in DENIABLE and chance.random() < denies
    polarity = Polarity.DENIED if denied else Polarity.AFFIRMED
    words, value, unit = amount(chance)
    form = chance.choice(quotes(status, polarity))
    quote = form.format(paper=paper_of(deal), amount=words)
    own = speaker == REPORT_VOICE
    source = side_name(chance.choice(deal.parties)) if own else speaker.name
    sentence = told(chance, source, quote, own)
    claim = Claim(
        id="",
        parties=deal.parties,
        kind=deal.kind,
        status=status,
        polarity=polarity,
        speaker=speaker,
        quote=quote,
        evidence=Span(*sentence.quote),
        when=None if denied else _when(chance, deal, status, day),
        quantity=Quantity(value, unit, Bound.EXACT) if "{amount}" in form else None,
        form=Form.REPORT if own else Form.INDIRECT,
        made_by="made 1",
        confidence=round(min(1.0, chance.betavariate(4, 2)), 3),
    )
    if own:
        return Piece(sentence.text, claim)
    spans = [(Span(*at),) for at in (sentence.source, sentence.cue, sentence.quote)]
    return Piece(sentence.text, claim, Attribution(*spans, Form.INDIRECT, speaker, 0.9))


def paper_of(deal: Deal) -> str:
    """What an agreement is called; one in ten has a name of its own."""
    paper = PAPERS[deal.start % len(PAPERS)]
    if deal.length % 10 == 0:
        return f"{word(1 + deal.start % 9000)} {word(1 + deal.length)} {paper}".title()
    return f"{deal.kind.replace('-', ' ')} {paper}"


def _when(chance: Random, deal: Deal, status: Status, day: int) -> str | None:
    """When that happened, as the claim dates it."""
    if deal.signed is None or deal.signed > day:
        return None
    at = chance.random()
    if status is Status.SIGNED and at < 0.8:
        signed = date.fromordinal(deal.signed).isoformat()
        return signed if at < 0.6 else signed[:7]
    if status is Status.IN_FORCE and at < 0.3 and deal.signed + 30 <= day:
        return date.fromordinal(deal.signed + 30).isoformat()[:7]
    if status is Status.CARRIED_OUT and at < 0.3:
        return date.fromordinal(day).isoformat()[:7]
    return None


def _published(chance: Random, day: int) -> str | None:
    at = chance.random()
    if at < 0.01:
        return None
    return date.fromordinal(day).isoformat()[: 7 if at < 0.04 else 10]


def _copied(chance: Random, pieces: list[Piece]) -> list[Piece]:
    """What another outlet made of a report."""
    at = chance.random()
    if at < 0.35:
        return pieces
    if at < 0.6:
        return pieces[:-1]
    if at < 0.85:
        return [*pieces, Piece(filler(chance))]
    return [*pieces[: len(pieces) // 2 + 1], *(Piece(filler(chance)) for _ in range(3))]


def _assembled(
    pieces: list[Piece],
    title: str,
    outlet: str,
    agency: str | None,
    published: str | None,
    url: str,
) -> Reading:
    claims: list[Claim] = []
    credits: list[Attribution] = []
    text = ""
    for piece in pieces:
        text += "\n\n" if text else ""
        if piece.claim:
            at = _moved(piece.claim.evidence, len(text))
            claims.append(replace(piece.claim, id=f"c{len(claims) + 1}", evidence=at))
        if piece.credit:
            roles = (piece.credit.source, piece.credit.cue, piece.credit.content)
            moved = [tuple(_moved(span, len(text)) for span in role) for role in roles]
            credit = replace(piece.credit, source=moved[0], cue=moved[1], content=moved[2])
            credits.append(credit)
        text += piece.text
    raw = text.encode()
    digest = hashlib.sha256(raw).hexdigest()
    report = Report(
        id=digest,
        digest=digest,
        raw=raw,
        encoding="utf-8",
        text=text,
        alignment=Alignment(),
        title=title,
        outlet=outlet,
        agency=agency,
        published=published,
        url=url,
        language="en",
    )
    return Reading(report, tuple(credits), tuple(claims), ())


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _anew(reading: Reading) -> Reading:
    """What a later version finds in a report: a claim less, and other confidences."""
    kept = reading.claims[:-1] if len(reading.claims) > 2 else reading.claims
    claims = tuple(replace(claim, confidence=round(claim.confidence**0.9, 3)) for claim in kept)
    return replace(reading, claims=claims)


def _judgement(world: World, planned: Planned, moment: datetime) -> Judgement:
    chance = Random(f"{world.seed} judgement {planned.story} {planned.number}")
    reading = reading_of(world, planned.story, planned.copy)
    other = reading_of(world, planned.other) if planned.other >= 0 else None
    at, by = chance.random(), chance.choice(PEOPLE)
    made = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    subject, decision, targets = Subject.CLAIM, Decision.ACCEPT, [_anchor(chance, reading)]
    correction, note = None, None
    if at < 0.18:
        decision = Decision.REJECT
    elif at < 0.28:
        decision, correction = Decision.CORRECT, {"kind": "other"}
    elif at < 0.4:
        decision, note = Decision.NOTE, filler(chance)
    elif at < 0.45:
        subject, decision = Subject.AGREEMENT, Decision.SPLIT
    elif at < 0.47:
        subject, decision = Subject.ACTOR, Decision.SPLIT
    elif at < 0.49:
        subject, decision = Subject.COPY, Decision.SPLIT
        targets = [Anchor(targets[0].report)]
    elif other is not None and at < 0.56:
        subject, decision = Subject.AGREEMENT, Decision.MERGE
        targets.append(_anchor(chance, other))
    elif other is not None and at < 0.58:
        subject, decision = Subject.ACTOR, Decision.MERGE
        targets.append(_anchor(chance, other))
    elif other is not None and at < 0.6:
        subject, decision = Subject.COPY, Decision.MERGE
        targets = [Anchor(each.report) for each in (targets[0], _anchor(chance, other))]
    return Judgement(subject, decision, tuple(targets), by, made, correction, note)


def _anchor(chance: Random, reading: Reading) -> Anchor:
    claim = chance.choice(reading.claims)
    return anchor_of(claim, report_row(reading.report)["id"], reading.report.text)
