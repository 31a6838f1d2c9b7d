"""A multi-layer network: one flat vector of parameters, and layers that view it.

This file is the textbook: a student can follow the forward pass and the chain rule from
top to bottom. The engines do the same arithmetic, faster.
"""

import operator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from playground.activations import ACTIVATIONS
from playground.errors import PlaygroundError, SettingsError
from playground.initializers import INITIALIZERS
from playground.losses import LOSSES
from playground.penalties import PENALTIES
from playground.ranges import check_choice

Array = NDArray[np.floating[Any]]

# Names the generator of the weights among those that one seed makes.
WEIGHT_STREAM = 1


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's part of the parameters, as views: writing here changes the network.

    Attributes
    ----------
    weights : (M_out, M_in)
    bias : (M_out,)
    """

    weights: Array
    bias: Array


@dataclass(frozen=True, slots=True)
class Trace:
    """What a forward pass computed, layer by layer.

    Attributes
    ----------
    x : (N, D) features
    z : one (N, M) array a layer, the weighted sums
    a : one (N, M) array a layer, the activations
    """

    x: Array
    z: tuple[Array, ...]
    a: tuple[Array, ...]


def as_numbers(what: str, numbers: ArrayLike) -> Array:
    """Return an array of float64, or of the type of floats that it has.

    Raises
    ------
    PlaygroundError
        when these are no numbers, or rows of different length.
    """
    try:
        array = np.asarray(numbers)
        if array.dtype.kind in "fiubO":
            return array if array.dtype.kind == "f" else array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise PlaygroundError(f"{what} must be numbers, in rows of one length")


def parameter_count(sizes: tuple[int, ...]) -> int:
    """Return the number P of weights and biases of a network with these sizes."""
    return sum((before + 1) * after for before, after in pairwise(sizes))


def layer_views(params: Array, sizes: tuple[int, ...]) -> tuple[Layer, ...]:
    """Return the views of each layer's weights and bias in a vector (P,)."""
    layers = []
    start = 0
    for before, after in pairwise(sizes):
        middle, end = start + after * before, start + after * (before + 1)
        layers.append(
            Layer(params[start:middle].reshape(after, before), params[middle:end])
        )
        start = end
    return tuple(layers)


