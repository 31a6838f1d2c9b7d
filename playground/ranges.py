"""The allowed range of every number in the settings, in one table.

A range refuses what has no meaning, not what is unwise: a learning rate of 1000
diverges, and that is a lesson.
"""

import math
import numbers
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playground.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Number:
    """A range of real numbers; an open end is not part of it."""

    name: str
    low: float
    high: float = math.inf
    open_low: bool = False
    open_high: bool = True

    def check(self, value: Any) -> float:
        """Return the value as a float, or raise SettingsError with the range."""
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            try:
                number = float(value)
            except OverflowError:
                number = math.inf
            above = number > self.low if self.open_low else number >= self.low
            below = number < self.high if self.open_high else number <= self.high
            if math.isfinite(number) and above and below:
                return number
        raise SettingsError(f"{self.name} must be {self}, got {value!r}")

    def __str__(self) -> str:
        low = f"above {self.low:g}" if self.open_low else f"at least {self.low:g}"
        if math.isinf(self.high):
            return f"finite and {low}"
        high = f"below {self.high:g}" if self.open_high else f"at most {self.high:g}"
        return f"{low} and {high}"


@dataclass(frozen=True, slots=True)
class Count:
    """A range of whole numbers, both ends part of it."""

    name: str
    low: int
    high: int

    def check(self, value: Any, or_else: str = "") -> int:
        """Return the value as an int, or raise SettingsError with the range."""
        try:
            number = operator.index(value)
        except TypeError:
            number = None
        if (
            number is None
            or isinstance(value, bool)
            or not self.low <= number <= self.high
        ):
            raise SettingsError(
                f"{self.name} must be a whole number in {self.low} … {self.high}"
                f"{or_else}, got {value!r}"
            )
        return number


NUMBERS = {
    number.name: number
    for number in (
        Number("noise", 0.0),
        Number("test_fraction", 0.0, 1.0),
        Number("l1", 0.0),
        Number("l2", 0.0),
        Number("learning_rate", 0.0, open_low=True),
        Number("momentum", 0.0, 1.0),
        Number("beta1", 0.0, 1.0),
        Number("beta2", 0.0, 1.0),
        Number("rho", 0.0, 1.0),
        Number("epsilon", 0.0),
        Number("weight_decay", 0.0),
        Number("clip_norm", 0.0),
    )
}
COUNTS = {
    count.name: count
    for count in (
        Count("samples", 1, 10_000_000),
        Count("seed", 0, 2**53 - 1),
        Count("data_seed", 0, 2**53 - 1),
        Count("hidden", 1, 4096),
        Count("schedule_updates", 1, 2**53 - 1),
        Count("patience", 0, 1_000_000),
        Count("batch_size", 1, 10_000_000),
    )
}


def check_choice(setting: str, value: Any, allowed: Iterable[str]) -> str:
    """Return the value if it is one of the allowed names, else raise SettingsError."""
    names = tuple(allowed)
    if isinstance(value, str) and value in names:
        return value
    raise SettingsError(f"{setting} must be one of {', '.join(names)}, got {value!r}")
