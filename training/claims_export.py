"""Write the network of `claims_encoder` as ONNX, and its heads as plain arrays."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from attribution_export import encoder_layers, placed_words
from attribution_graph import Array, Graph
from onnx import TensorProto

HEADS = (
    "present.weight", "present.bias", "kind.weight", "kind.bias", "query.weight", "query.bias",
    "key.weight", "key.bias", "party.bias",
)  # fmt: skip


def export_network(state: Mapping[str, Array], path: Path, notes: Mapping[str, str]) -> None:
    """Write the encoder and the head that looks at each word; the others are in `heads_of`."""
    g = Graph()
    words, places = placed_words(g, state)
    tables = (
        ("shape", state["shape.weight"] + state["segment"], "shapes"),
        ("quote", state["quote.weight"], "quoting"),
        ("mark", state["mark.weight"], "marks"),
        ("rank", state["rank.weight"], "ranks"),
    )
    x = encoder_layers(g, words, places, state, tables, "")
    weight = g.constant("word", state["word.weight"].T)
    product = g.add("MatMul", [x, weight], "word_product")
    g.add("Add", [product, g.constant("word_b", state["word.bias"])], "statuses")
    g.add("Identity", [x], "vectors")
    g.write(
        [
            (name, TensorProto.INT32, ["rows", "pieces"])
            for name in ("ids", "shapes", "quoting", "marks", "ranks")
        ]
        + [("closed", TensorProto.FLOAT, ["rows", 1, 1, "pieces"])],
        [
            ("statuses", ["rows", "pieces", len(state["word.bias"])]),
            ("vectors", ["rows", "pieces", len(state["norm.bias"])]),
        ],
        path,
        notes,
    )


def heads_of(state: Mapping[str, Array]) -> dict[str, Array]:
    """The heads that look at a sentence for a status, by name."""
    return {name: state[name].astype(np.float32) for name in HEADS}
