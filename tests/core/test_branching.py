"""Events and branches: where they are recorded, and what is taken back."""

import pytest

import playground as pg
from playground.branching import gesture_of, is_by_hand
from playground.engines import REFERENCE
from playground.errors import PlaygroundError
from playground.events import EngineSwitch, SettingsChange
from playground.wiring import Wiring


@pytest.fixture
def run() -> pg.Run:
    run = pg.Run(
        pg.Settings.build(data="xor", samples=40, batch_size=6, engine=REFERENCE)
    )
    run.advance(10)
    return run


def test_an_event_at_the_end_makes_no_branch_and_a_keyframe(run: pg.Run) -> None:
    run.branching.happen(SettingsChange(run.settings.replace(l2=0.1)))
    assert list(run.timeline.branches) == [1]
    assert run.timeline.branch.keyframes[-1].update == 10
    # The keyframe stands before the event.
    assert run.timeline.branch.keyframes[-1].settings.l2 == 0.0


def test_an_event_in_the_past_makes_one(run: pg.Run) -> None:
    run.seek(4)
    run.edit([0], [1.0])
    assert list(run.timeline.branches) == [1, 2]
    assert not run.timeline.branches[1].events
    assert run.timeline.branches[1].furthest == 10


def test_edits_of_other_gestures_or_elsewhere_are_events_of_their_own(
    run: pg.Run,
) -> None:
    for gesture in (1, 1, 2, 0, 0):
        run.edit([0], [float(gesture)], gesture=gesture)
    events = run.timeline.branch.events
    assert [gesture_of(event) for _, event in events] == [1, 2, 0, 0]
    run.edit([0], [5.0], gesture=3)
    run.advance(1)
    run.edit([0], [6.0], gesture=3)
    assert len(events) == 6
    # Going back takes the whole gesture, from before its first edit on.
    assert run.branching.last_edit() == (10, 4)


def test_only_hands_are_undone(run: pg.Run) -> None:
    run.rewire(Wiring().with_locked([1]))
    run.change(l1=0.1)
    assert run.branching.last_edit() == (10, 0)
    assert not is_by_hand(SettingsChange(run.settings))
    assert not is_by_hand(EngineSwitch(REFERENCE))
    assert gesture_of(EngineSwitch(REFERENCE)) == 0


def test_a_branch_that_is_not_there_is_said(run: pg.Run) -> None:
    for act in (run.branching.find, run.branching.delete):
        with pytest.raises(PlaygroundError, match="no branch 7"):
            act(7)
    with pytest.raises(PlaygroundError, match="no branch 7"):
        run.branching.rename(7, "lost")


def test_a_name_and_a_bookmark(run: pg.Run) -> None:
    run.branching.rename(1, "first")
    assert run.timeline.branch.name == "first"
    assert run.timeline.branch.is_named
    run.branching.set_bookmark("here")
    run.seek(3)
    run.branching.set_bookmark("there")
    run.branching.set_bookmark("")
    run.branching.set_bookmark("")
    assert run.timeline.branch.bookmarks == {10: "here"}
