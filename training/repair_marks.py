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
from collections.abc import Callable
from pathlib import Path

from onrecord.repair import context
from onrecord.repair.context import (
    Option,
    Step,
    Weights,
    after_mark,
    beside_dashes,
    by_option,
    chains,
    clusters,
    forward_backward,
    noticed,
    state_features,
    style_of,
)
from onrecord.repair.decoders import DECODERS, Decoder
from onrecord.repair.passages import Evidence
from onrecord.repair.repairing import _with_holes

Name = str | tuple[str, str]  # of a state's weight, or of a mark's: what is noticed, and the mark
Scores = dict[Name, float]
Marks = tuple[tuple[str, str, str], ...]
Example = tuple[list[Step], Marks, list[int]]

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
        if len(place.choices) > 1:
            hole = holes[k]
            k += 1
            rights = [
                i
                for i, texts in enumerate(hole.choices)
                if any(original.startswith(text + following, source) for text in texts)
            ]
            gold.append(rights[0] if rights else None)
            if not rights:
                break
            source += len(hole.choices[rights[0]][0])
        elif place.choices:
            source += len(place.choices[0])
        else:
            break
    holes = holes[: len(gold)]
    found: list[Example] = []
    k = 0
    for steps, lead in chains(base, holes, words, style_of(base)):
        answers = [right for right in gold[k : k + len(steps)] if right is not None]
        k += len(steps)
        if len(answers) == len(steps):
            found.append((steps, lead, answers))
    return found


def run(marks: Marks, state: int) -> tuple[list[str], int]:
    names: list[str] = []
    for mark, before, after in marks:
        names += state_features(mark, before, after, state)
        state = after_mark(mark, after, state)
    return names, state


def scorers(scores: Scores) -> tuple[Callable[[Option], float], Callable[[str], float]]:
    """The two scores of a chain, from one table: marks by (name, mark), states by name."""
    get = scores.get

    def plain(option: Option) -> float:
        return sum([get((n, mark), 0.0) for mark, around in option.parts for n in noticed(around)])

    return plain, lambda name: get(name, 0.0)


def learn(
    examples: list[Example], scores: Scores, squares: Scores, rate: float, decay: float
) -> float:
    """One pass; the mean log-loss per hole."""
    loss, holes = 0.0, 0
    random.shuffle(examples)
    for steps, lead, answers in examples:
        shares = forward_backward(steps, lead, *scorers(scores))
        gradient: defaultdict[Name, float] = defaultdict(float)
        _, gold_state = run(lead, 0)
        for step, share, answer in zip(steps, shares, answers, strict=True):
            totals = by_option(share, len(step.options))
            loss -= math.log(max(totals[answer], 1e-9))
            holes += 1
            for index, option in enumerate(step.options):
                weight = float(index == answer) - totals[index]
                if abs(weight) > 1e-3:
                    for mark, around in option.parts:
                        for name in noticed(around):
                            gradient[name, mark] += weight
            for (state, index), probability in share.items():
                if probability > 1e-3:
                    names, _ = run(step.options[index].marks + step.marks, state)
                    for state_name in names:
                        gradient[state_name] -= probability
            names, gold_state = run(step.options[answer].marks + step.marks, gold_state)
            for state_name in names:
                gradient[state_name] += 1
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
    for steps, lead, answers in examples:
        for step, share, answer in zip(
            steps, forward_backward(steps, lead, *scorers(scores)), answers, strict=True
        ):
            totals = by_option(share, len(step.options))
            best = max(range(len(totals)), key=totals.__getitem__)
            good = best == answer
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
    vars(context)["weights"] = lambda: Weights({}, {}, words, often, lengths)
    decoders = {decoder.name: decoder for decoder in DECODERS}
    train: list[Example] = []
    held: dict[str, list[Example]] = {}
    begun = time.time()
    for number, text in enumerate(texts):
        for name, share in DAMAGE.items():
            keep = chosen.held and number % chosen.held == 0 and number < real
            if not keep and random.random() > share * chosen.share:
                continue
            for steps, lead, answers in labelled(text, decoders[name], words):
                example = (steps, lead, answers)
                (held.setdefault(name, []) if keep else train).append(example)
    print(
        f"{len(texts)} texts, {sum(len(a) for _, _, a in train)} holes, {time.time() - begun:.0f} s"
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
