"""The ledger: what it promises of its bytes, under order, repetition, faults and SIGKILL."""

import json
import os
import random
import re
import resource
import signal
import sqlite3
import tempfile
import time
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_readings import (
    check_export,
    claim_of,
    complaint,
    denial,
    exported,
    fault_of,
    fill,
    in_child,
    one_line,
    readings_of,
    report_of,
    signing,
    some_readings,
    talks,
)

from onrecord.alignment import Alignment, Edit
from onrecord.errors import UnknownRecord, UnreadableReport, UnusableLedger
from onrecord.ledger import Ledger
from onrecord.records import (
    Bound,
    Quantity,
    Reading,
    Repair,
    Why,
)
from onrecord.standings import Stance, StandingName

# What it answers


def test_each_value_comes_with_its_words(store: str) -> None:
    assert fill(store, [denial(), signing()]) == [True, True]
    with Ledger.open(store) as ledger:
        (entry,) = ledger.agreements()
        agreement = ledger.agreement("is-no-trade")
        (dispute,) = ledger.disputes()
    assert agreement.disputes == (dispute,)
    assert (entry.id, entry.standing, entry.claims) == ("is-no-trade", agreement.standing, 2)
    assert entry.words == agreement.claims
    assert (agreement.parties, agreement.kind) == (("IS", "NO"), "trade")
    assert agreement.standing.name is StandingName.CONTESTED
    words = [(e.claim.quote, e.report.title, e.report.outlet) for e in agreement.claims]
    assert words == [("was signed", "A pact", "Gazette"), ("denied signing", "No pact", "Courier")]
    assert [(p.side, p.stance) for p in agreement.positions] == [
        ("IS", Stance.DENIES),
        ("NO", Stance.ASSERTS),
    ]
    assert (dispute.left.claim.quote, dispute.right.claim.quote) == ("was signed", "denied signing")
    assert (dispute.left.report.published, dispute.field) == ("2025-06-20", "signed")
    assert agreement.claims[0].claim.quantity == Quantity(30_000_000, "EUR", Bound.EXACT)


@pytest.mark.parametrize("published", [None, "2019", "2026-07-01", "last week"])
def test_reports_of_other_times_are_not_set_against_each_other(
    store: str, published: str | None
) -> None:
    fill(store, [signing(), denial(published=published)])
    with Ledger.open(store) as ledger:
        assert ledger.disputes() == ()


@pytest.mark.parametrize(("published", "number"), [("2025-07-20", 1), ("2025-08-20", 0), (None, 0)])
def test_tensions_between_reports_of_the_same_weeks(
    store: str, published: str | None, number: int
) -> None:
    fill(
        store,
        [
            talks("Talks go on, Oslo said.", "affirmed", "Oslo", published="2025-06-30"),
            # Repeated elsewhere: the same speakers on the same field are one tension.
            talks("Oslo said that talks go on.", "affirmed", "Oslo", published="2025-07-01"),
            talks("There are no talks.", "denied", "Reykjavik", published=published),
        ],
    )
    with Ledger.open(store) as ledger:
        assert ledger.disputes() == ()
        tensions = ledger.disputes(weak=True)
        agreement = ledger.agreement("is-no-trade")
    assert agreement.tensions == tensions
    assert [(t.left.report.published, t.field, t.why) for t in tensions] == [
        ("2025-06-30", "negotiated", Why.TALKS)
    ] * number


def test_details_are_compared_inside_a_report_only(store: str) -> None:
    text = "Reykjavik said that it was signed in July."
    later = claim_of(text, "was signed", "signed", "affirmed", "Reykjavik", when="2025-07")
    both = [later, replace(signing().claims[0], id="c2", evidence=later.evidence)]
    fill(store, [signing(), Reading(report_of(text, published="2025-07-12"), (), (later,), ())])
    with Ledger.open(store) as ledger:
        assert ledger.disputes(weak=True) == ()
    fill(store, [Reading(report_of(text, published="2025-07-13"), (), tuple(both), ())])
    with Ledger.open(store) as ledger:
        (tension,) = ledger.disputes(weak=True)
    assert tension.left.report == tension.right.report
    assert tension.why is Why.WHEN


def test_gold_disputes_come_back(store: str, gold_readings: dict[str, Reading]) -> None:
    fill(store, gold_readings.values())
    with Ledger.open(store) as ledger:
        inside = [d for d in ledger.disputes() if d.left.report.id == d.right.report.id]
        assert len(inside) == 13
        inside = [t for t in ledger.disputes(weak=True) if t.left.report.id == t.right.report.id]
        assert len(inside) == 5
        seed = ledger.agreement("gt-us-safe-third-country-undated")
        assert [d.right.claim.speaker.name for d in seed.disputes] == ["Guatemalan government"]
        held = ledger.verify()
        assert sum(agreement.claims for agreement in ledger.agreements()) == 254
    assert (held.reports, held.claims, held.fault) == (34, 254, None)


