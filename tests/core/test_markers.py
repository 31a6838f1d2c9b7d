from playground.markers import Marker
from playground.run import Run
from playground.settings import Settings


def small() -> Run:
    return Run(
        Settings.build(
            data="xor", samples=40, hidden=(2,), learning_rate=0.03, engine="reference"
        )
    )


def markers(run: Run) -> tuple[Marker, ...]:
    return run.timeline.view().branch.markers


def test_markers_say_what_changed_since_the_event_before() -> None:
    run = small()
    assert markers(run) == ()
    run.advance(3)
    run.change(learning_rate=0.3)
    assert markers(run) == (Marker(3, "settings", ("learning_rate",)),)
    run.advance(2)
    run.change(learning_rate=0.03, l2=0.1)
    run.edit([0], [1.0], "w")
    run.change(l2=0.0)
    assert markers(run)[1:] == (
        Marker(5, "settings", ("l2", "learning_rate")),
        Marker(5, "edit", ("w",)),
        Marker(5, "settings", ("l2",)),
    )


def test_edit_of_the_same_gesture_takes_the_place_of_the_last() -> None:
    run = small()
    run.change(l2=0.1)
    run.edit([0], [1.0], "first", gesture=7)
    before = run.timeline.view().branch
    run.edit([1], [1.0], "second", gesture=7)
    after = run.timeline.view().branch
    assert [one.what for one in after.markers] == [("l2",), ("second",)]
    assert before.digest != after.digest


def test_branch_has_the_markers_of_its_own_past() -> None:
    run = small()
    run.change(l2=0.1)
    run.advance(5)
    run.change(l2=0.2)
    parent = run.timeline.view().branch
    run.seek(3)
    run.change(l2=0.3)
    child = run.timeline.view().branch
    assert [one.update for one in parent.markers] == [0, 5]
    assert [one.update for one in child.markers] == [0, 3]


def test_a_picture_makes_no_marker_again() -> None:
    # Sixty pictures a second are taken, of runs with thousands of events.
    run = small()
    for rate in (0.1, 0.2, 0.3):
        run.change(learning_rate=rate)
        run.advance(1)
    first = run.timeline.view().branch
    run.advance(10)
    again = run.timeline.view().branch
    assert again.markers is first.markers
    run.change(learning_rate=0.4)
    longer = run.timeline.view().branch
    assert all(a is b for a, b in zip(first.markers, longer.markers, strict=False))
    assert len(longer.markers) == 4
