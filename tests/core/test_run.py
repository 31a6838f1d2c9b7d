"""A run from its start: counters, history, predictions, and where it diverges."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import Diverged, PlaygroundError, SettingsError
from playground.history import is_evaluated
from playground.network import Network
from playground.optimizers import OPTIMIZERS
from playground.run import Run
from playground.settings import Settings
from tests.core.small_runs import (
    ROWS,
    UPDATES_PER_EPOCH,
    assert_same_run,
    history_of,
    make_run,
)

# ---- from the start ----------------------------------------------------------------


def test_run_begins_at_the_drawn_start(tiny_run: Run) -> None:
    network = Network((2, 3, 2, 1), ("tanh", "tanh", "identity"))
    network.initialize("xavier", 0)
    np.testing.assert_array_equal(tiny_run.params, network.params)
    assert tiny_run.update == tiny_run.samples_seen == 0
    assert tiny_run.epochs == 0.0
    np.testing.assert_array_equal(history_of(tiny_run).updates, [0])


def test_counters_after_some_updates(tiny_run: Run) -> None:
    tiny_run.step()
    assert (tiny_run.update, tiny_run.samples_seen) == (1, 6)
    assert tiny_run.epochs == 6 / ROWS
    tiny_run.advance(UPDATES_PER_EPOCH)
    assert (tiny_run.update, tiny_run.samples_seen) == (5, ROWS + 6)
    assert tiny_run.epochs == 1 + 6 / ROWS


def test_no_updates_change_nothing(tiny_run: Run) -> None:
    tiny_run.advance(0)
    assert_same_run(tiny_run, make_run(learning_rate=0.1))


def test_params_can_be_read_and_not_written(tiny_run: Run) -> None:
    params = tiny_run.params
    with pytest.raises(ValueError, match="read-only"):
        params[0] = 1.0
    tiny_run.step()
    np.testing.assert_array_equal(params, tiny_run.network.params)


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_same_settings_give_the_same_bits(rule: str) -> None:
    first, second = (make_run(optimizer=rule, seed=5) for _ in range(2))
    first.advance(50)
    second.advance(50)
    assert_same_run(first, second)


@pytest.mark.parametrize(
    "changes", [{"seed": 1, "data_seed": 0}, {"data_seed": 1}, {"learning_rate": 0.2}]
)
def test_other_settings_give_other_numbers(changes: dict[str, Any]) -> None:
    first, second = make_run(), make_run(**changes)
    first.advance(10)
    second.advance(10)
    assert (first.params != second.params).any()


def test_new_start_keeps_the_data_and_new_sample_keeps_the_start() -> None:
    run, start, sample = (
        make_run(),
        make_run(seed=1, data_seed=0),
        make_run(data_seed=1),
    )
    np.testing.assert_array_equal(start.problem.x, run.problem.x)
    assert (start.params != run.params).any()
    assert (sample.problem.x != run.problem.x).any()
    np.testing.assert_array_equal(sample.params, run.params)


@given(st.lists(st.integers(0, 30), max_size=6))
def test_numbers_and_evaluations_do_not_depend_on_how_the_way_was_split(
    splits: list[int],
) -> None:
    run, whole = make_run(optimizer="momentum"), make_run(optimizer="momentum")
    for updates in splits:
        run.advance(updates)
    whole.advance(sum(splits))
    assert_same_run(run, whole)


def test_training_learns() -> None:
    run = make_run(data="gaussians", samples=200, learning_rate=0.1)
    before = run.evaluate()
    run.advance(500)
    after = run.evaluate()
    assert after.train_loss < 0.2 * before.train_loss
    assert after.test_accuracy > 0.95


# ---- what is remembered ------------------------------------------------------------


def test_one_loss_is_remembered_for_every_update(tiny_run: Run) -> None:
    for updates in (1, 0, 6, 30):
        tiny_run.advance(updates)
        assert history_of(tiny_run).count == tiny_run.update


def test_remembered_loss_is_that_of_the_batch_before_the_update() -> None:
    run = make_run(batch_size="full", l2=0.1)
    expected = run.network.loss_and_gradient(
        run.problem.x, run.problem.y, "cross_entropy", l2=0.1
    )[0]
    run.step()
    assert history_of(run).low[0] == pytest.approx(expected, rel=1e-13)


def test_evaluations_are_at_the_ends_of_epochs_and_get_rarer() -> None:
    run = make_run()
    run.advance(300 * UPDATES_PER_EPOCH + 3)
    expected = [UPDATES_PER_EPOCH * e for e in range(301) if is_evaluated(e)]
    assert history_of(run).updates.tolist() == expected


def test_evaluation_holds_losses_accuracies_and_norms(tiny_run: Run) -> None:
    tiny_run.advance(UPDATES_PER_EPOCH)
    history, now = history_of(tiny_run), tiny_run.evaluate()
    for name in now:
        assert history.column(name)[-1] == now[name]
    gradient = tiny_run.full_gradient()
    norms = np.linalg.norm(gradient), np.linalg.norm(tiny_run.params)
    assert history.column("gradient_norm")[-1] == pytest.approx(norms[0])
    assert history.column("parameter_norm")[-1] == pytest.approx(norms[1])


# ---- prediction and evaluation -----------------------------------------------------


@pytest.mark.parametrize(
    ("data", "inputs", "outputs"),
    [("spiral", 2, 1), ("sine", 1, 1), ("three_inputs", 3, 1), ("iris", 4, 3)],
)
def test_predict_takes_raw_inputs_to_outputs(
    data: str, inputs: int, outputs: int
) -> None:
    run = Run(Settings.build(data=data))
    assert run.predict(np.zeros((7, inputs))).shape == (7, outputs)
    assert run.predict([[0] * inputs]).shape == (1, outputs)
    assert run.predict(np.zeros((0, inputs))).shape == (0, outputs)


def test_prediction_for_one_output_is_a_probability(tiny_run: Run) -> None:
    x = tiny_run.problem.train.x
    logit = tiny_run.network.predict(tiny_run.problem.x)
    np.testing.assert_allclose(tiny_run.predict(x), 1 / (1 + np.exp(-logit)), 1e-14)


def test_predictions_for_several_outputs_sum_to_one() -> None:
    run = Run(Settings.build(data="iris"))
    np.testing.assert_allclose(run.predict(run.problem.train.x).sum(axis=1), 1.0)


def test_squared_error_predicts_what_the_network_says() -> None:
    run = make_run(loss="squared_error", features=("x2", "x1_squared"))
    x = np.array([[3.0, -1.0]])
    features = np.array([[-1.0, 9.0]])
    np.testing.assert_array_equal(run.predict(x), run.network.predict(features))


def test_standardisation_is_part_of_the_prediction() -> None:
    run = Run(Settings.build(data="wine"))
    x = run.problem.train.x
    features = (x - x.mean(axis=0)) / x.std(axis=0)
    np.testing.assert_allclose(
        run.network.predict(features), run.network.predict(run.problem.x), 1e-9
    )


def test_evaluation_follows_the_parameters(tiny_run: Run) -> None:
    before = tiny_run.evaluate()
    tiny_run.network.params[:] = 0.0
    assert tiny_run.evaluate() != before
    assert tiny_run.evaluate()["train_loss"] == pytest.approx(np.log(2.0))


# ---- divergence --------------------------------------------------------------------


def explosive_run() -> Run:
    return make_run(
        data="plane", hidden=(3,), activation="relu", learning_rate=1e40, batch_size=6
    )


def test_divergence_ends_at_the_last_finite_update() -> None:
    run = explosive_run()
    with pytest.raises(Diverged, match="diverged") as caught:
        run.advance(1000)
    assert caught.value.update == run.update < 1000
    assert str(caught.value) == caught.value.reason
    assert np.isfinite(run.params).all()
    assert history_of(run).count == run.update
    assert np.isfinite(history_of(run).high).all()
    assert run.evaluate().keys() == {
        *("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    }
    assert run.predict(run.problem.train.x).shape == (ROWS, 1)


def test_diverged_run_stays_and_goes_on_after_a_change() -> None:
    run = explosive_run()
    with pytest.raises(Diverged):
        run.advance(1000)
    update = run.update
    before = history_of(run)
    with pytest.raises(Diverged):
        run.step()
    assert run.update == update
    np.testing.assert_array_equal(history_of(run).updates, before.updates)
    run.network.initialize("xavier", 0)
    run.change(learning_rate=0.01)
    run.advance(10)
    assert run.update == update + 10


@pytest.mark.parametrize("rate", [1e5, 1e20, 1e40, 1e80, 1e150, 1e300])
def test_numbers_near_the_limit_never_warn(rate: float) -> None:
    """An evaluation may find an infinite loss where every parameter is finite."""
    run = make_run(
        data="plane", hidden=(), learning_rate=rate, batch_size="full", l1=1.0, l2=1.0
    )
    with pytest.raises(Diverged):
        run.advance(1000)
    run.full_gradient()
    run.predict(run.problem.test.x)
    updates = history_of(run).updates
    assert updates.tolist() == sorted(set(updates.tolist()))


@pytest.mark.parametrize("updates", [-1, 1.5, "3", None, True])
def test_what_is_no_number_of_updates_is_refused(updates: object) -> None:
    run = Run(Settings.build(samples=40))
    with pytest.raises(SettingsError, match="updates must be a whole number"):
        run.advance(updates)  # type: ignore[arg-type]
    assert run.update == run.furthest == 0


@pytest.mark.parametrize("update", [-1, 1.5, 11, "3", None])
def test_a_place_that_is_no_recorded_update_is_refused(update: object) -> None:
    run = Run(Settings.build(samples=40))
    run.advance(np.int64(10))  # type: ignore[arg-type]
    with pytest.raises(PlaygroundError, match="this run has 0 … 10"):
        run.seek(update)  # type: ignore[arg-type]
    assert run.update == 10
    run.seek(np.int64(4))  # type: ignore[arg-type]
    assert run.update == 4
