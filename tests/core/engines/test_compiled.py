"""The compiled engine against the textbook, and against itself cut into other calls."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from playground.activations import ACTIVATIONS
from playground.batches import sample_order
from playground.engines import cache, compiled, fields, packing, strips
from playground.engines.compiled import CompiledEngine, path
from playground.engines.fields import neuron_maps
from playground.engines.kernels.activations import FORMULAS
from playground.engines.kernels.rules import HYPER
from playground.engines.plan import Plan, State
from playground.engines.reference import ReferenceEngine
from playground.losses import LOSSES
from playground.network import Network
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS

ROWS = 53

SMOOTH = ("identity", "sigmoid", "tanh", "softplus", "gelu", "silu", "sine")


def make_plan(**changes: Any) -> Plan:
    """Return a plan with a ragged last batch (53 rows in batches of 10)."""
    rng = np.random.default_rng(0)
    dtype = changes.pop("dtype", np.float64)
    activation = changes.pop("activation", "tanh")
    sizes = changes.pop("sizes", (3, 5, 9, 2))
    is_probability = changes.get("loss") == "cross_entropy"
    if is_probability and sizes[-1] > 1:
        y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], ROWS)]
    elif is_probability:
        y = rng.integers(0, 2, (ROWS, 1)).astype(float)
    else:
        y = rng.uniform(-1.0, 1.0, (ROWS, sizes[-1]))
    last = "identity" if is_probability else activation
    x = rng.normal(size=(ROWS, sizes[0])).astype(dtype)
    x.flags.writeable = False
    plan = Plan(
        sizes=sizes,
        activations=(activation,) * (len(sizes) - 2) + (last,),
        loss="squared_error",
        l1=0.0,
        l2=0.0,
        optimizer="gradient_descent",
        hyper={**HYPER_DEFAULTS, "learning_rate": 0.03},
        batch_size=10,
        shuffle=True,
        seed=7,
        x=x,
        y=np.ascontiguousarray(y, dtype),
    )
    plan = replace(plan, **changes)
    return replace(plan, shuffle=plan.batch_size < ROWS)


def start_of(plan: Plan) -> State:
    network = Network(plan.sizes, plan.activations, plan.x.dtype)
    network.initialize("xavier", 1)
    noise = np.random.default_rng(2).normal(size=len(network.params))
    params = (network.params + 0.1 * noise).astype(plan.x.dtype)
    slots = OPTIMIZERS[plan.optimizer].init(len(params), params.dtype)
    return State(params, slots)


def textbook(plan: Plan, state: State, count: int) -> list[float]:
    """Advance as the lesson writes it: a batch, its gradient, the rule."""
    network = Network(plan.sizes, plan.activations, plan.x.dtype)
    rows = len(plan.x)
    losses = []
    for _ in range(count):
        order = np.arange(rows)
        if plan.shuffle:
            order = sample_order(plan.seed, state.epoch, rows)
        batch = order[state.position : state.position + plan.batch_size]
        network.params[:] = state.params
        loss, gradient = network.loss_and_gradient(
            plan.x[batch], plan.y[batch], plan.loss, plan.l1, plan.l2
        )
        losses.append(loss)
        state.rule_step += 1
        state.params += OPTIMIZERS[plan.optimizer].update(
            state.params, gradient, state.slots, plan.hyper, state.rule_step
        )
        state.update += 1
        state.samples_seen += len(batch)
        state.position += len(batch)
        if state.position == rows:
            state.epoch, state.position = state.epoch + 1, 0
    return losses


def place_of(state: State) -> tuple[int, ...]:
    return (
        state.update,
        state.epoch,
        state.position,
        state.samples_seen,
        state.rule_step,
    )


def assert_agrees(plan: Plan, count: int, tolerance: float = 1e-12) -> None:
    expected, state = start_of(plan), start_of(plan)
    wanted = textbook(plan, expected, count)
    losses = np.zeros(count)
    assert CompiledEngine(plan).advance(state, count, losses) == count
    assert place_of(state) == place_of(expected)
    np.testing.assert_allclose(losses, wanted, rtol=tolerance, atol=tolerance)
    for name, slot in expected.slots.items():
        np.testing.assert_allclose(
            state.slots[name], slot, rtol=tolerance, atol=tolerance
        )
    np.testing.assert_allclose(
        state.params, expected.params, rtol=tolerance, atol=tolerance
    )


@pytest.fixture(params=["single", "wide", "pieces", "blas", "blas pieces", "strips"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Force one of the ways on which updates are made."""
    name = str(request.param)
    monkeypatch.setattr(compiled, "SINGLE_BATCH", ROWS if name == "single" else 0)
    if "pieces" in name:
        monkeypatch.setattr(compiled, "PIECE", 16)
        monkeypatch.setattr(compiled, "PIECE_BLAS", 16)
    if "blas" in name:
        monkeypatch.setattr(packing, "BLAS_WEIGHTS", 12)
    if name == "strips":
        monkeypatch.setattr(compiled, "STRIP_ROWS", 1)
        monkeypatch.setattr(strips, "STRIP_ROWS", 1)
        monkeypatch.setattr(compiled, "STRIP_WORK", 1)
    wanted = name.split()[0].replace("pieces", "wide")
    assert path(make_plan()) == wanted
    return name


