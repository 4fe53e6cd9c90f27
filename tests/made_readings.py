"""Readings made up for the tests of the ledger, and what is asked of a ledger in them."""

import hashlib
import json
import multiprocessing
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from onrecord.alignment import Alignment, Span
from onrecord.errors import UnusableLedger
from onrecord.ledger import Ledger
from onrecord.records import (
    REPORT_VOICE,
    Actor,
    Attribution,
    Bound,
    Claim,
    Form,
    Polarity,
    Quantity,
    Reading,
    Report,
    Status,
)

SIDES = {"Oslo": "NO", "Reykjavik": "IS", "report": None}
fork = multiprocessing.get_context("fork")


def report_of(text: str, **given: Any) -> Report:
    raw = text.encode()
    digest = hashlib.sha256(raw).hexdigest()
    made = {"id": digest, "digest": digest, "raw": raw, "encoding": "utf-8", "text": text}
    return Report(**made | {"alignment": Alignment()} | given)


def claim_of(text: str, quote: str, status: str, polarity: str, who: str, **given: Any) -> Claim:
    start = text.index(quote)
    made: dict[str, Any] = {
        "id": "c1",
        "parties": ("IS", "NO"),
        "kind": "trade",
        "status": Status(status),
        "polarity": Polarity(polarity),
        "speaker": Actor(who, SIDES[who]),
        "quote": quote,
        "evidence": Span(start, start + len(quote)),
        "when": None,
        "quantity": None,
        "form": Form.INDIRECT,
        "made_by": "case",
        "confidence": 1.0,
    }
    return Claim(**made | given)


def signing(**given: Any) -> Reading:
    """Oslo says that it is signed."""
    text = "Oslo said the “trade pact” was signed for 30 million euros."
    paid = Quantity(30_000_000, "EUR", Bound.EXACT)
    claim = claim_of(
        text, "was signed", "signed", "affirmed", "Oslo", quantity=paid, when="2025-06"
    )
    credit = Attribution(
        (Span(0, 4),), (Span(5, 9),), (Span(10, 24), Span(25, 35)), Form.MIXED, Actor("Oslo", "NO")
    )
    given = {"title": "A pact", "outlet": "Gazette", "published": "2025-06-20"} | given
    return Reading(report_of(text, **given), (credit,), (claim,), ())


def denial(**given: Any) -> Reading:
    """Reykjavik denies it, in another report."""
    text = "Reykjavik denied signing a trade pact."
    claim = claim_of(text, "denied signing", "signed", "denied", "Reykjavik")
    given = {"title": "No pact", "outlet": "Courier", "published": "2025-06-21"} | given
    return Reading(report_of(text, **given), (), (claim,), ())


def talks(words: str, polarity: str, who: str, **given: Any) -> Reading:
    """One report that says of talks that they are held, or that they are not."""
    claim = claim_of(words, words, "negotiating", polarity, who)
    return Reading(report_of(words, **given), (), (claim,), ())


def readings_of(count: int, claims: int = 20) -> list[Reading]:
    """Different readings with several claims each, for tests that need many."""
    made = []
    for number in range(count):
        # Words of its own, so that it is no copy of the others.
        own = random.Random(number).randbytes(600).hex(" ", 3)
        text = f"Oslo said it was signed. Reykjavik denied signing it. {own}"
        found = [
            claim_of(text, "was signed", "signed", "affirmed", "Oslo", id=f"c{n}")
            for n in range(claims)
        ]
        made.append(Reading(report_of(text, published="2025"), (), tuple(found), ()))
    return made


def fill(place: str | Path, readings: Iterable[Reading]) -> list[bool]:
    with Ledger.open(place, writable=True) as ledger:
        return [ledger.add(reading, onrecord="1") for reading in readings]


def exported(place: str | Path) -> list[str]:
    with Ledger.open(place) as ledger:
        return list(ledger.export())


def fault_of(place: str | Path) -> str | None:
    with Ledger.open(place) as ledger:
        return ledger.verify().fault


