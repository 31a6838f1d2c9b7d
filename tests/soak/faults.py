"""Everything that a user must never see: exceptions, warnings of Qt, logged errors."""

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

# Said by platforms without a window manager, whatever a program does.
NOT_OURS = (
    *("propagateSizeHints", "This plugin does not support", "XDG_RUNTIME_DIR"),
    "QStandardPaths: wrong permission",
    # Of the simulated hand: a drag may leave the window.
    "occurs outside target window",
)


@dataclass(slots=True)
class Fault:
    """Something that went wrong, after which action first, and how often in all."""

    kind: str
    words: str
    action: int
    times: int = 1

    def __str__(self) -> str:
        often = f", {self.times} times in all" if self.times > 1 else ""
        return f"{self.kind} in action {self.action}{often}: {self.words}"


@dataclass
class Faults:
    """Listens to all places where something unexpected is said.

    Attributes
    ----------
    found : in the order in which they came
    action : the number of the action under way, set by who acts
    recent : returns the last actions
    actions_before : those before the first fault
    """

    found: list[Fault] = field(default_factory=list)
    action: int = 0
    recent: Callable[[], list[str]] = list
    actions_before: list[str] = field(default_factory=list)
    before: list[Callable[[], Any]] = field(default_factory=list)

    def add(self, kind: str, words: str) -> None:
        if not self.found:
            self.actions_before = self.recent()
        for known in self.found:
            if (known.kind, known.words) == (kind, words):
                known.times += 1
                return
        self.found.append(Fault(kind, words, self.action))

    def count(self, *kinds: str) -> int:
        return sum(fault.times for fault in self.found if fault.kind in kinds)

    def listen(self) -> None:
        """Take the hooks; those that were there before are still called."""
        excepthook, thread_hook = sys.excepthook, threading.excepthook
        unraisable, show = sys.unraisablehook, warnings.showwarning

        def on_exception(
            kind: type[BaseException],
            error: BaseException,
            trace: TracebackType | None,
        ) -> None:
            self.add("exception", "".join(traceback.format_exception(error)))
            if excepthook is not sys.__excepthook__:
                excepthook(kind, error, trace)

        def on_thread(args: Any) -> None:
            words = "".join(traceback.format_exception(args.exc_value))
            self.add("exception", f"in thread {args.thread}: {words}")

        def on_unraisable(args: Any) -> None:
            words = "".join(traceback.format_exception(args.exc_value))
            self.add("exception", f"unraisable in {args.object!r}: {words}")

        def on_warning(
            message: Warning | str, category: type[Warning], *rest: Any
        ) -> None:
            stack = "".join(traceback.format_stack(limit=12)[:-1])
            self.add("warning", f"{category.__name__}: {message}\n{stack}")

        def on_qt(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
            if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
                return
            if any(one in words for one in NOT_OURS):
                return
            stack = "".join(traceback.format_stack(limit=10)[:-1])
            self.add("qt", f"{words}\n{stack}")

        sys.excepthook, threading.excepthook = on_exception, on_thread
        sys.unraisablehook, warnings.showwarning = on_unraisable, on_warning
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", "path is deprecated", DeprecationWarning)
        handler = qInstallMessageHandler(on_qt)
        logs = LoggedErrors(self)
        logging.getLogger().addHandler(logs)

        def give_back() -> None:
            sys.excepthook, threading.excepthook = excepthook, thread_hook
            sys.unraisablehook, warnings.showwarning = unraisable, show
            qInstallMessageHandler(handler)
            logging.getLogger().removeHandler(logs)

        self.before.append(give_back)

    def forget(self) -> None:
        """Give the hooks back."""
        while self.before:
            self.before.pop()()


class LoggedErrors(logging.Handler):
    """Takes what the threads of the program log when they fail."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(logging.ERROR)
        self.faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            words += "\n" + "".join(traceback.format_exception(record.exc_info[1]))
        self.faults.add("exception", words)
