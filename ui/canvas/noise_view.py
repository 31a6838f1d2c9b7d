"""The cloud of mini-batch gradients around the full gradient, in its plane."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.noise import GradientNoise
from ui.canvas.loss_curves import rounded_up
from ui.canvas.ticks import nice_ticks, tick_labels
from ui.canvas.vector_arrow import paint_arrow
from ui.labels import rich, text
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme
from ui.type_scale import scaled

# The picture reaches from the middle to one of these times a power of ten.
REACHES = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)
# A cloud keeps its scale until it needs less than this share of it: a cloud at the same
# place shall be seen to shrink.
ROOMY, ROOMY_HERE = 0.5, 0.12
# So many standard deviations of the cloud are in the picture.
DEVIATIONS = 2.5
MARGIN, BOTTOM = 6.0, 20.0
DOT = 2.4
TICKS = 6


def wanted_reach(noise: GradientNoise) -> float:
    """Return how far from the middle the picture must reach."""
    center = math.hypot(*noise.ellipse.center)
    return max(center + DEVIATIONS * noise.ellipse.long, 1.15 * noise.full_norm, 1e-12)


class NoiseView(QWidget):
    """Draws the full gradient as an arrow and every batch's gradient as a dot.

    Attributes
    ----------
    noise : what is shown
    reach : from the middle to the edge; it changes in jumps, so a cloud seems to shrink
    """

    def __init__(self) -> None:
        super().__init__()
        self.noise: GradientNoise | None = None
        self.reach = 0.0
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName(text("noise.view"))
        self.setToolTip(rich(text("noise.view_tip")))
        APPEARANCE.changed.connect(self.update)

    def show_noise(
        self, noise: GradientNoise, *, here: bool = False, hold: bool = False
    ) -> None:
        """Draw a cloud.

        Parameters
        ----------
        here : it lies where the one before did, so their sizes are to be compared
        hold : the scale must not become finer, because the batch size is dragged
        """
        self.noise = noise
        wanted = wanted_reach(noise)
        share = ROOMY_HERE if here else ROOMY
        if wanted > self.reach or (wanted < share * self.reach and not hold):
            self.reach = rounded_up(wanted, REACHES)
        self.update()

    def area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -scaled(BOTTOM))

    @property
    def pixels(self) -> float:
        """Pixels for one unit, the same in both directions."""
        area = self.area()
        return min(area.width(), area.height()) / 2 / (self.reach or 1.0)

    def place(self, x: float, y: float) -> QPointF:
        """Return where a point of the plane is drawn."""
        middle = self.area().center()
        return QPointF(middle.x() + x * self.pixels, middle.y() - y * self.pixels)

    # ---- painting ----------------------------------------------------------------

    def paint_ground(self, painter: QPainter, theme: Theme) -> None:
        """Paint the half in which a step leads uphill, and lines through the middle."""
        area, middle = self.area(), self.place(0.0, 0.0)
        uphill = QRectF(area.topLeft(), QPointF(middle.x(), area.bottom()))
        shade = QColor(theme.attention)
        shade.setAlpha(16)
        painter.fillRect(uphill, shade)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(
            QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y())
        )
        painter.drawLine(
            QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom())
        )
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(theme.attention))
        words = text("noise.uphill")
        painter.drawText(
            QPointF(area.left() + 6, area.top() + 4 + metrics.ascent()), words
        )
        painter.setPen(QColor(theme.muted))
        words = text("noise.downhill")
        left = area.right() - 6 - metrics.horizontalAdvance(words)
        painter.drawText(QPointF(left, area.top() + 4 + metrics.ascent()), words)
        self.paint_ticks(painter, theme)

    def paint_ticks(self, painter: QPainter, theme: Theme) -> None:
        area = self.area()
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        half = area.width() / 2 / self.pixels
        ticks = nice_ticks(-half, half, TICKS)
        painter.setPen(QColor(theme.muted))
        for tick, label in zip(ticks, tick_labels(ticks), strict=True):
            x = self.place(tick, 0.0).x()
            width = metrics.horizontalAdvance(label)
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.drawText(QPointF(left, area.bottom() + 4 + metrics.ascent()), label)

    def paint_cloud(
        self, painter: QPainter, theme: Theme, noise: GradientNoise
    ) -> None:
        painter.setClipRect(self.area())
        opposed = noise.angles > np.pi / 2
        for is_opposed, color in ((False, theme.accent), (True, theme.attention)):
            ink = QColor(color)
            ink.setAlpha(150)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            for x, y in noise.points[opposed == is_opposed]:
                painter.drawEllipse(self.place(float(x), float(y)), DOT, DOT)
        ellipse = noise.ellipse
        painter.save()
        painter.translate(self.place(*ellipse.center))
        painter.rotate(-math.degrees(ellipse.angle))
        painter.setPen(QPen(QColor(theme.text), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(
            QPointF(), ellipse.long * self.pixels, ellipse.short * self.pixels
        )
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, noise = current(), self.noise
        if noise is None or self.area().isEmpty():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_ground(painter, theme)
            self.paint_cloud(painter, theme, noise)
            x, y = map(float, noise.full)
            paint_arrow(
                painter, self.place(0.0, 0.0), self.place(x, y), QColor(theme.text), 2.4
            )
            painter.setClipping(False)
            painter.setPen(QPen(QColor(theme.strong_line), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.area())

    def sizeHint(self) -> QSize:
        return QSize(420, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 130)
