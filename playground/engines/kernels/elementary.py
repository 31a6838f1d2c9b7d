"""Functions of vectors: exp, tanh, log1p, sin, cos and the tail of the normal distribution.

Without branches, so that all lanes go the same way, and accurate to a few units in the
last place; a NaN stays a NaN. Range reduction is written in an order that must not change,
which is why these are compiled without loose sums.
"""

from typing import Any

from playground.engines.kernels import simd
from playground.engines.kernels.compiling import inline
from playground.engines.kernels.simd import (
    absolute,
    either,
    filled,
    is_double,
    multiply_add,
    power_of_two,
    rounded,
    where_less,
)

LOG2_E = 1.4426950408889634
# log 2 and π/2 in parts: the first has so few bits that its product with k is exact.
LOG_2_HIGH, LOG_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LOG_2_HIGH_32, LOG_2_LOW_32 = 0.693359375, -2.12194440e-4
TWO_OVER_PI = 0.6366197723675814
HALF_PI_1, HALF_PI_1_32 = 1.57079632673412561417e00, 1.5703125
HALF_PI_2, HALF_PI_2_32 = 6.07710050630396597660e-11, 4.837512969970703125e-4
HALF_PI_3, HALF_PI_3_32 = 2.02226624879595063154e-21, 7.549789948768648e-8
# Beyond these the parts of π/2 are too few.
SINE_LIMIT, SINE_LIMIT_32 = 1e5, 4e3

# (1 + 2x) exp(x²) erfc(x) for x ≥ 0 as a polynomial in t = (x - 3)/(x + 3): Chebyshev
# points, relative error 2e-15. Lowest power first.
TAIL = (
    1.2530080582697301,
    -0.13562110612457381,
    -0.047562294353396761,
    0.12964515870214594,
    -0.11927366341755924,
    0.068308027359218579,
    -0.023770514880143558,
    0.0025293916400249417,
    0.0018886900108737524,
    -0.00077983113459241125,
    -0.00010515791590322789,
    0.00012509484024036255,
    4.942972495706626e-06,
    -2.0089034905234804e-05,
    -7.1661546706584669e-07,
    3.4530442137016897e-06,
    3.3404105741565856e-07,
    -5.9539910523477157e-07,
    -1.1851159041085926e-07,
    8.7210816013824524e-08,
    2.6963785810600058e-08,
    -7.5557262647948842e-09,
    -3.016125013118805e-09,
)


@inline
def clamp_low(x: Any, low: Any) -> Any:
    return where_less(x, low, low, x)


@inline
def clamp_high(x: Any, high: Any) -> Any:
    return where_less(high, x, high, x)


@inline
def exp_parts(x: Any) -> Any:
    """Return (e^r - 1, 2^k) with x = r + k log 2 and |r| ≤ log(2)/2.

    The polynomial is Taylor's, summed in pairs (Estrin), which is a shorter chain of
    dependent steps than Horner's scheme.
    """
    k = rounded(x * LOG2_E)
    r = (x - k * either(x, LOG_2_HIGH, LOG_2_HIGH_32)) - k * either(
        x, LOG_2_LOW, LOG_2_LOW_32
    )
    square = r * r
    fourth = square * square
    if is_double(x):
        low = multiply_add(
            square, r * (1.0 / 120.0) + 1.0 / 24.0, r * (1.0 / 6.0) + 0.5
        )
        middle = multiply_add(
            square,
            r * (1.0 / 362880.0) + 1.0 / 40320.0,
            r * (1.0 / 5040.0) + 1.0 / 720.0,
        )
        high = multiply_add(
            square,
            r * (1.0 / 6227020800.0) + 1.0 / 479001600.0,
            r * (1.0 / 39916800.0) + 1.0 / 3628800.0,
        )
        series = multiply_add(fourth, multiply_add(fourth, high, middle), low)
    else:
        low = multiply_add(
            square, r * (1.0 / 120.0) + 1.0 / 24.0, r * (1.0 / 6.0) + 0.5
        )
        series = multiply_add(fourth, r * (1.0 / 5040.0) + 1.0 / 720.0, low)
    return multiply_add(square, series, r), power_of_two(k)


