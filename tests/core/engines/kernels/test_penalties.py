"""The compiled penalties: their value, and their slope on top of the gradient."""

import numpy as np
import pytest

pytest.importorskip("numba")

from tests.core.kernel_calls import move_by, plan_of, random_state

SIZES = (3, 5, 2)
# Where weights lie: 15, then 5 biases, 10, then 2 biases.
IS_WEIGHT = np.array([True] * 15 + [False] * 5 + [True] * 10 + [False] * 2)


@pytest.mark.parametrize(
    ("l1", "l2"), [(0.5, 0.0), (0.0, 0.25), (0.5, 0.25), (1e-3, 1e-2)]
)
def test_weights_pay_and_biases_do_not(l1: float, l2: float) -> None:
    plan = plan_of(SIZES, l1=l1, l2=l2, hyper={"learning_rate": 0.5})
    state = random_state(plan)
    state.params[[0, 20]] = 0.0
    w = state.params
    gradient = np.random.default_rng(8).normal(size=32)
    moved = move_by(plan, state, gradient, 2.0)
    weights = w[IS_WEIGHT]
    value = l1 * np.abs(weights).sum() + 0.5 * l2 * (weights**2).sum()
    assert moved.loss == pytest.approx(2.0 + value, rel=1e-14)
    slope = np.where(IS_WEIGHT, l1 * np.sign(w) + l2 * w, 0.0)
    np.testing.assert_allclose(moved.params, w - 0.5 * (gradient + slope), rtol=1e-14)


def test_the_slope_of_a_weight_of_zero_is_zero() -> None:
    plan = plan_of(SIZES, l1=7.0)
    state = random_state(plan)
    state.params[:] = np.where(np.arange(32) % 2, 0.0, -0.0)
    moved = move_by(plan, state, np.zeros(32), 0.0)
    assert moved.loss == 0.0
    assert not moved.params.any()


def test_single_precision_pays_in_its_own_digits() -> None:
    plan = plan_of(SIZES, l1=0.5, l2=0.25, dtype=np.float32)
    state = random_state(plan)
    moved = move_by(plan, state, np.zeros(32, np.float32), 0.0)
    weights = state.params[IS_WEIGHT].astype(float)
    value = 0.5 * np.abs(weights).sum() + 0.125 * (weights**2).sum()
    assert moved.params.dtype == np.float32
    assert moved.loss == pytest.approx(value, rel=1e-6)
