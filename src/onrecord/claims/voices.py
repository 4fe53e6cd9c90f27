"""Who says the words at a place of the report: a speaker, the issuer, or the report itself."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.alignment import Span
from onrecord.attributions.cues import cue_kind
from onrecord.records import REPORT_VOICE, Actor, Attribution, Form


@dataclass(frozen=True, slots=True)
class Voice:
    """The speaker of some words, how they are given, and whether the cue denies them.

    `content` is the stretch credited to the speaker, `whole` that with source and cue; both are
    None in the report's own voice. `certainty` is how sure the attribution is, 0 to 1.
    """

    speaker: Actor
    form: Form
    denied: bool
    content: Span | None
    whole: Span | None
    certainty: float


_DENIES = re.compile(
    r"\bden(?:y|ies|ied|ying|ial)\b|\b(?:reject|dismiss|refut|disput|contradict)\w*\b",
    re.IGNORECASE,
)
# "Mexico refused to sign", "Mexico agreed to host", "asked Chad to sign", and where not all
# is quoted what no cue vocabulary knows, "ratified", "is pushing for": the report's words of what
# somebody does, not somebody's words.
_DEEDS = ("agree", "refuse", "promise", "ask", "request")


# How long the stretches are by which attributions are looked up, in characters.
_STRETCH = 2000


class Voices:
    """The attributions of a report, asked by place."""

    def __init__(
        self, text: str, attributions: Sequence[Attribution], issuer: Actor | None
    ) -> None:
        """`issuer` is whom a press release speaks for, None for news."""
        self.text = text
        self.own = issuer or REPORT_VOICE
        # A joint statement is issued by several and speaks for no one side.
        self.joint = issuer is not None and issuer.side is None
        # A long report has many attributions: each stretch of the text knows its own.
        self._spoken: dict[int, list[tuple[Attribution, Span]]] = defaultdict(list)
        self._cues: dict[int, list[tuple[Span, Span]]] = defaultdict(list)
        for attribution in attributions:
            if not self._is_deed(attribution):
                for span in attribution.content:
                    for stretch in range(span.start // _STRETCH, span.end // _STRETCH + 1):
                        self._spoken[stretch].append((attribution, span))
                for cue in attribution.cue if attribution.content else ():
                    self._cues[cue.start // _STRETCH].append((cue, attribution.content[0]))

    def at(self, place: Span) -> Voice:
        """The innermost speaker whose words hold the place."""
        holding = [
            (sum(end - start for start, end in attribution.content), attribution, span)
            for attribution, span in self._spoken.get(place.start // _STRETCH, ())
            if span.start <= place.start and place.end <= span.end
        ]
        if not holding:
            return Voice(self.own, Form.REPORT, False, None, None, 1.0)
        _, attribution, span = min(holding, key=lambda h: h[0])
        return self._voice(attribution, span)

    def all_at(self, place: Span) -> list[Voice]:
        """Every speaker of the same words: two ministries that both deny are two voices."""
        one = self.at(place)
        if one.content is None:
            return [one]
        here = self._spoken[place.start // _STRETCH]
        return [self._voice(a, one.content) for a, span in here if span == one.content]

    def of_words(self, words: Sequence[tuple[Span, float]]) -> list[Voice]:
        """Every speaker of words, each of which counts as it is weighed.

        A cue belongs to what it credits: "denied that" is not the report's denial.
        """
        weights: dict[Span | None, float] = defaultdict(float)
        places: dict[Span | None, Span] = {}
        for place, weight in words:
            content = self.at(place).content or self._credited_by(place)
            weights[content] += weight
            places.setdefault(content, place)
        content = max(weights, key=lambda span: weights[span])
        return self.all_at(Span(content.start, content.start + 1) if content else places[None])

    def _credited_by(self, place: Span) -> Span | None:
        """The words that the cue at a place credits to somebody; None where there is no cue."""
        cues = self._cues.get(place.start // _STRETCH, ())
        return next((content for cue, content in cues if cue.start <= place.start < cue.end), None)

    def _voice(self, attribution: Attribution, content: Span) -> Voice:
        parts = [*attribution.source, *attribution.cue, content]
        whole = Span(min(p.start for p in parts), max(p.end for p in parts))
        cue = self._cue(attribution)
        denied = cue_kind(cue) == "deny" or _DENIES.search(cue) is not None
        speaker = self._speaker(attribution)
        return Voice(speaker, attribution.form, denied, content, whole, attribution.confidence)

    def _is_deed(self, attribution: Attribution) -> bool:
        """Whether the cue tells what its source does rather than says."""
        if not attribution.cue:
            return False
        kind = cue_kind(self._cue(attribution))
        return kind in _DEEDS or (kind is None and attribution.form is not Form.DIRECT)

    def _cue(self, attribution: Attribution) -> str:
        return " ".join(self.text[start:end] for start, end in attribution.cue)

    def _speaker(self, attribution: Attribution) -> Actor:
        if attribution.speaker:
            return attribution.speaker
        # Nobody that the report identifies: the words themselves, or the report's own voice.
        words = " ".join(self.text[start:end] for start, end in attribution.source)
        return Actor(" ".join(words.split())) if words else self.own
