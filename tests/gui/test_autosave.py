"""Saving by itself and what is offered after a crash, in the real window."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.experiment import load, save
from playground.run import Run
from ui.app import create_window
from ui.autosave import AutosaveFolder, abandoned, data_folder, last_session_path
from ui.main_window import MainWindow

WAIT = 15_000

CRASH = """
import os, signal
from PySide6.QtTest import QTest
import playground as pg
from ui.app import create_window

window = create_window(pg.Settings.build(
    data="circles", hidden=(3,), engine="reference", samples=60))
window.show()
def until(condition):
    for _ in range(1000):
        if condition():
            return
        QTest.qWait(10)
    raise SystemExit("nothing came")
until(lambda: window.frame is not None)
window.trainer.step_epoch()
until(lambda: window.frame.update > 0)
window.autosave.save()
until(lambda: window.autosave.saved is not None)
print(window.frame.update, window.autosave.folder.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def settings_of() -> pg.Settings:
    return pg.Settings.build(data="circles", hidden=(3,), engine=REFERENCE, samples=60)


def open_window(qtbot: QtBot) -> MainWindow:
    window = create_window(settings_of())
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = open_window(qtbot)
    yield window
    window.documents.is_closing = True
    window.close()
    window.deleteLater()


def update_of(window: MainWindow) -> int:
    assert window.frame is not None
    return window.frame.update


def step(qtbot: QtBot, window: MainWindow) -> None:
    before = update_of(window)
    window.trainer.step()
    qtbot.waitUntil(lambda: update_of(window) > before, timeout=WAIT)


def save_and_wait(qtbot: QtBot, window: MainWindow) -> None:
    autosave = window.autosave
    autosave.save()
    qtbot.waitUntil(lambda: autosave.saved == window.documents.now, timeout=WAIT)


def leave_behind(updates: int, name: str = "gone") -> Path:
    """Make a folder as a window leaves it that was killed."""
    folder = data_folder() / "autosave" / name
    folder.mkdir(parents=True)
    run = Run(settings_of())
    run.advance(updates)
    save(run, folder / "00000001.playground")
    return folder


def way(window: MainWindow, words: str) -> QPushButton:
    return next(b for b in window.autosave.offers.way_buttons if b.text() == words)


def test_it_saves_while_there_is_something_new(
    qtbot: QtBot, window: MainWindow
) -> None:
    autosave = window.autosave
    autosave.save()
    assert not autosave.is_writing
    assert not autosave.folder.path.exists()
    for _ in range(5):
        step(qtbot, window)
        save_and_wait(qtbot, window)
    names = [path.name for path in autosave.folder.generations()]
    assert names == [f"0000000{n}.playground" for n in (5, 4, 3)]
    assert load(autosave.folder.generations()[0])[0].update == 5
    autosave.save()
    assert not autosave.is_writing
    # The document itself is as unsaved as before.
    assert window.isWindowModified()
    assert window.documents.path is None


def test_the_timer_saves(qtbot: QtBot, window: MainWindow) -> None:
    assert window.autosave.timer.isActive()
    assert window.autosave.timer.interval() <= 60_000
    step(qtbot, window)
    window.autosave.timer.setInterval(1)
    qtbot.waitUntil(lambda: window.autosave.saved is not None, timeout=WAIT)


def test_saving_the_document_forgets_what_was_saved_by_itself(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    step(qtbot, window)
    save_and_wait(qtbot, window)
    window.documents.write(tmp_path / "x.playground", "document")
    qtbot.waitUntil(lambda: not window.documents.is_modified, timeout=WAIT)
    assert window.autosave.folder.generations() == ()


def test_a_window_that_lives_is_not_gone(qtbot: QtBot, window: MainWindow) -> None:
    step(qtbot, window)
    save_and_wait(qtbot, window)
    assert abandoned(window.autosave.home) == []
    assert window.autosave.folder.generations()


def test_closing_leaves_the_trained_run_as_the_last_session(qtbot: QtBot) -> None:
    window = open_window(qtbot)
    step(qtbot, window)
    save_and_wait(qtbot, window)
    step(qtbot, window)
    params = window.frame.params.tobytes() if window.frame else b""
    window.close()
    window.deleteLater()
    assert not window.autosave.folder.path.exists()
    assert load(last_session_path())[0].update == 2
    another = open_window(qtbot)
    assert not another.autosave.offers.isVisible()
    another.recent.fill()
    another.recent.last_session_wanted.emit()
    qtbot.waitUntil(lambda: update_of(another) == 2, timeout=WAIT)
    assert another.frame is not None
    assert another.frame.params.tobytes() == params
    assert another.windowTitle() == "Untitled[*] — Network Playground"
    another.documents.is_closing = True
    another.close()
    another.deleteLater()


def test_a_killed_program_offers_what_it_saved(qtbot: QtBot, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == -9, done.stderr
    update, _, folder = done.stdout.strip().partition(" ")
    assert Path(folder).is_relative_to(tmp_path)
    window = open_window(qtbot)
    qtbot.waitUntil(window.autosave.offers.isVisible, timeout=WAIT)
    # Nothing stands in the way of working.
    assert QApplication.activeModalWidget() is None
    step(qtbot, window)
    window.messages.hide()
    assert window.autosave.offers.isVisible()
    way(window, "Open it").click()
    qtbot.waitUntil(lambda: update_of(window) == int(update), timeout=WAIT)
    assert window.isWindowModified()
    assert not window.autosave.offers.isVisible()
    # It moved into the folder of this window.
    qtbot.waitUntil(lambda: not Path(folder).exists(), timeout=WAIT)
    assert window.autosave.folder.generations()
    window.documents.is_closing = True
    window.close()
    window.deleteLater()


def test_an_offer_stays_until_it_is_answered(qtbot: QtBot) -> None:
    folder = leave_behind(4)
    for _ in range(2):
        window = open_window(qtbot)
        qtbot.waitUntil(window.autosave.offers.isVisible, timeout=WAIT)
        if _:
            window.autosave.offers.close_button.click()
        window.close()
        window.deleteLater()
        assert (folder / "00000001.playground").exists()
    window = open_window(qtbot)
    qtbot.waitUntil(window.autosave.offers.isVisible, timeout=WAIT)
    way(window, "Throw it away").click()
    assert not folder.exists()
    assert not window.autosave.offers.isVisible()
    window.close()
    window.deleteLater()


def test_a_broken_generation_gives_way_to_the_one_before(qtbot: QtBot) -> None:
    folder = leave_behind(7)
    (folder / "00000002.playground").write_bytes(b"half of it")
    leave_behind(3, "empty")
    (data_folder() / "autosave" / "empty" / "00000001.playground").unlink()
    window = open_window(qtbot)
    qtbot.waitUntil(window.autosave.offers.isVisible, timeout=WAIT)
    assert not (data_folder() / "autosave" / "empty").exists()
    way(window, "Open it").click()
    qtbot.waitUntil(lambda: update_of(window) == 7, timeout=WAIT)
    window.documents.is_closing = True
    window.close()
    window.deleteLater()


def test_a_recovery_that_cannot_be_read_stays_on_the_disk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = leave_behind(7)
    (folder / "00000001.playground").write_bytes(b"half of it")
    window = open_window(qtbot)
    qtbot.waitUntil(window.autosave.offers.isVisible, timeout=WAIT)
    way(window, "Open it").click()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "is not an experiment" in window.messages.label.text()
    assert (folder / "00000001.playground").exists()
    assert AutosaveFolder(folder).take()
    window.close()
    window.deleteLater()


def test_hand_edits_are_not_given_up_for_a_recovery_unasked(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = leave_behind(7)
    window = open_window(qtbot)
    qtbot.waitUntil(window.autosave.offers.isVisible, timeout=WAIT)
    window.hands.set_value(0, 0.5)
    qtbot.waitUntil(lambda: window.documents.is_at_risk, timeout=WAIT)
    monkeypatch.setattr(
        QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Cancel
    )
    way(window, "Open it").click()
    assert window.autosave.offers.isVisible()
    assert folder.exists()
    window.documents.is_closing = True
    window.close()
    window.deleteLater()


def test_saving_that_does_not_work_is_said_once(
    qtbot: QtBot, window: MainWindow
) -> None:
    data_folder().mkdir(parents=True, exist_ok=True)
    (data_folder() / "autosave").write_text("in the way")
    step(qtbot, window)
    window.autosave.save()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "Saving by itself" in window.messages.label.text()
    window.messages.hide()
    window.autosave.save()
    qtbot.waitUntil(lambda: not window.autosave.is_writing, timeout=WAIT)
    assert not window.messages.isVisible()
