"""Which speakers across reports are one person or office, and who is only proposed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import given
from hypothesis import strategies as st

from onrecord.actors.across import KnownActor, SpeakerMention, group_of, resolve_actors
from onrecord.actors.doubts import proposals_of_actors
from onrecord.records import Reading

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(
    "case",
    case_params(
        CASES / "known_actors.json",
        {"label", "comment", "mentions", "actors", "proposals", "expect"},
    ),
)
def test_actors_across_reports(case: Mapping[str, Any]) -> None:
    found = resolve_actors([mention(line) for line in case["mentions"]])
    assert {actor.id: sorted(actor.names) for actor in found} == case["actors"]
    proposed = [[p.left, p.right, p.doubt.value] for p in proposals_of_actors(found)]
    assert sorted(proposed) == case.get("proposals", [])


def mention(line: str) -> SpeakerMention:
    """A mention written as "name | side | published | report"; "-" is none."""
    name, side, said, report = line.split(" | ")
    return SpeakerMention(name, none(side), none(said), report)


def none(words: str) -> str | None:
    return None if words == "-" else words


def test_an_actor_tells_its_time_its_claims_and_why_it_is_one() -> None:
    (paz,) = resolve_actors(
        [
            SpeakerMention("Wilson Paz", "HN", "2025-06-26", "a", 3),
            SpeakerMention("director Wilson Paz", "HN", "2025-06", "b", 1),
            SpeakerMention("Paz", "HN", "2025-07-01", "c", 2),
        ]
    )
    assert (paz.name, paz.first, paz.last, paz.claims) == ("Wilson Paz", "2025-06", "2025-07-01", 6)
    assert paz.names == ("Wilson Paz", "Paz", "director Wilson Paz")
    assert paz.reasons == (
        "Wilson Paz / director Wilson Paz in 2 reports: the same name",
        "Paz in 1 report: fits no other paz of HN within two years",
    )


def test_gold_speakers_are_told_apart(gold_readings: dict[str, Reading]) -> None:
    mentions = [
        SpeakerMention(c.speaker.name, c.speaker.side, reading.report.published, name)
        for name, reading in gold_readings.items()
        for c in reading.claims
    ]
    actors = {actor.id: actor for actor in resolve_actors(mentions)}
    assert sum(actor.claims for actor in actors.values()) == len(mentions)
    assert set(actors["us-joe_biden"].names) == {
        "Joe Biden", "Joseph R. Biden, Jr.", "Joseph R. Biden Jr.",
    }  # fmt: skip
    assert "th-prasert_chaiyong" in actors
    assert "hn-government" in actors


NAMES = st.sampled_from([
    "Paz", "Wilson Paz", "W. Paz", "Wilson A. Paz", "Wilson B. Paz", "Maria Paz", "Mr. Paz",
    "President Paz", "Paz Jr.", "foreign ministry", "Foreign Ministry", "Honduras", "", "King", "Mr. King",
])  # fmt: skip
MENTIONS = st.builds(
    SpeakerMention,
    NAMES,
    st.sampled_from(["HN", "US", None]),
    st.sampled_from([None, "2014", "2016-05", "2025-06-26", "2025-07-01", "spring"]),
    st.sampled_from("abc"),
    st.integers(1, 3),
)


@given(st.lists(MENTIONS, max_size=12), st.randoms())
def test_order_does_not_matter(mentions: list[SpeakerMention], random: Any) -> None:
    found = resolve_actors(mentions)
    assert resolve_actors(random.sample(mentions, len(mentions))) == found


@given(st.lists(MENTIONS, max_size=12))
def test_every_claim_is_of_one_actor_and_groups_do_not_meet(
    mentions: list[SpeakerMention],
) -> None:
    found = resolve_actors(mentions)
    assert len({actor.id for actor in found}) == len(found)
    assert sum(actor.claims for actor in found) == sum(m.count for m in mentions)
    groups = {group_of(m.name, m.side) for m in mentions}
    by_group: list[KnownActor] = []
    for group in groups:
        own = [m for m in mentions if group_of(m.name, m.side) == group]
        by_group += resolve_actors(own)
    assert ids(by_group) == ids(found)


def ids(actors: Sequence[KnownActor]) -> list[str]:
    return sorted(actor.id for actor in actors)


@given(st.lists(MENTIONS, max_size=12))
def test_proposals_are_few(mentions: list[SpeakerMention]) -> None:
    found = proposals_of_actors(resolve_actors(mentions))
    every = [id for p in found for id in (p.left, p.right)]
    assert len({(p.left, p.right) for p in found}) == len(found)
    assert all(every.count(id) <= 3 for id in every)
