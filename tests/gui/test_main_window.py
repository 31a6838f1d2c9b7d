"""The real window, driven by mouse and keys."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from ui import type_scale
from ui.app import create_window
from ui.main_window import MainWindow
from ui.panels.inspector import HEIGHT, LOW_HEIGHT
from ui.theme import APPEARANCE

WAIT = 15_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    settings = pg.Settings.build(
        data="circles", hidden=(4, 2), learning_rate=0.1, engine=REFERENCE, samples=80
    )
    window = create_window(settings)
    window.resize(1280, 800)
    window.show()
    # Shortcuts work in the active window only, and no window manager makes it so.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    yield window
    window.close()
    window.deleteLater()


def picture_of(window: MainWindow) -> bytes:
    image = window.output.view.grab().toImage()
    return bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits())


def shown_update(window: MainWindow) -> int:
    assert window.frame is not None
    return window.frame.update


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, *, shift: bool = False
) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else None
    if modifier is None:
        qtbot.keyClick(window, key)
    else:
        qtbot.keyClick(window, key, modifier)


def test_it_opens_paused_with_no_dialog_in_front(window: MainWindow) -> None:
    assert window.windowTitle() == "Network Playground"
    assert not window.trainer.playing
    assert QApplication.activeModalWidget() is None
    assert shown_update(window) == 0
    # The words at the foot do not stand at the very edge.
    assert window.status_line.seed.contentsMargins().right() > 0


def test_large_type_makes_a_window_a_low_one(window: MainWindow) -> None:
    assert window.inspector.height() == HEIGHT
    APPEARANCE.choose_text_size(130)
    assert window.inspector.height() == type_scale.whole(LOW_HEIGHT)
    APPEARANCE.choose_text_size(100)
    assert window.inspector.height() == HEIGHT


def test_space_trains_and_the_decision_picture_changes(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = picture_of(window)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown_update(window) > 300, timeout=WAIT)
    counter = window.transport.counters["update"].value.text()
    assert int(counter.replace("\u2009", "")) > 0
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    assert picture_of(window) != before


def test_arrows_step_both_ways_and_r_goes_to_the_same_start(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.frame is not None
    start = window.frame.params.tobytes()
    press(qtbot, window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shown_update(window) == 1, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Right, shift=True)
    # 40 training rows in batches of 10.
    qtbot.waitUntil(lambda: shown_update(window) == 4, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: shown_update(window) == 3, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shown_update(window) == 4, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: shown_update(window) == 0, timeout=WAIT)
    assert window.frame.params.tobytes() == start
    assert window.frame.furthest == 4


def test_the_mouse_plays_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    button = window.transport.play_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    assert button.accessibleName() == "Pause"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    assert button.accessibleName() == "Play"


def test_settings_change_while_it_trains(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown_update(window) > 10, timeout=WAIT)
    window.store.edit({"learning_rate": 0.03})
    window.store.edit({"batch_size": 3})
    window.store.edit({"hidden": (5, 2), "activation": ("tanh", "tanh")})
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.sizes == (2, 5, 2, 1),
        timeout=WAIT,
    )
    assert window.trainer.playing
    assert shown_update(window) > 10


def test_dragging_the_timeline_moves_everything_together(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.transport.set_speed(99)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown_update(window) > 200, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    canvas = window.timeline.canvas
    middle = QPoint(canvas.width() // 2, int(canvas.track().center().y()))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    wanted = canvas.update_at(middle.x())
    qtbot.waitUntil(lambda: shown_update(window) == wanted, timeout=WAIT)
    counter = window.transport.counters["update"].value.text()
    assert counter.replace("\u2009", "") == str(wanted)
    assert window.timeline.live_button.isEnabled()
    # A change in the past begins a branch and keeps the old future.
    window.store.edit({"learning_rate": 0.5})
    qtbot.waitUntil(
        lambda: window.frame is not None and len(window.frame.timeline.branches) == 2,
        timeout=WAIT,
    )
    window.timeline.branch_selected.emit(1)
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.timeline.current == 1,
        timeout=WAIT,
    )
    qtbot.waitUntil(lambda: window.store.settings.learning_rate == 0.1, timeout=WAIT)


def test_undo_brings_a_setting_back(qtbot: QtBot, window: MainWindow) -> None:
    window.store.edit({"learning_rate": 0.7})
    window.actions_by_key["undo"].trigger()
    assert window.store.settings.learning_rate == 0.1
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.settings.learning_rate == 0.1,
        timeout=WAIT,
    )


def test_divergence_is_said_and_the_window_stays_usable(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.store.edit(
        {"data": "plane", "learning_rate": 1e200, "activation": ("relu",)}
    )
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.messages.isVisible(), timeout=WAIT)
    assert "learning rate" in window.messages.label.text()
    window.store.edit({"learning_rate": 0.01})
    window.playback.reset()
    press(qtbot, window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shown_update(window) == 1, timeout=WAIT)


def test_a_refused_value_is_said_in_the_message_bar(window: MainWindow) -> None:
    window.store.edit({"momentum": 2.0})
    assert window.messages.isVisible()
    assert "momentum must be" in window.messages.label.text()


def test_the_shown_update_is_exported(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    press(qtbot, window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shown_update(window) == 1, timeout=WAIT)
    target = tmp_path / "weights.json"
    asked = []

    def answer(parent: object, title: str, *_: object) -> tuple[str, str]:
        asked.append(title)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    window.actions_by_key["export"].trigger()
    assert "update 1" in asked[0]
    qtbot.waitUntil(lambda: "Verified" in window.messages.label.text(), timeout=WAIT)
    stored = json.loads(target.read_text(encoding="utf-8"))
    assert window.frame is not None
    flat = [
        number
        for layer in stored["layers"]
        for number in (*np.ravel(layer["weight"]), *layer["bias"])
    ]
    assert flat == window.frame.params.tolist()
    assert window.preferences.export_path() == target


def test_a_folder_that_cannot_be_written_is_a_sentence(
    window: MainWindow, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert window.frame is not None
    window.results.export_to(window.frame, blocked / "weights.npz")
    assert window.messages.isVisible()
    assert str(blocked) in window.messages.label.text()


def test_every_action_can_be_triggered(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("", False))
    monkeypatch.setattr(QMessageBox, "about", lambda *_: None)
    for key, action in window.actions_by_key.items():
        if key not in ("quit", "full_screen"):
            assert isinstance(action, QAction)
            action.trigger()
    window.actions_by_key["theme_light"].trigger()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    window.trainer.pause()


def test_space_on_a_focused_control_is_the_controls(
    qtbot: QtBot, window: MainWindow
) -> None:
    box = window.output.discretize
    box.setFocus()
    before = box.isChecked()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked() is not before
    assert not window.trainer.playing


def test_closing_while_it_trains_leaves_no_thread(qtbot: QtBot) -> None:
    threads = set(threading.enumerate())
    window = create_window(pg.Settings.build(engine=REFERENCE))
    window.show()
    window.playback.toggle_play()
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    window.close()
    window.deleteLater()
    assert {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
    } <= threads


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (1024, 700)])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_nothing_is_clipped(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int], name: str
) -> None:
    window.comfort.choose("theme", name)
    window.resize(*size)
    qtbot.waitUntil(lambda: window.size().toTuple() == size, timeout=WAIT)
    hint = window.centralWidget().minimumSizeHint()
    assert hint.width() <= size[0]
    assert hint.height() <= window.centralWidget().height()
