"""Changes in mid-run: what stays, what is drawn anew, and what is refused."""

from typing import Any

import numpy as np
import pytest

from playground.errors import SettingsError
from playground.network import layer_views
from playground.run import Run
from tests.core.small_runs import (
    ROWS,
    assert_same_run,
    copied_slots,
    history_of,
    make_run,
)


@pytest.mark.parametrize(
    "changes",
    [{"learning_rate": 0.5}, {"batch_size": 3}, {"batch_size": "full"}, {"l2": 0.1}],
    ids=str,
)
def test_rate_batch_and_penalty_change_without_reset(changes: dict[str, Any]) -> None:
    run = make_run(optimizer="momentum")
    run.advance(6)
    params, slots = run.params.copy(), copied_slots(run)
    run.change(**changes)
    np.testing.assert_array_equal(run.params, params)
    np.testing.assert_equal(run.state.slots, slots)
    assert (run.update, run.samples_seen) == (6, ROWS + 12)
    assert run.epochs == 1 + 12 / ROWS
    run.advance(10)
    assert (run.params != params).any()


def test_changed_rate_is_used_from_the_next_update_on(tiny_run: Run) -> None:
    other = make_run(learning_rate=0.1)
    start = tiny_run.params.copy()
    tiny_run.step()
    other.change(learning_rate=0.2)
    other.step()
    np.testing.assert_allclose(
        other.params - start, 2.0 * (tiny_run.params - start), 1e-12, 1e-16
    )


def test_epoch_is_finished_when_the_batch_size_changes_in_mid_epoch() -> None:
    run = make_run()
    run.advance(2)
    run.change(batch_size=5)
    run.advance(2)
    assert (run.samples_seen, run.epochs) == (ROWS, 1.0)
    assert history_of(run).updates.tolist() == [0, 4]


def test_another_rule_begins_with_empty_slots(tiny_run: Run) -> None:
    tiny_run.change(optimizer="momentum")
    tiny_run.advance(5)
    params = tiny_run.params.copy()
    tiny_run.change(optimizer="adam")
    np.testing.assert_array_equal(tiny_run.params, params)
    assert set(tiny_run.state.slots) == {"mean", "squares"}
    assert not any(slot.any() for slot in tiny_run.state.slots.values())
    tiny_run.step()
    # Adam's first update moves every parameter by the rate, whatever the gradient.
    moved = np.abs(tiny_run.params - params)
    np.testing.assert_allclose(moved[moved > 0], 0.1, 1e-3)


def test_more_neurons_keep_the_old_weights_and_draw_the_new() -> None:
    run = make_run(hidden=(3, 2), optimizer="momentum")
    run.advance(7)
    old = layer_views(run.params.copy(), run.network.sizes)
    run.change(hidden=(4, 2))
    fresh = make_run(hidden=(4, 2)).network.layers
    new = run.network.layers
    np.testing.assert_array_equal(new[0].weights[:3], old[0].weights)
    np.testing.assert_array_equal(new[0].weights[3:], fresh[0].weights[3:])
    np.testing.assert_array_equal(new[0].bias, [*old[0].bias, 0.0])
    np.testing.assert_array_equal(new[1].weights[:, :3], old[1].weights)
    np.testing.assert_array_equal(new[1].weights[:, 3:], fresh[1].weights[:, 3:])
    np.testing.assert_array_equal(new[2].weights, old[2].weights)
    assert run.update == 7
    assert not any(slot.any() for slot in run.state.slots.values())


def test_fewer_neurons_keep_the_first_ones(tiny_run: Run) -> None:
    tiny_run.advance(7)
    old = layer_views(tiny_run.params.copy(), tiny_run.network.sizes)
    tiny_run.change(hidden=(2, 2))
    new = tiny_run.network.layers
    np.testing.assert_array_equal(new[0].weights, old[0].weights[:2])
    np.testing.assert_array_equal(new[0].bias, old[0].bias[:2])
    np.testing.assert_array_equal(new[1].weights, old[1].weights[:, :2])
    np.testing.assert_array_equal(new[2].weights, old[2].weights)


