"""Dialogs open as large as they were meant to, and no larger than the screen."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from ui import type_scale
from ui.dialogs.table import TableDialog


@pytest.fixture
def dialog(qtbot):
    made = TableDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def room(widget: QWidget) -> QSize:
    return widget.screen().availableSize()


def test_a_dialog_with_wrapping_words_opens_as_high_as_was_asked(dialog):
    asked = QSize(type_scale.whole(760), type_scale.whole(560))
    assert dialog.size() == asked.boundedTo(room(dialog))


def test_no_dialog_opens_larger_than_the_screen(qtbot):
    window = QDialog()
    qtbot.addWidget(window)
    type_scale.open_at(window, 100_000, 300)
    assert window.width() == room(window).width()
    assert window.height() == type_scale.whole(300)
