"""onnxruntime answers what the network answers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.exporters import Record, export
from playground.importers import read_network, run_with
from playground.settings import Settings
from tests.core.networks import KINDS, inputs, trained

onnxruntime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")


def session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_agree(kind: str, precision: str, tmp_path: Path) -> None:
    run = trained(**KINDS[kind])
    suffix = ".onnx" if precision == "float32" else ".float64.onnx"
    path = tmp_path / f"net{suffix}"
    export(Record.of_run(run), path)
    x = inputs(run, rows=500)
    output, logits = session(path).run(None, {"x": x.astype(precision)})
    expected = run.predict(x)
    assert output.dtype == precision
    assert logits.shape == expected.shape
    is_exact = precision == run.settings.precision == "float64"
    limit = 1e-12 if is_exact else 1e-6
    # Float32 has 24 bits: what is larger than 1 or was made from large inputs has
    # fewer digits behind the point.
    size = 1 + np.abs(expected) + (0 if is_exact else np.abs(x).max())
    assert (np.abs(output - expected) <= limit * size).all()


def test_the_runtime_gives_back_what_the_model_says(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    export(Record.of_run(trained(data="iris", samples=90)), path)
    said = session(path).get_modelmeta()
    assert said.producer_name == "Network Playground"
    assert said.graph_name == "mlp"
    assert said.custom_metadata_map["loss"] == "cross_entropy"


def test_a_model_of_scikit_learn_is_understood(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    skl2onnx = pytest.importorskip("skl2onnx", reason="skl2onnx is not installed")
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 2))
    for data, y, kind in (
        ("moons", (x[:, 0] > 0).astype(int), MLPClassifier),
        ("spiral3", np.digitize(x[:, 0], (-0.5, 0.5)), MLPClassifier),
        ("plane", x[:, 0] - x[:, 1], MLPRegressor),
    ):
        model = kind(
            hidden_layer_sizes=(6, 4), activation="tanh", max_iter=2000, random_state=0
        )
        model.fit(x, y)
        path = tmp_path / f"{data}.onnx"
        proto = skl2onnx.to_onnx(model, x.astype(np.float32))
        path.write_bytes(proto.SerializeToString())
        run = run_with(
            read_network(path), Settings.build(data=data, engine="reference")
        )
        if kind is MLPRegressor:
            expected = model.predict(x)[:, None]
        else:
            expected = model.predict_proba(x)
            expected = expected[:, 1:] if data == "moons" else expected
        np.testing.assert_allclose(run.predict(x), expected, atol=1e-5)
