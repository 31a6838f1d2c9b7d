"""Forward and backward through all layers, for the samples that lie in the buffers."""

from typing import Any

from playground.engines.kernels.activations import activate
from playground.engines.kernels.blas import (
    collect_gradient_by_blas,
    share_error_by_blas,
    weigh_by_blas,
)
from playground.engines.kernels.compiling import sequence
from playground.engines.kernels.layers import (
    BIAS,
    BLAS,
    CODE,
    FAN_IN,
    FAN_OUT,
    SOURCE,
    TARGET,
    WEIGHTS,
    collect_bias,
    collect_gradient,
    share_error,
    weigh,
)
from playground.engines.kernels.simd import lanes, put
from playground.engines.kernels.turned import collect_gradient_turned

# Neurons of a layer from which turning its inputs pays.
TURNED_FROM = 8


@sequence
def respond_to_sums(layer: Any, a: Any, delta: Any, first: int, stride: int) -> None:
    """Turn the layer's sums into activations, and write the slopes into `delta`."""
    count = layer[FAN_OUT] * stride
    target = layer[TARGET] * stride
    activate(layer[CODE], a, target, delta, target - first * stride, count)


@sequence
def run_forward(params: Any, layers: Any, a: Any, delta: Any, stride: int) -> None:
    """Fill the rows of all layers in `a`, and their slopes in `delta`."""
    first = layers[0, FAN_IN]
    for index in range(len(layers)):
        layer = layers[index]
        if layer[BLAS]:
            weigh_by_blas(params, layer, a, stride)
        else:
            weigh(params, layer, a, stride)
        respond_to_sums(layer, a, delta, first, stride)


@sequence
def run_backward(
    params: Any,
    gradient: Any,
    layers: Any,
    a: Any,
    delta: Any,
    stride: int,
    is_fresh: bool,
    scratch: Any,
) -> None:
    """Add the gradient of all layers, from ∂L/∂z of the last one back to the first.

    With `is_fresh` the gradient begins at zero.
    """
    first = layers[0, FAN_IN]
    for step in range(len(layers)):
        layer = layers[len(layers) - 1 - step]
        if is_fresh:
            begin = layer[BIAS] if layer[BLAS] else layer[WEIGHTS]
            for i in range(begin, layer[BIAS] + layer[FAN_OUT]):
                put(gradient, i, 0.0)
        if layer[BLAS]:
            collect_gradient_by_blas(
                gradient, layer, a, delta, first, stride, is_fresh, scratch
            )
        elif layer[FAN_IN] >= 2 * lanes(a) and layer[FAN_OUT] >= TURNED_FROM:
            collect_gradient_turned(gradient, layer, a, delta, first, stride, scratch)
        else:
            collect_gradient(gradient, layer, a, delta, first, stride)
        collect_bias(gradient, layer, delta, first, stride)
        if layer[SOURCE] > 0 and layer[BLAS]:
            share_error_by_blas(params, layer, a, delta, first, stride)
        elif layer[SOURCE] > 0:
            share_error(params, layer, delta, first, stride)
