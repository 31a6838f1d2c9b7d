"""The three products of a layer by BLAS, for layers that outgrow the cache.

They do what their namesakes in `kernels.layers` do, on the same arrays.
"""

from typing import Any

import numpy as np

from playground.engines.kernels.compiling import inline, sequence
from playground.engines.kernels.layers import (
    BIAS,
    FAN_IN,
    FAN_OUT,
    SOURCE,
    TARGET,
    WEIGHTS,
)
from playground.engines.kernels.simd import broadcast, lanes, load, store


@sequence
def matrix(numbers: Any, begin: int, rows: int, columns: int) -> Any:
    return numbers[begin : begin + rows * columns].reshape((rows, columns))


@inline
def weigh_by_blas(params: Any, layer: Any, a: Any, stride: int) -> None:
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    bias = layer[BIAS]
    target = layer[TARGET] * stride
    np.dot(
        matrix(params, weights, fan_out, fan_in),
        matrix(a, layer[SOURCE] * stride, fan_in, stride),
        matrix(a, target, fan_out, stride),
    )
    for j in range(fan_out):
        b = broadcast(params, bias + j)
        row = target + j * stride
        for c in range(0, stride, lanes(a)):
            store(a, row + c, load(a, row + c) + b)


@inline
def collect_gradient_by_blas(
    gradient: Any,
    layer: Any,
    a: Any,
    delta: Any,
    first: int,
    stride: int,
    is_fresh: bool,
    scratch: Any,
) -> None:
    """Do what `collect_gradient` does; `scratch` (P,) is for pieces but the first."""
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    errors = matrix(delta, (layer[TARGET] - first) * stride, fan_out, stride)
    inputs = matrix(a, layer[SOURCE] * stride, fan_in, stride)
    if is_fresh:
        np.dot(errors, inputs.T, matrix(gradient, weights, fan_out, fan_in))
    else:
        np.dot(errors, inputs.T, matrix(scratch, 0, fan_out, fan_in))
        for i in range(fan_out * fan_in):
            gradient[weights + i] += scratch[i]


@inline
def share_error_by_blas(
    params: Any, layer: Any, a: Any, delta: Any, first: int, stride: int
) -> None:
    """Do what `share_error` does; the activations before are not needed any more."""
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    source = layer[SOURCE] * stride
    np.dot(
        matrix(params, weights, fan_out, fan_in).T,
        matrix(delta, (layer[TARGET] - first) * stride, fan_out, stride),
        matrix(a, source, fan_in, stride),
    )
    before = source - first * stride
    for c in range(0, fan_in * stride, lanes(a)):
        store(delta, before + c, load(delta, before + c) * load(a, source + c))
