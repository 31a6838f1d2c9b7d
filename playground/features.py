"""Input features: what the network is shown, computed from the raw columns of the data.

The raw columns x1 … xD are features by themselves; the others are registered here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature made from raw columns.

    Attributes
    ----------
    columns : how many raw columns the data must have at least.
    value : (x) -> (N,), from raw inputs (N, D).
    python : the same as Python text over the array `x`, for exported scripts.
    """

    name: str
    columns: int
    value: Callable[[Array], Array]
    python: str


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1_squared", 1, lambda x: x[:, 0] * x[:, 0], "x[:, 0] * x[:, 0]"),
        Feature("x2_squared", 2, lambda x: x[:, 1] * x[:, 1], "x[:, 1] * x[:, 1]"),
        Feature("x1x2", 2, lambda x: x[:, 0] * x[:, 1], "x[:, 0] * x[:, 1]"),
        Feature("sin_x1", 1, lambda x: np.sin(x[:, 0]), "np.sin(x[:, 0])"),
        Feature("sin_x2", 2, lambda x: np.sin(x[:, 1]), "np.sin(x[:, 1])"),
    )
}


def raw_features(columns: int) -> tuple[str, ...]:
    """Return the names of the raw columns as features: x1 … xD."""
    return tuple(f"x{index}" for index in range(1, columns + 1))


def compute_features(names: tuple[str, ...], x: Array) -> Array:
    """Return the features (N, F) of raw inputs x (N, D)."""
    columns = [
        FEATURES[name].value(x) if name in FEATURES else x[:, int(name[1:]) - 1]
        for name in names
    ]
    return np.stack(columns, axis=1)
