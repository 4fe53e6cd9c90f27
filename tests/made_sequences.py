"""Random sequences of what people do to a ledger, and all that the ledger then answers."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from made_readings import report_of
from sqlalchemy import func, select

from onrecord.alignment import Alignment, Edit, Span
from onrecord.errors import BadJudgement
from onrecord.ledger import Ledger, Wanted, answers
from onrecord.ledger.computed import agreements, changes, computed, copy_pairs, mentions
from onrecord.ledger.moments import NOW, Moment
from onrecord.ledger.schema import entries
from onrecord.records import (
    Actor,
    Claim,
    Decision,
    Form,
    Judgement,
    Polarity,
    Reading,
    Status,
    Subject,
)

SENTENCES = (
    "It was signed.", "They denied signing it.", "Talks are held on it.", "It is in force now.",
    "A second pact was signed in 2019.", "It was suspended.",
)  # fmt: skip
PARTIES = (("IS", "NO"), ("GT", "US"), ("IS", "NO", "SE"))
SPEAKERS = (
    Actor("Oslo", "NO"), Actor("Reykjavik", "IS"), Actor("report"), Actor("Ann Lee"),
    Actor("Lee", "NO"), Actor("Ann Lee", "NO"),
)  # fmt: skip
DAYS = ("2019-05-20", "2025-06-20", "2025-06-21", "2022-03", "2025")
CORRECTIONS = (
    {"parties": ["GT", "US"]}, {"parties": ["IS", "NO", "SE"]}, {"kind": "peace"},
    {"status": "signed"}, {"polarity": "denied"}, {"when": "2019-05"}, {"when": None},
    {"speaker": "Bo Li", "side": "IS"}, {"quote": SENTENCES[0]},
)  # fmt: skip
ACTS = ("accept", "correct", "correct", "reject", "reject", "note", "withdraw", "withdraw")
LINKS = ("merge", "split")


class Doings:
    """A ledger and what was done to it, drawn from a source of chance."""

    def __init__(self, ledger: Ledger, chance: random.Random, undated: bool) -> None:
        self.ledger, self.chance = ledger, chance
        days = (*DAYS, None) if undated else DAYS
        self.published = [chance.choice(days) for _ in range(3)]
        self.readings: list[tuple[Reading, str]] = []
        self.step = 0

    def go_on(self) -> None:
        """Do one thing more: read a report, anew perhaps, or judge."""
        self.step += 1
        if self.step < 4 or self.chance.random() < 0.35:
            self._read(self.chance.randrange(3))
        else:
            # A thing may be judged that cannot be judged so, such as one merged with itself.
            with suppress(BadJudgement):
                self._judge()

    def _read(self, report: int) -> None:
        own = " ".join(f"w{report}x{n}" for n in range(6))
        first = " ".join([own, *SENTENCES])
        text = self.chance.choice([first, f"Updated: {first}"])
        whole = Alignment() if text == first else Alignment((Edit(0, len(text), 0, len(first)),))
        given = {"raw": first.encode(), "digest": _digest(first), "id": _digest(first)}
        made = report_of(
            text, alignment=whole, outlet="Gazette", published=self.published[report], **given
        )
        claims = tuple(self._claim(text, number) for number in range(self.chance.randrange(4)))
        reading, version = Reading(made, (), claims, ()), str(self.step)
        if self.ledger.add(reading, onrecord=version):
            self.readings.append((reading, version))

    def _claim(self, text: str, number: int) -> Claim:
        pick = self.chance.choice
        quote = pick(SENTENCES)
        start = text.index(quote)
        return Claim(
            id=f"c{number}",
            parties=pick(PARTIES),
            kind=pick(["trade", "other", "peace"]),
            status=pick(list(Status)),
            polarity=pick(list(Polarity)),
            speaker=pick(SPEAKERS),
            quote=quote,
            evidence=Span(start, start + len(quote)),
            when=pick([None, None, "2019-05", "2025-06-10"]),
            quantity=None,
            form=Form.INDIRECT,
            made_by="law",
            confidence=1.0,
        )

    def _judge(self) -> None:
        pick = self.chance.choice
        # In any order, by two people; the remark makes each judgement a new one.
        when = f"2026-01-{self.chance.randrange(1, 28):02}T00:00:{self.step:02}Z"
        told: dict[str, Any] = {
            "by": pick(["ana", "ben"]),
            "made": when,
            "note": f"remark {self.step}",
        }
        act = pick([*ACTS, *LINKS * 3])
        if act == "withdraw":
            made = self.ledger.judgements()
            if made:
                old = pick(made)
                about = old.judgement
                self.ledger.judge(
                    Judgement(
                        about.subject,
                        Decision.NOTE,
                        about.targets[:1],
                        supersedes=old.id,
                        **told,
                    )
                )
            return
        subject = Subject.CLAIM if act not in LINKS else pick(list(Subject)[1:])
        known = self._ids(subject, act)
        number = 1 if subject is Subject.CLAIM else self.chance.randrange(1, 3)
        if len(known) < number:
            return
        anchors, _ = self.ledger.anchors(subject, self.chance.sample(known, number))
        correction = pick(CORRECTIONS) if act == "correct" else None
        self.ledger.judge(Judgement(subject, Decision(act), anchors, correction=correction, **told))

    def _ids(self, subject: Subject, act: str) -> Sequence[str]:
        if subject is Subject.COPY:
            return sorted(entry.report.id for entry in self.ledger.reports())
        column = mentions.c.claim_id
        statement = select(column).where(mentions.c.known_to.is_(None))
        if subject is Subject.AGREEMENT and act == "merge":
            column, statement = agreements.c.id, select(agreements.c.id)
        with self.ledger._engine.connect() as connection:
            return list(connection.scalars(statement.order_by(column)))

    def done_again_in(self, other: Ledger) -> None:
        """Do the same to another ledger in another order: all reports first, then judgements."""
        by_report: dict[str, list[tuple[Reading, str]]] = defaultdict(list)
        for reading, version in self.readings:
            by_report[reading.report.id].append((reading, version))
        order = [reading.report.id for reading, _ in self.readings]
        self.chance.shuffle(order)
        for report in order:
            reading, version = by_report[report].pop(0)
            other.add(reading, onrecord=version)
        left = list(self.ledger.judgements())
        self.chance.shuffle(left)
        done: set[str | None] = {None}
        while left:
            each = next(one for one in left if one.judgement.supersedes in done)
            left.remove(each)
            other.judge(each.judgement)
            done.add(each.id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def last_entry(ledger: Ledger) -> int:
    with ledger._engine.connect() as connection:
        return connection.scalar(select(func.max(entries.c.sequence))) or 0


def answered(ledger: Ledger, moment: Moment = NOW) -> dict[str, Any]:
    """What is on record at a moment: agreements in full, disputes, positions, events."""
    with ledger._engine.connect() as connection:

        def ask(question: Callable[..., Any], *given: Any, **more: Any) -> Any:
            return question(connection, *given, **more)

        entries_ = ask(answers.list_agreements, Wanted(), moment, None)
        found: dict[str, Any] = {"states": {}, "positions": {}, "events": {}, "agreements": {}}
        for entry in entries_:
            # Which reports are copies is known as of now only.
            one = ask(answers.one_agreement, entry.id, moment)
            found["agreements"][entry.id] = (
                entry.parties, entry.kind, entry.since, entry.standing, entry.claims,
                entry.reports, entry.disputes, entry.tensions, entry.first_said, entry.last_said,
                one.names, one.instruments, one.reasons, one.positions, one.standing,
                [(each.claim, each.agreement) for each in one.claims],
            )  # fmt: skip
        for weak in (False, True):
            listed = ask(answers.list_disputes, moment, None, weak=weak)
            found[f"disputes {weak}"] = sorted(
                (each.left.claim.id, each.right.claim.id, each.field, each.why) for each in listed
            )
        for state in ("NO", "US"):
            held = ask(answers.list_positions, state, moment, None)
            found["positions"][state] = sorted(
                (each.agreement, str(each.position), each.parties, each.kind) for each in held
            )
            wanted = ask(answers.list_agreements, Wanted(state=state), moment, None)
            found["states"][state] = sorted(entry.id for entry in wanted)
            if wanted:
                events = ask(answers.timeline, state, moment, None)
                found["events"][state] = [(each.day, each.words.claim.id) for each in events]
    return found


def computed_in(ledger: Ledger) -> Mapping[str, list[str]]:
    """What is computed, by table, without what tells of the order of recording."""
    beside = {"id", "known_from", "known_to"}
    found = {}
    with ledger._engine.connect() as connection:
        for table in computed.sorted_tables:
            # Of a chain of copies only a few are compared; which, the order decides.
            if table in (changes, copy_pairs):
                continue
            statement = select(table)
            if table is mentions:
                statement = statement.where(mentions.c.known_to.is_(None))
            left_out = beside if table is mentions else set()
            found[table.name] = sorted(
                str({name: value for name, value in row._mapping.items() if name not in left_out})
                for row in connection.execute(statement)
            )
    return found
