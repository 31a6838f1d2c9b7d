"""The losses as compiled code: from the last layer's row to the error, and the value.

`share` (a row of `stride` numbers) is 1/N at a sample of the batch and 0 at the padding
behind it: so sums over whole vectors are means over the batch. The rows of `delta` hold
the slopes of the last layer's activation, and ∂L/∂z afterwards.
"""

from typing import Any

from playground.engines.kernels import activations
from playground.engines.kernels.compiling import inline, sequence
from playground.engines.kernels.simd import (
    exp_of_negative,
    lanes,
    load,
    logarithm,
    multiply_add,
    store,
    total,
    vector_function,
    where_smaller,
    zeros,
)

softplus = vector_function(activations.softplus, results=2)


@inline
def squared_error(
    a: Any,
    output: int,
    delta: Any,
    error: int,
    targets: Any,
    share: Any,
    outputs: int,
    stride: int,
) -> float:
    """½ Σ (ŷ - y)², and its slope ŷ - y."""
    value = zeros(a)
    for c in range(0, stride, lanes(a)):
        weight = load(share, c)
        for k in range(outputs):
            at = k * stride + c
            difference = load(a, output + at) - load(targets, at)
            part = difference * weight
            value = multiply_add(part, difference, value)
            store(delta, error + at, part * load(delta, error + at))
    return float(0.5 * total(value))


@inline
def binary_cross_entropy(
    a: Any,
    output: int,
    delta: Any,
    error: int,
    targets: Any,
    share: Any,
    outputs: int,
    stride: int,
) -> float:
    """log(1 + exp(z)) - y z, and its slope σ(z) - y."""
    value = zeros(a)
    for c in range(0, stride, lanes(a)):
        z, y, weight = load(a, output + c), load(targets, c), load(share, c)
        growth, probability = softplus(z)
        value = multiply_add(weight, growth - y * z, value)
        slope = load(delta, error + c)
        store(delta, error + c, (probability - y) * weight * slope)
    return float(total(value))


@inline
def softmax_cross_entropy(
    a: Any,
    output: int,
    delta: Any,
    error: int,
    targets: Any,
    share: Any,
    outputs: int,
    stride: int,
) -> float:
    """Σ y (log Σ exp(z) - z), and its slope softmax(z) - y."""
    value = zeros(a)
    for c in range(0, stride, lanes(a)):
        weight = load(share, c)
        peak = load(a, output + c)
        for k in range(1, outputs):
            z = load(a, output + k * stride + c)
            peak = where_smaller(peak, z, z, peak)
        parts = zeros(a)
        for k in range(outputs):
            z = load(a, output + k * stride + c)
            parts = parts + exp_of_negative(z - peak)
        log_sum = peak + logarithm(parts)
        for k in range(outputs):
            at = k * stride + c
            z, y = load(a, output + at), load(targets, at)
            value = multiply_add(weight * y, log_sum - z, value)
            probability = exp_of_negative(z - peak) / parts
            slope = load(delta, error + at)
            store(delta, error + at, (probability - y) * weight * slope)
    return float(total(value))


@sequence
def measure_loss(
    code: int,
    a: Any,
    output: int,
    delta: Any,
    error: int,
    targets: Any,
    share: Any,
    outputs: int,
    stride: int,
) -> float:
    """Return the batch's mean loss, and leave ∂L/∂z in the rows of `delta`.

    `code` is `Loss.code`; `output` and `error` are where the last layer's numbers begin
    in `a` and in `delta`.
    """
    value = float("nan")
    if code == 0:
        value = squared_error(a, output, delta, error, targets, share, outputs, stride)
    elif code == 1 and outputs == 1:
        value = binary_cross_entropy(
            a, output, delta, error, targets, share, outputs, stride
        )
    elif code == 1:
        value = softmax_cross_entropy(
            a, output, delta, error, targets, share, outputs, stride
        )
    return value
