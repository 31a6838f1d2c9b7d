"""A soft ring around a control that words speak of."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from ui import theme
from ui.widgets.overlay import Overlay

RADIUS = 8.0
LINES = ((0.5, 60), (1.5, 130), (2.5, 60))


class Halo(Overlay):
    """Points a control out without covering any of it."""

    margin = 4

    def paintEvent(self, event: QPaintEvent) -> None:
        ring = QColor(theme.current().accent)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for inset, alpha in LINES:
                ring.setAlpha(alpha)
                painter.setPen(QPen(ring, 1))
                shape = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                painter.drawRoundedRect(shape, RADIUS - inset, RADIUS - inset)
