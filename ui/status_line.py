"""The line at the foot of the window: what goes on, how fast, with what."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from playground.frame import Frame
from ui import type_scale
from ui.calm import show_busy
from ui.labels import name_of, text
from ui.numbers import format_count


class StatusLine:
    """Writes into a status bar.

    Attributes
    ----------
    state, speed, engine, seed : the labels, from left to right
    busy : beside the state, while the run is being prepared: a bar that runs to and
        fro, and `cancel`, the way back where there is one
    """

    def __init__(self, bar: QStatusBar) -> None:
        bar.setSizeGripEnabled(False)
        self.state = QLabel(text("window.ready"))
        self.state.setContentsMargins(8, 0, 0, 0)
        bar.addWidget(self.state)
        bar.addWidget(self.make_busy())
        # Keeps what comes before at the left. Not a label: dressed in the style sheet,
        # an empty one takes the margins of those after it away.
        bar.addWidget(QWidget(), 1)
        self.speed, self.engine, self.seed = QLabel(), QLabel(), QLabel()
        for label in (self.speed, self.engine, self.seed):
            label.setContentsMargins(8, 0, 8, 0)
            bar.addPermanentWidget(label)

    def make_busy(self) -> QWidget:
        """Return what is seen while the run is prepared; the line keeps its height."""
        self.progress = QProgressBar()
        self.progress.setProperty("role", "thin")
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(text("window.preparing_bar"))
        type_scale.fit(self.progress, width=90, height=6)
        self.cancel = QToolButton()
        self.cancel.setText(text("window.cancel"))
        self.cancel.setToolTip(text("window.cancel_tip"))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.busy = QWidget()
        layout = QHBoxLayout(self.busy)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(self.progress)
        layout.addWidget(self.cancel)
        self.busy.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.busy.hide()
        return self.busy

    def show_preparing(self, rows: int, *, can_cancel: bool) -> None:
        """Say that so many rows are being prepared."""
        self.state.setText(text("window.preparing", rows=format_count(rows)))
        self.cancel.setVisible(can_cancel)
        show_busy(self.progress)
        self.busy.show()

    def hide_preparing(self) -> None:
        """Take that away; whoever calls says what goes on instead."""
        self.busy.hide()
        # A hidden bar that runs to and fro would go on asking to be painted.
        self.progress.setRange(0, 1)

    def show_seed(self, seed: int) -> None:
        self.seed.setText(text("window.seed", seed=seed))

    def show_engine(self, frame: Frame) -> None:
        """Say which engine computed a frame."""
        engine = name_of("engine", frame.engine)
        self.engine.setText(text("window.engine", engine=engine))

    def show_standing(self, frame: Frame) -> None:
        """Say where the run stands."""
        words = text("window.ready")
        if frame.update:
            words = text("window.paused", update=format_count(frame.update))
        self.state.setText(words)

    def show_playing(self, playing: bool) -> None:
        """Say that it trains, or forget how fast it did."""
        if playing:
            self.state.setText(text("window.training"))
        else:
            self.speed.setText("")

    def show_speed(self, updates_per_second: float) -> None:
        count = format_count(updates_per_second)
        self.speed.setText(text("window.speed", count=count))
