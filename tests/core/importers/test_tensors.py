"""Layers from named arrays, whatever the program that wrote them calls them."""

import numpy as np
import pytest

from playground.errors import LoadError
from playground.importers.tensors import layers_of, natural


def arrays(*names: str) -> dict[str, np.ndarray]:
    return {
        name: np.full((2, 2) if "w" in name.rpartition(".")[2] else (2,), float(place))
        for place, name in enumerate(names)
    }


def test_layer10_is_behind_layer9() -> None:
    names = [f"net.layer{n}.weight" for n in (10, 9, 1)]
    found = layers_of(arrays(*names))
    assert [layer.weights[0, 0] for layer in found] == [2.0, 1.0, 0.0]
    assert sorted(["a10", "a9", "b1"], key=natural) == ["a9", "a10", "b1"]


def test_weights_and_biases_find_each_other() -> None:
    found = layers_of(arrays("0.bias", "2.bias", "2.weight", "0.weight"))
    assert [(one.weights[0, 0], one.bias[0]) for one in found] == [(3, 0), (2, 1)]


def test_a_layer_without_a_bias_has_one_of_zeros() -> None:
    (layer,) = layers_of({"weights": np.ones((3, 2), np.float32)})
    assert layer.bias.tolist() == [0.0, 0.0, 0.0]
    assert layer.bias.dtype == layer.weights.dtype == np.float32


def test_whole_numbers_and_halves_become_numbers_that_are_trained() -> None:
    (whole,) = layers_of({"weight": np.ones((2, 2), np.int64)})
    (half,) = layers_of({"weight": np.ones((2, 2), np.float16)})
    assert (whole.weights.dtype, half.weights.dtype) == (np.float64, np.float32)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"0.running_mean": np.ones(2)}, "0.running_mean"),
        ({}, "no weights"),
        ({"0.weight": np.ones((2, 2)), "1.bias": np.ones(2)}, "bias without weights"),
        ({"0.weight": np.ones((2, 2), complex)}, "complex128"),
    ],
)
def test_what_is_no_network_is_refused(
    given: dict[str, np.ndarray], words: str
) -> None:
    with pytest.raises(LoadError, match=words):
        layers_of(given)
