"""The timeline as it is painted: branches have rows, and rows have room."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Frame, Probe, take_frame
from ui import type_scale
from ui.canvas.timeline_canvas import TimelineCanvas
from ui.canvas.timeline_layout import DRAWN_BRANCHES, LABEL_HEIGHT


@pytest.fixture
def frame() -> Frame:
    run = pg.Run(pg.Settings.build(data="xor", samples=40, hidden=(2,)))
    run.advance(40)
    for update in (30, 25, 20, 15, 10, 5):
        run.seek(update)
        run.branch()
    return take_frame(run, Probe(resolution=4))


@pytest.mark.parametrize("height", [36, 46, 60, 90])
def test_branches_never_lie_over_the_labels(
    qtbot: QtBot, frame: Frame, height: int
) -> None:
    canvas = TimelineCanvas()
    qtbot.addWidget(canvas)
    canvas.show_frame(frame)
    canvas.resize(600, height)
    rows = len(canvas.other_branches())
    labels = canvas.height() - type_scale.whole(LABEL_HEIGHT)
    assert all(canvas.branch_y(row) + 2 <= labels for row in range(rows))
    assert canvas.track().bottom() <= labels
    # The newest are the ones that are drawn.
    others = [branch.number for branch in frame.timeline.branches][:-1]
    shown = [branch.number for branch in canvas.other_branches()]
    assert shown == others[len(others) - rows :]


def test_as_many_branches_are_drawn_as_it_wants_room_for(
    qtbot: QtBot, frame: Frame
) -> None:
    canvas = TimelineCanvas()
    qtbot.addWidget(canvas)
    wanted = canvas.sizeHint()
    canvas.show_frame(frame)
    # Else the window would jump with each new start.
    assert canvas.sizeHint() == wanted
    canvas.resize(600, wanted.height())
    assert len(canvas.other_branches()) == DRAWN_BRANCHES
    canvas.resize(600, 36)
    assert len(canvas.other_branches()) < DRAWN_BRANCHES


def test_a_click_on_a_branch_does_not_go_through_time(
    qtbot: QtBot, frame: Frame
) -> None:
    canvas = TimelineCanvas()
    qtbot.addWidget(canvas)
    canvas.show_frame(frame)
    canvas.resize(600, canvas.sizeHint().height())
    clicked, sought = [], []
    canvas.branch_clicked.connect(clicked.append)
    canvas.sought.connect(sought.append)
    branch = canvas.other_branches()[0]
    place = QPoint(round(canvas.x_of(branch.fork)), round(canvas.branch_y(0)))
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=place)
    move(canvas, place + QPoint(3, 0))
    qtbot.mouseRelease(canvas, left, pos=place)
    assert clicked == [branch.number]
    assert sought == []
    track = canvas.track().center().toPoint()
    qtbot.mousePress(canvas, left, pos=track)
    move(canvas, track + QPoint(90, 0))
    assert len(sought) == 2


def move(canvas: TimelineCanvas, place: QPoint) -> None:
    """Move the mouse with its left button held."""
    left = Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    at, there = place.toPointF(), canvas.mapToGlobal(place).toPointF()
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, there, left, left, none)
    canvas.mouseMoveEvent(event)
