"""The menu of a neuron or a link: lock, cut, switch off, reset, and copying."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from playground.explaining.reasons import Reason
from playground.frame import Frame
from playground.network import Network
from playground.wiring import layer_places
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import title
from ui.edits import HandEdits
from ui.labels import derived, text
from ui.panels.inspector_subject import Wires, wires_of


class WireMenu(QObject):
    """Adds what a person can do with the wires of a selection to a menu."""

    def __init__(self, hands: HandEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self.hands = hands

    def fill(self, menu: QMenu, selection: Selection, frame: Frame) -> None:
        """Append the commands for a part of the diagram that this frame has."""
        wires = wires_of(selection, frame.sizes)
        if wires.own:
            self.add_locks(menu, selection, frame, wires)
        if selection.kind == "neuron":
            self.add_switch(menu, frame, wires)
        else:
            self.add_cut(menu, frame, wires)
        if wires.own:
            menu.addSeparator()
            zero = menu.addAction(text("inspector.menu.zero"))
            zero.triggered.connect(lambda: self.set_to_zero(wires))
            first = menu.addAction(text("inspector.menu.first"))
            first.triggered.connect(lambda: self.reset(wires, frame))

    def add_locks(
        self, menu: QMenu, selection: Selection, frame: Frame, wires: Wires
    ) -> None:
        layer = derived(
            title(selection.layer, len(frame.sizes), short=False), str.lower
        )
        everything = tuple(layer_places(frame.sizes, selection.layer).tolist())
        for words, places, what in (
            (text("inspector.menu.lock", name=wires.name), wires.own, wires.name),
            (text("inspector.menu.lock_layer", layer=layer), everything, layer),
        ):
            action = self.add_toggle(
                menu, words, self.hands.wiring.locked.issuperset(places)
            )
            action.toggled.connect(
                lambda locked, places=places, what=what: self.hands.lock(
                    places, locked, what
                )
            )

    def add_cut(self, menu: QMenu, frame: Frame, wires: Wires) -> None:
        words = text("inspector.menu.cut", name=wires.name)
        action = self.add_toggle(menu, words, wires.own[0] in self.hands.wiring.cut)
        action.toggled.connect(lambda on: self.cut(wires, frame, on))

    def add_switch(self, menu: QMenu, frame: Frame, wires: Wires) -> None:
        if not wires.leaving:
            return
        words = text("inspector.menu.off", name=wires.name)
        is_off = self.hands.wiring.cut.keys() >= set(wires.leaving)
        action = self.add_toggle(menu, words, is_off)
        action.toggled.connect(lambda off: self.switch(wires, frame, off))

    def add_toggle(self, menu: QMenu, words: str, checked: bool) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(checked)
        return action

    def cut(self, wires: Wires, frame: Frame, cut: bool) -> None:
        if cut:
            self.hands.cut(wires.own, frame, wires.name)
        else:
            self.hands.mend(wires.own, wires.name)

    def switch(self, wires: Wires, frame: Frame, off: bool) -> None:
        if off:
            self.hands.cut(wires.leaving, frame, wires.name, neuron=True)
        else:
            self.hands.mend(wires.leaving, wires.name, neuron=True)

    def set_to_zero(self, wires: Wires) -> None:
        if len(wires.own) == 1:
            self.hands.set_value(wires.own[0], 0.0)
        else:
            self.hands.set_values(dict.fromkeys(wires.own, 0.0), wires.name)

    def reset(self, wires: Wires, frame: Frame) -> None:
        """Give the values with which these settings begin."""
        first = first_values(frame)
        if len(wires.own) == 1:
            self.hands.set_value(wires.own[0], first[wires.own[0]])
        else:
            values = {place: first[place] for place in wires.own}
            self.hands.set_values(values, wires.name)


def first_values(frame: Frame) -> list[float]:
    """Return the parameters that the seed draws for a network of this shape."""
    network = Network(frame.sizes, frame.settings.activations, frame.params.dtype)
    network.initialize(frame.settings.initializer, frame.settings.seed)
    values: list[float] = network.params.tolist()
    return values


def add_copies(menu: QMenu, reason: Reason, digits: int | None) -> None:
    """Append the three ways of copying where a number comes from."""
    clipboard = QGuiApplication.clipboard()
    for key, words in (
        ("copy_text", lambda: reason.render(digits, None)),
        ("copy_latex", lambda: reason.latex),
        ("copy_python", lambda: reason.python),
    ):
        action = menu.addAction(text(f"inspector.menu.{key}"))
        action.triggered.connect(
            lambda _=False, words=words: clipboard.setText(words())
        )
