"""Weights come back to the bit, and those of other programs are understood."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import safetensors.numpy
from onnx import TensorProto, helper, numpy_helper

import playground as pg
from playground.data.own import OWN
from playground.errors import LoadError, SettingsError
from playground.exporters import Record, export
from playground.importers import IMPORTERS, read_network, run_with
from tests.core.hostile import (
    archive,
    hostile_archives,
    hostile_json,
    npy,
)
from tests.core.networks import KINDS, inputs, trained

FULL = (".npz", ".json", ".safetensors", ".float64.onnx")


def settings(**options: Any) -> pg.Settings:
    return pg.Settings.build(engine="reference", **options)


# ---- our own files ---------------------------------------------------------------


@pytest.mark.parametrize("suffix", FULL)
@pytest.mark.parametrize("kind", KINDS)
def test_our_own_files_come_back_to_the_bit(
    kind: str, suffix: str, tmp_path: Path
) -> None:
    run = trained(**KINDS[kind])
    path = tmp_path / f"net{suffix}"
    export(Record.of_run(run), path)
    network = read_network(path)
    assert network.sizes == run.network.sizes
    np.testing.assert_array_equal(network.params, run.params)
    again = run_with(network)
    assert again.update == 0
    assert again.settings == run.settings
    np.testing.assert_array_equal(again.params, run.params)
    np.testing.assert_array_equal(again.predict(inputs(run)), run.predict(inputs(run)))
    again.advance(10)
    assert again.update == 10
    words = [event.words for _, event in again.timeline.branch.events]
    assert words == [f"weights of {path.name}"]
    again.undo_edit()
    fresh = pg.Run(run.settings)
    np.testing.assert_array_equal(again.params, fresh.params)


def test_a_float32_model_is_close(tmp_path: Path) -> None:
    run = trained(data="iris", samples=90)
    export(Record.of_run(run), tmp_path / "net.onnx")
    again = run_with(read_network(tmp_path / "net.onnx"))
    np.testing.assert_allclose(again.params, run.params, rtol=1e-6)


def test_another_standardisation_is_taken_up_by_the_first_layer(tmp_path: Path) -> None:
    run = trained(data="iris", samples=90)
    export(Record.of_run(run), tmp_path / "net.npz")
    network = read_network(tmp_path / "net.npz")
    for changes in ({"standardize": False}, {"data_seed": 9}, {"samples": 40}):
        again = run_with(network, run.settings.replace(**changes))
        x = inputs(run)
        np.testing.assert_allclose(again.predict(x), run.predict(x), rtol=1e-9)
        assert not np.array_equal(again.params, run.params)


def test_the_settings_that_are_given_count(tmp_path: Path) -> None:
    run = trained(data="moons", activation="relu")
    export(Record.of_run(run), tmp_path / "net.json")
    network = read_network(tmp_path / "net.json")
    again = run_with(network, settings(data="spiral", optimizer="adam", hidden=(9,)))
    assert again.settings.data == "spiral"
    assert again.settings.optimizer == "adam"
    assert again.settings.hidden == (5, 3)
    assert again.settings.activation == ("relu", "relu")


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"data": "spiral3"}, "2 inputs and 1 outputs; spiral3 with these"),
        ({"data": "sine"}, "the feature x2 needs x2, but sine has 1"),
        ({"data": "plane"}, "loss must be squared_error for plane"),
    ],
)
def test_what_does_not_fit_says_what_it_has_and_what_was_expected(
    tmp_path: Path, options: dict[str, Any], part: str
) -> None:
    export(Record.of_run(trained()), tmp_path / "net.npz")
    network = read_network(tmp_path / "net.npz")
    with pytest.raises(LoadError, match=re.escape(part)):
        run_with(network, settings(**options))


def test_a_file_whose_data_is_gone_asks_for_data(tmp_path: Path) -> None:
    from tests.core.test_experiment import own_key

    key = own_key()
    export(Record.of_run(trained(data=key, samples=None)), tmp_path / "net.npz")
    entry = OWN.pop(key)
    try:
        network = read_network(tmp_path / "net.npz")
        with pytest.raises(LoadError, match="choose the data first"):
            run_with(network)
    finally:
        OWN[key] = entry


# ---- files of others -------------------------------------------------------------


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


@pytest.mark.parametrize(
    "names",
    [
        ("0.weight", "0.bias", "2.weight", "2.bias", "10.weight", "10.bias"),
        ("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "out.weight", "out.bias"),
        tuple(f"layer{n}/{part}" for n in (1, 2, 10) for part in ("weights", "biases")),
    ],
)
@pytest.mark.parametrize("suffix", [".safetensors", ".npz"])
def test_named_arrays_of_others(
    tmp_path: Path, names: tuple[str, ...], suffix: str
) -> None:
    arrays = layers(2, 4, 3, 1)
    path = tmp_path / f"net{suffix}"
    named = dict(zip(names, arrays, strict=True))
    if suffix == ".npz":
        np.savez(path, **named)
    else:
        path.write_bytes(safetensors.numpy.save(named))
    run = run_with(read_network(path), settings(data="moons", activation="relu"))
    assert run.settings.hidden == (4, 3)
    assert "does not say its activations; relu was taken" in run.notices[0]
    expected = answer(arrays, X, lambda z: np.maximum(z, 0))
    np.testing.assert_allclose(run.predict(X), 1 / (1 + np.exp(-expected)), rtol=1e-5)


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


@pytest.mark.parametrize(
    ("arrays", "part"),
    [
        ({"w": np.eye(2)}, "only weights and biases of layers were expected"),
        ({"a.bias": np.eye(2)}, "it has no weights"),
        ({"a.weight": np.eye(2), "b.bias": np.ones(2)}, "a bias without weights: 'b'"),
        ({"a.weight": np.ones(2)}, "layer 1 must be a matrix"),
        ({"a.weight": np.ones((2, 5000))}, "layer 1 must be a matrix of at most"),
        ({"a.weight": np.eye(2), "a.bias": np.ones(3)}, "bias of layer 1 must have 2"),
        ({"a.weight": np.eye(2), "b.weight": np.eye(3)}, "layer 2 takes 3 numbers"),
        ({"a.weight": np.full((2, 2), np.nan)}, "layer 1 holds numbers that are not"),
        ({"a.weight": np.eye(2, dtype=np.int64) * 2**40}, ""),
        ({f"{i}.weight": np.eye(1) for i in range(65)}, "it has 65 layers"),
    ],
)
@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_arrays_that_are_no_network_are_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], part: str, suffix: str
) -> None:
    path = tmp_path / f"net{suffix}"
    content = safetensors.numpy.save(arrays)
    if suffix == ".npz":
        content = archive({f"{name}.npy": npy(array) for name, array in arrays.items()})
    path.write_bytes(content)
    if not part:
        assert read_network(path).params.dtype == np.float64
        return
    with pytest.raises(LoadError, match=re.escape(part)):
        read_network(path)


@pytest.mark.parametrize(
    ("document", "part"),
    [
        ({}, 'no list of "layers"'),
        ({"layers": {}}, 'no list of "layers"'),
        ({"layers": []}, "is not a network"),
        ({"layers": [1]}, 'layer 1 has no "weight"'),
        ({"layers": [{"weight": [["a"]], "bias": [1]}]}, "is no array of numbers"),
        ({"layers": [{"weight": [[1], [1, 2]], "bias": [1]}]}, "is not a network"),
        ({"layers": [{"weight": [[1]], "bias": [1]}]}, "is not a network"),
        ({"layers": [], "dtype": "object"}, "must be one of float64, float32"),
    ],
)
def test_json_that_is_no_network_is_refused(
    tmp_path: Path, document: dict[str, Any], part: str
) -> None:
    path = tmp_path / "net.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(LoadError, match=re.escape(part)):
        read_network(path)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"activations": ["tanh"]}, "it names 1 activations for 3 layers"),
        ({"activations": ["tanh", "warp", "identity"]}, "unknown activation 'warp'"),
        ({"loss": "guess"}, "unknown loss 'guess'"),
        ({"features": ["x1"]}, "it names 1 features for 2 inputs"),
        ({"mean": [1.0]}, "its mean must be 2 finite numbers"),
        ({"scale": [0.0, 1.0]}, "its scale must not be 0"),
        ({"activations": 7}, "is not a network"),
    ],
)
def test_descriptions_that_contradict_the_weights_are_refused(
    tmp_path: Path, change: dict[str, Any], part: str
) -> None:
    path = tmp_path / "net.json"
    export(Record.of_run(trained()), path)
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, **change}), encoding="utf-8")
    with pytest.raises(LoadError, match=re.escape(part)):
        read_network(path)


@pytest.mark.parametrize("suffix", IMPORTERS)
@pytest.mark.parametrize(
    ("name", "content"), [*hostile_archives("0.weight.npy"), *hostile_json()]
)
def test_hostile_files_are_refused(
    name: str, content: bytes, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"net{suffix}"
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        read_network(path)
    assert "\n" not in str(caught.value)


def test_hostile_safetensors_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    good = {"dtype": "F64", "shape": [1, 1], "data_offsets": [0, 8]}
    for header, data in (
        ({"0.weight": good}, b""),
        ({"0.weight": good}, bytes(16)),
        ({"0.weight": {**good, "shape": [2**40, 2**40]}}, bytes(8)),
        ({"0.weight": {**good, "shape": [0, 2**40], "data_offsets": [0, 0]}}, b""),
        ({"0.weight": {**good, "data_offsets": [-8, 0]}}, bytes(8)),
        ({"0.weight": {**good, "dtype": "F8_E4M3"}}, bytes(8)),
        ({"0.weight": good, "__metadata__": {"network": "[1]"}}, bytes(8)),
        ({"0.weight": good, "__metadata__": {"network": "{" * 9999}}, bytes(8)),
        ({f"{i}.weight": {**good, "shape": [0, 1]} for i in range(99)}, b""),
    ):
        text = json.dumps(header).encode()
        path.write_bytes(len(text).to_bytes(8, "little") + text + data)
        with pytest.raises(LoadError):
            read_network(path)
    path.write_bytes((2**40).to_bytes(8, "little") + b"{}")
    with pytest.raises(LoadError, match="header is longer than 1 MB"):
        read_network(path)


def test_other_suffixes_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"weights are read from \.npz, \.json"):
        read_network(Path("net.pt"))
