"""Penalties on the weights, never on the biases: L1 = λ Σ|w|, L2 = λ/2 Σ w².

`weights` may be the whole parameter vector when `mask` is 0 at every bias.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Penalty:
    """A function of the weights, times a strength λ, that is added to the loss.

    Attributes
    ----------
    name : also the name of the setting that holds λ.
    value : (weights) -> what stands behind λ.
    gradient : (weights) -> its derivative, shaped as the weights; at 0 it is 0.
    """

    name: str
    value: Callable[[Array], float]
    gradient: Callable[[Array], Array]


def sum_of_absolutes(weights: Array) -> float:
    return float(np.abs(weights).sum())


def half_sum_of_squares(weights: Array) -> float:
    return 0.5 * float(np.dot(weights, weights))


def weights_themselves(weights: Array) -> Array:
    return weights


PENALTIES: dict[str, Penalty] = {
    penalty.name: penalty
    for penalty in (
        Penalty("l1", sum_of_absolutes, np.sign),
        Penalty("l2", half_sum_of_squares, weights_themselves),
    )
}
