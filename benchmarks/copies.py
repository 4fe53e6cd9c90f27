"""Copies: what is found among real transcripts, and how finding grows with the ledger.

    python benchmarks/copies.py --shared ../shared > benchmarks/copies.txt

First the list of near copies of 2,932 transcripts: recall and precision at a Jaccard of 0.8.

Then reports made by a seed, up to 100,000, taken up one after the other as a ledger would: keys and
sketches in an SQLite file, one row for each key and text. A report is made of sentences drawn from
the transcripts, with the names of its own cast in them, so that unrelated ones share a sentence now
and then. Half stand alone; the others are families of a story and its copies (other marks),
editions (one word in 60 exchanged), trimmed copies (the first third or half, with a credit) and
rewrites (another lead, a quarter of the sentences replaced, one word in 25 exchanged). Half of all
end on one and the same notice of 55 words, and one report in twenty is a version of one and the
same story, edited and with an end of its own.

A link is right if both reports are of one family. A report is to be found if the whole story, a
copy or an edition of it is there already; it is found if it is linked to any of its family.
"""

import argparse
import gzip
import json
import os
import platform
import random
import re
import resource
import sqlite3
import statistics
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.copies import (
    MOST_HOLDERS,
    Fingerprint,
    fingerprint,
    likely,
    promising,
    relation,
)

SIZES = (1_000, 10_000, 100_000)
SENTENCE = re.compile(r"[A-Z][^.?!]{40,240}[.?!]")
NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{2,}")
NOTICE = (
    "This text is published under the terms of use of the wire, which may change without notice. "
    "No part of it may be published, broadcast, rewritten or redistributed without prior written "
    "permission of the rights holder. Opinions expressed are those of their authors and commit "
    "neither the wire nor its members. Complaints are handled by the desk within ten days."
)
WHOLE = {"story", "copy", "edition", "viral"}
VIRAL = "viral"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=max(SIZES))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"one process; load of the machine before the start {load:.1f}")  # fmt: skip
    with gzip.open(options.shared / "corpus/pm-transcripts.jsonl.gz", "rt", encoding="utf-8") as f:
        texts = {document["id"]: document["text"] for document in map(json.loads, f)}
    measure_transcripts(texts, options.shared / "corpus/pm-transcripts.near-copies.tsv")
    measure_growth(texts, options.reports, options.seed)


def measure_transcripts(texts: dict[str, str], listing: Path) -> None:
    rows = [line.split("\t") for line in listing.read_text("utf-8").splitlines()[1:]]
    listed = {frozenset(pair) for jaccard, *pair in rows if float(jaccard) >= 0.8}
    started = time.perf_counter()
    prints = {name: fingerprint(text) for name, text in texts.items()}
    taken = time.perf_counter() - started
    holders: dict[int, list[str]] = defaultdict(list)
    near, compared = set(), 0
    for name in texts:
        keys = prints[name].keys()
        for other in likely(holders[key][:MOST_HOLDERS] for key in keys):
            if promising(prints[name], prints[other]):
                compared += 1
                found = relation(texts[name], texts[other])
                if found and found.jaccard >= 0.8:
                    near.add(frozenset((name, other)))
        for key in keys:
            holders[key].append(name)
    size = sum(map(len, texts.values())) / 1e6
    right = len(near & listed)
    print(f"\n{len(texts):,} transcripts, {size:.1f} million characters: prints {taken:.1f} s "
          f"({size / taken:.1f} million a second), {compared:,} pairs compared")  # fmt: skip
    print(f"Jaccard of at least 0.8: recall {right / len(listed):.3f}, precision "
          f"{right / len(near):.3f} ({len(listed)} listed, {len(near)} found)")  # fmt: skip


@dataclass(slots=True)
class Index:
    """Keys, sketches and texts in an SQLite file, as a ledger keeps them; chains in memory."""

    path: Path
    chain: dict[int, int] = field(default_factory=dict)
    db: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.executescript(
            """PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
            CREATE TABLE keys (key INTEGER, report INTEGER, PRIMARY KEY (key, report))
              WITHOUT ROWID;
            CREATE TABLE prints
              (report INTEGER PRIMARY KEY, digest TEXT, minima BLOB, shingles INTEGER);
            CREATE INDEX digests ON prints (digest);
            CREATE TABLE texts (report INTEGER PRIMARY KEY, text BLOB);"""
        )

    def same(self, made: Fingerprint) -> int | None:
        """The report that has the very same words."""
        row = self.db.execute(
            "SELECT report FROM prints WHERE digest = ?", (made.digest,)
        ).fetchone()
        return row and row[0]

    def holders(self, key: int, most: int = MOST_HOLDERS) -> list[int]:
        rows = self.db.execute(
            "SELECT report FROM keys WHERE key = ? ORDER BY report LIMIT ?", (key, most)
        )
        return [row[0] for row in rows]

    def print_of(self, report: int) -> Fingerprint:
        return Fingerprint(*self.db.execute(
            "SELECT digest, minima, shingles FROM prints WHERE report = ?", (report,)
        ).fetchone())  # fmt: skip

    def text_of(self, report: int) -> str:
        row = self.db.execute("SELECT text FROM texts WHERE report = ?", (report,)).fetchone()
        return zlib.decompress(row[0]).decode()

    def add(self, report: int, made: Fingerprint, text: str) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        keys = made.keys()
        self.db.executemany("INSERT INTO keys VALUES (?, ?)", [(key, report) for key in keys])
        self.db.execute(
            "INSERT INTO prints VALUES (?, ?, ?, ?)",
            (report, made.digest, made.minima, made.shingles),
        )
        self.db.execute(
            "INSERT INTO texts VALUES (?, ?)", (report, zlib.compress(text.encode(), 1))
        )
        self.db.execute("COMMIT")

    def origin(self, report: int) -> int:
        while (up := self.chain.get(report, report)) != report:
            report = up
        return report

    def link(self, left: int, right: int) -> None:
        left, right = sorted((self.origin(left), self.origin(right)))
        self.chain[right] = left


