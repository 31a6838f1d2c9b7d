"""The state of the stage mode: where one stands inside an update."""

import pytest

import playground as pg
from playground.update_trace import UpdateTrace
from tests.gui.staged import opened_update, settings
from ui.stage_mode import StageMode


@pytest.fixture
def trace() -> UpdateTrace:
    return opened_update()


def test_it_walks_through_all_stages_and_then_asks_for_the_update(
    trace: UpdateTrace,
) -> None:
    mode = StageMode()
    mode.enter()
    assert mode.stage is None
    assert not mode.go_on()
    mode.take(trace)
    assert mode.update == 4
    seen = [mode.stage]
    while not mode.is_last:
        assert not mode.go_on()
        seen.append(mode.stage)
    assert tuple(seen) == trace.stages
    assert mode.go_on()
    # Nothing moves, and nothing is asked for twice, before the next trace is there.
    assert not mode.go_on()
    assert not mode.go_back()
    assert mode.is_last
    mode.take(trace)
    assert mode.awaited_from == 3


def test_after_the_update_the_next_one_opens_at_its_first_stage() -> None:
    run = pg.Run(settings())
    mode = StageMode()
    mode.enter()
    mode.take(pg.explain(run))
    mode.go_to(len(mode.stages) - 1)
    assert mode.go_on()
    run.step()
    mode.take(pg.explain(run))
    assert (mode.update, mode.place) == (2, 0)
    assert mode.go_back()
    run.seek(0)
    mode.take(pg.explain(run))
    assert (mode.update, mode.is_last) == (1, True)


def test_there_is_nothing_before_the_first_stage_of_the_first_update() -> None:
    mode = StageMode()
    mode.enter()
    mode.take(pg.explain(pg.Run(settings())))
    assert mode.is_first_of_all
    assert not mode.go_back()


def test_a_sample_keeps_the_stage_and_the_next_update(trace: UpdateTrace) -> None:
    mode = StageMode()
    mode.enter()
    mode.take(trace)
    mode.go_on()
    mode.look_at(5)
    assert mode.place == 1
    assert mode.trace is not None
    assert mode.trace.sample == 5
    mode.take(trace)
    assert mode.trace.sample == 5
    mode.look_at(10_000)
    assert mode.sample == len(trace.plan.x) - 1
    mode.look_at(None)
    assert mode.trace is trace


def test_what_could_not_be_made_is_waited_for_no_longer(trace: UpdateTrace) -> None:
    mode = StageMode()
    mode.enter()
    mode.take(trace)
    mode.go_to(len(mode.stages) - 1)
    assert mode.go_on()
    mode.give_up()
    assert mode.go_on()
    mode.leave()
    assert (mode.is_on, mode.stage, mode.awaited_from) == (False, None, None)
