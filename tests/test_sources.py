"""Annotated sources lead to the right speakers: how often, by kind of source, may not fall.

Attributions come from the annotation too, so that this measures the actors and not the finding of
attributions. `sources.json` says what counts as right.
"""

import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.actors import issuer_of, resolve_speakers
from onrecord.alignment import Span
from onrecord.records import Actor, Attribution, Form
from onrecord.repair import Repaired, repair

ANNOTATED = json.loads((Path(__file__).parent / "sources.json").read_text("utf-8"))
ROLES = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Judged:
    """An annotated source, whom onrecord takes for its speakers, and whether that is right."""

    source: Mapping[str, Any]
    words: str
    speakers: tuple[Actor, ...]
    name: bool
    side: bool


@pytest.fixture(scope="module")
def judged(shared: Path) -> list[Judged]:
    """Every annotated source, resolved and judged."""
    return judge(shared)


def judge(shared: Path) -> list[Judged]:
    """Resolve the annotated sources of the reports in the shared folder, and judge each."""
    of_report: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for source in ANNOTATED["sources"]:
        of_report.setdefault((source["of"], source["report"]), []).append(source)
    found = []
    for report in _polnear(shared, {name for of, name in of_report if of == "polnear"}):
        attributions = [
            _attribution(**{role: _spans(a[role]) for role in ROLES})
            for a in report["attributions"]
        ]
        sources = of_report["polnear", report["id"]]
        found += _judge_report(report["text"], sources, attributions, None, report["date"])
    for (of, name), sources in of_report.items():
        if of == "gold":
            found += _judge_gold(shared / "gold/dev" / name, sources)
    return found


def _polnear(shared: Path, names: set[str]) -> Iterable[Mapping[str, Any]]:
    with gzip.open(shared / "polnear/train.jsonl.gz", "rt", encoding="utf-8") as lines:
        reports = [json.loads(line) for line in lines]
    return [report for report in reports if report["id"] in names]


def _judge_gold(path: Path, sources: Sequence[Mapping[str, Any]]) -> list[Judged]:
    text = path.with_suffix(".txt").read_text("utf-8")
    about = json.loads(path.with_suffix(".json").read_text("utf-8"))["report"]
    attributions = []
    for source in sources:
        end = source["source"][-1][1]
        # The colon of a transcript is a cue; other cues do not bear on who speaks.
        cue = (Span(end, end + 1),) if text[end] == ":" else ()
        attributions.append(_attribution(source=_spans(source["source"]), cue=cue, content=()))
    issuer = issuer_of(about["title"], about["publisher"], text)
    return _judge_report(text, sources, attributions, issuer, about["published"])


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _attribution(
    *, source: tuple[Span, ...], cue: tuple[Span, ...], content: tuple[Span, ...]
) -> Attribution:
    return Attribution(source=source, cue=cue, content=content, form=Form.INDIRECT)


def _place(attribution: Attribution) -> tuple[Span, ...]:
    return attribution.source or attribution.cue or attribution.content


def _judge_report(
    raw: str,
    sources: Sequence[Mapping[str, Any]],
    attributions: Sequence[Attribution],
    issuer: Actor | None,
    published: str | None,
) -> list[Judged]:
    # As in `onrecord.read`: the text is repaired before anything is looked for in it.
    repaired = repair(raw)
    mapped = sorted((_mapped(a, repaired) for a in attributions), key=_place)
    speakers: dict[tuple[Span, ...], set[Actor]] = {}
    for resolved in resolve_speakers(repaired.text, mapped, issuer=issuer, published=published):
        credited = speakers.setdefault(_place(resolved), set())
        if resolved.speaker is not None:
            credited.add(resolved.speaker)
    judged = []
    for source in sources:
        spans = _spans(next(source[role] for role in ROLES if role in source))
        words = " ".join(raw[start:end] for start, end in spans)
        digest = hashlib.sha256(words.encode()).hexdigest()
        assert digest.startswith(source["hash"]), f"{source['report']}: not the words annotated"
        credited = speakers[_in_text(spans, repaired)]
        found = tuple(sorted(credited, key=lambda actor: (actor.name, actor.side or "")))
        expected = source["speakers"]
        sides = Counter(actor.side for actor in found) or Counter([None])
        judged.append(
            Judged(
                source,
                words,
                found,
                name=_all_named(raw, expected, found),
                side=sides == Counter(speaker["side"] for speaker in expected),
            )
        )
    return judged


