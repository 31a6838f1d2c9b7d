"""Planes through parameter space, on which a loss can be drawn.

A plane is θ(a, b) = θ₀ + a d₁ + b d₂. A path hardly ever lies in it: `project` gives
the nearest points, and how far the path is from them, which a picture has to show.

- two weights: a and b are the changes of two parameters; nothing else moves;
- random: each neuron's part of a random direction has the length of the neuron's own
  weights (Li and others, 2018), so that pictures of different networks compare;
- principal: the plane that holds most of a path, by its principal components;
- gradient and velocity: the plane of one update, in which a momentum step is exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.errors import PlaygroundError
from playground.network import layer_views
from playground.objective import frozen

Array = NDArray[np.float64]
Extent = tuple[float, float, float, float]

# How far the picture of a plane reaches beyond what it must show, as a share.
MARGIN = 0.25
# The largest number whose squares can be summed.
MOST = 1e150
# The smallest half width of a picture of two weights, in units of the weights.
WEIGHT_REACH = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A plane through parameter space.

    Attributes
    ----------
    kind : "weights", "random", "principal" or "step"
    origin : (P,), where a = b = 0
    directions : (2, P), independent; of length 1 and at right angles except in "random"
    extent : a low, a high, b low, b high of the part worth showing
    places : for "weights", the two parameters' places in θ
    share : for "principal", the share of the path's variance that the plane holds
    """

    kind: str
    origin: Array
    directions: Array
    extent: Extent
    places: tuple[int, int] | None = None
    share: float | None = None

    def at(self, coordinates: ArrayLike) -> Array:
        """Return the parameters (…, P) at coordinates (…, 2)."""
        result: Array = self.origin + np.asarray(coordinates) @ self.directions
        return result

    def coordinates(self, vectors: ArrayLike) -> Array:
        """Return the coordinates (…, 2) of displacements (…, P), projected."""
        gram = self.directions @ self.directions.T
        sides = np.asarray(vectors) @ self.directions.T
        result: Array = sides @ np.linalg.inv(gram)
        return result

    def project(self, params: ArrayLike) -> tuple[Array, Array]:
        """Return the nearest points of the plane and how far away they are.

        Parameters
        ----------
        params : (…, P)

        Returns
        -------
        coordinates : (…, 2)
        distances : (…,), the length of what lies off the plane; infinite where its
            square is too large for a number
        """
        offsets = np.asarray(params, np.float64) - self.origin
        coordinates = self.coordinates(offsets)
        rest = offsets - coordinates @ self.directions
        with np.errstate(over="ignore"):
            return coordinates, np.sqrt((rest * rest).sum(axis=-1))

    def covering(self, params: ArrayLike) -> "Plane":
        """Return the same plane with an extent that shows these points (T, P), too."""
        shown = np.array(self.extent).reshape(2, 2).T
        points = np.concatenate([shown, self.project(params)[0]])
        low, high = points.min(axis=0), points.max(axis=0)
        extent = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        return Plane(
            self.kind, self.origin, self.directions, extent, self.places, self.share
        )


def make_plane(
    kind: str,
    origin: ArrayLike,
    directions: ArrayLike,
    extent: Extent,
    places: tuple[int, int] | None = None,
    share: float | None = None,
) -> Plane:
    return Plane(
        kind,
        frozen(np.array(origin, np.float64)),
        frozen(np.array(directions, np.float64)),
        extent,
        places,
        share,
    )


def weights_plane(params: ArrayLike, first: int, second: int) -> Plane:
    """Return the plane in which two parameters move, by their places in θ (P,)."""
    origin = np.asarray(params, np.float64)
    count = len(origin)
    if not (0 <= first < count and 0 <= second < count) or first == second:
        raise PlaygroundError(
            f"a plane needs two different parameters of 0 … {count - 1}, "
            f"got {first} and {second}"
        )
    reach = max(WEIGHT_REACH, 1.5 * float(np.abs(origin[[first, second]]).max()))
    return make_plane(
        "weights",
        origin,
        [axis(first, count), axis(second, count)],
        (-reach, reach, -reach, reach),
        places=(first, second),
    )


