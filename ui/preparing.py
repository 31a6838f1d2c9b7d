"""Says that other rows are being prepared, when that takes long enough to wonder."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from playground.settings import Settings
from ui.training.preparing import is_big

if TYPE_CHECKING:
    from ui.main_window import MainWindow

# What is ready before is not spoken of.
PATIENCE_MS = 250


class Preparing(QObject):
    """Watches from a change of the settings to the first frame that shows it.

    The training thread prepares the rows; meanwhile it makes no frames, and the window
    would look as if nothing had been asked.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.settings = window.store.settings
        self.is_said = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)

        self.timer.timeout.connect(self.say)
        window.status_line.cancel.clicked.connect(self.take_back)
        window.store.applied.connect(self.begin)
        # The trainer hands out no frame that is older than the last change.
        window.trainer.frame_ready.connect(self.end)

    def begin(self, settings: Settings) -> None:
        """Take note that the run is to go on with other settings."""
        self.settings = settings
        if self.is_said:
            # Only after this is known what can be undone.
            self.timer.start(0)
        elif is_big(settings) and not self.timer.isActive():
            self.timer.start(PATIENCE_MS)

    def say(self) -> None:
        """Show what goes on; the last change can be taken back, not an undoing."""
        self.is_said = True
        stack = self.window_part.store.undo_stack
        self.window_part.status_line.show_preparing(
            self.settings.samples, can_cancel=stack.canUndo() and not stack.canRedo()
        )

    def end(self) -> None:
        """Show again what the run does."""
        self.timer.stop()
        if not self.is_said:
            return
        self.is_said = False
        window = self.window_part
        window.status_line.hide_preparing()
        if window.trainer.playing:
            window.status_line.show_playing(True)
        elif window.frame is not None:
            window.status_line.show_standing(window.frame)

    def take_back(self) -> None:
        """Undo the change that is being prepared."""
        self.window_part.store.undo_stack.undo()
