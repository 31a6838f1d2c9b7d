"""The value of one weight or bias, to type and to drag."""

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.errors import SettingsError
from ui import type_scale
from ui.labels import text
from ui.numbers import format_weight
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity, Value, read_number
from ui.widgets.slider_row import Slider

# Stops of the slider on each side of zero, and how far it reaches at least.
STOPS = 500
LEAST_REACH = 2.0
FIELD_WIDTH = 84
SLIDER_WIDTH = 120
# What Up and Down in the field add.
NUDGE = 0.1


class Weight(Quantity):
    """Any finite number; Up and Down go by NUDGE."""

    __slots__ = ()

    def neighbour(self, value: Value, direction: int) -> Value:
        return float(value) + direction * NUDGE


def finite(value: Value) -> Value:
    if isinstance(value, str) or not math.isfinite(value):
        raise SettingsError(text("edits.not_a_number"))
    return float(value)


class ValueEditor(QWidget):
    """A number field and a slider for one number.

    Signals
    -------
    chosen : (value, gesture is going on): what a person wants it to be
    gesture_begun : the slider was taken
    refused : a sentence
    """

    chosen = Signal(float, bool)
    gesture_begun = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.digits: int | None = 4
        self.field = NumberField(Weight(finite, (), self.write, read_number))
        type_scale.fit(self.field, width=FIELD_WIDTH)
        self.field.setToolTip(text("inspector.value_tip"))
        self.slider = Slider()
        self.slider.setRange(-STOPS, STOPS)
        self.slider.setMinimumWidth(SLIDER_WIDTH)
        self.slider.setMaximumWidth(2 * SLIDER_WIDTH)
        self.slider.setToolTip(text("inspector.slider_tip"))
        self.slider.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        self.reach = LEAST_REACH
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field)
        row.addWidget(self.slider, 1)
        self.field.committed.connect(self._on_committed)
        self.field.refused.connect(self.refused)
        self.slider.sliderPressed.connect(self.gesture_begun)
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderReleased.connect(self._on_released)

    def write(self, value: Value) -> str:
        return format_weight(float(value), self.digits).replace("−", "-")

    def begin(self, name: str, value: float) -> None:
        """Show another number: the slider reaches as far as that needs."""
        self.field.restore()
        self.reach = reach_for(value)
        self.field.setAccessibleName(text("inspector.value", name=name))
        self.slider.setAccessibleName(text("inspector.value", name=name))

    def show_value(self, value: float, digits: int | None) -> None:
        """Show the value now; neither typing nor a drag is disturbed."""
        is_other = digits != self.digits
        self.digits = digits
        if is_other or not self.field.isModified():
            self.field.value = value
            self.field.restore()
            if digits is None:
                self.field.setToolTip(self.field.text())
        if not self.slider.isSliderDown():
            if abs(value) > self.reach:
                self.reach = reach_for(value)
            self.slider.blockSignals(True)
            share = value / self.reach if math.isfinite(value) else 0.0
            self.slider.setValue(round(share * STOPS))
            self.slider.blockSignals(False)

    def _on_committed(self, value: float) -> None:
        self.chosen.emit(value, False)

    def _on_slid(self, stop: int) -> None:
        value = stop / STOPS * self.reach
        # What the field shows is what is asked for.
        value = float(f"{value:.4g}")
        self.field.value = value
        self.field.restore()
        self.chosen.emit(value, self.slider.isSliderDown())

    def _on_released(self) -> None:
        self.field.setModified(False)


def reach_for(value: float) -> float:
    """Return 2, 5, 10, 20, … so that a value has room to grow by a half."""
    wanted = 1.5 * abs(value) if math.isfinite(value) else LEAST_REACH
    reach = LEAST_REACH
    while reach < wanted:
        reach *= 2.5 if f"{reach:e}"[0] == "2" else 2.0
    return reach
