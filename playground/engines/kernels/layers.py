"""The three products of a layer, feature-major: a row a neuron, a column a sample.

`a` holds the activations of all layers, one row of `stride` numbers for each neuron,
the features first; `delta` holds ∂L/∂z likewise, without the features. On the way
forward the rows of `delta` keep the slopes. A product is cut into tiles of four rows,
whose sums stay in registers from the first term to the last.

A network is an integer table with one row a layer; its columns are named below.
"""

from typing import Any

from playground.engines.kernels.compiling import inline, sequence
from playground.engines.kernels.simd import (
    broadcast,
    lanes,
    load,
    multiply_add,
    store,
    total,
    zeros,
)
from playground.engines.kernels.totals import add_totals_1x4, add_totals_4x2

# Columns of the table: neurons before and in the layer, code of the activation, where
# its weights and its bias begin in the parameters, the first of the rows before and in
# it, whether BLAS does the products, and the padded FAN_OUT (see `kernels.single`).
FAN_IN, FAN_OUT, CODE, WEIGHTS, BIAS, SOURCE, TARGET, BLAS, WIDTH = range(9)


@inline
def weigh(params: Any, layer: Any, a: Any, stride: int) -> None:
    """Write the layer's weighted sums z = W a + b into its rows of `a`."""
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    bias = layer[BIAS]
    source, target = layer[SOURCE] * stride, layer[TARGET] * stride
    width = lanes(a)
    pairs = stride - stride % (2 * width)
    j = 0
    while j + 4 <= fan_out:
        w0 = weights + j * fan_in
        w1, w2, w3 = w0 + fan_in, w0 + 2 * fan_in, w0 + 3 * fan_in
        t0 = target + j * stride
        t1, t2, t3 = t0 + stride, t0 + 2 * stride, t0 + 3 * stride
        b0, b1 = broadcast(params, bias + j), broadcast(params, bias + j + 1)
        b2, b3 = broadcast(params, bias + j + 2), broadcast(params, bias + j + 3)
        for c in range(0, pairs, 2 * width):
            z0, z1, z2, z3 = b0, b1, b2, b3
            y0, y1, y2, y3 = b0, b1, b2, b3
            at = source + c
            for i in range(fan_in):
                left, right = load(a, at), load(a, at + width)
                w = broadcast(params, w0 + i)
                z0, y0 = multiply_add(w, left, z0), multiply_add(w, right, y0)
                w = broadcast(params, w1 + i)
                z1, y1 = multiply_add(w, left, z1), multiply_add(w, right, y1)
                w = broadcast(params, w2 + i)
                z2, y2 = multiply_add(w, left, z2), multiply_add(w, right, y2)
                w = broadcast(params, w3 + i)
                z3, y3 = multiply_add(w, left, z3), multiply_add(w, right, y3)
                at += stride
            store(a, t0 + c, z0)
            store(a, t0 + c + width, y0)
            store(a, t1 + c, z1)
            store(a, t1 + c + width, y1)
            store(a, t2 + c, z2)
            store(a, t2 + c + width, y2)
            store(a, t3 + c, z3)
            store(a, t3 + c + width, y3)
        for c in range(pairs, stride, width):
            z0, z1, z2, z3 = b0, b1, b2, b3
            at = source + c
            for i in range(fan_in):
                left = load(a, at)
                z0 = multiply_add(broadcast(params, w0 + i), left, z0)
                z1 = multiply_add(broadcast(params, w1 + i), left, z1)
                z2 = multiply_add(broadcast(params, w2 + i), left, z2)
                z3 = multiply_add(broadcast(params, w3 + i), left, z3)
                at += stride
            store(a, t0 + c, z0)
            store(a, t1 + c, z1)
            store(a, t2 + c, z2)
            store(a, t3 + c, z3)
        j += 4
    while j < fan_out:
        w0 = weights + j * fan_in
        t0 = target + j * stride
        b0 = broadcast(params, bias + j)
        for c in range(0, stride, width):
            z0 = b0
            at = source + c
            for i in range(fan_in):
                z0 = multiply_add(broadcast(params, w0 + i), load(a, at), z0)
                at += stride
            store(a, t0 + c, z0)
        j += 1


@sequence
def scale(numbers: Any, at: int, factor: Any) -> None:
    store(numbers, at, factor * load(numbers, at))


