"""A seed: typed, or drawn anew."""

import random

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from playground.ranges import Count
from ui import type_scale
from ui.theme import APPEARANCE
from ui.widgets.labelled import caption, explain
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity

# Seeds that one can read out to a neighbour.
DRAWN = 1000


def another_seed(current: int) -> int:
    """Return a small seed that is not the current one."""
    seed = random.randrange(DRAWN - 1)
    return seed if seed < current else seed + 1


class SeedRow(QWidget):
    """The number that random numbers begin with, and a button for another.

    Its `caption` is for the panel to place.

    Signals
    -------
    chosen : the new seed.
    refused : why a typed one has no meaning.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(
        self, count: Count, name: str, label: str, action: str, action_tip: str
    ) -> None:
        super().__init__()
        self.field = NumberField(Quantity(count.check))
        explain(self.field, name, count.name)
        type_scale.fit(self.field, least_width=40)
        self.button = QPushButton(action)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.fit()
        APPEARANCE.dressed.connect(self.fit)
        explain(self.button, action, action_tip)
        self.caption = caption(label, self.field)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.button)
        self.field.committed.connect(self.chosen)
        self.field.refused.connect(self.refused)
        self.button.clicked.connect(self._on_clicked)

    def fit(self) -> None:
        """Make the button as high as the field."""
        height = self.field.sizeHint().height() / type_scale.factor()
        type_scale.fit(self.button, height=height)

    def show_value(self, seed: int) -> None:
        self.field.show_value(seed)

    def _on_clicked(self) -> None:
        value = self.field.value
        assert isinstance(value, int)
        self.chosen.emit(another_seed(value))
