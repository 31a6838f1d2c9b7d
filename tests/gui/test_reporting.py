"""Anything unexpected: it is said, written down and can be copied; nothing ends."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import playground
from tests.gui.starting import run_program
from ui import doctor
from ui.fault_report import report, without_home
from ui.labels import text
from ui.log import LAST_LINES, LOG, SessionLog, log_path, state_folder, take_crash
from ui.messages import MessageBar
from ui.reporting import Reporter, Unexpected


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


@pytest.fixture
def session(tmp_path: Path) -> Iterator[SessionLog]:
    session = SessionLog(tmp_path / "state")
    before = logging.raiseExceptions
    yield session
    session.end()
    logging.raiseExceptions = before
    LAST_LINES.lines.clear()


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def take(unexpected: Unexpected, error: Exception) -> None:
    unexpected.take(type(error), error, error.__traceback__)


def test_the_home_folder_is_written_as_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    words = "/home/ann/x.py /home/anna/y /home/ann: /home/ann-2"
    assert without_home(words) == "~/x.py /home/anna/y ~: /home/ann-2"
    monkeypatch.setenv("HOME", "/")
    assert without_home("/a/b") == "/a/b"


def test_a_report_has_versions_traceback_and_log(session: SessionLog) -> None:
    logging.getLogger().addHandler(LAST_LINES)
    LOG.setLevel(logging.INFO)
    LOG.info("opened %s", Path.home() / "run.playground")
    words = report("Traceback of it", engine="compiled")
    for part in (playground.__version__, "numpy", "Qt 6", "compiled", "Traceback"):
        assert part in words
    assert "opened ~/run.playground" in words.replace("\\", "/")
    assert str(Path.home()) not in words


def test_the_same_fault_is_said_once(qtbot: QtBot, session: SessionLog) -> None:
    session.begin()
    unexpected = Unexpected()
    said: list[tuple[str, str]] = []
    unexpected.happened.connect(lambda *words: said.append(words))
    error = raised(ValueError("no such thing\nat all"))
    for _ in range(30):
        take(unexpected, error)
    assert [sentence for sentence, _ in said] == ["ValueError: no such thing"]
    assert "Traceback" in said[0][1]
    lines = [line for line in LAST_LINES.lines if "unexpected" in line]
    assert len(lines) == 2
    assert "10th time" in lines[1]
    take(unexpected, raised(KeyError("x")))
    assert len(said) == 2


def test_a_fault_of_another_thread_is_said_in_the_window(
    qtbot: QtBot, page: QWidget
) -> None:
    bar = MessageBar(page)
    unexpected = Unexpected()
    Reporter(unexpected).follow(bar)
    error = raised(ZeroDivisionError("in a thread"))
    thread = threading.Thread(target=take, args=(unexpected, error))
    thread.start()
    thread.join()
    qtbot.waitUntil(bar.isVisible)
    assert "in a thread" in bar.label.text()
    assert "ZeroDivisionError" in bar.details.toPlainText()


def test_an_interrupt_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    unexpected = Unexpected()
    said: list[str] = []
    unexpected.happened.connect(lambda *words: said.append(words[0]))
    unexpected.take(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not said
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_hooks_are_given_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    unexpected = Unexpected()
    unexpected.install()
    assert sys.excepthook == unexpected.take
    unexpected.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_the_report_can_be_copied(qtbot: QtBot, page: QWidget) -> None:
    bar = MessageBar(page)
    bar.engine_words = lambda: "compiled"
    bar.warn("It broke.", "Traceback (most recent call last)")
    assert bar.copy_button.isVisible()
    bar.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("It broke.")
    assert "compiled" in copied
    assert "Traceback (most recent call last)" in copied
    assert bar.copy_button.text() == text("report_bar.copied")
    bar.note("Something else.")
    assert not bar.copy_button.isVisible()
    assert bar.copy_button.text() == text("messages.copy_report")


def test_two_bars_stand_above_each_other(page: QWidget) -> None:
    first, second = MessageBar(page), MessageBar(page)
    second.warn("An offer.")
    alone = second.geometry()
    first.warn("A fault.", "with details")
    assert not first.geometry().intersects(second.geometry())
    first.details_button.click()
    assert not first.geometry().intersects(second.geometry())
    first.close_button.click()
    assert second.geometry() == alone


def test_the_log_is_a_file_and_ends_cleanly(session: SessionLog) -> None:
    session.begin()
    LOG.info("a line")
    assert session.path is not None
    assert "a line" in session.path.read_text()
    assert session.crash_path is not None
    assert session.crash_path.exists()
    session.end()
    assert not session.crash_path.exists()


def test_no_folder_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    session = SessionLog(tmp_path / "file" / "state")
    session.begin()
    LOG.info("kept in memory")
    assert session.path is None
    assert session.crash_path is None
    assert "kept in memory" in LAST_LINES.lines[-1]
    session.end()
    assert take_crash(session.folder) == ""


def test_the_log_does_not_grow_without_end(session: SessionLog) -> None:
    session.begin()
    for _ in range(40):
        LOG.info("x" * 50_000)
    files = list(session.folder.glob("playground.log*"))
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) < 1_200_000


def test_a_crash_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "crash-1.txt").write_text("Fatal Python error: Aborted")
    (tmp_path / "crash-2.txt").write_text("")
    assert "Aborted" in take_crash(tmp_path)
    assert take_crash(tmp_path) == ""
    # It may belong to a window that is open now.
    assert (tmp_path / "crash-2.txt").exists()


def test_the_doctor_names_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    finding = doctor.find_log()
    assert finding.is_good
    assert finding.value == str(log_path())
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert "cannot be written" in doctor.find_log().value


FAULTS = """
import threading
def fail():
    raise ValueError("on purpose")
QTimer.singleShot(0, fail)
threading.Thread(target=fail, name="elsewhere").start()
def tell():
    window.messages.copy_button.click()
    assert "Traceback" in QApplication.clipboard().text()
    update = window.frame.update
    window.playback.step()
    until(lambda: window.frame.update == update + 1, window.close)
until(lambda: "on purpose" in window.messages.label.text(), tell)
"""


def test_the_window_goes_on_after_a_fault(tmp_path: Path) -> None:
    ended = run_program(FAULTS, tmp_path)
    assert ended.returncode == 0, ended.stderr
    folder = tmp_path / "state" / "network-playground"
    assert "on purpose" in (folder / "playground.log").read_text()
    assert not list(folder.glob("crash-*.txt"))


CRASH = """
import os
os.abort()
"""
TOLD = """
print(window.messages.label.text())
print(window.messages.details.toPlainText())
window.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals end processes otherwise")
def test_a_hard_crash_is_told_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed = run_program(CRASH, tmp_path)
    assert crashed.returncode != 0
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert list(state_folder().glob("crash-*.txt"))
    told = run_program(TOLD, tmp_path)
    assert told.returncode == 0, told.stderr
    assert text("report_bar.crashed") in told.stdout
    assert "Fatal Python error: Aborted" in told.stdout
    again = run_program(TOLD, tmp_path)
    assert text("report_bar.crashed") not in again.stdout