def random_plane(params: ArrayLike, sizes: tuple[int, ...], seed: int = 0) -> Plane:
    """Return a plane of two random directions, normalised neuron by neuron.

    A neuron's part holds its weights and its bias: the +1 node is an input like the
    others.

    Raises
    ------
    PlaygroundError
        when all parameters are zero: then there is no length to give.
    """
    origin = np.asarray(params, np.float64)
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(2, len(origin)))
    for direction in directions:
        for own, drawn in zip(
            layer_views(origin, sizes), layer_views(direction, sizes), strict=True
        ):
            wanted = np.sqrt((own.weights**2).sum(axis=1) + own.bias**2)
            length = np.sqrt((drawn.weights**2).sum(axis=1) + drawn.bias**2)
            drawn.weights[:] *= (wanted / length)[:, None]
            drawn.bias[:] *= wanted / length
    if np.linalg.matrix_rank(directions) < 2:
        raise PlaygroundError(
            "the parameters are zero, so random directions would have no length; "
            "choose two weights or train a little first"
        )
    return make_plane("random", origin, directions, (-1.0, 1.0, -1.0, 1.0))


def principal_plane(path: ArrayLike, params: ArrayLike | None = None) -> Plane:
    """Return the plane of a path's (T, P) two principal components.

    It goes through `params` (P,), by default the path's last point, and is turned so
    that the path begins at positive coordinates.

    Raises
    ------
    PlaygroundError
        when the path does not move.
    """
    points = np.asarray(path, np.float64)
    origin = points[-1] if params is None else np.asarray(params, np.float64)
    centered = points - points.mean(axis=0)
    _, lengths, axes = np.linalg.svd(centered, full_matrices=False)
    scale = float(np.abs(points).max())
    if len(points) < 2 or lengths[0] <= 1e-12 * max(scale, 1e-300):
        raise PlaygroundError("the path does not move yet, so it has no plane")
    second = axes[1] if lengths[1] > 1e-12 * lengths[0] else np.zeros_like(origin)
    directions = orthonormal(axes[0], second)
    for direction in directions:
        if (points[0] - origin) @ direction < 0.0:
            direction *= -1.0
    coordinates = (points - origin) @ directions.T
    # Of a path that runs away the squares themselves are no numbers.
    shares = lengths / lengths[0]
    return make_plane(
        "principal",
        origin,
        directions,
        extent_around(coordinates),
        share=float((shares[:2] ** 2).sum() / (shares**2).sum()),
    )


def step_plane(
    params: ArrayLike, gradient: ArrayLike, velocity: ArrayLike, step: float
) -> Plane:
    """Return the plane of gradient and velocity (P,) each; d₁ points up the gradient.

    Parameters
    ----------
    step : the length of the update to be shown, which sets the extent

    Where both lie on one line (a run begins with no velocity), the second direction is
    that of the parameter with the steepest slope, made square to the first.

    Raises
    ------
    PlaygroundError
        where one of them is too long to be measured.
    """
    require_finite(gradient, velocity)
    directions = orthonormal(
        np.asarray(gradient, np.float64), np.asarray(velocity, np.float64)
    )
    reach = 4.0 * step if step > 0.0 else 1.0
    return make_plane("step", params, directions, (-reach, reach, -reach, reach))


def require_finite(*gradients: ArrayLike) -> None:
    """Refuse gradients whose lengths and angles cannot be computed.

    Raises
    ------
    PlaygroundError
        where one of them has no square, or is no number.
    """
    # A comparison with nan is false.
    if not all(np.abs(one).max() < MOST for one in gradients):
        raise PlaygroundError("the gradients are not finite here")


def orthonormal(first: Array, second: Array) -> Array:
    """Return two directions (2, P) of length 1, at right angles, that span both.

    What is missing is filled up by axes of parameters, the largest of `first` before.
    """
    if len(first) < 2:
        raise PlaygroundError("a network of one parameter has no plane")
    steepest = np.argsort(-np.abs(first), kind="stable")[:3]
    wishes = [first, second, *(axis(place, len(first)) for place in steepest)]
    found: list[Array] = []
    for wish in wishes:
        length = float(np.linalg.norm(wish))
        if len(found) == 2 or length == 0.0:
            continue
        rest = wish / length
        for _ in range(2):  # once more, for the digits that the first time loses
            for other in found:
                rest = rest - (rest @ other) * other
        left = float(np.linalg.norm(rest))
        if left > 1e-9:
            found.append(rest / left)
    return np.array(found)


def axis(place: int, count: int) -> Array:
    """Return the direction (count,) of one parameter."""
    direction = np.zeros(count)
    direction[place] = 1.0
    return direction


def extent_around(points: Array) -> Extent:
    """Return an extent with a margin around points (T, 2), neither side too thin."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(high - low, 0.3 * float((high - low).max()))
    middle, half = (low + high) / 2.0, (0.5 + MARGIN) * size
    left, right = middle - half, middle + half
    return (float(left[0]), float(right[0]), float(left[1]), float(right[1]))
