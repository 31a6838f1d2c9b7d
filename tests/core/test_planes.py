"""Planes through parameter space: projections and distances, computed directly."""

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.errors import PlaygroundError
from playground.network import Network, layer_views, parameter_count
from playground.planes import (
    Plane,
    orthonormal,
    principal_plane,
    random_plane,
    step_plane,
    weights_plane,
)

Array = NDArray[np.float64]

SIZES = (2, 4, 3, 1)
COUNT = parameter_count(SIZES)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def a_path(rng: np.random.Generator) -> Array:
    """Return a path (30, P) that lies mostly in a plane."""
    flat = rng.normal(size=(30, 2)).cumsum(axis=0) @ rng.normal(size=(2, COUNT))
    result: Array = flat + 0.01 * rng.normal(size=(30, COUNT))
    return result


def all_planes(rng: np.random.Generator) -> list[Plane]:
    params = rng.normal(size=COUNT)
    return [
        weights_plane(params, 3, 11),
        random_plane(params, SIZES, seed=5),
        principal_plane(a_path(rng)),
        step_plane(params, rng.normal(size=COUNT), rng.normal(size=COUNT), 0.1),
    ]


def test_projection_is_the_least_squares_answer(rng: np.random.Generator) -> None:
    for plane in all_planes(rng):
        points = rng.normal(size=(6, COUNT))
        coordinates, distances = plane.project(points)
        for point, got, distance in zip(points, coordinates, distances, strict=True):
            want, _, _, _ = np.linalg.lstsq(
                plane.directions.T, point - plane.origin, rcond=None
            )
            np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)
            off = np.linalg.norm(point - plane.at(want))
            assert distance == pytest.approx(off, rel=1e-9)


def test_points_of_the_plane_are_their_own_projection(rng: np.random.Generator) -> None:
    for plane in all_planes(rng):
        wanted = rng.normal(size=(5, 2))
        coordinates, distances = plane.project(plane.at(wanted))
        np.testing.assert_allclose(coordinates, wanted, atol=1e-9)
        np.testing.assert_allclose(distances, 0.0, atol=1e-9)
        np.testing.assert_array_equal(plane.at([0.0, 0.0]), plane.origin)


def test_all_but_random_directions_are_square(rng: np.random.Generator) -> None:
    for plane in all_planes(rng):
        gram = plane.directions @ plane.directions.T
        if plane.kind != "random":
            np.testing.assert_allclose(gram, np.eye(2), atol=1e-12)
        assert np.linalg.det(gram) > 0.0
        assert not plane.directions.flags.writeable
        assert not plane.origin.flags.writeable


def test_two_weights_move_and_nothing_else(rng: np.random.Generator) -> None:
    params = rng.normal(size=COUNT)
    moved = weights_plane(params, 3, 11).at([0.5, -2.0])
    changed = np.flatnonzero(moved != params)
    assert changed.tolist() == [3, 11]
    assert moved[3] - params[3] == pytest.approx(0.5)
    assert moved[11] - params[11] == pytest.approx(-2.0)


def test_random_directions_have_each_neurons_own_length(
    rng: np.random.Generator,
) -> None:
    params = rng.normal(size=COUNT)
    plane = random_plane(params, SIZES, seed=1)
    for direction in plane.directions:
        for own, drawn in zip(
            layer_views(params, SIZES), layer_views(direction, SIZES), strict=True
        ):
            for row in range(len(own.bias)):
                length = np.hypot(np.linalg.norm(own.weights[row]), own.bias[row])
                got = np.hypot(np.linalg.norm(drawn.weights[row]), drawn.bias[row])
                assert got == pytest.approx(length)
    again = random_plane(params, SIZES, seed=1)
    np.testing.assert_array_equal(plane.directions, again.directions)
    other = random_plane(params, SIZES, seed=2)
    assert not np.allclose(plane.directions, other.directions)


