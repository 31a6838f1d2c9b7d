"""Gradients of many batches at once, without training on them.

Rows that were gathered batch by batch go through the network together; only the last
product, errors times activations, is done batch by batch.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS
from playground.losses import LOSSES
from playground.network import Network, Trace
from playground.objective import Objective

Array = NDArray[np.floating[Any]]


def batch_gradients(
    objective: Objective, params: Array, batches: Sequence[NDArray[np.intp]]
) -> NDArray[np.float64]:
    """Return the gradient (n, P) of each batch, penalties included.

    Batches of one size go through the network together: their rows are one batch, and
    each layer's gradients are one stack of products (n, M, B) (n, B, F).
    """
    network = objective.network(params)
    result = np.empty((len(batches), len(params)))
    sizes = np.array([len(batch) for batch in batches])
    with np.errstate(all="ignore"):
        for size in np.unique(sizes):
            places = np.flatnonzero(sizes == size)
            rows = np.stack([batches[place] for place in places.tolist()])
            result[places] = equal_gradients(objective, network, rows)
    result += objective.penalty_gradient(params)
    return result


def equal_gradients(
    objective: Objective, network: Network, rows: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the gradients (n, P) of batches of rows (n, B), without penalties."""
    count, size = rows.shape
    x, y = objective.x[rows.ravel()], objective.y[rows.ravel()]
    trace = network.forward(x)
    deltas = row_deltas(network, trace, LOSSES[objective.loss].delta(trace.a[-1], y))
    result = np.empty((count, len(network.params)))
    start = 0
    for index, delta in enumerate(deltas):
        before = trace.a[index - 1] if index else x
        errors = delta.reshape(count, size, -1) / size
        product = errors.transpose(0, 2, 1) @ before.reshape(count, size, -1)
        middle = start + delta.shape[1] * before.shape[1]
        end = middle + delta.shape[1]
        result[:, start:middle] = product.reshape(count, -1)
        result[:, middle:end] = errors.sum(axis=1)
        start = end
    return result


def row_deltas(network: Network, trace: Trace, error: Array) -> list[Array]:
    """Return ∂L/∂z (N, M) of every layer, each row for its own loss.

    `error` (N, K) is ∂L/∂a of the last layer.
    """
    deltas: list[Array] = []
    for index in reversed(range(len(network.layers))):
        slope = np.empty_like(trace.z[index])
        activation = ACTIVATIONS[network.activations[index]]
        activation.slope(trace.z[index], trace.a[index], slope)
        deltas.insert(0, error * slope)
        error = deltas[0] @ network.layers[index].weights
    return deltas


def row_spread(objective: Objective, params: Array) -> float:
    """Return S, the standard deviation of a single row's gradient.

    A dense layer's gradient of one row is a product δ a₋ᵀ, so its squared length is
    ‖δ‖² (‖a₋‖² + 1): no gradient has to be stored.
    """
    network = objective.network(params)
    # Weights without bounds are told by the result, which is then not finite.
    with np.errstate(all="ignore"):
        trace = network.forward(objective.x)
        error = LOSSES[objective.loss].delta(trace.a[-1], objective.y)
        squares = np.zeros(len(objective.x))
        for index, delta in enumerate(row_deltas(network, trace, error)):
            before = trace.a[index - 1] if index else trace.x
            squares += (delta**2).sum(axis=1) * ((before**2).sum(axis=1) + 1.0)
        mean = network.backward(trace, error / len(objective.x))
        return float(np.sqrt(np.maximum(0.0, squares.mean() - mean @ mean)))
