"""Second derivatives of the objective: how the slope changes when θ moves.

A Hessian-vector product H v is the derivative of the gradient along v. It is computed
exactly, by differentiating forward and backward pass (Pearlmutter, 1994), not by
a difference of two gradients: it costs the same two passes, has all digits instead of
half of them, and needs no step size that fits the weights. Many directions go through
the network together, so the whole matrix is one call with the unit vectors.

    R{z} = R{a₋} Wᵀ + a₋ Vᵀ + v,      R{a} = f'(z) R{z}
    R{δ} = R{e} f'(z) + e f''(z) R{z},  where δ = e f'(z) and e = ∂L/∂a
    R{∂L/∂W} = R{δ}ᵀ a₋ + δᵀ R{a₋},   R{e₋} = R{δ} W + δ V
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.activations import (
    ACTIVATIONS,
    INVERSE_SQRT_TWO_PI,
    sigmoid,
    sigmoid_slope,
)
from playground.losses import LOSSES, class_probabilities
from playground.network import Network, weight_mask
from playground.objective import Objective, stacked_layers

Array = NDArray[np.floating[Any]]

# Numbers in one layer's R{z} at once.
PIECE_NUMBERS = 1 << 18


def nothing(z: Array, a: Array) -> Array:
    return np.zeros_like(z)


def sigmoid_bend(z: Array, a: Array) -> Array:
    out = np.empty_like(z)
    sigmoid_slope(z, a, out)
    return out * (1.0 - 2.0 * a)


def tanh_bend(z: Array, a: Array) -> Array:
    return -2.0 * a * (1.0 - a * a)


def elu_bend(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 0.0, np.exp(np.minimum(z, 0.0)))


def softplus_bend(z: Array, a: Array) -> Array:
    out = np.empty_like(z)
    sigmoid_slope(z, a, out)
    return out


def gelu_bend(z: Array, a: Array) -> Array:
    """φ(z) (2 − z²), with the normal density φ."""
    return np.exp(-0.5 * z * z) * INVERSE_SQRT_TWO_PI * (2.0 - z * z)


def silu_bend(z: Array, a: Array) -> Array:
    """S' (2 + z (1 − 2 s)), where s = sigmoid(z)."""
    s, slope = np.empty_like(z), np.empty_like(z)
    sigmoid(z, s)
    sigmoid_slope(z, s, slope)
    return slope * (2.0 + z * (1.0 - 2.0 * s))


def sine_bend(z: Array, a: Array) -> Array:
    return -a


def squared_error_bend(output: Array, change: Array) -> Array:
    return change


def cross_entropy_bend(output: Array, change: Array) -> Array:
    p = class_probabilities(output)
    if p.shape[1] == 1:
        slope = np.empty_like(output)
        sigmoid_slope(output, p, slope)
        return slope * change
    result: Array = p * (change - (p * change).sum(axis=-1, keepdims=True))
    return result


