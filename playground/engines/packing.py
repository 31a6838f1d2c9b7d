"""How the compiled engine lays a network down: integer tables that the kernels read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.activations import ACTIVATIONS
from playground.engines.plan import Array

# Layers with this many weights or more give their products to BLAS: they leave the
# cache; below, the kernels are as fast (measured) and never wait for BLAS's threads.
BLAS_WEIGHTS = 1 << 19


# Bytes in a line of the processor's cache.
LINE = 64


def aligned_zeros(count: int, dtype: DTypeLike) -> Array:
    """Return zeros that begin a cache line: no vector of them lies in two lines."""
    itemsize = np.dtype(dtype).itemsize
    numbers: Array = np.zeros(count + LINE // itemsize, dtype)
    first = -numbers.ctypes.data % LINE // itemsize
    return numbers[first : first + count]


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Where the parameters and the activations of a network lie.

    Attributes
    ----------
    layers : (L, 9), the columns are named in `kernels.layers`
    blocks : (L, 2), where the weights of each layer begin and how many there are
    count : numbers in the parameter vector, padding included
    rows : numbers of activations for one column of a batch
    places : (P,), where each parameter lies; None where the order is the network's own
    """

    layers: NDArray[np.int64]
    blocks: NDArray[np.int64]
    count: int
    rows: int
    places: NDArray[np.intp] | None

    @property
    def uses_blas(self) -> bool:
        return bool(self.layers[:, 7].any())


def natural_packing(sizes: tuple[int, ...], activations: tuple[str, ...]) -> Packing:
    """Return the network's own order, for batches with a row for each neuron."""
    layers: list[tuple[int, ...]] = []
    start, row = 0, 0
    for fan_in, fan_out, name in zip(sizes, sizes[1:], activations, strict=False):
        weights = fan_in * fan_out
        uses_blas = weights >= BLAS_WEIGHTS and min(fan_in, fan_out) > 1
        places = (start, start + weights, row, row + fan_in)
        code = ACTIVATIONS[name].code
        layers.append((fan_in, fan_out, code, *places, uses_blas, fan_out))
        start += weights + fan_out
        row += fan_in
    table = np.array(layers, np.int64)
    blocks = np.stack((table[:, 3], table[:, 0] * table[:, 1]), axis=1)
    return Packing(table, blocks, start, sum(sizes), None)


def single_packing(
    sizes: tuple[int, ...], activations: tuple[str, ...], lanes: int
) -> Packing:
    """Return the order of `kernels.single`, for one sample at a time."""

    def padded(size: int) -> int:
        return -(-size // lanes) * lanes

    layers: list[tuple[int, ...]] = []
    parts: list[NDArray[np.intp]] = []
    start, row = 0, 0
    for fan_in, fan_out, name in zip(sizes, sizes[1:], activations, strict=False):
        width = padded(fan_out)
        # The errors of the layer before are computed for whole vectors of its neurons.
        height = padded(fan_in) if layers else fan_in
        bias = start + height * width
        neurons, inputs = np.arange(fan_out), np.arange(fan_in)
        parts.append((start + inputs[None, :] * width + neurons[:, None]).ravel())
        parts.append(bias + neurons)
        places = (start, bias, row, row + padded(fan_in))
        code = ACTIVATIONS[name].code
        layers.append((fan_in, fan_out, code, *places, False, width))
        start = bias + width
        row += padded(fan_in)
    table = np.array(layers, np.int64)
    blocks = np.stack((table[:, 3], table[:, 4] - table[:, 3]), axis=1)
    rows = row + padded(sizes[-1])
    return Packing(table, blocks, start, rows, np.concatenate(parts))