def test_an_agreement_that_is_not_there(store: str) -> None:
    fill(store, [signing()])
    with (
        Ledger.open(store) as ledger,
        pytest.raises(UnknownRecord, match="List them: onrecord agreements"),
    ):
        ledger.agreement("no-such")


# What is kept


def test_a_newer_version_appends_and_is_current(store: str) -> None:
    better = replace(signing(), claims=())
    with Ledger.open(store, writable=True) as ledger:
        assert ledger.add(signing(), onrecord="1")
        assert not ledger.add(signing(), onrecord="1")
        assert ledger.add(better, onrecord="2")
        assert not ledger.add(signing(), onrecord="1")
        assert ledger.agreements() == ()
        held = ledger.verify()
        lines = [json.loads(line) for line in ledger.export()]
    assert (held.reports, held.extractions, held.claims) == (1, 2, 1)
    assert sorted(e["onrecord"] for e in lines if e["record"] == "extraction") == ["1", "2"]


def test_a_setting_makes_another_extraction(store: str) -> None:
    with Ledger.open(store, writable=True) as ledger:
        assert ledger.add(signing(), settings={"tagger": "fast"})
        assert ledger.add(signing(), settings={"tagger": "accurate"})
        assert ledger.verify().reports == 1


def test_the_same_bytes_from_two_outlets_are_two_reports(store: str) -> None:
    assert fill(store, [signing(), signing(outlet="Courier")]) == [True, True]
    with Ledger.open(store) as ledger:
        assert ledger.verify().reports == 2


def test_the_raw_bytes_come_back(tmp_path: Path) -> None:
    """Through the alignment too: here three characters of the raw text became one."""
    raw = "He said 鈥渘o pact”.".encode()
    text = "He said “no pact”."
    report = report_of(
        text,
        raw=raw,
        alignment=Alignment((Edit(8, 10, 8, 10),)),
        repairs=(Repair(8, 10, "鈥渘", "“n", "UTF-8 read as GBK", False, 1.0),),
    )
    with Ledger.open(tmp_path / "onrecord.db", writable=True) as ledger:
        ledger.add(Reading(report, (), (), ()))
        assert ledger.verify().fault is None
    with closing(sqlite3.connect(tmp_path / "onrecord.db")) as other:
        (stored,) = other.execute("SELECT raw FROM reports").fetchone()
    assert zlib.decompress(stored) == raw


def test_a_text_that_does_not_lead_back_is_found(store: str) -> None:
    report = report_of("It is signed.", raw=b"It was signed.")
    with Ledger.open(store, writable=True) as ledger:
        ledger.add(Reading(report, (), (), ()))
        assert "does not lead back to the raw bytes" in (ledger.verify().fault or "")


def test_a_quote_that_is_not_in_the_text_is_refused(store: str) -> None:
    (claim,) = signing().claims
    reading = replace(signing(), claims=(replace(claim, quote="was sealed"),))
    with Ledger.open(store, writable=True) as ledger:
        with pytest.raises(ValueError, match="quote of claim c1"):
            ledger.add(reading)
        assert ledger.verify().reports == 0


def test_half_a_character_is_refused(store: str) -> None:
    report = replace(report_of("x"), text="half \udce2 here")
    with (
        Ledger.open(store, writable=True) as ledger,
        pytest.raises(UnreadableReport, match="--encoding"),
    ):
        ledger.add(Reading(report, (), (), ()))


