"""Keyframes of all branches share one room, and events keep what they need of it."""

from collections.abc import Callable

import numpy as np
import pytest

from playground import timeline
from playground.run import Run
from tests.core.small_runs import make_run

ROOM = 30_000


def with_many_keyframes(run: Run, count: int = 40) -> None:
    """Change the rate again and again: each change has a keyframe."""
    for number in range(count):
        run.advance(1)
        run.change(learning_rate=0.01 + 1e-4 * number)


def new_start(run: Run) -> None:
    run.start_over(run.settings.replace(seed=run.settings.seed + 1))


def fork(run: Run) -> None:
    run.branch()


@pytest.mark.parametrize("leave", [new_start, fork])
def test_many_branches_take_no_more_room_than_one(
    leave: Callable[[Run], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "KEYFRAME_BYTES", ROOM)
    monkeypatch.setattr(timeline, "LEAST_KEYFRAMES", 2)
    run = make_run(optimizer="adam")
    for _ in range(6):
        with_many_keyframes(run)
        leave(run)
    frames = [f for b in run.timeline.branches.values() for f in b.keyframes]
    assert sum(frame.size for frame in frames) <= ROOM
    end = run.furthest
    params = run.params.copy()
    run.seek(0)
    run.seek(end)
    np.testing.assert_array_equal(run.params, params)


@pytest.mark.parametrize("most", [8, 9, 10, 11])
def test_edits_are_undone_one_by_one_whatever_keyframes_were_dropped(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "MOST_KEYFRAMES", most)
    run = make_run()
    for number in range(30):
        run.advance(1)
        before = run.params.copy()
        run.edit([0], [0.1 + number])
        run.edit([1], [0.2 + number])
        run.undo_edit()
        run.undo_edit()
        np.testing.assert_array_equal(run.params, before)
        run.edit([2], [0.3])


def test_an_edit_in_the_past_beside_an_older_one_is_undone_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline, "MOST_KEYFRAMES", 8)
    run = make_run()
    with_many_keyframes(run, 5)
    before = run.params.copy()
    run.edit([0], [3.0])
    # Of so many keyframes that of the edit is dropped.
    with_many_keyframes(run, 30)
    assert 5 not in [frame.update for frame in run.timeline.branch.keyframes]
    run.seek(5)
    run.edit([1], [4.0])
    run.undo_edit()
    assert run.params[0] == 3.0
    run.undo_edit()
    np.testing.assert_array_equal(run.params, before)
