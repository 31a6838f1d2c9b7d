"""Opens the window at the scale of the environment and prints what it saw as JSON.

Run by `test_high_dpi.py` in a process of its own: Qt reads the scale once.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

import playground as pg
from playground.engines import REFERENCE
from tests.gui.clipped import clipped
from ui.app import create_window
from ui.application import create_application
from ui.main_window import MainWindow
from ui.preferences import Preferences

PATIENCE = 60.0
# What is cut off for so long is cut off.
SETTLED = 5.0
PAGES = (
    *("network", "race", "noise", "momentum", "landscape", "surfaces", "traps"),
    *("cost", "sweep"),
)


def main() -> None:
    create_application(["playground"])
    preferences = Preferences()
    for key, value in (("language", "en"), ("first_steps", "seen")):
        preferences.set_text(key, value)
    settings = pg.Settings.build(
        data="spiral", hidden=(8, 8), method="momentum", engine=REFERENCE
    )
    window = create_window(settings)
    window.resize(1440, 900)
    window.show()
    wait(lambda: window.has_pages and window.frame is not None)
    window.trainer.step_epoch()
    wait(lambda: window.frame is not None and window.frame.update > 1)
    seen = {
        "ratio": window.grab().devicePixelRatio(),
        "blurred": [],
        "clipped": [],
        "icons": list(coarse_icons(window)),
        "pens": list(dear_pens(window)),
    }
    for page in PAGES:
        window.center.show_page(getattr(window, page))
        for _ in range(6):
            QApplication.processEvents()
        seen["blurred"] += [f"{page}: {line}" for line in blurred(window)]
        seen["clipped"] += [f"{page}: {line}" for line in lastingly_clipped(window)]
    window.close()
    sys.stdout.write(json.dumps(seen) + "\n")
    sys.stdout.flush()
    os._exit(0)


def wait(is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_done():
        if time.monotonic() > deadline:
            sys.exit("the window did not become ready")
        QApplication.processEvents()


def lastingly_clipped(window: MainWindow) -> list[str]:
    """Return what is cut off and stays so: a number may have come just now."""
    deadline = time.monotonic() + SETTLED
    while found := list(clipped(window)):
        if time.monotonic() > deadline:
            break
        QApplication.processEvents()
    return found


def blurred(window: MainWindow) -> Iterator[str]:
    """Yield the pictures that widgets keep in fewer pixels than the screen has."""
    ratio = window.devicePixelRatioF()
    for widget in (window, *window.findChildren(QWidget)):
        for name, value in vars(widget).items():
            is_picture = isinstance(value, QPixmap) and not value.isNull()
            if is_picture and widget.isVisible() and value.devicePixelRatio() != ratio:
                yield f"{type(widget).__name__}.{name}"


def coarse_icons(window: MainWindow) -> Iterator[str]:
    """Yield the buttons whose icons have fewer pixels than the screen."""
    ratio = window.devicePixelRatioF()
    for button in window.findChildren(QAbstractButton):
        is_own = not button.objectName().startswith("qt_")
        if is_own and not button.icon().isNull():
            size = button.iconSize()
            picture = button.icon().pixmap(size, ratio)
            if picture.size() != QSize(size) * ratio:
                yield button.accessibleName()


def dear_pens(window: MainWindow) -> Iterator[str]:
    """Yield the lines of a plot whose pens grow with the scale: such are dear."""
    plot = window.curves.plot
    if plot is None:
        yield "there is no plot"
        return
    for line in plot.plot.listDataItems():
        pen = line.opts["pen"]
        if not pen.isCosmetic() or pen.widthF() > 1.0:
            yield f"{line}: width {pen.widthF()}"


if __name__ == "__main__":
    main()
