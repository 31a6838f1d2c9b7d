"""A timeline with thousands of events is painted as quickly as one with a hundred."""

import itertools
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Frame, Probe, take_frame
from playground.markers import Marker
from playground.timeline import TimelineView
from ui.canvas import timeline_paint, timeline_spots
from ui.canvas.timeline_canvas import TimelineCanvas
from ui.canvas.timeline_spots import MARKER_PITCH

FURTHEST = 100_000


def frame_of(updates: list[int]) -> Frame:
    """Return a frame of a long run with an event at each of these updates."""
    run = pg.Run(pg.Settings.build(data="xor", samples=40, hidden=(2,)))
    frame = take_frame(run, Probe(resolution=4))
    markers = tuple(Marker(update, "settings", ("momentum",)) for update in updates)
    branch = replace(frame.timeline.branch, markers=markers, furthest=FURTHEST)
    timeline = TimelineView(branch.number, (branch,))
    return replace(frame, timeline=timeline, update=FURTHEST, furthest=FURTHEST)


def canvas_of(qtbot: QtBot, frame: Frame) -> TimelineCanvas:
    canvas = TimelineCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(700, 60)
    canvas.show_frame(frame)
    return canvas


def test_markers_that_are_far_apart_are_all_drawn(qtbot: QtBot) -> None:
    frame = frame_of([0, 30_000, 31_000, FURTHEST])
    canvas = canvas_of(qtbot, frame)
    shown = canvas.visible_markers(frame.timeline.branch)
    assert [marker.update for _, marker in shown] == [0, 30_000, 31_000, FURTHEST]
    for x, marker in shown:
        assert x == pytest.approx(canvas.x_of(marker.update))


def test_of_thousands_no_more_are_drawn_than_there_is_room_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = []
    describe = timeline_paint.describe_marker

    def count(kind: str, what: tuple[str, ...]) -> str:
        described.append(kind)
        return describe(kind, what)

    frame = frame_of(list(range(0, FURTHEST, 20)))
    canvas = canvas_of(qtbot, frame)
    shown = canvas.visible_markers(frame.timeline.branch)
    assert len(shown) <= canvas.width() / MARKER_PITCH + 1
    assert shown[0][1].update == 0
    places = [x for x, _ in shown]
    gaps = [right - left for left, right in itertools.pairwise(places)]
    assert max(gaps) < 3 * MARKER_PITCH
    monkeypatch.setattr(timeline_paint, "describe_marker", count)
    canvas.grab()
    # All events are of one kind, so their words are measured once.
    assert len(described) == 1


def test_the_next_frame_shows_what_came(qtbot: QtBot) -> None:
    canvas = canvas_of(qtbot, frame_of([0]))
    frame = frame_of([0, 50_000])
    canvas.show_frame(frame)
    assert len(canvas.visible_markers(frame.timeline.branch)) == 2


def test_of_thousands_only_the_one_under_the_hand_is_put_into_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = frame_of(list(range(0, FURTHEST, 20)))
    canvas = canvas_of(qtbot, frame)
    described = []
    describe = timeline_spots.describe_marker

    def count(kind: str, what: tuple[str, ...]) -> str:
        described.append(kind)
        return describe(kind, what)

    monkeypatch.setattr(timeline_spots, "describe_marker", count)
    spot = canvas.spot_under(canvas.x_of(50_000))
    assert spot is not None
    assert spot.update == 50_000
    assert len(described) == 1


def test_a_bookmark_and_an_event_are_found_where_they_lie(qtbot: QtBot) -> None:
    frame = frame_of([0, 50_000])
    branch = replace(frame.timeline.branch, bookmarks=((80_000, "here"),))
    timeline = TimelineView(branch.number, (branch,))
    canvas = canvas_of(qtbot, replace(frame, timeline=timeline))
    found = [canvas.spot_under(canvas.x_of(one) + 2) for one in (50_000, 80_000)]
    assert [spot.update for spot in found if spot is not None] == [50_000, 80_000]
    assert canvas.spot_under(canvas.x_of(30_000)) is None
