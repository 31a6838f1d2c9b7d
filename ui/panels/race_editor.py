"""The row in which one lane of a race is set, opened or removed."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from playground.optimizers import OPTIMIZERS
from playground.ranges import NUMBERS
from playground.settings import Settings
from ui import type_scale
from ui.labels import name_of, text
from ui.panels.training import MOMENTA, RATES, batch_size_of
from ui.widgets.choice import Choice
from ui.widgets.labelled import Labelled, explain
from ui.widgets.number_field import NumberChoice
from ui.widgets.quantity import Quantity

# Enough for usual numbers, so that four fields fit into a narrow window.
NARROWEST = {"learning_rate": 78, "batch_size": 72, "momentum": 66}


class LaneEditor(QFrame):
    """Sets a lane; every change puts the race back to its start.

    Signals
    -------
    edited : dict, the settings that are wanted otherwise
    refused : why a typed number has no meaning
    current_wanted : the lane is to have the settings of the current run
    opening_wanted : the lane is to become the current run
    removal_wanted : the lane is to go
    """

    edited = Signal(dict)
    refused = Signal(str)
    current_wanted = Signal()
    opening_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.title = QLabel()
        self.title.setProperty("role", "muted")
        self.rule = Choice({name: name_of("optimizer", name) for name in OPTIMIZERS})
        self.numbers = {
            "learning_rate": NumberChoice(
                Quantity(NUMBERS["learning_rate"].check, RATES)
            ),
            "batch_size": NumberChoice(batch_size_of(1)),
            "momentum": NumberChoice(Quantity(NUMBERS["momentum"].check, MOMENTA)),
        }
        self.current = button("current")
        self.open = button("open")
        self.remove = button("remove")
        self.build()
        self.rule.chosen.connect(partial(self.ask, "optimizer"))
        for name, field in self.numbers.items():
            field.committed.connect(partial(self.ask, name))
            field.refused.connect(self.refused)
        self.current.clicked.connect(self.current_wanted)
        self.open.clicked.connect(self.opening_wanted)
        self.remove.clicked.connect(self.removal_wanted)

    def build(self) -> None:
        explain(self.rule, text("race.rule"), "optimizer")
        type_scale.fit(self.rule, least_width=104)
        for name, width in NARROWEST.items():
            type_scale.fit(self.numbers[name], least_width=width)
        fields = QHBoxLayout()
        fields.setSpacing(5)
        fields.addWidget(Labelled(text("race.rule"), self.rule), 14)
        for name, field in self.numbers.items():
            explain(field, text(f"race.{name}"), name)
            fields.addWidget(Labelled(text(f"race.{name}"), field), 9)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.title, 1)
        foot.addWidget(self.current)
        foot.addWidget(self.open)
        foot.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 5, 8, 7)
        layout.setSpacing(6)
        layout.addLayout(fields)
        layout.addLayout(foot)

    def show_lane(self, settings: Settings, lane: int, *, removable: bool) -> None:
        """Show the settings of a lane, counted from 0."""
        self.title.setText(text("race.lane", lane=lane + 1))
        self.rule.show_choice(settings.optimizer)
        self.numbers["batch_size"].offer(batch_size_of(settings.training_rows))
        for name, field in self.numbers.items():
            field.show_value(getattr(settings, name))
        uses = OPTIMIZERS[settings.optimizer].uses
        self.numbers["momentum"].setEnabled("momentum" in uses)
        self.remove.setEnabled(removable)

    def ask(self, name: str, value: object) -> None:
        self.edited.emit({name: value})


def button(key: str) -> QPushButton:
    """Return a button of the race with its words and its explanation."""
    result = QPushButton(text(f"race.{key}"))
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    explain(result, text(f"race.{key}_name"), f"race_{key}")
    return result
