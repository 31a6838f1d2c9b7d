"""Getting the compiled engine ready beside the open window.

The window starts on the NumPy engine. Where the kernels are not on disk yet a child
process compiles them there; then a thread loads them, and only then the trainer is told
to switch. Nothing of this makes the window wait.
"""

import importlib
import sys
import threading
from importlib.util import find_spec

from PySide6.QtCore import QObject, QProcess, Qt, Signal, Slot

from playground.engines.cache import is_cached
from ui.labels import text

MODULE = "playground.engines.compiled"
# A child that was told to stop and does not is killed after so long.
PATIENCE_MS = 500


class EnginePreparation(QObject):
    """Compiles and loads the compiled engine.

    Signals
    -------
    ready : it can be switched to.
    failed : a sentence; the NumPy engine stays.
    """

    ready = Signal()
    failed = Signal(str)
    # Emitted in the loading thread, answered in the window's.
    loaded = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.process: QProcess | None = None
        self.thread_of_loading: threading.Thread | None = None
        # Who has it may emit; after the end nobody may, for this object is gone then.
        self.lock = threading.Lock()
        self.is_over = False
        self.loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin, if Numba is there at all."""
        if find_spec("numba") is None:
            return
        if is_cached():
            self.load()
            return
        self.process = QProcess(self)
        self.process.finished.connect(self._on_compiled)
        self.process.errorOccurred.connect(self._on_process_error)
        self.process.start(sys.executable, ["-m", MODULE])

    def load(self) -> None:
        self.thread_of_loading = threading.Thread(
            target=self.import_engine, name="engine loading", daemon=True
        )
        self.thread_of_loading.start()

    def import_engine(self) -> None:
        """Import the engine and run each kernel once; runs in its own thread."""
        try:
            importlib.import_module(MODULE).warm_up()
        except Exception as error:  # noqa: BLE001 - a broken Numba raises anything
            self.tell(f"{type(error).__name__}: {error}")
        else:
            self.tell("")

    def tell(self, reason: str) -> None:
        """Say how loading went, if somebody still wants to know; in its own thread."""
        with self.lock:
            if not self.is_over:
                self.loaded.emit(reason)

    def shutdown(self) -> None:
        """End the child process, and give the loading thread a moment to end."""
        if self.process is not None:
            self.process.finished.disconnect()
            self.process.errorOccurred.disconnect()
            self.process.kill()
            self.process.waitForFinished(PATIENCE_MS)
            self.process = None
        with self.lock:
            self.is_over = True
        if self.thread_of_loading is not None:
            self.thread_of_loading.join(PATIENCE_MS / 1000)

    @property
    def is_loading(self) -> bool:
        """Whether the loading thread is still at work; it cannot be interrupted."""
        return self.thread_of_loading is not None and self.thread_of_loading.is_alive()

    @Slot(int)
    def _on_compiled(self, code: int) -> None:
        if code == 0:
            self.load()
        else:
            self.failed.emit(text("messages.engine_failed", reason=f"code {code}"))

    @Slot()
    def _on_process_error(self) -> None:
        assert self.process is not None
        reason = self.process.errorString()
        self.failed.emit(text("messages.engine_failed", reason=reason))

    @Slot(str)
    def _on_loaded(self, reason: str) -> None:
        if reason:
            self.failed.emit(text("messages.engine_failed", reason=reason))
        else:
            self.ready.emit()
