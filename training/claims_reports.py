"""Annotated reports in the compact form of `training/reports/`, which its README describes."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

LETTERS = {
    "p": "proposed", "n": "negotiating", "a": "agreed", "s": "signed", "r": "ratified",
    "i": "in-force", "c": "carried-out", "x": "refused", "su": "suspended", "e": "ended",
    "t": "terms",
}  # fmt: skip
_REPORT = re.compile(r"(?m)^@@@ +")
_HEAD = re.compile(r"(?m)^# (TITLE|DATE|OUTLET|SOURCE): *(.*)\n")
_QUANTITY = re.compile(r"(exact|about|more-than|less-than|at-least|at-most) ([\d.,]+) (.+)")
_OFFSETS = re.compile(r"@(\d+)-(\d+)")
# Where the texts of real reports lie in the shared folder, and the field that names one.
_SOURCES = {
    "white-house": ("corpus/white-house.jsonl.gz", "url"),
    "pm-transcripts": ("corpus/pm-transcripts.jsonl.gz", "id"),
    "polnear": ("polnear/train.jsonl.gz", "id"),
}


class Annotated(NamedTuple):
    """A report with the claims and disputes found in it, as in the gold files."""

    name: str
    text: str
    gold: dict[str, Any]


def read_reports(paths: Sequence[Path], shared: Path) -> Iterator[Annotated]:
    """The reports of files in order; ValueError names what is wrong with one."""
    for path in paths:
        for block in _REPORT.split(path.read_text("utf-8"))[1:]:
            name, _, rest = block.partition("\n")
            try:
                yield _report(name.strip(), rest, shared)
            except ValueError as fault:
                raise ValueError(f"{path.name}, {name.strip()}: {fault}") from None


def _report(name: str, block: str, shared: Path) -> Annotated:
    head, found, claims = block.partition("===\n")
    if not found:
        raise ValueError('no line "===" before the claims')
    known = dict(_HEAD.findall(head))
    if source := known.get("SOURCE"):
        corpus, _, key = source.partition(" ")
        given = _texts(shared, corpus)[key]
        text = given["text"].strip() + "\n"
        report = {
            "title": given["title"],
            "published": given.get("published") or given.get("date"),
            "publisher": given["publisher"],
            "origin": source,
        }
    else:
        text = _HEAD.sub("", head).strip() + "\n"
        report = {
            "title": known.get("TITLE") or None,
            "published": known.get("DATE") or None,
            "publisher": known.get("OUTLET", ""),
            "origin": "invented",
        }
    gold: dict[str, Any] = {"report": report, "claims": [], "disputes": []}
    for line in filter(None, map(str.strip, claims.split("\n"))):
        _add(gold, line, text)
    return Annotated(name, text, gold)


def _add(gold: dict[str, Any], line: str, text: str) -> None:
    """Take up one line: a claim, another place of the last one, or a dispute."""
    claims = gold["claims"]
    if line.startswith("!"):
        gold["disputes"].append([f"c{n}" for n in re.findall(r"\d+", line)])
    elif line.startswith("also"):
        claims[-1].setdefault("also", []).append(_quote(line.partition(":")[2].strip(), text))
    else:
        parties, kind, status, speaker, quote, when, quantity = (
            field.strip() for field in f"{line} | |".split("|")[:7]
        )
        name, slash, side = speaker.rpartition("/")
        claims.append(
            {
                "id": f"c{len(claims) + 1}",
                "parties": sorted(set(parties.split("+"))),
                "kind": kind,
                "status": LETTERS.get(status.rstrip("-"), status.rstrip("-")),
                "polarity": "denied" if status.endswith("-") else "affirmed",
                "speaker": {
                    "name": name.strip() if slash else speaker,
                    "side": side.strip() or None if slash else None,
                },
                "quote": _quote(quote, text),
                "when": when or None,
                "quantity": _quantity(quantity) if quantity else None,
            }
        )


def _quote(given: str, text: str) -> str:
    """The words of a report, given as they are or (of texts that may not be copied) as offsets."""
    if offsets := _OFFSETS.fullmatch(given):
        return text[int(offsets[1]) : int(offsets[2])]
    if given not in text:
        raise ValueError(f"the quote {given!r} is not in the text")
    return given


def _quantity(given: str) -> dict[str, Any]:
    match = _QUANTITY.fullmatch(given)
    if match is None:
        raise ValueError(f"the quantity {given!r} is no bound, number and unit")
    value = float(match[2].replace(",", ""))
    whole = int(value) if value == int(value) else value
    return {"value": whole, "unit": match[3], "bound": match[1]}


@cache
def _texts(shared: Path, corpus: str) -> dict[str, dict[str, Any]]:
    file, field = _SOURCES[corpus]
    with gzip.open(shared / file, "rt", encoding="utf-8") as lines:
        return {given[field]: given for given in map(json.loads, lines)}
