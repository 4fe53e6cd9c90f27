"""Damage is undone where bytes or context tell, said where they do not, and clean text is left."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from casefiles import case_params
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.alignment import Span
from onrecord.records import Repair
from onrecord.repair import Repaired, repair
from onrecord.repair.decoders import DECODERS, Decoder

CASES = Path(__file__).parent / "cases"
FIELDS = {"label", "comment", "text", "repaired", "inferred", "ftfy", "expect"}
PROSE = [
    "“We have signed nothing,” the minister said.",
    "Honduras’s immigration director denied that an agreement was signed.",
    "“It doesn’t bind us — not yet,” said Noem. “We’ll see.”",
    "The ‘final’ text, she said, runs from 2019–2021.",
    "Officials in São Tomé and Lomé couldn’t say.",
    "“Guatemala would receive the migrants,” it said on Friday.",
    "The U.S. has a similar agreement with Canada.",
]  # fmt: skip
CHINESE = [
    "国务卿说，这些协议将为寻求庇护者提供其他选择。",
    "外交部发言人表示：“双方尚未达成任何协议。”",
    "鈥这个字很少见，但字典里有：鈥，音“hē”。",
    "每个国家都应遵守《联合国难民公约》。",
]
JAPANESE = [
    "外務大臣は、両国が合意に署名したことを否定した。",
    "「安全な第三国」という言葉は条約にはない。",
    "ｶﾀｶﾅの半角文字も残すこと。",
]
BY_NAME = {decoder.name: decoder for decoder in DECODERS}
MISREADINGS = [
    "gbk ignore", "gbk replace", "gbk browser", "cp932 ignore", "cp932 replace", "cp949 replace",
    "big5 replace", "cp1252 controls", "cp1251 replace", "mac_roman replace", "cp437 replace",
]  # fmt: skip


def damaged(text: str, decoder: Decoder) -> str:
    return decoder.read(text.encode())


def folded(line: str) -> str:
    """How long a dash was is often lost for good."""
    return line.replace("—", "–")


def came_from(text: str, done: Repaired, one: Repair) -> str:
    """What stood where a repair stands; what was taken out whole has an edit of no length."""
    gone = [e for e in done.alignment.edits if e.start == e.end == one.start == one.end]
    span = gone[0][2:] if gone else done.alignment.to_source(Span(one.start, one.end))
    return text[slice(*span)]


def check_laws(text: str, done: Repaired) -> None:
    """What holds of every repair, whatever was repaired."""
    again = repair(done.text)
    assert again.text == done.text
    at = 0
    for one in done.repairs:
        assert at <= one.start <= one.end <= len(done.text)
        assert done.text[one.start : one.end] == one.now
        assert came_from(text, done, one) == one.was
        assert 0 <= one.trust <= 1
        assert one.why
        at = one.end
    # Outside the edits the two texts run in step, so either can be rebuilt from the other.
    pieces, here, there = [], 0, 0
    for edit in done.alignment.edits:
        assert done.text[here : edit.start] == text[there : edit.source_start]
        pieces += [text[there : edit.source_start], done.text[edit.start : edit.end]]
        here, there = edit.end, edit.source_end
    assert "".join(pieces) + text[there:] == done.text


@pytest.mark.parametrize("case", case_params(CASES / "repair.json", FIELDS))
def test_damage_is_undone(case: dict[str, Any]) -> None:
    done = repair(case["text"])
    assert done.text == case["repaired"]
    if "inferred" in case:
        assert sum(one.inferred for one in done.repairs) == case["inferred"]
    check_laws(case["text"], done)


@pytest.mark.parametrize("case", case_params(CASES / "repair_clean.json", FIELDS))
def test_clean_text_is_left(case: dict[str, Any]) -> None:
    assert repair(case["text"]) == Repaired(case["text"])


@pytest.mark.parametrize("case", case_params(CASES / "repair_ftfy.json", FIELDS))
def test_what_ftfy_publishes_is_kept(case: dict[str, Any]) -> None:
    """ftfy's own examples and test cases (Apache-2.0), without its straightening of quotes."""
    done = repair(case["text"])
    assert done.text == case["repaired"]
    check_laws(case["text"], done)


SEED = (
    "鈥淗onduras and now Guatemala, after today, will be countries that will take those individuals"
    " and give them refugee status as well,鈥 Noem said. 鈥淲e鈥檝e never believed that the United"
    " States should be the only option. It doesn鈥檛 necessarily have to be the United States.鈥\n"
    "Honduras鈥檚 immigration director, Wilson Paz, denied that an agreement was signed.\n"
)


