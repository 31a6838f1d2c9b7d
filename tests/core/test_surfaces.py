"""Surfaces and balls: the networks' rules, seeded noise, time that goes both ways."""

from typing import Any

import numpy as np
import pytest

from playground.errors import PlaygroundError
from playground.noise import noise_of_mean
from playground.optimizers import OPTIMIZERS
from playground.surface_run import (
    MOST_UPDATES,
    ROWS,
    Ball,
    SurfaceRun,
    normal_pair,
)
from playground.surfaces import SURFACES, Surface, quadratic_surface


def ball(rule: str = "gradient_descent", rate: float = 0.05, **hyper: float) -> Ball:
    return Ball(rule, {"learning_rate": rate, **hyper})


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_is_the_slope_of_the_value(name: str) -> None:
    surface = SURFACES[name]
    rng = np.random.default_rng(0)
    points = rng.uniform(surface.low, surface.high, (40, 2))
    step = 1e-6
    for axis in (0, 1):
        move = np.zeros(2)
        move[axis] = step
        slope = (surface.value(points + move) - surface.value(points - move)) / (
            2 * step
        )
        got = surface.gradient(points)[:, axis]
        scale = np.abs(surface.value(points)) + 1.0
        assert (np.abs(got - slope) / scale).max() < 1e-6


@pytest.mark.parametrize("name", SURFACES)
def test_minima_are_flat_and_lower_than_all_around(name: str) -> None:
    surface = SURFACES[name]
    angles = np.linspace(0.0, 2.0 * np.pi, 24)
    ring = 0.05 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for minimum in surface.minima:
        place = np.array(minimum)
        assert np.linalg.norm(surface.gradient(place)) < 1e-4
        assert (surface.value(place + ring) > surface.value(place)).all()
        assert (place >= surface.low).all()
        assert (place <= surface.high).all()
    start = np.array(surface.start)
    assert (start >= surface.low).all()
    assert (start <= surface.high).all()


@pytest.mark.parametrize("name", SURFACES)
def test_the_suggested_rate_descends(name: str) -> None:
    surface = SURFACES[name]
    run = SurfaceRun(surface, [ball(rate=surface.learning_rate)])
    before = run.frame().balls[0].value
    run.advance(200)
    after = run.frame().balls[0]
    assert after.value < before
    assert not after.has_stopped


def test_chosen_curvatures_are_those_of_the_quadratic() -> None:
    surface = quadratic_surface((0.5, 7.0), angle=0.6)
    step = np.eye(2)
    hessian = np.array([surface.gradient(axis) for axis in step])
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), [0.5, 7.0], rtol=1e-12)
    axis = np.array([np.cos(0.6), np.sin(0.6)])
    np.testing.assert_allclose(surface.gradient(axis), 0.5 * axis, atol=1e-12)
    for wrong in ((1.0,), (1.0, -1.0), (0.0, 1.0), (np.inf, 1.0)):
        with pytest.raises(PlaygroundError, match="two positive"):
            quadratic_surface(wrong)


def test_a_grid_is_the_value_at_its_points() -> None:
    x, y, values = SURFACES["beale"].grid(7)
    assert values[2, 5] == SURFACES["beale"].value(np.array([x[5], y[2]]))
    assert not values.flags.writeable


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_balls_move_by_the_networks_rules(rule: str) -> None:
    surface = SURFACES["rosenbrock"]
    run = SurfaceRun(surface, [ball(rule, 0.001)], start=(-1.0, 1.5))
    run.advance(20)
    place = np.array([-1.0, 1.5])
    slots = OPTIMIZERS[rule].init(2)
    for t in range(1, 21):
        place = place + OPTIMIZERS[rule].update(
            place, surface.gradient(place), slots, {"learning_rate": 0.001}, t
        )
    frame = run.frame().balls[0]
    np.testing.assert_array_equal(frame.position, place)
    for name, slot in slots.items():
        np.testing.assert_array_equal(frame.slots[name], slot)
    assert frame.path.shape == (21, 2)


def noisy(**options: Any) -> SurfaceRun:
    return SurfaceRun(
        SURFACES["himmelblau"],
        [ball(rate=0.01), ball("momentum", 0.002), ball("adam", 0.1)],
        **{"spread": 20.0, "batch_size": 10, "seed": 3} | options,
    )


def test_back_and_forth_gives_the_same_bits() -> None:
    straight, wandering = noisy(), noisy()
    straight.advance(60)
    wandering.advance(25)
    wandering.seek(4)
    wandering.advance(10)
    wandering.seek(0)
    wandering.advance(60)
    for one, other in zip(straight.frame().balls, wandering.frame().balls, strict=True):
        np.testing.assert_array_equal(one.path, other.path)
    wandering.seek(7)
    frame = wandering.frame()
    assert frame.update == 7
    assert frame.furthest == 60
    np.testing.assert_array_equal(
        frame.balls[1].path, straight.frame().balls[1].path[:8]
    )


def test_a_change_forgets_what_was_beyond_and_keeps_what_was_before() -> None:
    run, other = noisy(), noisy()
    run.advance(40)
    old = run.frame().balls[0]
    path = old.path.copy()
    run.seek(15)
    balls = [ball(rate=0.002), ball("momentum", 0.002), ball("rmsprop", 0.01)]
    run.change(balls=balls, batch_size=50)
    assert run.furthest == 15
    run.advance(5)
    np.testing.assert_array_equal(old.path, path)
    other.advance(15)
    new = run.frame().balls
    for one, two in zip(new, other.frame().balls, strict=True):
        np.testing.assert_array_equal(one.path[:16], two.path)
    assert not np.array_equal(new[0].path[16:], path[16:21])
    assert set(new[2].slots) == {"squares"}


