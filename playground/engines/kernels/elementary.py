"""Functions of vectors: exp, tanh, log1p, sin, cos and the tail of the normal curve.

Without branches, so that all lanes go the same way, and accurate to a few units in the
last place. A NaN stays a NaN.
"""

from playground.engines.kernels.lanes import (
    Lanes,
    at_least,
    at_most,
    unless_beyond,
    where_less,
)

LOG2_E = 1.4426950408889634
LOG_2 = 0.6931471805599453
# log 2 and π/2 in parts: the first has so few bits that its product with k is exact.
LOG_2_HIGH, LOG_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LOG_2_HIGH_32, LOG_2_LOW_32 = 0.693359375, -2.12194440e-4
TWO_OVER_PI = 0.6366197723675814
HALF_PI = (
    1.57079632673412561417e00,
    6.07710050630396597660e-11,
    2.0222662487959506e-21,
)
HALF_PI_32 = (1.5703125, 4.837512969970703125e-4, 7.549789948768648e-8)
# Beyond these the parts of π/2 are too few.
SINE_LIMIT, SINE_LIMIT_32 = 1e5, 4e3

# q in e^r = 1 + r + r² q(r) as a polynomial for |r| ≤ log(2)/2, lowest power first:
# Chebyshev points, relative error of e^r - 1 below 4e-17; and for float32 below 5e-10.
EXP = (
    0.5000000000000001,
    0.16666666666666669,
    0.04166666666662404,
    0.008333333333330055,
    0.0013888888917258759,
    0.00019841269863088255,
    2.4801521225986432e-05,
    2.7557268406190795e-06,
    2.7620121717381933e-07,
    2.5100411082014903e-08,
)
EXP_32 = (
    0.5000000013487226,
    0.16666666681647016,
    0.04166646471137908,
    0.00833331090172597,
    0.0013933673732931852,
    0.0001989101718430203,
)

# tanh(y) = y · top(y²) / bottom(y²) for |y| ≤ log(2)/4, lowest power first: weighted
# least squares, relative error 6e-18, and 7e-10 for float32.
TANH_TOP = (1.0, 0.11109938047272495, 0.0010574195787269411)
TANH_BOTTOM = (1.0, 0.44443271380605254, 0.015868324182608734)
TANH_TOP_32 = (1.0, 0.066587171522933614)
TANH_BOTTOM_32 = (1.0, 0.39992025933937378)

# (1 + 2x) exp(x²) erfc(x) for x ≥ 0 as a polynomial in t = (x - 3)/(x + 3): Chebyshev
# points, relative error 2e-15, and 1e-7 for float32.
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
TAIL_32 = (
    1.2530080563677557,
    -0.13562023891915559,
    -0.0475621569275195,
    0.12962750472172202,
    -0.11927527528225443,
    0.068409581656347057,
    -0.023763576439440728,
    0.0022865137034311354,
    0.0018750791236965137,
    -0.00051385051286558978,
    -9.254516683443505e-05,
)