def test_the_founding_sample() -> None:
    done = repair(SEED)
    assert done.text == (
        "“Honduras and now Guatemala, after today, will be countries that will take those"
        " individuals and give them refugee status as well,” Noem said. “We’ve never believed that"
        " the United States should be the only option. It doesn’t necessarily have to be the United"
        " States.”\n"
        "Honduras’s immigration director, Wilson Paz, denied that an agreement was signed.\n"
    )
    assert [one.inferred for one in done.repairs] == [0, 1, 0, 0, 0, 1, 0]
    assert all(one.trust >= 0.9 for one in done.repairs)
    check_laws(SEED, done)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PROSE), min_size=1, max_size=4), st.sampled_from(DECODERS))
def test_laws_on_damaged_prose(sentences: list[str], decoder: Decoder) -> None:
    original = " ".join(sentences)
    text = damaged(original, decoder)
    done = repair(text)
    check_laws(text, done)
    if done.repairs and not any(one.inferred or one.now == one.was for one in done.repairs):
        assert damaged(done.text, decoder) == text


PIECES = st.one_of(
    st.sampled_from(
        [
            "鈥", "鈥檚", "茅", "窶", "窶冱", "셲", "혻", "Ã", "Ã©", "â€", "â€™", "вЂ™", "‚Äô", "ΓÇÖ",
            "?", "??", "\ufffd", "\ufffd\ufffd\ufffd", "&amp;", "\\u2019", "%E2%80%99", "``", "''",
            "\xad", "\u200b", "\ufeff", "每", "目前", "在", "é", "’", "“", "”", "—", "\xa0", "\n", " ",
            ".", "s", "said", "Noem", "9", "€", "\x80", "\x9d",
        ]
    ),
    st.text(max_size=3),
)  # fmt: skip


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=14).map("".join))
def test_laws_on_anything(text: str) -> None:
    check_laws(text, repair(text))


@pytest.mark.parametrize("name", MISREADINGS)
def test_exact_repairs_damage_back(name: str) -> None:
    """Where a codec alone explains a place, the same codec damages it again as it was."""
    decoder = BY_NAME[name]
    for sentence in PROSE:
        text = damaged(sentence, decoder)
        done = repair(text)
        if not any(one.inferred for one in done.repairs):
            assert damaged(done.text, decoder) == text


@pytest.mark.parametrize("genuine", [CHINESE, JAPANESE], ids=["Chinese", "Japanese"])
def test_damaged_lines_among_genuine_ones(genuine: list[str]) -> None:
    """At least 93% of the damaged lines are restored, and no genuine line is touched."""
    right = total = 0
    for name in MISREADINGS[:5]:
        lines = [line for pair in zip(PROSE, genuine * 2, strict=False) for line in pair]
        text = "\n".join(damaged(line, BY_NAME[name]) if line in PROSE else line for line in lines)
        for line, got in zip(lines, repair(text).text.split("\n"), strict=True):
            if line in PROSE:
                right, total = right + (folded(line) == folded(got)), total + 1
            else:
                assert got == line
    assert right / total >= 0.93


def test_undecided_places_are_said() -> None:
    text = "The figure was \ufffd\ufffd\ufffd of all, he said."
    done = repair(text)
    for one in done.repairs:
        assert one.inferred
        assert one.trust < 0.9
        assert one.now == one.was or one.trust >= 0.2


@pytest.mark.parametrize(
    "text",
    [
        "鈥" * 1_000_000, "鈥 " * 60_000, "x" * 2_000_000 + "鈥檚", "\ufffd" * 500_000,
        "?" * 500_000 + "鈥檚", "â€™s " * 100_000, "Ã© " * 100_000, "``" * 200_000,
        "%E2%80%99" * 50_000, "&amp;" * 50_000,
    ],
    ids=[
        "run", "spaced", "long line", "lost", "questions", "western", "weak", "ticks", "percent",
        "entities",
    ],
)  # fmt: skip
def test_time_is_linear(text: str) -> None:
    begun = time.process_time()
    repair(text[: len(text) // 8])
    eighth = time.process_time() - begun
    begun = time.process_time()
    repair(text)
    whole = time.process_time() - begun
    assert whole < 24 * eighth + 1.0


def test_weights_are_aggregates() -> None:
    """Nothing of the news that was learned from ships: features are short, words single."""
    path = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "repair_marks.json"
    table = json.loads(path.read_text("utf-8"))
    assert all(word.isalpha() for word in table["words"])
    assert max(len(name) for name in table["marks"]) < 30
