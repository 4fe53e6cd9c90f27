"""The words of a claim: which stretch carries it, when it happened by them, and how many."""

import re
from functools import lru_cache

from onrecord.alignment import Span
from onrecord.claims.clauses import clause_end, clause_start
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.letters import AGREEMENT
from onrecord.claims.triggers import Trigger
from onrecord.claims.voices import Voice
from onrecord.dates import find_dates
from onrecord.quantities import find_quantities
from onrecord.records import Quantity, Status

# What an agreement does, or a second thing said, is told after what became of it.
_FURTHER = re.compile(r",? (?:(?:that|which) (?!it|they|he|she|we)|and (?:that|also|then) )")
# Marks around a clause that are not its own; a quotation mark may end one.
_BEFORE, _AFTER = " \n\t,;:-–—“\"'’”", " \n\t,;:-–—."
_PRONOUN = re.compile(r"\b(?:it|they|he|she|we|i)\b")
# Rules that speak of what a side does.
_OF_SIDES = ("pair", "undertaking")
# Statuses of which a number says how many or how much.
_COUNTED = (Status.TERMS, Status.CARRIED_OUT, Status.SUSPENDED, Status.AGREED)


def evidence_of(text: str, sentence: FoldedSentence, trigger: Trigger, voice: Voice) -> Span:
    """The clause around the trigger, within its sentence and within the words of its speaker."""
    start = clause_start(sentence.folded, trigger.start)
    end = max(trigger.end, clause_end(sentence.folded, trigger.end))
    if trigger.status is Status.TERMS and ord(sentence.folded[trigger.start]) >= AGREEMENT:
        start = trigger.start  # what the agreement provides begins with the agreement
    elif trigger.status is not Status.TERMS:
        further = _FURTHER.search(sentence.folded, trigger.end, end)
        end = further.start() if further else end
    names_side = sentence.within(start, trigger.end) or _PRONOUN.search(
        sentence.lowered, start, trigger.start
    )
    if trigger.rule.needs in _OF_SIDES and not names_side:
        # The side that does it stands in an earlier clause: "Chad is one that will take them".
        start = 0
    place = sentence.place(trigger.start, trigger.end)
    span = sentence.place(start, end)
    if voice.content and voice.content.start <= place.start < voice.content.end:
        span = Span(max(span.start, voice.content.start), min(span.end, voice.content.end))
    if voice.denied and voice.whole and sentence.span.start <= voice.whole.start < span.start:
        span = Span(voice.whole.start, span.end)  # "denied" belongs to what is denied
    inner = trimmed(text, span)
    return inner if inner.start < inner.end else place


def trimmed(text: str, span: Span) -> Span:
    """A stretch without the white space and the marks around it that are not its own."""
    words = text[span.start : span.end]
    lead = len(words) - len(words.lstrip(_BEFORE))
    tail = len(words) - len(words.rstrip(_AFTER))
    return Span(span.start + lead, span.end - tail)


# Talks and proposals that are still to come.
_COMING = re.compile(r"\b(?:will|would|next|expected to|is to|are to|due to|later this)\b")


# Several claims are often told in the same words: they are searched once.
@lru_cache(maxsize=256)
def when_of(quote: str, status: Status, ahead: bool, published: str | None) -> str | None:
    """The date of the event by the quote's own words; rules of an agreement have none."""
    if status is Status.TERMS:
        return None
    coming = status in (Status.PROPOSED, Status.NEGOTIATING)
    future = coming and (ahead or _COMING.search(quote) is not None)
    dates = find_dates(quote, published, future=future)
    return dates[0].when if dates else None


@lru_cache(maxsize=256)
def quantity_of(quote: str, status: Status) -> Quantity | None:
    """The number that the quote states, where a number says something of the status."""
    found = find_quantities(quote)
    if status is Status.SIGNED:
        # How many signed; how many they signed it over is not said of the signing.
        found = [m for m in found if m.quantity.unit in ("countries", "nations", "states")]
    elif status not in _COUNTED:
        return None
    return found[0].quantity if found else None
