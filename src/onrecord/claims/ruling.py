"""What the rules read in a report: evidence for claims, of which they are one voice."""

from collections.abc import Iterator, Sequence

from onrecord.alignment import Span
from onrecord.claims.candidates import RuleReading
from onrecord.claims.folding import FoldedSentence
from onrecord.claims.resolving import Resolved, Resolver
from onrecord.claims.triggers import Trigger, find_triggers
from onrecord.claims.voices import Voice, Voices
from onrecord.records import Polarity, Status

_BULLETS = ("- ", "• ", "– ", "* ", "· ")


def read_rules(
    folded: Sequence[FoldedSentence], zones: Sequence[range], voices: Voices, resolver: Resolver
) -> Iterator[RuleReading]:
    """What the rules read, in order: a reading for each set of parties."""
    for zone in zones:
        for sentence in (folded[k] for k in zone):
            for trigger in find_triggers(sentence):
                yield from _by_rule(sentence, trigger, voices, resolver)


def _by_rule(
    sentence: FoldedSentence, trigger: Trigger, voices: Voices, resolver: Resolver
) -> Iterator[RuleReading]:
    """What one trigger says: a reading for each set of parties and each speaker."""
    place = sentence.place(trigger.start, trigger.end)
    # "X refused to sign" is the report's word of X; "X denied signing" is X's own.
    refused = trigger.status is Status.REFUSED
    spoken = Span(place.start, place.start + 1) if refused else Span(place.end - 1, place.end)
    for voice in voices.all_at(spoken):
        resolved = resolver.resolve(sentence, trigger, voice)
        if not resolved:
            continue
        status = _joint_status(sentence, trigger, resolved) if voices.joint else trigger.status
        status, polarity = _as_denied(status, trigger, voice)
        for parties in resolved.parties:
            yield RuleReading(
                sentence.index, status, polarity, parties, resolved.kind, trigger,
                voice.certainty * resolved.certainty,
            )  # fmt: skip


def _joint_status(sentence: FoldedSentence, trigger: Trigger, resolved: Resolved) -> Status:
    """What a joint statement says by a trigger: its list tells terms, its sentences agree."""
    listed = sentence.folded.startswith(_BULLETS)
    if trigger.status is Status.AGREED and trigger.rule.needs == "pair" and listed:
        return Status.TERMS  # an item of a list says what was agreed
    if trigger.rule.needs == "undertaking" and not listed and resolved.jointly:
        return Status.AGREED  # what the issuers say they will do together they agree by saying
    return trigger.status


def _as_denied(status: Status, trigger: Trigger, voice: Voice) -> tuple[Status, Polarity]:
    """Status and polarity once the cue is weighed: "denied that it signed" denies a signature."""
    polarity = trigger.polarity
    if voice.denied:
        polarity = Polarity.DENIED
    if polarity is Polarity.DENIED and status is trigger.rule.status:
        status = trigger.rule.denied_as
    return status, polarity
