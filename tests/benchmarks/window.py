"""The real window while it trains: frames, their gaps, answers, and its start."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.engines.cache import cache_home

COMMAND = "playground train"
START_RUNS = 7
# In the child process: the command itself, up to its first picture. What it imports
# first is what the command imports first.
START_SCRIPT = """
import gc, os, sys, time
from importlib import import_module

import ui.cli
gc.disable()
import_module("ui.worker")
ui.cli.spare_sources()
from ui.pages import Pages

def end(pages):
    print(time.time(), flush=True)
    os._exit(0)

Pages.go_on = end
sys.argv = ["playground"]
ui.cli.main()
"""
# The least that any program of these libraries needs.
FLOOR_SCRIPT = """
import os, time
import numpy
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    is_painted = False
    def paintEvent(self, event):
        self.is_painted = True

application = QApplication([])
application.setStyle("Fusion")
window = Window()
window.setCentralWidget(QLabel("A window"))
window.show()
while not window.is_painted:
    application.processEvents()
print(time.time(), flush=True)
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen of a window that trains as fast as possible.

    Attributes
    ----------
    frames : pictures a second
    gap : milliseconds between two pictures, 95 % of the gaps are below
    answer : milliseconds from a click to the paused state, the slowest of ten
    rate : updates a second
    data : milliseconds from another data set to its first picture, the median of six
    language : milliseconds to speak another language, the slowest of four
    """

    frames: float
    gap: float
    answer: float
    rate: float
    data: float
    language: float


def watch_window(engine: str, seconds: float = 6.0) -> Watch:
    """Train the default experiment in a real window and take the times."""
    from PySide6.QtCore import QEventLoop, QTimer

    import playground as pg
    from ui.app import create_application, create_window
    from ui.language import LANGUAGE

    application = create_application()
    window = create_window(pg.Settings.build(engine=engine))
    window.resize(1440, 900)
    window.show()
    window.transport.set_speed(99)

    # The event loop must wake up to look at the clock.
    alarm = QTimer()
    alarm.start(5)

    def turn_until(condition: Callable[[], bool], limit: float = 60.0) -> float:
        """Let the event loop run as `exec` would, and return the milliseconds."""
        began = time.perf_counter()
        while not condition() and time.perf_counter() - began < limit:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return 1000.0 * (time.perf_counter() - began)

    turn_until(
        lambda: (
            window.has_pages
            and window.frame is not None
            and window.frame.engine == engine
        )
    )
    times: list[float] = []
    window.trainer.frame_ready.connect(lambda _: times.append(time.perf_counter()))
    window.playback.toggle_play()
    turn_until(lambda: len(times) > 60)
    times.clear()
    began, first = time.perf_counter(), window.frame.update
    turn_until(lambda: time.perf_counter() - began > seconds, limit=2 * seconds)
    elapsed = time.perf_counter() - began
    rate = (window.frame.update - first) / elapsed
    frames = len(times) / elapsed
    gaps = 1000.0 * np.diff(times)
    answers = []
    for _ in range(10):
        playing = window.trainer.playing
        window.transport.play_button.click()
        answers.append(turn_until(lambda p=playing: window.trainer.playing != p))
    switches = []
    for name in ("circles", "moons", "xor") * 2:
        window.store.edit({"data": name})
        switches.append(turn_until(lambda n=name: window.frame.settings.data == n))
    languages = []
    for name in ("zh", "en") * 2:
        began = time.perf_counter()
        LANGUAGE.choose(name)
        application.processEvents()
        languages.append(1000.0 * (time.perf_counter() - began))
    window.close()
    return Watch(
        frames,
        float(np.percentile(gaps, 95)),
        max(answers),
        rate,
        float(np.median(switches)),
        max(languages),
    )


def command_rate(engine: str) -> float:
    """Return the updates a second of the command line on the same experiment."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ui", "train", "--json", "--engine", engine),
            *("--updates", "2000000" if engine == "compiled" else "100000"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout)["updates_per_second"])


def start_seconds() -> tuple[float, float]:
    """Return the median times to the first picture: of the command, of a bare window.

    They start in turn, so that both see the same machine; the disk is warm and what
    Python compiles is there, as after an installation.
    """
    taken: dict[str, list[float]] = {START_SCRIPT: [], FLOOR_SCRIPT: []}
    with tempfile.TemporaryDirectory() as home:
        places = {
            f"XDG_{name}_HOME": os.path.join(home, name.lower())
            for name in ("CONFIG", "DATA", "STATE")
        }
        there = {**os.environ, **places, "HOME": home}
        there["XDG_CACHE_HOME"] = str(cache_home().parent)
        there["PYTHONPYCACHEPREFIX"] = os.path.join(home, "compiled")
        there.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(START_RUNS + 1):
            for script, seconds in taken.items():
                began = time.time()
                done = subprocess.run(
                    [sys.executable, "-c", script],
                    capture_output=True,
                    text=True,
                    check=True,
                    env=there,
                )
                seconds.append(float(done.stdout.split()[-1]) - began)
    # The first of each compiled.
    ours, bare = (float(np.median(seconds[1:])) for seconds in taken.values())
    return ours, bare


def run() -> None:
    """Print the table of the window."""
    if not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    print(f"\nThe window ({os.environ.get('QT_QPA_PLATFORM') or 'real screen'})")
    print(f"{'':<34}{'NumPy':>12}{'compiled':>12}   wanted")
    watches = {name: watch_window(name) for name in ("reference", "compiled")}
    rates = {name: command_rate(name) for name in watches}
    shares = {name: watches[name].rate / rates[name] for name in watches}
    rows = (
        ("frames a second", "{:.1f}", {n: w.frames for n, w in watches.items()}, "55"),
        ("95 % of the gaps below, ms", "{:.1f}",
         {n: w.gap for n, w in watches.items()}, "25"),
        ("slowest answer to a click, ms", "{:.1f}",
         {n: w.answer for n, w in watches.items()}, "100, 50"),
        ("updates a second", "{:,.0f}", {n: w.rate for n, w in watches.items()}, ""),
        (f"of those of {COMMAND}", "{:.0%}", shares, "75 %"),
        ("another data set, ms", "{:.1f}",
         {n: w.data for n, w in watches.items()}, "100"),
        ("another language, ms", "{:.1f}",
         {n: w.language for n, w in watches.items()}, "300"),
    )  # fmt: skip
    for name, form, values, wanted in rows:
        cells = "".join(f"{form.format(v):>12}" for v in values.values())
        print(f"{name:<34}{cells}   {wanted}")
    ours, bare = start_seconds()
    print(f"{'start to first picture, s':<34}{ours:>12.2f}{'':>12}   1.0")
    print(f"{'of a bare window with NumPy, s':<34}{bare:>12.2f}")