def _mapped(attribution: Attribution, repaired: Repaired) -> Attribution:
    return _attribution(
        source=_in_text(attribution.source, repaired),
        cue=_in_text(attribution.cue, repaired),
        content=_in_text(attribution.content, repaired),
    )


def _in_text(spans: Iterable[Span], repaired: Repaired) -> tuple[Span, ...]:
    return tuple(repaired.alignment.to_text(span) for span in spans)


def _all_named(text: str, expected: list[Mapping[str, Any]], found: Sequence[Actor]) -> bool:
    if not found:
        return all(speaker.get("nobody") for speaker in expected)
    if len(found) != len(expected):
        return False
    left = list(found)
    for speaker in expected:
        named = next((actor for actor in left if _named(text, speaker, actor.name)), None)
        if named is None:
            return False
        left.remove(named)
    return True


def _named(text: str, speaker: Mapping[str, Any], name: str) -> bool:
    if any(_plain(name) == _plain(right) for right in speaker.get("names", ())):
        return True
    if "words" not in speaker:
        return False
    words, head = (f" {_plain(text[slice(*speaker[part])])} " for part in ("words", "head"))
    return f" {_plain(name)} " in words and head in f" {_plain(name)} "


def _plain(name: str) -> str:
    name = re.sub(r"['’]s?(?!\w)", "", unicodedata.normalize("NFC", name).casefold())
    return re.sub(r"^(?:the|a|an) ", "", " ".join(re.findall(r"[^\s,.]+", name)))


def rates(judged: Iterable[Judged]) -> dict[str, tuple[float, float, int]]:
    """Share of sources with the right name and with the right side, and how many: by kind."""
    kinds: dict[str, list[Judged]] = {}
    for one in judged:
        part, of = one.source["part"], one.source["of"]
        for group in ("all", part, f"{part}, {of}", one.source["kind"], _sided(one)):
            kinds.setdefault(group, []).append(one)
    return {
        kind: (
            sum(one.name for one in group) / len(group),
            sum(one.side for one in group) / len(group),
            len(group),
        )
        for kind, group in kinds.items()
    }


def _sided(one: Judged) -> str:
    return "with a side" if any(s["side"] for s in one.source["speakers"]) else "without a side"


def report_of(judged: Sequence[Judged]) -> str:
    """The rates as lines of text, for a person."""
    lines = [
        f"{kind:16} name {name:.3f}  side {side:.3f}  of {count}"
        for kind, (name, side, count) in rates(judged).items()
    ]
    return "\n".join(lines)


def test_who_speaks_for_whom(judged: list[Judged]) -> None:
    measured = rates(judged)
    print(report_of(judged))
    fallen = [
        f"{kind}: {what} {share:.3f}, floor {floor}"
        for kind, floors in ANNOTATED["floors"].items()
        for what, share, floor in zip(("name", "side"), measured[kind], floors, strict=False)
        if share < floor
    ]
    assert not fallen
    assert ANNOTATED["floors"].keys() == measured.keys()


def test_the_annotation_is_whole() -> None:
    sources = ANNOTATED["sources"]
    assert len(sources) >= 150
    parts = {(s["of"], s["report"]): s["part"] for s in sources}
    assert all(parts[s["of"], s["report"]] == s["part"] for s in sources)
    assert {s["part"] for s in sources} == {"seen", "unseen"}
