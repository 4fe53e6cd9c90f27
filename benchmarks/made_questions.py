"""Every question that a ledger answers, with arguments drawn by a seed from what it holds."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from made_words import WORDS

from onrecord.ledger import Ledger, Wanted
from onrecord.sides import side_name
from onrecord.standings import StandingName

NUMBER = 40
LIMIT = 50
FOUND = 20
FIRST, LAST = date(2014, 7, 1), date(2023, 12, 1)


class Question(NamedTuple):
    """A question by name, how it is asked, and with which arguments one after the other."""

    name: str
    ask: Callable[[Ledger, Any], object]
    arguments: Sequence[Any]


def questions(path: Path) -> Iterator[Question]:
    """Yield all questions, with arguments from an SQLite ledger."""
    chance = Random(6)
    with closing(sqlite3.connect(path)) as connection:
        drawn = _drawn(connection, chance)
        first = _first_days(connection, drawn)
    days = [some_day(chance) for _ in range(NUMBER)]
    for name, arguments, ask in _at_moments(drawn):
        spoken_of = [
            max(day, first.get(argument, day)) if isinstance(argument, str) else day
            for day, argument in zip(days, arguments, strict=True)
        ]
        for when, key in (("", ""), (", as of", "as_of"), (", recorded by", "recorded_by")):
            pairs = [
                (argument, {key: day} if key else {})
                for argument, day in zip(arguments, spoken_of, strict=True)
            ]
            yield Question(name + when, lambda ledger, pair, ask=ask: ask(ledger, *pair), pairs)
    since = [datetime.combine(day, datetime.min.time(), UTC) for day in days]
    nothing = [None] * NUMBER
    yield Question("changes", lambda ledger, _: ledger.changes(limit=LIMIT), nothing)
    yield Question("changes since", lambda ledger, at: ledger.changes(at, limit=LIMIT), since)
    yield Question("review", lambda ledger, _: ledger.review(limit=FOUND), nothing)
    people = chance.choices(("Ada", "Ben", "Cleo", "Dag", "Eve"), k=NUMBER)
    yield Question("review by a person", lambda ledger, by: ledger.review(by=by), people)
    yield Question("claim", lambda ledger, id: ledger.claim(id), drawn["claim"])
    yield Question(
        "claim by the beginning of its id", lambda ledger, id: ledger.claim(id[:12]), drawn["claim"]
    )
    yield Question("judgements", lambda ledger, _: ledger.judgements(limit=LIMIT), nothing)
    yield Question(
        "judgements by a person", lambda ledger, by: ledger.judgements(by=by, limit=LIMIT), people
    )
    yield Question(
        "judgements of a claim", lambda ledger, id: ledger.judgements_of(id), drawn["claim"]
    )


Drawn = dict[str, list[Any]]
When = dict[str, Any]
Asked = Callable[[Ledger, Any, When], object]


def _at_moments(drawn: Drawn) -> Iterator[tuple[str, list[Any], Asked]]:
    """Yield the questions that take a day, each with its arguments."""

    def agreements(ledger: Ledger, wanted: Wanted, when: When) -> object:
        return ledger.agreements(wanted, **when, limit=LIMIT)

    states, kinds, standings = drawn["state"], drawn["kind"], drawn["standing"]
    yield "agreements", [Wanted()] * NUMBER, agreements
    yield "agreements of a state", [Wanted(state=state) for state in states], agreements
    yield "agreements of a kind", [Wanted(kind=kind) for kind in kinds], agreements
    yield "agreements of a standing", [Wanted(standing=each) for each in standings], agreements
    yield (
        "agreements of a state and kind",
        [Wanted(state=s, kind=k) for s, k in zip(states, kinds, strict=True)],
        agreements,
    )
    yield (
        "agreements of a state and standing",
        [Wanted(state=s, standing=each) for s, each in zip(states, standings, strict=True)],
        agreements,
    )
    yield (
        "agreements spoken of in a month",
        [Wanted(since=day, until=f"{day[:8]}31") for day in drawn["day"]],
        agreements,
    )
    yield "an agreement", drawn["agreement"], lambda led, id, when: led.agreement(id, **when)
    yield (
        "an agreement, by claims",
        drawn["talked of"],
        lambda led, id, when: led.agreement(id, **when),
    )
    yield (
        "disputes",
        [None] * NUMBER,
        lambda led, _, when: led.disputes(**when, limit=LIMIT),
    )
    yield (
        "disputes of a state",
        states,
        lambda led, state, when: led.disputes(state=state, **when, limit=LIMIT),
    )
    yield (
        "disputes on a field",
        drawn["field"],
        lambda led, field, when: led.disputes(field=field, **when, limit=LIMIT),
    )
    yield (
        "tensions",
        [None] * NUMBER,
        lambda led, _, when: led.disputes(weak=True, **when, limit=LIMIT),
    )
    yield (
        "positions of a state",
        states,
        lambda led, state, when: led.positions(state, **when, limit=LIMIT),
    )
    yield (
        "timeline of a state",
        states,
        lambda led, state, when: led.timeline(state, **when, limit=LIMIT),
    )
    yield (
        "timeline of an agreement",
        drawn["agreement"],
        lambda led, id, when: led.timeline(id, **when, limit=LIMIT),
    )
    yield "reports", [None] * NUMBER, lambda led, _, when: led.reports(**when, limit=LIMIT)
    yield (
        "reports of an outlet",
        drawn["outlet"],
        lambda led, outlet, when: led.reports(outlet=outlet, **when, limit=LIMIT),
    )
    yield "a report", drawn["report"], lambda led, id, when: led.report(id, **when)
    yield "a report that was copied", drawn["copied"], lambda led, id, when: led.report(id, **when)
    for sort in ("common word", "rare word", "two words", "a word and a name", "phrase"):
        yield (
            f"search, {sort}",
            drawn[sort],
            lambda led, words, when: led.search(words, **when, limit=FOUND),
        )


def _drawn(connection: sqlite3.Connection, chance: Random) -> Drawn:
    """Arguments of each sort, drawn from what a ledger holds."""

    def some(column: str, table: str) -> list[Any]:
        (last,) = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
        found: list[Any] = []
        while len(found) < NUMBER:
            at = f"SELECT {column} FROM {table} WHERE rowid = {chance.randint(1, last)}"
            found += [value for (value,) in connection.execute(at) if value is not None]
        return found

    texts = [text.split() for text in some("text", "extractions")]
    places = [chance.randrange(len(words) - 1) for words in texts]
    common, states = chance.choices(WORDS[:50], k=NUMBER - 2), some("party", "agreement_parties")
    return {
        "state": states,
        "kind": some("kind", "agreements"),
        "standing": chance.choices(list(StandingName), k=NUMBER),
        "day": [some_day(chance).isoformat() for _ in range(NUMBER)],
        "agreement": some("id", "agreements"),
        "talked of": some("agreement_id", "mentions"),
        "field": chance.choices(["agreed", "signed", "in force", "carried out"], k=NUMBER),
        "outlet": some("outlet", "reports"),
        "report": some("id", "reports"),
        "copied": some("left_report", "copy_pairs"),
        "claim": some("id", "claims"),
        "common word": [*common, "signed", "in"],
        "rare word": chance.choices(WORDS[10_000:], k=NUMBER),
        "two words": [" ".join(chance.sample(WORDS[:500], 2)) for _ in range(NUMBER)],
        "a word and a name": [f"signed {side_name(state)}" for state in states],
        "phrase": [
            '"' + " ".join(words[at : at + 2]) + '"'
            for words, at in zip(texts, places, strict=True)
        ],
    }


def _first_days(connection: sqlite3.Connection, drawn: Drawn) -> dict[str, date]:
    """The day from which agreements and reports are on record, by id."""
    found = {}
    for sort, column in (
        ("agreement", "agreement_id"), ("talked of", "agreement_id"),
        ("report", "report_id"), ("copied", "report_id"),
    ):  # fmt: skip
        for id in drawn[sort]:
            first = (
                "SELECT date(recorded, '+31 days') FROM entries WHERE sequence = "
                f"(SELECT min(known_from) FROM mentions WHERE {column} = ?)"
            )
            for (day,) in connection.execute(first, [id]):
                found[id] = date.fromisoformat(day)
    return found


def some_day(chance: Random) -> date:
    """A day of the ten years, but for their beginning."""
    return FIRST + timedelta(chance.randrange((LAST - FIRST).days))
