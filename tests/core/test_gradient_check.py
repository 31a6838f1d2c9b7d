"""Backpropagation agrees with the definition of the derivative, everywhere."""

from dataclasses import replace

import numpy as np
import pytest

from playground.activations import ACTIVATIONS
from playground.gradient_check import TOLERANCE, check_gradient
from playground.losses import LOSSES
from playground.network import Network


def example(
    activation: str, loss: str, outputs: int = 2
) -> tuple[Network, np.ndarray, np.ndarray]:
    """Return a network with random parameters and a batch for it."""
    rng = np.random.default_rng(11)
    last = "identity" if LOSSES[loss].owns_output else activation
    network = Network((3, 4, 3, outputs), (activation, activation, last))
    network.params[:] = rng.standard_normal(len(network.params))
    x = rng.standard_normal((6, 3))
    y = np.eye(max(outputs, 2))[rng.integers(0, max(outputs, 2), 6)][:, :outputs]
    return network, x, y


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("outputs", [1, 3])
def test_backpropagation_is_the_derivative(
    outputs: int, activation: str, loss: str
) -> None:
    network, x, y = example(activation, loss, outputs)
    check = check_gradient(network, x, y, loss, l1=0.03, l2=0.05)
    assert check.is_passed, f"the error is {check.error:.1e}"
    assert check.backpropagation.any()


def test_leaves_the_network_as_it_was() -> None:
    network, x, y = example("tanh", "squared_error")
    before = network.params.copy()
    check_gradient(network, x, y)
    np.testing.assert_array_equal(network.params, before)


@pytest.mark.parametrize("index", [0, 13, -1])
def test_notices_a_slope_that_is_slightly_wrong(index: int) -> None:
    network, x, y = example("tanh", "squared_error")
    check = check_gradient(network, x, y)
    wrong = check.backpropagation.copy()
    wrong[index] += 2 * TOLERANCE * max(1.0, np.abs(wrong).max())
    assert check.is_passed
    assert not replace(check, backpropagation=wrong).is_passed


def test_notices_an_activation_with_the_slope_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network, x, y = example("sigmoid", "squared_error")
    wrong = replace(ACTIVATIONS["sigmoid"], slope=ACTIVATIONS["tanh"].slope)
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", wrong)
    assert not check_gradient(network, x, y).is_passed


def test_notices_what_is_no_number() -> None:
    network, x, y = example("tanh", "squared_error")
    check = check_gradient(network, x, y)
    broken = np.full_like(check.differences, np.nan)
    assert not replace(check, backpropagation=broken).is_passed


def test_where_numbers_end_nothing_warns_and_nothing_is_passed() -> None:
    network, x, y = example("relu", "squared_error")
    network.params[:] = 1e300
    check = check_gradient(network, x, y, "squared_error")
    assert not check.is_passed
    assert not np.isfinite(check.error)