@inline
def exp_of_negative(x: Any) -> Any:
    """Return exp(x) for x ≤ 0; what is too small for a normal number becomes tiny."""
    tail, scale = exp_parts(clamp_low(x, filled(x, either(x, -708.0, -87.0))))
    return multiply_add(scale, tail, scale)


@inline
def tanh(x: Any) -> Any:
    """Return e/(e + 2) with e = exp(2x) - 1, which is exact near zero."""
    # Beyond 20 (10 in float32), tanh is 1 to the last digit.
    limit = filled(x, either(x, 20.0, 10.0))
    tail, scale = exp_parts(2.0 * clamp_high(clamp_low(x, limit * -1.0), limit))
    e = multiply_add(scale, tail, scale - 1.0)
    return e / (e + 2.0)


@inline
def log1p(x: Any) -> Any:
    """Return log(1 + x) for 0 ≤ x ≤ 1, as 2 artanh(x / (2 + x))."""
    t = x / (x + 2.0)
    square = t * t
    series = filled(x, either(x, 1.0 / 35.0, 1.0 / 17.0))
    for index in range(16 if is_double(x) else 7):
        denominator = (33.0 if is_double(x) else 15.0) - 2.0 * index
        series = multiply_add(series, square, filled(x, 1.0 / denominator))
    cube = t * square
    return 2.0 * multiply_add(cube, series, t)


@inline
def sine_and_cosine(x: Any) -> Any:
    """Return (sin x, cos x): x less a multiple n of π/2, two series, and n's quadrant."""
    if simd.largest(absolute(x)) > either(x, SINE_LIMIT, SINE_LIMIT_32):
        sine, cosine = simd.library_sine(x), simd.library_cosine(x)
    else:
        n = rounded(x * TWO_OVER_PI)
        r = x - n * either(x, HALF_PI_1, HALF_PI_1_32)
        r = r - n * either(x, HALF_PI_2, HALF_PI_2_32)
        r = r - n * either(x, HALF_PI_3, HALF_PI_3_32)
        square = r * r
        # 1 - r²/2 + …, and r - r³/6 + …: each term is the last times -r²/(j (j + 1)).
        short_sine = filled(x, 1.0)
        short_cosine = filled(x, 1.0)
        for index in range(8 if is_double(x) else 5):
            j = (17.0 if is_double(x) else 11.0) - 2.0 * index
            short_sine = 1.0 - square * short_sine * (1.0 / (j * (j - 1.0)))
            short_cosine = 1.0 - square * short_cosine * (1.0 / ((j - 1.0) * (j - 2.0)))
        short_sine = short_sine * r
        quadrant = n - 4.0 * rounded(n * 0.25)
        one = filled(x, 1.0)
        is_odd = absolute(absolute(quadrant) - 1.0)
        half = filled(x, 0.5)
        sine = where_less(is_odd, half, short_cosine, short_sine)
        cosine = where_less(is_odd, half, short_sine, short_cosine)
        sine = sine * where_less(absolute(quadrant - 0.5), one, one, one * -1.0)
        cosine = cosine * where_less(absolute(quadrant + 0.5), one, one, one * -1.0)
    return sine, cosine


@inline
def normal_tail(x: Any, gauss: Any) -> Any:
    """Return erfc(x)/2 for x ≥ 0, where gauss = exp(-x²)."""
    t = (x - 3.0) / (x + 3.0)
    polynomial = filled(x, TAIL[22])
    for index in range(22):
        polynomial = multiply_add(polynomial, t, filled(x, TAIL[21 - index]))
    return 0.5 * gauss * polynomial / (2.0 * x + 1.0)