@pytest.mark.parametrize("table", ["reports", "extractions", "attributions", "claims"])
def test_rows_cannot_be_changed(tmp_path: Path, table: str) -> None:
    path = tmp_path / "onrecord.db"
    fill(path, [signing()])
    before = exported(path)
    other = sqlite3.connect(path)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            other.execute(statement)
    columns = [row[1] for row in other.execute(f"PRAGMA table_info({table})")]
    again = ", ".join(f"'x' AS {c}" if c in ("form", "name", "text") else c for c in columns)
    other.execute(f"INSERT OR REPLACE INTO {table} SELECT {again} FROM {table}")
    other.commit()
    other.close()
    assert exported(path) == before


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE claims SET quote = 'was sealed'", "claim .*words are not in its report"),
        ("UPDATE claims SET polarity = 'denied'", "claim .*not the hash"),
        ("UPDATE claims SET prefix = ''", "claim .*words around"),
        ("UPDATE attributions SET speaker = 'Riga'", "attribution .*not the hash"),
        ("UPDATE attributions SET cue = 'wept'", "attribution .*cue is not in its report"),
        ("UPDATE extractions SET title = 'x'", "extraction .*not the hash"),
        ("UPDATE reports SET outlet = 'x'", "report .*not the hash"),
        ("UPDATE reports SET raw = x'00'", "report .*cannot be unpacked"),
        ("UPDATE reports SET size = 1", "report .*size"),
        ("DELETE FROM claims", "belongs to nothing"),
        ("DELETE FROM reports", "belongs to nothing"),
    ],
)
def test_verify_names_what_was_changed(tmp_path: Path, change: str, named: str) -> None:
    """Even by somebody who takes the triggers away and puts them back."""
    path = tmp_path / "onrecord.db"
    fill(path, [signing()])
    other = sqlite3.connect(path)
    kept = other.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in kept:
        other.execute(f"DROP TRIGGER {name}")
    other.execute(change)
    other.commit()
    for _, sql in kept:
        other.execute(sql)
    other.close()
    fault = fault_of(path)
    assert fault is not None
    assert re.search(named, fault), fault


def test_verify_misses_a_trigger(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    fill(path, [signing()])
    other = sqlite3.connect(path)
    other.execute("DROP TRIGGER claims_refuse_delete")
    other.close()
    assert "claims_refuse_delete" in (fault_of(path) or "")


# Laws


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(some_readings(), min_size=1, max_size=4), st.randoms(), st.integers(0, 4))
def test_any_order_and_partition_exports_the_same(
    readings: list[Reading], shuffle: random.Random, cut: int
) -> None:
    """One ledger all at once; another in another order, in two sittings, some of it twice."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder, "one.db"), Path(folder, "other.db")
        fill(one, readings)
        mixed = shuffle.sample(readings, len(readings))
        fill(other, mixed[:cut])
        fill(other, mixed)
        assert exported(one) == exported(other)
        assert fill(one, readings) == [False] * len(readings)
        assert exported(one) == exported(other)
        check_export(exported(one))
        with Ledger.open(one) as ledger:
            assert ledger.verify().fault is None
            assert sum(a.claims for a in ledger.agreements()) <= ledger.verify().claims


# Killed


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """SIGKILL while a real process makes and fills a ledger: what is there holds, and converges."""
    readings = readings_of(12)
    started = time.monotonic()
    fill(tmp_path / "whole.db", readings)
    takes = time.monotonic() - started
    whole = exported(tmp_path / "whole.db")
    found = set()
    for seed in range(40):
        moment = random.Random(seed).uniform(0, takes * 1.3)
        path = tmp_path / f"{seed}.db"
        child = in_child(fill, path, readings)
        time.sleep(moment)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        found.add(check_after_kill(path, whole))
        fill(path, readings)
        assert exported(path) == whole, f"seed {seed}"
    assert len(found) > 2, "the kills all came at one moment"


def check_after_kill(path: Path, whole: list[str]) -> int:
    """How many reports are in it; every record that is, is whole."""
    if (said := complaint(path)) is not None:
        # Killed before the first transaction: no file, or an empty one.
        assert "no ledger at" in said or "holds no reports yet" in said
        return 0
    lines = exported(path)
    assert set(lines) <= set(whole)
    check_export(lines)
    return sum(json.loads(line)["record"] == "report" for line in lines)


# Faults: one line that says what to do, and nothing half-written


@pytest.mark.parametrize("writable", [False, True])
def test_a_folder(tmp_path: Path, writable: bool) -> None:
    with pytest.raises(UnusableLedger, match="is a folder, not a ledger") as caught:
        Ledger.open(tmp_path, writable=writable)
    one_line(caught, tmp_path / "onrecord.db")


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableLedger, match="onrecord add FILE --ledger") as caught:
        Ledger.open(tmp_path / "none.db")
    one_line(caught, tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_no_folder_to_write_in(tmp_path: Path) -> None:
    with pytest.raises(UnusableLedger, match="mkdir -p") as caught:
        Ledger.open(tmp_path / "none" / "onrecord.db", writable=True)
    one_line(caught, tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("writable", [False, True])
@pytest.mark.parametrize("content", [b"a press release", b"SQLite format 3\0 and no more" * 100])
def test_not_sqlite(tmp_path: Path, content: bytes, writable: bool) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(UnusableLedger, match="is not an onrecord ledger") as caught:
        Ledger.open(path, writable=writable)
    one_line(caught, path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("writable", [False, True])
def test_an_sqlite_file_of_another_program(tmp_path: Path, writable: bool) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE history (url TEXT)")
    before = path.read_bytes()
    with pytest.raises(UnusableLedger, match="of another program"):
        Ledger.open(path, writable=writable)
    assert path.read_bytes() == before


@pytest.mark.parametrize("writable", [False, True])
def test_not_a_file(tmp_path: Path, writable: bool) -> None:
    """Not even a pipe, which would wait for ever."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(UnusableLedger, match="not even a file"):
        Ledger.open(path, writable=writable)


