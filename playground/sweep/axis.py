"""The values that a sweep gives to one setting: a list, or a range of numbers."""

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.errors import SettingsError
from playground.ranges import COUNTS, NUMBERS, Count

MAX_VALUES = 10_000
POINTS = Count("the number of values of a range", 2, MAX_VALUES)

NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
RANGE = re.compile(rf"{NUMBER}:{NUMBER}:(log|lin)(\d*)", re.ASCII)
RANGE_FORM = "LOW:HIGH:logN or LOW:HIGH:linN, like 0.001:1:log8"

# Settings that are one number each; the others take lists only.
WHOLE = set(COUNTS) - {"hidden"}
NUMERIC = set(NUMBERS) | WHOLE

# What is computed from a range is rounded to so many digits: the logarithms of two
# machines may differ in the last bit, and the runs of a sweep must not.
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Choices:
    """Values one by one."""

    name: str
    values: tuple[Any, ...]

    def grid(self) -> tuple[Any, ...]:
        return self.values

    def draw(self, rng: np.random.Generator) -> Any:
        return self.values[int(rng.integers(len(self.values)))]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of numbers, even in themselves or in their logarithms."""

    name: str
    low: float
    high: float
    is_log: bool

    def grid(self) -> tuple[Any, ...]:
        """Refuse: there are too many numbers between the ends.

        Raises
        ------
        SettingsError
            always.
        """
        scale = "log" if self.is_log else "lin"
        text = f"{self.low:g}:{self.high:g}:{scale}"
        raise SettingsError(
            f"a range of {self.name} must say how many values a grid takes of it, like "
            f"{text}8, got {text}; only a random sample needs no number"
        )

    def draw(self, rng: np.random.Generator) -> Any:
        return self.at(float(rng.random()))

    def points(self, count: int) -> tuple[Any, ...]:
        """Return so many values, both ends among them, in rising order."""
        values = [self.at(place / (count - 1)) for place in range(count)]
        # Rounding to whole numbers may make two values one.
        return tuple(dict.fromkeys(values))

    def at(self, share: float) -> int | float:
        """Return the value at a share of the way from one end to the other."""
        if share in (0.0, 1.0):
            value = self.high if share else self.low
        elif self.is_log:
            low, high = math.log(self.low), math.log(self.high)
            value = math.exp(low + share * (high - low))
        else:
            value = self.low + share * (self.high - self.low)
        value = float(f"{value:.{DIGITS}g}")
        return round(value) if self.name in WHOLE else value


Axis = Choices | Span


def read_axis(name: str, values: Any) -> Axis:
    """Return the axis that a plan's list, or text for a range, means.

    Raises
    ------
    SettingsError
        names the setting, what was given, and what may be.
    """
    if isinstance(values, str):
        return read_span(name, values)
    if not isinstance(values, (list, tuple)):
        raise SettingsError(
            f"the values of {name} must be a list, or a range {RANGE_FORM}; "
            f"got {values!r}"
        )
    if not 1 <= len(values) <= MAX_VALUES:
        raise SettingsError(
            f"{name} must have 1 … {MAX_VALUES} values, got {len(values)}"
        )
    seen = set()
    for value in values:
        # 1 and True are equal and mean different things here.
        token = repr(value)
        if token in seen:
            raise SettingsError(
                f"the values of {name} must differ, got {value!r} twice"
            )
        seen.add(token)
    return Choices(name, tuple(values))


def read_span(name: str, text: str) -> Axis:
    if name not in NUMERIC:
        raise SettingsError(
            f"the values of {name} must be a list, only numbers have ranges; "
            f"got {text!r}"
        )
    match = RANGE.fullmatch(text.strip())
    if match is None:
        raise SettingsError(f"a range of {name} is written {RANGE_FORM}; got {text!r}")
    low, high = float(match[1]), float(match[2])
    is_log = match[3] == "log"
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise SettingsError(
            f"a range of {name} must go from a number to a larger one, got {text!r}"
        )
    if is_log and low <= 0:
        raise SettingsError(
            f"a logarithmic range of {name} must begin above 0, got {text!r}"
        )
    # Both ends now, so that a mistake is told before anything is drawn.
    check = (NUMBERS.get(name) or COUNTS[name]).check
    for end in (low, high):
        check(round(end) if name in WHOLE else end)
    span = Span(name, low, high, is_log)
    if not match[4]:
        return span
    return Choices(name, span.points(POINTS.check(read_count(match[4]))))


def read_count(digits: str) -> int | str:
    # Python refuses to read numbers of thousands of digits.
    return int(digits) if len(digits) < 20 else digits
