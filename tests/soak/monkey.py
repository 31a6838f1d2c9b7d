"""A monkey at the window: random actions of a real hand, the same for the same seed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

import playground as pg
from tests.soak.acting import Acting
from tests.soak.control_hand import ControlHand
from tests.soak.dialog_hand import DialogHand
from tests.soak.growth import resident_megabytes
from tests.soak.leavings import Leavings, empty
from tests.soak.nesting import Nesting
from tests.soak.watchdog import Watchdog
from tests.soak.window_hand import WindowHand
from ui.app import create_window
from ui.main_window import MainWindow

READY_SECONDS = 60.0
# Loading an engine cannot be interrupted, and takes its time on a busy machine; what
# leaks never ends.
THREAD_SECONDS = 120.0
CLOSINGS, CLOSING_MS = 20, 20
# How often a dialog that leaves the window free is touched instead of the window.
FREE_DIALOG = 0.2


@dataclass(slots=True)
class Told:
    """What a monkey brings home, besides the faults."""

    actions: int
    windows: int
    seconds: float
    megabytes: tuple[float, float]
    last: list[str]


class Monkey:
    """Acts on the windows of this process until it has done enough.

    Parameters
    ----------
    count : how many actions
    folder : where its files are; nothing outside is written
    seconds : ends earlier after so many
    trace : where actions are told, if anywhere
    """

    def __init__(
        self,
        application: QApplication,
        seed: int,
        count: int,
        folder: Path,
        seconds: float | None = None,
        trace: TextIO | None = None,
    ) -> None:
        self.application, self.count = application, count
        # A window that was closed is followed by another one.
        application.setQuitOnLastWindowClosed(False)
        self.end = time.monotonic() + seconds if seconds else None
        self.watchdog = Watchdog()
        self.acting = Acting(application, seed, folder, trace)
        self.faults = self.acting.faults
        self.nesting = Nesting(
            *(application, self.faults, self.watchdog),
            act=self.act,
            is_over=lambda: self.closing or self.acting.number >= self.count,
        )
        controls = ControlHand(self.acting)
        self.window_hand = WindowHand(self.acting, controls)
        self.dialog_hand = DialogHand(self.acting, controls, self.is_too_much)
        self.leavings = Leavings(
            {self.watchdog.thread_of_watching},
            lambda condition: self.wait(condition, THREAD_SECONDS, ""),
        )
        self.closing = False
        self.window: MainWindow | None = None
        self.windows = 0
        self.megabytes = 0.0
        self.turns = QTimer()
        self.turns.timeout.connect(self.turn)
        self.began = time.monotonic()

    # ---- windows, one after another ----------------------------------------------

    def run(self) -> Told:
        """Act until enough was done; return how it went."""
        self.faults.recent = lambda: list(self.acting.last)
        self.faults.listen()
        self.open_window()
        self.turns.start(0)
        self.application.exec()
        self.watchdog.stop()
        self.faults.forget()
        return Told(
            self.acting.number,
            self.windows,
            time.monotonic() - self.began,
            (self.megabytes, resident_megabytes()),
            self.faults.actions_before or list(self.acting.last),
        )

    def open_window(self) -> None:
        self.watchdog.pause()
        settings = pg.Settings.build(data="circles", hidden=(4, 2), samples=100)
        self.window = create_window(settings)
        self.window.trainer.failed.connect(self.note_failure)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        self.wait(lambda: self.is_ready, READY_SECONDS, "the window is ready")
        self.windows += 1
        self.megabytes = self.megabytes or resident_megabytes()
        self.watchdog.go_on()

    @property
    def is_ready(self) -> bool:
        window = self.window
        return window is not None and window.has_pages and window.frame is not None

    def note_failure(self, reason: str, details: str) -> None:
        self.faults.add("exception", f"training failed: {reason}\n{details}")

    def turn(self) -> None:
        """One turn of the event loop: one action, or the end."""
        self.watchdog.beat()
        self.closing = False
        window = self.window
        if window is None or not isValid(window) or not window.isVisible():
            self.part_with_window()
            if not self.is_enough:
                self.open_window()
                return
        if self.is_enough:
            self.finish()
            return
        self.act()

    @property
    def is_enough(self) -> bool:
        late = self.end is not None and time.monotonic() > self.end
        return late or self.acting.number >= self.count

    def finish(self) -> None:
        """Close the window without keeping anything, and leave."""
        self.turns.stop()
        if self.window is not None:
            self.close_window(self.window)
            self.part_with_window()
        self.application.quit()

    def close_window(self, window: MainWindow) -> None:
        self.closing = True
        for _ in range(CLOSINGS):
            while (popup := self.application.activePopupWidget()) is not None:
                popup.close()
            if isinstance(modal := self.application.activeModalWidget(), QDialog):
                modal.reject()
                continue
            self.nesting.within(self.acting.number, window.close, "close the window")
            if not window.isVisible():
                return
            QTest.qWait(CLOSING_MS)
        self.faults.add("stuck", "the window does not close")
        window.documents.is_closing = True
        window.close()

    def part_with_window(self) -> None:
        """Look at what a closed window left."""
        window, self.window = self.window, None
        if window is not None:
            self.leavings.look(self.faults, window)
            window.deleteLater()
            empty(self.acting.out)

    def wait(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Let events run until a condition holds; say `what` if it never does."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                if what:
                    self.faults.add("stuck", f"waited {seconds:.0f} s until {what}")
                return
            QTest.qWait(5)
            self.watchdog.beat()

    # ---- one action --------------------------------------------------------------

    def act(self) -> None:
        """Do the next action; another loop of events inside it is answered, too."""
        number = self.watchdog.action = self.acting.begin()
        self.nesting.within(number, self.touch, "act")

    def touch(self) -> None:
        """Choose what is in front and do something to it."""
        popup = self.application.activePopupWidget()
        if popup is not None:
            self.dialog_hand.touch_popup(popup)
            return
        modal = self.application.activeModalWidget()
        if modal is not None:
            self.dialog_hand.touch_dialog(modal)
            return
        window = self.window
        if window is None or not window.isVisible():
            return
        tops = [
            top
            for top in self.application.topLevelWidgets()
            if top.isVisible() and top is not window and isinstance(top, QDialog)
        ]
        rng = self.acting.rng
        if tops and rng.random() < FREE_DIALOG:
            self.dialog_hand.touch_dialog(rng.choice(tops))
            return
        if not window.isActiveWindow():
            window.activateWindow()
        self.window_hand.touch(window)

    def is_too_much(self, action: QAction) -> bool:
        """Tell whether an action would end the window, which is dear to make anew."""
        window = self.window
        return window is not None and self.window_hand.is_too_much(window, action)
