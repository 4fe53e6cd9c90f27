"""The trained taggers: any text is read, the same way each time, in linear time and memory."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from onrecord.attributions import find_attributions
from onrecord.attributions.links import tag_and_link
from onrecord.errors import MissingWeights
from onrecord.tagger import (
    LONGEST,
    WEIGHTS,
    Affinity,
    Segment,
    Tagger,
    best_labels,
    load_tagger,
    tag,
    tagger_names,
)
from onrecord.tagger.networks import CHUNK

NEWS = "The minister said that no deal exists, according to officials. “We go,” she added. "
MEGABYTE = 1 << 20
# A text of 50,000 words may take so much more memory than one of none, in bytes.
ROOM = 200 * MEGABYTE
ODD = {
    "nothing": "",
    "white space": " \n\n ",
    "one word": "Hello",
    "one mark": ".",
    "one long word": "x" * 200_000,
    "marks that open": "“" * 3000,
    "apostrophes": "'" * 3000,
    "line ends": "\n" * 10_000,
    "capitals": "THE MINISTER SAID NO DEAL EXISTS. " * 20,
    "no punctuation": "the minister said that no deal exists and the others said so too " * 50,
    "emoji": "He said 😀 “no 🇭🇳 deal”. 👍",
    "right to left": "قال الوزير إن الاتفاق غير موجود. אמר השר",
    "a lone surrogate": "a\x00b said \ud800 no",
    "Chinese": "外交部说没有协议。" * 500,
    "signs of damage": "鈥" * 100_000,
    "turns": "Q: Why?\n\nMR. X: Because.\n\nQ: Why?\n\n" * 50,
}


@pytest.mark.parametrize("tagger", tagger_names())
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in ODD.items()])
def test_any_text_is_read(text: str, tagger: str) -> None:
    for a in find_attributions(text, tagger=tagger, confidence=0):
        for start, end in (*a.source, *a.cue, *a.content):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()


@pytest.mark.parametrize("tagger", tagger_names())
def test_a_plain_attribution_is_found_and_linked(tagger: str) -> None:
    text = "The foreign ministry said on Monday that no such pact exists."
    [found] = tag_and_link(text, tagger)
    assert [text[s:e] for s, e in found.source] == ["The foreign ministry"]
    assert [text[s:e].split()[0] for s, e in found.cue] == ["said"]
    assert [text[s:e] for s, e in found.content] == ["that no such pact exists"]
    assert 0 < found.confidence < 1


@pytest.mark.parametrize("tagger", tagger_names())
def test_the_same_text_gives_the_same_spans(tagger: str) -> None:
    text = NEWS * 50
    assert tag(text, tagger) == tag(text, tagger)
    assert Tagger(WEIGHTS, tagger).tag(text) == tag(text, tagger)


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load_tagger().read(NEWS * 300)
    assert len(whole.words) > CHUNK
    monkeypatch.setattr("onrecord.tagger.networks.CHUNK", 500)
    parts = load_tagger().read(NEWS * 300)
    assert [s[:3] for s in parts.segments] == [s[:3] for s in whole.segments]


def test_nothing_goes_on_that_has_not_begun() -> None:
    words = load_tagger().read(NEWS * 3).words
    rng = np.random.default_rng(0)
    labels = best_labels(rng.normal(size=(len(words), 7)).astype(np.float32), words).tolist()
    for before, label in zip([0, *labels], labels, strict=False):
        assert label == 0 or label % 2 == 1 or before in (label, label - 1)


def test_a_paragraph_longer_than_any_is_judged_in_pieces() -> None:
    words = load_tagger().read("so they said " * (2 * LONGEST)).words
    scores = np.full((len(words), 7), -9, np.float32)
    scores[:, 5] = scores[:, 6] = -0.1
    labels = best_labels(scores, words)
    assert labels[0] == 5
    assert set(labels[1:LONGEST]) <= {5, 6}
    assert labels[LONGEST] == 5
    assert labels[-1] == 0


def test_weights_that_are_not_installed() -> None:
    with pytest.raises(MissingWeights, match=r"choose of: .*fast"):
        load_tagger("slow")


@pytest.mark.parametrize("tagger", tagger_names())
def test_the_weights_are_those_of_their_card(tagger: str) -> None:
    """Another file under the same name would make the figures of the card those of others."""
    files = json.loads((WEIGHTS / f"{tagger}.json").read_text("utf-8"))["files"]
    assert {f"{tagger}.onnx", f"{tagger}.linking.json", "tokenizer.json"} <= files.keys()
    for name, digest in files.items():
        assert hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest() == digest
    assert "Licence" in (WEIGHTS / f"{tagger}.md").read_text("utf-8")


def test_affinity_is_the_mean_over_the_words_of_a_segment() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(12, 8)).astype(np.float16)
    segments = [Segment("cue", 0, 1, 1), Segment("content", 2, 5, 1), Segment("source", 8, 8, 1)]
    affinity = Affinity.of(segments, vectors)
    wide = vectors.astype(np.float64)
    content = np.mean([wide[0, 2:4] @ wide[i, 6:8] for i in range(2, 6)]) / 2**0.5
    source = wide[0, 0:2] @ wide[8, 4:6] / 2**0.5
    assert affinity.between(0, 1, "content") == pytest.approx(content, rel=1e-4)
    assert affinity.between(0, 2, "source") == pytest.approx(source, rel=1e-4)


def test_a_source_is_guessed_where_words_go_with_the_cue() -> None:
    paragraph = np.array([0] * 6 + [1] * 6, np.int32)
    vectors = np.zeros((12, 8), np.float16)
    cue = Segment("cue", 8, 8, 1)
    vectors[8, 0:2] = 2
    vectors[[9, 10], 4:6] = 1  # two words after the cue, in its paragraph
    vectors[2, 4:6] = 9  # farther, in another paragraph
    found = Affinity.of([cue], vectors).guess(0, cue, paragraph)
    assert found is not None
    assert (found.role, found.first, found.last) == ("source", 9, 10)
    vectors[[9, 10], 4:6] = 0
    assert Affinity.of([cue], vectors).guess(0, cue, paragraph) is None


# -- long texts ----------------------------------------------------------------------------------

LONG = [
    pytest.param(NEWS, id="sentences"),
    pytest.param(NEWS.replace(".", "").replace(",", ""), id="no punctuation"),
    pytest.param(NEWS.upper(), id="capitals"),
    pytest.param(NEWS.replace("”", ""), id="never closes"),
    pytest.param("👍 said 😀 ", id="emoji"),
    pytest.param("قال الوزير إن الاتفاق ", id="right to left"),
]


@pytest.mark.parametrize("words", LONG)
def test_time_grows_with_the_length(words: str) -> None:
    """Four times the words of one paragraph take less than eight times as long."""

    def seconds(count: int) -> float:
        text = words * (count // len(words.split()))
        start = time.process_time()
        find_attributions(text)
        return time.process_time() - start

    seconds(500)
    assert seconds(50_000) < 8 * max(seconds(12_500), 0.1)


def test_memory_is_bounded() -> None:
    """50,000 words in one paragraph: what the process holds at most, against loading alone."""
    script = (
        "import resource, sys\n"
        "from onrecord.attributions import find_attributions\n"
        "find_attributions('He said no.')\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "find_attributions(sys.argv[1] * int(sys.argv[2]))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    command = [sys.executable, "-c", script, NEWS, str(50_000 // len(NEWS.split()))]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    kilobytes = int(done.stdout) // (1024 if sys.platform == "darwin" else 1)
    assert kilobytes * 1024 < ROOM


def test_reading_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    """The run time of the networks would keep an identifier there, and report its use."""
    # Within CI it keeps still by itself, so it must not know that it is there.
    told = {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH", "SYSTEMROOT")}
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-B", "-m", "onrecord.cli", "read", "--json", "-"],
        input=NEWS,
        text=True,
        env=told | home,
        check=True,
        capture_output=True,
    )
    assert list(tmp_path.rglob("*")) == []
