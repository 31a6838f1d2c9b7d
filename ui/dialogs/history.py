"""The list of everything that was done, to go back to any of it."""

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDialog, QLabel, QUndoView, QVBoxLayout, QWidget

from ui import type_scale
from ui.labels import text


class HistoryDialog(QDialog):
    """Shows an undo stack; a click goes to the moment after a line."""

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("edits.history_title"))
        self.view = QUndoView(stack)
        self.view.setEmptyLabel(text("edits.history_start"))
        self.view.setStyleSheet("QListView::item { padding: 4px 6px; }")
        self.view.setAccessibleName(text("edits.history_title"))
        words = QLabel(text("edits.history_tip"))
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(words)
        layout.addWidget(self.view, 1)
        type_scale.open_at(self, 340, 420)
