"""A file that is no network, or contradicts itself, is refused with a sentence."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from playground.errors import LoadError, SettingsError
from playground.exporters import Record, export
from playground.importers import IMPORTERS, read_network
from tests.core.hostile import (
    archive,
    hostile_archives,
    hostile_json,
    npy,
)
from tests.core.networks import trained


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
