"""Where what the training thread has for the window waits until it is taken."""

import threading
from collections.abc import Callable

from playground.frame import Frame
from ui.training.notices import Notice


class Outbox:
    """What waits for the window: the newest frame and the notices, in order.

    `notify` is called, from the worker's thread, once when something new waits, and not
    again before the window has taken it: a slow window is never flooded.
    """

    def __init__(self, notify: Callable[[], None]) -> None:
        self.notify = notify
        self.lock = threading.Lock()
        self.frame: Frame | None = None
        self.generation = 0
        self.notices: list[Notice] = []
        self.announced = False

    def put(self, notice: Notice) -> None:
        with self.lock:
            self.notices.append(notice)
        self.announce()

    def put_frame(self, frame: Frame, generation: int) -> None:
        """Replace the frame that waits; `generation` is that of the last change."""
        with self.lock:
            self.frame, self.generation = frame, generation
        self.announce()

    def announce(self) -> None:
        with self.lock:
            is_news, self.announced = not self.announced, True
        if is_news:
            self.notify()

    def take(self) -> tuple[Frame | None, int, list[Notice]]:
        """Return what waits: the frame, its generation, and the notices."""
        with self.lock:
            frame, notices = self.frame, self.notices
            self.frame, self.notices, self.announced = None, [], False
            return frame, self.generation, notices
