"""The sweep: two settings varied, each combination with some seeds, as a heat map."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from playground.errors import PlaygroundError
from playground.files import replace_file
from playground.ranges import Count
from playground.settings import Settings
from playground.sweep import Row
from playground.sweep.table import to_csv
from ui import type_scale
from ui.canvas.sweep_map import MEASURES, SweepMap
from ui.canvas.sweep_paint import paint_map
from ui.labels import sentence, text
from ui.numbers import format_count, format_seconds
from ui.pictures import Drawing, save_drawing, with_suffix
from ui.preferences import Preferences
from ui.questions import FileQuestions
from ui.sweep_grid import Grid, Order, Place, make_grid, setting_name
from ui.sweeping_window import WindowSweep
from ui.theme import current
from ui.widgets.choice import Choice
from ui.widgets.labelled import caption
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity
from ui.widgets.segmented import Segmented

# What can be varied, and which values are a good first try.
VARIED = {
    "learning_rate": "0.001,0.01,0.03,0.1,0.3,1,3,10",
    "batch_size": "1,5,20,full",
    "hidden": "2,4,8,4+4,8+8",
    "activation": "sigmoid,tanh,relu",
    "optimizer": "gradient_descent,momentum,adam",
    "momentum": "0,0.5,0.9,0.99",
    "initializer": "xavier,he,zeros",
    "l2": "0,0.001,0.01,0.1",
    "weight_decay": "0,0.001,0.01,0.1",
    "clip_norm": "0,0.1,1,10",
    "noise": "0:0.5:lin6",
    "samples": "50,100,200,400",
}
NOTHING = "nothing"
SEEDS = Count("seeds", 1, 100)
UPDATES = Count("updates", 1, 10_000_000)
FIRST_SEEDS, FIRST_UPDATES = 3, 500
PICTURE = QSize(760, 520)


class SweepPanel(QFrame):
    """Takes an order, shows what comes of it, and opens what one clicks.

    Signals
    -------
    run_wanted : (Settings, update) of the run of a cell
    noted, refused : sentences for the message bar
    """

    run_wanted = Signal(object, int)
    noted = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.settings: Settings | None = None
        self.grid: Grid | None = None
        self.workers: int | None = None
        self.sweep = WindowSweep(self)
        names = {name: setting_name(name) for name in VARIED}
        self.across = Choice(names)
        self.upward = Choice({NOTHING: text("sweep.nothing"), **names})
        self.across_values, self.upward_values = values_field(), values_field()
        self.seeds = number_field(SEEDS, FIRST_SEEDS, "seeds")
        self.updates = number_field(UPDATES, FIRST_UPDATES, "updates")
        self.start_button = QPushButton(text("sweep.start"))
        self.start_button.setProperty("role", "primary")
        self.start_button.clicked.connect(self.toggle)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setProperty("role", "thin")
        self.bar.hide()
        self.standing = QLabel()
        self.standing.setProperty("role", "muted")
        self.standing.setWordWrap(True)
        self.map = SweepMap()
        self.measure = Segmented({name: text(f"sweep.{name}") for name in MEASURES})
        self.table_button = QPushButton(text("sweep.save_table"))
        self.picture_button = QPushButton(text("sweep.save_picture"))
        self.pages = QStackedWidget()
        self.build()
        self.choose_first()
        self.connect_parts()

    def build(self) -> None:
        empty = QLabel(text("sweep.empty"))
        empty.setProperty("role", "muted")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.addWidget(empty)
        self.pages.addWidget(self.map)
        form = QGridLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(6)
        for row, (key, choice, values) in enumerate(
            (
                ("across", self.across, self.across_values),
                ("upward", self.upward, self.upward_values),
            )
        ):
            choice.setAccessibleName(text(f"sweep.{key}"))
            name, part = text(f"sweep.{key}"), text("sweep.values")
            values.setAccessibleName(text("language.called", name=name, part=part))
            form.addWidget(caption(text(f"sweep.{key}"), choice), row, 0)
            form.addWidget(choice, row, 1)
            form.addWidget(values, row, 2)
        numbers = QHBoxLayout()
        numbers.setSpacing(8)
        for key, number in (("seeds", self.seeds), ("updates", self.updates)):
            numbers.addWidget(caption(text(f"sweep.{key}"), number))
            numbers.addWidget(number)
        numbers.addStretch(1)
        numbers.addWidget(self.start_button)
        form.addLayout(numbers, 2, 0, 1, 3)
        form.setColumnStretch(1, 2)
        form.setColumnStretch(2, 3)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.standing, 1)
        foot.addWidget(self.table_button)
        foot.addWidget(self.picture_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.bar)
        layout.addLayout(foot)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignLeft)

    def choose_first(self) -> None:
        """Vary what decides most: how far, and on how many samples, a step goes."""
        for choice, values, name in (
            (self.across, self.across_values, "learning_rate"),
            (self.upward, self.upward_values, "batch_size"),
        ):
            choice.show_choice(name)
            values.setText(VARIED[name])
        self.measure.show_choice(MEASURES[0])
        self.standing.setText(text("sweep.explanation"))
        self.show_buttons()

    def connect_parts(self) -> None:
        self.across.chosen.connect(
            lambda name: self.across_values.setText(VARIED[name])
        )
        self.upward.chosen.connect(self._on_upward_chosen)
        self.measure.chosen.connect(self.map.show_measure)
        self.map.opened.connect(self.open_cell)
        self.table_button.clicked.connect(self.save_table)
        self.picture_button.clicked.connect(self.save_picture)
        for field in (self.seeds, self.updates):
            field.refused.connect(self.refused)
        for values in (self.across_values, self.upward_values):
            values.returnPressed.connect(self.start)
        self.sweep.found.connect(self._on_found)
        self.sweep.ended.connect(self._on_ended)

    # ---- what the window tells ---------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        """Vary around these settings from the next start on."""
        self.settings = settings

    # ---- commands ----------------------------------------------------------------

    def toggle(self) -> None:
        if self.sweep.is_running:
            self.sweep.cancel()
            self._on_ended(text("sweep.cancelled"))
        else:
            self.start()

    def start(self) -> None:
        """Begin, or go on; what is wrong with the order becomes a sentence."""
        if self.settings is None or self.sweep.is_running:
            return
        try:
            grid = make_grid(self.settings, self.order())
        except PlaygroundError as error:
            self.refused.emit(str(error))
            return
        self.grid = grid
        self.map.show_grid(grid)
        self.pages.setCurrentWidget(self.map)
        self.bar.setRange(0, len(grid.jobs))
        self.bar.show()
        self.sweep.start(grid.jobs, self.workers)
        self.show_progress()

    def order(self) -> Order:
        upward = self.upward.shown or NOTHING
        return Order(
            (self.across.shown or "", self.across_values.text()),
            None if upward == NOTHING else (upward, self.upward_values.text()),
            int(self.seeds.value),
            int(self.updates.value),
        )

    def open_cell(self, place: Place) -> None:
        """Make the run that ended as most of its cell did, and stand at its end."""
        cell = self.grid.cell(place) if self.grid is not None else None
        if cell is None:
            return
        row = next(row for row in cell.rows if row.outcome == cell.outcome)
        if row.outcome == "failed":
            self.refused.emit(row.error)
        else:
            self.run_wanted.emit(Settings.from_json(row.settings), row.updates)

    def shutdown(self) -> None:
        """End the sweep and its processes."""
        self.sweep.shutdown()

    # ---- what comes in -----------------------------------------------------------

    def _on_found(self, rows: list[Row]) -> None:
        if self.grid is None:
            return
        self.grid.learn(rows)
        self.map.update()
        self.show_progress()

    def _on_ended(self, reason: str) -> None:
        self.show_progress()
        if reason:
            self.standing.setText(sentence(reason))
        elif self.grid is not None:
            rows = self.grid.all_rows()
            errors = [row.error for row in rows if row.outcome == "failed"]
            seconds = format_seconds(time.monotonic() - self.sweep.began)
            runs = format_count(len(rows))
            self.standing.setText(text("sweep.done", runs=runs, seconds=seconds))
            if errors:
                self.refused.emit(
                    text(
                        "sweep.failed_runs",
                        count=len(errors),
                        runs=len(rows),
                        error=sentence(errors[0]),
                    )
                )

    def _on_upward_chosen(self, name: str) -> None:
        self.upward_values.setEnabled(name != NOTHING)
        self.upward_values.setText(VARIED.get(name, ""))

    def show_progress(self) -> None:
        self.show_buttons()
        grid = self.grid
        if grid is None:
            return
        done, runs = grid.done, len(grid.jobs)
        self.bar.setValue(done)
        words = {"done": format_count(done), "runs": format_count(runs)}
        spent = time.monotonic() - self.sweep.began
        if done > 1 and spent > 1.0:
            left = format_seconds(spent * (runs - done) / done)
            self.standing.setText(text("sweep.progress_left", **words, seconds=left))
        else:
            self.standing.setText(text("sweep.progress", **words))

    def show_buttons(self) -> None:
        is_running = self.sweep.is_running
        words = text("sweep.cancel" if is_running else "sweep.start")
        self.start_button.setText(words)
        has_rows = self.grid is not None and self.grid.done > 0
        for button in (self.table_button, self.picture_button):
            button.setEnabled(has_rows)
        self.measure.setEnabled(has_rows)

    # ---- files -------------------------------------------------------------------

    def save_table(self) -> None:
        """Ask for a file and write a line for each run that is there."""
        path, _ = self.ask("sweep.csv", text("sweep.table_filter"))
        if path is not None and self.grid is not None:
            csv_path = path if path.suffix else path.with_suffix(".csv")
            content = to_csv(self.grid.all_rows()).encode()
            self.write(path, csv_path, lambda: replace_file(csv_path, content))

    def save_picture(self) -> None:
        """Ask for a file and write the map."""
        path, chosen = self.ask("sweep.png", text("pictures.filter"))
        if path is not None and self.grid is not None:
            made = with_suffix(path, chosen)
            drawing = self.drawing(self.grid)
            self.write(path, made, lambda: save_drawing(made, drawing))

    def drawing(self, grid: Grid) -> Drawing:
        """Return the map as it goes into a file."""
        measure = self.map.measure
        data = self.settings.data if self.settings is not None else ""
        names = [setting_name(name) if name else "–" for name in grid.names]

        def paint(painter: QPainter, size: QSizeF) -> None:
            painter.fillRect(
                0, 0, PICTURE.width(), PICTURE.height(), QColor(current().card)
            )
            painter.translate(10, 10)
            paint_map(painter, grid, measure, size - QSizeF(20, 20), current())

        about = text(
            "sweep.picture_about",
            data=data,
            across=names[0],
            upward=names[1],
            runs=grid.done,
        )
        return Drawing(text("sweep.picture"), about, PICTURE, paint)

    def ask(self, name: str, filters: str) -> tuple[Path | None, str]:
        start = str(Path.home() / name)
        title = text("sweep.save_title")
        chosen, kind = QFileDialog.getSaveFileName(self, title, start, filters)
        return (Path(chosen) if chosen else None), kind

    def write(self, chosen: Path, path: Path, work: Callable[[], None]) -> None:
        """Write a file; what goes wrong becomes a sentence."""
        if not FileQuestions(self, Preferences()).may_write(chosen, path):
            return
        try:
            work()
        except PlaygroundError as error:
            self.refused.emit(str(error))
        else:
            self.noted.emit(text("sweep.saved", path=path))


def values_field() -> QLineEdit:
    field = QLineEdit()
    field.setToolTip(text("sweep.values_tip"))
    return field


def number_field(count: Count, first: int, key: str) -> NumberField:
    field = NumberField(Quantity(count.check))
    field.show_value(first)
    field.setAccessibleName(text(f"sweep.{key}"))
    type_scale.fit(field, width=72)
    return field