@pytest.mark.parametrize("hidden", [(), (3,), (3, 2, 5), (1, 1, 1, 1, 1, 1, 1, 1)])
def test_layers_come_and_go(tiny_run: Run, hidden: tuple[int, ...]) -> None:
    tiny_run.advance(7)
    old = layer_views(tiny_run.params.copy(), tiny_run.network.sizes)
    tiny_run.change(hidden=hidden)
    new = tiny_run.network.layers
    assert tiny_run.network.sizes == (2, *hidden, 1)
    if hidden:
        np.testing.assert_array_equal(new[0].weights, old[0].weights[: hidden[0]])
    np.testing.assert_array_equal(new[-1].bias, old[-1].bias)
    tiny_run.advance(7)
    assert tiny_run.update == 14


def test_another_activation_keeps_every_weight_and_slot() -> None:
    run = make_run(optimizer="momentum")
    run.advance(7)
    params, slots = run.params.copy(), copied_slots(run)
    run.change(activation="relu")
    assert run.network.activations == ("relu", "relu", "identity")
    np.testing.assert_array_equal(run.params, params)
    np.testing.assert_equal(run.state.slots, slots)
    run.step()


@pytest.mark.parametrize(
    ("data", "sizes"),
    [
        ("circles", (2, 3, 2, 1)),
        ("spiral3", (2, 3, 2, 3)),
        ("sine", (1, 3, 2, 1)),
        ("iris", (4, 3, 2, 3)),
    ],
)
def test_other_data_keep_what_fits(
    tiny_run: Run, data: str, sizes: tuple[int, ...]
) -> None:
    tiny_run.advance(7)
    old = layer_views(tiny_run.params.copy(), tiny_run.network.sizes)
    tiny_run.change(data=data)
    assert tiny_run.network.sizes == sizes
    np.testing.assert_array_equal(tiny_run.network.layers[1].weights, old[1].weights)
    tiny_run.advance(7)
    assert tiny_run.update == 14
    assert tiny_run.evaluate().train_loss == pytest.approx(
        Run.evaluate(tiny_run).train_loss
    )


def test_fewer_rows_begin_a_new_epoch(tiny_run: Run) -> None:
    tiny_run.advance(3)
    tiny_run.change(samples=24)
    assert len(tiny_run.problem.x) == 12
    assert tiny_run.epochs == 1.0
    tiny_run.advance(2)
    assert tiny_run.epochs == 2.0


def test_changed_evaluation_is_that_of_the_changed_data(tiny_run: Run) -> None:
    before = tiny_run.evaluate()
    tiny_run.change(data_seed=9)
    assert tiny_run.evaluate() != before


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 0.0},
        {"batch_size": 21},
        {"optimizer": "newton"},
        {"hidden": (0,)},
        {"data": "sine", "features": ("x1", "x2")},
        {"data": "iris", "samples": 151},
        {"activation": ("tanh", "tanh", "tanh")},
        {"nonsense": 1},
    ],
    ids=str,
)
def test_impossible_change_leaves_the_run_as_it_was(
    tiny_run: Run, changes: dict[str, Any]
) -> None:
    other = make_run(learning_rate=0.1)
    tiny_run.advance(3)
    other.advance(3)
    with pytest.raises(SettingsError):
        tiny_run.change(**changes)
    assert tiny_run.settings == other.settings
    tiny_run.advance(3)
    other.advance(3)
    assert_same_run(tiny_run, other)


def test_failing_data_leave_the_run_as_it_was(
    tiny_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_memory(*arguments: Any) -> None:
        raise MemoryError

    settings, problem = tiny_run.settings, tiny_run.problem
    with monkeypatch.context() as patch:
        patch.setattr("playground.problem.make_problem", out_of_memory)
        with pytest.raises(MemoryError):
            tiny_run.change(noise=0.37)
    assert tiny_run.settings is settings
    assert tiny_run.problem is problem
    tiny_run.step()
