"""The dialog that checks backpropagation against the definition of the derivative."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame
from ui import type_scale
from ui.gradient_table import GradientTable, read_gradient
from ui.labels import glued, sentence, text
from ui.theme import current, font

COLUMNS = ("name", "backpropagated", "central", "difference", "verdict")


class GradientDialog(QDialog):
    """Shows both gradients of the coming batch; the run is not touched.

    Attributes
    ----------
    is_waiting : whether the next frame with an opened update is to be checked

    Signals
    -------
    frame_wanted : `is_waiting` became true
    """

    frame_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_waiting = False
        self.checked: GradientTable | None = None
        self.setWindowTitle(text("gradient.title"))
        self.words = QLabel(text("gradient.words"))
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.verdict = QLabel()
        self.verdict.setFont(font(10.5, bold=True))
        self.verdict.setWordWrap(True)
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setHorizontalHeaderLabels(
            [text(f"gradient.{column}") for column in COLUMNS]
        )
        self.table.setAccessibleName(text("gradient.title"))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.again = QPushButton(text("gradient.again"))
        self.again.clicked.connect(self.begin)
        self.copy = QPushButton(text("gradient.copy"))
        self.copy.clicked.connect(self.copy_table)
        self.close_button = QPushButton(text("gradient.close"))
        self.close_button.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.verdict)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        type_scale.open_at(self, 760, 520)

    def begin(self) -> None:
        """Check the next frame."""
        self.is_waiting = True
        self.verdict.setText(text("gradient.waiting"))
        self.show()
        self.raise_()
        self.frame_wanted.emit()

    def show_frame(self, frame: Frame) -> None:
        """Check this frame's gradient if one waits for it."""
        trace = frame.trace
        if not self.is_waiting or trace is None:
            return
        self.is_waiting = False
        self.show_table(read_gradient(trace), frame.update)
        self.frame_wanted.emit()

    def show_table(self, checked: GradientTable, update: int) -> None:
        self.checked = checked
        theme = current()
        self.verdict.setText(
            text(
                "gradient.passed" if checked.is_passed else "gradient.failed",
                update=update,
            )
        )
        found, words = sentence(f"{checked.summary}."), text("gradient.words")
        self.words.setText(glued("{} {}", found, words))
        color = theme.text if checked.is_passed else theme.error
        self.verdict.setStyleSheet(f"color: {color}")
        self.table.setRowCount(len(checked.rows))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for index, row in enumerate(checked.rows):
            for column, words in enumerate(row.cells):
                is_verdict = column == len(COLUMNS) - 1
                shown = sentence(words) if is_verdict else words.replace("-", "−")
                item = QTableWidgetItem(shown)
                if 0 < column < len(COLUMNS) - 1:
                    item.setTextAlignment(right)
                if not row.agrees:
                    item.setForeground(QColor(theme.error))
                self.table.setItem(index, column, item)

    def copy_table(self) -> None:
        """Put the table on the clipboard, with all digits."""
        if self.checked is not None:
            QGuiApplication.clipboard().setText(self.checked.tabs)
