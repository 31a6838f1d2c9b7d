"""A strip that says which colour of a landscape is which loss."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.canvas.decision_field import image_of
from ui.canvas.landscape_heights import Heights, ramp_pixels
from ui.canvas.ticks import number
from ui.labels import rich, text
from ui.theme import APPEARANCE, current, font

STRIP = (110.0, 9.0)
GAP = 6.0


class LandscapeScale(QWidget):
    """Shows the colours from low to high losses; its tip says the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ("", "")
        self.setAccessibleName(text("landscape.scale"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        APPEARANCE.changed.connect(self.update)

    def show_heights(self, heights: Heights) -> None:
        losses = (heights.loss_at(place) for place in (0.0, 0.5, 1.0))
        low, middle, high = (number(loss, 3) for loss in losses)
        tip = text("landscape.scale_tip", low=low, middle=middle, high=high)
        self.setToolTip(rich(tip))
        self.setAccessibleDescription(tip)
        if (low, high) != self.words:
            self.words = (low, high)
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        low, high = self.words
        if not low:
            return
        with QPainter(self) as painter:
            painter.setFont(font(8.0))
            metrics = QFontMetricsF(painter.font())
            top = (metrics.height() - STRIP[1]) / 2
            baseline = metrics.ascent()
            painter.setPen(QColor(theme.muted))
            painter.drawText(QPointF(0.0, baseline), low)
            left = metrics.horizontalAdvance(low) + GAP
            strip = QRectF(left, top, *STRIP)
            painter.drawText(QPointF(strip.right() + GAP, baseline), high)
            ramp = ramp_pixels(theme.name, np.linspace(0.0, 1.0, 64)[None])
            painter.drawImage(strip, image_of(ramp))
            painter.drawRect(strip)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font(8.0))
        ends = metrics.horizontalAdvance(self.words[0] + self.words[1])
        return QSize(int(ends + STRIP[0] + 2 * GAP + 3), int(metrics.height() + 2))