def test_every_registered_code_is_known_to_the_kernels() -> None:
    assert {activation.code for activation in ACTIVATIONS.values()} == set(FORMULAS)
    for name, activation in ACTIVATIONS.items():
        assert FORMULAS[activation.code].__name__ == name
    used = {name for rule in OPTIMIZERS.values() for name in rule.uses}
    assert used | {"learning_rate"} <= set(HYPER)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_size", [1, 3, 10, ROWS])
def test_one_update_with_every_activation(activation: str, batch_size: int) -> None:
    assert_agrees(make_plan(activation=activation, batch_size=batch_size), 1)


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum"])
def test_a_thousand_updates_of_smooth_networks(activation: str, optimizer: str) -> None:
    plan = make_plan(activation=activation, optimizer=optimizer, l2=1e-3)
    rate = 0.03 if optimizer == "gradient_descent" else 0.003
    assert_agrees(replace(plan, hyper={**plan.hyper, "learning_rate": rate}), 1000)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_rule_with_penalties(way: str, optimizer: str) -> None:
    # From the second update on the slots are not zero any more.
    assert_agrees(make_plan(optimizer=optimizer, l1=1e-3, l2=1e-2), 2, 2e-12)


@pytest.mark.parametrize("outputs", [1, 2, 7])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("batch_size", [1, 4, 10, ROWS])
def test_every_loss_on_every_way(
    way: str, loss: str, outputs: int, batch_size: int
) -> None:
    sizes = (3, 5, 9, outputs)
    assert_agrees(make_plan(loss=loss, sizes=sizes, batch_size=batch_size), 20)


