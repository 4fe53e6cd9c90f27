"""Write both trained taggers as ONNX."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from attribution_graph import MICROSOFT, Array, Graph
from onnx import TensorProto

ZERO = 128
HEADS = 12


def export_convolutions(
    state: Mapping[str, Array], dilations: Sequence[int], ranges: Sequence[float], path: Path,
    notes: Mapping[str, str],
) -> None:  # fmt: skip
    """Write the network of `attribution_model` to `path`.

    `ranges` has the largest input of each convolution, measured on training text.
    """
    g = Graph()
    table = state["emb.weight"].copy()
    table[0] = 0  # no piece
    scaled = g.table(table, "pieces", "table")
    summed = g.add("ReduceSum", [scaled, g.constant("axis1", np.array([1]))], "summed", keepdims=0)
    mean = g.add("Mul", [summed, "share"], "mean")
    weight, size = state["inp.weight"], table.shape[1]
    x = g.add("MatMul", [mean, g.constant("inp", weight[:, :size].T)], "embedded")
    for number, name in enumerate(("shapes", "quoting")):
        features = state[f"feat.{number}.weight"]
        part = features @ weight[:, size : size + features.shape[1]].T
        size += features.shape[1]
        if number == 0:
            part = part + state["inp.bias"]
        row = g.add("Gather", [g.constant(f"{name}_table", part), name], f"{name}_row")
        x = g.add("Add", [x, row], f"x_{name}")
    zero = g.constant("zero", np.array(ZERO, np.uint8))
    start, channels = g.constant("start", np.array([0])), weight.shape[0]
    for i, dilation in enumerate(dilations):
        block = f"blocks.{i}"
        h = g.norm(x, state[f"{block}.norm.weight"], state[f"{block}.norm.bias"], f"h{i}", 1e-5)
        step = g.constant(f"step{i}", np.array(ranges[i] / 127, np.float32))
        q = g.add("QuantizeLinear", [h, step, zero], f"q{i}")
        pads = g.constant(f"pad{i}", np.array([dilation, 0, dilation, 0]))
        padded = g.add("Pad", [q, pads, zero], f"p{i}")
        # The same rows seen from each of the three taps of the kernel.
        end = g.constant(f"end{i}", np.array([-2 * dilation]))
        before = g.add("Slice", [padded, start, end, start], f"before{i}")
        shift, far = g.constant(f"shift{i}", np.array([2 * dilation])), np.array([2**31])
        after = g.add("Slice", [padded, shift, g.constant("far", far), start], f"after{i}")
        taps = g.add("Concat", [before, q, after], f"taps{i}", axis=1)
        z = g.product(
            (taps, step, zero),
            state[f"{block}.lin.weight"],
            state[f"{block}.lin.bias"],
            f"z{i}",
        )
        value, gate = g.split(z, [channels, channels], [f"a{i}", f"g{i}"], axis=1)
        gated = g.add("Mul", [value, g.add("Sigmoid", [gate], f"sg{i}")], f"y{i}")
        x = g.add("Add", [x, gated], f"x{i}")
    last = g.norm(x, state["norm.weight"], state["norm.bias"], "last", 1e-5)
    # The two heads in float: together they are a small part of the work.
    for head, given in (("out", "labels"), ("vectors", "vectors")):
        matrix = g.constant(f"{head}_w", state[f"{head}.weight"].T)
        product = g.add("MatMul", [last, matrix], f"{head}_product")
        g.add("Add", [product, g.constant(f"{head}_bias", state[f"{head}.bias"])], given)
    g.write(
        [
            ("pieces", TensorProto.INT32, ["words", 3]),
            ("share", TensorProto.FLOAT, ["words", 1]),
            ("shapes", TensorProto.INT32, ["words"]),
            ("quoting", TensorProto.INT32, ["words"]),
        ],
        [
            ("labels", ["words", len(state["out.bias"])]),
            ("vectors", ["words", len(state["vectors.bias"])]),
        ],
        path,
        notes,
    )


def export_encoders(
    states: Sequence[Mapping[str, Array]], path: Path, notes: Mapping[str, str]
) -> None:
    """Write encoders that share their word table as one network: the mean of what they say.

    The mean is over log-probabilities and over products of vectors: the vectors stand side by side.
    """
    g = Graph()
    words, places8 = placed_words(g, states[0])
    labels: list[str] = []
    cues: list[list[str]] = []
    others: list[list[str]] = []
    share = len(states) ** -0.25  # products are divided by the root of the vectors' length
    for n, state in enumerate(states):
        at = f"e{n}_"
        tables = (
            ("shape", state["shape.weight"] + state["segment"], "shapes"),
            ("quote", state["quote.weight"], "quoting"),
        )
        x = encoder_layers(g, words, places8, state, tables, at)
        weight = g.constant(f"{at}out", state["out.weight"].T)
        logits = g.add("MatMul", [x, weight], f"{at}out_product")
        logits = g.add("Add", [logits, g.constant(f"{at}out_b", state["out.bias"])], f"{at}logits")
        labels.append(g.add("LogSoftmax", [logits], f"{at}labels", axis=-1))
        half = len(state["vectors.bias"]) // 2
        for kind, part, factor, found in (
            ("cue", slice(0, half), share, cues),
            ("other", slice(half, 2 * half), share, others),
        ):
            weight = g.constant(f"{at}{kind}", (state["vectors.weight"][part] * factor).T)
            product = g.add("MatMul", [x, weight], f"{at}{kind}_product")
            bias = g.constant(f"{at}{kind}_b", state["vectors.bias"][part] * factor)
            sides = [f"{at}{kind}_source", f"{at}{kind}_content"]
            vectors = g.add("Add", [product, bias], f"{at}{kind}_vectors")
            found.append(g.split(vectors, [half // 2, half // 2], sides, axis=2))
    order = [v[side] for group in (cues, others) for side in (0, 1) for v in group]
    g.add("Concat", order, "vectors", axis=2)
    total = labels[0] if len(labels) == 1 else g.add("Sum", labels, "labels_sum")
    g.add("Mul", [total, g.constant("part", np.array(1 / len(states), np.float32))], "labels")
    width = sum(len(state["vectors.bias"]) for state in states)
    g.write(
        [
            ("ids", TensorProto.INT32, ["rows", "pieces"]),
            ("shapes", TensorProto.INT32, ["rows", "pieces"]),
            ("quoting", TensorProto.INT32, ["rows", "pieces"]),
            ("closed", TensorProto.FLOAT, ["rows", 1, 1, "pieces"]),
        ],
        [
            ("labels", ["rows", "pieces", len(states[0]["out.bias"])]),
            ("vectors", ["rows", "pieces", width]),
        ],
        path,
        notes,
    )


def placed_words(g: Graph, state: Mapping[str, Array]) -> tuple[str, str]:
    """The pieces of words by the table of an encoder, and where they stand along the row."""
    words = g.table(state["words.weight"], "ids", "words")
    # Where a piece stands: 0 and up along the row, as long as the row is.
    size = g.add("Shape", ["ids"], "ids_shape")
    one = g.constant("one", np.array([1]))
    length = g.add("Slice", [size, one, g.constant("two", np.array([2]))], "length")
    nought = g.constant("nought", np.array([0]))
    places = g.table(state["places.weight"], g.add(
        "Range",
        [
            g.constant("from", np.array(0)),
            g.add("Squeeze", [length, nought], "limit"),
            g.constant("by", np.array(1)),
        ],
        "range",
    ), "places")  # fmt: skip
    return words, places


def encoder_layers(
    g: Graph, words: str, places: str, state: Mapping[str, Array],
    tables: Sequence[tuple[str, Array, str]], at: str,
) -> str:  # fmt: skip
    """All layers of an encoder; `tables` has (name, rows, input) of what else is known of a piece.

    `at` begins the names of what belongs to this encoder.
    """
    x = g.add("Add", [words, places], f"{at}placed")
    for name, table, rows in tables:
        row = g.add("Gather", [g.constant(f"{at}{name}", table), rows], f"{at}{name}_row")
        x = g.add("Add", [x, row], f"{at}with_{name}")
    x = g.norm(x, state["norm.weight"], state["norm.bias"], f"{at}embedded", 1e-12)
    for i in range(_depth(state)):
        x = _layer(g, x, state, f"layers.{i}.", f"{at}l{i}_")
    return x


def _depth(state: Mapping[str, Array]) -> int:
    return sum(name.endswith(".qkv.weight") for name in state)


def _layer(g: Graph, x: str, state: Mapping[str, Array], at: str, name: str) -> str:
    """One layer of BERT; products with weights in int8, attention in float."""
    width = len(state[f"{at}mix.bias"])
    each = width // HEADS

    def product(given: str, part: str) -> str:
        return g.product(
            g.quantised(given), state[f"{at}{part}.weight"], state[f"{at}{part}.bias"], name + part
        )

    sides = g.split(product(x, "qkv"), [width] * 3, [name + s for s in ("q", "k", "v")], axis=2)
    heads = g.constant("heads", np.array([0, 0, HEADS, each]))
    q, k, v = (g.add("Reshape", [side, heads], f"{side}_heads") for side in sides)
    q = g.add("Transpose", [q], f"{name}q_t", perm=[0, 2, 1, 3])
    k = g.add("Transpose", [k], f"{name}k_t", perm=[0, 2, 3, 1])
    v = g.add("Transpose", [v], f"{name}v_t", perm=[0, 2, 1, 3])
    scores = g.add("MatMul", [q, k], f"{name}products")
    step = g.constant("step", np.array(each**-0.5, np.float32))
    scores = g.add("Mul", [scores, step], f"{name}scores")
    scores = g.add("Add", [scores, "closed"], f"{name}open")
    shares = g.add("Softmax", [scores], f"{name}shares", axis=-1)
    mixed = g.add("MatMul", [shares, v], f"{name}mixed")
    mixed = g.add("Transpose", [mixed], f"{name}mixed_t", perm=[0, 2, 1, 3])
    mixed = g.add("Reshape", [mixed, g.constant("whole", np.array([0, 0, width]))], f"{name}whole")
    x = _normed(g, x, product(mixed, "mix"), state, f"{at}norm1", f"{name}n1")
    wide = g.add("Gelu", [product(x, "up")], f"{name}wide", MICROSOFT)
    return _normed(g, x, product(wide, "down"), state, f"{at}norm2", f"{name}n2")


def _normed(g: Graph, x: str, y: str, state: Mapping[str, Array], norm: str, name: str) -> str:
    total = g.add("Add", [x, y], f"{name}_sum")
    return g.norm(total, state[f"{norm}.weight"], state[f"{norm}.bias"], name, 1e-12)
