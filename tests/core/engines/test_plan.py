"""What an engine is told, and the state that it moves."""

import numpy as np
import pytest

import playground as pg
from playground.engines.plan import Plan, State
from playground.problem import make_problem
from playground.schedules import rate_factors


def plan_of(**options: object) -> Plan:
    settings = pg.Settings.build(**{"data": "xor", "samples": 40, **options})
    return Plan.of(settings, make_problem(settings))


def test_a_plan_says_what_the_settings_say() -> None:
    plan = plan_of(
        hidden=(3, 2),
        batch_size=6,
        l1=0.5,
        l2=0.25,
        clip_norm=2.0,
        seed=9,
        momentum=0.5,
    )
    assert plan.sizes == (2, 3, 2, 1)
    assert plan.activations == ("tanh", "tanh", "identity")
    assert (plan.loss, plan.optimizer) == ("cross_entropy", "gradient_descent")
    assert (plan.l1, plan.l2, plan.clip_norm, plan.seed) == (0.5, 0.25, 2.0, 9)
    assert plan.hyper["momentum"] == 0.5
    assert plan.x.shape == (20, 2)
    assert plan.y.shape == (20, 1)
    assert plan.free is None


@pytest.mark.parametrize(
    ("batch_size", "size", "shuffle"),
    [(1, 1, True), (19, 19, True), (20, 20, False), ("full", 20, False)],
)
def test_a_batch_of_all_rows_keeps_their_order(
    batch_size: int | str, size: int, shuffle: bool
) -> None:
    plan = plan_of(batch_size=batch_size)
    assert (plan.batch_size, plan.shuffle) == (size, shuffle)


def test_a_constant_rate_has_no_factors_and_another_its_own() -> None:
    assert plan_of().rate_factors(7, 5) is None
    plan = plan_of(schedule="cosine", schedule_updates=10)
    factors = plan.rate_factors(8, 4)
    assert factors is not None
    assert factors.tolist() == list(rate_factors("cosine", 10, 8, 4))
    # A half cosine over ten updates: after 8 of them (1 + cos 0.8π) / 2 is left.
    assert factors[0] == pytest.approx((1 + np.cos(0.8 * np.pi)) / 2)


def full_state() -> State:
    return State(np.arange(3.0), {"velocity": np.ones(3)}, 1, 2, 3, 4, 5, 6)


def numbers_of(state: State) -> tuple[object, ...]:
    return (
        state.params.tolist(),
        {name: slot.tolist() for name, slot in state.slots.items()},
        *(state.update, state.epoch, state.position),
        *(state.samples_seen, state.rule_step, state.multiply_adds),
    )


def test_a_copy_has_everything_and_shares_nothing() -> None:
    state = full_state()
    copy = state.copy()
    assert numbers_of(copy) == numbers_of(state)
    copy.params += 1.0
    copy.slots["velocity"] += 1.0
    copy.update = 99
    assert numbers_of(state) == numbers_of(full_state())


def test_assigning_takes_the_numbers_and_keeps_the_arrays() -> None:
    state = State(np.zeros(3), {"velocity": np.zeros(3)})
    params, velocity = state.params, state.slots["velocity"]
    state.assign(full_state())
    assert numbers_of(state) == numbers_of(full_state())
    assert state.params is params
    assert state.slots["velocity"] is velocity


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_bad_number_anywhere_is_found(bad: float) -> None:
    assert full_state().is_finite()
    for array in ("params", "velocity"):
        state = full_state()
        (state.params if array == "params" else state.slots[array])[2] = bad
        assert not state.is_finite()
