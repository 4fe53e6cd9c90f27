"""What holds of every report, error and repair, whatever the bytes were that it came from."""

import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from hashlib import sha256

from onrecord.alignment import Alignment, Span
from onrecord.errors import UnreadableReport
from onrecord.records import BYTE_ORDER_MARKS, Reading, Repair, Report
from onrecord.repair import Repaired, repair
from onrecord.repair.decoders import Decoder
from onrecord.repair.readings import EXACT
from onrecord.repair.signs import LAST_BYTES

LONGEST_MESSAGE = 600
"""Characters of an error: a long name of a file, what is wrong and what to do."""

_CODECS = dict(EXACT)
_READ_AS = "UTF-8 read as "


class BrokenLaw(Exception):
    """A law that an input broke; `place` is the same for the finds of one flaw."""

    def __init__(self, law: str, place: str, detail: str = "") -> None:
        super().__init__(f"{law}: {place} {detail[:300]}".rstrip())
        self.law, self.place = law, place


def check_all(found: Iterable[object], name: str) -> None:
    """Reports and errors are what comes out of a file, and each keeps its laws."""
    count = 0
    for one in found:
        count += 1
        if isinstance(one, Report):
            check_report(one)
        elif isinstance(one, UnreadableReport):
            check_message(str(one), name)
        else:
            raise BrokenLaw("kind", type(one).__name__)
    if not count:
        raise BrokenLaw("silence", "neither a report nor an error came")


def check_message(message: str, name: str) -> None:
    """An error is one line for a terminal, and names the file."""
    if name not in message:
        raise BrokenLaw("message", "does not name the file", repr(message))
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in message):
        raise BrokenLaw("message", "holds a line end or a control character", repr(message))
    if len(message) > LONGEST_MESSAGE:
        raise BrokenLaw("message", "is too long", repr(message))


def check_report(report: Report) -> None:
    """A report can be written, leads back to its bytes, and is repaired for good."""
    for field in fields(report):
        value = getattr(report, field.name)
        for words in value if field.name == "notes" else [value]:
            if isinstance(words, str) and not _encodes(words):
                raise BrokenLaw("utf8", field.name, repr(words))
    if not report.text.strip():
        raise BrokenLaw("words", "a report without words")
    if report.digest != sha256(report.raw).hexdigest():
        raise BrokenLaw("digest", report.digest)
    mark = next(
        (m for m in BYTE_ORDER_MARKS.get(report.encoding, ()) if report.raw.startswith(m)), b""
    )
    source = report.raw[len(mark) :].decode(report.encoding, "surrogateescape")
    check_alignment(report.text, report.alignment, source)
    _check_bytes(report)
    _check_places(report.text, report.repairs)
    _check_twice(report.text)


def check_repair(text: str, done: Repaired) -> None:
    """Every repair is where it says, and leads back to what was there."""
    if _encodes(text) and not _encodes(done.text):
        raise BrokenLaw("utf8", "a repair made half a surrogate pair", repr(done.text))
    check_alignment(done.text, done.alignment, text)
    _check_places(done.text, done.repairs)
    for one in done.repairs:
        source = done.alignment.to_source(Span(one.start, one.end))
        # Where nothing is left, an empty span leads to an empty one.
        if one.start < one.end and text[source.start : source.end] != one.was:
            raise BrokenLaw("was", _reasons([one]), repr(one))
        if not _gives_back(one):
            raise BrokenLaw("damaged again", _reasons([one]), repr(one))
    _check_twice(done.text)


def check_undone(original: str, decoder: Decoder) -> None:
    """Damage that was undone with nothing lost, done again, is the damage that was there."""
    text = decoder.read(original.encode())
    done = repair(text)
    check_repair(text, done)
    if repair(original).repairs or not done.repairs:
        return
    exact = {f"{_READ_AS}{decoder.charset}"} == {one.why for one in done.repairs}
    # The rest of a mark that stands alone is no evidence; then not all was undone.
    whole = not any(char in LAST_BYTES for char in done.text)
    if (
        exact
        and whole
        and not any(one.inferred for one in done.repairs)
        and decoder.read(done.text.encode()) != text
    ):
        raise BrokenLaw("damaged again", "the whole text", repr(done.text))


