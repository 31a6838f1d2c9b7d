"""The activation functions as compiled code: value and slope of a vector at once.

Forward and backward share the exponential, so a layer's slopes are computed on the way
forward and kept. A function is known by `Activation.code`; a new one is its formula
here and its line in FORMULAS.
"""

from collections.abc import Callable
from typing import Any

from playground.activations import INVERSE_SQRT_TWO_PI, LEAKY_SLOPE, SQRT_HALF
from playground.engines.kernels import elementary
from playground.engines.kernels.elementary import (
    exp_of_negative,
    exp_parts,
    log1p,
    lowest_exponent,
    normal_tail,
    sine_and_cosine,
)
from playground.engines.kernels.lanes import (
    Lanes,
    at_least,
    at_most,
    where_less,
)
from playground.engines.kernels.simd import Vector, primitive, read_lanes, write_lanes
from playground.engines.kernels.toolchain import cgutils, types

Formula = Callable[[Lanes], tuple[Lanes, Lanes]]


def identity(z: Lanes) -> tuple[Lanes, Lanes]:
    return z, z.filled(1.0)


def logistic(z: Lanes) -> tuple[Lanes, Lanes, Lanes]:
    """Return σ(z), σ(-z) and exp(-|z|), none of which overflows."""
    small = exp_of_negative(-abs(z))
    upper = 1.0 / (small + 1.0)
    lower = small * upper
    return where_less(z, 0.0, lower, upper), where_less(z, 0.0, upper, lower), small


def sigmoid(z: Lanes) -> tuple[Lanes, Lanes]:
    value, other, _ = logistic(z)
    return value, value * other


def tanh(z: Lanes) -> tuple[Lanes, Lanes]:
    value = elementary.tanh(z)
    return value, 1.0 - value * value


def relu(z: Lanes) -> tuple[Lanes, Lanes]:
    zero = z.filled(0.0)
    return at_least(z, 0.0), where_less(zero, z, 1.0, 0.0)


def leaky_relu(z: Lanes) -> tuple[Lanes, Lanes]:
    zero = z.filled(0.0)
    return (
        where_less(zero, z, z, z * LEAKY_SLOPE),
        where_less(zero, z, 1.0, LEAKY_SLOPE),
    )


def elu(z: Lanes) -> tuple[Lanes, Lanes]:
    # Below the lowest exponent exp(z) - 1 is -1 to the last digit.
    tail, power = exp_parts(at_most(at_least(z, lowest_exponent(z)), 0.0))
    value = power.times_plus(tail, power - 1.0)
    return where_less(z.filled(0.0), z, z, value), power.times_plus(tail, power)


def softplus(z: Lanes) -> tuple[Lanes, Lanes]:
    slope, _, small = logistic(z)
    return log1p(small) + at_least(z, 0.0), slope


def gelu(z: Lanes) -> tuple[Lanes, Lanes]:
    gauss = exp_of_negative(z * z * -0.5)
    tail = normal_tail(abs(z) * SQRT_HALF, gauss)
    below = where_less(z, 0.0, tail, 1.0 - tail)
    return z * below, (z * gauss).times_plus(INVERSE_SQRT_TWO_PI, below)


def silu(z: Lanes) -> tuple[Lanes, Lanes]:
    value, other, _ = logistic(z)
    return z * value, value * (z * other + 1.0)


def sine(z: Lanes) -> tuple[Lanes, Lanes]:
    return sine_and_cosine(z)


def unknown(z: Lanes) -> tuple[Lanes, Lanes]:
    """Answer NaN to a code that nobody wrote a formula for: the run stops at once."""
    nothing = z.filled(float("nan"))
    return nothing, nothing


FORMULAS: dict[int, Formula] = {
    0: identity,
    1: sigmoid,
    2: tanh,
    3: relu,
    4: leaky_relu,
    5: elu,
    6: softplus,
    7: gelu,
    8: silu,
    9: sine,
}


@primitive
def activate(
    typing: Any, code: Any, a: Any, first: Any, slopes: Any, second: Any, count: Any
) -> Any:
    """`activate(code, a, first, slopes, second, count)`: from weighted sums to values.

    Replaces the `count` (whole vectors) sums from a[first] on by their values, and
    writes the slopes from slopes[second] on.
    """
    kinds = (types.intp, a, types.intp, slopes, types.intp, types.intp)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        step = context.get_constant(types.intp, Vector(a.dtype).lanes)
        zero = context.get_constant(types.intp, 0)

        def emit_loop(formula: Formula) -> None:
            loop = cgutils.for_range_slice(builder, zero, args[5], step, inc=True)
            with loop as (offset, _):
                place = builder.add(args[2], offset)
                sums = read_lanes(context, builder, a, args[1], place)
                value, slope = formula(sums)
                write_lanes(context, a, args[1], place, value)
                place = builder.add(args[4], offset)
                write_lanes(context, slopes, args[3], place, slope)

        default = builder.append_basic_block("activate.unknown")
        done = builder.append_basic_block("activate.done")
        switch = builder.switch(args[0], default)
        for number, formula in FORMULAS.items():
            block = builder.append_basic_block(f"activate.{formula.__name__}")
            switch.add_case(context.get_constant(types.intp, number), block)
            builder.position_at_end(block)
            emit_loop(formula)
            builder.branch(done)
        builder.position_at_end(default)
        emit_loop(unknown)
        builder.branch(done)
        builder.position_at_end(done)
        return context.get_dummy_value()

    return types.void(*kinds), generate
