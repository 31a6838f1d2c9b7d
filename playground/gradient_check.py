"""Backpropagation checked against the definition of the derivative.

The gradient by the chain rule must be what the loss does when one parameter is moved a
little: (L(θ + h) − L(θ − h)) / 2h, the central difference. With h = 1e-6 in float64
about nine digits of it are right; a smaller h would measure rounding.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.network import Network

Array = NDArray[np.floating[Any]]

STEP = 1e-6
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """Both gradients of one loss.

    Attributes
    ----------
    backpropagation, differences : (E,) each, in the order of the places; all of them
        are ordered as `Network.params`
    """

    backpropagation: Array
    differences: Array

    @property
    def error(self) -> float:
        """The largest difference between both, relative to the largest slope.

        Below a slope of 1 it is the difference itself.
        """
        scale = max(1.0, float(np.abs(self.differences).max(initial=0.0)))
        with np.errstate(all="ignore"):
            distance = np.abs(self.backpropagation - self.differences)
            return float(distance.max(initial=0.0)) / scale

    @property
    def is_passed(self) -> bool:
        return self.error < TOLERANCE


def check_gradient(
    network: Network,
    x: Array,
    y: Array,
    loss: str = "squared_error",
    l1: float = 0.0,
    l2: float = 0.0,
    places: ArrayLike | None = None,
) -> GradientCheck:
    """Compute the gradient of a batch both ways; the network stays as it is.

    Parameters
    ----------
    x : (N, D) features
    y : (N, K) targets
    places : (E,) which parameters are checked; None: all of them

    Near a kink (relu at 0) both ways differ, because there is no derivative. Where the
    numbers end, slopes are not finite, and the check is not passed.
    """
    moved = Network(network.sizes, network.activations)
    moved.params[:] = network.params

    def loss_and_gradient() -> tuple[float, Array]:
        with np.errstate(all="ignore"):
            return moved.loss_and_gradient(x, y, loss, l1, l2)

    gradient = loss_and_gradient()[1]
    checked = np.arange(len(gradient)) if places is None else np.array(places, np.intp)
    differences = np.empty(len(checked), gradient.dtype)
    for row, index in enumerate(checked.tolist()):
        value = network.params[index]
        moved.params[index] = value + STEP
        above = loss_and_gradient()[0]
        moved.params[index] = value - STEP
        below = loss_and_gradient()[0]
        moved.params[index] = value
        differences[row] = (above - below) / (2.0 * STEP)
    return GradientCheck(gradient[checked], differences)
