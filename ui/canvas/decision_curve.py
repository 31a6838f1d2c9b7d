"""The picture of data with one input: a curve over x, the rows as points (x, y)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.frame import Frame, cell_centers
from playground.problem import Problem
from ui.canvas.decision_area import Extent, PlotArea
from ui.canvas.decision_field import target_range
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

# A casing in the colour of the card keeps the curve apart from the points.
CASING = 4.0
WIDTH = 2.0
MARGIN = 0.12


def curve_extent(frame: Frame) -> Extent:
    """Return the extent of the fitted curve's picture: all targets, with a margin."""
    return (*frame.extent[:2], *padded(*target_range(frame.problem)))


def map_extent(frame: Frame, values: Array) -> Extent:
    """Return the extent for a neuron's answers, at least from -1 to 1."""
    finite = values[np.isfinite(values)]
    low = float(finite.min(initial=-1.0))
    return (*frame.extent[:2], *padded(low, float(finite.max(initial=1.0))))


def padded(low: float, high: float) -> tuple[float, float]:
    margin = MARGIN * ((high - low) or 1.0)
    return low - margin, high + margin


def row_places(problem: Problem, *, test: bool) -> tuple[Array, Array]:
    """Return x and target (N,) of the training or the test rows."""
    rows, y = (problem.test, problem.y_test) if test else (problem.train, problem.y)
    return rows.x[:, 0], y[:, 0]


def paint_zero_line(painter: QPainter, area: PlotArea, theme: Theme) -> None:
    """Paint where y is 0."""
    _, lines = area.to_pixels(np.zeros(1), np.zeros(1))
    if area.rect.top() < lines[0] < area.rect.bottom():
        painter.setPen(QPen(QColor(theme.line), 1))
        y = round(lines[0]) + 0.5
        painter.drawLine(QPointF(area.rect.left(), y), QPointF(area.rect.right(), y))


def paint_curve(painter: QPainter, area: PlotArea, theme: Theme, values: Array) -> None:
    """Paint values (G,) at the middles of G equal cells as one line."""
    x_low, x_high = area.extent[:2]
    columns, lines = area.to_pixels(
        cell_centers(x_low, x_high, len(values)), values.astype(np.float64)
    )
    # Far outside is as good as just outside, and Qt draws it in less time.
    high, low = area.rect.top() - 50.0, area.rect.bottom() + 50.0
    lines = np.clip(np.nan_to_num(lines, nan=low), high, low)
    line = QPolygonF([QPointF(x, y) for x, y in zip(columns, lines, strict=True)])
    painter.save()
    painter.setClipRect(area.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for color, width in ((theme.card, CASING), (theme.text, WIDTH)):
        pen = QPen(QColor(color), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(line)
    painter.restore()
