"""Hands on the wires: links of the diagram that are dragged, nudged and set to zero."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

from ui.canvas.diagram_selection import Selection
from ui.canvas.network_view import NetworkView
from ui.edits import HandEdits
from ui.panels.inspector_subject import subject_of

# What one pixel upward adds to a weight of 1 or less; of a larger one, its part.
PER_PIXEL = 0.01
# With Shift everything is finer.
FINER = 0.1
# A press that moves less is a click.
DEAD_PIXELS = 4.0
# What + and − add.
NUDGE = 0.1
STEPS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


@dataclass(slots=True)
class Grip:
    """A link that is held.

    Attributes
    ----------
    place : in the parameter vector
    scale : what is added for a pixel
    value : at the height `y`, in pixels
    gesture : 0 until it really moves
    """

    place: int
    scale: float
    value: float
    y: float
    gesture: int = 0


class LinkDrag(QObject):
    """Watches the mouse and the keys of a network view.

    Signals
    -------
    menu_wanted : (Selection, place on the screen)
    """

    menu_wanted = Signal(object, QPoint)

    def __init__(self, view: NetworkView, hands: HandEdits) -> None:
        super().__init__(view)
        self.view = view
        self.hands = hands
        self.grip: Grip | None = None
        self.key_gesture = 0
        view.installEventFilter(self)

    # ---- the mouse ---------------------------------------------------------------

    def take(self, place: QPointF) -> None:
        """Hold the link under the mouse, if there is one; it is not moved yet."""
        self.grip = None
        scene = self.view.scene
        found = scene.find(place.x(), place.y()) if scene else None
        value = self.value_of(found)
        if found is not None and value is not None:
            where = subject_of(found).place(self.hands.sizes)
            scale = PER_PIXEL * max(1.0, abs(value))
            self.grip = Grip(where, scale, value, place.y())

    def drag(self, grip: Grip, y: float, *, fine: bool) -> bool:
        """Follow the mouse; return whether the link moves with it."""
        if not grip.gesture:
            if abs(y - grip.y) < DEAD_PIXELS:
                return False
            grip.gesture = self.hands.begin_gesture()
            self.view.setCursor(Qt.CursorShape.SizeVerCursor)
        grip.value += (grip.y - y) * grip.scale * (FINER if fine else 1.0)
        grip.y = y
        self.hands.set_value(grip.place, float(f"{grip.value:.6g}"), grip.gesture)
        return True

    def let_go(self) -> bool:
        """Let go of the link; return whether it was moved."""
        grip, self.grip = self.grip, None
        if grip is None or not grip.gesture:
            return False
        self.view.setCursor(Qt.CursorShape.PointingHandCursor)
        return True

    # ---- the keys ----------------------------------------------------------------

    def press(self, event: QKeyEvent) -> bool:
        """Nudge or clear the selected link; return whether the key did so."""
        selection = self.view.selection
        value = self.value_of(selection)
        if selection is None or value is None:
            return False
        key = Qt.Key(event.key())
        place = subject_of(selection).place(self.hands.sizes)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.hands.set_value(place, 0.0)
            return True
        if key not in STEPS:
            return False
        # A key that is held down is one movement, as a drag is.
        if not event.isAutoRepeat() or not self.key_gesture:
            self.key_gesture = self.hands.begin_gesture()
        is_fine = event.modifiers() & Qt.KeyboardModifier.AltModifier
        step = STEPS[key] * NUDGE * (FINER if is_fine else 1.0)
        self.hands.set_value(place, float(f"{value + step:.6g}"), self.key_gesture)
        return True

    def value_of(self, selection: Selection | None) -> float | None:
        """Return the value of a link in the shown frame; neurons have none here."""
        frame = self.view.frame
        if selection is None or frame is None or selection.kind == "neuron":
            return None
        return selection.value(frame)

    # ---- Qt ----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self.filter_mouse(event)
        if isinstance(event, QContextMenuEvent) and self.view.scene is not None:
            place = event.pos()
            found = self.view.scene.find(place.x(), place.y())
            if found is not None:
                self.menu_wanted.emit(found, event.globalPos())
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self.press(event)
        return super().eventFilter(watched, event)

    def filter_mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonPress and is_left:
            self.take(event.position())
        elif kind == QEvent.Type.MouseButtonRelease and is_left:
            return self.let_go()
        elif kind == QEvent.Type.MouseMove and self.grip is not None:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.drag(self.grip, event.position().y(), fine=fine)
            # While a link is held nothing else is pointed at.
            return True
        return False
