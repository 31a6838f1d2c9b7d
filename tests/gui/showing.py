"""Puts widgets into an open window, for tests that click and type."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.number_field import NumberChoice, NumberField

Show = Callable[..., QWidget]


def shower(qtbot: QtBot) -> Show:
    """Return what puts widgets into an open window, and keeps it."""
    windows = []

    def show_widgets(*widgets: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        layout = QVBoxLayout(window)
        for widget in widgets:
            layout.addWidget(widget)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show_widgets


def retype(qtbot: QtBot, field: NumberField | NumberChoice, words: str) -> None:
    field.setFocus()
    line = field.field if isinstance(field, NumberChoice) else field
    line.selectAll()
    qtbot.keyClicks(field, words)
