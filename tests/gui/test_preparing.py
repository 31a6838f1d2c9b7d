"""What the window says while the rows of other settings are prepared."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground import problem
from ui import preparing as window_side
from ui.main_window import MainWindow
from ui.training import preparing

WAIT = 15_000


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Let every set be big, and none be prepared before `stuck()` was called.

    One that nobody wants any more is given up all the same.
    """
    make, may_go_on = problem.make_problem, threading.Event()

    def wait(
        settings: Any, dtype: Any, rows: Any, is_wanted: Callable[[], bool]
    ) -> Any:
        while is_wanted() and not may_go_on.wait(0.005):
            pass
        return make(settings, dtype, rows, is_wanted)

    monkeypatch.setattr(preparing, "MANY_NUMBERS", 1)
    monkeypatch.setattr(window_side, "PATIENCE_MS", 0)
    monkeypatch.setattr(problem, "make_problem", wait)
    yield may_go_on.set
    may_go_on.set()


def state(window: MainWindow) -> str:
    return window.status_line.state.text()


def test_it_says_so_until_the_rows_are_shown(
    qtbot: QtBot, window: MainWindow, stuck: Callable[[], None]
) -> None:
    line = window.status_line
    before, height = state(window), window.statusBar().height()
    assert not line.busy.isVisible()
    window.store.edit({"samples": 120})
    qtbot.waitUntil(line.busy.isVisible, timeout=WAIT)
    assert state(window) == "Preparing 120 rows…"
    assert line.cancel.isVisible()
    assert window.statusBar().height() == height
    assert window.frame is not None
    assert window.frame.settings.samples == 80
    stuck()
    qtbot.waitUntil(lambda: not line.busy.isVisible(), timeout=WAIT)
    assert window.frame.settings.samples == 120
    assert state(window) == before


def test_cancelling_keeps_the_run_as_it_was(
    qtbot: QtBot, window: MainWindow, stuck: Callable[[], None]
) -> None:
    window.trainer.step()
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update == 1, timeout=WAIT
    )
    before, said = window.store.settings, state(window)
    window.store.edit({"data": "moons"})
    qtbot.waitUntil(window.status_line.busy.isVisible, timeout=WAIT)
    window.status_line.cancel.click()
    qtbot.waitUntil(lambda: not window.status_line.busy.isVisible(), timeout=WAIT)
    assert window.store.settings == before
    assert window.frame is not None
    assert window.frame.settings == before
    assert window.frame.update == 1
    assert state(window) == said
    assert not window.messages.isVisible()


def test_what_is_undone_cannot_be_cancelled(
    qtbot: QtBot, window: MainWindow, stuck: Callable[[], None]
) -> None:
    line = window.status_line
    window.store.edit({"samples": 120})
    qtbot.waitUntil(line.busy.isVisible, timeout=WAIT)
    assert line.cancel.isVisible()
    window.store.edit({"samples": 140})
    qtbot.waitUntil(lambda: state(window) == "Preparing 140 rows…", timeout=WAIT)
    assert line.cancel.isVisible()
    window.store.undo_stack.undo()
    window.preparing.say()
    assert line.busy.isVisible()
    assert not line.cancel.isVisible()
    stuck()
    qtbot.waitUntil(lambda: not line.busy.isVisible(), timeout=WAIT)


def test_the_window_closes_without_waiting_for_the_rows(
    qtbot: QtBot, window: MainWindow, stuck: Callable[[], None]
) -> None:
    window.store.edit({"data": "moons"})
    qtbot.waitUntil(window.status_line.busy.isVisible, timeout=WAIT)
    window.documents.is_closing = True
    window.close()
    assert not window.trainer.thread_of_worker.is_alive()
