"""Forward passes over many points: what every neuron answers there."""

from typing import Any

from playground.engines.kernels.compiling import entry
from playground.engines.kernels.layers import (
    FAN_IN,
    FAN_OUT,
    TARGET,
)
from playground.engines.kernels.passes import run_forward
from playground.engines.kernels.simd import get, lanes, load, put, store


@entry
def map_neurons(
    params: Any,
    layers: Any,
    x: Any,
    count: int,
    first: int,
    last: int,
    a: Any,
    slopes: Any,
    stride: int,
    maps: Any,
) -> None:
    """Write the activations of all neurons at the points first … last.

    `x` (N·F,) are the points, and `maps` (M·N,) gets a row for each neuron, where N is
    `count`. `stride` points go through the layers at once.
    """
    features = layers[0, FAN_IN]
    final = layers[len(layers) - 1]
    rows = final[TARGET] + final[FAN_OUT]
    for begin in range(first, last, stride):
        size = min(stride, last - begin)
        # A last, smaller piece repeats its last point to the end of a vector.
        columns = -(-size // lanes(a)) * lanes(a)
        for c in range(columns):
            point = begin + min(c, size - 1)
            for i in range(features):
                put(a, i * columns + c, get(x, point * features + i))
        run_forward(params, layers, a, slopes, columns)
        for row in range(features, rows):
            to, at = (row - features) * count + begin, row * columns
            whole = size - size % lanes(a)
            for c in range(0, whole, lanes(a)):
                store(maps, to + c, load(a, at + c))
            for c in range(whole, size):
                put(maps, to + c, get(a, at + c))