def complaint(place: str | Path) -> str | None:
    """What any of verifying, exporting and asking says is wrong; it must be one line."""
    try:
        with Ledger.open(place) as ledger:
            fault = ledger.verify().fault
            list(ledger.export())
            ledger.disputes()
    except UnusableLedger as error:
        fault = str(error)
    assert "\n" not in (fault or "")
    return fault


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@st.composite
def some_readings(draw: st.DrawFn) -> Reading:
    text = draw(words)
    at = st.integers(0, len(text) - 1)
    spans = st.tuples(at, at).map(lambda pair: Span(min(pair), max(pair) + 1))
    places = st.lists(spans, max_size=2).map(tuple)
    claims = []
    for number, span in enumerate(draw(st.lists(spans, max_size=3))):
        voice = draw(st.sampled_from([REPORT_VOICE, Actor("Oslo", "NO"), Actor("x")]))
        claims.append(
            Claim(
                id=f"c{number}",
                parties=draw(st.sampled_from([("IS", "NO"), ("Hamas", "IL"), ("YE",)])),
                kind=draw(st.sampled_from(["trade", "other"])),
                status=draw(st.sampled_from(Status)),
                polarity=draw(st.sampled_from(Polarity)),
                speaker=voice,
                quote=text[span.start : span.end],
                evidence=span,
                when=draw(st.sampled_from([None, "2025", "2025-03/2025-04"])),
                quantity=draw(
                    st.none()
                    | st.builds(
                        Quantity,
                        st.integers(0, 10**12) | st.floats(0, 1e12),
                        st.just("EUR"),
                        st.sampled_from(Bound),
                    )
                ),
                form=draw(st.sampled_from(Form)),
                made_by="law",
                confidence=draw(st.floats(0, 1)),
            )
        )
    attributions = draw(
        st.lists(st.builds(Attribution, places, places, places, st.sampled_from(Form)), max_size=2)
    )
    report = report_of(
        text,
        outlet=draw(st.sampled_from([None, "Gazette"])),
        published=draw(st.sampled_from([None, "2025-03-01", "2024"])),
    )
    return Reading(report, tuple(attributions), tuple(claims), ())


def check_export(lines: Sequence[str]) -> None:
    """Derive every id from the export alone, by the rule in `rows.py`, and find every quote."""
    records: dict[str, list[dict[str, Any]]] = {
        kind: [] for kind in ("report", "extraction", "attribution", "claim")
    }
    for line in lines:
        record = json.loads(line)
        records[record["record"]].append(record)
    for kind in ("attribution", "claim"):
        for record in records[kind]:
            content = {k: v for k, v in record.items() if k not in ("id", "extraction_id")}
            assert record["id"] == hash_of(content | {"extraction": record["extraction_id"]})
    for report in records["report"]:
        assert report["id"] == hash_of({k: v for k, v in report.items() if k not in ("id", "size")})
    for extraction in records["extraction"]:
        parts = {}
        for kind in ("attribution", "claim"):
            own = [r for r in records[kind] if r["extraction_id"] == extraction["id"]]
            own.sort(key=lambda record: record["number"])
            left = ("id", "extraction_id", "record")
            parts[f"{kind}s"] = [{k: v for k, v in r.items() if k not in left} for r in own]
            for record in own if kind == "claim" else []:
                text, start, end = extraction["text"], record["quote_start"], record["quote_end"]
                assert text[start:end] == record["quote"]
        content = {k: v for k, v in extraction.items() if k != "id"}
        assert extraction["id"] == hash_of(content | parts)


def hash_of(value: dict[str, Any]) -> str:
    spelled = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()


def in_child(work: Callable[..., object], *given: object) -> Any:
    child = fork.Process(target=work, args=given)
    child.start()
    return child


def one_line(caught: pytest.ExceptionInfo[UnusableLedger], *names: object) -> None:
    message = str(caught.value)
    assert "\n" not in message
    assert all(str(name) in message for name in names), message
