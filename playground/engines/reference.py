"""The engine in NumPy: the textbook's arithmetic with the waste taken out.

What `Network.loss_and_gradient` says in a few lines is done here without allocating,
and with as few calls as possible, because at these sizes the calls are the cost:

- arrays are feature-major (neurons × batch), so every result is contiguous;
- the bias is the last column of a layer's weights, and the +1 node a row of ones under
  the activations, so one product does both sums and one product both gradients;
- all layers lie in one vector, so the update rule is called once;
- the samples are gathered once an epoch, and batches are slices of that.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS
from playground.batches import sample_order
from playground.clipping import clip_by_norm
from playground.engines.plan import Plan, State
from playground.losses import LOSSES
from playground.network import layer_views, parameter_count, weight_mask
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS
from playground.penalties import PENALTIES

Array = NDArray[np.floating[Any]]


class LayerPass:
    """One layer's buffers for batches of one size, and its two steps.

    Attributes
    ----------
    a : (M + 1, B), the activations with the +1 node under them; without it, (M, B), in
        the last layer
    delta : (M, B), ∂L/∂z of the batch's mean loss
    """

    def __init__(
        self,
        weights: Array,
        gradient: Array,
        activation: str,
        before: Array,
        rows: int,
        is_last: bool,
    ) -> None:
        count = len(weights)
        buffer = np.ones((count + (not is_last), rows), weights.dtype)
        self.a = buffer
        self.neurons = buffer[:count]
        self.z = np.empty((count, rows), weights.dtype)
        self.delta = np.empty((count, rows), weights.dtype)
        self.slope_buffer = np.empty((count, rows), weights.dtype)
        # The error of the layer before, its +1 node included: nobody reads that row.
        self.error_before = np.empty((weights.shape[1], rows), weights.dtype)
        self.before = before
        self.activation = ACTIVATIONS[activation]
        self.value = self.activation.value
        self.slope = self.activation.slope
        self.is_identity = activation == "identity"
        self.gradient = gradient
        self.sum_up = weights.dot
        self.share_out = weights.T.dot
        self.before_t = before.T

    def forward(self) -> None:
        self.sum_up(self.before, self.z)
        self.value(self.z, self.neurons)

    def backward(self, error: Array) -> None:
        """From ∂L/∂a (M, B) to this layer's gradient and the error before it."""
        if self.is_identity:
            delta = error
        else:
            delta = self.delta
            self.slope(self.z, self.neurons, self.slope_buffer)
            np.multiply(error, self.slope_buffer, delta)
        delta.dot(self.before_t, self.gradient)
        self.share_out(delta, self.error_before)


class BatchPass:
    """Forward and backward through all layers for batches of one size."""

    def __init__(self, plan: Plan, packed: Array, gradient: Array, rows: int) -> None:
        self.inputs = np.ones((plan.sizes[0] + 1, rows), packed.dtype)
        self.scale = packed.dtype.type(1.0 / rows)
        self.rows = rows
        self.loss = LOSSES[plan.loss]
        self.is_squared = plan.loss == "squared_error"
        self.layers: list[LayerPass] = []
        before = self.inputs
        for weights, slopes, name in zip(
            packed_views(packed, plan.sizes),
            packed_views(gradient, plan.sizes),
            plan.activations,
            strict=True,
        ):
            is_last = len(self.layers) == len(plan.activations) - 1
            layer = LayerPass(weights, slopes, name, before, rows, is_last)
            self.layers.append(layer)
            before = layer.a
        self.backwards = self.layers[::-1]
        self.output = self.layers[-1].a
        self.error = np.empty_like(self.output)
        self.flat_error = self.error.reshape(-1)

    def run(self, x: Array, y: Array) -> float:
        """Return the mean loss of features x (F, B) and targets y (K, B).

        The gradient of that mean stands in the engine's vector afterwards.
        """
        self.inputs[:-1] = x
        for layer in self.layers:
            layer.forward()
        error = self.error
        if self.is_squared:
            np.subtract(self.output, y, error)
            value = 0.5 * float(self.flat_error.dot(self.flat_error)) / self.rows
        else:
            value = float(self.loss.per_sample(self.output.T, y.T).mean())
            error[...] = self.loss.delta(self.output.T, y.T).T
        np.multiply(error, self.scale, error)
        for layer in self.backwards:
            layer.backward(error)
            error = layer.error_before[:-1]
        return value


def packed_views(packed: NDArray[Any], sizes: tuple[int, ...]) -> list[NDArray[Any]]:
    """Return each layer's [weights | bias] as a view (M_out, M_in + 1)."""
    views, start = [], 0
    for before, after in pairwise(sizes):
        end = start + after * (before + 1)
        views.append(packed[start:end].reshape(after, before + 1))
        start = end
    return views


