"""How the network learns: method, rate, batch, activation, loss, penalties."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.activations import ACTIVATIONS
from playground.data.own import find_source
from playground.decisions import METHODS
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
from playground.ranges import NUMBERS, Count
from playground.settings import Settings
from ui import type_scale
from ui.labels import name_of, text
from ui.language import LANGUAGE
from ui.theme import APPEARANCE
from ui.widgets.choice import Choice
from ui.widgets.labelled import Labelled, explain
from ui.widgets.number_field import NumberChoice
from ui.widgets.quantity import Quantity, Value, read_number, write_number
from ui.widgets.segmented import Segmented

FULL = "full"

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
STRENGTHS = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

# The longest words that must always be seen whole in a number's field.
LONGEST = {
    "learning_rate": "0.00003",
    "momentum": "0.999",
    "l1": "0.0001",
    "l2": "0.0001",
}
# Left and right of a combo box's words: its border, its arrow, and some air.
COMBO_FRAME = 37

# The controls in the order in which they stand; where there is no room for one row, the
# later ones stand in a second or a third, and then names stand beside and not above.
FIRST_ROW = ("method", "optimizer", "learning_rate", "momentum")
SECOND_ROW = ("batch_size", "activation", "loss", "l1", "l2")
ROWS: tuple[tuple[tuple[str, ...], ...], ...] = (
    ((*FIRST_ROW, *SECOND_ROW),),
    (FIRST_ROW, SECOND_ROW),
    (
        ("method", "optimizer"),
        ("learning_rate", "momentum", "batch_size"),
        ("activation", "loss", "l1", "l2"),
    ),
)
SPACING = 7
WIDE_SPACING = 12

# How what is left of a row's width is shared out; the buttons need none of it.
STRETCH = {
    "method": 0,
    "optimizer": 14,
    "learning_rate": 9,
    "momentum": 9,
    "batch_size": 11,
    "activation": 11,
    "loss": 13,
    "l1": 8,
    "l2": 8,
}


def write_batch(rows: int, value: Value) -> str:
    if value == FULL:
        return text("training.all_rows", rows=rows)
    return write_number(value)


def read_batch(words: str) -> Value:
    """Read a batch size; the word for all of them may stand before their number."""
    begin = words.split("(")[0].strip().casefold()
    is_all = begin in (FULL, text("training.all").casefold())
    return FULL if is_all else read_number(words)


def check_batch(rows: int, value: Value) -> Value:
    if value == FULL:
        return FULL
    return Count("batch_size", 1, rows).check(value, or_else=', or "full"')


def batch_size_of(rows: int) -> Quantity:
    """Return the batch sizes that so many training rows allow."""
    return Quantity(
        check=partial(check_batch, rows),
        steps=(*(size for size in BATCHES if size < rows), FULL),
        write=partial(write_batch, rows),
        read=read_batch,
    )


class TrainingPanel(QWidget):
    """The row of values that one changes most, also while it trains.

    Signals
    -------
    edited : settings that a person wants changed.
    refused : why a typed number has no meaning.
    """

    edited = Signal(dict)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings | None = None
        self.method = Segmented({name: name_of("method", name) for name in METHODS})
        self.optimizer = Choice(
            {name: name_of("optimizer", name) for name in OPTIMIZERS}
        )
        self.activation = Choice(
            {name: name_of("activation", name) for name in ACTIVATIONS}
        )
        self.activation.setMaxVisibleItems(len(ACTIVATIONS))
        self.loss = Choice({name: name_of("loss", name) for name in LOSSES})
        self.numbers = {
            name: NumberChoice(quantity)
            for name, quantity in (
                ("learning_rate", Quantity(NUMBERS["learning_rate"].check, RATES)),
                ("momentum", Quantity(NUMBERS["momentum"].check, MOMENTA)),
                ("batch_size", batch_size_of(1)),
                ("l1", Quantity(NUMBERS["l1"].check, STRENGTHS)),
                ("l2", Quantity(NUMBERS["l2"].check, STRENGTHS)),
            )
        }
        self.fields = self.make_fields()
        self.rows = tuple(QHBoxLayout() for _ in ROWS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for row in self.rows:
            layout.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # How many rows there are, and the width that each number of them needs.
        self.row_count = 0
        self.widths: dict[int, int] = {}
        self.fit_heights()
        self.fit()
        APPEARANCE.changed.connect(self.fit)
        APPEARANCE.dressed.connect(self.fit_heights)
        APPEARANCE.dressed.connect(self.fit)
        LANGUAGE.changed.connect(self.fit)
        for name, button in self.method.buttons.items():
            explain(button, name_of("method", name), f"method_{name}")
        self.method.chosen.connect(partial(self.ask, "method"))
        self.optimizer.chosen.connect(partial(self.ask, "optimizer"))
        self.activation.chosen.connect(self._on_activation_chosen)
        self.loss.chosen.connect(self._on_loss_chosen)
        for name, choice in self.numbers.items():
            choice.committed.connect(partial(self.ask, name))
            choice.refused.connect(self.refused)

    def make_fields(self) -> dict[str, Labelled]:
        """Give every control its name and the room that its longest words need."""
        self.controls: dict[str, QWidget] = {
            "method": self.method,
            "optimizer": self.optimizer,
            "activation": self.activation,
            "loss": self.loss,
            **self.numbers,
        }
        fields = {}
        for name in (*FIRST_ROW, *SECOND_ROW):
            control = self.controls[name]
            explain(control, text(f"training.{name}"), name)
            fields[name] = Labelled(text(f"training.{name}"), control)
        return fields

    def fit_heights(self) -> None:
        """Make all controls as high as a choice is."""
        height = self.optimizer.sizeHint().height() / type_scale.factor()
        for control in self.controls.values():
            type_scale.fit(control, height=height)

    def fit(self) -> None:
        """Give every control the room that its longest words need in type of now."""
        longest = {
            **LONGEST,
            "batch_size": text("training.all_rows", rows=10_000),
            "optimizer": self.optimizer.longest,
            "activation": self.activation.longest,
            "loss": self.loss.longest,
        }
        for name, control in self.controls.items():
            if name in longest:
                room = control.fontMetrics().horizontalAdvance(longest[name])
                control.setMinimumWidth(room + type_scale.whole(COMBO_FRAME))
        for rows in reversed(ROWS):
            self.arrange(len(rows))
            spacing = SPACING if len(rows) == 1 else WIDE_SPACING
            self.widths[len(rows)] = max(
                self.width_of(names, spacing) for names in rows
            )
        self.arrange(self.fitting())
        self.updateGeometry()

    def fitting(self) -> int:
        """Return how few rows there can be."""
        counts = [count for count, need in self.widths.items() if need <= self.width()]
        return min(counts, default=len(ROWS))

    @property
    def is_wide(self) -> bool:
        """Whether all controls stand in one row."""
        return self.row_count == 1

    def width_of(self, names: Sequence[str], spacing: int) -> int:
        """Return the width that some controls need in one row, as they stand now."""
        widths = [self.fields[name].minimumSizeHint().width() for name in names]
        return sum(widths) + spacing * (len(widths) - 1)

    def arrange(self, count: int) -> None:
        """Stand in one row, or in more with the names beside."""
        if count == self.row_count:
            return
        self.row_count = count
        for layout in self.rows:
            layout.setSpacing(SPACING if self.is_wide else WIDE_SPACING)
            for field in self.fields.values():
                layout.removeWidget(field)
        for layout, names in zip(self.rows, ROWS[count - 1], strict=False):
            for name in names:
                self.fields[name].put_beside(not self.is_wide)
                layout.addWidget(self.fields[name], STRETCH[name])
        self.updateGeometry()

    def show_settings(self, settings: Settings) -> None:
        self.settings = settings
        self.method.show_choice(settings.method)
        self.optimizer.show_choice(settings.optimizer)
        self.numbers["batch_size"].offer(batch_size_of(settings.training_rows))
        for name, choice in self.numbers.items():
            choice.show_value(getattr(settings, name))
        uses = OPTIMIZERS[settings.optimizer].uses
        self.numbers["momentum"].setEnabled("momentum" in uses)
        self.show_activation(settings.activation)
        is_classes = bool(find_source(settings.data).classes)
        for name, loss in LOSSES.items():
            self.loss.allow(name, is_classes or not loss.owns_output)
        self.loss.show_choice(settings.loss)

    def show_activation(self, names: tuple[str, ...]) -> None:
        """Show the one activation of all hidden layers, or that there is not one."""
        self.activation.setEnabled(bool(names))
        if len(set(names)) == 1:
            self.activation.show_choice(names[0])
        else:
            key = "mixed" if names else "no_layers"
            self.activation.show_choice(None, text(f"training.{key}"))

    def ask(self, name: str, value: object) -> None:
        """Say that one setting is wanted otherwise."""
        self.edited.emit({name: value})

    def _on_activation_chosen(self, name: str) -> None:
        self.edited.emit({"activation": (name,)})

    def _on_loss_chosen(self, name: str) -> None:
        changes: dict[str, object] = {"loss": name}
        chosen = self.settings.chosen if self.settings is not None else ()
        if LOSSES[name].owns_output and "output_activation" in chosen:
            # The loss brings its own link; another output cannot stay.
            changes["output_activation"] = None
        self.edited.emit(changes)

    def minimumSizeHint(self) -> QSize:
        # Narrow, so that one row does not keep the window from shrinking to more.
        return QSize(self.widths[len(ROWS)], super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(self.fitting())