@inline
def share_error(params: Any, layer: Any, delta: Any, first: int, stride: int) -> None:
    """Turn the slopes of the layer before into its ∂L/∂z = slope · Wᵀ ∂L/∂z.

    `first` is the row number (of `a`) that `delta` begins with.
    """
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    source = (layer[SOURCE] - first) * stride
    target = (layer[TARGET] - first) * stride
    width = lanes(delta)
    pairs = stride - stride % (2 * width)
    zero = zeros(delta)
    i = 0
    while i + 4 <= fan_in:
        s0 = source + i * stride
        s1, s2, s3 = s0 + stride, s0 + 2 * stride, s0 + 3 * stride
        for c in range(0, pairs, 2 * width):
            e0 = e1 = e2 = e3 = f0 = f1 = f2 = f3 = zero
            at, from_weight = target + c, weights + i
            for _ in range(fan_out):
                left, right = load(delta, at), load(delta, at + width)
                w = broadcast(params, from_weight)
                e0, f0 = multiply_add(w, left, e0), multiply_add(w, right, f0)
                w = broadcast(params, from_weight + 1)
                e1, f1 = multiply_add(w, left, e1), multiply_add(w, right, f1)
                w = broadcast(params, from_weight + 2)
                e2, f2 = multiply_add(w, left, e2), multiply_add(w, right, f2)
                w = broadcast(params, from_weight + 3)
                e3, f3 = multiply_add(w, left, e3), multiply_add(w, right, f3)
                at += stride
                from_weight += fan_in
            scale(delta, s0 + c, e0)
            scale(delta, s0 + c + width, f0)
            scale(delta, s1 + c, e1)
            scale(delta, s1 + c + width, f1)
            scale(delta, s2 + c, e2)
            scale(delta, s2 + c + width, f2)
            scale(delta, s3 + c, e3)
            scale(delta, s3 + c + width, f3)
        for c in range(pairs, stride, width):
            e0 = e1 = e2 = e3 = zero
            at, from_weight = target + c, weights + i
            for _ in range(fan_out):
                left = load(delta, at)
                e0 = multiply_add(broadcast(params, from_weight), left, e0)
                e1 = multiply_add(broadcast(params, from_weight + 1), left, e1)
                e2 = multiply_add(broadcast(params, from_weight + 2), left, e2)
                e3 = multiply_add(broadcast(params, from_weight + 3), left, e3)
                at += stride
                from_weight += fan_in
            scale(delta, s0 + c, e0)
            scale(delta, s1 + c, e1)
            scale(delta, s2 + c, e2)
            scale(delta, s3 + c, e3)
        i += 4
    while i < fan_in:
        s0 = source + i * stride
        for c in range(0, stride, width):
            e0 = zero
            at, from_weight = target + c, weights + i
            for _ in range(fan_out):
                e0 = multiply_add(broadcast(params, from_weight), load(delta, at), e0)
                at += stride
                from_weight += fan_in
            scale(delta, s0 + c, e0)
        i += 1


@sequence
def row_product(a: Any, source: int, delta: Any, target: int, stride: int) -> Any:
    """Return the sum over the columns of one row times another."""
    g = zeros(a)
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
            g00 = g01 = g10 = g11 = zeros(a)
            g20 = g21 = g30 = g31 = zeros(a)
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
            add_totals_4x2(gradient, w, fan_in, g00, g01, g10, g11, g20, g21, g30, g31)
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
            g00 = g01 = g10 = g11 = zeros(a)
            left = source + i * stride
            for c in range(0, stride, width):
                d = load(delta, row + c)
                g00 = multiply_add(d, load(a, left + c), g00)
                g01 = multiply_add(d, load(a, left + stride + c), g01)
                g10 = multiply_add(d, load(a, left + 2 * stride + c), g10)
                g11 = multiply_add(d, load(a, left + 3 * stride + c), g11)
            w = weights + j * fan_in + i
            add_totals_1x4(gradient, w, g00, g01, g10, g11)
            i += 4
        while i < fan_in:
            gradient[weights + j * fan_in + i] += row_product(
                a, source + i * stride, delta, row, stride
            )
            i += 1
        j += 1


@inline
def collect_bias(
    gradient: Any, layer: Any, delta: Any, first: int, stride: int
) -> None:
    """Add the layer's ∂L/∂b = Σ ∂L/∂z to the gradient."""
    bias = layer[BIAS]
    target = (layer[TARGET] - first) * stride
    fan_out, width = layer[FAN_OUT], lanes(delta)
    j = 0
    while j + 4 <= fan_out:
        g0 = g1 = g2 = g3 = zeros(delta)
        at = target + j * stride
        for _ in range(0, stride, width):
            g0 = g0 + load(delta, at)
            g1 = g1 + load(delta, at + stride)
            g2 = g2 + load(delta, at + 2 * stride)
            g3 = g3 + load(delta, at + 3 * stride)
            at += width
        add_totals_1x4(gradient, bias + j, g0, g1, g2, g3)
        j += 4
    while j < fan_out:
        g0 = zeros(delta)
        for c in range(0, stride, width):
            g0 = g0 + load(delta, target + j * stride + c)
        gradient[bias + j] += total(g0)
        j += 1
