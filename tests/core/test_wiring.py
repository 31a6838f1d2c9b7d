"""Hands on the wires: what is locked stands still, what is cut stays cut."""

import numpy as np
import pytest

import playground as pg
from playground.engines import COMPILED, REFERENCE
from playground.run import Run
from playground.wiring import (
    Wiring,
    bias_place,
    layer_places,
    neuron_places,
    outgoing_places,
    weight_place,
)

SIZES = (2, 3, 1)


def make(engine: str = REFERENCE, **options: object) -> Run:
    choices = {"data": "moons", "samples": 30, "hidden": (3,), "engine": engine}
    return Run(pg.Settings.build(**{**choices, **options}))


def test_places_are_where_the_views_are() -> None:
    network = pg.Network(SIZES, ("tanh", "identity"))
    network.params[:] = np.arange(13)
    first, last = network.layers
    assert weight_place(SIZES, 1, 2, 1) == first.weights[2, 1]
    assert bias_place(SIZES, 2, 0) == last.bias[0]
    assert list(neuron_places(SIZES, 1, 1)) == [*first.weights[1], first.bias[1]]
    assert list(outgoing_places(SIZES, 1, 2)) == list(last.weights[:, 2])
    assert list(layer_places(SIZES, 2)) == [*last.weights[0], *last.bias]


@pytest.mark.parametrize("rule", list(pg.OPTIMIZERS))
@pytest.mark.parametrize("engine", [REFERENCE, COMPILED])
def test_locks_hold_over_a_thousand_updates(rule: str, engine: str) -> None:
    if engine == COMPILED:
        pytest.importorskip("numba")
    run = make(engine, optimizer=rule, l2=0.01, learning_rate=0.01)
    run.advance(7)
    still = [int(place) for place in neuron_places(run.network.sizes, 1, 1)]
    before = run.params.copy()
    run.rewire(run.wiring.with_locked(still))
    run.advance(1000)
    moved = run.params != before
    assert not moved[still].any()
    assert moved[[p for p in range(len(moved)) if p not in still]].all()


@pytest.mark.parametrize("engine", [REFERENCE, COMPILED])
def test_a_cut_link_is_zero_until_it_is_mended(engine: str) -> None:
    if engine == COMPILED:
        pytest.importorskip("numba")
    run = make(engine, optimizer="momentum")
    run.advance(20)
    place = weight_place(run.network.sizes, 1, 0, 0)
    value = float(run.params[place])
    run.rewire(run.wiring.with_cut([place], run.params))
    run.advance(50)
    assert run.params[place] == 0.0
    run.rewire(run.wiring.without_cut([place]))
    assert run.params[place] == value
    run.advance(1)
    assert run.params[place] != value


def test_a_neuron_that_is_off_changes_nothing() -> None:
    run = make()
    off = outgoing_places(run.network.sizes, 1, 1)
    run.rewire(run.wiring.with_cut(off, run.params))
    before = run.predict([[1.0, -2.0]])
    run.edit(neuron_places(run.network.sizes, 1, 1), [5.0, -5.0, 5.0])
    assert run.predict([[1.0, -2.0]]) == before


def test_wiring_is_replayed_like_any_other_event() -> None:
    run = make(optimizer="adam")
    run.timeline.branch.spacing = 16
    run.advance(30)
    run.rewire(run.wiring.with_locked([0, 1]).with_cut([3], run.params))
    run.advance(40)
    run.change(hidden=(4,))
    run.advance(30)
    end = run.params.copy()
    run.seek(10)
    assert run.wiring == Wiring()
    run.seek(50)
    assert run.wiring.cut.keys() == {3}
    run.seek(100)
    assert (run.params == end).all()


def test_wiring_follows_its_weights_into_another_shape() -> None:
    run = make()
    sizes = run.network.sizes
    place = weight_place(sizes, 2, 0, 1)
    value = float(run.params[place])
    run.rewire(run.wiring.with_locked([place]))
    run.change(hidden=(5,))
    moved = weight_place(run.network.sizes, 2, 0, 1)
    assert run.wiring.locked == {moved}
    run.advance(50)
    assert run.params[moved] == value
    run.change(hidden=(1,))
    assert run.wiring == Wiring()


def test_an_opened_update_shows_that_a_locked_weight_stands_still() -> None:
    run = make(optimizer="momentum")
    run.advance(5)
    run.rewire(run.wiring.with_locked([1]))
    trace = pg.explain(run)
    reason = trace.why("change.w[1][1,2]")
    assert trace.value("change.w[1][1,2]") == 0.0
    assert reason.value == 0.0
    assert eval(reason.python) == 0.0
    run.step()
    assert np.allclose(trace.new, run.params, rtol=0, atol=1e-12)