def check_reading(reading: Reading) -> None:
    """Evidence equals its slice of the report, and no span leaves the text."""
    text = reading.report.text
    for claim in reading.claims:
        start, end = claim.evidence
        if not 0 <= start < end <= len(text) or text[start:end] != claim.quote:
            raise BrokenLaw("evidence", "a claim's", repr(claim))
    for attribution in reading.attributions:
        for role in (attribution.source, attribution.cue, attribution.content):
            for start, end in role:
                if not 0 <= start <= end <= len(text):
                    raise BrokenLaw("evidence", "an attribution's", repr(attribution))


def check_alignment(text: str, alignment: Alignment, source: str) -> None:
    """Outside its edits, which come in order, both texts run in step to their ends."""
    here = there = 0
    for start, end, source_start, source_end in alignment.edits:
        if not (here <= start <= end and there <= source_start <= source_end):
            raise BrokenLaw("alignment", "edits out of order", f"{start, end} after {here}")
        if text[here:start] != source[there:source_start]:
            raise BrokenLaw("alignment", "out of step", f"{here, start}, {there, source_start}")
        here, there = end, source_end
    if here > len(text) or there > len(source) or text[here:] != source[there:]:
        raise BrokenLaw("alignment", "out of step at the end", f"{here}, {there}")


def _check_bytes(report: Report) -> None:
    """Spans lead to bytes of the report; where nothing was edited, to those of the same words."""
    text, size = report.text, len(report.text)
    ends = [edit.end for edit in report.alignment.edits[:: len(report.alignment.edits) // 3 + 1]]
    spans = [Span(0, size), Span(0, 0), Span(size, size), Span(size // 3, size // 2)]
    spans += [Span(max(0, end - 1), min(end + 8, size)) for end in ends]
    # After an edit and up to the next, the text is as it was.
    untouched = list(zip([0, *ends], [end + 8 for end in [0, *ends]], strict=True))
    spans += [Span(min(start, size), min(end, size)) for start, end in untouched]
    for span in spans:
        start, end = report.raw_span(span)
        if not 0 <= start <= end <= len(report.raw):
            raise BrokenLaw("bytes", "a span leaves the bytes", f"{span} at {start, end}")
        if any(e.start <= span.end and e.end >= span.start for e in report.alignment.edits):
            continue
        words = report.raw[start:end].decode(report.encoding, "surrogateescape")
        if words != text[span.start : span.end]:
            raise BrokenLaw("bytes", "a span leads to other bytes", f"{span} at {start, end}")


def _check_places(text: str, repairs: Iterable[Repair]) -> None:
    at = 0
    for one in repairs:
        if not at <= one.start <= one.end <= len(text):
            raise BrokenLaw("repairs", "out of order", repr(one))
        if text[one.start : one.end] != one.now:
            raise BrokenLaw("repairs", "the slice is not what stands there now", repr(one))
        if not (0 <= one.trust <= 1 and one.why):
            raise BrokenLaw("repairs", "no trust or no reason", repr(one))
        at = one.end


def _check_twice(text: str) -> None:
    again = repair(text)
    if again.text != text:
        more = [one for one in again.repairs if one.was != one.now]
        raise BrokenLaw("twice", _reasons(more), repr(more[:2]))


def _reasons(repairs: Iterable[Repair]) -> str:
    """The reasons of repairs, each once: those of one flaw are alike."""
    return "; ".join(sorted({why for one in repairs for why in one.why.split("; ")}))


def _gives_back(one: Repair) -> bool:
    """Whether an exact repair, damaged again as often as is needed, gives what was there."""
    charset = one.why.removeprefix(_READ_AS).split(",")[0]
    if one.inferred or ";" in one.why or charset not in _CODECS or one.was == one.now:
        return True
    words = one.now
    for _ in range(6):
        try:
            words = words.encode().decode(_CODECS[charset])
        except UnicodeError:
            return False
        if words == one.was:
            return True
    return False


def _encodes(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True
