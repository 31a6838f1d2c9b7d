"""Which plane of parameter space is shown, and how."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.explaining.quantities import parameter_names
from ui import type_scale
from ui.labels import rich, text
from ui.panels.landscape_survey import KINDS, PlaneWish
from ui.retranslation import hold
from ui.widgets.choice import Choice
from ui.widgets.seed_row import another_seed
from ui.widgets.segmented import Segmented

VIEWS = ("map", "relief")


class PlaneChooser(QWidget):
    """Buttons for the kind of plane, and under them what that kind needs.

    Signals
    -------
    changed : the wish is another one.
    relief_wanted : whether to look from the side.
    """

    changed = Signal()
    relief_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.wish = PlaneWish()
        self.sizes: tuple[int, ...] = ()
        self.was_chosen = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.kind = Segmented({kind: text(f"landscape.kind_{kind}") for kind in KINDS})
        name(self.kind, text("landscape.plane"), text("landscape.kind_tip"))
        self.kind.show_choice(self.wish.kind)
        self.view = Segmented({view: text(f"landscape.view_{view}") for view in VIEWS})
        name(self.view, text("landscape.view"), text("landscape.view_tip"))
        self.view.show_choice("map")
        self.weights = (Choice({}), Choice({}))
        for box, key in zip(self.weights, ("first", "second"), strict=True):
            name(box, text(f"landscape.{key}"), text("landscape.weights_tip"))
            type_scale.fit(box, most_width=150)
        self.another = QPushButton(text("landscape.another"))
        self.another.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name(self.another, text("landscape.another"), text("landscape.another_tip"))
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.build()
        self.kind.chosen.connect(self._on_kind_chosen)
        self.view.chosen.connect(self._on_view_chosen)
        self.weights[0].chosen.connect(self._on_weight_chosen)
        self.weights[1].chosen.connect(self._on_weight_chosen)
        self.another.clicked.connect(self._on_another)
        self.refresh()

    def build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        # What is left over parts them; in the smallest window that is little.
        first.setSpacing(0)
        first.addWidget(self.kind)
        first.addStretch(1)
        first.addWidget(self.view)
        second.setSpacing(6)
        for box in self.weights:
            second.addWidget(box)
        second.addWidget(self.another)
        second.addWidget(self.note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addLayout(second)

    def show_sizes(self, sizes: tuple[int, ...]) -> None:
        """Offer the weights and biases of a network of these sizes."""
        if sizes == self.sizes:
            return
        self.sizes = sizes
        names = list(parameter_names(sizes))
        for box in self.weights:
            box.clear()
            for place, words in enumerate(names):
                box.addItem(words, str(place))
        if max(self.wish.places) >= len(names):
            self.wish = replace(self.wish, places=(0, min(1, len(names) - 1)))
        self.refresh()

    def suggest(self, kind: str) -> None:
        """Take the kind of plane that suits, until a person chooses one."""
        if not self.was_chosen and kind != self.wish.kind:
            self.wish = replace(self.wish, kind=kind)
            self.kind.show_choice(kind)
            self.refresh()

    def pick(self, place: int) -> None:
        """Take a weight that was clicked in the network; the older of two goes."""
        first, second = self.wish.places
        if place not in (first, second):
            self.wish = replace(self.wish, places=(second, place))
            self.refresh()
            if self.wish.kind == "weights":
                self.changed.emit()

    def say(self, words: str) -> None:
        """Write a remark about the plane that is shown."""
        self.note.setText(words)
        self.note.setToolTip(rich(words))

    def refresh(self) -> None:
        kind = self.wish.kind
        for box, place in zip(self.weights, self.wish.places, strict=True):
            box.setVisible(kind == "weights")
            box.show_choice(str(place))
        self.another.setVisible(kind == "random")
        if kind != "principal":
            self.say(text(f"landscape.{kind}_note"))

    def _on_kind_chosen(self, kind: str) -> None:
        self.was_chosen = True
        self.wish = replace(self.wish, kind=kind)
        self.say("")
        self.refresh()
        self.changed.emit()

    def _on_view_chosen(self, view: str) -> None:
        self.relief_wanted.emit(view == "relief")

    def _on_weight_chosen(self, _: str) -> None:
        first, second = (int(box.shown or 0) for box in self.weights)
        if first == second:
            # One weight twice is no plane: the other box takes what was here.
            first, second = self.wish.places[::-1]
        self.wish = replace(self.wish, places=(first, second))
        self.refresh()
        self.changed.emit()

    def _on_another(self) -> None:
        self.wish = replace(self.wish, seed=another_seed(self.wish.seed))
        self.changed.emit()


def name(control: QWidget, words: str, tip: str) -> None:
    """Name a control and say what it does, for eyes and for screen readers."""
    control.setAccessibleName(words)
    control.setAccessibleDescription(tip)
    control.setToolTip(rich(tip))
    hold(control)
