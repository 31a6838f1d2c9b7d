"""An ONNX model answers raw inputs as the network does, and says what it is."""

import json
import re
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from playground.errors import ExportError
from playground.exporters import EXPORTERS, Record, export, verify
from playground.exporters.verification import distances
from playground.exporters.weights_onnx import IR_VERSION, OPSET
from tests.core.networks import KINDS, inputs, trained


@pytest.mark.parametrize("suffix", [".onnx", ".float64.onnx"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_model_answers_as_the_network(
    kind: str, suffix: str, tmp_path: Path
) -> None:
    run = trained(**KINDS[kind])
    path = tmp_path / f"net{suffix}"
    export(Record.of_run(run), path)
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    x = inputs(run)
    is_exact = suffix != ".onnx"
    raw = x.astype(np.float64 if is_exact else np.float32)
    output, logits = ReferenceEvaluator(model).run(None, {"x": raw})
    expected = run.predict(x)
    tight = is_exact and run.settings.precision == "float64"
    limit = (1e-12 if tight else 1e-5) * (1 + np.abs(expected))
    assert (np.abs(output - expected) <= limit).all()
    assert logits.shape == output.shape == expected.shape
    verified = verify(Record.of_run(run), path)
    assert verified.agrees
    assert verified.outputs >= 60
    assert verified.sentence.startswith("verified: ")


def overgrown() -> Record:
    """Return a network just before it diverges: its numbers are beyond float32."""
    run = trained(data="circles", samples=60)
    run.edit([0], [1e200], "w")
    return Record.of_run(run)


def test_numbers_beyond_float32_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    with pytest.raises(ExportError, match=r"reaches 1e\+200, more than float32"):
        export(overgrown(), path)
    assert not path.exists()
    exact = tmp_path / "net.float64.onnx"
    export(overgrown(), exact)
    assert verify(overgrown(), exact).agrees


def test_answers_that_overflow_alike_agree() -> None:
    one = np.array([np.inf, -np.inf, np.nan, 1.0])
    assert distances(one, one).tolist() == [0.0] * 4
    other = np.array([np.inf, np.inf, 1.0, np.nan])
    assert np.isnan(distances(one, other)).tolist() == [False, False, True, True]
    assert distances(one, other)[1] == np.inf


def test_the_model_says_what_it_is() -> None:
    run = trained(data="iris", samples=90)
    model = onnx.load_model_from_string(EXPORTERS[".onnx"].encode(Record.of_run(run)))
    assert model.producer_name == "Network Playground"
    assert model.opset_import[0].version == OPSET
    assert model.ir_version == IR_VERSION
    assert "4-5-3-3 neurons after 15 updates" in model.doc_string
    graph = model.graph
    assert [one.name for one in graph.output] == ["output", "logits"]
    assert "sepal length (cm)" in graph.input[0].doc_string
    names = {one.name for one in graph.initializer}
    assert {"layers.0.weight", "layers.2.bias", "mean", "scale"} <= names
    said = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(said["class_names"]) == ["setosa", "versicolor", "virginica"]
    assert (said["loss"], said["updates"]) == ("cross_entropy", "15")
    assert all(tensor.data_location == 0 for tensor in graph.initializer)
    # Netron shows no shape on an edge without one.
    shown = {one.name for one in (*graph.value_info, *graph.output)}
    assert {name for node in graph.node for name in node.output} <= shown


def test_float32_weights_are_the_networks_own() -> None:
    run = trained()
    model = onnx.load_model_from_string(EXPORTERS[".onnx"].encode(Record.of_run(run)))
    tensors = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    layer = run.network.layers[0]
    np.testing.assert_array_equal(
        tensors["layers.0.weight"], layer.weights.astype(np.float32)
    )


def test_a_damaged_model_is_not_verified(tmp_path: Path) -> None:
    path = tmp_path / "net.float64.onnx"
    record = Record.of_run(trained())
    export(record, path)
    content = bytearray(path.read_bytes())
    weights = record.layers[0].weights.tobytes()
    place = content.index(weights)
    content[place + 6] ^= 0x10
    path.write_bytes(content)
    verified = verify(record, path)
    assert not verified.agrees
    assert re.fullmatch(r"NOT verified: 1,000 outputs differ by .*", verified.sentence)