def test_an_empty_file_is_filled_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    path.touch()
    with pytest.raises(UnusableLedger, match="holds no reports yet"):
        Ledger.open(path)
    assert fill(path, [signing()]) == [True]


@pytest.mark.parametrize("name", ["a?mode=ro#x.db", "100%41.db", "ü 文.db", "file:x.db"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    """A name is a name, whatever it would mean in an address."""
    path = tmp_path / name
    fill(path, [signing()])
    assert path.exists()
    assert exported(path)


def test_opened_for_reading(store: str) -> None:
    fill(store, [signing()])
    with (
        Ledger.open(store) as ledger,
        pytest.raises(UnusableLedger, match="opened for reading"),
    ):
        ledger.add(denial())


def test_locked(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    fill(path, [signing()])
    before = exported(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Ledger.open(path, writable=True, patience=0.1) as ledger:
        with pytest.raises(UnusableLedger, match="in use by another program") as caught:
            ledger.add(denial())
        one_line(caught, path)
        # Reading goes on meanwhile.
        assert exported(path) == before
        other.close()
        assert ledger.add(denial())


def noise() -> Reading:
    """A report that compresses badly."""
    digits = random.Random(0).randbytes(150_000).hex()
    return Reading(report_of(digits), (), (), ())


def test_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    fill(path, [signing()])
    before = exported(path)
    with Ledger.open(path, writable=True) as ledger:
        with ledger._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(UnusableLedger, match="the disk is full") as caught:
            ledger.add(noise())
        one_line(caught, path)
        assert list(ledger.export()) == before
    assert fault_of(path) is None
    assert fill(path, [noise()]) == [True]


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """What the system says when a quota is reached, in a real process."""
    path = tmp_path / "onrecord.db"
    fill(path, [signing()])
    before = exported(path)

    def grow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
        with pytest.raises(UnusableLedger, match="nothing was half-written"):
            fill(path, [noise()])

    child = in_child(grow)
    child.join()
    assert child.exitcode == 0
    assert exported(path) == before
    assert fault_of(path) is None


@pytest.mark.parametrize("folder_too", [False, True])
def test_read_only(folder_too: bool) -> None:
    """A ledger on a read-only disk is read, and refuses to be written (to others than root)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "onrecord.db")
        fill(path, [signing()])
        before = exported(path)

        def try_to_write() -> None:
            path.chmod(0o444)
            Path(folder).chmod(0o555 if folder_too else 0o777)
            if os.getuid() == 0:
                os.setuid(65534)
            with pytest.raises(UnusableLedger, match=r"read-only|cannot be opened") as caught:
                fill(path, [denial()])
            one_line(caught, path)
            assert exported(path) == before

        child = in_child(try_to_write)
        child.join()
        Path(folder).chmod(0o700)
        assert child.exitcode == 0


def test_no_permission() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "onrecord.db")
        fill(path, [signing()])
        path.chmod(0)
        Path(folder).chmod(0o755)

        def try_to_read() -> None:
            if os.getuid() == 0:
                os.setuid(65534)
            with pytest.raises(UnusableLedger, match="Check its permissions") as caught:
                Ledger.open(path)
            one_line(caught, path)

        child = in_child(try_to_read)
        child.join()
        assert child.exitcode == 0


def test_corrupted_pages(tmp_path: Path) -> None:
    """Whatever page is overwritten, there is a clear error or a named fault, or no harm done."""
    whole = tmp_path / "whole.db"
    fill(whole, readings_of(12))
    before, kept = exported(whole), whole.read_bytes()
    noticed = 0
    for seed in range(60):
        chance = random.Random(seed)
        page = chance.randrange(len(kept) // 4096) * 4096
        at, length = page + chance.randrange(2048), chance.choice([1, 16, 2000])
        path = tmp_path / f"{seed}.db"
        path.write_bytes(kept[:at] + chance.randbytes(length) + kept[at + length :])
        if complaint(path) is not None:
            noticed += 1
        else:
            assert exported(path) == before, f"seed {seed}"
    assert noticed > 10


def test_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    fill(path, readings_of(3))
    path.write_bytes(path.read_bytes()[:-6000])
    assert "damaged" in (complaint(path) or "")
