"""The line at the foot of the window: what goes on, how fast, with what."""

from PySide6.QtWidgets import QLabel, QStatusBar

from playground.frame import Frame
from ui.labels import name_of, text
from ui.numbers import format_count


class StatusLine:
    """Writes into a status bar.

    Attributes
    ----------
    state, speed, engine, seed : the labels, from left to right
    """

    def __init__(self, bar: QStatusBar) -> None:
        bar.setSizeGripEnabled(False)
        self.state = QLabel(text("window.ready"))
        self.state.setContentsMargins(8, 0, 0, 0)
        bar.addWidget(self.state, 1)
        self.speed, self.engine, self.seed = QLabel(), QLabel(), QLabel()
        for label in (self.speed, self.engine, self.seed):
            label.setContentsMargins(8, 0, 8, 0)
            bar.addPermanentWidget(label)

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
