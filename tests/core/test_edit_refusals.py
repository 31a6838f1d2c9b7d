"""Edits, wirings, engines and inputs without a meaning leave no trace in a run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.errors import PlaygroundError
from playground.experiment import load, save
from playground.wiring import Wiring
from tests.core.small_runs import make_run


@pytest.mark.parametrize(
    ("places", "values"),
    [
        ([999], [1.0]),
        ([-1], [1.0]),
        ([0.5], [1.0]),
        ([np.nan], [1.0]),
        ([10**30], [1.0]),
        ("first", [1.0]),
        ([0], ["one"]),
        ([0], [np.inf]),
        ([0], [1.0, 2.0]),
        ([0, 1, 2], [1.0, 2.0]),
        ([[0, 1]], [[1.0, 2.0]]),
        ([0, [1]], [1.0, 2.0]),
        ([0], [1j]),
    ],
)
def test_an_edit_without_a_meaning_is_refused_and_not_recorded(
    places: Any, values: Any
) -> None:
    run = make_run()
    run.advance(5)
    before = run.params.copy()
    with pytest.raises(PlaygroundError):
        run.edit(places, values)
    assert run.timeline.branch.events == []
    run.seek(0)
    run.advance(5)
    np.testing.assert_array_equal(run.params, before)


def test_one_value_for_all_places_survives_the_disk(tmp_path: Path) -> None:
    run = make_run()
    run.edit([0, 3], 0.5)
    run.advance(4)
    save(run, tmp_path / "edited.playground")
    opened, _ = load(tmp_path / "edited.playground")
    opened.seek(0)
    assert opened.params[[0, 3]].tolist() == [0.5, 0.5]


def test_an_edit_beyond_float32_is_refused_without_a_warning() -> None:
    run = make_run(precision="float32")
    with pytest.raises(PlaygroundError, match="finite"):
        run.edit([0], [1e300])


@pytest.mark.parametrize("place", [-1, 999])
def test_wires_that_are_not_there_cannot_be_locked(place: int) -> None:
    run = make_run()
    with pytest.raises(PlaygroundError, match=r"places of parameters are 0 … \d+"):
        run.rewire(Wiring(frozenset({place})))
    with pytest.raises(PlaygroundError, match="places"):
        run.rewire(Wiring(cut={place: 1.0}))
    assert run.timeline.branch.events == []


def test_an_engine_of_no_known_name_is_refused() -> None:
    with pytest.raises(pg.SettingsError, match="engine must be one of"):
        pg.Run(pg.Settings.build(), engine="gpu")
    run = make_run()
    run.advance(3)
    with pytest.raises(pg.SettingsError, match="engine must be one of"):
        run.switch_engine("gpu")
    assert run.engine.name == "reference"


def test_engines_are_changed_as_settings_and_by_the_name_auto(tmp_path: Path) -> None:
    run = make_run()
    run.advance(3)
    run.change(engine="compiled")
    assert run.engine.name == "compiled"
    run.advance(3)
    run.change(engine="reference")
    assert run.engine.name == "reference"
    run.switch_engine("auto")
    assert run.engine.name == "compiled"
    run.advance(2)
    params = run.params.copy()
    save(run, tmp_path / "switched.playground")
    opened, _ = load(tmp_path / "switched.playground")
    opened.seek(0)
    opened.advance(8)
    np.testing.assert_array_equal(opened.params, params)
    assert opened.engine.name == "compiled"


def test_a_new_start_has_the_engine_that_its_settings_name() -> None:
    run = make_run()
    run.start_over(run.settings.replace(engine="compiled"))
    assert run.engine.name == "compiled"
    run.start_over(run.settings.replace(seed=5))
    assert run.engine.name == "compiled"


def test_a_branch_is_only_left_for_an_update_that_it_has() -> None:
    run = make_run()
    run.advance(6)
    branch = run.branch("other", learning_rate=0.5)
    run.advance(2)
    with pytest.raises(PlaygroundError, match="there is no update -5"):
        run.select_branch(1, -5)
    assert run.timeline.branch is branch
    assert run.update == 8


@pytest.mark.parametrize("x", ["abc", [["a", "b"]], [[1, 2], [3]], [[1j, 0]], {}])
def test_inputs_that_are_no_numbers_are_refused(x: Any) -> None:
    run = make_run()
    network = pg.Network((2, 1), ("tanh",))
    for predict in (run.predict, network.predict):
        with pytest.raises(PlaygroundError, match="must be numbers"):
            predict(x)
    with pytest.raises(PlaygroundError, match="must be numbers"):
        network.loss_and_gradient(x, np.zeros((1, 1)))


def test_a_network_refuses_inputs_of_another_width_and_no_rows() -> None:
    network = pg.Network((2, 1), ("tanh",))
    with pytest.raises(PlaygroundError, match="rows of 2 numbers"):
        network.predict(np.zeros((4, 3)))
    with pytest.raises(PlaygroundError, match=r"\(0, 2\)"):
        network.loss_and_gradient(np.zeros((0, 2)), np.zeros((0, 1)))


def test_a_network_refuses_sizes_and_initializers_without_a_meaning() -> None:
    with pytest.raises(pg.SettingsError, match="whole numbers"):
        pg.Network((2, 1.5), ("tanh",))  # type: ignore[arg-type]
    with pytest.raises(pg.SettingsError, match="initializer must be one of"):
        pg.Network((2, 1), ("tanh",)).initialize("best", 0)
