"""The diagram as a tree for screen readers: a child for each neuron and bias node.

Qt asks for it only while an assistive tool is running; for everybody else it costs
nothing. Where Qt's own signature leaves out that there may be nothing, it says Any.
"""

from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_rect import Rect
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import describe, tag, title
from ui.canvas.network_view import NetworkView
from ui.labels import text

# A neuron by its place, or the bias node that feeds a layer.
Key = Selection | int


def keys_of(layout: Layout) -> list[Key]:
    """Return all that is drawn, in the order in which it is read."""
    neurons = [
        Selection("neuron", layer, unit)
        for layer, shown in enumerate(layout.shown)
        for unit in range(shown)
    ]
    return [*neurons, *range(1, len(layout.bias_nodes) + 1)]


def place_of(layout: Layout, key: Key) -> Rect:
    """Return where something is drawn."""
    if isinstance(key, Selection):
        return layout.tiles[key.layer][key.unit]
    return layout.bias_nodes[key - 1]


class UnitFace(QAccessibleInterface):
    """One neuron or bias node, as a screen reader meets it."""

    def __init__(self, diagram: "DiagramFace", key: Key) -> None:
        super().__init__()
        self.diagram = diagram
        self.key = key

    def isValid(self) -> bool:
        return self.diagram.isValid() and self.key in self.diagram.units()

    def object(self) -> Any:
        return None

    def parent(self) -> QAccessibleInterface:
        return self.diagram

    def window(self) -> Any:
        return self.diagram.window()

    def child(self, index: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> Any:
        return None

    def focusChild(self) -> Any:
        return None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic

    def rect(self) -> QRect:
        return self.diagram.rect_of(self.key) if self.isValid() else QRect()

    def state(self) -> Any:
        state = QAccessible.State()
        view = self.diagram.view
        if not self.isValid():
            state.invalid = True
            return state
        is_chosen = self.key == view.selection
        if isinstance(self.key, Selection):
            state.focusable = state.selectable = True
            state.selected = is_chosen
            state.focused = is_chosen and view.hasFocus()
        state.invisible = not view.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        frame, key = self.diagram.view.frame, self.key
        if frame is None or not self.isValid():
            return ""
        layers = len(frame.sizes)
        if isinstance(key, Selection):
            words = {
                QAccessible.Text.Name: describe(key, layers),
                QAccessible.Text.Value: tag(key, frame),
            }
        else:
            layer = title(key, layers, short=False)
            words = {
                QAccessible.Text.Name: text("network.bias_node", layer=layer),
                QAccessible.Text.Value: "+1",
                QAccessible.Text.Description: text("network.bias_tip"),
            }
        return words.get(kind, "")

    def setText(self, kind: QAccessible.Text, words: str) -> None:
        """Do nothing: a screen reader reads, and numbers are typed in the inspector."""


class DiagramFace(QAccessibleInterface):
    """The diagram with its units and its buttons."""

    def __init__(self, view: NetworkView) -> None:
        super().__init__()
        self.view = view
        # Each is made once: a screen reader knows them by their addresses.
        self.faces: dict[Key, UnitFace] = {}

    def units(self) -> list[Key]:
        """Return the units that are drawn now."""
        scene = self.view.scene
        return [] if scene is None else keys_of(scene.layout)

    def face(self, key: Key) -> UnitFace:
        if key not in self.faces:
            self.faces[key] = UnitFace(self, key)
        return self.faces[key]

    def buttons(self) -> list[QWidget]:
        """Return the controls that lie in the diagram."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        inside = self.view.findChildren(QWidget, options=direct)
        return [widget for widget in inside if widget.accessibleName()]

    def rect_of(self, key: Key) -> QRect:
        """Return where a unit is on the screen."""
        scene = self.view.scene
        if scene is None:
            return QRect()
        rect = place_of(scene.layout, key)
        corner = self.view.mapToGlobal(QPoint(round(rect.x), round(rect.y)))
        return QRect(corner.x(), corner.y(), round(rect.width), round(rect.height))

    def isValid(self) -> bool:
        return isValid(self.view)

    def object(self) -> Any:
        return self.view if self.isValid() else None

    def parent(self) -> Any:
        around = self.view.parentWidget()
        return None if around is None else QAccessible.queryAccessibleInterface(around)

    def window(self) -> Any:
        return self.view.window().windowHandle()

    def childCount(self) -> int:
        return len(self.units()) + len(self.buttons())

    def child(self, index: int) -> Any:
        keys, buttons = self.units(), self.buttons()
        if 0 <= index < len(keys):
            return self.face(keys[index])
        index -= len(keys)
        if 0 <= index < len(buttons):
            return QAccessible.queryAccessibleInterface(buttons[index])
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        keys = self.units()
        if isinstance(child, UnitFace):
            return keys.index(child.key) if child.key in keys else -1
        buttons = self.buttons()
        found = child.object()
        if not isinstance(found, QWidget) or found not in buttons:
            return -1
        return len(keys) + buttons.index(found)

    def childAt(self, x: int, y: int) -> Any:
        place = QPoint(x, y)
        for key in self.units():
            if self.rect_of(key).contains(place):
                return self.face(key)
        button = self.view.childAt(self.view.mapFromGlobal(place))
        if button is None or button not in self.buttons():
            return None
        return QAccessible.queryAccessibleInterface(button)

    def focusChild(self) -> Any:
        chosen = self.view.selection
        if self.view.hasFocus() and chosen is not None and chosen in self.units():
            return self.face(chosen)
        return None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Canvas

    def rect(self) -> QRect:
        return QRect(self.view.mapToGlobal(QPoint()), self.view.size())

    def state(self) -> Any:
        state = QAccessible.State()
        state.focusable = True
        state.focused = self.view.hasFocus()
        state.invisible = not self.view.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        words = {
            QAccessible.Text.Name: self.view.accessibleName(),
            QAccessible.Text.Description: self.view.accessibleDescription(),
        }
        return words.get(kind, "")

    def setText(self, kind: QAccessible.Text, words: str) -> None:
        """Do nothing: the diagram has no text of its own."""


class Faces:
    """All that Qt was given.

    They are kept for good, a few for each window: Qt remembers their addresses and
    deletes them when it likes, so Python must not do so first.
    """

    given: list[DiagramFace] = []  # noqa: RUF012
    is_installed = False


def face_of(_: str, thing: QObject) -> QAccessibleInterface | None:
    """Return the tree of a diagram; for all else Qt has its own."""
    if not isinstance(thing, NetworkView):
        return None
    face = DiagramFace(thing)
    Faces.given.append(face)
    return face


def give_tree() -> None:
    """Let Qt ask for the tree of every diagram; more than once is once."""
    if not Faces.is_installed:
        Faces.is_installed = True
        QAccessible.installFactory(face_of)