def hessian_products(
    objective: Objective, params: ArrayLike, directions: ArrayLike
) -> Array:
    """Return H v (D, P) for directions v (D, P) at parameters (P,).

    Where an activation has a kink (relu at 0) its second derivative counts as 0.
    """
    network = objective.network(params)
    moves = np.ascontiguousarray(directions, np.float64)
    result = np.zeros_like(moves)
    rows = min(len(objective.x), max(1, PIECE_NUMBERS // (8 * max(objective.sizes))))
    chunk = max(1, PIECE_NUMBERS // (max(objective.sizes) * rows))
    with np.errstate(all="ignore"):
        for start in range(0, len(objective.x), rows):
            x = objective.x[start : start + rows]
            y = objective.y[start : start + rows]
            passed = Pass(network, objective.loss, x, y, len(objective.x))
            for first in range(0, len(moves), chunk):
                some = slice(first, first + chunk)
                passed.add_products(moves[some], result[some])
    if objective.l2:
        mask = weight_mask(objective.sizes)
        result[:, mask] += objective.l2 * moves[:, mask]
    return result


def hessian(objective: Objective, params: ArrayLike) -> Array:
    """Return the whole Hessian (P, P) at parameters (P,), exactly symmetric."""
    matrix = hessian_products(objective, params, np.eye(objective.count))
    return (matrix + matrix.T) / 2.0


class Pass:
    """One forward and backward pass of some rows, and its derivatives along directions.

    Attributes
    ----------
    trace : the forward pass
    slopes, bends : f'(z) and f''(z), one (N, M) array a layer
    errors, deltas : ∂L/∂a and ∂L/∂z, one (N, M) array a layer
    count : rows of the mean that the loss is
    """

    def __init__(
        self, network: Network, loss: str, x: Array, y: Array, count: int
    ) -> None:
        self.network = network
        self.loss = loss
        self.count = count
        self.trace = network.forward(x)
        self.slopes: list[Array] = []
        self.bends: list[Array] = []
        for z, a, name in zip(
            self.trace.z, self.trace.a, network.activations, strict=True
        ):
            slope = np.empty_like(z)
            ACTIVATIONS[name].slope(z, a, slope)
            self.slopes.append(slope)
            self.bends.append(BENDS[name](z, a))
        error = LOSSES[loss].delta(self.trace.a[-1], y) / count
        self.errors: list[Array] = []
        self.deltas: list[Array] = []
        for layer, slope in zip(network.layers[::-1], self.slopes[::-1], strict=True):
            delta = error * slope
            self.errors.insert(0, error)
            self.deltas.insert(0, delta)
            error = delta @ layer.weights

    def add_products(self, moves: Array, out: Array) -> None:
        """Add the rows' share of H v for directions (D, P) to `out` (D, P)."""
        layers = self.network.layers
        stacked = stacked_layers(moves, self.network.sizes)
        sums: list[Array] = []  # R{z}, (D, N, M) each
        changes: list[Array] = []  # R{a}
        for index, (weights, bias) in enumerate(stacked):
            change = self.before(index) @ weights.transpose(0, 2, 1)
            change += bias[:, None, :]
            if index:
                change += changes[-1] @ layers[index].weights.T
            sums.append(change)
            changes.append(self.slopes[index] * change)
        bend = LOSS_BENDS[self.loss]
        error_change = bend(self.trace.a[-1], changes[-1]) / self.count
        end = out.shape[1]
        for index in reversed(range(len(layers))):
            weights, _ = stacked[index]
            delta = self.deltas[index]
            delta_change = error_change * self.slopes[index]
            delta_change += self.errors[index] * self.bends[index] * sums[index]
            product = delta_change.transpose(0, 2, 1) @ self.before(index)
            if index:
                product += delta.T @ changes[index - 1]
            fan_out, fan_in = layers[index].weights.shape
            middle, start = end - fan_out, end - fan_out * (fan_in + 1)
            out[:, start:middle] += product.reshape(len(moves), -1)
            out[:, middle:end] += delta_change.sum(axis=1)
            end = start
            error_change = delta_change @ layers[index].weights + delta @ weights

    def before(self, index: int) -> Array:
        """Return what enters a layer, (N, M)."""
        return self.trace.a[index - 1] if index else self.trace.x


# name -> (z, a) -> f''(z), for every one of ACTIVATIONS.
BENDS: dict[str, Callable[[Array, Array], Array]] = {
    "identity": nothing,
    "sigmoid": sigmoid_bend,
    "tanh": tanh_bend,
    "relu": nothing,
    "leaky_relu": nothing,
    "elu": elu_bend,
    "softplus": softplus_bend,
    "gelu": gelu_bend,
    "silu": silu_bend,
    "sine": sine_bend,
}

# name -> (output (N, K), R{output} (…, N, K)) -> R{∂L/∂output} of each row's own loss,
# for every one of LOSSES.
LOSS_BENDS: dict[str, Callable[[Array, Array], Array]] = {
    "squared_error": squared_error_bend,
    "cross_entropy": cross_entropy_bend,
}
