"""Nothing jumps under the eyes: not when the pages come, not when training begins."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.opening import CIRCLES
from ui.app import create_window
from ui.language import LANGUAGE
from ui.main_window import MainWindow
from ui.pages import Pages

WAIT = 30_000


@pytest.fixture(params=[("en", 1440, 900), ("zh", 1280, 800), ("en", 1024, 700)])
def opening_window(
    request: pytest.FixtureRequest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window with its first picture, whose pages wait to be asked for."""
    language, width, height = request.param
    LANGUAGE.choose(language)
    with monkeypatch.context() as patch:
        patch.setattr(Pages, "begin", lambda _: None)
        window = create_window(CIRCLES)
        window.resize(width, height)
        window.show()
        qtbot.waitUntil(lambda: window.frame is not None, timeout=WAIT)
    try:
        yield window
    finally:
        window.documents.is_closing = True
        window.close()
        window.deleteLater()


def places(window: MainWindow) -> dict[QWidget, QRect]:
    """Return where everything is that can be seen, but for words in the lowest line."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    line, bar = window.status_line, window.statusBar()
    steady = (line.engine, line.seed)
    return {
        widget: QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.window() is window
        if widget in steady or not bar.isAncestorOf(widget)
    }


def moved(
    before: dict[QWidget, QRect], after: dict[QWidget, QRect]
) -> dict[str, tuple[QRect, QRect]]:
    return {
        repr(widget): (rect, after[widget])
        for widget, rect in before.items()
        if widget in after and after[widget] != rect
    }


def test_nothing_moves_when_the_pages_come_and_when_training_begins(
    qtbot: QtBot, opening_window: MainWindow
) -> None:
    window = opening_window
    first = places(window)
    window.pages.begin()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    ready = places(window)
    assert not moved(first, ready)
    window.actions_by_key["play"].trigger()
    qtbot.waitUntil(
        lambda: (
            window.frame is not None
            and window.frame.update > 0
            and window.trainer.playing
            and bool(window.status_line.speed.text())
        ),
        timeout=WAIT,
    )
    trains = places(window)
    assert not moved(ready, trains)
    assert trains.keys() == ready.keys()


def test_the_lessons_open_as_soon_as_they_are_there(
    qtbot: QtBot, opening_window: MainWindow
) -> None:
    window = opening_window
    window.actions_by_key["lessons"].trigger()
    assert not window.has_pages
    window.pages.begin()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    qtbot.waitUntil(lambda: window.lessons.panel is not None, timeout=WAIT)


def test_another_language_and_back_leave_everything_where_it_was(
    qtbot: QtBot, opening_window: MainWindow
) -> None:
    window = opening_window
    window.pages.begin()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    before, here = places(window), LANGUAGE.choice
    LANGUAGE.choose("en" if here == "zh" else "zh")
    qtbot.waitUntil(lambda: bool(moved(before, places(window))), timeout=WAIT)
    LANGUAGE.choose(here)
    qtbot.waitUntil(lambda: not moved(before, places(window)), timeout=WAIT)
