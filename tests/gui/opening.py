"""How a test opens the real window, and closes it whatever happened in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from ui.app import create_window
from ui.main_window import MainWindow

# Only a window that never comes takes so long, in milliseconds.
WAIT = 30_000


@dataclass(frozen=True, slots=True)
class Opening:
    """What a window begins with.

    Attributes
    ----------
    size : of the window; it may be larger than the screen of the tests
    active : whether it has the keyboard: shortcuts work in the active window only, and
        no window manager makes it so
    """

    settings: pg.Settings
    size: tuple[int, int] = (1280, 800)
    active: bool = False


CIRCLES = pg.Settings.build(
    data="circles", hidden=(4, 2), learning_rate=0.1, engine=REFERENCE, samples=80
)


@contextmanager
def opened(qtbot: QtBot, opening: Opening) -> Iterator[MainWindow]:
    """Open a window, wait for its panels and its first picture, and close it after."""
    window = create_window(opening.settings)
    window.resize(*opening.size)
    window.show()
    try:
        if opening.active:
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
        qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
        qtbot.waitUntil(lambda: window.frame is not None, timeout=WAIT)
        yield window
    finally:
        # Nobody is asked about what was edited.
        window.documents.is_closing = True
        window.close()
        window.deleteLater()
