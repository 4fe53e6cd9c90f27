"""Write networks as ONNX: tables and matrices in int8, each row or column with its own scale."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[np.float32]
MICROSOFT = "com.microsoft"
# 7 bits (`reduce_range`): on processors without VNNI, sums of 8-bit products would saturate.
WEIGHT_TOP = 63


class Graph:
    """Nodes and constants in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(
        self, operator: str, inputs: Sequence[str], name: str, domain: str = "", **attributes: Any
    ) -> str:
        self.nodes.append(
            helper.make_node(operator, list(inputs), [name], name=name, domain=domain, **attributes)
        )
        return name

    def split(self, x: str, sizes: Sequence[int], names: Sequence[str], axis: int) -> list[str]:
        count = self.constant(f"{names[0]}_sizes", np.array(sizes))
        self.nodes.append(
            helper.make_node("Split", [x, count], list(names), name=names[0], axis=axis)
        )
        return list(names)

    def table(self, table: Array, rows: str, name: str) -> str:
        """Rows of a table that is kept in int8 with a scale a row."""
        if name not in self.constants:
            quantised, scale = by_row(table, 127)
            self.constant(name, quantised)
            self.constant(f"{name}_scale", scale)
        picked = self.add("Gather", [name, rows], f"{name}_rows8")
        wide = self.add("Cast", [picked], f"{name}_rows", to=TensorProto.FLOAT)
        scales = self.add("Gather", [f"{name}_scale", rows], f"{name}_row_scale")
        return self.add("Mul", [wide, scales], f"{name}_scaled")

    def product(self, quantised: Sequence[str], weight: Array, bias: Array, name: str) -> str:
        """A product of what is quantised (values, step, zero) and a matrix (out, in) in int8."""
        values, step, zero = quantised
        kernel, scale = by_row(weight, WEIGHT_TOP)
        return self.add(
            "MatMulIntegerToFloat",
            [
                values,
                self.constant(f"{name}_k", kernel.T),
                step,
                self.constant(f"{name}_s", scale[:, 0]),
                zero,
                "",
                self.constant(f"{name}_b", bias),
            ],
            name,
            MICROSOFT,
        )

    def quantised(self, x: str) -> tuple[str, str, str]:
        """A tensor in 8 bits by its own range: values, step, zero."""
        names = (f"{x}_q", f"{x}_step", f"{x}_zero")
        self.nodes.append(
            helper.make_node("DynamicQuantizeLinear", [x], list(names), name=names[0])
        )
        return names

    def norm(self, x: str, weight: Array, bias: Array, name: str, epsilon: float) -> str:
        given = [x, self.constant(f"{name}_w", weight), self.constant(f"{name}_b", bias)]
        return self.add("LayerNormalization", given, name, axis=-1, epsilon=epsilon)

    def write(
        self,
        inputs: Sequence[tuple[str, int, Sequence[str | int]]],
        outputs: Sequence[tuple[str, Sequence[str | int]]],
        path: Path,
        notes: Mapping[str, str],
    ) -> None:
        """Write the file; inputs are (name, type, shape), outputs, in float, (name, shape)."""
        graph = helper.make_graph(
            self.nodes,
            "attribution",
            [helper.make_tensor_value_info(*given) for given in inputs],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, s) for name, s in outputs],
            list(self.constants.values()),
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(
            graph, opset_imports=opsets, ir_version=8, producer_name="onrecord"
        )
        helper.set_model_props(model, dict(sorted(notes.items())))
        path.write_bytes(model.SerializeToString(deterministic=True))


def by_row(table: Array, top: int) -> tuple[NDArray[np.int8], Array]:
    """A table in int8 and the scale of each row."""
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-12) / top
    return np.round(table / scale).astype(np.int8), scale.astype(np.float32)
