"""Input features: what the network is shown, computed from the raw columns of the data.

Three kinds have a name: the raw columns x1 … xD, those that are registered here, and
formulas over the raw columns that a person types. `feature_of` is the one door to all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import SettingsError
from playground.formulas import COLUMN, FormulaError, Node, parse

Array = NDArray[np.floating[Any]]

# So many formulas stay parsed; the maps of a frame ask for each many times a second.
REMEMBERED = 1024
# So many rows at a time stay in the processor's cache while every feature reads them.
BLOCK_ROWS = 2048


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature made from raw columns.

    Attributes
    ----------
    columns : how many raw columns the data must have at least.
    value : (x) -> (N,), from raw inputs (N, D).
    python : the same as Python text over the array `x`, for exported scripts.
    formula : the same as a tree, for other formats.
    """

    name: str
    columns: int
    value: Callable[[Array], Array]
    python: str
    formula: Node


def from_formula(text: str, name: str = "") -> Feature:
    """Return the feature that a formula describes; its name is the canonical text.

    Raises
    ------
    FormulaError
        says what is wrong and where.
    """
    formula = parse(text)
    return Feature(
        name or formula.text(),
        formula.columns(),
        formula.value,
        formula.python(),
        formula,
    )


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        from_formula("x1*x1", "x1_squared"),
        from_formula("x2*x2", "x2_squared"),
        from_formula("x1*x2", "x1x2"),
        from_formula("sin(x1)", "sin_x1"),
        from_formula("sin(x2)", "sin_x2"),
    )
}


def raw_features(columns: int) -> tuple[str, ...]:
    """Return the names of the raw columns as features: x1 … xD."""
    return tuple(f"x{index}" for index in range(1, columns + 1))


@lru_cache(REMEMBERED)
def feature_of(name: str) -> Feature:
    """Return a feature by its name: a raw column, a registered one, or a formula.

    Raises
    ------
    SettingsError
        says what can be a feature, and for a formula what is wrong and where.
    """
    if name in FEATURES:
        return FEATURES[name]
    try:
        return from_formula(name)
    except FormulaError as error:
        if name.isidentifier() and not COLUMN.fullmatch(name):
            raise SettingsError(
                f"features must be one of x1, x2, …, {', '.join(FEATURES)}, "
                f"or a formula like x1*x2**2, got {name!r}"
            ) from None
        raise error from None


def is_formula(name: str) -> bool:
    """Tell whether a feature's name is a formula that a person typed."""
    return name not in FEATURES and not COLUMN.fullmatch(name)


def compute_features(names: tuple[str, ...], x: Array) -> Array:
    """Return the features (N, F) of raw inputs x (N, D)."""
    features = [feature_of(name) for name in names]
    values = np.empty((len(x), len(features)))
    for start in range(0, len(x), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        for place, feature in enumerate(features):
            values[block, place] = feature.value(x[block])
    return values
