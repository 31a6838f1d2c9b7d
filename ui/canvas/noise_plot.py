"""Measured gradient noise against the batch size, beside what theory expects."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.noise import NoiseCurve, noise_of_mean
from ui.canvas.hover_tag import paint_tag
from ui.canvas.loss_curves import inside, log_ticks
from ui.canvas.ticks import number
from ui.labels import text
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme
from ui.type_scale import scaled

LEFT, RIGHT, TOP, BOTTOM = 42.0, 12.0, 20.0, 18.0
POINTS = 120
DOT = 3.2
# Below the smallest noise that is not zero the axis goes on by this factor.
ROOM_BELOW = 0.7
STYLES = {"expected": Qt.PenStyle.SolidLine, "inverse_root": Qt.PenStyle.DashLine}


class NoisePlot(QWidget):
    """Both axes are logarithmic: 1/√B is a straight line.

    Attributes
    ----------
    curve : what is shown
    rows : training rows, where the noise ends
    batch_size : the one to be marked
    """

    def __init__(self) -> None:
        super().__init__()
        self.curve: NoiseCurve | None = None
        self.rows = 1
        self.batch_size = 1
        self.mouse: QPointF | None = None
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(text("noise.plot"))
        APPEARANCE.changed.connect(self.update)

    def show_curve(self, curve: NoiseCurve, rows: int) -> None:
        self.curve, self.rows = curve, rows
        self.update()

    def mark(self, batch_size: int) -> None:
        self.batch_size = batch_size
        self.update()

    @property
    def spread(self) -> float:
        """The noise of a batch of one row."""
        assert self.curve is not None
        return float(self.curve.inverse_root[0] * math.sqrt(self.curve.sizes[0]))

    def ranges(self) -> tuple[float, float, float, float]:
        """Return log10 of both axes' ends: x low, x high, y low, y high."""
        spread = self.spread or 1.0
        lowest = spread / math.sqrt(self.rows) * ROOM_BELOW
        x_high = math.log10(max(self.rows, 2))
        return 0.0, x_high, math.log10(lowest), math.log10(1.4 * spread)

    def area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(
            scaled(LEFT), scaled(TOP), -RIGHT, -scaled(BOTTOM)
        )

    def place(self, size: float, noise: float) -> QPointF:
        """Return where a batch size and a noise are drawn; zero is far below."""
        x_low, x_high, y_low, y_high = self.ranges()
        area = self.area()
        x = (math.log10(size) - x_low) / (x_high - x_low)
        y = (math.log10(max(noise, 1e-30)) - y_low) / (y_high - y_low)
        return QPointF(
            area.left() + x * area.width(), area.bottom() - y * area.height()
        )

    def line(self, name: str) -> QPolygonF:
        """Return a line of theory from 1 row to all of them."""
        sizes = np.geomspace(1, max(self.rows, 2), POINTS)
        if name == "expected":
            spread, rows = self.spread, self.rows
            values = [noise_of_mean(spread, rows, min(s, rows)) for s in sizes]
        else:
            values = [self.spread / math.sqrt(s) for s in sizes]
        return QPolygonF([self.place(s, v) for s, v in zip(sizes, values, strict=True)])

    def nearest(self) -> int | None:
        """Return the place of the measured size nearest to the mouse."""
        if self.curve is None or self.mouse is None:
            return None
        across = [self.place(float(size), 1.0).x() for size in self.curve.sizes]
        return int(np.abs(np.array(across) - self.mouse.x()).argmin())

    def hover_rows(self) -> list[tuple[str, str]]:
        """Return what is measured and what is expected near the mouse."""
        index, curve = self.nearest(), self.curve
        if index is None or curve is None:
            return []
        return [
            (text("noise.batch"), str(int(curve.sizes[index]))),
            (text("noise.measured"), number(float(curve.measured[index]), 3)),
            (text("noise.expected"), number(float(curve.expected[index]), 3)),
            (text("noise.inverse_root"), number(float(curve.inverse_root[index]), 3)),
        ]

    # ---- painting ----------------------------------------------------------------

    def paint_axes(self, painter: QPainter, theme: Theme) -> None:
        area = self.area()
        _, _, y_low, y_high = self.ranges()
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        for at, label in inside(log_ticks(y_low, y_high, 3), y_low, y_high):
            y = self.place(1.0, 10.0**at).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            left = area.left() - 5 - metrics.horizontalAdvance(label)
            painter.drawText(QPointF(left, y + metrics.ascent() / 2 - 1), label)
        painter.setPen(QColor(theme.muted))
        for size in {1, 10, 100, 1000, 10_000, self.rows}:
            if size > self.rows or (size != self.rows and size > 0.5 * self.rows):
                continue
            x = self.place(size, 1.0).x()
            label = str(size)
            width = metrics.horizontalAdvance(label)
            left = min(x - width / 2, self.width() - width - 2)
            painter.drawText(QPointF(left, area.bottom() + 4 + metrics.ascent()), label)

    def paint_legend(self, painter: QPainter, theme: Theme) -> None:
        """Paint what the dots and the two lines are, above the plot."""
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        left, middle = scaled(LEFT), scaled(TOP) / 2 - 2
        for name in ("measured", "expected", "inverse_root"):
            if name == "measured":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.accent))
                painter.drawEllipse(QPointF(left + 8, middle), DOT, DOT)
            else:
                painter.setPen(self.pen(theme, name))
                painter.drawLine(QPointF(left, middle), QPointF(left + 16, middle))
            painter.setPen(QColor(theme.muted))
            words = text(f"noise.{name}")
            baseline = middle + metrics.ascent() / 2 - 1
            painter.drawText(QPointF(left + 20, baseline), words)
            left += 34 + metrics.horizontalAdvance(words)
        words = text("noise.axis")
        at = self.area().right() - metrics.horizontalAdvance(words)
        if at > left:
            painter.drawText(QPointF(at, middle + metrics.ascent() / 2 - 1), words)

    def pen(self, theme: Theme, name: str) -> QPen:
        color = theme.text if name == "expected" else theme.muted
        return QPen(QColor(color), 1, STYLES[name])

    def paint_curve(self, painter: QPainter, theme: Theme, curve: NoiseCurve) -> None:
        painter.save()
        painter.setClipRect(self.area().adjusted(-4, -4, 4, 0))
        x = self.place(max(1, min(self.batch_size, self.rows)), 1.0).x()
        area = self.area()
        painter.setPen(QPen(QColor(theme.accent), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for name in STYLES:
            painter.setPen(self.pen(theme, name))
            painter.drawPolyline(self.line(name))
        painter.setPen(QPen(QColor(theme.card), 1))
        painter.setBrush(QColor(theme.accent))
        for size, noise in zip(curve.sizes, curve.measured, strict=True):
            # No noise at all has no place on a logarithmic axis: it is at its foot.
            place = self.place(float(size), float(noise))
            place.setY(min(place.y(), area.bottom()))
            painter.drawEllipse(place, DOT, DOT)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, curve = current(), self.curve
        if curve is None or not len(curve.sizes) or not self.spread:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_axes(painter, theme)
            self.paint_legend(painter, theme)
            self.paint_curve(painter, theme, curve)
            if self.mouse is not None:
                bounds = QRectF(self.rect())
                paint_tag(painter, theme, self.hover_rows(), self.mouse, bounds)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse = event.position()
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.mouse = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 104)
