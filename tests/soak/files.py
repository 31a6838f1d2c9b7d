"""Broken files by the thousand, and kills while something is saved."""

import random
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from playground.errors import PlaygroundError
from playground.experiment import load
from tests.core.killing import kill_while_saving
from tests.fuzz.mutations import check
from tests.soak.part import Part

# One kill in so many is of the whole window while it saves by itself.
WINDOW_SHARE = 10

AUTOSAVER = """
from PySide6.QtTest import QTest
import playground as pg
from ui.app import create_window

window = create_window(pg.Settings.build(
    data="circles", hidden=(8, 8), optimizer="adam", engine="reference", samples=80))
window.show()
while window.frame is None:
    QTest.qWait(5)
window.trainer.play(None)
while True:
    QTest.qWait(2)
    before = window.autosave.saved
    window.autosave.save()
    if before is not None:
        print(window.autosave.folder.path, flush=True)
"""


def fuzz_readers(seed: int, count: int) -> Part:
    """Let every reader read broken files."""
    warnings.simplefilter("error")
    began = time.monotonic()
    part = Part("fuzz", "", seed)
    try:
        readable = check(count, seed, lambda _: None)
        part.amount = f"{count:,} broken files, {readable:,} still readable"
    except AssertionError as error:
        part.amount, part.exceptions = "a reader failed", 1
        part.faults.append(str(error))
    part.seconds = time.monotonic() - began
    return part


def kill_savers(seed: int, kills: int) -> Part:
    """Kill processes that save, and windows that save by themselves."""
    began = time.monotonic()
    part = Part("kill", "", seed)
    windows = max(1, kills // WINDOW_SHARE)
    try:
        with tempfile.TemporaryDirectory() as folder:
            saves = kill_while_saving(Path(folder), kills)
        for place in range(windows):
            kill_autosaver(random.Random(f"{seed} {place}"))
        part.amount = f"{kills} kills in {saves:,} saves, {windows} in autosaves"
    except AssertionError as error:
        part.amount, part.exceptions = "a file was broken", 1
        part.faults.append(str(error))
    part.seconds = time.monotonic() - began
    return part


def kill_autosaver(rng: random.Random) -> None:
    """Kill a window while it saves by itself; what it said it saved is there."""
    command = [sys.executable, "-c", AUTOSAVER]
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as child,
    ):
        assert child.stdout is not None
        line = child.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.3))
        child.send_signal(signal.SIGKILL)
        child.stdout.read()
        child.wait()
        errors.seek(0)
        assert line, f"the window ended by itself: {errors.read()}"
    folder = Path(line.strip())
    found = sorted(folder.glob("*.playground"), reverse=True)
    assert found, f"{folder} holds nothing"
    for path in found:
        try:
            load(path)
        except PlaygroundError as error:
            raise AssertionError(f"{path.name} is broken: {error}") from error
