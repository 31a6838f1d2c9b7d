"""What an update computes, kept apart sample by sample and layer by layer."""

import operator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS
from playground.batches import sample_order
from playground.engines.plan import Plan, State
from playground.errors import PlaygroundError
from playground.network import Network, Trace, layer_views, weight_mask
from playground.penalties import PENALTIES

Array = NDArray[np.floating[Any]]


def coming_rows(plan: Plan, state: State) -> NDArray[np.intp]:
    """Return the training rows of the batch that an engine would take next."""
    rows = len(plan.x)
    order = np.arange(rows)
    # An epoch that smaller batches began is finished in its own order.
    if plan.shuffle or state.position:
        order = sample_order(plan.seed, state.epoch, rows)
    return order[state.position : state.position + plan.batch_size].copy()


def one_row(plan: Plan, sample: int) -> NDArray[np.intp]:
    try:
        row = operator.index(sample)
    except TypeError:
        row = -1
    if not 0 <= row < len(plan.x):
        raise PlaygroundError(
            f"sample must be a training row, 0 … {len(plan.x) - 1}, got {sample!r}"
        )
    return np.array([row], np.intp)


def chain_rule(
    network: Network, forward: Trace, error: Array
) -> tuple[tuple[Array, ...], Array]:
    """Return each layer's delta (N, M) and the gradient (P,) of the mean loss.

    `error` (N, K) is the slope of each sample's own loss with respect to the last
    activations.
    """
    gradient = np.empty_like(network.params)
    views = layer_views(gradient, network.sizes)
    deltas = []
    for index in reversed(range(len(network.layers))):
        z, a = forward.z[index], forward.a[index]
        slope = np.empty_like(z)
        ACTIVATIONS[network.activations[index]].slope(z, a, slope)
        delta = error * slope
        before = forward.a[index - 1] if index else forward.x
        views[index].weights[:] = delta.T @ before / len(delta)
        views[index].bias[:] = delta.mean(axis=0)
        deltas.append(delta)
        if index:
            error = delta @ network.layers[index].weights
    return tuple(reversed(deltas)), gradient


def penalties_of(plan: Plan, params: Array) -> tuple[float, Array]:
    """Return the penalties' value and what they add to the gradient (P,)."""
    value, gradient = 0.0, np.zeros_like(params)
    mask = weight_mask(plan.sizes)
    weights = params[mask]
    for name, strength in strengths(plan):
        value += strength * PENALTIES[name].value(weights)
        gradient[mask] += strength * PENALTIES[name].gradient(weights)
    return value, gradient


def strengths(plan: Plan) -> tuple[tuple[str, float], ...]:
    """Return name and strength of each penalty that is not 0."""
    pairs = ((name, getattr(plan, name)) for name in PENALTIES)
    return tuple((name, strength) for name, strength in pairs if strength)


def mean_of(values: Array) -> float:
    """Return the mean of values (N,), also of infinite ones."""
    with np.errstate(all="ignore"):
        return float(values.mean())
