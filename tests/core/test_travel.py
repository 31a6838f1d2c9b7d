"""Going to recorded updates: how near, through which events, with which losses."""

import numpy as np
import pytest

import playground as pg
from playground.engines import REFERENCE


@pytest.fixture
def run() -> pg.Run:
    """40 updates with a keyframe every 8 and a change at 20."""
    run = pg.Run(
        pg.Settings.build(data="xor", samples=40, batch_size=6, engine=REFERENCE)
    )
    run.timeline.branch.spacing = 8
    run.advance(20)
    run.change(learning_rate=0.5)
    run.advance(20)
    return run


def test_it_comes_as_near_as_is_had_without_computing(run: pg.Run) -> None:
    frames = [frame.update for frame in run.timeline.branch.keyframes]
    for update in (0, 7, 8, 19, 20, 33, 40):
        run.travel.approach(update)
        assert run.update == max(frame for frame in frames if frame <= update)


def test_it_stays_where_that_is_nearer(run: pg.Run) -> None:
    run.seek(10)
    run.travel.approach(12)
    assert run.update == 10


def test_settings_are_those_after_the_events_of_a_place(run: pg.Run) -> None:
    first = run.travel.first_settings()
    run.travel.go_back_before(20)
    assert (run.update, run.settings) == (20, first)
    run.travel.perform_events(20)
    assert run.settings.learning_rate == 0.5
    run.travel.go_to_start()
    assert (run.update, run.settings) == (0, first)


def test_a_change_at_the_start_is_part_of_it(run: pg.Run) -> None:
    run.start_over(run.settings)
    run.change(learning_rate=0.25)
    assert run.travel.first_settings().learning_rate == 0.25


def test_the_losses_on_the_way_are_those_of_the_first_time(run: pg.Run) -> None:
    history = run.timeline.branch.history.losses
    known = history.low.view()[: history.count].copy()
    found: list[np.ndarray] = []
    run.travel.go_back_before(3)
    run.travel.walk(29, found.append)
    np.testing.assert_array_equal(np.concatenate(found), known[3:29])
    # Nothing was recorded on the way.
    assert history.count == run.furthest == 40
