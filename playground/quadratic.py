"""What theory says of descent on a quadratic, direction by direction.

Along a direction of curvature λ an update with rate α and momentum β multiplies the
error by the roots r of

    gradient_descent  r = 1 − αλ
    momentum          r² − (1 + β − αλ) r + β = 0
    nesterov          r² − (1 + β)(1 − αλ) r + β (1 − αλ) = 0

and the largest |r| is the rate at which the error shrinks, or grows beyond 1 (Goh, Why
Momentum Really Works, 2017; Lessard, Recht and Packard, 2016, for Nesterov's).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.errors import PlaygroundError


@dataclass(frozen=True, slots=True)
class Tuning:
    """The numbers that make a rule fastest for curvatures in [m, L].

    Attributes
    ----------
    rate : the error shrinks by this factor an update, in the long run
    """

    learning_rate: float
    momentum: float
    rate: float


def contraction(
    rule: str, learning_rate: float, momentum: float, curvature: float
) -> float:
    """Return the largest |r|: below 1 the error along this direction dies out."""
    gone = learning_rate * curvature
    if rule == "gradient_descent":
        return abs(1.0 - gone)
    if rule == "momentum":
        total, product = 1.0 + momentum - gone, momentum
    elif rule == "nesterov":
        total = (1.0 + momentum) * (1.0 - gone)
        product = momentum * (1.0 - gone)
    else:
        raise PlaygroundError(f"there is no such theory of {rule}")
    discriminant = total * total - 4.0 * product
    if discriminant < 0.0:
        return math.sqrt(product)
    return (abs(total) + math.sqrt(discriminant)) / 2.0


def convergence_rate(
    rule: str, learning_rate: float, momentum: float, curvatures: ArrayLike
) -> float:
    """Return the slowest contraction over all curvatures (n,)."""
    return max(
        contraction(rule, learning_rate, momentum, float(curvature))
        for curvature in np.atleast_1d(np.asarray(curvatures, np.float64))
    )


def best_tuning(rule: str, lowest: float, highest: float) -> Tuning:
    """Return the fastest learning rate and momentum for curvatures m … L, m > 0."""
    if not 0.0 < lowest <= highest:
        raise PlaygroundError(
            f"curvatures must be positive, the lowest first, got {lowest}, {highest}"
        )
    if rule == "gradient_descent":
        kappa = highest / lowest
        return Tuning(2.0 / (lowest + highest), 0.0, (kappa - 1.0) / (kappa + 1.0))
    if rule == "momentum":
        low, high = math.sqrt(lowest), math.sqrt(highest)
        root = (high - low) / (high + low)
        return Tuning((2.0 / (low + high)) ** 2, root * root, root)
    if rule == "nesterov":
        root = math.sqrt(3.0 * highest / lowest + 1.0)
        momentum = (root - 2.0) / (root + 2.0)
        return Tuning(4.0 / (3.0 * highest + lowest), momentum, 1.0 - 2.0 / root)
    raise PlaygroundError(f"there is no such theory of {rule}")


def critical_momentum(learning_rate: float, curvature: float) -> float:
    """Return β of critical damping, (1 − √(αλ))²: below it the error creeps.

    Above it the error oscillates and shrinks by √β an update.
    """
    return (1.0 - math.sqrt(learning_rate * curvature)) ** 2


def measured_rate(distances: ArrayLike) -> float | None:
    """Return the mean factor by which distances (T,) shrank over their second half.

    At the best tuning both roots are one, the error goes like k rᵏ, and what is
    measured stays a little above r for long. None where there is nothing to measure.
    """
    values: NDArray[np.float64] = np.asarray(distances, np.float64)
    half = len(values) // 2
    steps = len(values) - 1 - half
    if steps < 1 or values[half] <= 0.0 or not np.isfinite(values).all():
        return None
    return float((values[-1] / values[half]) ** (1.0 / steps))
