"""What a ledger answers with: every value beside the words that it rests on."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.alignment import Span
from onrecord.copies import AlteredQuotation, Change
from onrecord.judgements import RecordedJudgement
from onrecord.records import Claim, Why
from onrecord.standings import Position, Standing


@dataclass(frozen=True, slots=True)
class ReportReference:
    """Which report words stand in. `id` is the ledger's, `name` the one given with the report.

    `digest` is the SHA-256 of the raw bytes, which two outlets may share. `origin` is the id of the
    report that this one is a copy of, directly or through others; its own where it is no copy.
    """

    id: str
    name: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    digest: str
    agency: str | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class RecordedClaim:
    """A claim as it counts, under its ledger id, and the report whose words carry it.

    `judgement` is the one that counts for it; a corrected claim is shown as corrected. `agreement`
    is the one that it speaks of, None for a claim that is rejected or no longer current.
    """

    claim: Claim
    report: ReportReference
    agreement: str | None = None
    judgement: RecordedJudgement | None = None


@dataclass(frozen=True, slots=True)
class RecordedDispute:
    """Two claims that contradict each other, who affirms first, the field they part on, and why."""

    left: RecordedClaim
    right: RecordedClaim
    field: str
    why: Why = Why.STRICT


@dataclass(frozen=True, slots=True)
class AgreementEntry:
    """An agreement in a list: what it is, its standing with the words that this rests on.

    `reports` are outlets' texts, `origins` counts copies of one text once. Days are those of
    publication; they are None where no report of it is dated.
    """

    id: str
    parties: tuple[str, ...]
    kind: str
    since: str | None
    standing: Standing
    claims: int
    reports: int
    origins: int
    disputes: int
    tensions: int
    first_said: str | None
    last_said: str | None
    words: tuple[RecordedClaim, ...]


@dataclass(frozen=True, slots=True)
class RecordedAgreement:
    """An agreement with all that is claimed of it, and what the claims support.

    `reasons` say why these claims are taken to be of one agreement; `perhaps` names others that may
    be the same, each with the reason.
    """

    id: str
    parties: tuple[str, ...]
    kind: str
    since: str | None
    names: tuple[str, ...]
    instruments: tuple[str, ...]
    reasons: tuple[str, ...]
    standing: Standing
    positions: tuple[Position, ...]
    claims: tuple[RecordedClaim, ...]
    reports: int
    origins: int
    disputes: tuple[RecordedDispute, ...]
    tensions: tuple[RecordedDispute, ...] = ()
    perhaps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedPosition:
    """What a side holds of one field of an agreement, with its words; silent ones have none."""

    agreement: str
    parties: tuple[str, ...]
    kind: str
    position: Position
    words: RecordedClaim | None


@dataclass(frozen=True, slots=True)
class Event:
    """A claim on the day that it dates, or else on the day that it was said (`dated` is False)."""

    day: str
    dated: bool
    words: RecordedClaim


@dataclass(frozen=True, slots=True)
class StandingChange:
    """An agreement whose standing changed when something was recorded.

    `was` is None for one that is new, `now` None for one that is no longer on record. `words` are
    those that the new standing rests on.
    """

    recorded: datetime
    agreement: str
    was: str | None
    now: str | None
    words: tuple[RecordedClaim, ...]


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report in a list, when it was recorded and what was found in it."""

    report: ReportReference
    recorded: datetime
    onrecord: str
    language: str | None
    claims: int
    extractions: int


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A report of a chain of copies: which earlier one it most resembles, and how it differs.

    `relation` is None for the origin; `jaccard` and `containment` are shares from 0 to 1. Spans of
    `changes` and `altered` count in the text of the parent and in its own.
    """

    report: ReportReference
    parent: str | None
    relation: str | None
    jaccard: float | None
    containment: float | None
    changes: tuple[Change, ...] = ()
    altered: tuple[AlteredQuotation, ...] = ()
    parent_text: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one version of onrecord made of a report, and when."""

    id: str
    onrecord: str
    recorded: datetime
    claims: int
    current: bool


@dataclass(frozen=True, slots=True)
class RecordedReport:
    """A report with its text, its claims, its extractions and the chain of copies it stands in."""

    report: ReportReference
    text: str
    dateline: str | None
    author: str | None
    language: str | None
    notes: tuple[str, ...]
    claims: tuple[RecordedClaim, ...]
    disputes: tuple[RecordedDispute, ...]
    extractions: tuple[Extraction, ...]
    chain: tuple[ChainLink, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A report that holds the words sought: a stretch of its text, and where the words stand in it.

    `at` counts in `words`, `start` in the text of the report.
    """

    report: ReportReference
    words: str
    start: int
    at: tuple[Span, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class RecordedActor:
    """Who speaks in one report or many: the fullest name and all its forms, and for which side.

    `claims` counts those that they make; days are those of publication.
    """

    id: str
    name: str
    side: str | None
    names: tuple[str, ...]
    first_said: str | None
    last_said: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something for a person to look at, and why.

    `what` is `disputed`, `weak`, `new`, `orphaned`, `changed`, `disagreeing` or `proposed`;
    `subject` names the claim, agreement, actor or judgement by id, `other` the second one of a
    proposal. `words` are the claims that it is about.
    """

    what: str
    subject: str
    why: str
    words: tuple[RecordedClaim, ...]
    other: str | None = None
