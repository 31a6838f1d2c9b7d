"""The loss card: training and test loss over the updates."""

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame
from playground.settings import Settings
from ui import type_scale
from ui.canvas.loss_curves import LossCurves
from ui.canvas.loss_pens import line_pens
from ui.canvas.loss_plot import LossPlot
from ui.labels import text
from ui.numbers import format_loss
from ui.theme import APPEARANCE, current
from ui.widgets.steady_label import SteadyLabel

# The plot is redrawn at most this often; it costs some milliseconds each time.
REDRAW_MS = 83

USUAL = QSize(370, 260)


class CurvesPanel(QFrame):
    """Shows the losses of a frame's history.

    The plot is made by `ensure_plot`, and not by the first frame: its library takes
    0.2 s to import, and the window comes first.

    Attributes
    ----------
    plot : the plot, once it is there
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.plot: LossPlot | None = None
        self.frame: Frame | None = None
        self.is_drawn = True
        self.title = QLabel(text("curves.title"))
        self.title.setProperty("role", "title")
        self.train = LegendEntry("train")
        self.test = LegendEntry("test")
        self.batches = check_box("batches")
        self.log = check_box("log")
        self.log.setChecked(True)
        self.place = QWidget()
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(REDRAW_MS)
        self.pause.timeout.connect(self.draw_latest)
        self.build()

    def build(self) -> None:
        """Lay the parts out, with an empty place for the plot."""
        policy = QSizePolicy.Policy.Expanding
        self.place.setSizePolicy(policy, policy)
        inside = QVBoxLayout(self.place)
        inside.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.setSpacing(12)
        header.addWidget(self.title)
        header.addStretch(1)
        header.addWidget(self.batches)
        header.addWidget(self.log)
        legend = QHBoxLayout()
        legend.setSpacing(14)
        legend.addWidget(self.train)
        legend.addWidget(self.test)
        legend.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 9, 12, 8)
        rows.setSpacing(5)
        rows.addLayout(header)
        rows.addLayout(legend)
        rows.addWidget(self.place, 1)
        self.setMinimumHeight(160)
        type_scale.fit(self, least_width=220)

    def ensure_plot(self) -> None:
        """Make the plot in the empty place if it is not there yet."""
        if self.plot is not None:
            return
        self.plot = LossPlot()
        self.plot.log, self.plot.batches = (
            self.log.isChecked(),
            self.batches.isChecked(),
        )
        layout = self.place.layout()
        assert layout is not None
        layout.addWidget(self.plot)
        self.log.toggled.connect(self.plot.set_log)
        self.batches.toggled.connect(self.plot.set_batches)
        self.draw_latest()

    # ---- what the window tells ---------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        """Do nothing: no setting changes how the losses are drawn."""

    def show_frame(self, frame: Frame) -> None:
        """Show a frame's numbers at once, and its curves soon; the last one always."""
        self.frame, self.is_drawn = frame, False
        self.train.show_value(frame.evaluation.train_loss)
        self.test.show_value(frame.evaluation.test_loss)
        if not self.pause.isActive():
            self.draw_latest()

    def draw_latest(self) -> None:
        """Draw the newest frame if it is not drawn; further ones wait for the pause."""
        if self.plot is None or self.frame is None or self.is_drawn:
            return
        self.is_drawn = True
        self.plot.show_curves(LossCurves.of(self.frame))
        self.pause.start()

    def sizeHint(self) -> QSize:
        # The same with and without the plot, so that nothing moves when it comes.
        return USUAL


class LegendEntry(QWidget):
    """A piece of a line, its name and its newest value."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setToolTip(text(f"curves.{name}_tip"))
        # Wide enough for most numbers, so that the entries stay where they are.
        self.value = SteadyLabel("0.00000")
        label = QLabel(text(f"curves.{name}"))
        label.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(LineSample(name))
        row.addWidget(label)
        row.addWidget(self.value)

    def show_value(self, value: float | None) -> None:
        self.value.show_words(format_loss(value))


class LineSample(QWidget):
    """A piece of one of the plot's lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        APPEARANCE.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        pen = line_pens(current())[self.name]
        pen.setWidth(2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        with QPainter(self) as painter:
            painter.setPen(pen)
            y = self.height() // 2 + 0.0
            painter.drawLine(QPointF(0.0, y), QPointF(self.width(), y))

    def sizeHint(self) -> QSize:
        return QSize(15, 10)


def check_box(key: str) -> QCheckBox:
    box = QCheckBox(text(f"curves.{key}"))
    box.setToolTip(text(f"curves.{key}_tip"))
    return box
