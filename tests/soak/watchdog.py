"""How long the window's thread gave no turn to its event loop, and what it did then."""

import faulthandler
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

# Longer than this a window seems dead.
MOST_SECONDS = 1.0
TURN_MS = 10
LOOK_SECONDS = 0.02


@dataclass(slots=True)
class Hang:
    """One turn of the event loop.

    Attributes
    ----------
    seconds : as a clock on the wall says
    computing : of the thread's own time on a processor
    queueing : how long it was ready and other processes had the processor
    stack : of the window's thread after one second, "" for shorter turns
    """

    seconds: float = 0.0
    computing: float = 0.0
    queueing: float = 0.0
    stack: str = ""
    action: int = 0

    @property
    def own_seconds(self) -> float:
        """What is not the fault of other processes."""
        return self.seconds - self.queueing


def waited_for_processor(thread: int) -> float:
    """Return how long a thread was ready to run and did not, in seconds."""
    try:
        words = Path(f"/proc/self/task/{thread}/schedstat").read_text().split()
    except OSError:
        return 0.0
    return int(words[1]) / 1e9


class Watchdog(QObject):
    """Notes the longest turn of the event loop; make it in the window's thread."""

    def __init__(self) -> None:
        super().__init__()
        self.main = threading.get_ident()
        self.native = threading.get_native_id()
        self.clock = time.pthread_getcpuclockid(self.main)
        self.longest = Hang()
        self.long_ones: list[Hang] = []
        self.action = 0
        self.paused = 0
        self.stopping = threading.Event()
        self.began = time.monotonic()
        self.computed = self.queued = 0.0
        self.stack = ""
        self.beat()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.beat)
        self.timer.start(TURN_MS)
        self.thread_of_watching = threading.Thread(
            target=self.watch, name="watchdog", daemon=True
        )
        self.thread_of_watching.start()

    def beat(self) -> None:
        """Say that the event loop had a turn."""
        now = time.monotonic()
        computed = time.clock_gettime(self.clock)
        seconds = now - self.began
        if not self.paused and (seconds > self.longest.seconds or self.stack):
            queued = waited_for_processor(self.native) - self.queued
            hang = Hang(
                seconds, computed - self.computed, queued, self.stack, self.action
            )
            if hang.own_seconds > self.longest.own_seconds:
                self.longest = hang
            if hang.own_seconds > MOST_SECONDS:
                self.long_ones.append(hang)
        self.began, self.computed, self.stack = now, computed, ""
        self.queued = waited_for_processor(self.native)

    def pause(self) -> None:
        """Do not count what comes, until `go_on`: the start of the program."""
        self.beat()
        self.paused += 1

    def go_on(self) -> None:
        self.paused -= 1
        self.stack = ""
        self.began = time.monotonic()
        self.beat()

    def watch(self) -> None:
        while not self.stopping.wait(LOOK_SECONDS):
            is_late = time.monotonic() - self.began > MOST_SECONDS
            if is_late and not self.stack and not self.paused:
                self.stack = self.stacks()

    def stacks(self) -> str:
        """Return what all threads do, the window's first.

        No frame is held: it would keep the widgets in it alive, and this thread would
        be the one that lets them go.
        """
        with tempfile.TemporaryFile("w+") as file:
            faulthandler.dump_traceback(file, all_threads=True)
            file.seek(0)
            threads = file.read().split("\n\n")
        own = f"{self.main:#018x}"
        threads.sort(key=lambda words: own not in words.partition("\n")[0])
        return "\n\n".join(threads)

    def stop(self) -> None:
        self.timer.stop()
        self.stopping.set()
        self.thread_of_watching.join()
