"""A pointer that is moved by keys, so that every picture can be used without a mouse.

It sends the picture the events that a mouse would, so there is one way to read, click,
paint, turn and zoom, whoever moves the pointer.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.labels import listed
from ui.theme import current
from ui.widgets.focus_ring import OWN_RING

# Pixels that a key moves, and with Alt.
STRIDE, FINE_STRIDE = 8, 1
CROSS, HOLE, RADIUS = 9.0, 3.0, 5.0
DIRECTIONS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
CLICKS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
ZOOMS = {Qt.Key.Key_Plus: 120, Qt.Key.Key_Equal: 120, Qt.Key.Key_Minus: -120}
OWN_KEYS = {*DIRECTIONS, *CLICKS, *ZOOMS, Qt.Key.Key_0, Qt.Key.Key_Escape}
BY_KEYS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
}
Rows = Sequence[tuple[str, str]]


class PointerMark(QWidget):
    """A ring around a picture that has the keys, and a cross at the pointer."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.point: QPointF | None = None
        canvas.setProperty(OWN_RING, True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, point: QPointF | None) -> None:
        """Show the ring, and the cross if there is a point."""
        self.point = point
        self.setGeometry(self.canvas.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.focus), 2.0))
            rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
            if self.point is None:
                return
            for color, width in ((theme.card, 4.0), (theme.text, 1.6)):
                painter.setPen(QPen(QColor(color), width))
                for way in DIRECTIONS.values():
                    painter.drawLine(self.point + way * HOLE, self.point + way * CROSS)


class KeyPointer(QObject):
    """Moves a pointer over a picture that got the focus by a key.

    Parameters
    ----------
    canvas : gets the focus and the ring
    receiver : gets the events, if that is not the canvas itself
    read : returns what stands at the pointer, for screen readers
    """

    def __init__(
        self,
        canvas: QWidget,
        receiver: QWidget | None = None,
        read: Callable[[], Rows] = tuple,
    ) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.receiver = receiver or canvas
        self.read = read
        self.point = QPointF()
        self.is_active = self.is_held = self.is_sending = False
        self.mark = PointerMark(canvas)
        canvas.setFocusPolicy(canvas.focusPolicy() | Qt.FocusPolicy.TabFocus)
        canvas.installEventFilter(self)
        if self.receiver is not canvas:
            self.receiver.installEventFilter(self)

    # ---- the pointer -------------------------------------------------------------

    def begin(self) -> None:
        """Take the keys; the pointer is where it was, or in the middle."""
        self.is_active = True
        if not self.canvas.rect().contains(self.point.toPoint()) or (
            self.point.isNull()
        ):
            self.point = QRectF(self.canvas.rect()).center()
        self.move(QPointF())

    def end(self) -> None:
        """Give the keys back, and take the mouse away."""
        if not self.is_active:
            return
        self.let_go()
        self.is_active = False
        self.mark.hide()
        self.send(QEvent(QEvent.Type.Leave))

    def move(self, step: QPointF) -> None:
        """Move the pointer, as far as the picture goes."""
        room = QRectF(self.canvas.rect()).adjusted(1, 1, -1, -1)
        there = self.point + step
        x = min(max(there.x(), room.left()), room.right())
        y = min(max(there.y(), room.top()), room.bottom())
        self.point = QPointF(x, y)
        held = Qt.MouseButton.LeftButton if self.is_held else Qt.MouseButton.NoButton
        self.send_mouse(QEvent.Type.MouseMove, Qt.MouseButton.NoButton, held)
        self.mark.show_at(self.point)
        self.tell()

    def hold(self) -> None:
        if not self.is_held:
            self.is_held = True
            left = Qt.MouseButton.LeftButton
            self.send_mouse(QEvent.Type.MouseButtonPress, left, left)

    def let_go(self) -> None:
        if self.is_held:
            self.is_held = False
            left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            self.send_mouse(QEvent.Type.MouseButtonRelease, left, none)

    def tell(self) -> None:
        """Let a screen reader say what stands at the pointer."""
        words = listed(" ".join(filter(None, row)) for row in self.read())
        if words and words != self.canvas.accessibleDescription():
            self.canvas.setAccessibleDescription(words)
            change = QAccessible.Event.DescriptionChanged
            QAccessible.updateAccessibility(QAccessibleEvent(self.canvas, change))

    # ---- keys --------------------------------------------------------------------

    def press(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers()
        if key in DIRECTIONS:
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self.hold()
            else:
                self.let_go()
            is_fine = modifiers & Qt.KeyboardModifier.AltModifier
            self.move(DIRECTIONS[key] * (FINE_STRIDE if is_fine else STRIDE))
        elif key in CLICKS:
            self.let_go()
            self.hold()
            self.let_go()
        elif key in ZOOMS:
            self.turn_wheel(ZOOMS[key])
        elif key == Qt.Key.Key_0:
            left = Qt.MouseButton.LeftButton
            self.send_mouse(QEvent.Type.MouseButtonDblClick, left, left)
            self.send_mouse(
                QEvent.Type.MouseButtonRelease, left, Qt.MouseButton.NoButton
            )
        else:
            self.end()

    # ---- sending -----------------------------------------------------------------

    def place(self) -> tuple[QPointF, QPointF]:
        """Return the pointer in the receiver and on the screen."""
        on_screen = QPointF(self.canvas.mapToGlobal(self.point.toPoint()))
        inside = self.receiver.mapFrom(self.canvas, self.point.toPoint())
        is_own = self.receiver is self.canvas
        return (self.point if is_own else QPointF(inside)), on_screen

    def send_mouse(
        self, kind: QEvent.Type, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        plain = Qt.KeyboardModifier.NoModifier
        self.send(QMouseEvent(kind, *self.place(), button, held, plain))

    def turn_wheel(self, turn: int) -> None:
        none, plain = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase = Qt.ScrollPhase.NoScrollPhase
        inside, on_screen = self.place()
        turned = QPoint(0, turn)
        self.send(
            QWheelEvent(inside, on_screen, QPoint(), turned, none, plain, phase, False)
        )

    def send(self, event: QEvent) -> None:
        self.is_sending = True
        QApplication.sendEvent(self.receiver, event)
        self.is_sending = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.is_sending:
            return False
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            # A real mouse: it points from now on.
            self.end()
        if watched is not self.canvas:
            return False
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            if event.reason() in BY_KEYS:
                self.begin()
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.end()
        elif kind == QEvent.Type.Resize and self.is_active:
            self.move(QPointF())
        elif self.is_active and isinstance(event, QKeyEvent):
            return self.filter_key(event)
        return False

    def filter_key(self, event: QKeyEvent) -> bool:
        """Return whether a key was the pointer's."""
        if event.type() == QEvent.Type.KeyRelease:
            if event.key() == Qt.Key.Key_Shift:
                self.let_go()
            return False
        control = Qt.KeyboardModifier.ControlModifier
        if event.key() not in OWN_KEYS or event.modifiers() & control:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.press(event)
            return True
        return False
