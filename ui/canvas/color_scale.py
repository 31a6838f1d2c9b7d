"""A strip that says which number has which colour."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.canvas.decision_field import Scale
from ui.canvas.ticks import number
from ui.labels import text
from ui.theme import APPEARANCE, current, font

STRIP = (120.0, 8.0)
GAP = 5.0


class ColorScale(QWidget):
    """Shows the two ends of a diverging scale and the colours between."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ends = ("", "")
        self.setToolTip(text("output.scale_tip"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        APPEARANCE.changed.connect(self.update)

    def show_scale(self, scale: Scale) -> None:
        """Write the values of the two full colours."""
        ends = (
            number(scale.middle - scale.reach, 2),
            number(scale.middle + scale.reach, 2),
        )
        if ends != self.ends:
            self.ends = ends
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setFont(font(8.0))
            metrics = QFontMetricsF(painter.font())
            baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
            painter.setPen(QColor(theme.muted))
            painter.drawText(QPointF(0.0, baseline), self.ends[0])
            left = metrics.horizontalAdvance(self.ends[0]) + GAP
            strip = QRectF(left, (self.height() - STRIP[1]) / 2, *STRIP)
            painter.drawText(QPointF(strip.right() + GAP, baseline), self.ends[1])
            colors = QLinearGradient(strip.topLeft(), strip.topRight())
            for place, color in (
                (0, theme.negative),
                (0.5, theme.zero),
                (1, theme.positive),
            ):
                colors.setColorAt(place, QColor(*color))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.strong_line))
            painter.setBrush(colors)
            painter.drawRoundedRect(strip.translated(0.5, 0.5), 2, 2)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font(8.0))
        words = sum(metrics.horizontalAdvance(end) for end in self.ends)
        return QSize(int(words + STRIP[0] + 2 * GAP + 2), int(metrics.height() + 2))
