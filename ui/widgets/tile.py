"""A picture to click on: chosen ones have a ring."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton

from ui import theme
from ui.themes import Theme

Picture = Callable[[QPainter, QRectF, Theme], None]

RADIUS = 4.0
FADED = 0.4
LABEL_SIZE = 8.0


class Off(Enum):
    """How a tile looks that is not chosen."""

    PLAIN = 1
    FADED = 2


class Tile(QAbstractButton):
    """A square picture with its name under it.

    Signals
    -------
    hovered : the mouse came (true) or went (false).
    """

    hovered = Signal(bool)

    def __init__(self, picture: Picture, label: str = "", off: Off = Off.PLAIN) -> None:
        super().__init__()
        self.picture = picture
        self.off = off
        self.setText(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def label_height(self) -> int:
        if not self.text():
            return 0
        return QFontMetrics(theme.font(LABEL_SIZE, bold=True)).height() + 2

    def height_for(self, side: int) -> int:
        """Return the height of a tile whose picture is so wide."""
        return side + self.label_height

    def picture_rect(self) -> QRectF:
        """Return the square that is painted."""
        side = min(self.width(), self.height() - self.label_height)
        return QRectF((self.width() - side) / 2, 0, side, side)

    def sizeHint(self) -> QSize:
        return QSize(40, 40 + self.label_height)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = self.picture_rect()
            # Half a pixel inside, so that a line of one pixel is one pixel.
            frame = rect.adjusted(0.5, 0.5, -0.5, -0.5)
            shape = QPainterPath()
            shape.addRoundedRect(frame, RADIUS, RADIUS)
            painter.save()
            painter.setClipPath(shape)
            painter.fillPath(shape, QColor(colors.window))
            if self.off is Off.FADED and not self.isChecked():
                painter.setOpacity(0.7 if self.underMouse() else FADED)
            self.picture(painter, rect, colors)
            painter.restore()
            self.paint_frame(painter, rect, colors)
            if self.text():
                self.paint_label(painter, rect, colors)

    def paint_frame(self, painter: QPainter, rect: QRectF, colors: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width, color = 1.0, colors.strong_line
        if self.isChecked():
            width, color = 2.0, colors.accent
        elif self.underMouse():
            color = colors.muted
        painter.setPen(QPen(QColor(color), width))
        inset = width / 2
        painter.drawRoundedRect(
            rect.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS
        )

    def paint_label(self, painter: QPainter, rect: QRectF, colors: Theme) -> None:
        painter.setFont(theme.font(LABEL_SIZE, bold=self.isChecked()))
        painter.setPen(QColor(colors.text if self.isChecked() else colors.muted))
        room = QRectF(0, rect.bottom() + 2, self.width(), self.label_height - 2)
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