def measure_growth(texts: dict[str, str], reports: int, seed: int) -> None:
    steps: dict[str, list[float]] = defaultdict(list)
    right, linked, compared = Counter[str](), Counter[bool](), []
    wanted: Counter[str] = Counter()
    families: dict[int, str] = {}
    size = 0
    print(
        f"\nGrowth on reports made by seed {seed}: milliseconds of processor time (other work ran "
        "beside it)\nfor each of the last 1,000, mean and median; pairs compared for each, mean"
    )
    print(f"{'reports':>9} {'print':>7} {'search':>7} {'compare':>8} {'store':>7} {'all':>7} "
          f"{'median':>7} {'pairs':>6} {'memory':>8} {'keys and sketches':>18}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "copies.db")
        seen: set[str] = set()
        for report, (family, kind, text) in enumerate(made_reports(texts, reports, seed)):
            families[report] = family
            size += len(text)
            found, count = take_up(index, report, text, steps)
            compared.append(count)
            linked.update(families[other] == family for other in found)
            if family in seen:
                wanted[kind] += 1
                right[kind] += any(families[other] == family for other in found)
            if kind in WHOLE:
                seen.add(family)
            if report + 1 in SIZES:
                report_step(index, report + 1, steps, compared)
        print(f"mean length {size / reports:,.0f} characters; database with texts "
              f"{index.path.stat().st_size / reports / 1024:.1f} kB a report")  # fmt: skip
        shares = [f"{k} {right[k] / wanted[k]:.4f} of {wanted[k]:,}" for k in sorted(wanted)]
        print("\nfound: " + ", ".join(shares))
        everything = sum(right.values()) / sum(wanted.values())
        print(f"recall over all {everything:.4f}; precision of links "
              f"{linked[True] / linked.total():.4f} of {linked.total():,}")  # fmt: skip
        measure_common(index, reports)
    extrapolate(steps)
    print(f"load of the machine at the end {os.getloadavg()[0]:.1f}")


def take_up(
    index: Index, report: int, text: str, steps: dict[str, list[float]]
) -> tuple[list[int], int]:
    """Store a report; give those that it is related to, one a chain, and how many were compared."""
    moments = [time.process_time()]
    made = fingerprint(text)
    moments.append(time.process_time())
    found: list[int] = []
    compared = 0
    same = index.same(made)
    if same is not None:
        found, candidates = [same], []
        index.link(same, report)
    else:
        candidates = [
            other
            for other in likely(map(index.holders, made.keys()))
            if promising(made, index.print_of(other))
        ]
    moments.append(time.process_time())
    joined: set[int] = set()
    for other in candidates:
        # What is in a chain already adds nothing to it.
        if index.origin(other) in joined:
            continue
        compared += 1
        if relation(text, index.text_of(other)):
            found.append(other)
            index.link(other, report)
            joined = {index.origin(report)}
    moments.append(time.process_time())
    if same is None:
        index.add(report, made, text)
    moments.append(time.process_time())
    for step, before, after in zip(
        ("print", "search", "compare", "store"), moments, moments[1:], strict=False
    ):
        steps[step].append(1000 * (after - before))
    steps["all"].append(1000 * (moments[-1] - moments[0]))
    return found, compared


def report_step(
    index: Index, reports: int, steps: dict[str, list[float]], compared: Sequence[int]
) -> None:
    means = [
        statistics.mean(steps[s][-1000:]) for s in ("print", "search", "compare", "store", "all")
    ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = index.db.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name IN ('keys', 'prints', 'digests')"
    ).fetchone()[0]
    columns = " ".join(
        f"{mean:{width}.2f}" for mean, width in zip(means, (7, 7, 8, 7, 7), strict=True)
    )
    print(f"{reports:>9,} {columns} {statistics.median(steps['all'][-1000:]):7.2f} "
          f"{statistics.mean(compared[-1000:]):6.2f} {memory:5.0f} MB "
          f"{pages / 1e6:8.1f} MB {pages / reports / 1024:.2f} kB", flush=True)  # fmt: skip


def measure_common(index: Index, reports: int) -> None:
    """What the keys cost that very many texts hold."""
    counts = index.db.execute(
        "SELECT key, count(*) FROM keys GROUP BY key ORDER BY count(*) DESC LIMIT 200"
    ).fetchall()
    common = [(key, count) for key, count in counts if count >= MOST_HOLDERS]
    print(f"\nkeys held by {MOST_HOLDERS} texts or more: {len(common)}; the commonest by "
          f"{common[0][1] if common else 0:,} of {reports:,} reports")  # fmt: skip
    keys = [key for key, _ in common[:32]]
    for name, most in (("the first 100 holders", MOST_HOLDERS), ("all holders", reports)):
        started = time.perf_counter()
        held = sum(len(index.holders(key, most)) for key in keys)
        print(f"search by the {len(keys)} commonest keys, {name}: {held:,} rows, "
              f"{1000 * (time.perf_counter() - started):.1f} ms")  # fmt: skip


def extrapolate(steps: dict[str, list[float]]) -> None:
    total = len(steps["all"])
    last = steps["all"][-total // 10 :]
    mean, slow = statistics.mean(last), statistics.quantiles(last, n=100)[-1]
    print(f"\nall {total:,} reports: {sum(steps['all']) / 60_000:.1f} minutes of processor time; "
          f"of the last tenth mean {mean:.2f} ms, 99th of 100 {slow:.2f} ms")  # fmt: skip
    growth = max(mean / statistics.mean(steps["all"][total // 100 : total // 10]), 1.0)
    hours = mean * growth * 1_000_000 / 3_600_000
    print(f"1,000,000 reports on one core, if each costs as many times more than here as here than "
          f"at a tenth ({growth:.2f}): {hours:.1f} hours")  # fmt: skip


def made_reports(texts: dict[str, str], reports: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Families, kinds and texts of so many reports, in an order mixed over about 2,000."""
    chance = random.Random(seed)
    pool = sorted({found for text in texts.values() for found in SENTENCE.findall(text)})
    names = sorted({name for sentence in pool for name in NAME.findall(sentence)})
    viral = Author(chance, pool, names)
    viral_story = viral.sentences(24)
    waiting: list[tuple[str, str, str]] = []
    family = 0
    for _ in range(reports):
        while len(waiting) < 2_000:
            family += 1
            author = Author(chance, pool, names)
            waiting += [(str(family), kind, text) for kind, text in made_family(author)]
            if chance.random() < 0.09:
                version = [*viral.edited(viral_story, 60), *viral.sentences(3)]
                waiting.append((VIRAL, VIRAL, told(version)))
        at = chance.randrange(len(waiting))
        waiting[at], waiting[-1] = waiting[-1], waiting[at]
        name, kind, text = waiting.pop()
        yield name, kind, text + "\n\n" + NOTICE if chance.random() < 0.5 else text


class Author:
    """Writes about one cast: sentences of the transcripts with other names in them."""

    def __init__(self, chance: random.Random, pool: Sequence[str], names: Sequence[str]) -> None:
        self.chance = chance
        self.pool = pool
        self.cast = [chance.choice(names) for _ in range(8)]

    def sentences(self, count: int) -> list[str]:
        return [
            NAME.sub(lambda _: self.chance.choice(self.cast), self.chance.choice(self.pool))
            for _ in range(count)
        ]

    def edited(self, sentences: Sequence[str], one_in: int) -> list[str]:
        """The sentences with one word in so many exchanged for another of the same story."""
        words = [word for word in " ".join(sentences).split() if word.islower()]
        return [
            " ".join(
                self.chance.choice(words) if self.chance.randrange(one_in) == 0 else word
                for word in sentence.split()
            )
            for sentence in sentences
        ]


def made_family(author: Author) -> Iterator[tuple[str, str]]:
    chance = author.chance
    story = author.sentences(chance.randint(10, 30))
    yield "story", told(story)
    if chance.random() < 0.77:
        return
    for _ in range(chance.choice((1, 1, 2, 3, 4, 8))):
        kind = chance.choice(("copy", "edition", "trimmed", "rewrite"))
        if kind == "copy":
            yield kind, told(story).replace(". ", " .  ").replace("'", "’")
        elif kind == "edition":
            yield kind, told(author.edited(story, 60))
        elif kind == "trimmed":
            length = max(len(story) // chance.choice((2, 3)), 4)
            yield kind, told(story[:length]) + "\n\nBy our foreign staff and North Sea Wire"
        else:
            kept = [s if chance.random() < 0.75 else author.sentences(1)[0] for s in story[1:]]
            yield kind, told([*author.sentences(1), *author.edited(kept, 25)])


def told(sentences: Sequence[str]) -> str:
    pairs = [" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)]
    return "\n\n".join(pairs)


if __name__ == "__main__":
    main()