@pytest.mark.parametrize("sizes", [(1, 1), (2, 1), (5, 3), (2, 33, 17, 4), (9, 8, 16)])
@pytest.mark.parametrize("batch_size", [2, 17])
def test_sizes_that_do_not_fill_the_vectors(
    way: str, sizes: tuple[int, ...], batch_size: int
) -> None:
    assert_agrees(make_plan(sizes=sizes, batch_size=batch_size), 8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_single_precision(activation: str) -> None:
    for batch_size in (1, 10):
        plan = make_plan(activation=activation, dtype=np.float32, batch_size=batch_size)
        assert_agrees(plan, 10, 2e-5)


@pytest.mark.parametrize("sizes", [(2, 40, 33, 9, 1), (70, 35, 3)])
def test_single_precision_of_wide_layers(way: str, sizes: tuple[int, ...]) -> None:
    assert_agrees(make_plan(sizes=sizes, dtype=np.float32), 6, 2e-5)


def test_large_numbers_keep_their_digits() -> None:
    z = np.concatenate([np.linspace(-60, 60, 241), [-800.0, 800.0, 1e4, -1e4, 3e5]])
    z32 = np.clip(z, -1e3, 1e3).astype(np.float32)
    for name, activation in ACTIVATIONS.items():
        for points, tolerance in ((z, 1e-14), (z32, 1e-5)):
            params = np.array([1.0, 0.0], points.dtype)
            (answers,) = neuron_maps((1, 1), (name,), params, points[:, None])
            wanted = np.empty(len(points))
            activation.value(points.astype(np.float64), wanted)
            np.testing.assert_allclose(
                answers[0], wanted, rtol=tolerance, atol=tolerance, err_msg=name
            )


@pytest.mark.parametrize(
    ("dtype", "smallest"), [(np.float64, 1e-300), (np.float32, 1e-37)]
)
def test_tanh_is_right_to_the_last_digits(dtype: Any, smallest: float) -> None:
    tiny = np.geomspace(smallest, 1.0, 2001)
    z = np.concatenate([np.linspace(-25, 25, 20001), tiny, -tiny, [np.nan]]).astype(
        dtype
    )
    params = np.array([1.0, 0.0], dtype)
    (answers,) = neuron_maps((1, 1), ("tanh",), params, z[:, None])
    np.testing.assert_allclose(
        answers[0],
        np.tanh(z.astype(np.longdouble)),
        rtol=2 * np.finfo(dtype).eps,
        atol=0,
    )


def test_cross_entropy_is_stable_far_out() -> None:
    plan = make_plan(loss="cross_entropy", sizes=(2, 3), batch_size=ROWS)
    plan = replace(plan, x=1000.0 * np.asarray(plan.x))
    assert_agrees(plan, 1)


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_the_cut_into_calls_does_not_matter(way: str, optimizer: str) -> None:
    plan = make_plan(optimizer=optimizer)
    whole, cut = start_of(plan), start_of(plan)
    losses, parts = np.zeros(40), np.zeros(40)
    CompiledEngine(plan).advance(whole, 40, losses)
    engine = CompiledEngine(plan)
    for first, last in ((0, 1), (1, 2), (2, 9), (9, 40)):
        engine.advance(cut, last - first, parts[first:last])
    assert np.array_equal(losses, parts)
    assert np.array_equal(whole.params, cut.params)
    for name, slot in whole.slots.items():
        assert np.array_equal(slot, cut.slots[name])
    assert place_of(whole) == place_of(cut)


def test_an_engine_can_go_back_in_time(way: str) -> None:
    plan = make_plan()
    engine, state = CompiledEngine(plan), start_of(plan)
    engine.advance(state, 7, np.zeros(7))
    keyframe, losses, again = state.copy(), np.zeros(20), np.zeros(20)
    engine.advance(state, 20, losses)
    end = state.params.copy()
    state.assign(keyframe)
    engine.advance(state, 20, again)
    assert np.array_equal(losses, again)
    assert np.array_equal(state.params, end)


def test_the_number_of_threads_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "STRIP_ROWS", 1)
    monkeypatch.setattr(strips, "STRIP_ROWS", 1)
    monkeypatch.setattr(compiled, "STRIP_WORK", 1)
    plan = make_plan(batch_size=ROWS)
    results = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(os, "cpu_count", lambda count=threads: count)
        state = start_of(plan)
        CompiledEngine(plan).advance(state, 10, np.zeros(10))
        results.append(state.params)
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])


def test_a_batch_that_becomes_full_finishes_the_epoch(way: str) -> None:
    small = make_plan()
    full = replace(small, batch_size=ROWS, shuffle=False)
    states = []
    for make in (CompiledEngine, ReferenceEngine):
        state = start_of(small)
        make(small).advance(state, 3, np.zeros(3))
        make(full).advance(state, 4, np.zeros(4))
        states.append(state)
    assert place_of(states[0]) == place_of(states[1])
    np.testing.assert_allclose(states[0].params, states[1].params, atol=1e-12)


@pytest.mark.parametrize("optimizer", ["momentum", "adamw"])
def test_a_held_parameter_stands_still(way: str, optimizer: str) -> None:
    plan = make_plan(optimizer=optimizer, l2=1e-3)
    free = (np.arange(len(start_of(plan).params)) % 3 > 0).astype(float)
    plan = replace(plan, free=free)
    states = [start_of(plan), start_of(plan)]
    begin = start_of(plan).params
    CompiledEngine(plan).advance(states[0], 30, np.zeros(30))
    ReferenceEngine(plan).advance(states[1], 30, np.zeros(30))
    assert np.array_equal(states[0].params[free == 0], begin[free == 0])
    assert not np.isclose(states[0].params[free == 1], begin[free == 1]).any()
    np.testing.assert_allclose(states[0].params, states[1].params, atol=1e-12)


def test_order_of_a_negative_and_of_a_huge_seed() -> None:
    for seed in (-3, 2**63 + 5):
        assert_agrees(replace(make_plan(), seed=seed), 12)


