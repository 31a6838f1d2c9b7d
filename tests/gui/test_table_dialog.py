"""Tables, weights and links that come into the real window."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

import playground as pg
from playground.data.own import find_own
from playground.engines import REFERENCE
from playground.experiment import save, to_link
from playground.exporters import export
from playground.record import Record
from playground.run import Run
from tests.gui.opening import Opening
from ui import cli_files
from ui.background import Background, Tell
from ui.canvas.decision_view import MOST_ROWS
from ui.dialogs.table import TableDialog
from ui.incoming import kind_of
from ui.main_window import MainWindow

WAIT = 15_000
COLORS, KINDS = ("red", "blue"), ("down", "<b>up</b>", "<b>up</b>")
TABLE = "length;hue;kind\n" + "".join(
    f"{i % 7},5;{'' if i == 3 else COLORS[i % 2]};{KINDS[i % 3]}\n" for i in range(40)
)


def settings_of(**changes: object) -> pg.Settings:
    usual = {"data": "circles", "hidden": (3,), "engine": REFERENCE, "samples": 60}
    return pg.Settings.build(**{**usual, **changes})


@pytest.fixture
def opening() -> Opening:
    return Opening(settings_of())


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def read(qtbot: QtBot, window: MainWindow, path: Path) -> TableDialog:
    window.incoming.open(path)
    dialog = window.incoming.table_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.reading is not None, timeout=WAIT)
    return dialog


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files on the window as a file manager does; return whether it wants them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(500, 300), copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(500, 300), copy, data, left, none)
        QApplication.sendEvent(window, event)
    return enter.isAccepted()


def test_a_table_is_shown_as_understood_and_used(
    qtbot: QtBot, window: MainWindow, table: Path
) -> None:
    assert drop(window, table)
    dialog = window.incoming.table_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.reading is not None, timeout=WAIT)
    assert dialog.heading.text() == "own: 40 rows, 3 columns"
    assert dialog.understood.text() == (
        "UTF-8, cells between semicolons, decimal comma, names in the first row."
    )
    cell, header = dialog.table.item(0, 2), dialog.table.horizontalHeaderItem(1)
    assert cell is not None
    assert cell.text() == "down"
    assert header is not None
    assert header.text() == "hue\n2 different words, 1 missing"
    assert dialog.choice == ("kind", "classes", "drop")
    assert "'hue': 1 of 40" in dialog.warnings.text()
    assert dialog.outcome.text() == (
        "39 rows with 3 inputs. Incomplete and left out: 1."
    )
    dialog.missing.setCurrentIndex(1)
    assert dialog.outcome.text() == "40 rows with 3 inputs."
    dialog.use.click()
    qtbot.waitUntil(
        lambda: (
            window.frame is not None
            and window.frame.problem.classes == ("down", "<b>up</b>")
        ),
        timeout=WAIT,
    )
    assert not dialog.isVisible()
    assert window.store.settings.samples == 40
    assert find_own(window.store.settings.data).columns[0] == "length"
    before = window.frame.update if window.frame else 0
    window.trainer.step()
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update > before, timeout=WAIT
    )
    # A table is on the disk: nothing is lost with it.
    assert not window.documents.is_at_risk
    window.actions_by_key["undo"].trigger()
    assert window.store.settings.data == "circles"


def test_the_target_decides_what_is_learned(
    qtbot: QtBot, window: MainWindow, table: Path
) -> None:
    dialog = read(qtbot, window, table)
    assert not dialog.task.isEnabled()
    dialog.target.setCurrentIndex(0)
    assert dialog.task.isEnabled()
    assert dialog.choice[:2] == ("length", "regression")
    dialog.task.setCurrentIndex(0)
    dialog.use.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT)
    assert len(find_own(window.store.settings.data).classes) == 7


def test_of_a_long_table_some_rows_are_painted(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    monkeypatch.setattr(
        "ui.canvas.decision_view.paint_rows",
        lambda *given, **_: painted.append(len(given[4])),
    )
    path = tmp_path / "long.npy"
    np.save(path, np.arange(60_000.0).reshape(20_000, 3) % 2)
    dialog = read(qtbot, window, path)
    painted.clear()
    dialog.use.click()
    qtbot.waitUntil(
        lambda: window.frame is not None and len(window.frame.problem.x) == 10_000,
        timeout=WAIT,
    )
    qtbot.waitUntil(lambda: MOST_ROWS in painted, timeout=WAIT)
    assert max(painted) == MOST_ROWS


def test_an_archive_of_arrays_is_a_table(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "rows.npz"
    np.savez(path, X=np.arange(30.0).reshape(10, 3), y=np.arange(10) % 2)
    assert kind_of(path) == "table"
    dialog = read(qtbot, window, path)
    assert dialog.understood.text().startswith("Arrays")
    dialog.cancel.click()
    assert window.store.settings.data == "circles"


def test_a_table_that_cannot_be_read_is_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text('a,b\n1,"never closed\n2,3\n')
    window.incoming.open(path)
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert str(path) in window.messages.label.text()
    dialog = window.incoming.table_dialog
    assert dialog is not None
    assert not dialog.isVisible()
    assert window.store.settings.data == "circles"


def test_a_set_of_scikit_learn_is_shown_before_it_is_used(
    qtbot: QtBot, window: MainWindow
) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    window.data.table_wanted.emit("sklearn:wine")
    dialog = window.incoming.table_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.reading is not None, timeout=WAIT)
    assert dialog.heading.text() == "wine: 178 rows, 14 columns"
    assert "the columns have names" in dialog.understood.text()
    with qtbot.waitSignal(dialog.chosen, timeout=WAIT):
        dialog.use.click()
    assert find_own(window.store.settings.data).name == "wine"


def test_one_column_cannot_be_used(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("a,b\n" + "".join(f"{i},\n" for i in range(9)))
    dialog = read(qtbot, window, path)
    assert not dialog.use.isEnabled()
    assert "no column" in dialog.outcome.text()
    dialog.reject()


def test_reading_can_be_cancelled_and_the_window_lives(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, table: Path
) -> None:
    went_on, ended = threading.Event(), threading.Event()

    def slow(path: Path, tell: Tell) -> None:
        tell(0.5)
        while tell(0.5):
            went_on.wait(0.005)
        ended.set()

    monkeypatch.setattr("ui.dialogs.table.read_table", slow)
    window.incoming.open(table)
    dialog = window.incoming.table_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.progress.value() == 50, timeout=WAIT)
    turns = []
    QTimer.singleShot(0, lambda: turns.append(1))
    qtbot.waitUntil(lambda: bool(turns), timeout=WAIT)
    assert not dialog.use.isEnabled()
    dialog.cancel.click()
    assert not dialog.isVisible()
    assert ended.wait(WAIT / 1000)
    assert dialog.reading is None


def test_the_window_closes_while_a_library_is_being_loaded(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, table: Path
) -> None:
    is_loading, is_loaded = threading.Event(), threading.Event()
    went_wrong: list[object] = []
    monkeypatch.setattr(threading, "excepthook", went_wrong.append)

    def slow(path: Path, tell: Tell) -> object:
        is_loading.set()
        is_loaded.wait(WAIT / 1000)
        tell(0.5)
        return path

    monkeypatch.setattr("ui.dialogs.table.read_table", slow)
    window.incoming.open(table)
    assert is_loading.wait(WAIT / 1000)
    dialog = window.incoming.table_dialog
    assert dialog is not None
    assert dialog.job is not None
    job, thread = dialog.job, dialog.job.thread_of_work
    window.documents.is_closing = True
    window.close()
    assert not window.isVisible()
    assert thread.is_alive()
    delete(job)
    is_loaded.set()
    thread.join(WAIT / 1000)
    assert not thread.is_alive()
    assert went_wrong == []


def test_what_fails_in_the_background_is_a_sentence(
    qtbot: QtBot, window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(tell: Tell) -> None:
        raise ZeroDivisionError("a mistake")

    job = Background(fail, window)
    with qtbot.waitSignal(job.refused, timeout=WAIT) as signal:
        job.start()
    job.wait()
    assert signal.args == ["a mistake"]
    assert "work in the background failed" in caplog.text


def test_weights_begin_a_new_run(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(settings_of(data="spiral", hidden=(5, 4), samples=90))
    run.advance(20)
    path = tmp_path / "net.npz"
    export(Record.of_run(run), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_by_key["import_weights"].trigger()
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.sizes == run.network.sizes,
        timeout=WAIT,
    )
    assert window.frame is not None
    assert window.frame.params.tobytes() == run.params.tobytes()
    assert window.store.settings.data == "spiral"
    assert "net.npz" in window.messages.label.text()
    assert not window.documents.is_modified


def test_weights_that_do_not_fit_change_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "net.json"
    path.write_text("{}")
    assert drop(window, path)
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "net.json" in window.messages.label.text()
    assert window.frame is not None
    assert window.frame.sizes == (2, 3, 1)


def test_an_experiment_can_be_dropped(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    run = Run(settings_of())
    run.advance(9)
    path = tmp_path / "e.playground"
    save(run, path)
    assert drop(window, path)
    qtbot.waitUntil(lambda: window.documents.path == path, timeout=WAIT)


def test_what_is_no_single_known_file_is_not_opened(
    window: MainWindow, tmp_path: Path, table: Path
) -> None:
    assert not drop(window, table, table)
    assert not drop(window)
    assert drop(window, tmp_path / "song.mp3")
    assert "song.mp3 cannot be opened" in window.messages.label.text()


def test_links(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_by_key["copy_link"].trigger()
    link = QGuiApplication.clipboard().text()
    assert link == to_link(window.store.settings)
    QGuiApplication.clipboard().setText(to_link(settings_of(data="moons")))
    window.actions_by_key["paste_link"].trigger()
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.settings.data == "moons",
        timeout=WAIT,
    )
    QGuiApplication.clipboard().setText(link[:-9])
    window.actions_by_key["paste_link"].trigger()
    assert "this link is broken" in window.messages.label.text()
    assert window.store.settings.data == "moons"


def test_a_file_alone_is_opened(table: Path) -> None:
    names = ("train", "open", "show")
    assert cli_files.with_open([str(table)], names) == ["open", str(table)]
    assert cli_files.with_open(["gone.playground"], names) == [
        "open",
        "gone.playground",
    ]
    for unchanged in ([], ["train"], ["--version"], ["typo"], ["a.csv", "b.csv"]):
        assert cli_files.with_open(unchanged, names) == unchanged
