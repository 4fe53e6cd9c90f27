"""Learn what lost marks stood for, from clean news that is damaged on purpose.

    python training/repair_marks.py TEXTS.jsonl.gz src/onrecord/data/repair_marks.json

TEXTS has one JSON object a line with a "text". Nothing of the texts goes into the table but
weights of features: classes of up to three characters on each side, and words that stand in at
least `COMMON_IN` texts. The table is fitted as a conditional random field, by AdaGrad.
"""

import argparse
import gzip
import json
import math
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from onrecord.repair import likelihoods
from onrecord.repair.chains import (
    Floats,
    Mark,
    Move,
    after_mark,
    forward_backward,
    marks_of,
    move,
    packed,
    state_features,
    through,
)
from onrecord.repair.choosing import Link, chains
from onrecord.repair.decoders import DECODERS, Decoder
from onrecord.repair.likelihoods import Weights, clusters
from onrecord.repair.passages import Evidence
from onrecord.repair.repairing import _with_holes
from onrecord.repair.surroundings import (
    beside_dashes,
    following_noticed,
    last_noticed,
    letters_noticed,
    parts,
    style_of,
)

Name = str | tuple[str, str]  # of a state's weight, or of a mark's: what is noticed, and the mark
Scores = dict[Name, float]


class Option(NamedTuple):
    """One choice at one hole: what is noticed of its characters, and its marks."""

    parts: list[tuple[str, tuple[str, ...]]]  # a character, and the names of what is around it
    marks: list[Mark]


class Place(NamedTuple):
    """A hole: its options, the marks between it and the next one, and which option is right."""

    options: list[Option]
    marks: tuple[Mark, ...]
    right: int


class Example(NamedTuple):
    """A paragraph: the marks before its first hole, and its holes."""

    lead: tuple[Mark, ...]
    places: list[Place]


COMMON_IN = 12  # texts
# How often each kind of damage is learned from; all share one table.
DAMAGE = {
    "gbk ignore": 1.0, "gbk replace": 0.3, "gbk windows": 0.6, "gbk iconv": 0.6,
    "gbk question": 0.4,
    "big5 replace": 0.5, "euc_kr replace": 0.2, "cp949 windows": 0.5, "cp949 replace": 0.3,
    "cp932 windows": 0.4, "cp932 replace": 0.3, "big5hkscs browser": 0.3, "utf-8 replace": 0.5,
    "big5 windows": 0.2, "cp1251 ignore": 0.2,
}  # fmt: skip


def clean(text: str) -> bool:
    return not re.search("[ÃÂâ\u0080-\u009f\ufffd\u0303\u0302]", text)


def vocabulary(texts: list[str]) -> frozenset[str]:
    counts = Counter(word for text in texts for word in set(re.findall(r"[a-z]+", text.lower())))
    return frozenset(word for word, count in counts.items() if count >= COMMON_IN)


def curled(text: str) -> str | None:
    """A text in straight quotation marks with curly ones, as a newsroom's program sets them.

    None where the marks do not pair up, so that no wrong one is learned from.
    """
    if not text.isascii() or "``" in text or "''" in text:
        return None
    paragraphs = []
    for paragraph in text.split("\n"):
        paragraph = re.sub(r'"(?=[\w$\[(.])(?<![\w.,!?;:)]")', "“", paragraph)
        paragraph = re.sub(r'(?<=[\w.,!?;:)\]%-])"', "”", paragraph)
        paragraph = re.sub(r"(?<=\w)'(?=\w)|(?<=s)'(?= [a-z])", "’", paragraph)
        paragraph = re.sub(r"(?<![\w.,!?)])'(?=[A-Za-z])(?!(?:em|til|cause|tis)\b)", "‘", paragraph)
        paragraph = re.sub(r"(?<=[.,!?\w])'(?=[\s”]|$)", "’", paragraph)
        if re.search(r"[\"']", re.sub(r"(?<=\d)[\"']", "", paragraph)):
            return None
        if re.search("“[^”]*“|”[^“]*”|^[^“]*”", paragraph):
            return None
        paragraphs.append(paragraph)
    joined = "\n".join(paragraphs)
    return re.sub(r"(?<=\S) ?-- ?(?=\S)", " — ", joined).replace("...", "…")