def weight_mask(sizes: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return (P,), true at the weights and false at the biases."""
    mask = np.ones(parameter_count(sizes), np.bool_)
    for layer in layer_views(mask, sizes):  # type: ignore[arg-type]
        layer.bias[:] = False
    return mask


class Network:
    """Layers of neurons, each a weighted sum, a bias and an activation.

    Attributes
    ----------
    sizes : neurons per layer, the input first
    activations : one name per layer after the input
    params : (P,) all parameters, layer by layer, weights (row by row) before the bias.
        Write into it with `params[:] = …`.
    layers : views into `params`
    """

    def __init__(
        self,
        sizes: tuple[int, ...],
        activations: tuple[str, ...],
        dtype: DTypeLike = np.float64,
    ) -> None:
        try:
            self.sizes = tuple(operator.index(size) for size in sizes)
        except TypeError:
            raise SettingsError(f"sizes must be whole numbers, got {sizes!r}") from None
        self.activations = tuple(activations)
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise SettingsError(
                f"sizes needs an input and an output, all at least 1, got {sizes}"
            )
        if len(self.activations) != len(self.sizes) - 1:
            raise SettingsError(
                f"activations must name one function for each of the "
                f"{len(self.sizes) - 1} layers, got {len(self.activations)}"
            )
        for name in self.activations:
            if name not in ACTIVATIONS:
                raise SettingsError(
                    f"activation must be one of {', '.join(ACTIVATIONS)}, got {name!r}"
                )
        self.params: Array = np.zeros(parameter_count(self.sizes), dtype)
        self.layers = layer_views(self.params, self.sizes)

    def initialize(self, initializer: str, seed: int) -> None:
        """Draw every weight anew, a generator a layer; biases become zero."""
        draw = INITIALIZERS[check_choice("initializer", initializer, INITIALIZERS)]
        for index, layer in enumerate(self.layers):
            fan_out, fan_in = layer.weights.shape
            rng = np.random.default_rng([seed, WEIGHT_STREAM, index])
            layer.weights[:] = draw(rng, fan_in, fan_out)
            layer.bias[:] = 0.0

    def forward(self, x: Array) -> Trace:
        """Run the features x (N, D) through every layer: z = a Wᵀ + b, a = f(z)."""
        sums, outputs = [], []
        a = x
        for layer, name in zip(self.layers, self.activations, strict=True):
            z = a @ layer.weights.T + layer.bias
            a = np.empty_like(z)
            ACTIVATIONS[name].value(z, a)
            sums.append(z)
            outputs.append(a)
        return Trace(x, tuple(sums), tuple(outputs))

    def backward(self, trace: Trace, delta: Array) -> Array:
        """Return the gradient (P,) of a loss, by the chain rule, last layer first.

        Parameters
        ----------
        trace : the forward pass of the batch
        delta : (N, K), ∂L/∂a of the last layer
        """
        gradient = np.empty_like(self.params)
        views = layer_views(gradient, self.sizes)
        error = delta
        for index in reversed(range(len(self.layers))):
            z, a = trace.z[index], trace.a[index]
            slope = np.empty_like(z)
            ACTIVATIONS[self.activations[index]].slope(z, a, slope)
            # ∂L/∂z of this layer: the error that arrives, times the slope.
            delta = error * slope
            before = trace.a[index - 1] if index else trace.x
            views[index].weights[:] = delta.T @ before
            views[index].bias[:] = delta.sum(axis=0)
            if index:
                # Each neuron before gets its share of the error through its weights.
                error = delta @ self.layers[index].weights
        return gradient

    def loss_and_gradient(
        self,
        x: Array,
        y: Array,
        loss: str = "squared_error",
        l1: float = 0.0,
        l2: float = 0.0,
    ) -> tuple[float, Array]:
        """Return the mean loss over the rows, penalties included, and its gradient.

        Parameters
        ----------
        x : (N, D) features
        y : (N, K) targets, one-hot for softmax
        loss : a name of LOSSES
        l1, l2 : strengths of the penalties on the weights

        Returns
        -------
        loss : float
        gradient : (P,), ordered as `params`

        Raises
        ------
        PlaygroundError
            when there is no such loss, x and y have other shapes, or there is no row.
        """
        function = LOSSES[check_choice("loss", loss, LOSSES)]
        x, y = as_numbers("x", x), as_numbers("y", y)
        rows = max(1, len(x) if x.ndim else 0)
        if (x.shape, y.shape) != ((rows, self.sizes[0]), (rows, self.sizes[-1])):
            # Shapes that broadcast would give a wrong number without a word.
            raise PlaygroundError(
                f"x and y must be rows of {self.sizes[0]} features and of "
                f"{self.sizes[-1]} targets, got {x.shape} and {y.shape}"
            )
        trace = self.forward(x)
        output = trace.a[-1]
        value = float(function.per_sample(output, y).mean())
        gradient = self.backward(trace, function.delta(output, y) / len(x))
        mask = weight_mask(self.sizes)
        weights = self.params[mask]
        for name, strength in (("l1", l1), ("l2", l2)):
            if strength:
                penalty = PENALTIES[name]
                value += strength * penalty.value(weights)
                gradient[mask] += strength * penalty.gradient(weights)
        return value, gradient

    def predict(self, x: Array) -> Array:
        """Return the last activation (N, K) for features x (N, D), before any link.

        Raises
        ------
        PlaygroundError
            when x is no such array of numbers.
        """
        rows = as_numbers("x", x).astype(self.params.dtype, copy=False)
        if not rows.ndim or rows.shape[-1] != self.sizes[0]:
            raise PlaygroundError(
                f"inputs must be rows of {self.sizes[0]} numbers, "
                f"got an array of shape {rows.shape}"
            )
        return self.forward(rows).a[-1]