def packed_places(sizes: tuple[int, ...]) -> NDArray[np.intp]:
    """Return (P,): where each parameter of the network stands in the packed vector."""
    count = parameter_count(sizes)
    places: NDArray[Any] = np.empty(count, np.intp)
    packed = packed_views(np.arange(count), sizes)
    for layer, view in zip(layer_views(places, sizes), packed, strict=True):
        layer.weights[:] = view[:, :-1]
        layer.bias[:] = view[:, -1]
    return places


class ReferenceEngine:
    """Updates in NumPy; see `Engine` for the contract of `advance`."""

    name = "reference"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        dtype = plan.x.dtype
        count = parameter_count(plan.sizes)
        self.places = packed_places(plan.sizes)
        self.packed: Array = np.zeros(count, dtype)
        self.gradient: Array = np.zeros(count, dtype)
        self.rule = OPTIMIZERS[plan.optimizer]
        self.change = self.rule.change
        self.hyper = {**HYPER_DEFAULTS, "epsilon": self.rule.epsilon, **plan.hyper}
        self.rate = self.hyper["learning_rate"]
        self.slots: dict[str, Array] = self.rule.init(count, dtype)
        self.penalties = [
            (PENALTIES[name], strength)
            for name, strength in (("l1", plan.l1), ("l2", plan.l2))
            if strength
        ]
        self.weights_only = np.empty(count, dtype)
        self.weights_only[self.places] = weight_mask(plan.sizes)
        self.free: Array | None = None
        if plan.free is not None:
            self.free = np.empty(count, dtype)
            self.free[self.places] = plan.free
        self.passes: dict[int, BatchPass] = {}
        self.ordered: tuple[int, Array, Array] | None = None
        # Rows as columns, so that a batch is a slice; one gather an epoch orders them.
        self.x_natural = np.ascontiguousarray(plan.x.T)
        self.y_natural = np.ascontiguousarray(plan.y.T)

    def advance(self, state: State, count: int, losses: NDArray[np.float64]) -> int:
        begin = state.copy()
        with np.errstate(all="ignore"):
            self.run_updates(state, count, losses)
            if np.isfinite(losses[:count]).all() and state.is_finite():
                return count
            # Somewhere on the way a number became infinite: go again, and look at
            # every update, to stand at the last finite one.
            state.assign(begin)
            return self.run_checked(state, count, losses)

    def run_checked(self, state: State, count: int, losses: NDArray[np.float64]) -> int:
        last = state.copy()
        for index in range(count):
            self.run_updates(state, 1, losses[index : index + 1])
            if not (np.isfinite(losses[index]) and state.is_finite()):
                state.assign(last)
                return index
            last.assign(state)
        return count

    def run_updates(
        self, state: State, count: int, losses: NDArray[np.float64]
    ) -> None:
        """Make `count` updates, whatever numbers come out."""
        packed, slots, places = self.packed, self.slots, self.places
        packed[places] = state.params
        for name, slot in slots.items():
            slot[places] = state.slots[name]
        done = 0
        rows, size = len(self.plan.x), self.plan.batch_size
        factors = self.plan.rate_factors(state.update, count)
        while done < count:
            x, y = self.epoch_rows(state)
            position = state.position
            while done < count and position < rows:
                end = min(position + size, rows)
                state.rule_step += 1
                if factors is not None:
                    self.hyper["learning_rate"] = self.rate * factors[done]
                losses[done] = self.update(
                    x[:, position:end], y[:, position:end], state.rule_step
                )
                state.samples_seen += end - position
                position = end
                done += 1
            if position >= rows:
                state.epoch += 1
                position = 0
            state.position = position
        state.update += count
        packed.take(places, out=state.params)
        for name, slot in slots.items():
            slot.take(places, out=state.slots[name])

    def update(self, x: Array, y: Array, t: int) -> float:
        """Change the packed parameters by one batch; return its loss before that."""
        rows = x.shape[1]
        batch = self.passes.get(rows)
        if batch is None:
            batch = BatchPass(self.plan, self.packed, self.gradient, rows)
            self.passes[rows] = batch
        value = batch.run(x, y)
        for penalty, strength in self.penalties:
            weights = self.packed * self.weights_only
            value += strength * penalty.value(weights)
            self.gradient += strength * penalty.gradient(weights)
        if self.plan.clip_norm:
            clip_by_norm(self.gradient, self.plan.clip_norm)
        change = self.change(self.packed, self.gradient, self.slots, self.hyper, t)
        if self.free is not None:
            change *= self.free
        self.packed += change
        return value

    def epoch_rows(self, state: State) -> tuple[Array, Array]:
        """Return features (F, N) and targets (K, N) in the order of this epoch.

        An epoch that smaller batches began is finished in its own order, also when the
        batch has become the full one: every sample is used once.
        """
        if not self.plan.shuffle and not state.position:
            return self.x_natural, self.y_natural
        if self.ordered is None or self.ordered[0] != state.epoch:
            order = sample_order(self.plan.seed, state.epoch, len(self.plan.x))
            self.ordered = (
                state.epoch,
                self.x_natural.take(order, axis=1),
                self.y_natural.take(order, axis=1),
            )
        return self.ordered[1], self.ordered[2]