@pytest.mark.parametrize("activation", ["identity", "leaky_relu"])
def test_divergence_stops_at_the_last_finite_update(way: str, activation: str) -> None:
    plan = make_plan(activation=activation, sizes=(3, 6, 1), batch_size=5)
    plan = replace(plan, hyper={**plan.hyper, "learning_rate": 40.0})
    state, losses = start_of(plan), np.zeros(5000)
    made = CompiledEngine(plan).advance(state, 5000, losses)
    assert 0 < made < 5000
    assert state.is_finite()
    assert np.isfinite(losses[:made]).all()
    assert state.update == made
    # The very same state as if nobody had asked for more.
    again = start_of(plan)
    assert CompiledEngine(plan).advance(again, made, np.zeros(made)) == made
    assert np.array_equal(again.params, state.params)
    assert CompiledEngine(plan).advance(state, 1, np.zeros(1)) == 0
    assert np.array_equal(again.params, state.params)
    assert place_of(again) == place_of(state)


def test_a_finite_loss_with_an_infinite_step_is_taken_back(way: str) -> None:
    plan = make_plan(optimizer="momentum", sizes=(3, 4, 1))
    plan = replace(plan, hyper={**plan.hyper, "learning_rate": 1e308})
    state = start_of(plan)
    state.slots["velocity"][:] = 1e200
    before = state.copy()
    assert CompiledEngine(plan).advance(state, 10, np.zeros(10)) == 0
    assert np.array_equal(state.params, before.params)
    assert np.array_equal(state.slots["velocity"], before.slots["velocity"])
    assert place_of(state) == place_of(before)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("count", [1, 16, 1000])
@pytest.mark.parametrize("uses_blas", [False, True])
def test_maps_are_the_forward_pass(
    monkeypatch: pytest.MonkeyPatch, dtype: Any, count: int, uses_blas: bool
) -> None:
    if uses_blas:
        monkeypatch.setattr(packing, "BLAS_WEIGHTS", 12)
    network = Network((3, 5, 9, 2), ("tanh", "gelu", "identity"), dtype)
    network.initialize("xavier", 4)
    x = np.random.default_rng(0).normal(size=(count, 3)).astype(dtype)
    maps = neuron_maps(network.sizes, network.activations, network.params, x)
    tolerance = 1e-13 if dtype is np.float64 else 1e-5
    for found, wanted in zip(maps, network.forward(x).a, strict=True):
        assert found.dtype == dtype
        assert found.flags.c_contiguous
        np.testing.assert_allclose(found, wanted.T, rtol=tolerance, atol=tolerance)


def test_maps_on_two_threads_have_the_same_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network((2, 8, 1), ("tanh", "tanh"))
    network.initialize("xavier", 4)
    x = np.random.default_rng(0).normal(size=(3001, 2))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one = neuron_maps(network.sizes, network.activations, network.params, x)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(fields, "THREAD_WORK", 1)
    two = neuron_maps(network.sizes, network.activations, network.params, x)
    for first, second in zip(one, two, strict=True):
        assert np.array_equal(first, second)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the cache into an empty folder."""
    monkeypatch.setattr(cache, "cache_home", lambda: tmp_path / "cache")
    cache.writable_folder.cache_clear()
    yield tmp_path / "cache"
    cache.writable_folder.cache_clear()


def test_the_cache_is_complete_only_when_it_is_said(home: Path) -> None:
    assert not cache.is_cached()
    cache.mark_complete()
    assert cache.is_cached()


def test_old_folders_of_the_cache_are_swept_away(home: Path) -> None:
    for number in range(5):
        marker = home / f"{cache.PREFIX}{number}" / cache.DONE
        marker.parent.mkdir(parents=True)
        marker.touch()
        os.utime(marker, (1000.0 * number, 1000.0 * number))
    cache.mark_complete()
    left = {path.name for path in home.iterdir()}
    assert left == {f"{cache.PREFIX}3", f"{cache.PREFIX}4", cache.folder().name}


def test_no_folder_means_no_cache(home: Path) -> None:
    home.write_text("a file where the folder should be")
    assert cache.writable_folder() is None
    cache.mark_complete()
    assert not cache.is_cached()


def test_asking_for_the_cache_does_not_import_numba() -> None:
    code = (
        "import sys; from playground.engines.cache import is_cached; is_cached();"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
