"""What came of a race: the curves over what they are measured by, or the table."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.lanes import AXES
from playground.race_frame import RaceFrame
from ui import type_scale
from ui.canvas.race_plot import RacePlot
from ui.labels import text
from ui.panels.race_pictures import single_shot
from ui.panels.race_table import RaceTable
from ui.widgets.labelled import explain
from ui.widgets.segmented import Segmented

# How often the curves are drawn.
PLOT_MS = 83


class RaceOutcome(QWidget):
    """Draws the newest curves, and fills the table behind them.

    Signals
    -------
    axis_chosen : one of AXES, what the race is to be measured by
    """

    axis_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.frame: RaceFrame | None = None
        self.plot: RacePlot | None = None
        self.axis = Segmented({name: text(f"race.short_{name}") for name in AXES})
        self.log = QCheckBox(text("race.log"))
        self.place = QWidget()
        self.table = RaceTable()
        self.pages = QStackedWidget()
        self.next_plot = single_shot(self, PLOT_MS)
        self.is_plotted = True
        self.build()
        self.axis.chosen.connect(self.axis_chosen)
        self.log.toggled.connect(self._on_log)
        self.next_plot.timeout.connect(self.draw)

    def build(self) -> None:
        self.axis.show_choice("updates")
        for name, part in self.axis.buttons.items():
            explain(part, text(f"race.axis_{name}"), f"race_axis_{name}")
        self.log.setChecked(True)
        self.log.setToolTip(text("race.log_tip"))
        inside = QVBoxLayout(self.place)
        inside.setContentsMargins(0, 0, 0, 0)
        for page in (self.place, self.table):
            self.pages.addWidget(page)
        type_scale.fit(self.pages, least_height=88)
        header = QHBoxLayout()
        words = QLabel(text("race.axis_short"))
        words.setProperty("role", "muted")
        header.addWidget(words)
        header.addWidget(self.axis)
        header.addStretch(1)
        header.addWidget(self.log)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(header)
        column.addWidget(self.pages, 1)

    @property
    def shown_axis(self) -> str:
        return self.axis.shown or AXES[0]

    def show_frame(self, frame: RaceFrame) -> None:
        """Take the race as it stands; the curves are drawn when it is their time."""
        self.frame = frame
        self.table.show_frame(frame)
        self.is_plotted = False
        if not self.next_plot.isActive():
            self.draw()

    def clear(self) -> None:
        """Show nothing: other lanes are at their start."""
        self.frame = None
        self.table.show_frame(None)
        if self.plot is not None:
            self.plot.show_frame(None)

    def draw(self) -> None:
        """Draw the newest curves if they are not drawn; the next ones wait a moment."""
        if self.plot is not None and not self.is_plotted:
            self.is_plotted = True
            self.plot.show_frame(self.frame)
            self.next_plot.start()

    def show_axis(self, axis: str) -> None:
        """Measure by another of AXES."""
        self.axis.show_choice(axis)
        if self.plot is not None:
            self.plot.show_axis(axis)

    def show_table(self, shown: bool) -> None:
        """Show the table in place of the curves."""
        self.pages.setCurrentIndex(int(shown))

    def ensure_plot(self) -> None:
        """Make the plot if it is not there yet; its library takes 0.4 s to import."""
        if self.plot is None:
            self.plot = RacePlot(self.shown_axis, log=self.log.isChecked())
            layout = self.place.layout()
            assert layout is not None
            layout.addWidget(self.plot)
            self.plot.show_frame(self.frame)

    def _on_log(self, log: bool) -> None:
        if self.plot is not None:
            self.plot.set_log(log)
