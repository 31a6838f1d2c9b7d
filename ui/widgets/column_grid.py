"""Many columns of data as small squares, each of which can be switched off."""

from collections.abc import Sequence
from math import ceil, sqrt

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme

GAP = 2
LARGEST_CELL = 14
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
OWN_KEYS = (*ARROWS, Qt.Key.Key_Space)


class ColumnGrid(QWidget):
    """Squares in rows; a stroke of the mouse switches all that it crosses.

    Signals
    -------
    toggled : indices of the columns that are on, after a stroke or a key.
    """

    toggled = Signal(object)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = tuple(names)
        self.across = ceil(sqrt(len(names)))
        self.down = ceil(len(names) / self.across)
        self.on: frozenset[int] = frozenset()
        self.stroke: bool | None = None
        self.cursor_index = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_columns(self, on: frozenset[int]) -> None:
        """Show which columns are on, by index."""
        if self.stroke is None:
            self.on = on
            self.update()

    def index_at(self, point: QPoint) -> int | None:
        pitch = LARGEST_CELL + GAP
        column, row = point.x() // pitch, point.y() // pitch
        index = row * self.across + column
        inside = 0 <= column < self.across and 0 <= index < len(self.names)
        return index if inside and row >= 0 else None

    def cell(self, index: int) -> QRectF:
        row, column = divmod(index, self.across)
        pitch = LARGEST_CELL + GAP
        return QRectF(column * pitch, row * pitch, LARGEST_CELL, LARGEST_CELL)

    def switch(self, index: int, on: bool) -> None:
        """Switch a column, without saying so."""
        self.on = self.on | {index} if on else self.on - {index}
        self.update()

    def sizeHint(self) -> QSize:
        pitch = LARGEST_CELL + GAP
        return QSize(self.across * pitch - GAP, self.down * pitch - GAP)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(event.pos())
            if index is not None:
                QToolTip.showText(event.globalPos(), self.names[index], self)
                return True
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.stroke = index not in self.on
            self.cursor_index = index
            self.switch(index, self.stroke)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        if self.stroke is not None and index is not None:
            self.switch(index, self.stroke)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.stroke is not None:
            self.stroke = None
            self.toggled.emit(self.on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.switch(self.cursor_index, self.cursor_index not in self.on)
            self.toggled.emit(self.on)
        elif key in ARROWS:
            right, below = ARROWS[Qt.Key(key)]
            index = self.cursor_index + right + below * self.across
            self.cursor_index = max(0, min(index, len(self.names) - 1))
            self.update()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index in range(len(self.names)):
                rect = self.cell(index).adjusted(0.5, 0.5, -0.5, -0.5)
                on = index in self.on
                painter.setPen(
                    QPen(QColor(colors.accent if on else colors.strong_line))
                )
                painter.setBrush(QColor(colors.accent if on else colors.window))
                painter.drawRoundedRect(rect, 2, 2)
                if self.hasFocus() and index == self.cursor_index:
                    painter.setPen(QPen(QColor(colors.text), 2.0))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(rect, 2, 2)
