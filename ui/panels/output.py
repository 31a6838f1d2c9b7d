"""The decision card: the picture, what it shows, and how well the network does."""

from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.data.own import find_source, is_own
from playground.frame import Frame, Probe
from playground.settings import Settings
from ui.canvas.color_scale import ColorScale
from ui.canvas.confusion_view import SMALL_CLASSES, ConfusionView
from ui.canvas.decision_field import prediction_scale
from ui.canvas.decision_paint import DecisionPaint
from ui.canvas.decision_view import DecisionView
from ui.canvas.ticks import percent
from ui.labels import text
from ui.numbers import format_loss
from ui.painting import MOST_ROWS
from ui.panels.folding_row import FoldingRow
from ui.panels.paint_bar import PaintBar
from ui.panels.slice_chooser import SliceChooser
from ui.widgets.steady_label import SteadyLabel

USUAL = QSize(370, 450)
# In a lower card only the tooltip says where the columns are that are not shown.
LOW_HEIGHT = 330
# A smaller card has no room for a matrix beside the accuracies.
ROOMY = QSize(330, 410)

# Columns in which the classes of a wide set lie apart; its first two may say little
# (a corner pixel of a digit is always empty).
TELLING_AXES: dict[str, tuple[int, int]] = {
    "iris": (2, 3),
    "wine": (0, 6),
    "digits": (21, 42),
}