def test_a_rule_that_begins_on_the_way_begins_like_a_new_ball() -> None:
    surface = SURFACES["beale"]
    run = SurfaceRun(surface, [ball(rate=0.005)])
    run.advance(8)
    run.change(balls=[ball("adam", 0.1)])
    run.advance(6)
    path = run.frame().balls[0].path
    new = SurfaceRun(surface, [ball("adam", 0.1)], start=tuple(path[8].tolist()))
    new.advance(6)
    np.testing.assert_array_equal(new.frame().balls[0].path, path[8:])


def test_nothing_changed_goes_on_with_the_same_bits() -> None:
    run, straight = noisy(), noisy()
    run.advance(12)
    run.change()
    run.advance(20)
    straight.advance(32)
    for one, two in zip(run.frame().balls, straight.frame().balls, strict=True):
        np.testing.assert_array_equal(one.path, two.path)


def test_all_balls_meet_the_same_noise() -> None:
    run = SurfaceRun(SURFACES["bowl"], [ball(), ball()], spread=1.0, batch_size=1)
    run.advance(30)
    one, two = run.frame().balls
    np.testing.assert_array_equal(one.path, two.path)


def test_the_full_batch_has_no_noise() -> None:
    loud = noisy(batch_size=ROWS)
    quiet = noisy(spread=0.0, batch_size=1)
    loud.advance(20)
    quiet.advance(20)
    for one, two in zip(loud.frame().balls, quiet.frame().balls, strict=True):
        np.testing.assert_array_equal(one.path, two.path)


@pytest.mark.parametrize("size", [1, 10, 99])
def test_noise_has_the_spread_of_a_mean_without_replacement(size: int) -> None:
    # On a flat surface a step is the noise alone.
    flat = Surface(
        "flat",
        lambda p: 0.0 * p[..., 0],
        lambda p: 0.0 * p,
        (-1.0, -1.0),
        (1.0, 1.0),
        (0.0, 0.0),
        1.0,
        (),
    )
    run = SurfaceRun(flat, [ball(rate=1.0)], spread=2.0, batch_size=size)
    run.advance(4000)
    steps = np.diff(run.frame().balls[0].path, axis=0)
    want = noise_of_mean(2.0, ROWS, size)
    np.testing.assert_allclose(steps.std(axis=0), want, rtol=0.06)
    assert np.abs(steps.mean(axis=0)).max() < 4.0 * want / np.sqrt(4000)
    assert abs(np.corrcoef(steps.T)[0, 1]) < 0.07


def test_noise_is_a_pure_function_of_seed_and_update() -> None:
    np.testing.assert_array_equal(normal_pair(3, 7), normal_pair(3, 7))
    seen = {tuple(normal_pair(seed, at)) for seed in range(5) for at in range(50)}
    assert len(seen) == 250


def test_a_ball_that_flies_off_stops_and_the_others_go_on() -> None:
    run = SurfaceRun(SURFACES["rosenbrock"], [ball(rate=1.0), ball(rate=1e-4)])
    run.advance(50)
    lost, fine = run.frame().balls
    assert lost.has_stopped
    assert np.isfinite(lost.path).all()
    assert len(fine.path) == 51
    run.seek(0)
    assert not run.frame().balls[0].has_stopped
    run.seek(50)
    # Past its end a change cannot bring it back.
    run.change(balls=[ball(rate=1e-300), ball(rate=1e-4)])
    run.advance(1)
    assert run.frame().balls[0].has_stopped
    run.seek(1)
    run.change(balls=[ball(rate=1e-4), ball(rate=1e-4)])
    run.advance(3)
    assert len(run.frame().balls[0].path) == 5


def test_a_run_of_stopped_balls_is_over() -> None:
    run = SurfaceRun(SURFACES["rosenbrock"], [ball(rate=1.0)])
    run.advance(MOST_UPDATES)
    assert run.is_over
    assert run.update < 50


def test_momentum_carries_on_over_what_stops_descent() -> None:
    surface = SURFACES["two_minima"]
    run = SurfaceRun(surface, [ball(), ball("momentum", 0.05, momentum=0.9)])
    run.advance(400)
    stuck, through = run.frame().balls
    near, deep = surface.minima[1], surface.minima[0]
    np.testing.assert_allclose(stuck.position, near, atol=1e-3)
    np.testing.assert_allclose(through.position, deep, atol=1e-3)


def test_what_cannot_run_is_refused() -> None:
    bowl = SURFACES["bowl"]
    with pytest.raises(PlaygroundError, match="got 0"):
        SurfaceRun(bowl, [])
    with pytest.raises(PlaygroundError, match="got 9"):
        SurfaceRun(bowl, [ball()] * 9)
    with pytest.raises(PlaygroundError, match="no update rule"):
        SurfaceRun(bowl, [ball("magic")])
    for spread, size in ((1.0, 0), (1.0, 101), (-1.0, 5), (float("nan"), 5)):
        with pytest.raises(PlaygroundError, match="batch size"):
            SurfaceRun(bowl, [ball()], spread=spread, batch_size=size)
    run = SurfaceRun(bowl, [ball()])
    with pytest.raises(PlaygroundError, match="0 … 0"):
        run.seek(1)
    with pytest.raises(PlaygroundError, match="at the start only"):
        run.change(balls=[ball(), ball()])
