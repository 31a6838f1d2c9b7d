"""Numbers that tell in which way a run is stuck, on networks set by hand."""

import numpy as np
import pytest

import playground as pg
from playground.trap_measures import (
    LOOK_BACK,
    MEASURES,
    dead_share,
    gradient_norm,
    has_diverged,
    neuron_difference,
    rate_to_stable,
    saturated_share,
    train_accuracy,
    train_loss,
    turning,
)


def run_of(params: list[float] | None = None, **options: object) -> pg.Run:
    choices = {"data": "xor", "samples": 40, "hidden": (2,), "engine": "reference"}
    run = pg.Run(pg.Settings.build(**{**choices, **options}))
    if params is not None:
        run.edit(np.arange(len(params)), params)
    return run


def test_losses_are_those_of_the_run() -> None:
    run = run_of()
    run.advance(5)
    assert train_loss(run) == run.evaluate().train_loss
    assert train_accuracy(run) == run.evaluate().train_accuracy
    assert gradient_norm(run) == np.linalg.norm(run.full_gradient())
    assert np.isnan(train_accuracy(run_of(data="sine", features=("x1",))))


def test_a_neuron_is_dead_when_it_answers_zero_to_every_row() -> None:
    # Weights (2, 2), biases (2), weights (1, 2), bias. xor lies within ±7.
    dead = [0.0, 0.0, 0.0, 0.0, -1.0, 1.0, 1.0, 1.0, 0.0]
    assert dead_share(run_of(dead, activation="relu")) == 0.5
    assert dead_share(run_of([0.0] * 9, activation="relu")) == 1.0
    # A neuron that answers to one side only lives.
    half = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0]
    assert dead_share(run_of(half, activation="relu")) == 0.0


@pytest.mark.parametrize(
    ("activation", "bias", "share"),
    [
        # σ(4) = 0.982 and σ(3.8) = 0.978; tanh(2.0) = 0.964 and tanh(1.9) = 0.956.
        ("sigmoid", 4.0, 1.0),
        ("sigmoid", 3.8, 0.0),
        ("sigmoid", -4.0, 1.0),
        ("tanh", 2.0, 1.0),
        ("tanh", 1.9, 0.0),
        ("tanh", -2.0, 1.0),
        ("tanh", -1.9, 0.0),
    ],
)
def test_saturated_is_within_two_percent_of_an_end(
    activation: str, bias: float, share: float
) -> None:
    params = [0.0] * 4 + [bias, bias] + [1.0, 1.0, 0.0]
    assert saturated_share(run_of(params, activation=activation)) == share


def test_the_difference_of_neurons_is_the_largest_of_their_weights() -> None:
    params = [1.0, 2.0, 1.5, -1.0, 0.5, 0.5, 1.0, 1.0, 0.0]
    assert neuron_difference(run_of(params)) == 3.0
    alike = [1.0, 2.0, 1.0, 2.0, 0.5, 0.5, 1.0, 9.0, 0.0]
    assert neuron_difference(run_of(alike)) == 0.0


def test_the_rate_is_compared_with_two_over_the_curvature() -> None:
    """For numbers and a linear network the curvature is that of x xᵀ, by hand."""
    run = run_of(data="sine", hidden=(), learning_rate=0.125, batch_size="full")
    x = np.concatenate([run.problem.x, np.ones((len(run.problem.x), 1))], axis=1)
    largest = np.linalg.eigvalsh(x.T @ x / len(x))[-1]
    assert rate_to_stable(run) == pytest.approx(0.125 * largest / 2.0, rel=1e-6)
    run.advance(9)
    assert rate_to_stable(run) == pytest.approx(0.125 * largest / 2.0, rel=1e-6)


def test_divergence_is_seen_before_it_happens_and_nothing_moves() -> None:
    wild = run_of(data="plane", hidden=(), learning_rate=1e300, batch_size="full")
    wild.learner.state.params[:] = 1e150
    start = wild.params.tobytes()
    assert has_diverged(wild) == 1.0
    assert wild.params.tobytes() == start
    tame = run_of()
    assert has_diverged(tame) == 0.0
    assert tame.update == 0


def test_a_rate_too_large_turns_back_at_every_step() -> None:
    # Above half of the stable rate each step along the steepest direction turns back.
    options = {"data": "plane", "hidden": (), "batch_size": "full", "noise": 0.0}
    bound = 1.0 / rate_to_stable(run_of(**options, learning_rate=1.0))
    wild = run_of(**options, learning_rate=0.98 * bound)
    wild.advance(LOOK_BACK + 10)
    assert turning(wild) == 1.0
    tame = run_of(**options, learning_rate=0.1 * bound)
    tame.advance(LOOK_BACK + 10)
    assert turning(tame) == 0.0
    assert tame.update == LOOK_BACK + 10


@pytest.mark.parametrize("updates", [0, 1])
def test_before_the_second_update_nothing_turns(updates: int) -> None:
    run = run_of()
    run.advance(updates)
    assert turning(run) == 0.0


@pytest.mark.parametrize("name", MEASURES)
def test_measuring_leaves_the_run_as_it_is(name: str) -> None:
    run = run_of(optimizer="momentum")
    run.advance(30)
    run.seek(25)
    state = run.state
    before = (state.params.tobytes(), state.slots["velocity"].tobytes(), state.update)
    assert np.isfinite(MEASURES[name](run))
    state = run.state
    after = (state.params.tobytes(), state.slots["velocity"].tobytes(), state.update)
    assert after == before
    assert run.furthest == 30
