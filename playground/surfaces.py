"""Known surfaces of two numbers, on which the update rules can be watched.

Each is its value and gradient, a part worth showing, and a start from which something
happens. Points are (…, 2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.errors import PlaygroundError

Array = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Surface:
    """A function of two numbers.

    Attributes
    ----------
    value : points (…, 2) -> (…)
    gradient : points (…, 2) -> (…, 2)
    low, high : corners of the part worth showing
    start : where a ball may begin
    learning_rate : one that suits gradient descent here
    minima : the lowest places, local ones included
    """

    name: str
    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    low: Point
    high: Point
    start: Point
    learning_rate: float
    minima: tuple[Point, ...]

    def grid(self, resolution: int) -> tuple[Array, Array, Array]:
        """Return x (G,), y (G,) and the values (G, G), row 0 at the lowest y."""
        x = np.linspace(self.low[0], self.high[0], resolution)
        y = np.linspace(self.low[1], self.high[1], resolution)
        points = np.stack(np.meshgrid(x, y), axis=-1)
        values = self.value(points)
        for array in (x, y, values):
            array.flags.writeable = False
        return x, y, values


def together(x: Any, y: Any) -> Array:
    return np.stack([x, y], axis=-1)


def saddle(p: Array) -> Array:
    """½ x² − ½ y² + ¼ y⁴: a saddle at 0 between two minima at y = ±1."""
    x, y = p[..., 0], p[..., 1]
    result: Array = 0.5 * x**2 - 0.5 * y**2 + 0.25 * y**4
    return result


def saddle_gradient(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    return together(x, y**3 - y)


# How much lower the far minimum lies than the near one.
TILT = 0.15


def two_minima(p: Array) -> Array:
    """¼ (x² − 1)² + 0.15 x + ½ y²: a shallow minimum near x = 1, a deep one near −1."""
    x, y = p[..., 0], p[..., 1]
    result: Array = 0.25 * (x**2 - 1.0) ** 2 + TILT * x + 0.5 * y**2
    return result


def two_minima_gradient(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    return together(x * (x**2 - 1.0) + TILT, y)


def plateau(p: Array) -> Array:
    """1 − exp(−½ (x² + y²)): nearly flat far from its one hole."""
    result: Array = 1.0 - np.exp(-0.5 * (p**2).sum(axis=-1))
    return result


def plateau_gradient(p: Array) -> Array:
    result: Array = p * np.exp(-0.5 * (p**2).sum(axis=-1, keepdims=True))
    return result


def rosenbrock(p: Array) -> Array:
    """(1 − x)² + 100 (y − x²)²."""
    x, y = p[..., 0], p[..., 1]
    result: Array = (1.0 - x) ** 2 + 100.0 * (y - x**2) ** 2
    return result


def rosenbrock_gradient(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    off = y - x**2
    return together(-2.0 * (1.0 - x) - 400.0 * x * off, 200.0 * off)


def beale(p: Array) -> Array:
    """(1.5 − x + x y)² + (2.25 − x + x y²)² + (2.625 − x + x y³)²."""
    x, y = p[..., 0], p[..., 1]
    first, second, third = beale_terms(x, y)
    result: Array = first**2 + second**2 + third**2
    return result


def beale_terms(x: Array, y: Array) -> tuple[Array, Array, Array]:
    return 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3


def beale_gradient(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    first, second, third = beale_terms(x, y)
    along_x = first * (y - 1.0) + second * (y**2 - 1.0) + third * (y**3 - 1.0)
    along_y = x * (first + 2.0 * y * second + 3.0 * y**2 * third)
    return together(2.0 * along_x, 2.0 * along_y)


def himmelblau(p: Array) -> Array:
    """(x² + y − 11)² + (x + y² − 7)²: four minima of equal depth."""
    x, y = p[..., 0], p[..., 1]
    result: Array = (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2
    return result


def himmelblau_gradient(p: Array) -> Array:
    x, y = p[..., 0], p[..., 1]
    first, second = x**2 + y - 11.0, x + y**2 - 7.0
    return together(4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second)


def quadratic_surface(
    curvatures: ArrayLike, angle: float = 0.0, name: str = "quadratic"
) -> Surface:
    """Return ½ pᵀ A p with two chosen curvatures along turned axes.

    Parameters
    ----------
    curvatures : (2,) eigenvalues of A, both positive
    angle : in radians, between the first one's axis and x
    """
    values = np.asarray(curvatures, np.float64)
    if values.shape != (2,) or not (np.isfinite(values).all() and (values > 0).all()):
        raise PlaygroundError(
            f"a quadratic surface needs two positive curvatures, got {curvatures!r}"
        )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(values) @ turn.T
    matrix = (matrix + matrix.T) / 2.0

    def value(p: Array) -> Array:
        result: Array = 0.5 * np.einsum("...i,ij,...j->...", p, matrix, p)
        return result

    def gradient(p: Array) -> Array:
        result: Array = p @ matrix
        return result

    # Both axes begin with an error, the steeper one with the smaller.
    first, second = turn @ np.array([-8.0, 3.0])
    return Surface(
        name,
        value,
        gradient,
        (-10.0, -10.0),
        (10.0, 10.0),
        (float(first), float(second)),
        float(1.8 / values.max()),
        ((0.0, 0.0),),
    )


SURFACES: dict[str, Surface] = {
    surface.name: surface
    for surface in (
        quadratic_surface((1.0, 1.0), name="bowl"),
        quadratic_surface((0.04, 1.0), name="ravine"),
        Surface(
            "saddle",
            saddle,
            saddle_gradient,
            (-2.0, -2.0),
            (2.0, 2.0),
            (-1.8, 1e-4),
            0.1,
            ((0.0, 1.0), (0.0, -1.0)),
        ),
        Surface(
            "two_minima",
            two_minima,
            two_minima_gradient,
            (-2.0, -1.5),
            (2.0, 1.5),
            (1.9, 1.0),
            0.05,
            ((-1.0679230, 0.0), (0.9142973, 0.0)),
        ),
        Surface(
            "plateau",
            plateau,
            plateau_gradient,
            (-4.0, -4.0),
            (4.0, 4.0),
            (-3.0, 1.2),
            0.5,
            ((0.0, 0.0),),
        ),
        Surface(
            "rosenbrock",
            rosenbrock,
            rosenbrock_gradient,
            (-2.0, -1.0),
            (2.0, 3.0),
            (-1.2, 1.0),
            0.001,
            ((1.0, 1.0),),
        ),
        Surface(
            "beale",
            beale,
            beale_gradient,
            (-4.5, -4.5),
            (4.5, 4.5),
            (1.0, 1.5),
            0.005,
            ((3.0, 0.5),),
        ),
        Surface(
            "himmelblau",
            himmelblau,
            himmelblau_gradient,
            (-6.0, -6.0),
            (6.0, 6.0),
            (0.0, -1.0),
            0.005,
            (
                (3.0, 2.0),
                (-2.8051181, 3.1313125),
                (-3.7793103, -3.2831860),
                (3.5844283, -1.8481265),
            ),
        ),
    )
}
