"""A question leaves nothing behind: its box goes at a moment that Qt chooses."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ui.preferences import Preferences
from ui.questions import FileQuestions


def test_a_question_that_was_answered_goes(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    buttons = QMessageBox.StandardButton
    # Nobody presses anything in a test: the box is answered with Discard.
    answer = FileQuestions(window, Preferences()).ask(
        f"{tmp_path.name} has changes", buttons.Discard | buttons.Cancel
    )
    assert answer == buttons.Discard
    assert len(window.findChildren(QMessageBox)) == 1
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.findChildren(QMessageBox)
