"""The compiled engine gets ready beside the window, and never in its way."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot
from shiboken6 import delete

import ui.engine_preparation
from ui.engine_preparation import EnginePreparation

WAIT = 20_000


@pytest.fixture
def stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., EnginePreparation]]:
    """Make a preparation of a module that stands for the engine.

    `program` is what its child process does, `warm_up` what loading it does.
    """
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(ui.engine_preparation, "MODULE", "stand_in_engine")
    monkeypatch.setattr(ui.engine_preparation, "is_cached", lambda: False)

    def prepare(program: str = "pass", warm_up: str = "pass") -> EnginePreparation:
        (tmp_path / "stand_in_engine.py").write_text(
            f"import time\n"
            f"def warm_up():\n    {warm_up}\n"
            f"if __name__ == '__main__':\n    {program}\n"
        )
        return EnginePreparation()

    yield prepare
    sys.modules.pop("stand_in_engine", None)


def test_it_is_ready_after_compiling_and_loading(
    qtbot: QtBot, stand_in: Callable[..., EnginePreparation]
) -> None:
    preparation = stand_in()
    with qtbot.waitSignal(preparation.ready, timeout=WAIT):
        preparation.start()
    preparation.shutdown()


def test_kernels_on_disk_need_no_child_process(
    qtbot: QtBot,
    stand_in: Callable[..., EnginePreparation],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ui.engine_preparation, "is_cached", lambda: True)
    preparation = stand_in(program="raise SystemExit(7)")
    with qtbot.waitSignal(preparation.ready, timeout=WAIT):
        preparation.start()
    assert preparation.process is None
    preparation.shutdown()


@pytest.mark.parametrize(
    ("part", "code", "said"),
    [
        ("program", "raise SystemExit(3)", "code 3"),
        ("warm_up", "raise RuntimeError('no kernel')", "no kernel"),
    ],
)
def test_what_fails_is_said_in_a_sentence(
    qtbot: QtBot,
    stand_in: Callable[..., EnginePreparation],
    part: str,
    code: str,
    said: str,
) -> None:
    preparation = stand_in(**{part: code})
    with qtbot.waitSignal(preparation.failed, timeout=WAIT) as failed:
        preparation.start()
    assert said in failed.args[0]
    assert "NumPy engine goes on" in failed.args[0]
    preparation.shutdown()


def test_closing_ends_the_compiling_process(
    qtbot: QtBot, stand_in: Callable[..., EnginePreparation]
) -> None:
    preparation = stand_in(program="time.sleep(600)")
    preparation.start()
    process = preparation.process
    assert process is not None
    assert process.waitForStarted(WAIT)
    began = time.monotonic()
    preparation.shutdown()
    assert process.state() == QProcess.ProcessState.NotRunning
    assert time.monotonic() - began < 60


def test_without_numba_nothing_is_begun(
    stand_in: Callable[..., EnginePreparation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.engine_preparation, "find_spec", lambda name: None)
    preparation = stand_in()
    preparation.start()
    assert preparation.process is None
    assert preparation.thread_of_loading is None
    preparation.shutdown()


def test_a_loading_that_outlives_its_window_ends_in_silence(
    tmp_path: Path,
    stand_in: Callable[..., EnginePreparation],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ui.engine_preparation, "is_cached", lambda: True)
    monkeypatch.setattr(ui.engine_preparation, "PATIENCE_MS", 1)
    said: list[object] = []
    monkeypatch.setattr(threading, "excepthook", said.append)
    gate = tmp_path / "gate"
    code = f"while not __import__('os').path.exists({str(gate)!r}): time.sleep(0.001)"
    preparation = stand_in(warm_up=code)
    preparation.start()
    thread = preparation.thread_of_loading
    assert thread is not None
    preparation.shutdown()
    assert preparation.is_loading
    delete(preparation)
    gate.touch()
    thread.join(WAIT / 1000)
    assert not thread.is_alive()
    assert not said
