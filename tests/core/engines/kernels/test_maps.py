"""What neurons answer at many points, cut anywhere, and nothing beside it."""

import numpy as np
import pytest

pytest.importorskip("numba")

from playground.engines.kernels.maps import map_neurons
from playground.engines.packing import aligned_zeros, natural_packing

SIZES, NAMES = (3, 5, 2), ("tanh", "identity")
COUNT = 53


def mapped(x: np.ndarray, params: np.ndarray, first: int, last: int) -> np.ndarray:
    """Return the maps (7, N) of the points first … last, and -7 for the others."""
    packing = natural_packing(SIZES, NAMES)
    stride = 32
    a, slopes = (aligned_zeros(packing.rows * stride, x.dtype) for _ in range(2))
    maps = np.full(7 * COUNT, -7.0, x.dtype)
    points = x.reshape(-1)
    map_neurons(
        params, packing.layers, points, COUNT, first, last, a, slopes, stride, maps
    )
    return maps.reshape(7, COUNT)


@pytest.fixture
def x() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(COUNT, 3))


@pytest.fixture
def params() -> np.ndarray:
    return np.random.default_rng(1).normal(size=32)


def test_every_neuron_has_a_row(x: np.ndarray, params: np.ndarray) -> None:
    hidden = np.tanh(x @ params[:15].reshape(5, 3).T + params[15:20])
    output = hidden @ params[20:30].reshape(2, 5).T + params[30:]
    wanted = np.concatenate([hidden, output], axis=1).T
    np.testing.assert_allclose(mapped(x, params, 0, COUNT), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("first", "last"), [(0, 1), (0, 32), (32, 53), (32, 33), (0, 7), (20, 20)]
)
def test_only_the_points_that_were_asked_for_are_written(
    x: np.ndarray, params: np.ndarray, first: int, last: int
) -> None:
    whole, part = mapped(x, params, 0, COUNT), mapped(x, params, first, last)
    np.testing.assert_allclose(
        part[:, first:last], whole[:, first:last], rtol=1e-14, atol=0
    )
    assert (part[:, :first] == -7.0).all()
    assert (part[:, last:] == -7.0).all()


def test_a_point_that_is_none_spoils_its_own_column(
    x: np.ndarray, params: np.ndarray
) -> None:
    clean = mapped(x, params, 0, COUNT)
    x[11, 1] = np.nan
    maps = mapped(x, params, 0, COUNT)
    assert np.isnan(maps[:, 11]).all()
    others = np.arange(COUNT) != 11
    np.testing.assert_array_equal(maps[:, others], clean[:, others])
