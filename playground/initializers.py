"""How a layer's weights begin: (rng, fan_in, fan_out) -> weights (fan_out, fan_in).

Biases begin at zero.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Initializer = Callable[[np.random.Generator, int, int], NDArray[np.float64]]


def xavier(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """Uniform in ±√(6 / (fan_in + fan_out)); Glorot and Bengio, 2010."""
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_out, fan_in))


def he(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """Gaussian with standard deviation √(2 / fan_in); He and others, 2015."""
    return rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_out, fan_in))


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """Uniform in ±0.5, whatever the size of the layer."""
    return rng.uniform(-0.5, 0.5, (fan_out, fan_in))


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """All zero: every neuron of a layer then stays like its neighbours."""
    return np.zeros((fan_out, fan_in))


INITIALIZERS: dict[str, Initializer] = {
    "xavier": xavier,
    "he": he,
    "uniform": uniform,
    "zeros": zeros,
}
