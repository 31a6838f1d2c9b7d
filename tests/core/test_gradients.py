"""Backpropagation against central differences: every activation × loss × penalty.

The registries are looped over, so a new entry is tested without a new line here.
"""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS
from playground.losses import LOSSES
from playground.network import Network
from playground.penalties import PENALTIES

# Smaller steps measure rounding, larger ones the curvature.
STEP = 1e-6

# How far weights and sums stay from 0, where some functions have a kink.
MARGIN = 1e-3

STRENGTHS: dict[str, dict[str, float]] = {
    "plain": {},
    **{name: {name: 0.05} for name in PENALTIES},
    "all": dict.fromkeys(PENALTIES, 0.03),
}


def is_smooth_at(network: Network, x: NDArray[np.float64]) -> bool:
    """Tell whether no kink is near: neither a weight nor a sum is close to 0."""
    numbers = (network.params, *network.forward(x).z)
    return all(bool((np.abs(array) > MARGIN).all()) for array in numbers)


def smooth_start(
    sizes: tuple[int, ...], activations: tuple[str, ...]
) -> tuple[Network, NDArray[np.float64]]:
    """Return a network and features (5, D) with no kink nearby."""
    rng = np.random.default_rng(0)
    network = Network(sizes, activations)
    while True:
        network.params[:] = rng.normal(0.0, 0.7, len(network.params))
        x = rng.normal(size=(5, sizes[0]))
        if is_smooth_at(network, x):
            return network, x


def numeric_gradient(
    network: Network, x: NDArray[np.float64], y: NDArray[np.float64], **chosen: object
) -> NDArray[np.float64]:
    """Return (L(θ + h) - L(θ - h)) / 2h for every parameter θ."""
    gradient = np.empty_like(network.params)
    for index, theta in enumerate(network.params.copy()):
        ends = []
        for end in (theta + STEP, theta - STEP):
            network.params[index] = end
            ends.append(network.loss_and_gradient(x, y, **chosen)[0])
        network.params[index] = theta
        gradient[index] = (ends[0] - ends[1]) / (2 * STEP)
    return gradient


def assert_gradient(
    network: Network,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    loss: str,
    penalties: dict[str, float],
) -> None:
    _, gradient = network.loss_and_gradient(x, y, loss, **penalties)
    numeric = numeric_gradient(network, x, y, loss=loss, **penalties)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(
    ("activation", "loss", "penalties"), list(product(ACTIVATIONS, LOSSES, STRENGTHS))
)
def test_gradient(activation: str, loss: str, penalties: str, outputs: int) -> None:
    last = "identity" if LOSSES[loss].owns_output else activation
    network, x = smooth_start((3, 4, 3, outputs), (activation, activation, last))
    y = np.eye(3)[[0, 2, 1, 1, 0]][:, :outputs]
    assert_gradient(network, x, y, loss, STRENGTHS[penalties])


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((2, 3), ("identity",)),
        ((1, 1), ("identity",)),
        ((2, 1, 3), ("tanh", "identity")),
        ((2, 3, 4, 3, 2, 2), ("tanh", "sine", "gelu", "sigmoid", "identity")),
    ],
    ids=["no hidden layer", "one neuron", "bottleneck", "deep and mixed"],
)
def test_shapes(
    loss: str, sizes: tuple[int, ...], activations: tuple[str, ...]
) -> None:
    network, x = smooth_start(sizes, activations)
    y = np.eye(sizes[-1])[np.arange(5) % sizes[-1]]
    assert_gradient(network, x, y, loss, {"l2": 0.1})
