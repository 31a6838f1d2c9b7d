"""Gives every picture of the window its keys, as the shortcut sheet lists them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.canvas.decision_view import DecisionView
from ui.canvas.diagram_keys import DiagramKeys
from ui.canvas.diagram_tree import give_tree
from ui.canvas.key_pointer import KeyPointer, PointerMark, Rows
from ui.canvas.landscape_terrain import TerrainView
from ui.canvas.timeline_canvas import TimelineCanvas
from ui.labels import text
from ui.panels.matrix import MatrixPanel

if TYPE_CHECKING:
    from ui.main_window import MainWindow

# A turn of the wheel by one notch.
NOTCH = 120
SCROLLS = {
    Qt.Key.Key_Up: (NOTCH, False),
    Qt.Key.Key_Down: (-NOTCH, False),
    Qt.Key.Key_Left: (NOTCH, True),
    Qt.Key.Key_Right: (-NOTCH, True),
}


class MatrixKeys(QObject):
    """Moves the window onto a large matrix."""

    def __init__(self, panel: MatrixPanel) -> None:
        super().__init__(panel)
        self.panel = panel
        self.mark = PointerMark(panel)
        panel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        panel.installEventFilter(self)

    def scroll(self, key: Qt.Key) -> None:
        turn, is_sideways = SCROLLS[key]
        modifiers = Qt.KeyboardModifier
        held = modifiers.ShiftModifier if is_sideways else modifiers.NoModifier
        place = QPointF(self.panel.rect().center())
        none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        turned = QPoint(0, turn)
        event = QWheelEvent(place, place, QPoint(), turned, none, held, phase, False)
        QApplication.sendEvent(self.panel, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            if event.gotFocus():
                self.mark.show_at(None)
            else:
                self.mark.hide()
        elif isinstance(event, QKeyEvent) and event.key() in SCROLLS:
            if event.modifiers() != Qt.KeyboardModifier.NoModifier:
                return False
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.scroll(Qt.Key(event.key()))
                return True
        return False


class TimelineKeys(QObject):
    """Jumps between events and bookmarks, and opens the menu at the shown update."""

    def __init__(self, canvas: TimelineCanvas) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        canvas.installEventFilter(self)

    def jump(self, direction: int) -> None:
        """Go to the next event or bookmark, or to the end that lies that way."""
        canvas = self.canvas
        shown = canvas.update_shown
        places = sorted({spot.update for spot in canvas.spots()})
        if direction > 0:
            last = canvas.timeline.branch.furthest if canvas.timeline else shown
            found = next((place for place in places if place > shown), last)
        else:
            found = next((place for place in reversed(places) if place < shown), 0)
        canvas.sought.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            if event.reason() != QContextMenuEvent.Reason.Keyboard:
                return False
            canvas = self.canvas
            x = round(canvas.x_of(canvas.update_shown))
            place = canvas.mapToGlobal(QPoint(x, canvas.height() // 2))
            canvas.menu_wanted.emit(canvas.update_shown, place)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
            if event.key() in pages:
                self.jump(pages[Qt.Key(event.key())])
                return True
        return False


def reading_of(view: DecisionView) -> Rows:
    reading = view.reading()
    return reading.rows if reading is not None else ()


def terrain_rows(view: TerrainView) -> Rows:
    there = view.reading_place()
    return view.rows_at(*there) if there is not None else ()


def give_keys(window: "MainWindow") -> None:
    """Let every picture be reached by Tab and be used by keys; call once."""
    give_tree()
    diagram = DiagramKeys(window.network.view)
    diagram.menu_wanted.connect(window.inspector.open_menu)
    diagram.edit_wanted.connect(lambda: edit_value(window))
    view = window.output.view
    KeyPointer(view, read=lambda: reading_of(view))
    plot = window.curves.plot
    if plot is not None:
        plot.setAccessibleName(text("shortcuts.plots"))
        KeyPointer(plot, plot.graphics.viewport(), plot.hover_rows)
    for terrain in (window.landscape.view, window.surfaces.view):
        give_terrain_keys(terrain)
    KeyPointer(window.noise.plot)
    TimelineKeys(window.timeline.canvas)
    MatrixKeys(window.network.matrix)


def give_terrain_keys(view: TerrainView) -> None:
    KeyPointer(view, read=lambda: terrain_rows(view))


def edit_value(window: "MainWindow") -> None:
    """Go to the field in which the selected number is typed."""
    field: QWidget = window.inspector.page.editor.field
    if field.isVisible() and field.isEnabled():
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
