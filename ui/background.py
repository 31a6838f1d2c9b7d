"""Work in a thread beside the window: progress, an answer, or a sentence."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from playground.errors import PlaygroundError
from playground.loading import Cancelled

logger = logging.getLogger(__name__)

# Gets how much is done, 0 … 1; answers whether to go on.
Tell = Callable[[float], bool]


class Background(QObject):
    """One piece of work; its signals arrive in the window's thread.

    After `cancel` it touches nothing of the window any more, so nobody has to wait for
    it: it may be in the midst of loading a library, which takes its second.

    Signals
    -------
    progressed : float, 0 … 1
    finished : what the work returned
    refused : a sentence that says why there is no answer; none after `cancel`
    """

    progressed = Signal(float)
    finished = Signal(object)
    refused = Signal(str)
    # Emitted in the thread, answered in the window's.
    ended = Signal(object, str)
    told = Signal(float)

    def __init__(self, work: Callable[[Tell], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.work = work
        self.is_cancelled = False
        # Held while the thread speaks: who has cancelled may delete this object.
        self.speaking = threading.Lock()
        self.percent = 0
        queued = Qt.ConnectionType.QueuedConnection
        self.ended.connect(self._on_ended, queued)
        self.told.connect(self._on_told, queued)
        self.thread_of_work = threading.Thread(target=self.run, name="background")

    def start(self) -> None:
        self.thread_of_work.start()

    def cancel(self) -> None:
        """Give no answer; the thread ends when the work asks whether to go on."""
        with self.speaking:
            self.is_cancelled = True

    def wait(self) -> None:
        """Return when the thread has ended."""
        if self.thread_of_work.is_alive():
            self.thread_of_work.join()

    def run(self) -> None:
        answer, sentence = None, ""
        try:
            answer = self.work(self.tell)
        except Cancelled:
            return
        except PlaygroundError as error:
            sentence = str(error)
        # Whoever waits must learn of it, whatever it was.
        except Exception as error:
            logger.exception("work in the background failed")
            sentence = str(error) or type(error).__name__
        with self.speaking:
            if not self.is_cancelled:
                self.ended.emit(answer, sentence)

    def tell(self, fraction: float) -> bool:
        percent = int(100 * fraction)
        with self.speaking:
            if percent != self.percent and not self.is_cancelled:
                self.percent = percent
                self.told.emit(fraction)
        return not self.is_cancelled

    def _on_told(self, fraction: float) -> None:
        if not self.is_cancelled:
            self.progressed.emit(fraction)

    def _on_ended(self, answer: object, sentence: str) -> None:
        if self.is_cancelled:
            return
        if sentence:
            self.refused.emit(sentence)
        else:
            self.finished.emit(answer)
