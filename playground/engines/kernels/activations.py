"""The activation functions as compiled code: value and slope of a vector at once.

Forward and backward share the exponential, so a layer's slopes are computed on the way
forward and kept. `activate` tells the functions apart by `Activation.code`; a new one is
its function here and its two lines there.
"""

from typing import Any

from playground.engines.kernels.compiling import inline
from playground.engines.kernels.elementary import (
    clamp_high,
    exp_of_negative,
    exp_parts,
    log1p,
    normal_tail,
    sine_and_cosine,
)
from playground.engines.kernels.elementary import tanh as tanh_of
from playground.engines.kernels.simd import (
    absolute,
    either,
    filled,
    lanes,
    load,
    store,
    where_less,
)

LEAKY_SLOPE = 0.01
SQRT_HALF = 0.7071067811865476
INVERSE_SQRT_TWO_PI = 0.3989422804014327


@inline
def identity(z: Any) -> Any:
    return z, filled(z, 1.0)


@inline
def logistic(z: Any) -> Any:
    """Return σ(z), σ(-z) and exp(-|z|), none of which overflows."""
    small = exp_of_negative(absolute(z) * -1.0)
    upper = 1.0 / (small + 1.0)
    lower = small * upper
    zero = filled(z, 0.0)
    return where_less(z, zero, lower, upper), where_less(z, zero, upper, lower), small


@inline
def sigmoid(z: Any) -> Any:
    value, other, _ = logistic(z)
    return value, value * other


@inline
def tanh(z: Any) -> Any:
    value = tanh_of(z)
    return value, 1.0 - value * value


@inline
def relu(z: Any) -> Any:
    zero = filled(z, 0.0)
    return where_less(z, zero, zero, z), where_less(zero, z, filled(z, 1.0), zero)


@inline
def leaky_relu(z: Any) -> Any:
    zero, slope = filled(z, 0.0), filled(z, LEAKY_SLOPE)
    return where_less(zero, z, z, z * slope), where_less(
        zero, z, filled(z, 1.0), slope
    )


@inline
def elu(z: Any) -> Any:
    zero = filled(z, 0.0)
    # exp(-708) - 1 is -1 to the last digit, so the lower end does no harm.
    lowest = filled(z, either(z, -708.0, -87.0))
    negative = clamp_high(where_less(z, lowest, lowest, z), zero)
    tail, scale = exp_parts(negative)
    return where_less(zero, z, z, scale * tail + (scale - 1.0)), scale * tail + scale


@inline
def softplus(z: Any) -> Any:
    zero = filled(z, 0.0)
    slope, _, small = logistic(z)
    return log1p(small) + where_less(z, zero, zero, z), slope


@inline
def gelu(z: Any) -> Any:
    gauss = exp_of_negative(z * z * -0.5)
    tail = normal_tail(absolute(z) * SQRT_HALF, gauss)
    below = where_less(z, filled(z, 0.0), tail, 1.0 - tail)
    return z * below, below + z * gauss * INVERSE_SQRT_TWO_PI


@inline
def silu(z: Any) -> Any:
    value, other, _ = logistic(z)
    return z * value, value * (1.0 + z * other)


@inline
def sine(z: Any) -> Any:
    return sine_and_cosine(z)


@inline
def unknown(z: Any) -> Any:
    """Answer NaN for a code that nobody wrote an entry for: the run stops at once."""
    nothing = filled(z, float("nan"))
    return nothing, nothing


@inline
def respond(
    function: Any, a: Any, first: int, slopes: Any, second: int, count: int
) -> None:
    for c in range(0, count, lanes(a)):
        value, slope = function(load(a, first + c))
        store(a, first + c, value)
        store(slopes, second + c, slope)


@inline
def activate(code: int, a: Any, first: int, slopes: Any, second: int, count: int) -> None:
    """Replace `count` weighted sums in `a` by their values, and write their slopes.

    `first` and `second` are where the numbers begin in `a` and in `slopes`; `count` is a
    multiple of the lanes.
    """
    if code == 0:
        respond(identity, a, first, slopes, second, count)
    elif code == 1:
        respond(sigmoid, a, first, slopes, second, count)
    elif code == 2:
        respond(tanh, a, first, slopes, second, count)
    elif code == 3:
        respond(relu, a, first, slopes, second, count)
    elif code == 4:
        respond(leaky_relu, a, first, slopes, second, count)
    elif code == 5:
        respond(elu, a, first, slopes, second, count)
    elif code == 6:
        respond(softplus, a, first, slopes, second, count)
    elif code == 7:
        respond(gelu, a, first, slopes, second, count)
    elif code == 8:
        respond(silu, a, first, slopes, second, count)
    elif code == 9:
        respond(sine, a, first, slopes, second, count)
    else:
        respond(unknown, a, first, slopes, second, count)
