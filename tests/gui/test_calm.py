"""Less movement: everything that moves asks the one place, and heeds it."""

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot

import ui
from playground.settings import Settings
from ui.calm import CALM_FRAME, milliseconds_between, seconds_between, show_busy
from ui.panels.surfaces import TICK, SurfacesPanel
from ui.theme import APPEARANCE
from ui.trainer import QUICK_FRAME, Trainer

WAIT = 10_000
# What in Qt moves by itself; who wants one of these asks `ui.calm` first.
MOVING = {
    *("QPropertyAnimation", "QVariantAnimation", "QSequentialAnimationGroup"),
    *("QParallelAnimationGroup", "QTimeLine", "QMovie", "QGraphicsOpacityEffect"),
    *("QScroller", "QPauseAnimation"),
}


def test_pictures_of_what_moves_lie_further_apart(qtbot: QtBot) -> None:
    assert seconds_between(QUICK_FRAME) == QUICK_FRAME
    assert milliseconds_between(30) == 30
    APPEARANCE.calm(True)
    assert seconds_between(QUICK_FRAME) == CALM_FRAME
    assert milliseconds_between(30) == round(1000 * CALM_FRAME)
    # What is slow already stays as it is.
    assert seconds_between(2.0) == 2.0


def test_the_caret_and_what_fades_in_are_at_rest(qtbot: QtBot) -> None:
    usual = QApplication.cursorFlashTime()
    assert usual > 0
    for _ in range(2):
        APPEARANCE.calm(True)
        assert QApplication.cursorFlashTime() == 0
    APPEARANCE.calm(False)
    assert QApplication.cursorFlashTime() == usual


def test_a_busy_bar_stands_still(qtbot: QtBot) -> None:
    bar = QProgressBar()
    qtbot.addWidget(bar)
    show_busy(bar)
    assert bar.maximum() == 0
    APPEARANCE.calm(True)
    show_busy(bar)
    assert 0 < bar.value() < bar.maximum()


def test_balls_are_painted_less_often(qtbot: QtBot) -> None:
    panel = SurfacesPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.set_playing(True)
    assert panel.clock.interval() == TICK
    panel.set_playing(False)
    APPEARANCE.calm(True)
    panel.set_playing(True)
    assert panel.clock.interval() == round(1000 * CALM_FRAME)
    update = panel.run.update
    qtbot.waitUntil(lambda: panel.run.update > update, timeout=WAIT)
    panel.set_playing(False)


@pytest.mark.parametrize("is_calm", [False, True])
def test_training_is_painted_less_often_and_as_fast(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_calm: bool
) -> None:
    APPEARANCE.calm(is_calm)
    trainer = Trainer(Settings.build(), engine="reference")
    asked: list[float] = []
    monkeypatch.setattr(trainer, "_want_frame", lambda at=0.0: asked.append(at))
    trainer.frame_due = 1e12
    with qtbot.waitSignal(trainer.frame_ready, timeout=WAIT):
        trainer._show(None)
    apart = asked[0] - trainer.frame_due
    assert apart == pytest.approx(CALM_FRAME if is_calm else QUICK_FRAME, rel=0.01)
    trainer.shutdown()


def test_nothing_else_moves_by_itself() -> None:
    """No module animates anything on its own, past the preference."""
    found = []
    for path in Path(ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                used = MOVING & {name.name for name in node.names}
                found += [f"{path.name}: {name}" for name in used]
            is_busy = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "setRange"
                and [getattr(one, "value", None) for one in node.args] == [0, 0]
            )
            if is_busy and path.name != "calm.py":
                found.append(f"{path.name}: a busy bar")
    assert found == []
