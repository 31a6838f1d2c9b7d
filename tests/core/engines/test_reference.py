"""The reference engine against the textbook: `Network.loss_and_gradient` and a rule."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.activations import ACTIVATIONS
from playground.batches import sample_order
from playground.engines.plan import Plan, State
from playground.engines.reference import ReferenceEngine
from playground.losses import LOSSES
from playground.network import Network
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS
from playground.penalties import PENALTIES

ROWS = 23

EVERY_RULE = pytest.mark.parametrize("rule", OPTIMIZERS)


def make_plan(**changes: Any) -> Plan:
    """Return a plan with a ragged last batch (23 rows in batches of 5)."""
    rng = np.random.default_rng(0)
    outputs = changes.pop("outputs", 1)
    sizes = changes.pop("sizes", (2, 4, 3, outputs))
    plan = Plan(
        sizes=sizes,
        activations=("tanh",) * (len(sizes) - 2) + ("identity",),
        loss="cross_entropy",
        l1=0.0,
        l2=0.0,
        optimizer="gradient_descent",
        hyper={**HYPER_DEFAULTS, "learning_rate": 0.05},
        batch_size=5,
        shuffle=True,
        seed=7,
        x=rng.normal(size=(ROWS, sizes[0])),
        y=np.eye(max(2, sizes[-1]))[np.arange(ROWS) % max(2, sizes[-1])][
            :, : sizes[-1]
        ],
    )
    plan = replace(plan, **changes)
    return replace(plan, shuffle=plan.batch_size < ROWS)


def network_of(plan: Plan) -> Network:
    network = Network(plan.sizes, plan.activations)
    network.initialize("xavier", 1)
    return network


def start_of(plan: Plan) -> State:
    params = network_of(plan).params
    return State(params, OPTIMIZERS[plan.optimizer].init(len(params)))


def trained(plan: Plan, *counts: int) -> tuple[State, np.ndarray]:
    """Return where the engine comes to in so many updates, and their losses."""
    engine, state = ReferenceEngine(plan), start_of(plan)
    losses = np.full(sum(counts), np.nan)
    for count in counts:
        begin = state.update
        assert engine.advance(state, count, losses[begin : begin + count]) == count
    return state, losses


def textbook(plan: Plan, count: int) -> tuple[State, np.ndarray]:
    """Return the same, by the plain formulas."""
    network, state, losses = network_of(plan), start_of(plan), []
    rule = OPTIMIZERS[plan.optimizer]
    state.params = network.params
    while state.update < count:
        order = np.arange(ROWS)
        if plan.batch_size < ROWS:
            order = sample_order(plan.seed, state.epoch, ROWS)
        batch = order[state.position : state.position + plan.batch_size]
        loss, gradient = network.loss_and_gradient(
            plan.x[batch], plan.y[batch], plan.loss, plan.l1, plan.l2
        )
        losses.append(loss)
        state.update += 1
        state.rule_step += 1
        network.params += rule.update(
            network.params, gradient, state.slots, plan.hyper, state.rule_step
        )
        state.samples_seen += len(batch)
        state.position += len(batch)
        if state.position == ROWS:
            state.epoch, state.position = state.epoch + 1, 0
    return state, np.array(losses)


def place(state: State) -> dict[str, int]:
    names = ("update", "epoch", "position", "samples_seen", "rule_step")
    return {name: getattr(state, name) for name in names}


def assert_same_bits(got: State, want: State) -> None:
    assert place(got) == place(want)
    np.testing.assert_array_equal(got.params, want.params)
    for name, slot in want.slots.items():
        np.testing.assert_array_equal(got.slots[name], slot)


def assert_agrees_with_textbook(plan: Plan) -> None:
    """Check one update and a hundred to 1e-12."""
    for count in (1, 100):
        got, got_losses = trained(plan, count)
        want, want_losses = textbook(plan, count)
        assert place(got) == place(want)
        np.testing.assert_allclose(got_losses, want_losses, 1e-12, 1e-12)
        np.testing.assert_allclose(got.params, want.params, 1e-12, 1e-12)
        for name, slot in want.slots.items():
            np.testing.assert_allclose(got.slots[name], slot, 1e-12, 1e-12)


# ---- the textbook's numbers --------------------------------------------------------


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_and_loss(activation: str, loss: str, outputs: int) -> None:
    last = "identity" if LOSSES[loss].owns_output else activation
    names = (activation, activation, last)
    assert_agrees_with_textbook(
        make_plan(activations=names, loss=loss, outputs=outputs)
    )


@EVERY_RULE
@pytest.mark.parametrize("batch_size", [1, 5, ROWS])
def test_every_rule_and_batch_size(rule: str, batch_size: int) -> None:
    assert_agrees_with_textbook(make_plan(optimizer=rule, batch_size=batch_size))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    "strengths",
    [*({name: 0.01} for name in PENALTIES), dict.fromkeys(PENALTIES, 0.01)],
    ids=[*PENALTIES, "all"],
)
def test_every_penalty(strengths: dict[str, float], loss: str) -> None:
    assert_agrees_with_textbook(make_plan(loss=loss, **strengths))


@pytest.mark.parametrize(
    "sizes",
    [(2, 1), (1, 1), (5, 3), (1, 2, 1), (2, 1, 1, 3), (3, 2, 2, 2, 2, 2, 2, 2, 2, 2)],
    ids=str,
)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_shape(sizes: tuple[int, ...], loss: str) -> None:
    assert_agrees_with_textbook(make_plan(sizes=sizes, loss=loss))


@pytest.mark.parametrize("batch_size", [2, 11, 22])
def test_ragged_last_batch_is_used(batch_size: int) -> None:
    plan = make_plan(batch_size=batch_size)
    assert_agrees_with_textbook(plan)
    updates = -(-ROWS // batch_size)
    state, _ = trained(plan, updates)
    assert place(state) == {
        "update": updates,
        "epoch": 1,
        "position": 0,
        "samples_seen": ROWS,
        "rule_step": updates,
    }


def test_single_precision_is_followed_closely() -> None:
    plan = make_plan()
    single = replace(plan, x=plan.x.astype(np.float32), y=plan.y.astype(np.float32))
    state = start_of(plan)
    state.params = state.params.astype(np.float32)
    losses = np.empty(100)
    assert ReferenceEngine(single).advance(state, 100, losses) == 100
    assert state.params.dtype == np.float32
    np.testing.assert_allclose(state.params, trained(plan, 100)[0].params, 1e-3, 1e-4)


# ---- the same bits -----------------------------------------------------------------


@given(
    splits=st.lists(st.integers(0, 12), max_size=8),
    rule=st.sampled_from(list(OPTIMIZERS)),
    batch_size=st.sampled_from([1, 4, 5, ROWS]),
)
def test_bits_do_not_depend_on_how_the_way_was_split(
    splits: list[int], rule: str, batch_size: int
) -> None:
    plan = make_plan(optimizer=rule, batch_size=batch_size, l1=0.01)
    state, losses = trained(plan, *splits)
    whole, whole_losses = trained(plan, sum(splits))
    assert_same_bits(state, whole)
    np.testing.assert_array_equal(losses, whole_losses)


@EVERY_RULE
def test_another_engine_goes_on_from_a_copied_state(rule: str) -> None:
    plan = make_plan(optimizer=rule)
    state, _ = trained(plan, 17)
    copied = state.copy()
    for each in (state, copied):
        ReferenceEngine(plan).advance(each, 20, np.empty(20))
    assert_same_bits(copied, state)
    assert_same_bits(state, trained(plan, 37)[0])


def test_one_engine_serves_two_states() -> None:
    plan = make_plan(optimizer="adam")
    engine, first, second = ReferenceEngine(plan), start_of(plan), start_of(plan)
    for state, count in ((first, 30), (second, 7), (first, 1), (second, 24)):
        engine.advance(state, count, np.empty(count))
    assert_same_bits(first, second)


def test_nothing_happens_in_no_updates() -> None:
    plan = make_plan(optimizer="adam")
    state, losses = trained(plan, 0)
    assert_same_bits(state, start_of(plan))
    assert len(losses) == 0


def test_state_keeps_its_arrays() -> None:
    plan = make_plan(optimizer="adam")
    state = start_of(plan)
    params, slots = state.params, dict(state.slots)
    ReferenceEngine(plan).advance(state, 10, np.empty(10))
    assert state.params is params
    assert all(state.slots[name] is slot for name, slot in slots.items())


# ---- the batches -------------------------------------------------------------------


def batches_seen(plan: Plan, count: int, state: State | None = None) -> list[list[int]]:
    """Return which rows each update used, found out from the losses alone.

    The network is one neuron that answers 0 and does not move; the targets are powers
    of two, so the loss of a batch tells its rows.
    """
    plan = replace(
        plan,
        sizes=(1, 1),
        activations=("identity",),
        loss="squared_error",
        x=np.zeros((ROWS, 1)),
        y=2.0 ** (np.arange(ROWS)[:, None] / 2),
        hyper={**plan.hyper, "learning_rate": 1e-300, "weight_decay": 0.0},
    )
    state = state or State(np.zeros(2))
    state.slots = state.slots or OPTIMIZERS[plan.optimizer].init(2)
    rows = []
    for _ in range(count):
        before, loss = state.samples_seen, np.empty(1)
        ReferenceEngine(plan).advance(state, 1, loss)
        bits = round(2.0 * loss[0] * (state.samples_seen - before))
        rows.append([row for row in range(ROWS) if bits >> row & 1])
    return rows


def test_batches_are_slices_of_the_order_of_the_epoch() -> None:
    plan = make_plan()
    seen = batches_seen(plan, 10)
    for epoch in (0, 1):
        order = sample_order(plan.seed, epoch, ROWS)
        slices = [sorted(order[start : start + 5]) for start in range(0, ROWS, 5)]
        assert seen[5 * epoch : 5 * epoch + 5] == slices


@EVERY_RULE
def test_every_rule_sees_the_same_batches(rule: str) -> None:
    assert batches_seen(make_plan(optimizer=rule), 12) == batches_seen(make_plan(), 12)


def test_another_seed_sees_other_batches() -> None:
    assert batches_seen(make_plan(seed=8), 5) != batches_seen(make_plan(), 5)


def test_full_batch_keeps_the_natural_order() -> None:
    plan = make_plan(batch_size=ROWS)
    engine = ReferenceEngine(plan)
    for epoch in range(2):
        x, y = engine.epoch_rows(State(np.zeros(1), epoch=epoch))
        np.testing.assert_array_equal(x, plan.x.T)
        np.testing.assert_array_equal(y, plan.y.T)


@pytest.mark.parametrize("batch_size", [1, 3, 8, ROWS])
def test_position_is_kept_when_the_batch_size_changes_in_mid_epoch(
    batch_size: int,
) -> None:
    """Every sample is used once in the epoch, whatever batches it was cut into."""
    state = State(np.zeros(2))
    seen = batches_seen(make_plan(), 2, state)
    assert state.position == 10
    while state.epoch == 0:
        seen += batches_seen(make_plan(batch_size=batch_size), 1, state)
    assert sorted(row for batch in seen for row in batch) == list(range(ROWS))
    if batch_size < ROWS:
        order = sample_order(7, 0, ROWS)
        assert seen[2] == sorted(order[10 : 10 + batch_size])


# ---- divergence --------------------------------------------------------------------


def explosive_plan(rule: str) -> Plan:
    """Return a plan with which every rule soon meets a number that is not finite."""
    return make_plan(
        optimizer=rule,
        loss="squared_error",
        activations=("relu", "identity", "identity"),
        hyper={**HYPER_DEFAULTS, "learning_rate": 1e60},
    )


@EVERY_RULE
def test_divergence_stops_at_the_last_finite_update(rule: str) -> None:
    plan = explosive_plan(rule)
    engine, state = ReferenceEngine(plan), start_of(plan)
    losses = np.empty(500)
    done = engine.advance(state, 500, losses)
    assert 0 < done < 500
    assert state.update == state.rule_step == done
    assert state.is_finite()
    assert np.isfinite(losses[:done]).all()
    assert_same_bits(state, trained(plan, *[1] * done)[0])


@EVERY_RULE
def test_diverged_state_stays_where_it_is(rule: str) -> None:
    plan = explosive_plan(rule)
    engine, state = ReferenceEngine(plan), start_of(plan)
    engine.advance(state, 500, np.empty(500))
    stopped = state.copy()
    assert engine.advance(state, 3, np.empty(3)) == 0
    assert_same_bits(state, stopped)


def test_engine_works_on_after_a_divergence() -> None:
    plan = explosive_plan("momentum")
    engine, state = ReferenceEngine(plan), start_of(plan)
    engine.advance(state, 500, np.empty(500))
    again = start_of(plan)
    assert engine.advance(again, 1, np.empty(1)) == 1
    assert_same_bits(again, trained(plan, 1)[0])


def test_state_that_is_not_finite_is_not_moved() -> None:
    plan = make_plan()
    state = start_of(plan)
    state.params[3] = np.inf
    assert ReferenceEngine(plan).advance(state, 5, np.empty(5)) == 0
    assert state.update == 0
