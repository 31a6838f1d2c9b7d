"""A sweep for the window: its runs in processes, its rows in a file, beside the window.

Rows stay as long as the window does: the same sweep, or a larger one, goes on from
where an earlier one was.
"""

import contextlib
import logging
import tempfile
import threading
import time
from collections.abc import Sequence
from multiprocessing import connection
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from playground.errors import PlaygroundError
from playground.sweep import Job, Journal, LocalExecutor, Row, perform
from playground.sweep.local import Worker
from ui.labels import text

logger = logging.getLogger(__name__)

# So often a sweep looks whether it is still wanted while all its processes are busy.
LOOK_SECONDS = 0.1


class Cancelled(Exception):  # noqa: N818 - it names an event
    """The sweep is no longer wanted."""


class StoppableExecutor(LocalExecutor):
    """Runs in processes that end at once when the sweep is no longer wanted."""

    def __init__(self, stop: threading.Event, workers: int | None = None) -> None:
        super().__init__(workers)
        self.stop = stop

    def answering(self) -> list[Worker]:
        """Wait as the other does, and look about meanwhile.

        Raises
        ------
        Cancelled
            when the sweep was stopped.
        """
        pipes = [worker.pipe for worker in self.workers]
        while not self.stop.is_set():
            heard = connection.wait(pipes, LOOK_SECONDS)
            if heard:
                return [worker for worker in self.workers if worker.pipe in heard]
        raise Cancelled


class WindowSweep(QObject):
    """Makes the runs of one sweep after the other in a thread of its own.

    Signals
    -------
    found : list of Row, in the order in which they came; those that were made before
        come first
    ended : a sentence that says why it ended early, "" if it did not
    """

    found = Signal(list)
    ended = Signal(str)
    # Emitted in the sweep's thread, answered in the window's.
    news = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        self.stop = threading.Event()
        self.thread_of_sweep: threading.Thread | None = None
        self.lock = threading.Lock()
        self.rows: list[Row] = []
        self.end: str | None = None
        self.is_announced = False
        self.began = 0.0
        self.news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        return self.thread_of_sweep is not None

    def start(self, jobs: Sequence[Job], workers: int | None = None) -> None:
        """Make these runs; a sweep that goes on is ended first."""
        self.cancel()
        if self.folder is None:
            self.folder = tempfile.TemporaryDirectory(prefix="playground-sweep-")
        path = Path(self.folder.name) / "sweep.sqlite"
        self.stop = threading.Event()
        self.began = time.monotonic()
        self.thread_of_sweep = threading.Thread(
            target=self.work,
            args=(tuple(jobs), path, StoppableExecutor(self.stop, workers)),
            name="sweep",
            daemon=True,
        )
        self.thread_of_sweep.start()

    def cancel(self) -> None:
        """End the sweep and its processes; what is done is kept."""
        self.stop.set()
        if self.thread_of_sweep is not None:
            self.thread_of_sweep.join()
            self.thread_of_sweep = None
            self.deliver()
            with self.lock:
                self.end = None

    def shutdown(self) -> None:
        """End everything and take the file away; may be called twice."""
        self.cancel()
        if self.folder is not None:
            self.folder.cleanup()
            self.folder = None

    # ---- in the thread -----------------------------------------------------------

    def work(self, jobs: Sequence[Job], path: Path, executor: LocalExecutor) -> None:
        sentence = ""
        try:
            with Journal(path) as journal:
                wanted = {job.key for job in jobs}
                for row in journal.rows():
                    if row.key in wanted:
                        self.put(row)
                with contextlib.closing(perform(jobs, journal, executor)) as rows:
                    for row in rows:
                        self.put(row)
        except Cancelled:
            sentence = text("sweep.cancelled")
        except PlaygroundError as error:
            sentence = str(error)
        # Whoever waits must learn of it, whatever it was.
        except Exception as error:
            logger.exception("a sweep failed")
            sentence = str(error) or type(error).__name__
        with self.lock:
            self.end = sentence
        self.announce()

    def put(self, row: Row) -> None:
        with self.lock:
            self.rows.append(row)
        self.announce()

    def announce(self) -> None:
        """Tell the window, once until it has looked."""
        with self.lock:
            is_news, self.is_announced = not self.is_announced, True
        if is_news:
            self.news.emit()

    # ---- in the window -----------------------------------------------------------

    def deliver(self) -> None:
        with self.lock:
            rows, self.rows, self.is_announced = self.rows, [], False
        if rows:
            self.found.emit(rows)

    @Slot()
    def _on_news(self) -> None:
        with self.lock:
            sentence = self.end
        self.deliver()
        if sentence is not None and self.thread_of_sweep is not None:
            self.thread_of_sweep.join()
            self.thread_of_sweep = None
            with self.lock:
                self.end = None
            self.ended.emit(sentence)
