"""The results of a race as a table that can be copied and saved."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.errors import ExportError
from playground.files import replace_file
from playground.lanes import AXES
from playground.race import table_as_csv
from playground.race_frame import RaceFrame
from ui.canvas.race_lane import shown_loss
from ui.canvas.ticks import percent
from ui.labels import glued, text
from ui.panels.race_editor import button
from ui.panels.race_words import axis_number, lane_details, lane_name, state_word
from ui.preferences import Preferences
from ui.questions import FileQuestions, with_suffix

Row = dict[str, Any]

# What a person reads of a row of `Race.table()`; the files hold all of it.
COLUMNS: dict[str, Callable[[Row], str]] = {
    "train_loss": lambda row: shown_loss(row["train_loss"]),
    "test_loss": lambda row: shown_loss(row["test_loss"]),
    "test_accuracy": lambda row: percent(row["test_accuracy"]),
    **{axis: lambda row, a=axis: axis_number(a, row[a]) for axis in AXES},  # type: ignore[misc]
    **{
        f"first_below_{axis}": lambda row, a=axis: axis_number(  # type: ignore[misc]
            a, row[f"first_below_{a}"]
        )
        for axis in AXES
    },
}


class RaceTable(QWidget):
    """Shows one row a lane.

    Signals
    -------
    noted : a sentence about what was copied or saved
    refused : why a file could not be written
    picture_wanted : Path, the race is to be saved as a picture
    """

    noted = Signal(str)
    refused = Signal(str)
    picture_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.frame: RaceFrame | None = None
        self.table = QTableWidget(0, len(COLUMNS) + 1)
        self.table.setAccessibleName(text("race.table_name"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setHorizontalHeaderLabels(
            [text("race.column_lane"), *(text(f"race.column_{key}") for key in COLUMNS)]
        )
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.copy = button("copy")
        self.save_csv = button("save_csv")
        self.save_picture = button("save_picture")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        for control in (self.copy, self.save_csv, self.save_picture):
            foot.addWidget(control)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.copy.clicked.connect(self.copy_table)
        self.save_csv.clicked.connect(self._on_save_csv)
        self.save_picture.clicked.connect(self._on_save_picture)

    def show_frame(self, frame: RaceFrame | None) -> None:
        self.frame = frame
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Write every cell of the last frame."""
        rows = () if self.frame is None else self.frame.table
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(self.words_of(row)):
                item = self.table.item(place, column)
                if item is None:
                    self.table.setItem(place, column, QTableWidgetItem(words))
                elif item.text() != words:
                    item.setText(words)
        for control in (self.copy, self.save_csv, self.save_picture):
            control.setEnabled(bool(rows))

    def words_of(self, row: Row) -> list[str]:
        """Return a row as it is read."""
        assert self.frame is not None
        lane = self.frame.lanes[row["lane"] - 1]
        settings = lane.settings
        lanes = [each.settings for each in self.frame.lanes]
        name, details = lane_name(settings), lane_details(settings, lanes)
        name = text("language.called", name=name, part=details)
        name = glued("{}  {}", str(row["lane"]), name)
        state = state_word(lane)
        if state:
            name = glued("{} ({})", name, state)
        return [name, *(write(row) for write in COLUMNS.values())]

    def as_csv(self) -> str:
        """Return the table with all its digits."""
        return "" if self.frame is None else table_as_csv(self.frame.table)

    def copy_table(self) -> None:
        """Put the table on the clipboard, with tabs as spreadsheets want it."""
        lines = csv.reader(self.as_csv().splitlines())
        words = "\n".join("\t".join(line) for line in lines)
        QGuiApplication.clipboard().setText(words)
        self.noted.emit(text("race.copied"))

    def save_csv_to(self, path: Path) -> None:
        """Write the table; what goes wrong becomes a sentence."""
        try:
            replace_file(path, self.as_csv().encode())
        except ExportError as error:
            self.refused.emit(str(error))
            return
        self.noted.emit(text("race.saved", path=path))

    def ask_path(self, key: str, suffix: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, text(f"race.{key}_name"), f"race{suffix}", f"*{suffix}"
        )
        if not chosen:
            return None
        path = with_suffix(Path(chosen), suffix)
        questions = FileQuestions(self, Preferences())
        return path if questions.may_write(Path(chosen), path) else None

    def _on_save_csv(self) -> None:
        path = self.ask_path("save_csv", ".csv")
        if path is not None:
            self.save_csv_to(path)

    def _on_save_picture(self) -> None:
        path = self.ask_path("save_picture", ".png")
        if path is not None:
            self.picture_wanted.emit(path)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()
