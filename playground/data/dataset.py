"""What a data set is: rows of raw numbers with a class or a number to predict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Rows of data.

    Attributes
    ----------
    x : (N, D) raw inputs
    y : (N,) class numbers 0 … k-1 as integers, or (N, 1) numbers to predict
    """

    x: NDArray[np.float64]
    y: NDArray[Any]

    def at(self, places: NDArray[np.intp]) -> "Samples":
        """Return the rows at some places, in that order."""
        # `x[places]` is the same; of a million rows it takes three times as long.
        return Samples(self.x.take(places, axis=0), self.y.take(places, axis=0))


@dataclass(frozen=True, slots=True)
class DataSource:
    """An entry of DATASETS.

    Attributes
    ----------
    columns : what each raw input column is, D of them
    classes : what each class is called; () for regression
    make : (rng, samples, noise) -> Samples. Made sets draw exactly `samples` rows, the
        classes as equal in number as can be; real sets return `samples` of their rows,
        chosen by rng when not all are wanted.
    samples : how many rows when nobody says otherwise
    rows : how many rows there are in all, for real data; None for made sets
    noise : the noise when nobody says otherwise; the standard deviation of what is
        added: to the inputs (to y for regression) of made sets in their own units, to
        the inputs of real sets in units of each column's own standard deviation
    framed : whether the inputs lie in about [-6, 6]: their pictures then always have
        that frame, and they are not standardised unless somebody asks for it
    ordered : whether the rows to test on are the last ones, and not drawn at random: of
        painted points each stays in its part while others come and go
    """

    name: str
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    make: Callable[[np.random.Generator, int, float], Samples]
    samples: int = 400
    rows: int | None = None
    noise: float = 0.1
    framed: bool = True
    ordered: bool = False

    @property
    def task(self) -> str:
        return "classes" if self.classes else "regression"
