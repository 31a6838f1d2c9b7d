"""Gradients of many batches at once are those of each batch alone."""

import numpy as np
import pytest

import playground as pg
from playground.objective import Objective
from playground.problem import make_problem
from playground.row_gradients import batch_gradients, row_spread


def objective_of(**options: object) -> tuple[Objective, np.ndarray]:
    settings = pg.Settings.build(**{"samples": 40, "hidden": (3, 2), **options})
    objective = Objective.of(settings, make_problem(settings))
    params = np.random.default_rng(1).normal(size=objective.count)
    return objective, params


@pytest.mark.parametrize(
    "options",
    [
        {"data": "xor"},
        {"data": "iris"},
        {"data": "sine", "activation": "relu"},
        {"data": "xor", "l1": 0.1, "l2": 0.2},
        {"data": "xor", "hidden": ()},
    ],
    ids=str,
)
def test_each_batch_is_as_it_would_be_alone(options: dict[str, object]) -> None:
    objective, params = objective_of(**options)
    rng = np.random.default_rng(2)
    # Sizes in no order, one of them twice, and a row that is in two batches.
    batches = [rng.permutation(20)[:size] for size in (3, 1, 7, 3, 20)]
    found = batch_gradients(objective, params, batches)
    assert found.shape == (5, len(params))
    for gradient, batch in zip(found, batches, strict=True):
        _, expected = objective.value_and_gradient(params, batch)
        np.testing.assert_allclose(gradient, expected, rtol=1e-11, atol=1e-14)


def test_no_batches_have_no_gradients() -> None:
    objective, params = objective_of()
    assert batch_gradients(objective, params, []).shape == (0, len(params))


@pytest.mark.parametrize("data", ["xor", "iris"])
def test_the_spread_is_the_deviation_of_the_gradients_of_single_rows(data: str) -> None:
    objective, params = objective_of(data=data)
    rows = [np.array([row]) for row in range(len(objective.x))]
    gradients = batch_gradients(objective, params, rows)
    expected = np.sqrt(gradients.var(axis=0).sum())
    assert row_spread(objective, params) == pytest.approx(expected, rel=1e-10)


def test_rows_that_are_all_alike_have_no_spread() -> None:
    x, y = np.ones((4, 2)), np.ones((4, 1))
    objective = Objective((2, 1), ("identity",), "squared_error", 0.0, 0.0, x, y)
    # (1·2 + 1·3 + 0 - 1) = 4 for every row: each gradient is (4, 4, 4).
    params = np.array([2.0, 3.0, 0.0])
    np.testing.assert_array_equal(
        batch_gradients(objective, params, [np.array([2])]), [[4.0, 4.0, 4.0]]
    )
    assert row_spread(objective, params) == pytest.approx(0.0, abs=1e-6)


def test_where_numbers_end_the_spread_is_none_and_nothing_warns() -> None:
    x = np.array([[1e200, -1e200], [2.0, 3.0]])
    y = np.ones((2, 1))
    objective = Objective((2, 1), ("identity",), "squared_error", 0.0, 0.0, x, y)
    assert not np.isfinite(row_spread(objective, np.array([1e200, 1e200, 0.0])))
