"""Round numbers for axes, and numbers as this program writes them."""

import math
from collections.abc import Iterable

# Steps that always read well, and some that do only when they meet both ends.
PLAIN_STEPS = (1.0, 2.0, 5.0, 10.0)
ENDING_STEPS = (2.5, 3.0, 4.0)

# Ticks from here on are written with a power of ten.
LARGE = 1e7

MINUS = "−"
THIN_SPACE = "\u2009"
NOTHING = "–"


def nice_step(low: float, high: float, count: int) -> float:
    """Return a round step that cuts [low, high] into about `count` parts."""
    span = high - low
    magnitude = 10.0 ** math.floor(math.log10(span / count))

    def strangeness(step: float) -> float:
        # A less usual step is taken only where it is clearly closer to the wish.
        unusual = 0.0 if step / magnitude in PLAIN_STEPS else 0.1
        return abs(math.log(span / step / count)) + unusual

    steps = [factor * magnitude for factor in PLAIN_STEPS]
    steps += [
        factor * magnitude
        for factor in ENDING_STEPS
        if meets(low, factor * magnitude) and meets(high, factor * magnitude)
    ]
    return min(steps, key=strangeness)


def meets(value: float, step: float) -> bool:
    """Tell whether a value is a whole number of steps."""
    return math.isclose(value / step, round(value / step), abs_tol=1e-9)


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return round numbers in [low, high], rising; none when the range is empty."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    step = nice_step(low, high, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def tick_labels(ticks: Iterable[float]) -> list[str]:
    """Return the ticks as text, all with as many decimals as the finest needs."""
    values = list(ticks)
    if any(abs(value) >= LARGE for value in values):
        return [number(value, 2) for value in values]
    decimals = next(
        (d for d in range(12) if all(meets(value, 10.0**-d) for value in values)), 12
    )
    return [fixed(value, decimals) for value in values]


def fixed(value: float, decimals: int) -> str:
    """Return a number with so many decimals: 4680.5 -> 4 680.5, never -0."""
    digits = f"{value:,.{decimals}f}".replace(",", THIN_SPACE)
    if not any(sign in digits for sign in "123456789"):
        return digits.removeprefix("-")
    return digits.replace("-", MINUS)


def number(value: float | None, digits: int = 4) -> str:
    """Return a number with so many significant digits; a dash when there is none."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0.0:
        return "0"
    # Of the rounded value: 0.99996 has its first digit before the point.
    exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
    if -5 < exponent < 6:
        return fixed(value, max(0, digits - 1 - exponent))
    mantissa = f"{value:.{digits - 1}e}".partition("e")[0].replace("-", MINUS)
    return f"{mantissa}e{str(exponent).replace('-', MINUS)}"


def percent(share: float | None) -> str:
    """Return a share in [0, 1] as a percentage with one decimal."""
    return NOTHING if share is None else f"{100 * share:.1f}{THIN_SPACE}%"
