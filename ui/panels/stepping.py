"""How steps change on the way: rate schedule, gradient clipping, early stopping."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from playground.ranges import COUNTS, NUMBERS
from playground.schedules import SCHEDULES
from playground.settings import Settings
from ui.labels import name_of, text
from ui.widgets.choice import Choice
from ui.widgets.labelled import Heading, caption, card_layout, explain
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity


class SteppingPanel(QFrame):
    """The card for what most runs leave alone.

    Signals
    -------
    edited : settings that a person wants changed.
    refused : why a typed number has no meaning.
    """

    edited = Signal(dict)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        layout = card_layout(self)
        layout.addWidget(Heading(text("stepping.title")))
        self.schedule = Choice({name: name_of("schedule", name) for name in SCHEDULES})
        explain(self.schedule, text("stepping.schedule"), "schedule")
        self.fields = {
            name: NumberField(Quantity(ranges[name].check))
            for ranges, name in (
                (COUNTS, "schedule_updates"),
                (NUMBERS, "clip_norm"),
                (COUNTS, "patience"),
            )
        }
        rows = QGridLayout()
        rows.setHorizontalSpacing(6)
        rows.setVerticalSpacing(5)
        rows.setColumnStretch(1, 1)
        controls = {"schedule": self.schedule, **self.fields}
        for place, (name, control) in enumerate(controls.items()):
            rows.addWidget(caption(text(f"stepping.{name}"), control), place, 0)
            rows.addWidget(control, place, 1)
        layout.addLayout(rows)
        self.schedule.chosen.connect(partial(self.ask, "schedule"))
        for name, field in self.fields.items():
            explain(field, text(f"stepping.{name}"), name)
            field.committed.connect(partial(self.ask, name))
            field.refused.connect(self.refused)

    def show_settings(self, settings: Settings) -> None:
        self.schedule.show_choice(settings.schedule)
        for name, field in self.fields.items():
            field.show_value(getattr(settings, name))
        is_constant = settings.schedule == "constant"
        self.fields["schedule_updates"].setEnabled(not is_constant)

    def ask(self, name: str, value: object) -> None:
        self.edited.emit({name: value})
