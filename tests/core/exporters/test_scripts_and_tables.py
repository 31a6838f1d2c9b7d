"""Scripts for PyTorch and scikit-learn, safetensors and tables: what is written."""

import ast
import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from playground.errors import ExportError, LoadError
from playground.exporters import EXPORTERS, Record, export, exporter_for, verify
from playground.exporters.weights_csv import harmless
from playground.importers import read_network
from playground.preprocessing import Preprocessor
from tests.core.networks import KINDS, inputs, trained

SKLEARN_KINDS = [
    *("identity", "sigmoid", "tanh", "relu", "several classes", "real data", "numbers"),
    *("no hidden layer", "formulas", "float32", "ends in sigmoid", "ends in tanh"),
]


@pytest.mark.parametrize(
    "suffix", [s for s in EXPORTERS if s not in (".sklearn.py", ".onnx")]
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_is_verified(kind: str, suffix: str, tmp_path: Path) -> None:
    record = Record.of_run(trained(**KINDS[kind]))
    path = tmp_path / f"net{suffix}"
    export(record, path)
    verified = verify(record, path)
    assert verified.agrees
    assert verified.outputs >= 60
    if suffix != ".float64.onnx" and kind != "gelu" and kind != "ends in gelu":
        assert verified.sentence.endswith("are the same to the last bit")


@pytest.mark.parametrize("kind", SKLEARN_KINDS)
def test_scikit_learn_scripts_are_verified(kind: str, tmp_path: Path) -> None:
    record = Record.of_run(trained(**KINDS[kind]))
    path = tmp_path / "net.sklearn.py"
    export(record, path)
    assert verify(record, path).worst == 0.0
    ast.parse(path.read_bytes())


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("two activations", "one activation for all hidden layers"),
        ("gelu", "have no gelu"),
        ("ends in sine", "have no sine"),
    ],
)
def test_what_scikit_learn_cannot_is_said(kind: str, part: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=part):
        export(Record.of_run(trained(**KINDS[kind])), tmp_path / "net.sklearn.py")
    assert list(tmp_path.iterdir()) == []


def test_the_longest_suffix_chooses_the_format() -> None:
    assert exporter_for(Path("net.torch.py")) is EXPORTERS[".torch.py"]
    assert exporter_for(Path("net.sklearn.py")) is EXPORTERS[".sklearn.py"]
    assert exporter_for(Path("torch.py")) is EXPORTERS[".py"]
    assert exporter_for(Path("net.FLOAT64.onnx")) is EXPORTERS[".float64.onnx"]


def test_safetensors_have_the_names_of_a_sequence(tmp_path: Path) -> None:
    run = trained(data="iris", samples=90)
    export(Record.of_run(run), tmp_path / "net.safetensors")
    content = (tmp_path / "net.safetensors").read_bytes()
    tensors = safetensors.numpy.load(content)
    assert set(tensors) == {f"{n}.{part}" for n in "024" for part in ("weight", "bias")}
    for number, layer in enumerate(run.network.layers):
        np.testing.assert_array_equal(tensors[f"{2 * number}.weight"], layer.weights)
        np.testing.assert_array_equal(tensors[f"{2 * number}.bias"], layer.bias)
    length = int.from_bytes(content[:8], "little")
    said = json.loads(content[8 : 8 + length])["__metadata__"]
    assert said["format"] == "pt"
    assert json.loads(said["network"])["activations"] == ["tanh", "tanh", "identity"]
    assert length % 8 == 0


def test_scripts_cannot_be_made_to_do_something_by_a_name() -> None:
    evil = ("'''\"\"\"\nraise SystemExit\n#", "\\", "\u2028raise SystemExit\n", "=1+1")
    run = trained(data="iris", samples=90)
    record = dataclasses.replace(Record.of_run(run), columns=evil, classes=evil)
    for suffix in (".torch.py", ".sklearn.py"):
        tree = ast.parse(EXPORTERS[suffix].encode(record))
        kinds = {type(statement).__name__ for statement in tree.body}
        assert kinds <= {
            *("Expr", "Import", "ImportFrom", "Assign", "ClassDef", "FunctionDef"),
        }


def test_a_table_has_a_number_a_row() -> None:
    run = trained(data="sine", hidden=(2,))
    content = EXPORTERS[".csv"].encode(Record.of_run(run)).decode()
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["layer", "neuron", "input", "value"]
    assert [row[:3] for row in rows[1:]] == [
        *(["1", "1", "x1"], ["1", "1", "bias"], ["1", "2", "x1"], ["1", "2", "bias"]),
        *(["2", "1", "1"], ["2", "1", "2"], ["2", "1", "bias"]),
    ]
    first, second = run.network.layers
    expected = [first.weights[0, 0], first.bias[0], first.weights[1, 0], first.bias[1]]
    expected += [*second.weights[0], *second.bias]
    assert [float(row[3]) for row in rows[1:]] == expected


def test_no_spreadsheet_runs_a_feature() -> None:
    record = Record.of_run(trained(features=("-x1", "x2")))
    assert b"'-x1" in EXPORTERS[".csv"].encode(record)
    assert [harmless(text) for text in ("=a", "+a", "@a", "a-b")] == [
        *("'=a", "'+a", "'@a", "a-b"),
    ]


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_what_cannot_be_read_back_is_said(suffix: str, tmp_path: Path) -> None:
    record = Record.of_run(trained())
    path = tmp_path / f"net{suffix}"
    export(record, path)
    path.write_bytes(path.read_bytes()[:-20])
    if suffix == ".csv":
        # A number without its last digits is one, too.
        path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LoadError, match=r"^.*net.* (is not|cannot be read)"):
        verify(record, path)


def test_the_verification_compares_with_this_network(tmp_path: Path) -> None:
    run = trained()
    path = tmp_path / "net.npz"
    export(Record.of_run(run), path)
    run.advance(1)
    assert not verify(Record.of_run(run), path).agrees
    assert read_network(path).predict(inputs(run)).shape == (50, 1)


def test_standardisation_is_part_of_every_file(tmp_path: Path) -> None:
    record = Record.of_run(trained(data="iris", samples=90))
    other = Preprocessor(record.preprocessor.features, np.ones(4), np.full(4, 2.0))
    for suffix in EXPORTERS:
        path = tmp_path / f"net{suffix}"
        export(dataclasses.replace(record, preprocessor=other), path)
        if suffix.endswith(".py") or suffix == ".csv":
            continue
        assert not verify(record, path).agrees, suffix
