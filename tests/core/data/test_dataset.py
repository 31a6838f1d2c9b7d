"""Every data set keeps the contract of `DataSource`."""

import numpy as np
import pytest

from playground.data import DATASETS, DataSource, Samples
from tests.core.rows import draw

NAMES = (
    *("circles", "xor", "gaussians", "spiral", "moons", "spiral3", "blobs"),
    *("three_inputs", "plane", "sine", "iris", "wine", "digits"),
)
ALL = [pytest.param(source, id=name) for name, source in DATASETS.items()]


def test_the_registry_holds_every_set_under_its_own_name():
    assert tuple(DATASETS) == NAMES
    assert all(source.name == name for name, source in DATASETS.items())


@pytest.mark.parametrize("source", ALL)
@pytest.mark.parametrize("samples", [1, 2, 7, 100])
def test_rows_have_the_shapes_of_the_contract(source, samples):
    rows = draw(source, samples, source.noise)
    assert rows.x.shape == (samples, len(source.columns))
    assert rows.x.dtype == np.float64
    assert np.isfinite(rows.x).all()
    if source.task == "classes":
        assert rows.y.shape == (samples,)
        assert np.issubdtype(rows.y.dtype, np.integer)
        assert set(rows.y) <= set(range(len(source.classes)))
    else:
        assert rows.y.shape == (samples, 1)
        assert rows.y.dtype == np.float64


@pytest.mark.parametrize("source", ALL)
def test_same_generator_same_rows_and_another_other_rows(source):
    first, again, other = (draw(source, 60, 0.1, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


def test_rows_are_taken_in_the_order_that_is_asked_for():
    samples = Samples(
        np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([7, 8, 9])
    )
    taken = samples.at(np.array([2, 0, 2]))
    assert taken.x.tolist() == [[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]
    assert taken.y.tolist() == [9, 7, 9]
    assert samples.at(np.array([], np.intp)).x.shape == (0, 2)
    with pytest.raises(IndexError):
        samples.at(np.array([3]))


def test_what_is_taken_is_a_copy():
    samples = Samples(np.eye(2), np.array([0, 1]))
    samples.at(np.array([0, 1])).x[:] = 9.0
    np.testing.assert_array_equal(samples.x, np.eye(2))


def test_the_task_follows_from_the_classes():
    def nothing(rng, samples, noise):
        raise AssertionError

    assert DataSource("a", ("x1",), ("no", "yes"), nothing).task == "classes"
    assert DataSource("a", ("x1",), (), nothing).task == "regression"
