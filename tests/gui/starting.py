"""Starts the whole program in a process of its own, as a person would."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import playground
from playground.engines.cache import cache_home

PATIENCE = 120

# What `act(window)` does happens once the window has its panels and its first frame.
FRAME = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
{before}
from ui.app import run_window
from ui.application import create_application
from ui.main_window import MainWindow

def act(window):
{act}

def look():
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.frame and window.has_pages:
            timer.stop()
            act(window)

def until(condition, then):
    def ask():
        if condition():
            waiting.stop()
            then()
    waiting = QTimer(QApplication.instance())
    waiting.timeout.connect(ask)
    waiting.start(20)

application = create_application()
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
run_window()
"""


def run_program(
    act: str, home: Path, before: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program, do something in its window, and wait for its end.

    Parameters
    ----------
    act : the body of a function of the window; it must end by closing it
    before : lines that run before anything of the program is imported
    environment : what is different from here, besides the home
    """
    body = "\n".join(f"    {line}" for line in act.strip().splitlines())
    there = {
        **os.environ,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(cache_home().parent),
        "PYTHONPATH": str(Path(playground.__file__).parents[1]),
        **(environment or {}),
    }
    return subprocess.run(
        [sys.executable, "-c", FRAME.format(before=before, act=body)],
        env=there,
        cwd=Path(playground.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
