"""Start of the window."""

import gc
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QTimer

from playground import __version__
from playground.settings import Settings
from ui.appearance import take_preferences
from ui.application import create_application
from ui.language import LANGUAGE, SYSTEM
from ui.log import LOG, SessionLog, state_folder, take_crash
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.reporting import Reporter, Unexpected
from ui.theme import APPEARANCE


def create_window(settings: Settings | None = None) -> MainWindow:
    """Return the main window, not shown yet, with its training thread running."""
    create_application()
    preferences = Preferences()
    with APPEARANCE.dressing_last():
        take_preferences(preferences)
        LANGUAGE.choose(preferences.text("language", SYSTEM))
        window = MainWindow(settings, preferences)
    window.messages.engine_words = window.status_line.engine.text
    window.start()
    return window


def run_window(settings: Settings | None = None, file: Path | None = None) -> NoReturn:
    """Open the window, with a file if there is one; end the process with it."""
    application = create_application()
    log = SessionLog(state_folder())
    last_crash = take_crash(log.folder)
    log.begin()
    unexpected = Unexpected(application)
    unexpected.install()
    reporter = Reporter(unexpected)
    LOG.info("start of version %s", __version__)
    window = create_window(settings)
    reporter.follow(window.messages)
    # Else the first button would have it, and Space would press that and not play.
    window.setFocus()
    window.show()
    window.activateWindow()
    # What is there now stays as long as the window: nobody has to look through it.
    gc.freeze()
    gc.enable()
    reporter.say_crash(last_crash)
    if file is not None:
        window.incoming.open(file)
    else:
        # After the panels behind the first picture, which change the layout a little.
        window.pages.completed.connect(window.guidance.welcome)
    # Python sees Ctrl+C in the terminal only when it gets a turn now and then.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    turn = QTimer()
    turn.timeout.connect(window.isVisible)
    turn.start(250)
    code = application.exec()
    turn.stop()
    window.shutdown()
    window.preferences.store.sync()
    LOG.info("end")
    log.end()
    # Taking Python, Qt and the compiler apart takes a second, which nobody needs.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
