"""What a hand does: mouse, wheel and keys, sent to the window as the system does."""

import random
from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

LEFT = Qt.MouseButton.LeftButton
RIGHT = Qt.MouseButton.RightButton
PLAIN = Qt.KeyboardModifier.NoModifier
MODIFIERS = (
    *(PLAIN,) * 8,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def handle_of(widget: QWidget) -> QWindow | None:
    """Return the system's window around a widget, while it is shown."""
    return widget.window().windowHandle()


def place_in_window(widget: QWidget, point: QPoint) -> QPoint:
    return widget.mapTo(widget.window(), point)


def random_point(rng: random.Random, area: QRect) -> QPoint:
    """Return a point of an area; one in four is near its edge."""
    if rng.random() < 0.25:
        x = rng.choice((area.left(), area.right(), area.center().x()))
        y = rng.choice((area.top(), area.bottom(), area.center().y()))
        return QPoint(x, y)
    x = area.left() + int(rng.random() * area.width())
    y = area.top() + int(rng.random() * area.height())
    return QPoint(x, y)


def click(
    widget: QWidget,
    point: QPoint,
    button: Qt.MouseButton = LEFT,
    modifier: Qt.KeyboardModifier = PLAIN,
    *,
    twice: bool = False,
) -> None:
    """Press and release at a point of a widget; whatever lies there gets it."""
    window = handle_of(widget)
    if window is None:
        return
    send = QTest.mouseDClick if twice else QTest.mouseClick
    send(window, button, modifier, place_in_window(widget, point))


def hover(widget: QWidget, points: Iterable[QPoint]) -> None:
    for point in points:
        window = handle_of(widget)
        if window is not None:
            QTest.mouseMove(window, place_in_window(widget, point))


def drag(widget: QWidget, points: list[QPoint], button: Qt.MouseButton = LEFT) -> None:
    """Press at the first point, move over the others and release at the last."""
    window = handle_of(widget)
    if window is None:
        return
    places = [place_in_window(widget, point) for point in points]
    QTest.mousePress(window, button, PLAIN, places[0])
    for place in places[1:]:
        QTest.mouseMove(window, place)
    QTest.mouseRelease(window, button, PLAIN, places[-1])


def turn_wheel(
    widget: QWidget, point: QPoint, steps: int, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    window = handle_of(widget)
    if window is None:
        return
    place = QPointF(place_in_window(widget, point))
    QTest.wheelEvent(window, place, QPoint(0, 120 * steps), stateKey=modifier)


def press_key(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    """Press a key; the widget with the focus gets it, or a shortcut does."""
    window = handle_of(widget)
    if window is not None:
        QTest.keyClick(window, key, modifier)


def press_sequence(widget: QWidget, sequence: QKeySequence) -> None:
    """Press all keys of a shortcut."""
    for place in range(sequence.count()):
        combined = sequence[place]
        press_key(widget, combined.key(), combined.keyboardModifiers())


def type_text(widget: QWidget, words: str) -> None:
    """Put words in place of those of the field that has the focus."""
    press_key(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if words.isascii() and words.isprintable() and len(words) < 40:
        focus = widget.window().focusWidget() or widget
        if not words:
            press_key(widget, Qt.Key.Key_Delete)
        QTest.keyClicks(focus, words)
    else:
        QGuiApplication.clipboard().setText(words)
        press_key(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
