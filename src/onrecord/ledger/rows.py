"""How records become rows and rows become records, and what each row's id is the hash of."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from onrecord.alignment import Span
from onrecord.judgements import as_json, context_of
from onrecord.records import (
    Actor,
    Attribution,
    Bound,
    Claim,
    Form,
    Judgement,
    Polarity,
    Quantity,
    Reading,
    Report,
    Status,
)
from onrecord.standings import days_of

Row = dict[str, Any]

# What an id is the hash of, by record. Not in it: the id itself, the order and moment of
# recording, and (for a report) the compressed bytes, whose digest is in it.
IDENTITY = {
    "report": ("digest", "name", "outlet", "url"),
    "extraction": (
        "report_id", "onrecord", "settings", "title", "published", "agency", "dateline", "author",
        "language", "encoding", "text", "alignment", "repairs", "notes",
    ),
    "attribution": (
        "number", "source", "cue", "content", "spans", "form", "speaker", "side", "confidence",
        "doubts",
    ),
    "claim": (
        "number", "label", "parties", "kind", "status", "polarity", "speaker", "side", "quote",
        "quote_start", "quote_end", "prefix", "suffix", "happened", "quantity", "form", "made_by",
        "confidence",
    ),
    "judgement": (
        "subject", "decision", "targets", "correction", "note", "judged_by", "made", "supersedes",
    ),
}  # fmt: skip


def canonical(value: Any) -> str:
    """One spelling of a JSON value: sorted keys, no spaces, no escapes that are not needed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_of(record: str, row: Mapping[str, Any]) -> Row:
    """What a row says, without what only says where and when it is kept."""
    return {name: row[name] for name in IDENTITY[record]}


def content_id(record: str, row: Mapping[str, Any], **more: Any) -> str:
    """The id of a row: the hash of what it says and of `more` that belongs to it.

    >>> row = {"digest": "ab", "name": "ab", "outlet": None, "url": None}
    >>> content_id("report", row)[:12], content_id("report", row | {"outlet": "Gazette"})[:12]
    ('5a4d0cc95bba', '935fdb523f4b')
    """
    spelled = canonical({"record": record, **content_of(record, row), **more})
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()


def extraction_id(row: Row, attributions: Sequence[Row], claims: Sequence[Row]) -> str:
    """The id of an extraction: of its own row and of all attributions and claims, in order."""
    return content_id(
        "extraction",
        row,
        attributions=[content_of("attribution", attribution) for attribution in attributions],
        claims=[content_of("claim", claim) for claim in claims],
    )


def report_row(report: Report) -> Row:
    """The row of a report: its bytes, and the given metadata that tell it from other reports."""
    row = {
        "digest": hashlib.sha256(report.raw).hexdigest(),
        "name": report.id,
        "outlet": report.outlet,
        "url": report.url,
        "size": len(report.raw),
        "raw": zlib.compress(report.raw),
    }
    return {"id": content_id("report", row), **row}


def extraction_rows(
    reading: Reading, report_id: str, onrecord: str, settings: Mapping[str, Any]
) -> tuple[Row, list[Row], list[Row]]:
    """The rows of one reading: the extraction, its attributions, its claims."""
    report = reading.report
    row = {
        "report_id": report_id,
        "onrecord": onrecord,
        "settings": dict(settings),
        "title": report.title,
        "published": report.published,
        "agency": report.agency,
        "dateline": report.dateline,
        "author": report.author,
        "language": report.language,
        "encoding": report.encoding,
        "text": report.text,
        "alignment": [list(edit) for edit in report.alignment.edits],
        "repairs": [asdict(repair) for repair in report.repairs],
        "notes": list(report.notes),
    }
    numbered = enumerate(reading.attributions, start=1)
    attributions = [_attribution_row(report.text, number, a) for number, a in numbered]
    claims = [
        _claim_row(report.text, number, c) for number, c in enumerate(reading.claims, start=1)
    ]
    found = extraction_id(row, attributions, claims)
    for record, rows in (("attribution", attributions), ("claim", claims)):
        for part in rows:
            part["extraction_id"] = found
            part["id"] = content_id(record, part, extraction=found)
    return {"id": found, **row}, attributions, claims


def judgement_row(judgement: Judgement) -> Row:
    """The row of a judgement."""
    said = as_json(judgement)
    row = {"judged_by": said.pop("by"), **said}
    return {"id": content_id("judgement", row), **row}


def words_at(text: str, spans: Sequence[Sequence[int]]) -> str:
    """The words under the spans; where they are apart, with an ellipsis between."""
    return " … ".join(text[start:end] for start, end in spans)


def claim_of(row: Any) -> Claim:
    """The claim that a row holds; its id is the ledger's."""
    quantity = row.quantity and Quantity(
        row.quantity["value"], row.quantity["unit"], Bound(row.quantity["bound"])
    )
    return Claim(
        id=row.id,
        parties=tuple(row.parties),
        kind=row.kind,
        status=Status(row.status),
        polarity=Polarity(row.polarity),
        speaker=Actor(row.speaker, row.side),
        quote=row.quote,
        evidence=Span(row.quote_start, row.quote_end),
        when=row.happened,
        quantity=quantity,
        form=Form(row.form),
        made_by=row.made_by,
        confidence=row.confidence,
    )


def _attribution_row(text: str, number: int, attribution: Attribution) -> Row:
    spans = {
        role: [list(span) for span in getattr(attribution, role)]
        for role in ("source", "cue", "content")
    }
    speaker = attribution.speaker
    return {
        "number": number,
        **{role: words_at(text, places) for role, places in spans.items()},
        "spans": spans,
        "form": attribution.form.value,
        "speaker": speaker and speaker.name,
        "side": speaker and speaker.side,
        "confidence": float(attribution.confidence),
        "doubts": list(attribution.doubts),
    }


def _claim_row(text: str, number: int, claim: Claim) -> Row:
    start, end = claim.evidence
    if text[start:end] != claim.quote or not claim.quote:
        raise ValueError(f"the quote of claim {claim.id} is not the report's text at {start}:{end}")
    if claim.when:
        days_of(claim.when)  # raises what makes no date
    prefix, suffix = context_of(text, start, end)
    return {
        "number": number,
        "label": claim.id,
        "parties": list(claim.parties),
        "kind": claim.kind,
        "status": claim.status.value,
        "polarity": claim.polarity.value,
        "speaker": claim.speaker.name,
        "side": claim.speaker.side,
        "quote": claim.quote,
        "quote_start": start,
        "quote_end": end,
        "prefix": prefix,
        "suffix": suffix,
        "happened": claim.when,
        "quantity": claim.quantity and asdict(claim.quantity),
        "form": claim.form.value,
        "made_by": claim.made_by,
        "confidence": float(claim.confidence),
    }
