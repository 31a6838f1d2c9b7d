"""Gradient noise against the variance of a mean without replacement."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.batches import sample_order
from playground.errors import PlaygroundError
from playground.noise import (
    gradient_noise,
    noise_at,
    noise_curve,
    noise_of_mean,
    round_sizes,
    without_replacement,
)
from playground.objective import Objective
from playground.row_gradients import batch_gradients, row_spread


def run(**options: Any) -> pg.Run:
    settings = pg.Settings.build(
        **{"data": "xor", "samples": 48, "hidden": (4, 3), "batch_size": 5} | options
    )
    made = pg.Run(settings, "reference")
    made.advance(20)
    return made


def objective_of(made: pg.Run) -> Objective:
    return Objective.of(made.settings, made.problem)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"l1": 0.02, "l2": 0.1},
        {"data": "iris", "samples": 60, "activation": "relu"},
        {"data": "sine", "loss": "squared_error", "activation": "sigmoid"},
    ],
)
def test_batch_gradients_are_those_of_the_textbook(options: dict[str, Any]) -> None:
    made = run(**options)
    objective = objective_of(made)
    order = sample_order(7, 3, len(objective.x))
    batches = [order[s : s + 7] for s in range(0, len(order), 7)]
    assert len({len(batch) for batch in batches}) > 1
    got = batch_gradients(objective, made.params, batches)
    for gradient, batch in zip(got, batches, strict=True):
        want = made.network.loss_and_gradient(
            made.problem.x[batch],
            made.problem.y[batch],
            made.settings.loss,
            made.settings.l1,
            made.settings.l2,
        )[1]
        np.testing.assert_allclose(gradient, want, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_all_batches_of_a_size_have_the_closed_form_variance(size: int) -> None:
    made = run(samples=16)
    objective = objective_of(made)
    batches = [np.array(rows) for rows in combinations(range(8), size)]
    gradients = batch_gradients(objective, made.params, batches)
    full = made.full_gradient()
    np.testing.assert_allclose(gradients.mean(axis=0), full, rtol=1e-10, atol=1e-14)
    variance = ((gradients - full) ** 2).sum(axis=1).mean()
    spread = row_spread(objective, made.params)
    assert variance == pytest.approx(
        noise_of_mean(spread, 8, size) ** 2, rel=1e-9, abs=1e-20
    )


def test_penalties_add_no_noise() -> None:
    plain = run()
    objective = objective_of(plain)
    other = Objective(
        objective.sizes,
        objective.activations,
        objective.loss,
        0.1,
        0.5,
        objective.x,
        objective.y,
    )
    order = np.arange(len(objective.x))
    assert noise_at(other, plain.params, 4, order).noise_norm == pytest.approx(
        noise_at(objective, plain.params, 4, order).noise_norm, rel=1e-12
    )


def test_the_cloud_shrinks_to_a_point_at_the_full_batch() -> None:
    made = run()
    rows = len(made.problem.x)
    norms = [gradient_noise(made, size).noise_norm for size in (1, 4, 12)]
    assert norms[0] > norms[1] > norms[2]
    full = gradient_noise(made, rows)
    assert full.noise_norm == 0.0
    assert full.signal_to_noise == float("inf")
    assert full.ellipse.long == full.ellipse.short == 0.0
    np.testing.assert_allclose(full.points, full.full[None, :], rtol=1e-12)
    assert full.mean_angle == pytest.approx(0.0, abs=1e-7)


def test_the_cloud_is_the_epoch_in_which_the_run_stands() -> None:
    made = run()
    noise = gradient_noise(made)
    objective = objective_of(made)
    order = sample_order(made.settings.seed, made.state.epoch, len(objective.x))
    first = objective.value_and_gradient(made.params, order[:5])[1]
    assert noise.batches == len(noise.points) == 5
    np.testing.assert_allclose(noise.points[0], noise.directions @ first, rtol=1e-10)
    cosine = first @ made.full_gradient()
    cosine /= np.linalg.norm(first) * np.linalg.norm(made.full_gradient())
    batches = [order[s : s + 5] for s in range(0, 24, 5)]
    away = batch_gradients(objective, made.params, batches) - made.full_gradient()
    assert noise.noise_norm == pytest.approx(np.sqrt((away**2).sum(axis=1).mean()))
    assert noise.angles[0] == pytest.approx(np.arccos(cosine), rel=1e-9)


def test_the_plane_holds_the_gradient_and_the_largest_noise() -> None:
    made = run()
    noise = gradient_noise(made, 1)
    directions = noise.directions
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    full = made.full_gradient()
    np.testing.assert_allclose(noise.full, [np.linalg.norm(full), 0.0], atol=1e-12)
    np.testing.assert_allclose(noise.full @ directions, full, atol=1e-12)
    objective = objective_of(made)
    rows = [np.array([row]) for row in range(len(objective.x))]
    deviations = batch_gradients(objective, made.params, rows) - full
    axis = np.linalg.svd(deviations, full_matrices=False)[2][0]
    # The largest noise direction lies in the plane.
    assert np.linalg.norm(directions @ axis) == pytest.approx(1.0, rel=1e-9)
    centered = noise.points - noise.points.mean(axis=0)
    wanted = np.sqrt(np.linalg.eigvalsh(centered.T @ centered / len(centered)))
    assert (noise.ellipse.short, noise.ellipse.long) == pytest.approx(tuple(wanted))


def test_more_batches_than_the_limit_are_sampled() -> None:
    made = run()
    whole = gradient_noise(made, 1)
    some = gradient_noise(made, 1, limit=7, seed=2)
    assert some.batches == len(whole.points) == 24
    assert len(some.points) == 7
    again = gradient_noise(made, 1, limit=7, seed=2)
    np.testing.assert_array_equal(some.points, again.points)
    assert gradient_noise(made, 1, limit=7, seed=3).noise_norm != some.noise_norm


def test_measured_noise_follows_the_closed_form() -> None:
    made = run(samples=240)
    curve = noise_curve(made, draws=400)
    assert curve.sizes.tolist() == [1, 2, 5, 10, 20, 50, 100, 120]
    np.testing.assert_allclose(curve.measured, curve.expected, rtol=0.2, atol=1e-12)
    assert curve.measured[-1] == curve.expected[-1] == 0.0
    np.testing.assert_allclose(
        curve.inverse_root * np.sqrt(curve.sizes), curve.inverse_root[0]
    )
    # Every row once is no sample: the factor without replacement is not needed at 1.
    assert curve.expected[0] == pytest.approx(curve.inverse_root[0])


def test_noise_leaves_the_run_as_it_is() -> None:
    made = run()
    params, update = made.params.copy(), made.update
    gradient_noise(made, 3)
    noise_curve(made, [1, 4])
    np.testing.assert_array_equal(made.params, params)
    assert made.update == update


@pytest.mark.parametrize("size", [0, 25])
def test_a_batch_that_cannot_be_is_refused(size: int) -> None:
    made = run()
    with pytest.raises(PlaygroundError, match="1 … 24 rows"):
        gradient_noise(made, size)
    with pytest.raises(PlaygroundError, match="1 … 24 rows"):
        noise_curve(made, [size])


def test_sizes_and_factors() -> None:
    assert round_sizes(30) == [1, 2, 5, 10, 20, 30]
    assert round_sizes(1) == [1]
    assert without_replacement(1, 1) == 0.0
    assert without_replacement(11, 1) == 1.0


def test_arrays_are_read_only() -> None:
    noise, curve = gradient_noise(run(), 2), noise_curve(run(), [1, 2])
    for array in (noise.directions, noise.points, noise.full, noise.angles):
        assert not array.flags.writeable
    for array in (curve.sizes, curve.measured, curve.expected, curve.inverse_root):
        assert not array.flags.writeable


def test_gradients_whose_squares_overflow_are_refused_with_a_sentence() -> None:
    made = run(l2=1.0)
    objective = objective_of(made)
    order = sample_order(7, 3, len(objective.x))
    far = np.full(len(made.params), 1e200)
    with np.errstate(all="ignore"), pytest.raises(PlaygroundError, match="not finite"):
        noise_at(objective, far, 5, order)


def test_a_curve_of_gradients_that_overflow_is_refused_without_a_warning() -> None:
    made = run(l2=1.0)
    made.edit(range(len(made.params)), np.full(len(made.params), 1e200))
    with pytest.raises(PlaygroundError, match="not finite"):
        noise_curve(made, [1, 5])
