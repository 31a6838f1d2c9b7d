"""Activation functions: each is its value f(z) and its slope f'(z), nothing else.

Both write into `out`, an array of the shape of z that the caller owns, because the
training loop allocates nothing. The slope may use z and the value a = f(z), whichever
is cheaper. At a kink the slope is the one of the left branch (f'(0) = 0 for relu).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

LEAKY_SLOPE = 0.01
SQRT_HALF = float(np.sqrt(0.5))
INVERSE_SQRT_TWO_PI = float(1.0 / np.sqrt(2.0 * np.pi))


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of one number with its slope.

    Attributes
    ----------
    value : (z, out) -> None, writes f(z).
    slope : (z, a, out) -> None, writes f'(z), where a = f(z).
    code : the number by which compiled code knows the function; never reused.
    lowest_target : what a network that ends in this function is taught for "not this
        class": -1 where f reaches below zero far enough, else 0.
    """

    name: str
    code: int
    value: Callable[[Array, Array], None]
    slope: Callable[[Array, Array, Array], None]
    lowest_target: float = -1.0


def identity(z: Array, out: Array) -> None:
    out[...] = z


def identity_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = 1.0


def sigmoid(z: Array, out: Array) -> None:
    """1 / (1 + exp(-z)), without overflow: only exp of a negative number is taken."""
    np.abs(z, out)
    np.negative(out, out)
    np.exp(out, out)
    denominator = out + 1.0
    np.copyto(out, 1.0, where=z >= 0)
    np.divide(out, denominator, out)


def sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    """Slope f(z) f(-z), written so that it keeps its digits where f is close to 1."""
    np.abs(z, out)
    np.negative(out, out)
    np.exp(out, out)
    denominator = out + 1.0
    np.divide(out, denominator, out)
    np.divide(out, denominator, out)


def tanh(z: Array, out: Array) -> None:
    np.tanh(z, out)


def tanh_slope(z: Array, a: Array, out: Array) -> None:
    """Slope 1 - a²."""
    np.multiply(a, a, out)
    np.subtract(1.0, out, out)


def relu(z: Array, out: Array) -> None:
    np.maximum(z, 0.0, out=out)


def relu_slope(z: Array, a: Array, out: Array) -> None:
    np.greater(z, 0.0, out, casting="unsafe")


def leaky_relu(z: Array, out: Array) -> None:
    np.multiply(z, LEAKY_SLOPE, out)
    np.maximum(z, out, out=out)


def leaky_relu_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = LEAKY_SLOPE
    np.copyto(out, 1.0, where=z > 0)


def elu(z: Array, out: Array) -> None:
    """Line z where z > 0, else exp(z) - 1."""
    np.minimum(z, 0.0, out=out)
    np.expm1(out, out)
    np.copyto(out, z, where=z > 0)


def elu_slope(z: Array, a: Array, out: Array) -> None:
    np.minimum(z, 0.0, out=out)
    np.exp(out, out)


def softplus(z: Array, out: Array) -> None:
    """log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|))."""
    np.abs(z, out)
    np.negative(out, out)
    np.exp(out, out)
    np.log1p(out, out)
    np.add(out, np.maximum(z, 0.0), out)


def softplus_slope(z: Array, a: Array, out: Array) -> None:
    sigmoid(z, out)


def normal_distribution(z: Array, out: Array) -> None:
    """Φ(z) = erfc(-z/√2) / 2, which keeps its digits far below zero."""
    # Imported here, because no other activation needs SciPy and it takes 0.1 s.
    from scipy.special import erfc

    np.multiply(z, -SQRT_HALF, out)
    erfc(out, out)
    np.multiply(out, 0.5, out)


def gelu(z: Array, out: Array) -> None:
    """Product z Φ(z), with the normal distribution's Φ in its erf form."""
    normal_distribution(z, out)
    np.multiply(out, z, out)


def gelu_slope(z: Array, a: Array, out: Array) -> None:
    """Slope Φ(z) + z φ(z), with the normal density φ."""
    normal_distribution(z, out)
    density = np.exp(-0.5 * z * z) * INVERSE_SQRT_TWO_PI
    np.add(out, z * density, out)


def silu(z: Array, out: Array) -> None:
    """Product z sigmoid(z)."""
    sigmoid(z, out)
    np.multiply(out, z, out)


def silu_slope(z: Array, a: Array, out: Array) -> None:
    """Slope s (1 + z (1 - s)), where s = sigmoid(z) and 1 - s = sigmoid(-z)."""
    other = np.empty_like(z)
    sigmoid(-z, other)
    sigmoid(z, out)
    np.multiply(out, 1.0 + z * other, out)


def sine(z: Array, out: Array) -> None:
    np.sin(z, out)


def sine_slope(z: Array, a: Array, out: Array) -> None:
    np.cos(z, out)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("identity", 0, identity, identity_slope),
        Activation("sigmoid", 1, sigmoid, sigmoid_slope, lowest_target=0.0),
        Activation("tanh", 2, tanh, tanh_slope),
        Activation("relu", 3, relu, relu_slope, lowest_target=0.0),
        Activation("leaky_relu", 4, leaky_relu, leaky_relu_slope),
        Activation("elu", 5, elu, elu_slope),
        Activation("softplus", 6, softplus, softplus_slope, lowest_target=0.0),
        Activation("gelu", 7, gelu, gelu_slope, lowest_target=0.0),
        Activation("silu", 8, silu, silu_slope, lowest_target=0.0),
        Activation("sine", 9, sine, sine_slope),
    )
}
