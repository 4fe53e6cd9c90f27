"""Chains: an attribution in what is credited to somebody ("Noem said the presidents told her")."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from onrecord.alignment import Span
from onrecord.attributions.boundaries import marked, touches
from onrecord.attributions.cues import cue_kind, load_cues
from onrecord.attributions.links import Linked, tag_and_link
from onrecord.lexicons import kept

# The tagger learnt from texts in which hardly any inner attribution is marked, so only those are
# taken of which it is sure, whose source stands there and whose cue is one of saying.
_LEAST_CONFIDENCE = 0.5
_SAYING = ("say", "deny", "confirm")
# Words of saying by which few contents are passed over that hold a chain, by their log-odds.
_LEAST_ODDS = 0.5
# A source, a cue and words that are credited need room.
_FEWEST_CHARACTERS = 30
_SPACE = re.compile(r"\s")
# A sentence of its own does not begin with these, so the tagger has seen few that do.
_CONJUNCTION = re.compile(r"(?:that|whether|if) ")


def find_within(text: str, found: Sequence[Linked], tagger: str, confidence: float) -> list[Linked]:
    """The attributions inside the contents of others, each content read again by itself."""
    contents = list(_worth_reading(text, found))
    if not contents:
        return []
    # All go through the tagger at once, one a paragraph; a line end inside would part it.
    page = "\n\n".join(_SPACE.sub(" ", text[start:end]) for start, end in contents)
    begins = [0]
    for start, end in contents:
        begins.append(begins[-1] + end - start + 2)
    cues = marked(text, (span for each in found for span in each.cue))
    within = []
    for linked in tag_and_link(page, tagger):
        if linked.confidence < max(confidence, _LEAST_CONFIDENCE) or not linked.source:
            continue
        places = {bisect_right(begins, s.start) - 1 for s in _spans(linked)}
        if len(places) > 1:
            continue
        number = places.pop()
        moved = _moved(linked, contents[number].start - begins[number])
        cue = " ".join(text[start:end] for start, end in moved.cue)
        if cue_kind(cue) in _SAYING and not touches(cues, moved.cue):
            within.append(moved)
    return within


def _worth_reading(text: str, found: Iterable[Linked]) -> Iterator[Span]:
    """The contents, in order and without overlaps, that hold a word of saying."""
    done = 0
    for span in sorted({span for each in found for span in each.content}):
        if span.start < done or span.end - span.start < _FEWEST_CHARACTERS:
            continue
        if _words_of_saying().search(text, *span):
            conjunction = _CONJUNCTION.match(text, *span)
            yield Span(conjunction.end(), span.end) if conjunction else span
            done = span.end


@kept
def _words_of_saying() -> re.Pattern[str]:
    forms = {
        form
        for form, verb in load_cues().verbs.items()
        if verb.kind in _SAYING and verb.forms[form] >= _LEAST_ODDS
    }
    return re.compile(rf"(?i)\b(?:{'|'.join(sorted(map(re.escape, forms)))})\b")


def _spans(linked: Linked) -> tuple[Span, ...]:
    return (*linked.source, *linked.cue, *linked.content)


def _moved(linked: Linked, by: int) -> Linked:
    source, cue, content = (
        tuple(Span(start + by, end + by) for start, end in role)
        for role in (linked.source, linked.cue, linked.content)
    )
    return Linked(source, cue, content, linked.confidence)