def horner(x: Lanes, coefficients: tuple[float, ...]) -> Lanes:
    """Return the polynomial in x with these coefficients, lowest power first."""
    result = x.filled(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result = result.times_plus(x, coefficient)
    return result


def estrin(x: Lanes, coefficients: tuple[float, ...]) -> Lanes:
    """Return the same polynomial in pairs: a shorter chain of dependent steps."""
    terms = [
        x.filled(high).times_plus(x, low)
        for low, high in zip(coefficients[::2], coefficients[1::2], strict=True)
    ]
    power = x * x
    while len(terms) > 1:
        pairs = [
            high.times_plus(power, low)
            for low, high in zip(terms[::2], terms[1::2], strict=False)
        ]
        terms = [*pairs, *terms[2 * len(pairs) :]]
        if len(terms) > 1:
            power = power * power
    return terms[0]


def split(x: Lanes, per_unit: float) -> tuple[Lanes, Lanes]:
    """Return (k, 2ᵏ) with the whole number k nearest to x · per_unit.

    Added to 1.5 · 2⁵² (2²³ in float32) a number is rounded to a whole one, which then
    stands in its lowest bits: shifted into the place of the exponent, it is 2ᵏ.
    """
    shift = x.either(1.5 * 2.0**52 + 1023.0, 1.5 * 2.0**23 + 127.0)
    shifted = x.times_plus(per_unit, shift)
    return shifted - shift, shifted.exponent_of_low_bits()


def exp_series(r: Lanes) -> Lanes:
    """Return e^r - 1 for |r| ≤ log(2)/2, exact to the last digit also near zero."""
    series = estrin(r, EXP if r.is_double else EXP_32)
    return (r * r).times_plus(series, r)


def exp_parts(x: Lanes) -> tuple[Lanes, Lanes]:
    """Return (e^r - 1, 2ᵏ) with x = r + k log 2 and |r| ≤ log(2)/2."""
    k, power = split(x, LOG2_E)
    r = k.times_plus(x.either(-LOG_2_HIGH, -LOG_2_HIGH_32), x)
    r = k.times_plus(x.either(-LOG_2_LOW, -LOG_2_LOW_32), r)
    return exp_series(r), power


def lowest_exponent(x: Lanes) -> Lanes:
    """Return where exp(x) is the smallest normal number."""
    return x.either(-708.0, -87.0)


def exp_of_negative(x: Lanes) -> Lanes:
    """Return exp(x) for x ≤ 0; what is too small for a normal number becomes tiny."""
    tail, power = exp_parts(at_least(x, lowest_exponent(x)))
    return power.times_plus(tail, power)


def tanh(x: Lanes) -> Lanes:
    """Return tanh(x) with x = y + k log(2)/2 and |y| ≤ log(2)/4.

    With t = tanh(y) = n/d and p = 2ᵏ it is (p - 1 + (p + 1) t) / (p + 1 + (p - 1) t):
    one division serves both fractions. Near zero p - 1 is 0, and it stays exact.
    """
    # Beyond 20 (10 in float32), tanh is 1 to the last digit.
    limit = x.either(20.0, 10.0)
    x = at_most(at_least(x, -limit), limit)
    k, power = split(x, 2.0 * LOG2_E)
    # One step of reduction is enough: k = 0 near zero, and further out tanh is flat.
    y = k.times_plus(-0.5 * LOG_2, x)
    square = y * y
    n = y * horner(square, TANH_TOP if x.is_double else TANH_TOP_32)
    d = horner(square, TANH_BOTTOM if x.is_double else TANH_BOTTOM_32)
    more, less = power + 1.0, power - 1.0
    return less.times_plus(d, more * n) / more.times_plus(d, less * n)


def log1p(x: Lanes) -> Lanes:
    """Return log(1 + x) for 0 ≤ x ≤ 1, as 2 artanh(t) with t = x / (2 + x)."""
    t = x / (x + 2.0)
    square = t * t
    terms = 17 if x.is_double else 8
    series = horner(square, tuple(1.0 / (2 * n + 3) for n in range(terms)))
    return 2.0 * (t * square).times_plus(series, t)


def quarter_sine_and_cosine(r: Lanes) -> tuple[Lanes, Lanes]:
    """Return (sin r, cos r) for |r| ≤ π/4 by Taylor's series."""
    square = r * r
    sine, cosine, factor = [], [], 1.0
    for n in range(9 if r.is_double else 6):
        cosine.append(factor)
        sine.append(factor / (2 * n + 1))
        factor /= -(2 * n + 1) * (2 * n + 2)
    return horner(square, tuple(sine)) * r, horner(square, tuple(cosine))


def sine_and_cosine(x: Lanes) -> tuple[Lanes, Lanes]:
    """Return (sin x, cos x)."""
    limit = SINE_LIMIT if x.is_double else SINE_LIMIT_32
    sine, cosine = unless_beyond(x, limit, reduced_sine_and_cosine, library_sine)
    return sine, cosine


def library_sine(x: Lanes) -> tuple[Lanes, Lanes]:
    """Return (sin x, cos x) by the C library, lane by lane: slow and always right."""
    return x.call("sin"), x.call("cos")


def reduced_sine_and_cosine(x: Lanes) -> tuple[Lanes, Lanes]:
    """Return (sin x, cos x) from x less n times π/2, two series and the quadrant n."""
    n = (x * TWO_OVER_PI).call("rint")
    r = x
    for part in HALF_PI if x.is_double else HALF_PI_32:
        r = n.times_plus(-part, r)
    short_sine, short_cosine = quarter_sine_and_cosine(r)
    quadrant = n - 4.0 * (n * 0.25).call("rint")
    evenness = abs(abs(quadrant) - 1.0)
    sine = where_less(evenness, 0.5, short_cosine, short_sine)
    cosine = where_less(evenness, 0.5, short_sine, short_cosine)
    sine = where_less(abs(quadrant - 0.5), 1.0, sine, -sine)
    cosine = where_less(abs(quadrant + 0.5), 1.0, cosine, -cosine)
    return sine, cosine


def normal_tail(x: Lanes, gauss: Lanes) -> Lanes:
    """Return erfc(x)/2 for x ≥ 0, where gauss = exp(-x²)."""
    polynomial = horner((x - 3.0) / (x + 3.0), TAIL if x.is_double else TAIL_32)
    return 0.5 * gauss * polynomial / (2.0 * x + 1.0)
