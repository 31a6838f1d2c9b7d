"""Networks as other programs write them, and what they answer."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import playground as pg


def settings(**options: Any) -> pg.Settings:
    return pg.Settings.build(engine="reference", **options)


def layers(*sizes: int, dtype: str = "float32") -> list[np.ndarray]:
    """Return weights and biases in turn."""
    rng = np.random.default_rng(1)
    found = []
    for before, after in pairwise(sizes):
        found += [rng.normal(size=(after, before)), rng.normal(size=after)]
    return [array.astype(dtype) for array in found]


def answer(arrays: list[np.ndarray], x: np.ndarray, function: Any) -> np.ndarray:
    """Return the last sums of a network (N, K)."""
    a = x
    for number in range(0, len(arrays), 2):
        a = a @ arrays[number].T + arrays[number + 1]
        if number + 2 < len(arrays):
            a = function(a)
    return a


X = np.random.default_rng(2).uniform(-3, 3, (20, 2))


def model(
    nodes: list[Any],
    constants: dict[str, np.ndarray],
    output: str,
    inputs: int = 2,
    kind: int = TensorProto.FLOAT,
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("input", kind, ["batch", inputs])],
        [helper.make_tensor_value_info(output, kind, ["batch", None])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def written(path: Path, proto: onnx.ModelProto) -> Path:
    path.write_bytes(proto.SerializeToString())
    return path


def torch_style(last: str | None = None) -> tuple[list[np.ndarray], onnx.ModelProto]:
    arrays = layers(2, 4, 3, 1 if last == "Sigmoid" else 3)
    names = ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"]
    nodes = []
    current = "input"
    for number, name in enumerate(names[::2]):
        out = f"gemm_{number}"
        bias = names[2 * number + 1]
        nodes.append(helper.make_node("Gemm", [current, name, bias], [out], transB=1))
        current = out
        if number < 2:
            nodes.append(helper.make_node("Tanh", [current], [f"tanh_{number}"]))
            current = f"tanh_{number}"
    if last:
        options = {"axis": 1} if last == "Softmax" else {}
        nodes.append(helper.make_node(last, [current], ["end"], **options))
        current = "end"
    return arrays, model(nodes, dict(zip(names, arrays, strict=True)), current)
