"""What leaves the program is the trained network, to the last bit."""

import dataclasses
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.activations import ACTIVATIONS
from playground.data import DATASETS
from playground.errors import ExportError, SettingsError
from playground.exporters import EXPORTERS, Record, export, exporter_for
from playground.exporters.numpy_script import ACTIVATION_CODE, encode_script
from playground.features import FEATURES
from playground.frame import Probe, take_frame
from playground.losses import LOSSES
from playground.preprocessing import Preprocessor

Script = dict[str, Any]


def trained(updates: int = 20, **options: Any) -> pg.Run:
    options = {"samples": 60, "hidden": (5, 3), **options}
    run = pg.Run(pg.Settings.build(**options))
    run.advance(updates)
    return run


def written_script(run: pg.Run, folder: Path, name: str = "net.py") -> Script:
    path = folder / name
    export(Record.of_run(run), path)
    return runpy.run_path(str(path))


def inputs(run: pg.Run) -> np.ndarray:
    """Return raw inputs (N, D) inside and far outside the data."""
    rng = np.random.default_rng(5)
    return rng.uniform(-9.0, 9.0, (50, len(run.problem.columns)))


@pytest.fixture
def run() -> pg.Run:
    return trained(data="iris", samples=90, features=("x1", "x2_squared", "sin_x1"))


# ---- the standalone script -------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("data", ["moons", "spiral3"])
def test_script_predicts_what_the_run_predicts(
    tmp_path: Path, data: str, activation: str, loss: str
) -> None:
    output = "identity" if LOSSES[loss].owns_output else activation
    run = trained(data=data, activation=activation, loss=loss, output_activation=output)
    script = written_script(run, tmp_path)
    x = inputs(run)
    expected = run.predict(x)
    np.testing.assert_allclose(script["predict"](x), expected, rtol=1e-12, atol=1e-12)
    if activation != "gelu":
        # Only its error function comes from another library than the program's.
        np.testing.assert_array_equal(script["predict"](x), expected)


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("data", DATASETS)
def test_script_holds_features_and_standardisation(
    tmp_path: Path, data: str, standardize: bool
) -> None:
    columns = len(DATASETS[data].columns)
    features = [f"x{number}" for number in range(columns, 0, -1)]
    features += [name for name, one in FEATURES.items() if one.columns <= columns]
    run = trained(data=data, features=features, standardize=standardize)
    x = inputs(run)
    result = written_script(run, tmp_path)["predict"](x)
    np.testing.assert_allclose(result, run.predict(x), rtol=1e-12, atol=1e-12)


def test_script_of_a_network_without_hidden_layers(tmp_path: Path) -> None:
    run = trained(data="plane", hidden=())
    x = inputs(run)
    script = written_script(run, tmp_path)
    np.testing.assert_array_equal(script["predict"](x), run.predict(x))
    np.testing.assert_array_equal(script["predict"](x.tolist()), run.predict(x))


def test_script_predicts_for_no_rows_and_for_many(run: pg.Run, tmp_path: Path) -> None:
    predict = written_script(run, tmp_path)["predict"]
    assert predict(np.empty((0, 4))).shape == (0, 3)
    many = np.tile(inputs(run), (100, 1))
    np.testing.assert_allclose(predict(many), run.predict(many), rtol=0, atol=1e-12)


def test_script_refuses_inputs_of_another_shape(run: pg.Run, tmp_path: Path) -> None:
    predict = written_script(run, tmp_path)["predict"]
    for x in (np.zeros(4), np.zeros((2, 3))):
        with pytest.raises(ValueError, match=r"x must be \(N, 4\), got "):
            predict(x)


