"""A slider under its name and its value."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from ui.widgets.labelled import caption, explain

# A drag is told to others this often at most: each time, data are made anew.
INTERVAL = 50


class Slider(QSlider):
    """A horizontal slider that lets the wheel scroll the page under it."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SliderRow(QWidget):
    """Chooses one of some stops, and shows any value exactly.

    Signals
    -------
    moved : the stop that a person chose; while dragging, 20 times a second at most.
    """

    moved = Signal(float)

    def __init__(self, name: str, tip: str, words: Callable[[float], str]) -> None:
        super().__init__()
        self.stops: tuple[float, ...] = (0.0,)
        # What the slider says, what it was told to show, and whether a move between
        # the two is still to be said.
        self.value = 0.0
        self.shown = 0.0
        self.pending = False
        self.words = words
        self.slider = Slider()
        explain(self.slider, name, tip)
        self.setToolTip(self.slider.toolTip())
        self.number = QLabel()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(4)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(0, 1)
        layout.addWidget(caption(name, self.slider), 0, 0)
        layout.addWidget(self.number, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.slider, 1, 0, 1, 2)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self._on_timeout)
        self.slider.valueChanged.connect(self._on_value_changed)
        self.slider.sliderReleased.connect(self._on_released)

    def set_stops(self, stops: Sequence[float]) -> None:
        """Offer these values, in ascending order; `show_value` must follow."""
        if tuple(stops) != self.stops:
            self.stops = tuple(stops)
            self.slider.blockSignals(True)
            self.slider.setRange(0, len(self.stops) - 1)
            self.slider.setPageStep(max(1, len(self.stops) // 8))
            self.slider.blockSignals(False)

    def show_value(self, value: float) -> None:
        """Show a value, on the stop nearest to it; a drag is not disturbed."""
        self.shown = value
        if not self.slider.isSliderDown() and not self.pending:
            self.display()

    def display(self) -> None:
        self.value = self.shown
        self.number.setText(self.words(self.value))
        nearest = min(
            range(len(self.stops)),
            key=lambda place: abs(self.stops[place] - self.value),
        )
        self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)

    def tell(self) -> None:
        """Say where the slider is, if that is news."""
        self.pending = False
        if self.value != self.shown:
            self.timer.start()
            self.moved.emit(self.value)

    def _on_value_changed(self, place: int) -> None:
        self.value = self.stops[place]
        self.number.setText(self.words(self.value))
        self.pending = True
        if not self.timer.isActive():
            self.tell()

    def _on_timeout(self) -> None:
        if self.pending:
            self.tell()

    def _on_released(self) -> None:
        self.timer.stop()
        if self.pending:
            self.tell()
        self.display()