class OutputPanel(QFrame):
    """Shows a frame's decision picture and accuracies.

    Attributes
    ----------
    probe : what this panel wants to see of the run; read it after `show_settings`

    Signals
    -------
    probe_changed : the user wants to see something else; carries the new Probe.
    edited : (settings that a person wants changed, number of the stroke that painted)
    """

    probe_changed = Signal(object)
    edited = Signal(dict, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.probe = Probe()
        self.data = ""
        self.columns: tuple[str, ...] = ()
        self.classes: tuple[str, ...] = ()
        self.tested_before = False
        self.title = QLabel(text("output.title_classes"))
        self.title.setProperty("role", "title")
        self.test_data = check_box("output", "test_data")
        self.discretize = check_box("output", "discretize")
        self.slice = SliceChooser()
        self.view = DecisionView()
        self.paint = DecisionPaint(self.view)
        self.paint_bar = PaintBar()
        self.paint_toggle = check_box("paint", "toggle")
        self.large_confusion = ConfusionView(large=True)
        self.confusion = ConfusionView()
        self.confusion_toggle = check_box("output", "confusion")
        self.train = Score()
        self.test = Score()
        self.scale = ColorScale()
        self.build()
        self.test_data.toggled.connect(self.view.set_test_data)
        self.discretize.toggled.connect(self.view.set_discretize)
        self.confusion_toggle.toggled.connect(self.stack.setCurrentIndex)
        self.slice.chosen.connect(self.choose_axes)
        self.paint_toggle.toggled.connect(self.switch_painting)
        self.paint_bar.chosen.connect(self.paint.choose)
        self.paint_bar.fresh_toggled.connect(self.paint.set_fresh)
        self.paint.painted.connect(self.edited)
        self.paint.began_fresh.connect(self.paint_bar.end_fresh)

    def build(self) -> None:
        """Lay the parts out."""
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.large_confusion)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scale)
        self.scores = FoldingRow(self.train, self.test, spacing=16)
        column.addWidget(self.scores)
        column.addWidget(self.confusion_toggle)
        column.addStretch(1)
        footer = QHBoxLayout()
        footer.addWidget(left, 1)
        footer.addWidget(self.confusion)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 9, 12, 10)
        rows.setSpacing(7)
        toggles = boxes(self.test_data, self.discretize, self.paint_toggle)
        rows.addWidget(FoldingRow(self.title, toggles))
        rows.addWidget(self.slice)
        rows.addWidget(self.paint_bar)
        rows.addWidget(self.stack, 1)
        rows.addLayout(footer)
        # Smaller than the parts side by side: the rows fold.
        self.setMinimumSize(236, 260)
        for part in (
            *(self.slice, self.confusion, self.confusion_toggle, self.scale),
            self.paint_bar,
        ):
            part.hide()

    # ---- what the window tells ---------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        """Wish for a picture that suits the data; nothing else matters here."""
        self.paint.settings = settings
        if settings.data == self.data:
            return
        self.data = settings.data
        source = find_source(settings.data)
        axes = self.probe.axes
        if not (is_own(settings.data) and source.columns == self.columns):
            axes = TELLING_AXES.get(settings.data, (0, 1))
        self.probe = replace(
            self.probe,
            axes=axes,
            confusion=len(source.classes) > 2,
        )
        self.show_kind(source.columns, source.classes)

    def show_frame(self, frame: Frame) -> None:
        problem = frame.problem
        self.show_kind(problem.columns, problem.classes)
        self.view.show_frame(frame)
        self.paint_bar.show_frame(frame)
        self.allow_painting(len(problem.x) + len(problem.x_test))
        result = frame.evaluation
        if problem.classes:
            self.train.show_value(percent(result.train_accuracy))
            self.test.show_value(percent(result.test_accuracy))
        else:
            self.train.show_value(format_loss(result.train_loss))
            self.test.show_value(format_loss(result.test_loss))
            self.scale.show_scale(prediction_scale(problem, frame.settings.loss))
        for matrix in (self.confusion, self.large_confusion):
            matrix.show_counts(frame.confusion, problem.classes)

    def show_zoom(self, layer: int, unit: int | None) -> None:
        """Enlarge a neuron's map (layer 0: features); None: the prediction again."""
        self.view.show_zoom(layer, unit)

    def show_kind(self, columns: tuple[str, ...], classes: tuple[str, ...]) -> None:
        """Show the controls and words that suit the data."""
        is_curve, is_numbers = len(columns) == 1, not classes
        kind = "curve" if is_curve else "regression" if is_numbers else "classes"
        self.title.setText(text(f"output.title_{kind}"))
        self.discretize.setVisible(not is_curve)
        self.discretize.setToolTip(
            text(f"output.discretize{'_regression' if is_numbers else ''}_tip")
        )
        what = "loss" if is_numbers else "accuracy"
        for score, rows in ((self.train, "train"), (self.test, "test")):
            score.show_name(text(f"output.{rows}_{what}"), text(f"output.{what}_tip"))
        self.scale.setVisible(is_numbers and not is_curve)
        self.slice.setVisible(len(columns) > 2)
        if columns != self.columns:
            self.columns = columns
            self.slice.show_columns(columns)
        self.slice.show_axes(self.probe.axes)
        self.classes = classes
        self.place_confusion()

    def place_confusion(self) -> None:
        """Put the matrix beside the accuracies, or behind a toggle if it is large."""
        count = len(self.classes)
        has_room = self.width() >= ROOMY.width() and self.height() >= ROOMY.height()
        is_large = count > SMALL_CLASSES or not has_room
        self.confusion.setVisible(count > 2 and not is_large)
        self.confusion_toggle.setVisible(count > 2 and is_large)
        if count <= 2 or not is_large:
            self.confusion_toggle.setChecked(False)

    def make_room(self) -> None:
        """Let the scores give way while one paints in a low card."""
        is_tight = self.paint_toggle.isChecked() and self.height() < ROOMY.height()
        self.scores.setVisible(not is_tight)
        self.paint_bar.counts.setVisible(not is_tight)

    def allow_painting(self, rows: int) -> None:
        """Let nobody paint on more rows than can be copied at every movement."""
        few = rows <= MOST_ROWS
        if few != self.paint_toggle.isEnabled():
            self.paint_toggle.setEnabled(few)
            tip = text("paint.toggle_tip" if few else "paint.too_many", count=MOST_ROWS)
            self.paint_toggle.setToolTip(tip)
        if not few:
            self.paint_toggle.setChecked(False)

    # ---- what the user does ------------------------------------------------------

    def switch_painting(self, on: bool) -> None:
        """Show the tools or put them away; while one paints, all points are seen."""
        self.paint_bar.setVisible(on)
        self.paint_bar.switch(on)
        self.make_room()
        if on:
            self.tested_before = self.test_data.isChecked()
            self.confusion_toggle.setChecked(False)
            self.test_data.setChecked(True)
        else:
            self.test_data.setChecked(self.tested_before)

    def choose_axes(self, axes: tuple[int, int]) -> None:
        """Wish for the slice through these columns."""
        if axes != self.probe.axes:
            self.probe = replace(self.probe, axes=axes)
            self.probe_changed.emit(self.probe)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.place_confusion()
        self.make_room()
        self.slice.others.setVisible(self.height() >= LOW_HEIGHT)

    def sizeHint(self) -> QSize:
        return USUAL


class Score(QWidget):
    """A name and a number beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.name = QLabel()
        self.name.setProperty("role", "muted")
        # The rows neither jump nor fold while the number grows.
        self.value = SteadyLabel(percent(1.0))
        self.value.setProperty("role", "number")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name)
        row.addWidget(self.value)
        row.addStretch(1)

    def show_name(self, name: str, tip: str) -> None:
        self.name.setText(name)
        self.setToolTip(tip)

    def show_value(self, value: str) -> None:
        self.value.show_words(value)


def check_box(part: str, key: str) -> QCheckBox:
    box = QCheckBox(text(f"{part}.{key}"))
    box.setToolTip(text(f"{part}.{key}_tip"))
    return box


def boxes(*parts: QWidget) -> QWidget:
    """Return the parts in one row that does not stretch."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return holder