def frequencies(texts: list[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for text in texts:
        for found in re.finditer(r"[^\x00-\x7f]+", text):
            counts[clusters(found[0])[0]] += 1
            counts[clusters(text[found.start() : found.end() + 1])[0]] += 1
            counts[clusters(text[found.start() : found.end() + 2])[0]] += 1
            counts[""] += 1
    return {text: count for text, count in counts.most_common() if count >= 2}


def dash_lengths(texts: list[str]) -> dict[str, dict[str, int]]:
    """How long dashes are, by the text's style and both sides; "-" stands for an unknown style."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        style = style_of(text)[0]
        for dash, sides in beside_dashes(text):
            for name in (style + sides, style, "-" + sides, "-"):
                counts.setdefault(name, Counter())[dash] += 1
    return {name: dict(counts[name].most_common()) for name in sorted(counts)}


def labelled(original: str, decoder: Decoder, words: frozenset[str]) -> list[Example]:
    """Chains of a damaged text with the index of the right option at each step."""
    damaged = decoder.read(original.encode())
    places = Evidence().places(damaged)
    base, holes = _with_holes(damaged, places)
    gold: list[int | None] = []
    at, source, k = 0, 0, 0
    for index, place in enumerate(places):
        before = damaged[at : place.start]
        if not original.startswith(before, source):
            break
        source += len(before)
        at = place.end
        stop = places[index + 1].start if index + 1 < len(places) else len(damaged)
        following = damaged[at : min(stop, at + 12)]
        if place.choices:
            hole = holes[k]
            k += 1
            rights = [
                i
                for i, texts in enumerate(hole.choices.texts)
                if any(original.startswith(text + following, source) for text in texts)
            ]
            gold.append(rights[0] if rights else None)
            if not rights:
                break
            source += len(hole.choices.texts[rights[0]][0])
        elif place.text is not None:
            source += len(place.text)
        else:
            break
    found: list[Example] = []
    k = 0
    style = style_of(base)
    for links, lead in chains(base, holes, words):
        answers = [right for right in gold[k : k + len(links)] if right is not None]
        k += len(links)
        if len(answers) == len(links):
            places_of = [
                Place(options(link, style), link.marks, right)
                for link, right in zip(links, answers, strict=True)
            ]
            found.append(Example(lead, places_of))
    return found


def options(link: Link, style: str) -> list[Option]:
    """The choices of a hole with all that is noticed of them."""
    a, b, last, following = link.around
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    found = []
    for text in link.hole.choices.folded:
        named = []
        for char, before, after in parts(text):
            if (before, after) not in known:
                left, right = (a + before)[-3:], (after + b)[:3]
                known[before, after] = (
                    *letters_noticed(left, right, style),
                    *last_noticed(left[2], right[:2], last),
                    *following_noticed(left[1:], right[0], following),
                )
            named.append((char, known[before, after]))
        found.append(Option(named, marks_of(text, a[2], b[0])))
    return found


def run(marks: Sequence[Mark], state: int) -> tuple[list[str], int]:
    names: list[str] = []
    for mark in marks:
        names += state_features(mark, state)
        state = after_mark(mark, state)
    return names, state


def shares_of(example: Example, scores: Scores) -> Floats:
    """How likely each option is in each state, as `forward_backward` has it.

    The scores are of marks by (name, mark), and of states by name.
    """
    get = scores.get
    known: dict[Mark, Move] = {}

    def moves(marks: Sequence[Mark]) -> list[Move]:
        for mark in marks:
            if mark not in known:
                known[mark] = move(mark, lambda name: get(name, 0.0))
        return [known[mark] for mark in marks]

    size = len(example.places), max(len(place.options) for place in example.places)
    plain = np.full(size, -np.inf)
    own = np.tile(packed([]), (*size, 1, 1))
    for row, place in enumerate(example.places):
        for column, option in enumerate(place.options):
            plain[row, column] = sum(
                [get((name, mark), 0.0) for mark, names in option.parts for name in names]
            )
            if option.marks:
                own[row, column] = packed(moves(option.marks))
    onward = np.stack([packed(moves(place.marks)) for place in example.places])
    _, state = through(moves(example.lead), 0)
    return forward_backward(plain, own, onward, [len(example.places)], [state])


def learn(
    examples: list[Example], scores: Scores, squares: Scores, rate: float, decay: float
) -> float:
    """One pass; the mean log-loss per hole."""
    loss, holes = 0.0, 0
    random.shuffle(examples)
    for example in examples:
        gradient: defaultdict[Name, float] = defaultdict(float)
        _, gold_state = run(example.lead, 0)
        for place, shares in zip(example.places, shares_of(example, scores), strict=True):
            totals = shares.sum(1).tolist()
            loss -= math.log(max(totals[place.right], 1e-9))
            holes += 1
            for index, option in enumerate(place.options):
                weight = float(index == place.right) - totals[index]
                if abs(weight) > 1e-3:
                    for mark, names in option.parts:
                        for name in names:
                            gradient[name, mark] += weight
            for index, state in np.argwhere(shares > 1e-3).tolist():
                for name in run([*place.options[index].marks, *place.marks], state)[0]:
                    gradient[name] -= float(shares[index, state])
            right = [*place.options[place.right].marks, *place.marks]
            states, gold_state = run(right, gold_state)
            for name in states:
                gradient[name] += 1
        for key, value in gradient.items():
            if value:
                value -= decay * scores.get(key, 0.0)
                squares[key] = squares.get(key, 0.1) + value * value
                scores[key] = scores.get(key, 0.0) + rate * value / math.sqrt(squares[key])
    return loss / max(1, holes)


def measure(examples: list[Example], scores: Scores) -> None:
    """Right answers, and for bands of trust how many were right."""
    bands: dict[float, list[int]] = {}
    right = total = 0
    for example in examples:
        for place, shares in zip(example.places, shares_of(example, scores), strict=True):
            totals = shares.sum(1).tolist()
            best = max(range(len(totals)), key=totals.__getitem__)
            good = best == place.right
            total += 1
            right += good
            for band in (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.0):
                if totals[best] >= band:
                    bands.setdefault(band, [0, 0])
                    bands[band][0] += good
                    bands[band][1] += 1
                    break
    print(f"  right {right / total:.4f} of {total}")
    print(
        "  trust: " + "  ".join(f"{b}: {g / n:.3f} of {n}" for b, (g, n) in sorted(bands.items()))
    )


def by_name(kept: dict[Name, int]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for key, value in kept.items():
        if isinstance(key, tuple):
            table.setdefault(key[0], {})[key[1]] = value
    return table


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("texts")
    options.add_argument("table", type=Path)
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument(
        "--held", type=int, default=8, help="every n-th text is kept for measuring, 0: none"
    )
    options.add_argument("--share", type=float, default=1.0)
    options.add_argument("--decay", type=float, default=0.001)
    options.add_argument("--rate", type=float, default=0.2)
    chosen = options.parse_args()
    random.seed(1)
    with gzip.open(chosen.texts, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    # Texts in straight marks are set anew with curly ones, and only learned from.
    more = [new for text in texts if (new := curled(text)) and not new.isascii()]
    texts = [text for text in texts if not text.isascii() and clean(text)]
    real = len(texts)
    texts += more
    words = vocabulary(texts)
    often = frequencies(texts)
    lengths = dash_lengths(texts)
    # The readings are ranked before there are weights to load.
    vars(likelihoods)["weights"] = lambda: Weights({}, {}, words, often, lengths)
    decoders = {decoder.name: decoder for decoder in DECODERS}
    train: list[Example] = []
    held: dict[str, list[Example]] = {}
    begun = time.time()
    for number, text in enumerate(texts):
        for name, share in DAMAGE.items():
            keep = chosen.held and number % chosen.held == 0 and number < real
            if not keep and random.random() > share * chosen.share:
                continue
            for example in labelled(text, decoders[name], words):
                (held.setdefault(name, []) if keep else train).append(example)
    print(
        f"{len(texts)} texts, {sum(len(example.places) for example in train)} holes,"
        f" {time.time() - begun:.0f} s"
    )
    scores: Scores = {}
    squares: Scores = {}
    for epoch in range(chosen.epochs):
        rate = chosen.rate / (1 + epoch)
        loss = learn(train, scores, squares, rate, chosen.decay)
        print(f"epoch {epoch} loss {loss:.4f} features {len(scores)} {time.time() - begun:.0f} s")
    kept = {
        name: round(value * 100)
        for name, value in sorted(scores.items(), key=str)
        if abs(value) >= 0.04
    }
    for name, examples in held.items():
        print(name)
        measure(examples, {n: v / 100 for n, v in kept.items()})
    table = {
        "about": "what lost marks stood for: see docs/design/2026-11-24-repair.md",
        "often": often,
        "words": sorted(words),
        "lengths": lengths,
        "states": {name: value for name, value in kept.items() if isinstance(name, str)},
        "marks": by_name(kept),
    }
    chosen.table.write_text(
        json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )
    print(len(kept), "weights,", chosen.table.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
