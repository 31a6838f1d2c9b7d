"""Start of the window."""

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QTimer

from playground.settings import Settings
from ui import theme
from ui.application import create_application
from ui.main_window import MainWindow
from ui.preferences import Preferences


def create_window(settings: Settings | None = None) -> MainWindow:
    """Return the main window, not shown yet, with its training thread running."""
    create_application()
    preferences = Preferences()
    theme.APPEARANCE.choose(preferences.text("theme", "system"))
    window = MainWindow(settings, preferences)
    window.start()
    return window


def run_window(settings: Settings | None = None, file: Path | None = None) -> NoReturn:
    """Open the window, with a file if there is one; end the process with it."""
    application = create_application()
    window = create_window(settings)
    window.show()
    window.activateWindow()
    if file is not None:
        window.incoming.open(file)
    # Python sees Ctrl+C in the terminal only when it gets a turn now and then.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    turn = QTimer()
    turn.timeout.connect(window.isVisible)
    turn.start(250)
    code = application.exec()
    turn.stop()
    window.shutdown()
    window.preferences.store.sync()
    # Taking Python, Qt and the compiler apart takes a second, which nobody needs.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
