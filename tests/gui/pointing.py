"""The mouse over a widget, wherever the pointer of the screen happens to be."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def move_to(widget: QWidget, place: QPoint) -> None:
    """Let the mouse move there, no button pressed.

    A pointer that another test left at this very place would not move, and then nothing
    is told.
    """
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
