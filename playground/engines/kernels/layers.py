"""The three products of a layer, feature-major: a row for each neuron, a column a sample.

`a` holds the activations of all layers, one row of `stride` numbers for each neuron, the
features first; `delta` holds ∂L/∂z likewise, without the features. On the way forward the
rows of `delta` keep the slopes. A product is cut into tiles of four rows, whose sums stay
in registers from the first term to the last.

A network is an integer table with one row a layer; its columns are named below. Layers
that are large enough give their products to BLAS.
"""

from typing import Any

import numpy as np

from playground.engines.kernels.activations import activate
from playground.engines.kernels.compiling import inline
from playground.engines.kernels.simd import (
    broadcast,
    filled,
    lanes,
    load,
    multiply_add,
    store,
    total,
)

# Columns of the table: neurons before and in the layer, code of the activation, where
# its weights begin in the parameters, the first of the rows before and in it, and whether
# BLAS does the products.
FAN_IN, FAN_OUT, CODE, WEIGHTS, SOURCE, TARGET, BLAS = range(7)


@inline
def weigh(params: Any, layer: Any, a: Any, stride: int) -> None:
    """Write the layer's weighted sums z = W a + b into its rows of `a`."""
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    bias = weights + fan_in * fan_out
    source, target = layer[SOURCE] * stride, layer[TARGET] * stride
    width = lanes(a)
    j = 0
    while j + 4 <= fan_out:
        w0 = weights + j * fan_in
        w1, w2, w3 = w0 + fan_in, w0 + 2 * fan_in, w0 + 3 * fan_in
        row = target + j * stride
        for c in range(0, stride, width):
            z0, z1 = broadcast(params, bias + j), broadcast(params, bias + j + 1)
            z2, z3 = broadcast(params, bias + j + 2), broadcast(params, bias + j + 3)
            at = source + c
            for i in range(fan_in):
                x = load(a, at)
                z0 = multiply_add(broadcast(params, w0 + i), x, z0)
                z1 = multiply_add(broadcast(params, w1 + i), x, z1)
                z2 = multiply_add(broadcast(params, w2 + i), x, z2)
                z3 = multiply_add(broadcast(params, w3 + i), x, z3)
                at += stride
            store(a, row + c, z0)
            store(a, row + stride + c, z1)
            store(a, row + 2 * stride + c, z2)
            store(a, row + 3 * stride + c, z3)
        j += 4
    while j < fan_out:
        w0 = weights + j * fan_in
        row = target + j * stride
        for c in range(0, stride, width):
            z0 = broadcast(params, bias + j)
            at = source + c
            for i in range(fan_in):
                z0 = multiply_add(broadcast(params, w0 + i), load(a, at), z0)
                at += stride
            store(a, row + c, z0)
        j += 1


@inline
def share_error(
    params: Any, layer: Any, delta: Any, first: int, stride: int
) -> None:
    """Turn the slopes of the layer before into its ∂L/∂z = slope · Wᵀ ∂L/∂z.

    `first` is the row number (of `a`) that `delta` begins with.
    """
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    source = (layer[SOURCE] - first) * stride
    target = (layer[TARGET] - first) * stride
    width = lanes(delta)
    i = 0
    while i + 4 <= fan_in:
        row = source + i * stride
        for c in range(0, stride, width):
            e0 = e1 = e2 = e3 = filled(delta, 0.0)
            at, w = target + c, weights + i
            for _ in range(fan_out):
                d = load(delta, at)
                e0 = multiply_add(broadcast(params, w), d, e0)
                e1 = multiply_add(broadcast(params, w + 1), d, e1)
                e2 = multiply_add(broadcast(params, w + 2), d, e2)
                e3 = multiply_add(broadcast(params, w + 3), d, e3)
                at += stride
                w += fan_in
            at = row + c
            store(delta, at, e0 * load(delta, at))
            at += stride
            store(delta, at, e1 * load(delta, at))
            at += stride
            store(delta, at, e2 * load(delta, at))
            at += stride
            store(delta, at, e3 * load(delta, at))
        i += 4
    while i < fan_in:
        row = source + i * stride
        for c in range(0, stride, width):
            e0 = filled(delta, 0.0)
            at, w = target + c, weights + i
            for _ in range(fan_out):
                e0 = multiply_add(broadcast(params, w), load(delta, at), e0)
                at += stride
                w += fan_in
            store(delta, row + c, e0 * load(delta, row + c))
        i += 1


@inline
def row_product(
    a: Any, source: int, delta: Any, target: int, stride: int
) -> Any:
    """Return the sum over the columns of one row times another."""
    g = filled(a, 0.0)
    for c in range(0, stride, lanes(a)):
        g = multiply_add(load(delta, target + c), load(a, source + c), g)
    return total(g)


