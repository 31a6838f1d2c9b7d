"""One sample at a time, for batches so small that rows of them would be mostly padding.

The vectors lie along the neurons of a layer instead. The parameters are packed for it:
a layer's weights as a row for each neuron before (in_1 → all, in_2 → all, …), the bias
as one more row, and rows padded with zeros to whole vectors. The padding stays zero: no
gradient ever reaches it.
"""

from typing import Any

from playground.engines.kernels.activations import activate
from playground.engines.kernels.compiling import inline, sequence
from playground.engines.kernels.layers import (
    BIAS,
    CODE,
    FAN_IN,
    FAN_OUT,
    SOURCE,
    TARGET,
    WEIGHTS,
    WIDTH,
)
from playground.engines.kernels.losses import measure_loss
from playground.engines.kernels.simd import (
    broadcast,
    get,
    lanes,
    load,
    multiply_add,
    put,
    store,
    zeros,
)
from playground.engines.kernels.totals import weigh_columns


@inline
def weigh_sample(params: Any, layer: Any, a: Any) -> None:
    """Write the layer's weighted sums into its place in `a`."""
    fan_in, width, weights = layer[FAN_IN], layer[WIDTH], layer[WEIGHTS]
    source, target, bias = layer[SOURCE], layer[TARGET], layer[BIAS]
    for c in range(0, width, lanes(a)):
        # Four chains of sums, because each addition waits for the one before.
        z0, z1, z2, z3 = load(params, bias + c), zeros(a), zeros(a), zeros(a)
        i, w = 0, weights + c
        while i + 4 <= fan_in:
            at = source + i
            z0 = multiply_add(broadcast(a, at), load(params, w), z0)
            w += width
            z1 = multiply_add(broadcast(a, at + 1), load(params, w), z1)
            w += width
            z2 = multiply_add(broadcast(a, at + 2), load(params, w), z2)
            w += width
            z3 = multiply_add(broadcast(a, at + 3), load(params, w), z3)
            w += width
            i += 4
        while i < fan_in:
            z1 = multiply_add(broadcast(a, source + i), load(params, w), z1)
            w += width
            i += 1
        store(a, target + c, (z0 + z1) + (z2 + z3))


@inline
def share_sample_error(params: Any, layer: Any, delta: Any) -> None:
    """Turn the slopes of the layer before into its ∂L/∂z."""
    width, source = layer[WIDTH], layer[SOURCE]
    for i in range(0, layer[FAN_IN], lanes(delta)):
        first = layer[WEIGHTS] + i * width
        error = weigh_columns(params, first, width, delta, layer[TARGET])
        store(delta, source + i, error * load(delta, source + i))


@inline
def collect_sample_gradient(
    gradient: Any, layer: Any, a: Any, delta: Any, is_fresh: bool
) -> None:
    """Add the sample's part of the layer's gradient, or begin with it."""
    fan_in, width, weights = layer[FAN_IN], layer[WIDTH], layer[WEIGHTS]
    source, target, bias = layer[SOURCE], layer[TARGET], layer[BIAS]
    for c in range(0, width, lanes(a)):
        d = load(delta, target + c)
        if is_fresh:
            store(gradient, bias + c, d)
            for i in range(fan_in):
                store(gradient, weights + i * width + c, broadcast(a, source + i) * d)
        else:
            store(gradient, bias + c, d + load(gradient, bias + c))
            for i in range(fan_in):
                at = weights + i * width + c
                before = load(gradient, at)
                store(gradient, at, multiply_add(broadcast(a, source + i), d, before))


@sequence
def add_sample(
    params: Any,
    gradient: Any,
    layers: Any,
    loss: int,
    x: Any,
    y: Any,
    row: int,
    weight: float,
    a: Any,
    delta: Any,
    targets: Any,
    share: Any,
    scratch: Any,
    is_fresh: bool,
) -> float:
    """Add the gradient of one row of x (N·F,), y (N·K,); return its part of the loss.

    The loss sees each output as a row of one vector, in which only the first lane
    counts, because `share` is zero in the others; one output is such a row already.
    """
    features = layers[0, FAN_IN]
    count = len(layers)
    for i in range(features):
        put(a, i, get(x, row * features + i))
    for index in range(count):
        layer = layers[index]
        weigh_sample(params, layer, a)
        target = layer[TARGET]
        activate(layer[CODE], a, target, delta, target, layer[WIDTH])
    last = layers[count - 1]
    outputs, target = last[FAN_OUT], last[TARGET]
    width = lanes(a)
    if get(share, 0) != weight:
        put(share, 0, weight)
    if outputs == 1:
        store(targets, 0, broadcast(y, row))
        value = measure_loss(loss, a, target, delta, target, targets, share, 1, width)
    else:
        slopes = outputs * width
        for k in range(outputs):
            put(scratch, k * width, get(a, target + k))
            put(scratch, slopes + k * width, get(delta, target + k))
            put(targets, k * width, get(y, row * outputs + k))
        value = measure_loss(
            loss, scratch, 0, scratch, slopes, targets, share, outputs, width
        )
        for c in range(0, last[WIDTH], width):
            store(delta, target + c, zeros(delta))
        for k in range(outputs):
            put(delta, target + k, get(scratch, slopes + k * width))
    for step in range(count):
        layer = layers[count - 1 - step]
        collect_sample_gradient(gradient, layer, a, delta, is_fresh)
        if step < count - 1:
            share_sample_error(params, layer, delta)
    return value
