"""The formulas behind ACTIVATIONS and LOSSES, with numbers that know their origin.

What is added to a registry is explained once its formula stands here, or in `rules`,
under the same name (a test says so). Formulas are functions of leaves, so a formula may
look at the numbers and choose a form that keeps their digits: the lesson's wherever
that is exact, another one far out.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.activations import LEAKY_SLOPE
from playground.explaining.expressions import (
    Expression,
    cos,
    erfc,
    exp,
    leaf,
    log,
    maximum,
    sin,
    sqrt,
    square,
    tanh,
    total,
)

# Beyond this |z| the lesson's forms of sigmoid and softplus would lose digits.
FAR = 100.0
# Above this a, 1 − a has fewer digits than a.
NEARLY_ONE = 0.99

Unary = Callable[[Expression], Expression]


@dataclass(frozen=True, slots=True)
class ExplainedActivation:
    """The value f(z), and the slope f'(z) that may use a = f(z); None: it is 1."""

    value: Unary
    slope: Callable[[Expression, Expression], Expression] | None


def sigmoid(z: Expression) -> Expression:
    return exp(z) / (1 + exp(z)) if z.value < -FAR else 1 / (1 + exp(-z))


def sigmoid_slope(z: Expression, a: Expression) -> Expression:
    if a.value > NEARLY_ONE:
        return exp(-z) / square(1 + exp(-z))
    return a * (1 - a)


def softplus(z: Expression) -> Expression:
    return z + log(1 + exp(-z)) if z.value > FAR else log(1 + exp(z))


def normal_distribution(z: Expression) -> Expression:
    return erfc(-z / sqrt(leaf(2))) / 2


def normal_density(z: Expression) -> Expression:
    return exp(-(z * z / 2)) / sqrt(leaf(math.tau, role="two_pi"))


def silu_slope(z: Expression, a: Expression) -> Expression:
    return sigmoid(z) * (1 + z * sigmoid_of_minus(z))


def sigmoid_of_minus(z: Expression) -> Expression:
    return exp(-z) / (1 + exp(-z)) if z.value > FAR else 1 / (1 + exp(z))


def branch_slope(z: Expression, left: float) -> Expression:
    """Return the slope of two straight branches."""
    return leaf(1.0 if z.value > 0 else left, role="slope")


EXPLAINED_ACTIVATIONS: dict[str, ExplainedActivation] = {
    "identity": ExplainedActivation(lambda z: z, None),
    "sigmoid": ExplainedActivation(sigmoid, sigmoid_slope),
    "tanh": ExplainedActivation(tanh, lambda z, a: 1 - square(a)),
    "relu": ExplainedActivation(
        lambda z: maximum(z, 0), lambda z, a: branch_slope(z, 0.0)
    ),
    "leaky_relu": ExplainedActivation(
        lambda z: maximum(z, LEAKY_SLOPE * z), lambda z, a: branch_slope(z, LEAKY_SLOPE)
    ),
    "elu": ExplainedActivation(
        lambda z: z if z.value > 0 else exp(z) - 1,
        lambda z, a: branch_slope(z, 1.0) if z.value > 0 else exp(z),
    ),
    "softplus": ExplainedActivation(softplus, lambda z, a: sigmoid(z)),
    "gelu": ExplainedActivation(
        lambda z: z * normal_distribution(z),
        lambda z, a: normal_distribution(z) + z * normal_density(z),
    ),
    "silu": ExplainedActivation(lambda z: z * sigmoid(z), silu_slope),
    "sine": ExplainedActivation(sin, lambda z, a: cos(z)),
}


@dataclass(frozen=True, slots=True)
class ExplainedLoss:
    """The loss of one sample, from its outputs a[L] and targets y.

    Attributes
    ----------
    value : (a, y) -> the loss.
    error : (a, y, k) -> its slope with respect to output k (0 … K-1).
    """

    value: Callable[[Sequence[Expression], Sequence[Expression]], Expression]
    error: Callable[[Sequence[Expression], Sequence[Expression], int], Expression]


def half_squared_distance(
    a: Sequence[Expression], y: Sequence[Expression]
) -> Expression:
    squares = [square(output - target) for output, target in zip(a, y, strict=True)]
    return 0.5 * total(len(squares), squares.__getitem__)


def cross_entropy(a: Sequence[Expression], y: Sequence[Expression]) -> Expression:
    if len(a) == 1:
        z, target = a[0], y[0]
        if z.value > FAR:
            return z - target * z + log(1 + exp(-z))
        return log(1 + exp(z)) - target * z
    top = max(a, key=lambda output: output.value)
    log_sum = log(total(len(a), lambda k: exp(a[k] - top)))
    # Only the sample's own class counts; the other targets are 0.
    parts = [
        target * (log_sum - (output - top))
        for output, target in zip(a, y, strict=True)
        if target.value
    ]
    return total(len(parts), parts.__getitem__) if parts else leaf(0.0)


def probability_error(
    a: Sequence[Expression], y: Sequence[Expression], k: int
) -> Expression:
    if len(a) == 1:
        return sigmoid(a[0]) - y[0]
    top = max(a, key=lambda output: output.value)
    whole = total(len(a), lambda index: exp(a[index] - top))
    return exp(a[k] - top) / whole - y[k]


EXPLAINED_LOSSES: dict[str, ExplainedLoss] = {
    "squared_error": ExplainedLoss(half_squared_distance, lambda a, y, k: a[k] - y[k]),
    "cross_entropy": ExplainedLoss(cross_entropy, probability_error),
}
