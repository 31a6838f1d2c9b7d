"""Actions that open a dialog and wait for it: they are answered inside its loop."""

import os
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from tests.soak.faults import Faults
from tests.soak.watchdog import Watchdog

ANSWER_MS = 8
MOST_DEPTH = 12


class Nesting:
    """Acts on while an action waits in a loop of events of its own.

    Parameters
    ----------
    act : does the next action
    is_over : tells whether enough was done, so that dialogs are only closed
    """

    def __init__(
        self,
        application: QApplication,
        faults: Faults,
        watchdog: Watchdog,
        act: Callable[[], None],
        is_over: Callable[[], bool],
    ) -> None:
        self.application = application
        self.faults, self.watchdog = faults, watchdog
        self.act, self.is_over = act, is_over
        self.serials: list[tuple[int, int]] = []

    def within(self, serial: int, action: Callable[[], Any], what: str) -> None:
        """Do something that may open a dialog and wait for it.

        Parameters
        ----------
        serial : the number of the action
        """
        level = QThread.currentThread().loopLevel()
        self.serials.append((serial, level))
        QTimer.singleShot(ANSWER_MS, lambda: self.answer(serial))
        self.watchdog.beat()
        try:
            action()
        # Whatever it is, the monkey goes on and tells.
        except Exception as error:  # noqa: BLE001
            # Ours when a window vanished under the hand; else the program's.
            if not is_own(error):
                words = "".join(traceback.format_exception(error))
                self.faults.add("exception", f"{what}: {words}")
        finally:
            self.serials = [one for one in self.serials if one[0] != serial]
            self.watchdog.beat()

    def answer(self, serial: int) -> None:
        """Act inside the loop of a dialog that the action opened."""
        levels = dict(self.serials)
        if serial not in levels:
            return
        QTimer.singleShot(ANSWER_MS, lambda: self.answer(serial))
        self.watchdog.beat()
        is_innermost = self.serials[-1][0] == serial
        is_nested = QThread.currentThread().loopLevel() > levels[serial]
        if not is_innermost or not is_nested:
            return
        if self.is_over() or len(levels) > MOST_DEPTH:
            self.dismiss()
        else:
            self.act()

    def dismiss(self) -> None:
        """Get rid of what is in front, keeping nothing."""
        popup = self.application.activePopupWidget()
        modal = self.application.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(modal, QMessageBox):
            discard = modal.button(QMessageBox.StandardButton.Discard)
            if discard is not None:
                discard.click()
            else:
                modal.reject()
        elif isinstance(modal, QDialog):
            modal.reject()
        elif modal is not None:
            modal.close()


def is_own(error: BaseException) -> bool:
    """Tell whether an error is the monkey's: it held a window that is gone."""
    frames = traceback.extract_tb(error.__traceback__)
    inner = os.path.basename(os.path.dirname(frames[-1].filename)) if frames else ""
    return isinstance(error, RuntimeError) and inner == "soak"
