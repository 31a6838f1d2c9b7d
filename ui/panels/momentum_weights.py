"""Two weights that span the plane of the arrows, chosen from lists."""

import itertools

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.explaining.quantities import quantity_at
from ui import type_scale
from ui.labels import text
from ui.panels.inspector_subject import Subject, short_words
from ui.widgets.choice import Choice
from ui.widgets.labelled import explain

# Of a large network only so many weights are in the lists; the diagram has them all.
MOST_LISTED = 400


class WeightPair(QWidget):
    """Lists the weights of a network twice.

    Attributes
    ----------
    sizes : of the network whose weights are listed; () lists them anew
    places : of the two weights in the parameter vector

    Signals
    -------
    changed : other weights were chosen from the lists
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sizes: tuple[int, ...] = ()
        self.places = (0, 1)
        self.choices: list[Choice] = []
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addStretch(1)

    def offer(self, sizes: tuple[int, ...]) -> None:
        """List the weights of a network of these sizes."""
        if sizes == self.sizes:
            return
        self.sizes = sizes
        count = sum((before + 1) * after for before, after in itertools.pairwise(sizes))
        if max(self.places) >= count:
            self.places = (0, 1)
        listed = sorted({*range(min(count, MOST_LISTED)), *self.places})
        names = {str(place): self.name_of(place) for place in listed}
        for choice in self.choices:
            choice.deleteLater()
        self.choices = [Choice(names), Choice(names)]
        for axis, choice in enumerate(self.choices):
            explain(choice, text(f"momentum.weight_{axis}"), "momentum_weight")
            type_scale.fit(choice, most_width=170)
            choice.setMaxVisibleItems(16)
            choice.show_choice(str(self.places[axis]))
            choice.chosen.connect(self._on_chosen)
            self.row.insertWidget(axis, choice, 1)

    def take(self, place: int) -> None:
        """Make another weight the second axis, and the second one the first."""
        if place != self.places[1]:
            self.places = (self.places[1], place)
            # Lists of large networks do not have every weight.
            self.sizes = ()

    def names(self) -> tuple[str, str]:
        """Return what the axes are called."""
        first, second = self.places
        return self.name_of(first), self.name_of(second)

    def name_of(self, place: int) -> str:
        subject = Subject(quantity_at(place, self.sizes).name)
        return short_words(subject, len(self.sizes))

    def _on_chosen(self, _: str) -> None:
        first, second = (int(choice.shown or 0) for choice in self.choices)
        if first == second:
            # A plane needs two: the other one gives way to the one it replaced.
            first, second = self.places[1], self.places[0]
        self.places = (first, second)
        for choice, place in zip(self.choices, self.places, strict=True):
            choice.show_choice(str(place))
        self.changed.emit()
