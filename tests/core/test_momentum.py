"""Momentum as vectors: two steps whose sum is the update that the run makes."""

from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.errors import PlaygroundError
from playground.momentum import (
    effective_length,
    gradient_tail,
    momentum_step,
)


def run(**options: Any) -> pg.Run:
    settings = pg.Settings.build(
        **{
            "data": "xor",
            "samples": 40,
            "hidden": (3, 2),
            "batch_size": 6,
            "learning_rate": 0.1,
            "optimizer": "momentum",
        }
        | options
    )
    return pg.Run(settings, "reference")


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov"])
@pytest.mark.parametrize("updates", [0, 1, 3, 9])
@pytest.mark.parametrize(
    "options",
    [{"l2": 0.01}, {"clip_norm": 0.05}, {"schedule": "cosine", "schedule_updates": 20}],
)
def test_both_steps_together_are_what_the_run_does(
    rule: str, updates: int, options: dict[str, Any]
) -> None:
    made = run(optimizer=rule, **options)
    made.advance(updates)
    before = made.params.copy()
    step = momentum_step(made)
    np.testing.assert_array_equal(made.params, before)
    np.testing.assert_allclose(
        step.gradient_step + step.momentum_step, step.step, atol=1e-15
    )
    made.step()
    np.testing.assert_allclose(before + step.step, made.params, rtol=0, atol=1e-14)


def test_gradient_descent_carries_nothing() -> None:
    made = run(optimizer="gradient_descent")
    made.advance(4)
    step = momentum_step(made)
    assert not step.momentum_step.any()
    assert step.momentum == 0.0
    assert step.effective_length == 1.0
    assert step.verdict == "still"
    assert step.cosine is None


def test_agree_and_oppose() -> None:
    made = run(batch_size="full", learning_rate=0.01)
    made.advance(3)
    step = momentum_step(made)
    # A small rate on a smooth slope: gradients agree.
    assert step.verdict == "agree"
    assert step.agreeing.mean() > 0.5
    steep = run(
        data="plane", hidden=(), batch_size="full", learning_rate=0.1, momentum=0.5
    )
    steep.advance(1)
    # One step over the valley: the next gradient points back.
    step = momentum_step(steep)
    assert step.verdict == "oppose"
    assert step.cosine is not None
    assert -1.0 <= step.cosine < 0.0


def test_the_plane_of_a_step_is_exact() -> None:
    made = run()
    made.advance(5)
    step = momentum_step(made)
    plane = step.plane()
    for move in (step.gradient_step, step.momentum_step, step.step):
        coordinates, distance = plane.project(step.params + move)
        np.testing.assert_allclose(
            plane.at(coordinates), step.params + move, atol=1e-12
        )
        assert distance == pytest.approx(0.0, abs=1e-12)
    first = run()
    plane = momentum_step(first).plane()
    np.testing.assert_allclose(
        plane.directions @ plane.directions.T, np.eye(2), atol=1e-12
    )


def test_locked_parameters_take_no_step() -> None:
    made = run()
    made.advance(3)
    made.rewire(made.wiring.with_locked([0, 4]))
    step = momentum_step(made)
    assert not step.step[[0, 4]].any()
    assert not step.momentum_step[[0, 4]].any()
    np.testing.assert_allclose(
        step.gradient_step + step.momentum_step, step.step, atol=1e-15
    )


def test_a_rule_without_such_a_sum_is_refused() -> None:
    made = run(optimizer="adam")
    with pytest.raises(PlaygroundError, match="adam"):
        momentum_step(made)
    with pytest.raises(PlaygroundError, match="no velocity"):
        gradient_tail(made)


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
@pytest.mark.parametrize("length", [1, 4, 30])
def test_the_velocity_is_its_tail(rule: str, length: int) -> None:
    made = run(optimizer=rule, momentum=0.8)
    made.advance(13)
    tail = gradient_tail(made, length)
    count = min(length, 13)
    assert tail.updates.tolist() == list(range(12, 12 - count, -1))
    np.testing.assert_allclose(tail.weights, 0.8 ** np.arange(count), rtol=1e-12)
    whole = tail.weights @ tail.gradients + tail.rest
    np.testing.assert_allclose(whole, made.state.slots["velocity"], atol=1e-13)
    if length > 13:
        assert not tail.rest.any()
    # Each gradient is the one that the update was made with.
    other = run(optimizer=rule, momentum=0.8)
    other.advance(12)
    np.testing.assert_allclose(
        tail.gradients[0], momentum_step(other).gradient, atol=1e-13
    )
    assert made.update == 13


def test_the_tail_knows_what_was_changed_on_the_way() -> None:
    made = run(momentum=0.9)
    made.advance(4)
    made.change(momentum=0.5)
    made.advance(3)
    tail = gradient_tail(made)
    np.testing.assert_allclose(
        tail.weights, [1, 0.5, 0.25, 0.125, 0.125 * 0.9, 0.125 * 0.81, 0.125 * 0.729]
    )
    whole = tail.weights @ tail.gradients + tail.rest
    np.testing.assert_allclose(whole, made.state.slots["velocity"], atol=1e-13)
    made.change(optimizer="gradient_descent")
    made.advance(2)
    made.change(optimizer="momentum")
    made.advance(3)
    tail = gradient_tail(made)
    assert tail.updates.tolist() == [11, 10, 9]
    whole = tail.weights @ tail.gradients
    np.testing.assert_allclose(whole, made.state.slots["velocity"], atol=1e-13)


def test_the_effective_length_is_the_limit_of_the_sum() -> None:
    assert effective_length(0.9) == pytest.approx(sum(0.9**k for k in range(500)))
    assert effective_length(0.0) == 1.0


def test_a_step_too_long_to_be_measured_is_refused_without_a_warning() -> None:
    made = run(l2=1.0)
    made.advance(2)
    made.edit(range(len(made.params)), np.full(len(made.params), 1e200))
    with pytest.raises(PlaygroundError, match="not finite"):
        momentum_step(made)
