"""One always sees which control has the keyboard, and Tab comes to all of them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from tests.gui.controls import focusable, states
from tests.gui.seen_focus import changed_pixels, seen, stops
from ui import theme
from ui.app import create_window
from ui.main_window import MainWindow
from ui.widgets.focus_ring import FocusRing
from ui.widgets.segmented import Segmented
from ui.widgets.tile_grid import TileGrid

WAIT = 20_000
TAB = Qt.FocusReason.TabFocusReason
# Of a large picture so much of a frame is enough.
MOST_NEEDED = 300
DIALOGS = (
    *("shortcuts", "check_gradient", "history", "preferences", "save_picture"),
    "make_film",
)


def show(qtbot: QtBot, page: QWidget) -> None:
    """Open a window and wait until it has the keyboard."""
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = create_window(pg.Settings.build(hidden=(3, 2), engine=REFERENCE))
    window.resize(1440, 900)
    show(qtbot, window)
    qtbot.waitUntil(lambda: window.has_pages and window.frame is not None, timeout=WAIT)
    yield window
    window.close()
    window.deleteLater()


def invisible(window: QWidget, known: set[int]) -> list[str]:
    """Return the controls at which one does not see that they have the keyboard."""
    found = []
    for widget in stops(window):
        if id(widget) in known:
            continue
        known.add(id(widget))
        size = seen(window, widget).size()
        needed = min(size.width() + size.height(), MOST_NEEDED)
        pixels = changed_pixels(window, widget)
        if pixels < max(needed, 1):
            name = widget.accessibleName()
            found.append(f"{type(widget).__name__} {name!r}: {pixels} of {needed}")
    return found


def not_reached(window: QWidget) -> list[str]:
    """Return the controls that Tab does not come to."""
    reached = set(stops(window))
    # One of a group has the keyboard; arrows lead to the others.
    groups = {
        widget.parentWidget()
        for widget in reached
        if isinstance(widget.parentWidget(), (Segmented, TileGrid))
    }
    return [
        f"{type(widget).__name__} {widget.accessibleName()!r}"
        for widget in focusable(window)
        if widget not in reached
        and widget.isEnabled()
        and widget.parentWidget() not in groups
    ]


def test_tab_comes_to_everything_and_one_sees_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    known: set[int] = set()
    stages = window.network.stages
    for change in states(window):
        change()
        QApplication.processEvents()
        # What an update says comes from the other thread.
        qtbot.waitUntil(
            lambda: not stages.is_on or stages.mode.stage is not None, timeout=WAIT
        )
        assert not_reached(window) == []
        assert invisible(window, known) == []
    assert len(known) > 100


@pytest.mark.parametrize("ground", ["dark", "contrast_light", "contrast_dark"])
def test_one_sees_it_in_every_theme(
    qtbot: QtBot, window: MainWindow, ground: str
) -> None:
    theme.APPEARANCE.choose(ground)
    assert invisible(window, set()) == []
    window.probing.look_inside()
    qtbot.waitUntil(lambda: window.network.stages.mode.stage is not None, timeout=WAIT)
    assert invisible(window, set()) == []


def test_one_sees_it_in_every_dialog(qtbot: QtBot, window: MainWindow) -> None:
    for key in DIALOGS:
        before = set(QApplication.topLevelWidgets())
        window.actions_by_key[key].trigger()
        QApplication.processEvents()
        opened = set(QApplication.topLevelWidgets()) - before
        dialogs = [widget for widget in opened if widget.isVisible()]
        assert dialogs, f"{key} opened nothing"
        for dialog in dialogs:
            show(qtbot, dialog)
            assert invisible(dialog, set()) == [], key
            dialog.close()


def test_who_is_scrolled_away_comes_into_view(qtbot: QtBot) -> None:
    page, column = QWidget(), QWidget()
    qtbot.addWidget(page)
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    outside, inside = QPushButton("outside"), [QPushButton(str(n)) for n in range(30)]
    rows = QVBoxLayout(column)
    for button in inside:
        rows.addWidget(button)
    area.setWidget(column)
    whole = QVBoxLayout(page)
    whole.addWidget(outside)
    whole.addWidget(area)
    page.resize(200, 200)
    show(qtbot, page)
    outside.setFocus(TAB)
    qtbot.waitUntil(lambda: seen(page, inside[-1]).isEmpty())
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: seen(page, inside[0]).isEmpty())
    qtbot.keyClick(outside, Qt.Key.Key_Tab)
    assert inside[0].hasFocus()
    assert seen(page, inside[0]).size() == inside[0].size()
    ring = page.findChild(FocusRing)
    assert ring is not None
    assert ring.geometry().contains(seen(page, inside[0]))
    # It goes where its control goes, and not farther.
    bar.setValue(bar.maximum())
    assert ring.isHidden()
    bar.setValue(0)
    assert ring.isVisible()
    assert ring.geometry().contains(seen(page, inside[0]))


def test_a_tab_is_ringed_and_not_the_bar(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    bar = QTabBar(page)
    for name in ("one", "another", "the last"):
        bar.addTab(name)
    bar.setGeometry(10, 10, 380, 40)
    page.resize(400, 100)
    show(qtbot, page)
    bar.setFocus(TAB)
    for place in (0, 2):
        bar.setCurrentIndex(place)
        ring = page.findChild(FocusRing)
        assert ring is not None
        tab = bar.tabRect(place).translated(bar.pos())
        assert ring.geometry().contains(tab)
        assert ring.width() < tab.width() + 10


def test_a_click_rings_nothing(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    button = QPushButton("press", page)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.resize(300, 100)
    show(qtbot, page)
    page.setFocus()
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    rings = [ring for ring in page.findChildren(FocusRing) if ring.isVisible()]
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert button.hasFocus()
    assert rings == []


def test_a_hidden_ring_is_found(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pixels say that focus cannot be seen where it cannot."""
    monkeypatch.setattr("ui.widgets.focus_ring.wants_ring", lambda _: False)
    page = QWidget()
    page.setStyleSheet("QPushButton:focus { border-color: palette(window); }")
    qtbot.addWidget(page)
    button = QPushButton("plain", page)
    button.setStyleSheet("QPushButton, QPushButton:focus { border: none; }")
    page.resize(200, 80)
    show(qtbot, page)
    assert QColor(theme.current().focus).isValid()
    assert len(invisible(page, set())) == 1
