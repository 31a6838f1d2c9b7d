"""What every test of the window needs, and what none may leave behind."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from playground.engines.cache import cache_home
from tests.gui.opening import CIRCLES, WAIT, Opening, opened
from ui import language, theme
from ui.application import create_application
from ui.main_window import MainWindow

# No window waits for these at its end: nobody can interrupt the loading of a library,
# and they end by themselves as soon as it is there.
OUTLASTING = ("background", "engine loading")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session")
def qapp(tmp_path_factory: pytest.TempPathFactory) -> QApplication:
    folder = str(tmp_path_factory.mktemp("preferences"))
    for format_ in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(format_, QSettings.Scope.UserScope, folder)
    application = create_application(["playground"])
    theme.APPEARANCE.choose("light")
    return application


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every test begin in English, whatever this desktop speaks."""
    monkeypatch.setattr(language, "system_languages", lambda: ["en"])
    yield
    language.LANGUAGE.choose("en")


@pytest.fixture(autouse=True)
def nothing_left_behind(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail a test that leaves a window or a thread, and say how to mend it."""
    # The kernels that were compiled before are found whatever the home is.
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home().parent))
    monkeypatch.setenv("HOME", str(tmp_path))
    # A question that no test expects would wait for ever; those that do answer it.
    discard = QMessageBox.StandardButton.Discard
    monkeypatch.setattr(QMessageBox, "exec", lambda *_: discard)
    QSettings("network-playground", "network-playground").clear()
    threads = set(threading.enumerate())
    yield
    # What pytest-qt deletes "later" would otherwise be styled anew after every test.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.APPEARANCE.restore("light")
    begun = [
        thread
        for thread in threading.enumerate()
        if thread not in threads and not isinstance(thread, threading._DummyThread)
    ]
    for thread in begun:
        if thread.name in OUTLASTING:
            thread.join(WAIT / 1000)
    left = [thread for thread in begun if thread.is_alive()]
    assert not left, f"{left} still run: call shutdown() or close the window"
    qapp.processEvents()
    visible = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    for widget in visible:
        widget.close()
    gc.collect()
    assert not visible, f"{visible} are still open: close them or use qtbot.addWidget"


@pytest.fixture
def opening() -> Opening:
    """What `window` begins with; a file of tests that wants another has its own."""
    return Opening(CIRCLES)


@pytest.fixture
def window(qtbot: QtBot, opening: Opening) -> Iterator[MainWindow]:
    """The real window, with all its panels and its first picture."""
    with opened(qtbot, opening) as window:
        yield window


@pytest.fixture
def edits(panel: Any) -> list[dict[str, Any]]:
    """What the `panel` of a file of tests asked to have changed, in order."""
    edits: list[dict[str, Any]] = []
    panel.edited.connect(edits.append)
    return edits
