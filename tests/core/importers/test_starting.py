"""Weights come back to the bit, and go on as a run with the settings that are given."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

import playground as pg
from playground.data.own import OWN
from playground.errors import LoadError
from playground.exporters import Record, export
from playground.importers import read_network, run_with
from tests.core.networks import KINDS, inputs, trained
from tests.core.networks_of_others import X, answer, layers, settings
from tests.core.saved_runs import own_key

FULL = (".npz", ".json", ".safetensors", ".float64.onnx")


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
    key = own_key()
    export(Record.of_run(trained(data=key, samples=None)), tmp_path / "net.npz")
    entry = OWN.pop(key)
    try:
        network = read_network(tmp_path / "net.npz")
        with pytest.raises(LoadError, match="choose the data first"):
            run_with(network)
    finally:
        OWN[key] = entry


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
