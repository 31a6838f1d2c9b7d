"""How a number is written, read, checked, and which ones are near at hand."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

# A number, or a word that stands for one ("full").
Value = int | float | str


def write_number(value: Value) -> str:
    """Write a number plainly, with six digits that matter: 0.0001, not 1e-04."""
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value) or 0 < abs(value) < 1e-9 or abs(value) >= 1e15:
        return f"{value:.6g}"
    return f"{Decimal(f'{value:.6g}'):f}"


def read_number(words: str) -> Value:
    """Read a whole or a decimal number as people write it; else return the words."""
    plain = "".join(words.split()).replace("−", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        number = float(plain)
    except ValueError:
        return words.strip()
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of number.

    Attributes
    ----------
    check : returns the value as it is kept, or raises SettingsError with the range.
    steps : values to choose from, in ascending order; a word comes last.
    write, read : between the value and what a person sees and types.
    """

    check: Callable[[Value], Value]
    steps: tuple[Value, ...] = ()
    write: Callable[[Value], str] = write_number
    read: Callable[[str], Value] = read_number

    def neighbour(self, value: Value, direction: int) -> Value:
        """Return the next step above (1) or below (-1), or the value at the end.

        Whole numbers without steps go by one; they are still to be checked.
        """
        if not self.steps:
            return value + direction if isinstance(value, int) else value
        if direction > 0:
            above = [step for step in self.steps if rank(step) > rank(value)]
            return above[0] if above else value
        below = [step for step in self.steps if rank(step) < rank(value)]
        return below[-1] if below else value


def rank(value: Value) -> float:
    """Return a number by which values are ordered: a word is more than all numbers."""
    return math.inf if isinstance(value, str) else value
