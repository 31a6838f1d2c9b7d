"""The gradient of a layer with many inputs: vectors along the inputs.

The plain way multiplies two rows and adds up the lanes at the end, which costs as much
as the product where a batch is a few vectors long. Here the activations are turned
once, a row for each sample; then every sum grows in its own lane, and the rows of the
gradient are whole when they are written.
"""

from typing import Any

from playground.engines.kernels.compiling import inline
from playground.engines.kernels.lanes import transposed
from playground.engines.kernels.layers import FAN_IN, FAN_OUT, SOURCE, TARGET, WEIGHTS
from playground.engines.kernels.simd import (
    Vector,
    broadcast,
    get,
    lanes,
    load,
    multiply_add,
    primitive,
    put,
    read_lanes,
    store,
    write_lanes,
    zeros,
)
from playground.engines.kernels.toolchain import types


@primitive
def turn_square(
    typing: Any, a: Any, at: Any, stride: Any, turned: Any, to: Any, length: Any
) -> Any:
    """`turn_square(a, at, stride, turned, to, length)`: rows become columns.

    The square has as many rows as a vector has lanes; they lie `stride` apart in `a`
    and are written `length` apart in `turned`.
    """
    index = types.intp

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        source, place, apart, target, to_place, to_apart = args
        rows = []
        for _ in range(Vector(a.dtype).lanes):
            rows.append(read_lanes(context, builder, a, source, place))
            place = builder.add(place, apart)
        for row in transposed(rows):
            write_lanes(context, turned, target, to_place, row)
            to_place = builder.add(to_place, to_apart)
        return context.get_dummy_value()

    return types.void(a, index, index, turned, index, index), generate


@inline
def turn(a: Any, source: int, fan_in: int, stride: int, turned: Any) -> Any:
    """Write the rows as columns; return the length of a new row, whole vectors.

    Behind the last input lies what follows in `a`, and nobody uses it.
    """
    width = lanes(a)
    length = -(-fan_in // width) * width
    for i in range(0, length, width):
        for c in range(0, stride, width):
            turn_square(
                a, source + i * stride + c, stride, turned, c * length + i, length
            )
    return length


@inline
def add_row(gradient: Any, at: int, count: int, g: Any, spare: Any, place: int) -> None:
    """Add the first `count` lanes of g to the gradient; what follows is not ours."""
    if count >= lanes(gradient):
        store(gradient, at, load(gradient, at) + g)
    else:
        store(spare, place, g)
        for lane in range(count):
            put(
                gradient, at + lane, get(gradient, at + lane) + get(spare, place + lane)
            )


@inline
def collect_gradient_turned(
    gradient: Any,
    layer: Any,
    a: Any,
    delta: Any,
    first: int,
    stride: int,
    turned: Any,
) -> None:
    """Do what `collect_gradient` does; `turned` is for the new rows and one vector."""
    fan_in, fan_out, weights = layer[FAN_IN], layer[FAN_OUT], layer[WEIGHTS]
    target = (layer[TARGET] - first) * stride
    length = turn(a, layer[SOURCE] * stride, fan_in, stride, turned)
    width, spare = lanes(a), length * stride
    # These columns stay in the nearest cache while all neurons of the layer pass by.
    for i in range(0, length, 2 * width):
        left, right = fan_in - i, fan_in - i - width
        second = width if right > 0 else 0
        j = 0
        while j + 4 <= fan_out:
            d0 = target + j * stride
            d1, d2, d3 = d0 + stride, d0 + 2 * stride, d0 + 3 * stride
            g00 = g01 = g10 = g11 = zeros(a)
            g20 = g21 = g30 = g31 = zeros(a)
            at = i
            for c in range(stride):
                x0, x1 = load(turned, at), load(turned, at + second)
                d = broadcast(delta, d0 + c)
                g00, g01 = multiply_add(d, x0, g00), multiply_add(d, x1, g01)
                d = broadcast(delta, d1 + c)
                g10, g11 = multiply_add(d, x0, g10), multiply_add(d, x1, g11)
                d = broadcast(delta, d2 + c)
                g20, g21 = multiply_add(d, x0, g20), multiply_add(d, x1, g21)
                d = broadcast(delta, d3 + c)
                g30, g31 = multiply_add(d, x0, g30), multiply_add(d, x1, g31)
                at += length
            to = weights + j * fan_in + i
            add_row(gradient, to, left, g00, turned, spare)
            add_row(gradient, to + fan_in, left, g10, turned, spare)
            add_row(gradient, to + 2 * fan_in, left, g20, turned, spare)
            add_row(gradient, to + 3 * fan_in, left, g30, turned, spare)
            to += width
            add_row(gradient, to, right, g01, turned, spare)
            add_row(gradient, to + fan_in, right, g11, turned, spare)
            add_row(gradient, to + 2 * fan_in, right, g21, turned, spare)
            add_row(gradient, to + 3 * fan_in, right, g31, turned, spare)
            j += 4
        while j < fan_out:
            d0 = target + j * stride
            g00 = g01 = zeros(a)
            at = i
            for c in range(stride):
                d = broadcast(delta, d0 + c)
                g00 = multiply_add(d, load(turned, at), g00)
                g01 = multiply_add(d, load(turned, at + second), g01)
                at += length
            to = weights + j * fan_in + i
            add_row(gradient, to, left, g00, turned, spare)
            add_row(gradient, to + width, right, g01, turned, spare)
            j += 1
