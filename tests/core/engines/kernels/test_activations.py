"""Values and slopes of the compiled activation functions against plain NumPy."""

import math
from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("numba")

from playground.activations import ACTIVATIONS, LEAKY_SLOPE
from tests.core.kernel_calls import respond

Function = Callable[[np.ndarray], np.ndarray]

erf = np.vectorize(math.erf, otypes=[float])


def sigmoid(z: np.ndarray) -> np.ndarray:
    # Of float64 only exp(710) is too large, and these tests stay below.
    return 1.0 / (1.0 + np.exp(-z))


def bell(z: np.ndarray) -> np.ndarray:
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def share_below(z: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + erf(z / math.sqrt(2.0)))


# Written down here once more, from the definitions.
TEXTBOOK: dict[str, tuple[Function, Function]] = {
    "identity": (lambda z: z, np.ones_like),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "tanh": (np.tanh, lambda z: 1.0 / np.cosh(z) ** 2),
    "relu": (lambda z: z * (z > 0), lambda z: 1.0 * (z > 0)),
    "leaky_relu": (
        lambda z: np.where(z > 0, z, LEAKY_SLOPE * z),
        lambda z: np.where(z > 0, 1.0, LEAKY_SLOPE),
    ),
    "elu": (
        lambda z: np.where(z > 0, z, np.expm1(z)),
        lambda z: np.where(z > 0, 1.0, np.exp(z)),
    ),
    "softplus": (lambda z: np.logaddexp(0.0, z), sigmoid),
    "gelu": (lambda z: z * share_below(z), lambda z: share_below(z) + z * bell(z)),
    "silu": (
        lambda z: z * sigmoid(z),
        lambda z: sigmoid(z) + z * sigmoid(z) * sigmoid(-z),
    ),
    "sine": (np.sin, np.cos),
}

POINTS = np.concatenate(
    [np.linspace(-30.0, 30.0, 901), [1e-9, -1e-9, 0.5, -0.5, np.pi, 1e3 + 0.25]]
)


def test_the_textbook_of_this_test_is_whole() -> None:
    assert set(TEXTBOOK) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes(name: str) -> None:
    z = POINTS if name == "sine" else POINTS[np.abs(POINTS) < 700.0]
    value, slope = respond(name, z)
    wanted_value, wanted_slope = (function(z) for function in TEXTBOOK[name])
    np.testing.assert_allclose(value, wanted_value, rtol=2e-14, atol=2e-15)
    np.testing.assert_allclose(slope, wanted_slope, rtol=2e-14, atol=2e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes_in_single_precision(name: str) -> None:
    z = POINTS[np.abs(POINTS) < 80.0].astype(np.float32)
    value, slope = respond(name, z)
    exact = z.astype(np.float64)
    wanted_value, wanted_slope = (function(exact) for function in TEXTBOOK[name])
    np.testing.assert_allclose(value, wanted_value, rtol=3e-6, atol=3e-7)
    np.testing.assert_allclose(slope, wanted_slope, rtol=3e-6, atol=3e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_number_that_is_none_is_hidden(name: str, dtype: type) -> None:
    """Divergence would go unseen where a NaN became a number."""
    z = np.array([1.0, np.nan, -1.0], dtype)
    value, slope = respond(name, z)
    assert np.isnan(value[1])
    assert np.isfinite(value[[0, 2]]).all()
    assert np.isfinite(slope[[0, 2]]).all()


@pytest.mark.parametrize(
    ("name", "low", "high", "low_slope", "high_slope"),
    [
        ("sigmoid", 0.0, 1.0, 0.0, 0.0),
        ("tanh", -1.0, 1.0, 0.0, 0.0),
        ("relu", 0.0, 1e4, 0.0, 1.0),
        ("elu", -1.0, 1e4, 0.0, 1.0),
        ("softplus", 0.0, 1e4, 0.0, 1.0),
        ("gelu", 0.0, 1e4, 0.0, 1.0),
        ("silu", 0.0, 1e4, 0.0, 1.0),
    ],
)
def test_far_out_nothing_overflows(
    name: str, low: float, high: float, low_slope: float, high_slope: float
) -> None:
    value, slope = respond(name, np.array([-1e4, 1e4]))
    np.testing.assert_allclose(value, [low, high], atol=1e-300)
    np.testing.assert_allclose(slope, [low_slope, high_slope], atol=1e-300)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 15, 16, 17, 31])
def test_a_number_does_not_depend_on_its_neighbours(count: int) -> None:
    z = np.random.default_rng(1).normal(size=31)
    for name in ACTIVATIONS:
        whole, part = respond(name, z), respond(name, z[:count])
        np.testing.assert_array_equal(part[0], whole[0][:count], err_msg=name)
        np.testing.assert_array_equal(part[1], whole[1][:count], err_msg=name)
