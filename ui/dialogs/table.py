"""The dialog that shows how a table was understood, before it becomes data."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.data.own import register
from playground.data.reading import read_table
from playground.data.table_reading import (
    MISSING_CHOICES,
    TASKS,
    Column,
    TableReading,
)
from playground.errors import PlaygroundError
from ui import type_scale
from ui.background import Background, Tell
from ui.calm import show_busy
from ui.labels import derived, glued, listed, sentence, text, unmarked
from ui.numbers import format_count
from ui.spoken import Typed
from ui.theme import font
from ui.widget_words import mark_typed

# Wider and longer tables are shown by their beginning.
SHOWN_COLUMNS = 40
SHOWN_WARNINGS = 5
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class TableDialog(QDialog):
    """Reads a table in a thread, shows it, and makes data of it.

    Attributes
    ----------
    reading : the table as it was understood, None while it is being read

    Signals
    -------
    chosen : the key of the data that were made
    failed : a sentence; the dialog is closed
    """

    chosen = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("table.title"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.reading: TableReading | None = None
        self.job: Background | None = None
        self.heading = plain_label()
        self.heading.setFont(font(10.5, bold=True))
        self.understood = plain_label("muted")
        self.warnings = plain_label("muted")
        self.outcome = plain_label()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(text("table.progress"))
        self.table = QTableWidget()
        self.table.setAccessibleName(text("table.preview"))
        mark_typed(self.table)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.target, self.task, self.missing = QComboBox(), QComboBox(), QComboBox()
        for task in TASKS:
            self.task.addItem(text(f"table.task_{task}"), task)
        for choice in MISSING_CHOICES:
            self.missing.addItem(text(f"table.missing_{choice}"), choice)
        form = QFormLayout()
        for key in ("target", "task", "missing"):
            box = getattr(self, key)
            label = QLabel(text(f"table.{key}"))
            label.setBuddy(box)
            box.setAccessibleName(derived(label.text(), unmarked))
            box.setToolTip(text(f"table.{key}_tip"))
            form.addRow(label, box)
        self.use = QPushButton(text("table.use"))
        self.use.setDefault(True)
        self.cancel = QPushButton(text("table.cancel"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.use)
        self.choices = QWidget()
        self.choices.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.understood)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.warnings)
        layout.addWidget(self.choices)
        layout.addWidget(self.outcome)
        layout.addLayout(buttons)
        type_scale.open_at(self, 760, 560)
        self.target.currentIndexChanged.connect(self._on_target_chosen)
        self.task.currentIndexChanged.connect(self.show_outcome)
        self.missing.currentIndexChanged.connect(self.show_outcome)
        self.use.clicked.connect(self.make_data)
        self.cancel.clicked.connect(self.reject)

    # ---- reading -----------------------------------------------------------------

    def begin(self, source: Path | str) -> None:
        """Read a file or a set of scikit-learn, and show what was understood."""
        self.reading = None
        name = source.name if isinstance(source, Path) else source
        self.heading.setText(text("table.reading", name=name))
        for label in (self.understood, self.warnings, self.outcome):
            label.clear()
        self.table.clear()
        self.table.setRowCount(0)
        self.table.setColumnCount(0)
        self.choices.setEnabled(False)
        self.open()
        self.start(lambda tell: read_table(source, tell), self.show_reading)
        assert self.job is not None
        self.job.refused.connect(self._on_reading_refused)

    def start(
        self, work: Callable[[Tell], Any], finished: Callable[[Any], None]
    ) -> None:
        """Do something in a thread; only the last such work is answered."""
        if self.job is not None:
            self.job.cancel()
        self.job = Background(work, self)
        self.progress.setRange(0, 100)
        self.progress.setValue(0)
        self.progress.show()
        self.use.setEnabled(False)
        self.job.progressed.connect(self._on_progressed)
        self.job.finished.connect(finished)
        self.job.start()

    def show_reading(self, reading: TableReading) -> None:
        """Show what was understood of the table."""
        self.reading = reading
        self.progress.hide()
        columns = format_count(len(reading.columns))
        rows = format_count(reading.rows)
        words = text(
            "table.heading", name=Typed(reading.name), rows=rows, columns=columns
        )
        self.heading.setText(words)
        self.understood.setText(describe_text(reading))
        self.fill_table(reading)
        more = len(reading.warnings) - SHOWN_WARNINGS
        lines = [sentence(words) for words in reading.warnings[:SHOWN_WARNINGS]]
        if more > 0:
            lines.append(text("table.more_warnings", count=more))
        self.warnings.setText(glued("\n".join(["{}"] * len(lines)), *lines))
        self.warnings.setVisible(bool(lines))
        mark_typed(self.target)
        self.target.blockSignals(True)
        self.target.clear()
        for column in reading.columns:
            if column.kind != "useless":
                self.target.addItem(column.name, column.name)
        self.target.setCurrentIndex(self.target.findData(reading.usual_target))
        self.target.blockSignals(False)
        self.choices.setEnabled(True)
        self._on_target_chosen()

    def fill_table(self, reading: TableReading) -> None:
        shown = reading.columns[:SHOWN_COLUMNS]
        self.table.setColumnCount(len(shown))
        self.table.setRowCount(len(reading.preview))
        names = [
            glued("{}\n{}", Typed(column.name), describe_column(column))
            for column in shown
        ]
        self.table.setHorizontalHeaderLabels(names)
        for row, cells in enumerate(reading.preview):
            for place, cell in enumerate(cells[: len(shown)]):
                self.table.setItem(row, place, QTableWidgetItem(cell))
        self.table.resizeColumnsToContents()

    # ---- choosing ----------------------------------------------------------------

    @property
    def choice(self) -> tuple[str, str, str]:
        """The target, the task and what happens to missing values."""
        boxes = (self.target, self.task, self.missing)
        target, task, missing = (str(box.currentData()) for box in boxes)
        return target, task, missing

    def _on_target_chosen(self) -> None:
        reading = self.reading
        if reading is None or self.target.currentIndex() < 0:
            return
        name = self.choice[0]
        is_number = reading.column(name).kind == "number"
        self.task.blockSignals(True)
        self.task.setCurrentIndex(TASKS.index(reading.task_of(name)))
        self.task.setEnabled(is_number)
        self.task.blockSignals(False)
        self.show_outcome()

    def show_outcome(self) -> None:
        """Say which rows and inputs there will be."""
        reading = self.reading
        if reading is None:
            return
        target, _, missing = self.choice
        try:
            inputs = reading.inputs_for(target)
            gone = reading.incomplete_rows(target)
            if missing == "fill":
                gone = reading.column(target).is_missing
        except PlaygroundError as error:
            self.outcome.setText(sentence(str(error)))
            self.use.setEnabled(False)
            return
        count = int(gone.sum())
        width = sum(len(column.words) or 1 for column in inputs)
        rows, inputs_words = format_count(reading.rows - count), format_count(width)
        words = text("table.outcome", rows=rows, inputs=inputs_words)
        if count:
            words += " " + text("table.left_out", count=format_count(count))
        self.outcome.setText(words)
        self.use.setEnabled(count < reading.rows)

    def make_data(self) -> None:
        """Make data of the table as it was chosen, in a thread."""
        reading = self.reading
        if reading is None:
            return
        target, task, missing = self.choice

        def work(tell: Tell) -> str:
            data = reading.to_own_data(target, missing=missing, task=task)
            return register(data)

        self.choices.setEnabled(False)
        self.start(work, self._on_made)
        # How long it takes is not known.
        show_busy(self.progress)
        assert self.job is not None
        self.job.refused.connect(self._on_making_refused)

    # ---- what comes --------------------------------------------------------------

    def _on_progressed(self, fraction: float) -> None:
        self.progress.setValue(int(100 * fraction))

    def _on_reading_refused(self, sentence: str) -> None:
        self.reject()
        self.failed.emit(sentence)

    def _on_making_refused(self, reason: str) -> None:
        self.progress.hide()
        self.choices.setEnabled(True)
        self.outcome.setText(sentence(reason))

    def _on_made(self, key: str) -> None:
        self.accept()
        self.chosen.emit(key)

    def reject(self) -> None:
        if self.job is not None:
            self.job.cancel()
        super().reject()


def plain_label(role: str = "") -> QLabel:
    """Return a label that shows a file's words as they are, on several lines."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def describe_text(reading: TableReading) -> str:
    """Say how the file was written."""
    if not reading.encoding:
        return text("table.named_arrays" if reading.header else "table.arrays")
    return text(
        "table.understood",
        encoding=reading.encoding.upper(),
        delimiter=text(f"table.{DELIMITERS.get(reading.delimiter, 'other')}"),
        decimal=text("table.point" if reading.decimal == "." else "table.comma_sign"),
        header=text("table.header" if reading.header else "table.no_header"),
    )


def describe_column(column: Column) -> str:
    """Say what a column holds."""
    words = text(f"table.kind_{column.kind}", count=format_count(len(column.words)))
    if column.missing and column.kind != "useless":
        count = format_count(column.missing)
        words = listed([words, text("table.kind_missing", count=count)])
    return words
