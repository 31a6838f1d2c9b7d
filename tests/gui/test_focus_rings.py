"""The ring follows tabs, in whatever order the focus is told to come and go."""

import pytest
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from ui.widgets.focus_ring import FocusRings


@pytest.fixture
def rings(qapp: QApplication) -> FocusRings:
    found = qapp.findChild(FocusRings)
    return found or FocusRings(qapp)


def test_tabs_that_lose_a_focus_they_never_got_are_no_trouble(
    qtbot: QtBot, rings: FocusRings
) -> None:
    first, second = QTabBar(), QTabBar()
    for bar in (first, second):
        qtbot.addWidget(bar)
    rings.follow(first, None)
    rings.follow(None, first)
    rings.follow(None, first)
    rings.follow(second, first)
    assert rings.bar is first
    rings.follow(first, None)
    assert rings.bar is None
