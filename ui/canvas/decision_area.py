"""Where the decision picture lies in its widget, and the axes around it."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.canvas.ticks import nice_ticks, tick_labels
from ui.theme import font
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

TICK_POINTS = 8.0
TICK_GAP = 5.0
CORNER = 4.0

# x low, x high, y low, y high in raw units.
Extent = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlotArea:
    """A rectangle of the widget that shows a rectangle of the data, y upward."""

    rect: QRectF
    extent: Extent

    def to_pixels(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return widget coordinates of points in raw units."""
        x_low, x_high, y_low, y_high = self.extent
        rect = self.rect
        return (
            rect.left() + (x - x_low) * (rect.width() / (x_high - x_low)),
            rect.bottom() - (y - y_low) * (rect.height() / (y_high - y_low)),
        )

    def to_data(self, place: QPointF) -> tuple[float, float]:
        """Return the raw units of a point of the widget."""
        x_low, x_high, y_low, y_high = self.extent
        rect = self.rect
        across = (place.x() - rect.left()) / rect.width()
        upward = (rect.bottom() - place.y()) / rect.height()
        return x_low + across * (x_high - x_low), y_low + upward * (y_high - y_low)


def fit_area(size: QSizeF, extent: Extent, *, square: bool) -> PlotArea:
    """Return the largest area whose axes fit beside it: in the middle, at the top."""
    metrics = QFontMetricsF(font(TICK_POINTS))
    x_ends = tick_labels(nice_ticks(*extent[:2]))[-1:]
    y_labels = tick_labels(nice_ticks(*extent[2:]))
    left = max(map(metrics.horizontalAdvance, y_labels), default=0.0) + TICK_GAP
    right = max(map(metrics.horizontalAdvance, x_ends), default=0.0) / 2
    bottom = metrics.height() + 2.0
    top = metrics.height() / 2
    width = max(size.width() - left - right, 1.0)
    height = max(size.height() - top - bottom, 1.0)
    if square:
        width = height = min(width, height)
    spare_x = (size.width() - left - right - width) / 2
    # Whole pixels, so that the border is sharp.
    return PlotArea(
        QRectF(round(left + spare_x), round(top), round(width), round(height)),
        extent,
    )


def paint_axes(
    painter: QPainter, area: PlotArea, theme: Theme, names: tuple[str, str]
) -> None:
    """Paint tick numbers beside the area and a name at the end of each axis."""
    rect = area.rect
    tick_font = font(TICK_POINTS)
    metrics = QFontMetricsF(tick_font)
    painter.setFont(tick_font)
    painter.setPen(QColor(theme.muted))
    x_ticks, y_ticks = nice_ticks(*area.extent[:2]), nice_ticks(*area.extent[2:])
    columns, _ = area.to_pixels(np.array(x_ticks), np.zeros(len(x_ticks)))
    _, lines = area.to_pixels(np.zeros(len(y_ticks)), np.array(y_ticks))
    baseline = rect.bottom() + 3.0 + metrics.ascent()
    for x, label in zip(columns, tick_labels(x_ticks), strict=True):
        half = metrics.horizontalAdvance(label) / 2
        painter.drawText(QPointF(x - half, baseline), label)
    drop = metrics.ascent() / 2 - 1.0
    for y, label in zip(lines, tick_labels(y_ticks), strict=True):
        at = rect.left() - TICK_GAP - metrics.horizontalAdvance(label)
        painter.drawText(QPointF(at, y + drop), label)
    if len(columns) > 1 and names[0]:
        middle = (columns[-1] + columns[-2]) / 2
        half = metrics.horizontalAdvance(names[0]) / 2
        painter.drawText(QPointF(middle - half, baseline), names[0])
    if len(lines) > 1 and names[1]:
        at = rect.left() - TICK_GAP - metrics.horizontalAdvance(names[1])
        painter.drawText(QPointF(at, (lines[-1] + lines[-2]) / 2 + drop), names[1])


def paint_frame(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Round the corners of the picture and draw its border."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside = QPainterPath()
    inside.addRoundedRect(rect, CORNER, CORNER)
    outside = QPainterPath()
    outside.addRect(rect.adjusted(-1, -1, 1, 1))
    painter.fillPath(outside.subtracted(inside), QColor(theme.card))
    painter.setPen(QPen(QColor(theme.strong_line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


def column_label(name: str) -> str:
    """Return a column's name as it is shown: x1 -> x₁, pixel_0_1 -> pixel 0 1."""
    if re.fullmatch(r"x\d+", name):
        return "x" + "".join(chr(ord("₀") + int(digit)) for digit in name[1:])
    return name.replace("_", " ")
