"""A body's statement and the person who goes on with it are one speaker's."""

import re
from collections.abc import Mapping
from dataclasses import replace

from onrecord.actors.people import Body, Person
from onrecord.lexicons import any_of, speaker_words
from onrecord.records import Attribution

_BODY = re.compile(rf"(?i){any_of(speaker_words('bodies', 'all'))}")
_FOR_BODY = re.compile(
    rf"(?i)\b(?:{any_of(speaker_words('bodies', 'owners'))}['’]s"
    rf"|(?:for|of) the {any_of(speaker_words('bodies', 'all'))}"
    rf"|{any_of(speaker_words('bodies', 'with_spokespeople'))} spokes\w+)"
)
# How far on the person may be named, in characters.
_MERGE_WITHIN = 450


def merged(
    text: str, attributions: list[Attribution], speaking: Mapping[int, Person | Body]
) -> list[Attribution]:
    """Give a body's statement to the person who goes on with it for that very body.

    "The foreign ministry said ... 'It is done,' said X, the ministry's permanent secretary."
    `speaking` is who stands behind each source, by the offset where the source begins.
    """
    for at, attribution in enumerate(attributions):
        speaker = attribution.speaker
        if speaker is None or speaker.side is None or not attribution.source:
            continue
        who = speaking.get(attribution.source[0].start)
        if not isinstance(who, Body) or (who.office is not None and who.office.personal):
            continue
        for later in attributions[at + 1 : at + 5]:
            if not later.source or later.speaker is None or later.speaker.side != speaker.side:
                continue
            start, end = later.source[0]
            if start - attribution.source[0].start > _MERGE_WITHIN:
                break
            named = speaking.get(start)
            if isinstance(named, Person) and _same_body(who, text[start:end]):
                attributions[at] = replace(attribution, speaker=named.actor)
                break
    return attributions


def _same_body(body: Body, source: str) -> bool:
    match = _FOR_BODY.search(source)
    if match is None:
        return False
    word = _BODY.search(match[0])
    assert word is not None
    kind = word[0].lower()
    return kind in body.name.lower() or (kind == "government" and body.office is None)
