"""A change in the past keeps the old future; edits are undone; no start is lost."""

import numpy as np
import pytest

from playground import timeline
from playground.errors import PlaygroundError, SettingsError
from playground.run import Run
from tests.core.travelled_runs import bits, changed_run, losses, small


def test_a_change_in_the_past_keeps_the_old_future_as_a_branch() -> None:
    run = changed_run("reference")
    final, history, first = bits(run), losses(run), run.timeline.branch.number
    run.seek(300)
    here = bits(run)
    run.change(learning_rate=0.5)
    assert run.timeline.branch.fork == 300
    assert run.timeline.branch.parent == first
    assert run.furthest == 300
    run.advance(100)
    other = bits(run)
    run.select_branch(first, 300)
    assert bits(run) == here
    run.select_branch(first, 700)
    assert bits(run) == final
    assert losses(run) == history
    run.select_branch(2, 400)
    assert bits(run) == other


def test_a_branch_has_the_bits_of_a_run_that_was_changed_at_once() -> None:
    run = Run(small())
    run.advance(300)
    run.seek(120)
    run.change(learning_rate=0.3)
    run.advance(100)
    twin = Run(small())
    twin.advance(120)
    twin.change(learning_rate=0.3)
    twin.advance(100)
    assert bits(run) == bits(twin)
    assert losses(run) == losses(twin)


def test_branching_off_on_purpose_changes_nothing() -> None:
    run = Run(small())
    run.advance(100)
    run.seek(40)
    here = bits(run)
    branch = run.branch("slower")
    assert bits(run) == here
    assert branch.name == "slower"
    assert (branch.fork, run.furthest) == (40, 40)
    assert run.timeline.branch is branch


def test_a_branch_goes_on_with_other_settings() -> None:
    run, plain = Run(small()), Run(small())
    run.advance(100)
    run.seek(40)
    branch = run.branch(learning_rate=0.3)
    assert (branch.fork, branch.parent, run.update) == (40, 1, 40)
    assert run.settings.learning_rate == 0.3
    run.advance(20)
    plain.advance(40)
    plain.change(learning_rate=0.3)
    plain.advance(20)
    assert bits(run) == bits(plain)
    run.select_branch(1)
    assert run.furthest == 100


def test_a_branch_with_settings_that_have_no_meaning_is_none() -> None:
    run = Run(small())
    run.advance(10)
    with pytest.raises(SettingsError):
        run.branch(learning_rate=-1.0)
    assert list(run.timeline.branches) == [1]


def test_branches_are_deleted_alone() -> None:
    run = Run(small())
    run.advance(100)
    run.seek(40)
    run.change(learning_rate=0.3)
    run.advance(30)
    with pytest.raises(PlaygroundError, match="current branch"):
        run.delete_branch(run.timeline.branch.number)
    run.delete_branch(1)
    end = bits(run)
    run.seek(0)
    run.seek(70)
    assert bits(run) == end
    with pytest.raises(PlaygroundError, match="no branch 1"):
        run.select_branch(1)


def test_undoing_an_edit_goes_back_to_the_update_where_it_was_made() -> None:
    run = Run(small())
    run.advance(80)
    before = bits(run)
    run.edit([1], [2.0])
    run.advance(50)
    edited = bits(run)
    run.undo_edit()
    assert bits(run) == before
    assert run.update == run.furthest == 80
    run.select_branch(1, 130)
    assert bits(run) == edited


def test_of_two_events_at_one_update_only_the_last_is_undone() -> None:
    run = Run(small())
    run.advance(20)
    run.edit([1], [2.0])
    once = bits(run)
    run.edit([2], [3.0])
    run.undo_edit()
    assert bits(run) == once
    with pytest.raises(PlaygroundError, match="nothing was edited"):
        Run(small()).undo_edit()


def test_an_edit_that_nothing_followed_is_undone_without_a_branch() -> None:
    run = Run(small())
    run.advance(80)
    before = bits(run)
    for value in (2.0, 3.0, 2.0):
        run.edit([1], [value])
        run.undo_edit()
        assert bits(run) == before
    assert list(run.timeline.branches) == [1]
    assert not run.timeline.view().branch.markers
    run.advance(30)
    plain = Run(small())
    plain.advance(110)
    assert bits(run) == bits(plain)
    assert losses(run) == losses(plain)


def test_settings_that_changed_after_an_edit_stay_as_a_branch() -> None:
    run = Run(small())
    run.advance(20)
    run.edit([1], [2.0])
    run.change(learning_rate=0.2)
    run.undo_edit()
    assert run.settings.learning_rate == small().learning_rate
    run.select_branch(1)
    assert run.settings.learning_rate == 0.2


def test_a_drag_is_one_edit_and_settings_are_not_undone_with_it() -> None:
    run = Run(small())
    run.advance(20)
    before = bits(run)
    for value in (0.1, 0.2, 0.3):
        run.edit([1], [value], gesture=5)
    assert len(run.timeline.branch.events) == 1
    run.advance(5)
    run.edit([1], [0.4], gesture=5)
    run.advance(5)
    run.change(learning_rate=0.2)
    run.undo_edit()
    assert bits(run) == before


def test_only_finite_numbers_are_set_by_hand() -> None:
    run = Run(small())
    with pytest.raises(PlaygroundError, match="finite"):
        run.edit([0], [np.nan])
    assert not run.timeline.branch.events


def test_starting_over_loses_nothing() -> None:
    run = Run(small())
    start = bits(run)
    run.advance(50)
    run.reset(run.settings)
    assert bits(run) == start
    assert run.furthest == 50
    run.start_over(small(seed=3))
    assert len(run.timeline.branches) == 2
    assert bits(run) == bits(Run(small(seed=3)))
    run.select_branch(1, 50)
    assert run.update == 50
    run.change(learning_rate=0.3)
    run.reset(run.settings)
    assert bits(run) == bits(Run(small(learning_rate=0.3)))
    assert len(run.timeline.branches) == 3


def test_a_start_that_was_set_by_hand_is_the_start_to_go_back_to() -> None:
    run = Run(small())
    run.edit([0, 1], [0.5, -0.5])
    start = bits(run)
    run.advance(30)
    run.reset(run.settings)
    assert bits(run) == start
    assert run.furthest == 30


def test_the_oldest_starts_give_way_and_named_ones_stay() -> None:
    run = Run(small())
    run.advance(1)
    run.set_bookmark("keep me")
    for seed in range(timeline.MOST_BRANCHES + 5):
        run.start_over(small(seed=seed))
    assert len(run.timeline.branches) == timeline.MOST_BRANCHES
    assert 1 in run.timeline.branches
    assert 2 not in run.timeline.branches
