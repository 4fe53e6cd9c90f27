"""Every core type of onrecord, frozen: what the stages pass on and what the ledger keeps.

Offsets count code points of `Report.text`, end excluded. `gold/GUIDELINES.md` of the shared
material defines a claim; `docs/names.md` gives every term with a sentence from the news.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onrecord.alignment import Alignment, Span


class Form(StrEnum):
    """How words are credited to a speaker, or that the report says them in its own voice."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    REPORT = "report"


class Polarity(StrEnum):
    """Whether the speaker says that it is so; there is no default."""

    AFFIRMED = "affirmed"
    DENIED = "denied"


class Status(StrEnum):
    """What is said of an agreement."""

    PROPOSED = "proposed"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    SIGNED = "signed"
    RATIFIED = "ratified"
    IN_FORCE = "in-force"
    CARRIED_OUT = "carried-out"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    ENDED = "ended"
    TERMS = "terms"


class Bound(StrEnum):
    """How a number limits what it counts."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Repair:
    """A damaged place: `text[start:end]` is `now`, and stood as `was` in the damaged text.

    `inferred` is true where bytes were lost and context decided; `trust` is the probability
    (0 to 1) that `now` is right. A place that cannot be decided keeps what was there: then
    `now == was`, and `why` says what is doubtful.
    """

    start: int
    end: int
    was: str
    now: str
    why: str
    inferred: bool
    trust: float


@dataclass(frozen=True, slots=True)
class Report:
    """A text that somebody published, as it arrived (`raw`) and as it reads (`text`).

    `id` is the one the outlet or the batch gave, else the digest; `digest` is the SHA-256 of `raw`
    in hex. `published` is an ISO date, month or year, as precise as is known. `alignment` leads
    from `text` to `raw.decode(encoding)`, less a byte-order mark.
    """

    id: str
    digest: str
    raw: bytes
    encoding: str
    text: str
    alignment: Alignment
    repairs: tuple[Repair, ...] = ()
    title: str | None = None
    outlet: str | None = None
    agency: str | None = None
    dateline: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()

    def raw_span(self, span: Span) -> Span:
        """The bytes of `raw` that a stretch of `text` came from.

        Counts from the start of the report: meant for the places a person looks at, not for all.
        """
        source = self.alignment.to_source(span)
        mark = next(
            (m for m in BYTE_ORDER_MARKS.get(self.encoding, ()) if self.raw.startswith(m)), b""
        )
        decoded = self.raw[len(mark) :].decode(self.encoding, "surrogateescape")
        before = _bytes_of(decoded[: source.start], self.encoding)
        within = _bytes_of(decoded[source.start : source.end], self.encoding)
        return Span(len(mark) + before, len(mark) + before + within)


def _bytes_of(decoded: str, encoding: str) -> int:
    """How many bytes a decoded stretch came from; a stray byte stands as one lone surrogate."""
    stray = sum("\udc80" <= character <= "\udcff" for character in decoded)
    if not stray:
        return len(decoded.encode(encoding))
    # Not every encoding can write strays back (UTF-16 cannot), so they are counted.
    return stray + len(re.sub("[\udc80-\udcff]", "", decoded).encode(encoding))


BYTE_ORDER_MARKS = {
    "utf-8": (codecs.BOM_UTF8,),
    "utf-16-le": (codecs.BOM_UTF16_LE,),
    "utf-16-be": (codecs.BOM_UTF16_BE,),
    "utf-32-le": (codecs.BOM_UTF32_LE,),
    "utf-32-be": (codecs.BOM_UTF32_BE,),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, office or government, by the fullest name that the report gives.

    `side` is the state or body that the actor speaks for, or None where it speaks for itself.
    """

    name: str
    side: str | None = None


REPORT_VOICE = Actor("report")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is credited with what: spans of source, cue and content, and the actor behind them.

    A role may have several spans (discontinuous) or none (the source is absent). `speaker` is None
    where the source names nobody that the report identifies. `confidence` is 0 to 1.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    form: Form
    speaker: Actor | None = None
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a claim states: people, things, money (ISO 4217) or a share (`%`)."""

    value: int | float
    unit: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said of one agreement by one speaker, with the words that carry it.

    `quote` is `text[evidence.start:evidence.end]` of the report. `when` is an ISO date, month, year
    or interval of the event claimed, or None. `made_by` names the rule or model, with its version.
    """

    id: str
    parties: tuple[str, ...]
    kind: str
    status: Status
    polarity: Polarity
    speaker: Actor
    quote: str
    evidence: Span
    when: str | None
    quantity: Quantity | None
    form: Form
    made_by: str
    confidence: float


class Why(StrEnum):
    """The rule that sets two claims against each other; all but `STRICT` are of a weaker sort."""

    STRICT = "strict"
    TALKS = "talks affirmed and denied"
    REQUEST = "request affirmed and denied"
    RATIFIED = "ratification affirmed and denied"
    NO_SIDE = "a speaker without a side"
    ONE_SIDE = "within one side"
    KIND = "two kinds"
    INSTRUMENT = "two instruments"
    QUANTITY = "two quantities"
    WHEN = "two dates"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two claims, by id, that cannot both hold, and the field on which they part.

    One whose `why` is not `STRICT` is a tension: the guideline's rule leaves it out.
    """

    left: str
    right: str
    field: str
    why: Why = Why.STRICT


@dataclass(frozen=True, slots=True)
class Reading:
    """One report with all that was found in it.

    `disputes` are those of the guideline's rule, `tensions` the weaker contradictions; no pair of
    claims is among both.
    """

    report: Report
    attributions: tuple[Attribution, ...]
    claims: tuple[Claim, ...]
    disputes: tuple[Dispute, ...]
    tensions: tuple[Dispute, ...] = ()


class Decision(StrEnum):
    """What a person decided."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    NOTE = "note"
    MERGE = "merge"
    SPLIT = "split"


class Subject(StrEnum):
    """What a judgement is about; a `COPY` is a report in a chain of copies."""

    CLAIM = "claim"
    AGREEMENT = "agreement"
    ACTOR = "actor"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a claim said when it was judged, and the words that it rested on.

    `quote` stood at `evidence` of the report's text, between `prefix` and `suffix`, which are as
    long as the text allows and at most 32 characters.
    """

    parties: tuple[str, ...]
    kind: str
    status: Status
    polarity: Polarity
    speaker: Actor
    when: str | None
    quantity: Quantity | None
    quote: str
    evidence: Span
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a judgement holds on to, whatever becomes of rows: a claim, or a report as such.

    `report` is the ledger's id of the report. Where an agreement or an actor is judged, the claim
    is one that speaks of it or that it speaks; `statement` is None where the report is judged.
    """

    report: str
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided of what is on record.

    `targets` are, for a merge, one anchor for each thing that is one with the others; for a split,
    the claims (or reports) that go apart from the rest, together; otherwise the one thing judged.
    `correction` holds the changed fields of a corrected claim, as JSON values, and is None
    otherwise. `by` says who, `made` when (`2026-11-24T09:30:00Z`). `supersedes` is the id of the
    judgement that this one replaces; a note that does so withdraws it.
    """

    subject: Subject
    decision: Decision
    targets: tuple[Anchor, ...]
    by: str
    made: str
    correction: Mapping[str, Any] | None = None
    note: str | None = None
    supersedes: str | None = None
