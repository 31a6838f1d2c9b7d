"""The compiled update rules, clipping and held parameters, by their formulas."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from playground.engines.kernels.rules import HYPER, RATE, WHOLE_RATE
from playground.optimizers import OPTIMIZERS
from tests.core.kernel_calls import move_by, plan_of, random_state

Array = np.ndarray

# 4·3 + 3 + 3·2 + 2 parameters: 23 fill no vector.
SIZES = (4, 3, 2)
RATE_USED = 0.125
HYPERS = {
    "learning_rate": RATE_USED,
    "momentum": 0.75,
    "beta1": 0.8,
    "beta2": 0.9,
    "rho": 0.95,
    "epsilon": 1e-3,
    "weight_decay": 0.5,
}
# The slots were filled by two updates, so this is the third.
T = 3


def by_hand(rule: str, w: Array, g: Array, slots: dict[str, Array]) -> dict[str, Array]:
    """Return parameters and slots after one update, as the formulas are written."""
    h, old = HYPERS, list(slots.values())
    first = old[0] if old else g
    velocity = 0.75 * first + g
    squares = first + g**2
    average = 0.95 * first + 0.05 * g**2
    if len(old) == 2:
        mean, second = 0.8 * old[0] + 0.2 * g, 0.9 * old[1] + 0.1 * g**2
        step = mean / (1 - 0.8**T) / (np.sqrt(second / (1 - 0.9**T)) + h["epsilon"])
    change: dict[str, Any] = {
        "gradient_descent": lambda: (g,),
        "momentum": lambda: (velocity, velocity),
        "nesterov": lambda: (g + 0.75 * velocity, velocity),
        "adagrad": lambda: (g / (np.sqrt(squares) + 1e-3), squares),
        "rmsprop": lambda: (g / (np.sqrt(average) + 1e-3), average),
        "adam": lambda: (step, mean, second),
        "adamw": lambda: (step + 0.5 * w, mean, second),
    }
    direction, *after = change[rule]()
    return {
        "params": w - RATE_USED * direction,
        **dict(zip(slots, after, strict=True)),
    }


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_one_update_is_that_of_the_formula(rule: str, dtype: type) -> None:
    plan = plan_of(SIZES, optimizer=rule, hyper=HYPERS, dtype=dtype)
    state = random_state(plan)
    gradient = np.random.default_rng(6).normal(size=len(state.params)).astype(dtype)
    moved = move_by(plan, state, gradient, 1.5)
    assert (moved.made, moved.loss, moved.is_spoilt) == (1, 1.5, False)
    exact = [np.asarray(one, float) for one in (state.params, gradient)]
    slots = {name: np.asarray(slot, float) for name, slot in state.slots.items()}
    wanted = by_hand(rule, *exact, slots)
    tolerance = 1e-14 if dtype is np.float64 else 3e-6
    for name, numbers in {"params": moved.params, **moved.slots}.items():
        np.testing.assert_allclose(
            numbers, wanted[name], rtol=tolerance, atol=tolerance, err_msg=name
        )


def test_the_places_of_the_numbers_have_their_names() -> None:
    assert HYPER[RATE] == "learning_rate"
    assert HYPER[WHOLE_RATE] == "whole_rate"
    assert len(HYPER) == len(set(HYPER)) == WHOLE_RATE + 1


@pytest.mark.parametrize(
    ("longest", "factor"),
    [
        # Of length 5: 3² + 4². The 1e-6 keeps a gradient of zero from dividing by it.
        (2.5, 2.5 / (5 + 1e-6)),
        (5.0, 5.0 / (5 + 1e-6)),
        (6.0, 1.0),
        (0.0, 1.0),
    ],
)
def test_a_gradient_that_is_too_long_is_shortened(
    longest: float, factor: float
) -> None:
    hyper = {"learning_rate": 1.0}
    plan = plan_of((1, 1), hyper=hyper, clip_norm=longest)
    state = random_state(plan)
    moved = move_by(plan, state, np.array([3.0, -4.0]), 0.0)
    np.testing.assert_allclose(
        moved.params, state.params - factor * np.array([3.0, -4.0]), rtol=1e-15
    )


def test_a_gradient_of_zero_is_not_divided_by_its_length() -> None:
    plan = plan_of((1, 1), clip_norm=1.0)
    state = random_state(plan)
    moved = move_by(plan, state, np.zeros(2), 0.0)
    np.testing.assert_array_equal(moved.params, state.params)


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_what_is_held_has_the_same_bits(rule: str) -> None:
    free = (np.arange(23) % 4 > 0).astype(float)
    plan = plan_of(SIZES, optimizer=rule, hyper=HYPERS, free=free)
    loose = plan_of(SIZES, optimizer=rule, hyper=HYPERS)
    state = random_state(plan)
    gradient = np.random.default_rng(6).normal(size=23)
    held, moved = (move_by(one, state, gradient, 0.0) for one in (plan, loose))
    np.testing.assert_array_equal(held.params[::4], state.params[::4])
    np.testing.assert_allclose(
        held.params[free == 1], moved.params[free == 1], rtol=1e-14
    )
    assert (held.params[free == 1] != state.params[free == 1]).all()


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("place", [0, 7, 15, 22])
def test_one_bad_number_of_the_gradient_spoils_the_update(
    place: int, bad: float
) -> None:
    plan = plan_of(SIZES)
    gradient = np.ones(23)
    gradient[place] = bad
    moved = move_by(plan, random_state(plan), gradient, 0.0)
    assert (moved.made, moved.is_spoilt) == (0, True)


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_a_loss_that_is_none_stops_before_the_update(bad: float) -> None:
    plan = plan_of(SIZES)
    state = random_state(plan)
    moved = move_by(plan, state, np.ones(23), bad)
    assert (moved.made, moved.is_spoilt) == (0, False)
    np.testing.assert_array_equal(moved.params, state.params)


def test_a_slot_that_overflows_is_seen() -> None:
    plan = plan_of(SIZES, optimizer="adagrad")
    gradient = np.zeros(23)
    # Its square is too large, and divided by the root of that the step is zero.
    gradient[9] = 1e200
    moved = move_by(plan, random_state(plan), gradient, 0.0)
    assert np.isfinite(moved.params).all()
    assert moved.is_spoilt