@inline
def collect_gradient(
    gradient: Any,
    layer: Any,
    a: Any,
    delta: Any,
    first: int,
    stride: int,
) -> None:
    """Add the layer's ∂L/∂W = ∂L/∂z aᵀ to the gradient."""
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    source = layer[SOURCE] * stride
    target = (layer[TARGET] - first) * stride
    width = lanes(a)
    j = 0
    while j + 4 <= fan_out:
        row = target + j * stride
        i = 0
        while i + 2 <= fan_in:
            g00 = g01 = g10 = g11 = filled(a, 0.0)
            g20 = g21 = g30 = g31 = filled(a, 0.0)
            left = source + i * stride
            right = left + stride
            for c in range(0, stride, width):
                x0, x1 = load(a, left + c), load(a, right + c)
                d = load(delta, row + c)
                g00, g01 = multiply_add(d, x0, g00), multiply_add(d, x1, g01)
                d = load(delta, row + stride + c)
                g10, g11 = multiply_add(d, x0, g10), multiply_add(d, x1, g11)
                d = load(delta, row + 2 * stride + c)
                g20, g21 = multiply_add(d, x0, g20), multiply_add(d, x1, g21)
                d = load(delta, row + 3 * stride + c)
                g30, g31 = multiply_add(d, x0, g30), multiply_add(d, x1, g31)
            w = weights + j * fan_in + i
            gradient[w] += total(g00)
            gradient[w + 1] += total(g01)
            w += fan_in
            gradient[w] += total(g10)
            gradient[w + 1] += total(g11)
            w += fan_in
            gradient[w] += total(g20)
            gradient[w + 1] += total(g21)
            w += fan_in
            gradient[w] += total(g30)
            gradient[w + 1] += total(g31)
            i += 2
        while i < fan_in:
            w = weights + j * fan_in + i
            for k in range(4):
                gradient[w + k * fan_in] += row_product(
                    a, source + i * stride, delta, row + k * stride, stride
                )
            i += 1
        j += 4
    while j < fan_out:
        row = target + j * stride
        i = 0
        while i + 4 <= fan_in:
            g00 = g01 = g10 = g11 = filled(a, 0.0)
            left = source + i * stride
            for c in range(0, stride, width):
                d = load(delta, row + c)
                g00 = multiply_add(d, load(a, left + c), g00)
                g01 = multiply_add(d, load(a, left + stride + c), g01)
                g10 = multiply_add(d, load(a, left + 2 * stride + c), g10)
                g11 = multiply_add(d, load(a, left + 3 * stride + c), g11)
            w = weights + j * fan_in + i
            gradient[w] += total(g00)
            gradient[w + 1] += total(g01)
            gradient[w + 2] += total(g10)
            gradient[w + 3] += total(g11)
            i += 4
        while i < fan_in:
            gradient[weights + j * fan_in + i] += row_product(
                a, source + i * stride, delta, row, stride
            )
            i += 1
        j += 1


@inline
def collect_bias(gradient: Any, layer: Any, delta: Any, first: int, stride: int) -> None:
    """Add the layer's ∂L/∂b = Σ ∂L/∂z to the gradient."""
    bias = layer[WEIGHTS] + layer[FAN_IN] * layer[FAN_OUT]
    target = (layer[TARGET] - first) * stride
    for j in range(layer[FAN_OUT]):
        g = filled(delta, 0.0)
        for c in range(0, stride, lanes(delta)):
            g = g + load(delta, target + j * stride + c)
        gradient[bias + j] += total(g)


@inline
def respond_to_sums(
    layer: Any, a: Any, delta: Any, first: int, stride: int
) -> None:
    """Turn the layer's sums into activations, and write the slopes into `delta`."""
    count = layer[FAN_OUT] * stride
    target = layer[TARGET] * stride
    activate(layer[CODE], a, target, delta, target - first * stride, count)


@inline
def matrix(numbers: Any, begin: int, rows: int, columns: int) -> Any:
    return numbers[begin : begin + rows * columns].reshape((rows, columns))


@inline
def weigh_by_blas(params: Any, layer: Any, a: Any, stride: int) -> None:
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    bias = weights + fan_in * fan_out
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
    """Add as `collect_gradient` does; `scratch` (P,) is used if there was a piece before."""
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


@inline
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


@inline
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
        fan_out, products = layer[FAN_OUT], layer[FAN_IN] * layer[FAN_OUT]
        if is_fresh:
            begin = layer[WEIGHTS] + (products if layer[BLAS] else 0)
            for i in range(begin, layer[WEIGHTS] + products + fan_out):
                gradient[i] = 0.0
        if layer[BLAS]:
            collect_gradient_by_blas(
                gradient, layer, a, delta, first, stride, is_fresh, scratch
            )
        else:
            collect_gradient(gradient, layer, a, delta, first, stride)
        collect_bias(gradient, layer, delta, first, stride)
        if layer[SOURCE] > 0 and layer[BLAS]:
            share_error_by_blas(params, layer, a, delta, first, stride)
        elif layer[SOURCE] > 0:
            share_error(params, layer, delta, first, stride)
