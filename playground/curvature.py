"""Why training does not get on: slope and curvature of the objective at one place.

A gradient that is nearly zero can mean three things, and only the Hessian tells which:
a minimum (all directions lead up), a saddle (some lead down), or a plateau (hardly any
leads anywhere). The same numbers bound the learning rate: descent on a quadratic of
curvature λ is stable for rates below 2/λ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.errors import PlaygroundError
from playground.hessian import hessian, hessian_products
from playground.objective import Objective, frozen

Array = NDArray[np.floating[Any]]

# Up to so many parameters all eigenvalues are computed; beyond, Lanczos finds the ends.
EXACT_PARAMETERS = 400
# How many of the smallest eigenvalues Lanczos looks for.
SMALLEST = 6
LANCZOS_TOLERANCE = 1e-4

# What the gradient promises within a distance of 1 must be more than this share of the
# loss, or descent is said to have stopped.
STILL_SHARE = 1e-2
# A curvature counts when it changes the loss within a distance of 1 by this share.
BENT_SHARE = 1e-3
# Below this a loss is as good as zero.
LOSS_FLOOR = 1e-9

Eigen = tuple[NDArray[np.float64], NDArray[np.float64]]


class Unwanted(PlaygroundError):  # noqa: N818 - it names an event, as Diverged does
    """A computation was given up because nobody waits for it any longer."""


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """Slope and curvature at one place, and what they mean.

    Attributes
    ----------
    kind : "descending" while the gradient promises progress; else "saddle" when a
        direction leads down, "plateau" when none but the biases of the outputs leads
        up, and "minimum" otherwise
    is_exact : whether all eigenvalues are known; else only the ends of their range are
    loss : the objective, penalties included
    gradient_norm : ‖∂L/∂θ‖
    gain : what the gradient promises within a distance of 1 in each direction
    tolerance : curvatures between ± this count as flat
    eigenvalues : (k,) those that are known, rising
    down, up : how many of the known directions lead down and up; the others are flat
    escape : (P,) the direction of the smallest eigenvalue, of length 1, pointing
        downhill where the gradient decides
    """

    kind: str
    is_exact: bool
    loss: float
    gradient_norm: float
    gain: float
    tolerance: float
    eigenvalues: NDArray[np.float64]
    down: int
    up: int
    escape: NDArray[np.float64]

    @property
    def flat(self) -> int:
        """How many of the known directions lead nowhere."""
        return len(self.eigenvalues) - self.down - self.up

    @property
    def smallest(self) -> float:
        return float(self.eigenvalues[0])

    @property
    def largest(self) -> float:
        return float(self.eigenvalues[-1])

    @property
    def stable_rate(self) -> float | None:
        """The largest stable rate of gradient descent here; see `stable_rate`."""
        return stable_rate(self.largest)


def stable_rate(
    largest: float, rule: str = "gradient_descent", momentum: float = 0.9
) -> float | None:
    """Return the largest stable learning rate for a largest curvature λ.

    It is 2/λ for gradient descent, 2 (1 + β)/λ for momentum and
    2 (1 + β)/((1 + 2 β) λ) for Nesterov; None where nothing curves upward or the rule
    has no such bound.
    """
    if largest <= 0.0:
        return None
    if rule == "gradient_descent":
        return 2.0 / largest
    if rule == "momentum":
        return 2.0 * (1.0 + momentum) / largest
    if rule == "nesterov":
        return 2.0 * (1.0 + momentum) / ((1.0 + 2.0 * momentum) * largest)
    return None


def always() -> bool:
    return True


def diagnose(
    objective: Objective, params: ArrayLike, is_wanted: Callable[[], bool] = always
) -> Diagnosis:
    """Look at slope and curvature at some parameters (P,).

    Parameters
    ----------
    is_wanted : asked between pieces of work

    Raises
    ------
    Unwanted
        as soon as `is_wanted` says no.
    PlaygroundError
        when loss or curvature is not finite here.
    """
    place = np.array(params, np.float64)
    loss, gradient = objective.value_and_gradient(place)
    if not (np.isfinite(loss) and np.isfinite(gradient).all()):
        raise PlaygroundError("the loss is not finite here, so it has no curvature")
    is_exact = len(place) <= EXACT_PARAMETERS
    find = all_eigenvalues if is_exact else extreme_eigenvalues
    values, vectors = find(objective, place, is_wanted)
    gain = promised_gain(objective, place, gradient, (values, vectors))
    smallest = vectors[:, 0]
    tolerance = 2.0 * (BENT_SHARE * loss + LOSS_FLOOR)
    down = int((values < -tolerance).sum())
    up = int((values > tolerance).sum())
    if gain > STILL_SHARE * loss + LOSS_FLOOR:
        kind = "descending"
    elif down:
        kind = "saddle"
    elif up <= objective.sizes[-1]:
        # The biases of the outputs always lead up; when nothing else does, the network
        # before them is without effect.
        kind = "plateau"
    else:
        kind = "minimum"
    escape = -smallest if smallest @ gradient > 0.0 else smallest
    return Diagnosis(
        kind=kind,
        is_exact=is_exact,
        loss=loss,
        gradient_norm=float(np.linalg.norm(gradient)),
        gain=gain,
        tolerance=tolerance,
        eigenvalues=frozen(values),
        down=down,
        up=up,
        escape=frozen(np.array(escape, np.float64)),
    )


def promised_gain(
    objective: Objective, params: Array, gradient: Array, eigen: Eigen
) -> float:
    """Return how much lower the loss gets down the gradient, as far as it can be seen.

    Along a direction of slope s and curvature λ the loss is taken as L − s d + ½ λ d²,
    at the best distance d ≤ 1. This is summed over the known directions; what the
    gradient has beside them is taken as one more.
    """
    values, vectors = eigen
    slopes = np.abs(gradient @ vectors)
    gain = float(best_descent(slopes, values).sum())
    rest = gradient - vectors @ (gradient @ vectors)
    norm = float(np.linalg.norm(rest))
    if len(values) < len(gradient) and norm > 0.0:
        direction = (rest / norm)[None, :]
        bend = hessian_products(objective, params, direction) @ direction[0]
        gain += float(best_descent(np.array([norm]), bend)[0])
    return gain


def best_descent(slopes: Array, bends: Array) -> Array:
    """Return max over d ≤ 1 of s d − ½ λ d² for slopes s ≥ 0 and curvatures λ (n,)."""
    bends = np.maximum(bends, 0.0)
    distances = np.minimum(1.0, slopes / np.maximum(bends, slopes + 1e-300))
    result: Array = slopes * distances - 0.5 * bends * distances**2
    return result


def all_eigenvalues(
    objective: Objective, params: Array, is_wanted: Callable[[], bool]
) -> Eigen:
    """Return all eigenvalues (P,), rising, and their directions (P, P), as columns."""
    matrix = hessian(objective, params)
    check(matrix, is_wanted)
    values, vectors = np.linalg.eigh(matrix)
    return values, vectors


def extreme_eigenvalues(
    objective: Objective, params: Array, is_wanted: Callable[[], bool]
) -> Eigen:
    """Return some smallest and largest eigenvalues, rising, and their directions.

    Lanczos iteration by ARPACK on Hessian-vector products. It begins with a fixed
    vector, so the same place always gives the same numbers.
    """
    # Imported here, because small networks do without and it takes 0.2 s.
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

    def multiply(vector: Array) -> Array:
        product: Array = hessian_products(objective, params, vector.reshape(1, -1))[0]
        check(product, is_wanted)
        return product

    count = len(params)
    operator = LinearOperator((count, count), matvec=multiply, dtype=np.float64)
    begin = np.random.default_rng(0).normal(size=count)
    found: list[Eigen] = []
    for which, wanted in (("SA", SMALLEST), ("LA", objective.sizes[-1] + 1)):
        try:
            values, vectors = eigsh(
                operator, wanted, which=which, v0=begin, tol=LANCZOS_TOLERANCE
            )
        except ArpackNoConvergence as failure:
            values, vectors = failure.eigenvalues, failure.eigenvectors
            if not len(values):
                raise PlaygroundError(
                    "the curvature of this network could not be found: Lanczos "
                    "iteration did not converge"
                ) from failure
        order = np.argsort(values)
        found.append((values[order], vectors[:, order]))
    (small, down), (large, up) = found
    return np.concatenate([small, large]), np.concatenate([down, up], axis=1)


def check(numbers: Array, is_wanted: Callable[[], bool]) -> None:
    """Raise unless the numbers are finite and somebody still waits for them."""
    if not is_wanted():
        raise Unwanted("nobody waits for this curvature any longer")
    if not np.isfinite(numbers).all():
        raise PlaygroundError("the curvature is not finite here")
