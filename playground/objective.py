"""What training makes small: the loss of all training rows as a function of θ.

An objective is frozen and knows nothing of a run: pictures of it can be computed beside
the training, from any parameter vector. All arithmetic is float64, also for runs of
float32.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.activations import ACTIVATIONS
from playground.losses import LOSSES
from playground.network import Network, layer_views, parameter_count, weight_mask
from playground.penalties import PENALTIES
from playground.problem import Problem
from playground.settings import Settings

Array = NDArray[np.floating[Any]]

# Numbers in one layer's activations that are computed at once: they stay in the cache,
# and the allocator hands the same memory out again instead of asking for more.
PIECE_NUMBERS = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Objective:
    """The mean loss over the rows, penalties included, of a network's parameters.

    Attributes
    ----------
    sizes : neurons per layer, the features first
    activations : one name per layer after the input
    l1, l2 : strengths of the penalties on the weights
    x, y : (N, F) features and (N, K) targets, float64, read-only
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    l1: float
    l2: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @classmethod
    def of(cls, settings: Settings, problem: Problem) -> Self:
        """Return what a run of these settings makes small; a frame has both, too."""
        return cls(
            sizes=(problem.x.shape[1], *settings.hidden, problem.outputs),
            activations=settings.activations,
            loss=settings.loss,
            l1=settings.l1,
            l2=settings.l2,
            x=frozen(np.array(problem.x, np.float64)),
            y=frozen(np.array(problem.y, np.float64)),
        )

    @property
    def count(self) -> int:
        """The number P of parameters."""
        return parameter_count(self.sizes)

    def network(self, params: ArrayLike) -> Network:
        """Return a network of its own with these parameters (P,)."""
        network = Network(self.sizes, self.activations)
        network.params[:] = params
        return network

    def value_and_gradient(
        self, params: ArrayLike, rows: NDArray[np.intp] | None = None
    ) -> tuple[float, Array]:
        """Return the objective and its gradient (P,) at some parameters.

        `rows` takes a batch in place of all training rows.
        """
        x, y = (self.x, self.y) if rows is None else (self.x[rows], self.y[rows])
        with np.errstate(all="ignore"):
            return self.network(params).loss_and_gradient(
                x, y, self.loss, self.l1, self.l2
            )

    def penalty_gradient(self, params: Array) -> NDArray[np.float64]:
        """Return what the penalties add to the gradient (P,)."""
        result = np.zeros(len(params))
        mask = weight_mask(self.sizes)
        for name, strength in (("l1", self.l1), ("l2", self.l2)):
            if strength:
                result[mask] += strength * PENALTIES[name].gradient(params[mask])
        return result

    def penalties(self, params: Array) -> NDArray[np.float64]:
        """Return λ₁ Σ|w| + λ₂/2 Σ w² of each vector of params (C, P), shape (C,)."""
        weights = params[:, weight_mask(self.sizes)]
        value = np.zeros(len(params))
        if self.l1:
            value += self.l1 * np.abs(weights).sum(axis=1)
        if self.l2:
            value += 0.5 * self.l2 * np.einsum("cp,cp->c", weights, weights)
        return value

    def values(self, params: ArrayLike) -> NDArray[np.float64]:
        """Return the objective (C,) at many parameter vectors (C, P) at once.

        Where numbers overflow the value is infinite or NaN, without a warning.
        """
        vectors = np.ascontiguousarray(params, np.float64)
        total = np.zeros(len(vectors))
        rows = max(1, min(len(self.x), PIECE_NUMBERS // max(self.sizes)))
        with np.errstate(all="ignore"):
            for start in range(0, len(self.x), rows):
                part = slice(start, start + rows)
                total += losses_of(self, vectors, self.x[part], self.y[part])
            return total / len(self.x) + self.penalties(vectors)


def losses_of(
    objective: Objective, params: Array, x: Array, y: Array
) -> NDArray[np.float64]:
    """Return the summed loss (C,) of some rows at params (C, P), without penalties.

    Rows are columns here: each layer is a stack of products (C, M, F) (C, F, N), so
    that one call serves many parameter vectors.
    """
    sums = np.empty(len(params))
    chunk = max(1, PIECE_NUMBERS // (max(objective.sizes) * len(x)))
    inputs, targets = np.ascontiguousarray(x.T), y
    loss = LOSSES[objective.loss]
    for start in range(0, len(params), chunk):
        some = params[start : start + chunk]
        a: Array = inputs
        for (weights, bias), name in zip(
            stacked_layers(some, objective.sizes), objective.activations, strict=True
        ):
            z = np.matmul(weights, a)
            z += bias[:, :, None]
            a = np.empty_like(z)
            ACTIVATIONS[name].value(z, a)
        count, outputs, rows = a.shape
        output = a.transpose(0, 2, 1).reshape(count * rows, outputs)
        wanted = np.broadcast_to(targets, (count, rows, outputs)).reshape(-1, outputs)
        per_sample = loss.per_sample(output, wanted).reshape(count, rows)
        sums[start : start + chunk] = per_sample.sum(axis=1)
    return sums


def stacked_layers(params: Array, sizes: tuple[int, ...]) -> list[tuple[Array, Array]]:
    """Return each layer's weights (C, M, F) and biases (C, M) of params (C, P)."""
    stacked = []
    start = 0
    for layer in layer_views(params[0], sizes):
        fan_out, fan_in = layer.weights.shape
        middle, end = start + fan_out * fan_in, start + fan_out * (fan_in + 1)
        weights = params[:, start:middle].reshape(len(params), fan_out, fan_in)
        stacked.append((weights, params[:, middle:end]))
        start = end
    return stacked


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array, read-only from now on."""
    array.flags.writeable = False
    return array
