"""A question leaves nothing behind: its box goes at a moment that Qt chooses."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ui.preferences import Preferences
from ui.questions import FileQuestions, with_suffix


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


def test_a_file_that_nobody_named_is_not_replaced_unasked(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    questions, asked = FileQuestions(window, Preferences()), []

    def refuse(_: FileQuestions, sentence: str, buttons: object) -> int:
        asked.append(sentence)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(FileQuestions, "ask", refuse)
    chosen = tmp_path / "picture.v2"
    path = with_suffix(chosen, ".png", ".svg")
    assert path == tmp_path / "picture.v2.png"
    assert questions.may_write(chosen, path)
    path.write_bytes(b"precious")
    assert not questions.may_write(chosen, path)
    assert str(path) in asked[0]
    # The dialog asked about the name that was chosen.
    assert with_suffix(path, ".svg", ".png") == path
    assert questions.may_write(path, path)
