"""Learning-rate schedules: a factor on the rate, a pure function of the update.

    constant     1
    step         γ^⌊t / every⌋
    exponential  δᵗ
    cosine       f + (1 − f) ½ (1 + cos(π t / T)) until T, then the floor f
    warm_up      (t + 1) / T until it is 1

t counts updates from 0. The first four are those of `torch.optim.lr_scheduler`, stepped
once an update (there a cosine's floor is a rate, here a share of it).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.errors import SettingsError

SCHEDULE_DEFAULTS: dict[str, float] = {
    "every": 1000.0,
    "gamma": 0.5,
    "decay": 0.999,
    "duration": 1000.0,
    "floor": 0.0,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A factor on the learning rate.

    Attributes
    ----------
    code : the number by which compiled code may know it; never reused
    uses : the numbers that it reads
    compute : (update, numbers) -> factor
    """

    name: str
    code: int
    uses: tuple[str, ...]
    compute: Callable[[int, Mapping[str, float]], float]

    def factor(self, update: int, numbers: Mapping[str, float] | None = None) -> float:
        """Return the factor of update t = 0, 1, …; `numbers` may leave out defaults.

        Raises
        ------
        SettingsError
            when a number has no meaning.
        """
        given = {**SCHEDULE_DEFAULTS, **(numbers or {})}
        check_numbers(given, self.uses)
        return self.compute(update, given)


def check_numbers(numbers: Mapping[str, float], uses: tuple[str, ...]) -> None:
    """Raise SettingsError unless every number that is used has a meaning."""
    for name in uses:
        low, high = SCHEDULE_RANGES[name]
        if not low <= numbers[name] <= high:
            raise SettingsError(
                f"{name} must be in {low:g} … {high:g}, got {numbers[name]}"
            )


def constant(update: int, numbers: Mapping[str, float]) -> float:
    return 1.0


def step(update: int, numbers: Mapping[str, float]) -> float:
    return numbers["gamma"] ** math.floor(update / numbers["every"])


def exponential(update: int, numbers: Mapping[str, float]) -> float:
    return numbers["decay"] ** update


def cosine(update: int, numbers: Mapping[str, float]) -> float:
    done = min(1.0, update / numbers["duration"])
    floor = numbers["floor"]
    return floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * done))


def warm_up(update: int, numbers: Mapping[str, float]) -> float:
    return min(1.0, (update + 1) / numbers["duration"])


def rate_factors(name: str, duration: int, first: int, count: int) -> list[float]:
    """Return the factors of `count` updates from `first` on.

    The schedule is told by one number, its duration: the step halves the rate once in
    so many updates, the exponential divides it by e in as many; the cosine ends there,
    and the warm-up is over.
    """
    numbers = {
        **SCHEDULE_DEFAULTS,
        "every": float(duration),
        "decay": math.exp(-1.0 / duration),
        "duration": float(duration),
    }
    compute = SCHEDULES[name].compute
    return [compute(update, numbers) for update in range(first, first + count)]


SCHEDULE_RANGES: dict[str, tuple[float, float]] = {
    "every": (1.0, math.inf),
    "gamma": (0.0, 1.0),
    "decay": (0.0, 1.0),
    "duration": (1.0, math.inf),
    "floor": (0.0, 1.0),
}

SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("constant", 0, (), constant),
        Schedule("step", 1, ("every", "gamma"), step),
        Schedule("exponential", 2, ("decay",), exponential),
        Schedule("cosine", 3, ("duration", "floor"), cosine),
        Schedule("warm_up", 4, ("duration",), warm_up),
    )
}