def test_the_principal_plane_holds_the_largest_variance(
    rng: np.random.Generator,
) -> None:
    path = a_path(rng)
    plane = principal_plane(path)
    np.testing.assert_array_equal(plane.origin, path[-1])
    centered = path - path.mean(axis=0)
    variances = np.linalg.eigvalsh(centered.T @ centered)
    held = ((centered @ plane.directions.T) ** 2).sum()
    assert held == pytest.approx(variances[-2:].sum(), rel=1e-9)
    assert plane.share == pytest.approx(variances[-2:].sum() / variances.sum())
    coordinates, distances = plane.project(path)
    for _ in range(12):
        other = a_path(rng)
        assert (principal_plane(other).project(other[0])[0] >= 0.0).all()
    assert distances.max() < 0.2
    a_low, a_high, b_low, b_high = plane.extent
    assert a_low < coordinates[:, 0].min() < coordinates[:, 0].max() < a_high
    assert b_low < coordinates[:, 1].min() < coordinates[:, 1].max() < b_high


def test_a_straight_path_has_a_plane_too() -> None:
    path = np.linspace(0.0, 1.0, 5)[:, None] * np.arange(1.0, 5.0)
    plane = principal_plane(path)
    np.testing.assert_allclose(plane.project(path)[1], 0.0, atol=1e-12)
    assert plane.share == pytest.approx(1.0)


def test_a_path_that_runs_away_has_a_plane_without_a_warning() -> None:
    turns = np.array([[0.0, 0.0, 0.0], [3.0, 0.0, 0.0], [3.0, 4.0, 0.0]])
    far, near = principal_plane(1e200 * turns), principal_plane(turns)
    assert far.share == pytest.approx(near.share)
    np.testing.assert_allclose(far.directions, near.directions, atol=1e-9)


def test_what_is_too_far_away_is_infinitely_far() -> None:
    plane = weights_plane(np.zeros(COUNT), 0, 1)
    coordinates, distances = plane.project(np.full((1, COUNT), 1e200))
    np.testing.assert_allclose(coordinates, [[1e200, 1e200]])
    assert np.isinf(distances).all()


def test_extent_grows_to_show_points(rng: np.random.Generator) -> None:
    plane = weights_plane(np.zeros(COUNT), 0, 1)
    far = np.zeros((1, COUNT))
    far[0, 0], far[0, 1] = 7.0, -9.0
    wider = plane.covering(far)
    assert wider.extent == (-2.0, 7.0, -9.0, 2.0)
    assert wider.covering(np.zeros((1, COUNT))).extent == wider.extent


def test_orthonormal_fills_up_what_is_missing() -> None:
    first = np.array([0.0, 3.0, 4.0])
    for second in (np.zeros(3), 2.0 * first, -first):
        directions = orthonormal(first, second)
        np.testing.assert_allclose(directions[0], [0.0, 0.6, 0.8])
        np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    directions = orthonormal(np.zeros(3), np.zeros(3))
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)


def test_planes_that_cannot_be_are_refused() -> None:
    with pytest.raises(PlaygroundError, match="0 … 4"):
        weights_plane(np.zeros(5), 1, 5)
    with pytest.raises(PlaygroundError, match="different"):
        weights_plane(np.zeros(5), 1, 1)
    with pytest.raises(PlaygroundError, match="zero"):
        random_plane(np.zeros(COUNT), SIZES)
    with pytest.raises(PlaygroundError, match="does not move"):
        principal_plane(np.ones((4, 5)))
    with pytest.raises(PlaygroundError, match="not finite"):
        step_plane([1.0, 2.0], [1e200, 1.0], [1.0, 1.0], 0.1)
    with pytest.raises(PlaygroundError, match="no plane"):
        step_plane([1.0], [1.0], [1.0], 0.1)


def test_a_wide_network_has_planes_without_square_matrices() -> None:
    network = Network((300, 400, 10), ("tanh", "identity"))
    network.initialize("xavier", 0)
    gradient = np.sin(np.arange(len(network.params), dtype=np.float64))
    plane = step_plane(network.params, gradient, np.zeros_like(gradient), 1.0)
    assert plane.directions.shape == (2, len(network.params))
