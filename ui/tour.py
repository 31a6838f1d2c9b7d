"""A scripted visit to the real window, drawn into memory, where there is no screen."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice

from playground.errors import ExportError, PlaygroundError
from playground.exporters import Record, export
from playground.files import replace_file
from playground.frame import Frame
from ui.app import create_window
from ui.application import create_application
from ui.main_window import MainWindow

WIDTH, HEIGHT = 1440, 900

TRAINED_UPDATES = 10_000
TRAINING_SECONDS = 60.0
SINGLE_STEPS = 3
ANSWER_SECONDS = 30.0


def take_tour(out: Path) -> Iterator[str]:
    """Train, step, and leave a picture, the weights and a report in the folder `out`.

    Gives a sentence for everything that was done.

    Raises
    ------
    PlaygroundError
        when the window does not answer, or something cannot be written.
    """
    make_folder(out)
    application = create_application()
    window = create_window()
    try:
        window.resize(WIDTH, HEIGHT)
        window.show()
        wait_for(lambda: window.frame is not None, ANSWER_SECONDS, "draw")
        report = [f"Opened a window of {WIDTH} × {HEIGHT} points."]
        yield report[-1]
        for act in (train, step, take_picture, take_weights):
            report.append(act(window, out))
            yield report[-1]
    finally:
        # Not closed: the tour's size is no wish of the user's to be remembered.
        window.shutdown()
        window.hide()
        window.deleteLater()
        application.processEvents()
    path = out / "report.md"
    lines = "".join(f"- {line}\n" for line in report)
    replace_file(path, f"# A tour of Network Playground\n\n{lines}".encode())
    yield f"Wrote the report {path}."


def train(window: MainWindow, out: Path) -> str:
    """Press play, and pause after a while."""
    press(window, "play")
    give_up = time.monotonic() + TRAINING_SECONDS
    wait_for(
        lambda: shown(window).update >= TRAINED_UPDATES or time.monotonic() > give_up,
        TRAINING_SECONDS + ANSWER_SECONDS,
        "train",
    )
    press(window, "play")
    wait_for(lambda: is_settled(window), ANSWER_SECONDS, "pause")
    frame = shown(window)
    evaluation = frame.evaluation
    return (
        f"Trained {frame.settings.data} for {frame.update:,} updates: training loss "
        f"{evaluation.train_loss or 0.0:.4f}, test loss "
        f"{evaluation.test_loss or 0.0:.4f}, test accuracy "
        f"{100.0 * (evaluation.test_accuracy or 0.0):.1f} %."
    )


def step(window: MainWindow, out: Path) -> str:
    """Make a few single updates."""
    for _ in range(SINGLE_STEPS):
        wanted = shown(window).update + 1
        press(window, "step")
        wait_for(partial(shows, window, wanted), ANSWER_SECONDS, "step")
    return f"Made {SINGLE_STEPS} single updates, to update {shown(window).update:,}."


def take_picture(window: MainWindow, out: Path) -> str:
    path = out / "window.png"
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not window.grab().save(buffer, "PNG"):
        raise ExportError(f"{path} cannot be written: the picture cannot be encoded")
    replace_file(path, bytes(buffer.data().data()))
    return f"Took the picture {path}."


def take_weights(window: MainWindow, out: Path) -> str:
    path = out / "weights.npz"
    frame = shown(window)
    export(Record.of_frame(frame), path)
    return f"Wrote the weights of update {frame.update:,} to {path}."


def press(window: MainWindow, key: str) -> None:
    """Do what a menu, a button or a key would do."""
    window.actions_by_key[key].trigger()


def shown(window: MainWindow) -> Frame:
    """Return the frame that the window shows."""
    if window.frame is None:
        raise PlaygroundError("the window shows nothing yet")
    return window.frame


def shows(window: MainWindow, update: int) -> bool:
    return shown(window).update == update


def is_settled(window: MainWindow) -> bool:
    """Tell whether training is paused and the window shows where it stands."""
    run = window.trainer.worker.run
    is_paused = not window.trainer.playing
    return is_paused and run is not None and shown(window).update == run.update


def wait_for(is_done: Callable[[], bool], seconds: float, act: str) -> None:
    """Let the window work until something is so."""
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            raise PlaygroundError(f"the window did not {act} within {seconds:g} s")
        QCoreApplication.processEvents()
        time.sleep(0.002)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"the folder {folder} cannot be made: {error.strerror}"
        ) from error
