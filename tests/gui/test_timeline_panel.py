"""The timeline panel: what is asked about, and what its menu leaves behind."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Probe, take_frame
from ui.labels import sentence
from ui.panels.timeline import BUTTONS, TimelinePanel


@pytest.fixture
def panel(qtbot: QtBot) -> TimelinePanel:
    run = pg.Run(pg.Settings.build(data="xor", samples=40, hidden=(2,)))
    run.advance(40)
    run.seek(20)
    run.branch()
    run.seek(12)
    panel = TimelinePanel({key: QAction(key) for key in BUTTONS})
    qtbot.addWidget(panel)
    panel.show_frame(take_frame(run, Probe(resolution=4)))
    return panel


def test_a_bookmark_lies_where_the_question_says(
    panel: TimelinePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    panel.sought.connect(told.append)
    panel.bookmarked.connect(told.append)
    panel.branched_off.connect(told.append)
    questions = []

    def answer(*words: object, **_: object) -> tuple[str, bool]:
        # Training must not go on while somebody thinks of a name.
        assert told[-1] == 12
        questions.append(words[-1])
        return "here", True

    monkeypatch.setattr(QInputDialog, "getText", answer)
    panel.ask_bookmark()
    panel.ask_branch()
    assert "12" in str(questions[0])
    assert told == [12, "here", 12, "here"]


def test_a_branch_keeps_its_name_when_nobody_changed_it(
    panel: TimelinePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed: list[str] = []
    panel.branch_renamed.connect(lambda _, name: renamed.append(name))
    assert panel.frame is not None
    before = sentence(panel.frame.timeline.branch.name)
    for name in (before, "", "mine"):
        monkeypatch.setattr(
            QInputDialog, "getText", lambda *_, given=name, **__: (given, True)
        )
        panel.ask_name()
    assert renamed == ["mine"]


def test_the_menu_leaves_no_menus_behind(panel: TimelinePanel) -> None:
    for _ in range(3):
        panel.fill_jump_menu()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(panel.jump_menu.findChildren(QMenu)) == 1
