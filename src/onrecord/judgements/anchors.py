"""What a judgement holds on to: a claim's words where they stood, and what it said."""

from typing import Any

from onrecord.records import Anchor, Claim, Statement

# So much of the text on either side lets a quote be found again in another edition.
CONTEXT = 32

FIELDS = ("parties", "kind", "status", "polarity", "speaker", "side", "when", "quantity")
"""What a claim says, its words aside: the fields in which two statements may differ."""


def context_of(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters just before and just after a quote."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def anchor_of(claim: Claim, report: str, text: str) -> Anchor:
    """The anchor of a claim of the report, which has this text."""
    prefix, suffix = context_of(text, *claim.evidence)
    statement = Statement(
        claim.parties, claim.kind, claim.status, claim.polarity, claim.speaker, claim.when,
        claim.quantity, claim.quote, claim.evidence, prefix, suffix,
    )  # fmt: skip
    return Anchor(report, statement)


def said(by: Claim | Statement) -> dict[str, Any]:
    """What a claim says, by field; parties are a set, so their order says nothing."""
    return {
        "parties": tuple(sorted(by.parties)),
        "kind": by.kind,
        "status": by.status,
        "polarity": by.polarity,
        "speaker": by.speaker.name,
        "side": by.speaker.side,
        "when": by.when,
        "quantity": by.quantity,
    }