def test_script_says_nothing_and_needs_only_numpy(run: pg.Run, tmp_path: Path) -> None:
    path = tmp_path / "2 odd näme.py"
    export(Record.of_run(trained(activation="gelu")), path)
    code = """
import runpy, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"playground", "ui", "scipy", "msgspec", "PySide6"}:
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
script = runpy.run_path(sys.argv[1])
print(script["predict"]([[0.5, -1.0]]).shape)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.stdout, done.stderr) == ("(1, 1)\n", "")
    assert list(tmp_path.iterdir()) == [path]


def test_script_cannot_be_made_to_do_something_by_a_name(run: pg.Run) -> None:
    evil = (
        "'''\"\"\"\nraise SystemExit\n#",
        "\ud800",
        "\\",
        "\u2028raise SystemExit\n",
    )
    record = dataclasses.replace(Record.of_run(run), columns=evil, classes=evil)
    scope: Script = {}
    exec(encode_script(record), scope)
    assert scope["COLUMNS"] == scope["CLASSES"] == evil


def test_every_activation_can_be_written() -> None:
    assert set(ACTIVATION_CODE) == set(ACTIVATIONS)


# ---- the archives ----------------------------------------------------------------


def read_npz(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


def test_npz_holds_every_layer_and_what_prepares_the_inputs(
    run: pg.Run, tmp_path: Path
) -> None:
    export(Record.of_run(run), tmp_path / "w.npz")
    archive = read_npz(tmp_path / "w.npz")
    for number, layer in enumerate(run.network.layers, start=1):
        np.testing.assert_array_equal(archive[f"layer{number}/weight"], layer.weights)
        np.testing.assert_array_equal(archive[f"layer{number}/bias"], layer.bias)
    np.testing.assert_array_equal(archive["mean"], run.problem.preprocessor.mean)
    np.testing.assert_array_equal(archive["scale"], run.problem.preprocessor.scale)
    assert pg.Settings.from_json(str(archive["settings"])) == run.settings
    network = json.loads(str(archive["network"]))
    assert network == {
        "format": 1,
        "sizes": [3, 5, 3, 3],
        "activations": ["tanh", "tanh", "identity"],
        "loss": "cross_entropy",
        "features": ["x1", "x2_squared", "sin_x1"],
        "columns": list(run.problem.columns),
        "classes": ["setosa", "versicolor", "virginica"],
        "update": 20,
        "engine": run.engine.name,
        "dtype": "float64",
    }


def test_npz_names_nothing_that_is_not_there(tmp_path: Path) -> None:
    export(Record.of_run(trained(hidden=())), tmp_path / "w.npz")
    assert set(read_npz(tmp_path / "w.npz")) == {
        *("layer1/weight", "layer1/bias", "settings", "network"),
    }


def test_json_keeps_every_bit(run: pg.Run, tmp_path: Path) -> None:
    export(Record.of_run(run), tmp_path / "w.json")
    document = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    flat = [
        number
        for layer in document["layers"]
        for number in (*np.ravel(layer["weight"]), *layer["bias"])
    ]
    np.testing.assert_array_equal(flat, run.params)
    preprocessor = run.problem.preprocessor
    np.testing.assert_array_equal(document["mean"], preprocessor.mean)
    np.testing.assert_array_equal(document["scale"], preprocessor.scale)
    assert pg.Settings.from_json(json.dumps(document["settings"])) == run.settings
    assert document["sizes"] == list(run.network.sizes)
    assert document["update"] == 20


def test_json_says_null_without_standardisation() -> None:
    record = Record.of_run(trained())
    document = json.loads(EXPORTERS[".json"].encode(record))
    assert document["mean"] is document["scale"] is None


def test_float32_stays_float32(run: pg.Run) -> None:
    record = Record.of_run(run)
    small = dataclasses.replace(record, params=record.params.astype(np.float32))
    scope: Script = {}
    exec(encode_script(small), scope)
    assert scope["WEIGHTS_1"].dtype == np.float32
    x = inputs(run)
    assert scope["predict"](x).dtype == np.float32
    np.testing.assert_allclose(scope["predict"](x), run.predict(x), atol=1e-4)
    numbers = json.loads(EXPORTERS[".json"].encode(small))["layers"][0]["bias"]
    np.testing.assert_array_equal(np.float32(numbers), small.layers[0].bias)


# ---- all formats -----------------------------------------------------------------


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_the_same_network_gives_the_same_bytes(run: pg.Run, suffix: str) -> None:
    encode = EXPORTERS[suffix].encode
    assert encode(Record.of_run(run)) == encode(Record.of_run(run))


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_the_frame_that_is_shown_is_written_and_not_the_run_that_went_on(
    run: pg.Run, suffix: str
) -> None:
    encode = EXPORTERS[suffix].encode
    before = encode(Record.of_run(run))
    record, frame = Record.of_run(run), take_frame(run, Probe(resolution=4))
    run.advance(5)
    assert encode(record) == encode(Record.of_frame(frame)) == before
    assert encode(Record.of_run(run)) != before


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_numbers_that_are_not_finite_are_refused(
    run: pg.Run, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"w{suffix}"
    record = Record.of_run(run)
    params = record.params.copy()
    params[3] = np.nan
    scale = Preprocessor(("x1",), np.zeros(1), np.full(1, np.inf))
    for broken in (
        dataclasses.replace(record, params=params),
        dataclasses.replace(record, preprocessor=scale),
    ):
        with pytest.raises(ExportError, match="not finite"):
            export(broken, path)
    assert not path.exists()


def test_the_suffix_chooses_the_format() -> None:
    for suffix, exporter in EXPORTERS.items():
        assert exporter.suffix == suffix
        assert exporter_for(Path(f"some.where/a.b{suffix.upper()}")) is exporter


@pytest.mark.parametrize("name", ["w.txt", "w", ".npz", "", "npz"])
def test_another_suffix_is_refused_with_those_that_exist(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        exporter_for(Path(name))
    for suffix in EXPORTERS:
        assert suffix in str(caught.value)
    assert repr(str(Path(name))) in str(caught.value)
