"""Schedules, clipping and early stopping as settings of a run."""

import numpy as np
import pytest

import playground as pg
from playground.engines import COMPILED, REFERENCE
from playground.errors import SettingsError
from playground.run import Run
from playground.schedules import SCHEDULES, rate_factors


def rate_factor(name: str, duration: int, update: int) -> float:
    return rate_factors(name, duration, update, 1)[0]


def make(engine: str = REFERENCE, **options: object) -> Run:
    choices = {"data": "moons", "samples": 40, "hidden": (3,), "engine": engine}
    return Run(pg.Settings.build(**{**choices, **options}))


@pytest.fixture(params=[REFERENCE, COMPILED])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == COMPILED:
        pytest.importorskip("numba")
    return str(request.param)


@pytest.mark.parametrize("schedule", list(SCHEDULES))
def test_a_scheduled_run_is_one_whose_rate_was_changed_by_hand(
    engine: str, schedule: str
) -> None:
    run = make(engine, schedule=schedule, schedule_updates=7, learning_rate=0.2)
    run.advance(20)
    twin = make(engine, learning_rate=0.2)
    for update in range(20):
        rate = 0.2 * rate_factor(schedule, 7, update)
        if rate == 0.0:
            # A rate of 0 is no rate; the parameters have to stay.
            break
        twin.change(learning_rate=rate)
        twin.step()
    assert np.allclose(run.params, twin.params, rtol=0, atol=1e-12)


def test_the_schedules_do_what_their_duration_says() -> None:
    assert rate_factor("step", 100, 99) == 1.0
    assert rate_factor("step", 100, 100) == 0.5
    assert rate_factor("exponential", 100, 100) == pytest.approx(np.exp(-1))
    assert rate_factor("cosine", 100, 50) == pytest.approx(0.5)
    assert rate_factor("cosine", 100, 500) == 0.0
    assert rate_factor("warm_up", 100, 49) == 0.5
    assert rate_factor("warm_up", 100, 500) == 1.0


def test_a_clipped_gradient_is_no_longer_than_it_may_be(engine: str) -> None:
    run = make(engine, clip_norm=0.01, learning_rate=0.5)
    before = run.params.copy()
    for _ in range(30):
        run.step()
        assert np.linalg.norm(run.params - before) <= 0.5 * 0.01 * (1 + 1e-9)
        before = run.params.copy()


def test_a_limit_that_is_never_reached_changes_nothing(engine: str) -> None:
    run, free = make(engine, clip_norm=1e6), make(engine)
    run.advance(50)
    free.advance(50)
    assert run.params.tobytes() == free.params.tobytes()


@pytest.mark.parametrize("rule", list(pg.OPTIMIZERS))
def test_an_opened_update_knows_schedule_and_clipping(rule: str) -> None:
    run = make(
        optimizer=rule, schedule="cosine", schedule_updates=50, clip_norm=0.05, l2=0.01
    )
    run.advance(9)
    trace = pg.explain(run)
    assert trace.clip < 1.0
    run.step()
    assert np.allclose(trace.new, run.params, rtol=0, atol=1e-12)
    for name in ("change.w[1][1,1]", "new.b[2][1]"):
        reason = trace.why(name)
        value = eval(reason.python, {"math": __import__("math")})
        assert value == pytest.approx(trace.value(name), rel=1e-12, abs=1e-12)


def test_training_ends_when_patience_does_and_can_go_on() -> None:
    run = make(patience=3, learning_rate=2.0, hidden=(6,), noise=1.5, samples=40)
    assert run.advance(100_000)
    assert "has not fallen for 3 evaluations" in run.notices[-1]
    losses = run.timeline.branch.history.view().column("test_loss")
    assert int(np.argmin(losses)) == len(losses) - 4
    stopped = run.update
    run.advance(5)
    assert run.update == stopped + 5


def test_without_patience_nothing_ends() -> None:
    run = make(learning_rate=2.0, noise=1.5)
    assert not run.advance(2000)
    assert run.update == 2000


def test_a_warm_up_may_be_written_as_people_write_it() -> None:
    written = pg.Settings.build(schedule="warm-up", schedule_updates=50)
    assert written == pg.Settings.build(schedule="warm_up", schedule_updates=50)
    with pytest.raises(SettingsError, match="got 'warm_down'"):
        pg.Settings.build(schedule="warm_down")
