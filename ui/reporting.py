"""Anything unexpected: written to the log and said in the window, which goes on."""

import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from ui.fault_report import without_home
from ui.labels import text
from ui.log import LOG

if TYPE_CHECKING:
    from ui.messages import MessageBar

# The same thing is said once, and logged again at these counts: a fault while painting
# comes sixty times a second.
LOGGED_AGAIN = {10, 100, 1_000, 10_000, 100_000}
QT_LEVELS = {
    QtMsgType.QtDebugMsg: 10,
    QtMsgType.QtInfoMsg: 20,
    QtMsgType.QtWarningMsg: 30,
    QtMsgType.QtCriticalMsg: 40,
    QtMsgType.QtFatalMsg: 50,
}


class Unexpected(QObject):
    """Takes every exception that nobody caught, from every thread.

    Signals
    -------
    happened : (sentence, traceback), the first time that a thing happens
    """

    happened = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counts: dict[tuple[str, ...], int] = {}
        self.before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self.is_installed = False

    def install(self) -> None:
        """Be the one who is told, by Python and by Qt."""
        self.before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self.take
        threading.excepthook = self.take_of_thread
        sys.unraisablehook = self.take_unraisable
        qInstallMessageHandler(take_qt_message)
        self.is_installed = True

    def remove(self) -> None:
        """Give the hooks back."""
        if self.is_installed:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self.before
            qInstallMessageHandler(None)
            self.is_installed = False

    def take(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log an exception, and say it the first time."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        frames = traceback.extract_tb(trace)
        where = (f"{frames[-1].filename}:{frames[-1].lineno}",) if frames else ()
        key = (kind.__name__, *where)
        count = self.counts[key] = self.counts.get(key, 0) + 1
        if count == 1:
            LOG.error("unexpected: %s", details.rstrip())
            words = str(error).strip()
            sentence = f"{kind.__name__}: {words}" if words else kind.__name__
            self.happened.emit(without_home(sentence.splitlines()[0]), details)
        elif count in LOGGED_AGAIN:
            LOG.error("unexpected for the %dth time: %s", count, ", ".join(key))

    def take_of_thread(self, found: threading.ExceptHookArgs) -> None:
        if not issubclass(found.exc_type, SystemExit):
            self.take(found.exc_type, found.exc_value, found.exc_traceback)

    def take_unraisable(self, found: "sys.UnraisableHookArgs") -> None:
        self.take(found.exc_type, found.exc_value, found.exc_traceback)


def take_qt_message(kind: QtMsgType, _: QMessageLogContext, words: str | None) -> None:
    """Write to the log what Qt has to say."""
    LOG.log(QT_LEVELS.get(kind, 30), "Qt: %s", words)


class Reporter(QObject):
    """Says in a window what happened, with the report to copy.

    Parameters
    ----------
    unexpected : who is told first
    """

    def __init__(self, unexpected: Unexpected) -> None:
        super().__init__(unexpected)
        self.messages: MessageBar | None = None
        unexpected.happened.connect(self.say)

    def follow(self, messages: "MessageBar") -> None:
        """Say everything in this window's message bar from now on."""
        self.messages = messages
        messages.destroyed.connect(self.forget)

    @Slot(str, str)
    def say(self, reason: str, details: str) -> None:
        """Show one sentence with the traceback as its details."""
        if self.messages is not None:
            sentence = text("report_bar.unexpected", reason=reason)
            self.messages.warn(sentence, details)

    def say_crash(self, details: str) -> None:
        """Say that the session before this one ended by a crash."""
        if self.messages is not None and details:
            LOG.warning("the last session crashed:\n%s", details.rstrip())
            self.messages.warn(text("report_bar.crashed"), details)

    @Slot()
    def forget(self) -> None:
        self.messages = None
