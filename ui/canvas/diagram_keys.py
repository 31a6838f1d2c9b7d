"""The network diagram by keys: from neuron to neuron, and along their links.

Arrows are the diagram's while it got the focus by a key and shows a ring; after a click
they go through time, as everywhere. What one comes to is said to screen readers.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)

from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import describe, tag
from ui.canvas.key_pointer import BY_KEYS, PointerMark
from ui.canvas.network_view import NetworkView

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
EDITS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def neighbour(
    selection: Selection | None, across: int, down: int, shown: tuple[int, ...]
) -> Selection:
    """Return the neuron to which an arrow leads.

    Parameters
    ----------
    shown : how many neurons of each layer are drawn
    """
    if selection is None:
        return Selection("neuron", 0, 0)
    layer, unit = selection.layer, selection.unit
    if selection.source is not None and across < 0:
        # A weight begins at its source.
        return Selection("neuron", layer - 1, selection.source)
    if selection.kind != "neuron" and not down:
        # A link ends at its neuron.
        return Selection("neuron", layer, unit)
    there = min(max(layer + across, 0), len(shown) - 1)
    if there != layer:
        # As high in its own column, whose neurons may be more or fewer.
        share = (unit + 0.5) / shown[layer]
        unit = int(share * shown[there])
    return Selection("neuron", there, min(max(unit + down, 0), shown[there] - 1))


def next_link(
    selection: Selection | None, step: int, shown: tuple[int, ...]
) -> Selection | None:
    """Return the next link that arrives at the same neuron: its bias, then weights."""
    if selection is None or selection.layer == 0:
        return selection
    layer, unit = selection.layer, selection.unit
    links = [Selection("bias", layer, unit)]
    links += [
        Selection("weight", layer, unit, source) for source in range(shown[layer - 1])
    ]
    if selection not in links:
        return links[0] if step > 0 else links[-1]
    return links[(links.index(selection) + step) % len(links)]


class DiagramKeys(QObject):
    """Moves the selection of a diagram.

    Signals
    -------
    edit_wanted : the value of what is selected is to be typed
    menu_wanted : (Selection, place on the screen)
    """

    edit_wanted = Signal()
    menu_wanted = Signal(object, QPoint)

    def __init__(self, view: NetworkView) -> None:
        super().__init__(view)
        self.view = view
        self.is_active = False
        self.mark = PointerMark(view)
        view.installEventFilter(self)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key does here; return whether it did."""
        view, scene = self.view, self.view.scene
        if scene is None:
            return False
        key, shown = Qt.Key(event.key()), scene.layout.shown
        if key in EDITS:
            if view.selection is not None:
                self.edit_wanted.emit()
            return True
        if key not in ARROWS:
            return False
        across, down = ARROWS[key]
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.go_to(next_link(view.selection, down, shown) if down else None)
        else:
            self.go_to(neighbour(view.selection, across, down, shown))
        return True

    def go_to(self, selection: Selection | None) -> None:
        """Select something, and say it."""
        view = self.view
        if selection is None or view.frame is None:
            return
        view.choose(selection)
        words = self.words_of(selection)
        said = QAccessibleAnnouncementEvent(view, words)
        QAccessible.updateAccessibility(said)

    def words_of(self, selection: Selection) -> str:
        """Return what a screen reader says: which unit it is, and its value."""
        frame = self.view.frame
        if frame is None:
            return ""
        return f"{describe(selection, len(frame.sizes))}: {tag(selection, frame)}"

    def show_menu(self) -> None:
        """Open the menu of what is selected, in the middle of the diagram."""
        selection = self.view.selection
        if selection is not None:
            place = self.view.mapToGlobal(self.view.rect().center())
            self.menu_wanted.emit(selection, place)

    def set_active(self, active: bool) -> None:
        self.is_active = active
        if active:
            self.mark.show_at(None)
        else:
            self.mark.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.view:
            return False
        kind = event.type()
        if isinstance(event, QFocusEvent):
            self.set_active(event.gotFocus() and event.reason() in BY_KEYS)
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self.set_active(False)
        elif kind == QEvent.Type.Resize and self.is_active:
            self.mark.show_at(None)
        elif isinstance(event, QContextMenuEvent):
            if event.reason() == QContextMenuEvent.Reason.Keyboard:
                self.show_menu()
                return True
        elif self.is_active and isinstance(event, QKeyEvent):
            return self.filter_key(event)
        return False

    def filter_key(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if held not in plain or event.key() not in {*ARROWS, *EDITS}:
            return False
        is_shift = held == Qt.KeyboardModifier.ShiftModifier
        if is_shift and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            # An epoch on or back, as everywhere.
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self.press(event)
