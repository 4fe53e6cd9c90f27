"""The two networks that score words: how their inputs are laid out and what they give."""

import os
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

# A convolution sees this many words to each side of a word at most; chunks overlap by as many.
REACH = 32
CHUNK = 4096  # words that go through the convolutions at once: bounds the memory
# Words that the encoder reads at once; of two windows that overlap each gives the nearer half.
WINDOW = 192
MARGIN = 24
ROWS = 8  # windows that go through the encoder at once: bounds the memory
CLOSED = -1e4  # added to the attention towards places where no piece is

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Halves = NDArray[np.float16]


class Scores(NamedTuple):
    """For each word the log-probabilities of its labels, and vectors that tell what belongs to it.

    A row of `vectors` has four parts: the word as a cue that looks for its source, as a cue that
    looks for its content, as a part of a source, as a part of a content. The product of a cue's
    part and a word's part is high where the word belongs to that cue.
    """

    labels: Floats
    vectors: Halves


class Network(Protocol):
    def scores(self, pieces: Ints, shapes: Ints, quoting: Ints) -> Scores:
        """The scores of each row of the inputs (`Words`, behind one end of a paragraph)."""
        ...


def load_network(path: Path, threads: int) -> Network:
    """The network of an ONNX file; its inputs tell which of the two it is."""
    session = open_session(path, threads)
    names = {given.name for given in session.get_inputs()}
    return Encoder(session) if "closed" in names else Convolutions(session)


def open_session(path: Path, threads: int) -> Any:
    """An ONNX file, ready to run on the processor with so many threads."""
    # From 1.29 on it reports its use to its makers, and keeps an identifier in the user's cache,
    # unless this is set before it is loaded; telling it later stops only a part of that.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    # It takes a tenth of a second to load, so only those who read a text pay for it.
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # for those who had loaded it before
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Convolutions:
    """The fast network: convolutions over words."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def scores(self, pieces: Ints, shapes: Ints, quoting: Ints) -> Scores:
        """Chunk by chunk; a chunk gives what the whole would."""
        share = (1 / np.maximum((pieces > 0).sum(1, keepdims=True), 1)).astype(np.float32)
        parts = []
        for start in range(0, len(shapes), CHUNK):
            low, high = max(0, start - REACH), min(len(shapes), start + CHUNK + REACH)
            given = {
                "pieces": pieces[low:high],
                "share": share[low:high],
                "shapes": shapes[low:high],
                "quoting": quoting[low:high],
            }
            labels, vectors = self._session.run(None, given)
            kept = slice(start - low, min(start + CHUNK, len(shapes)) - low)
            parts.append((labels[kept], vectors[kept].astype(np.float16)))
        return _joined(parts)


class Encoder:
    """The accurate network: transformers over pieces of words."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def scores(self, pieces: Ints, shapes: Ints, quoting: Ints) -> Scores:
        """Window by window; windows overlap."""
        total = len(shapes)
        starts = list(range(0, max(1, total - 2 * MARGIN), WINDOW - 2 * MARGIN))
        parts = []
        for at in range(0, len(starts), ROWS):
            some = starts[at : at + ROWS]
            low, high = some[0], min(total, some[-1] + WINDOW)
            inputs, first = _pieces(
                pieces[low:high], shapes[low:high], quoting[low:high], [s - low for s in some]
            )
            labels, vectors = self._session.run(None, inputs)
            for row, start in enumerate(some):
                end = min(start + WINDOW, total)
                keep_from = MARGIN if start else 0
                keep_to = end - start if end == total else end - start - MARGIN
                chosen = first[row][keep_from:keep_to]
                parts.append((labels[row, chosen], vectors[row, chosen].astype(np.float16)))
        return _joined(parts)


def _pieces(
    pieces: Ints, shapes: Ints, quoting: Ints, starts: list[int]
) -> tuple[dict[str, NDArray[Any]], list[Ints]]:
    """Windows of words as rows of pieces, and the place of the first piece of each word."""
    number = (pieces > 0).sum(1)
    before = np.concatenate([[0], np.cumsum(number)])
    word = np.repeat(np.arange(len(number)), number)
    ids = pieces[pieces > 0]
    ends = [min(start + WINDOW, len(number)) for start in starts]
    most = max(int(before[e] - before[s]) for s, e in zip(starts, ends, strict=True))
    shape = (len(starts), most)
    rows = {
        "ids": np.zeros(shape, np.int32),
        "shapes": np.zeros(shape, np.int32),
        "quoting": np.zeros(shape, np.int32),
        "closed": np.full((len(starts), 1, 1, most), CLOSED, np.float32),
    }
    first = []
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        low, high = before[start], before[end]
        rows["ids"][row, : high - low] = ids[low:high]
        rows["shapes"][row, : high - low] = shapes[word[low:high]]
        rows["quoting"][row, : high - low] = quoting[word[low:high]]
        rows["closed"][row, :, :, : high - low] = 0
        first.append((before[start:end] - low).astype(np.int32))
    return rows, first


def _joined(parts: list[tuple[Floats, Halves]]) -> Scores:
    labels = np.concatenate([part for part, _ in parts])
    labels = labels - labels.max(1, keepdims=True)
    labels -= np.log(np.exp(labels).sum(1, keepdims=True))
    return Scores(labels, np.concatenate([part for _, part in parts]))
