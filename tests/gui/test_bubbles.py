"""The first steps: they point at the window, and take neither focus nor keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from tests.gui.opening import Opening
from tests.gui.starting import run_program
from ui.labels import text
from ui.main_window import MainWindow
from ui.tour_bubbles import RING, STOPS, TourBubbles, place_bubble

WAIT = 10_000


@pytest.fixture
def opening() -> Opening:
    return Opening(pg.Settings.build(engine=REFERENCE), active=True)


def begun(window: MainWindow) -> TourBubbles:
    window.actions_by_key["first_steps"].trigger()
    bubbles = window.guidance.bubbles
    assert bubbles is not None
    assert bubbles.bubble.isVisible()
    return bubbles


def target_rect(bubbles: TourBubbles) -> QRect:
    target = bubbles.target
    assert target is not None
    corner = target.mapTo(bubbles.window_part, target.rect().topLeft())
    return QRect(corner, target.size())


def test_a_bubble_stands_beside_its_target() -> None:
    room, size = QRect(0, 0, 1000, 700), QSize(300, 150)
    middle = QRect(400, 300, 100, 50)
    assert place_bubble(size, middle, room).left() > middle.right()
    at_right = QRect(850, 300, 100, 50)
    assert place_bubble(size, at_right, room).right() < at_right.left()
    wide = QRect(10, 10, 980, 60)
    assert place_bubble(size, wide, room).top() > wide.bottom()
    low = QRect(10, 600, 980, 90)
    assert place_bubble(size, low, room).bottom() < low.top()
    # Nowhere beside it: still whole.
    assert room.contains(place_bubble(size, room, room))


def test_the_tour_takes_no_focus_and_no_key(qtbot: QtBot, window: MainWindow) -> None:
    control = window.training.optimizer
    control.setFocus()
    bubbles = begun(window)
    assert QApplication.focusWidget() is control
    window.setFocus()

    # Every stop is pointed at and not covered, at each size.
    for place, stop in enumerate(STOPS):
        assert bubbles.place == place
        assert bubbles.bubble.title.text() == text(f"bubbles.{stop.key}_title")
        for size in ((1440, 900), (1024, 700), (1280, 800)):
            window.resize(*size)
            qtbot.waitUntil(
                lambda: (
                    bubbles.ring.geometry()
                    == target_rect(bubbles).adjusted(-RING, -RING, RING, RING)
                )
            )
            bubble = bubbles.bubble.geometry()
            assert window.rect().contains(bubble)
            assert not bubble.intersects(target_rect(bubbles))
            assert not bubbles.bubble.arrow().isEmpty()
        if place + 1 < len(STOPS):
            qtbot.mouseClick(bubbles.bubble.next, Qt.MouseButton.LeftButton)
            assert QApplication.focusWidget() is not bubbles.bubble.next
    assert not bubbles.bubble.skip.isVisible()

    # Space plays, and the arrows step, while it is open.
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    assert bubbles.is_open
    update = window.frame.update if window.frame else 0
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update > update, timeout=WAIT
    )
    assert bubbles.is_open

    # Behind another tab it hides; the last button ends it.
    qtbot.mouseClick(bubbles.bubble.next, Qt.MouseButton.LeftButton)
    assert not bubbles.is_open
    assert not bubbles.ring.isVisible()

    # Esc does what it does in the window, and skips the rest.
    bubbles = begun(window)
    window.center.show_page(window.race)
    assert not bubbles.bubble.isVisible()
    window.center.show_page(window.network)
    assert bubbles.bubble.isVisible()
    qtbot.keyClick(window.network.view, Qt.Key.Key_Escape)
    assert not bubbles.is_open
    bubbles = begun(window)
    qtbot.mouseClick(bubbles.bubble.skip, Qt.MouseButton.LeftButton)
    assert not bubbles.is_open


TELL = """
bubbles = window.guidance.bubbles
print("bubbles", bubbles is not None and bubbles.is_open)
window.actions_by_key["quit"].trigger()
"""


def test_it_begins_by_itself_once(tmp_path: Path) -> None:
    for begins in (True, False):
        ended = run_program(TELL, tmp_path)
        assert ended.returncode == 0, ended.stderr
        assert f"bubbles {begins}" in ended.stdout


def test_a_window_that_is_made_by_others_has_none(window: MainWindow) -> None:
    assert window.guidance.bubbles is None
