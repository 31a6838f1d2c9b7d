"""ONNX models of others are understood, or refused by the node that is no layer."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from playground.errors import LoadError
from playground.importers import read_network, run_with
from tests.core.networks_of_others import (
    X,
    answer,
    layers,
    model,
    settings,
    torch_style,
    written,
)


def test_a_model_in_the_style_of_pytorch(tmp_path: Path) -> None:
    for last in ("Softmax", None):
        arrays, proto = torch_style(last)
        path = written(tmp_path / "net.onnx", proto)
        run = run_with(read_network(path), settings(data="spiral3"))
        assert run.settings.activations == ("tanh", "tanh", "identity")
        z = answer(arrays, X, np.tanh)
        shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(run.predict(X), shares, rtol=1e-4)
        run.advance(5)


def test_a_model_that_keeps_its_numbers_in_a_file_beside_it(tmp_path: Path) -> None:
    arrays, proto = torch_style("Sigmoid")
    onnx.save_model(
        proto,
        tmp_path / "net.onnx",
        save_as_external_data=True,
        location="net.onnx.data",
        size_threshold=0,
    )
    network = read_network(tmp_path / "net.onnx")
    np.testing.assert_array_equal(network.layers[1].weights, arrays[2])
    run = run_with(network, settings(data="moons"))
    expected = answer(arrays, X, np.tanh)
    np.testing.assert_allclose(run.predict(X), 1 / (1 + np.exp(-expected)), rtol=1e-4)


@pytest.mark.parametrize(
    "location",
    ["../secret.bin", "/etc/passwd", "", "gone.bin", "link.bin", "/dev/zero", "a\\b"],
)
def test_no_file_elsewhere_is_read(tmp_path: Path, location: str) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(1000))
    (folder / "link.bin").symlink_to(tmp_path / "secret.bin")
    _, proto = torch_style()
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    with pytest.raises(LoadError, match="must be in a file beside the model"):
        read_network(written(folder / "net.onnx", proto))


@pytest.mark.parametrize(
    "said", [{"offset": "-4"}, {"length": "1000000000000000"}, {"offset": "990"}]
)
def test_no_place_outside_the_file_is_read(
    tmp_path: Path, said: dict[str, str]
) -> None:
    (tmp_path / "data.bin").write_bytes(bytes(1000))
    _, proto = torch_style()
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in {"location": "data.bin", **said}.items():
        tensor.external_data.add(key=key, value=value)
    with pytest.raises(LoadError, match="does not hold the numbers"):
        read_network(written(tmp_path / "net.onnx", proto))


def sklearn_style(classes: int) -> tuple[list[np.ndarray], onnx.ModelProto]:
    """Return a model as skl2onnx writes an MLPClassifier."""
    arrays = layers(2, 4, 1 if classes == 2 else classes)
    node = helper.make_node
    nodes = [
        node("Cast", ["input"], ["cast_input"], to=TensorProto.FLOAT),
        node("MatMul", ["cast_input", "coefficient"], ["mul_result"]),
        node("Add", ["mul_result", "intercepts"], ["add_result"]),
        node("Relu", ["add_result"], ["next_activations"]),
        node("MatMul", ["next_activations", "coefficient1"], ["mul_result1"]),
        node("Add", ["mul_result1", "intercepts1"], ["add_result1"]),
    ]
    constants = {
        "coefficient": arrays[0].T.copy(),
        "intercepts": arrays[1][None],
        "coefficient1": arrays[2].T.copy(),
        "intercepts1": arrays[3][None],
        "one": np.array([1], np.float32),
        "classes": np.array([0, 1], np.int64),
    }
    if classes == 2:
        nodes += [
            node("Sigmoid", ["add_result1"], ["out"]),
            node("Sub", ["one", "out"], ["negative"]),
            node("Concat", ["negative", "out"], ["probabilities"], axis=1),
        ]
    else:
        nodes.append(node("Softmax", ["add_result1"], ["probabilities"], axis=1))
    nodes += [
        node("ArgMax", ["probabilities"], ["index"], axis=1),
        node("Cast", ["index"], ["label"], to=TensorProto.INT64),
    ]
    return arrays, model(nodes, constants, "probabilities")


@pytest.mark.parametrize(("classes", "data"), [(2, "moons"), (3, "spiral3")])
def test_a_model_in_the_style_of_scikit_learn(
    tmp_path: Path, classes: int, data: str
) -> None:
    arrays, proto = sklearn_style(classes)
    run = run_with(
        read_network(written(tmp_path / "net.onnx", proto)), settings(data=data)
    )
    assert run.settings.activation == ("relu",)
    z = answer(arrays, X, lambda z: np.maximum(z, 0))
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    expected = 1 / (1 + np.exp(-z)) if classes == 2 else shares
    np.testing.assert_allclose(run.predict(X), expected, rtol=1e-4)


def test_two_outputs_for_two_classes_become_one(tmp_path: Path) -> None:
    arrays = layers(2, 3, 2)
    nodes = [
        helper.make_node("Gemm", ["input", "w", "b"], ["h"], transB=1),
        helper.make_node("Sigmoid", ["h"], ["a"]),
        helper.make_node("Gemm", ["a", "v", "c"], ["z"], transB=1),
        helper.make_node("Softmax", ["z"], ["end"], axis=1),
    ]
    proto = model(nodes, dict(zip("wbvc", arrays, strict=True)), "end")
    network = read_network(written(tmp_path / "net.onnx", proto))
    run = run_with(network, settings(data="moons"))
    z = answer(arrays, X, lambda z: 1 / (1 + np.exp(-z)))
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(run.predict(X), shares[:, 1:], rtol=1e-4)


def test_standardisation_in_the_graph_is_kept(tmp_path: Path) -> None:
    arrays = layers(2, 1)
    mean, scale = np.array([1, -2], np.float32), np.array([4, 0.5], np.float32)
    nodes = [
        helper.make_node("Sub", ["input", "m"], ["c"]),
        helper.make_node("Div", ["c", "s"], ["f"]),
        helper.make_node("Gemm", ["f", "w", "b"], ["end"], transB=1),
    ]
    constants = {"w": arrays[0], "b": arrays[1], "m": mean, "s": scale}
    path = written(tmp_path / "net.onnx", model(nodes, constants, "end"))
    expected = answer(arrays, (X - mean) / scale, None)
    for standardize in (False, True):
        options = settings(data="plane", standardize=standardize)
        run = run_with(read_network(path), options)
        np.testing.assert_allclose(run.predict(X), expected, rtol=1e-5)


def node_changed(change: Callable[[onnx.GraphProto], Any]) -> onnx.ModelProto:
    _, proto = torch_style()
    change(proto.graph)
    return proto


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda g: g.node[0].attribute.add(name="alpha", type=1, f=2.0), "(Gemm)"),
        (lambda g: setattr(g.node[1], "op_type", "Conv"), "(Conv) is no part"),
        (lambda g: setattr(g.node[3], "op_type", "Erf"), "(Erf) is no part"),
        (lambda g: g.node.insert(0, g.node[1]), "(Tanh) is no part"),
        (lambda g: g.node.pop(2), "(Tanh) is no part"),
        (lambda g: g.initializer.pop(0), "(Gemm) is no part"),
        (lambda g: g.input.append(g.output[0]), "it has 2 inputs"),
        (lambda g: g.ClearField("node"), "no linear layer"),
        (lambda g: g.initializer[0].dims.__setitem__(0, 5), "is not a network"),
        (lambda g: g.initializer[0].dims.__setitem__(0, 10**12), "has the shape"),
        (lambda g: g.initializer[0].dims.__setitem__(0, -1), "has the shape"),
    ],
)
def test_other_graphs_are_refused_by_name(
    change: Callable[[onnx.GraphProto], Any], part: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "net.onnx", node_changed(change))
    with pytest.raises(LoadError, match=re.escape(part)):
        read_network(path)
