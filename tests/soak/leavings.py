"""What a closed window leaves behind, and should not: threads, processes, windows."""

import threading
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication, QWidget

from tests.soak.faults import Faults
from tests.soak.surfaces import words_of

CHILD_SECONDS = 5.0


class Leavings:
    """Looks after each window; make it before the first one.

    Parameters
    ----------
    others : threads that are not the window's, and came after it
    wait : lets the event loop run until a condition holds, or for too long

    Attributes
    ----------
    threads, children : what is left, by name
    """

    def __init__(
        self,
        others: set[threading.Thread],
        wait: Callable[[Callable[[], bool]], None],
    ) -> None:
        self.others = others | set(threading.enumerate())
        self.wait = wait
        self.threads: list[str] = []
        self.children: list[str] = []

    def look(self, faults: Faults, window: QWidget) -> None:
        """Note what a window left, and put it away."""
        for top in QApplication.topLevelWidgets():
            if top is not window and top.isVisible() and not top.parent():
                faults.add("stuck", f"{words_of(top)} is still open")
                top.close()
        self.wait(lambda: not self.living())
        self.threads += self.living()
        # Python keeps one helper of `multiprocessing` to its own end.
        children = [
            child
            for child in psutil.Process().children(recursive=True)
            if "resource_tracker" not in " ".join(child.cmdline())
        ]
        _, alive = psutil.wait_procs(children, timeout=CHILD_SECONDS)
        self.children += [" ".join(one.cmdline()[-3:]) for one in alive]
        for child in alive:
            child.kill()

    def living(self) -> list[str]:
        """Return the threads that were not there before the first window."""
        return [
            thread.name
            for thread in threading.enumerate()
            if thread not in self.others
            and not isinstance(thread, threading._DummyThread)
        ]


def empty(folder: Path) -> None:
    """Keep the disk free: films and experiments are large."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink(missing_ok=True)
