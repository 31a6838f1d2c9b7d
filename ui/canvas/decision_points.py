"""The rows of the data as marks: shapes say the class, hollow ones are for testing."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from playground.data.dataset import Samples
from playground.problem import Problem
from ui.canvas.decision_area import PlotArea
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

# A mark is this part of the picture's side in radius, within limits; smaller from so
# many marks on.
RADIUS = 1 / 80
SMALLEST, LARGEST = 2.5, 4.2
MANY = 500
HOLE = 0.52


@dataclass(frozen=True, slots=True)
class Mark:
    """How one row is drawn."""

    shape: int
    color: QColor


def row_marks(
    samples: Samples, problem: Problem, theme: Theme, places: Array
) -> list[Mark]:
    """Return a mark a row.

    Parameters
    ----------
    places : (N,) where each target lies in [-1, 1] of the colours, for regression
    """
    if not problem.classes:
        colors = theme.diverging(places)
        return [Mark(1, QColor(*map(int, color))) for color in colors]
    marks = [
        Mark(index, mark_color(theme, index, len(problem.classes)))
        for index in range(len(problem.classes))
    ]
    return [marks[int(label)] for label in samples.y]


def mark_color(theme: Theme, index: int, count: int) -> QColor:
    """Return a class's colour for marks: a little darker where white lies behind."""
    color = theme.class_color(index, count)
    return color if theme.is_dark else color.darker(112)


def paint_rows(
    painter: QPainter,
    area: PlotArea,
    theme: Theme,
    places: tuple[Array, Array],
    marks: list[Mark],
    *,
    hollow: bool,
    rim: QColor,
) -> None:
    """Paint a mark at every place (raw units) inside the area, later rows on top."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(area.rect)
    painter.setPen(QPen(rim, 1))
    side = min(area.rect.width(), area.rect.height())
    crowding = 1.0 if len(marks) < MANY else 0.8
    radius = max(SMALLEST, min(RADIUS * side, LARGEST) * crowding)
    columns, lines = area.to_pixels(*places)
    for x, y, mark in zip(columns, lines, marks, strict=True):
        paint_mark(painter, mark, QPointF(x, y), radius, theme, hollow=hollow)
    painter.restore()


def paint_mark(
    painter: QPainter,
    mark: Mark,
    place: QPointF,
    radius: float,
    theme: Theme,
    *,
    hollow: bool = False,
) -> None:
    """Paint one mark with the painter's pen as its rim."""
    move = QTransform.fromTranslate(place.x(), place.y()).scale(radius, radius)
    painter.setBrush(mark.color)
    painter.drawPath(move.map(shape_path(mark.shape)))
    if hollow:
        hole = QTransform(move).scale(HOLE, HOLE).map(shape_path(mark.shape))
        painter.fillPath(hole, QColor(theme.card))


def rim_color(theme: Theme, problem: Problem) -> QColor:
    """Return the colour of the rims: what the fill is not.

    Marks of a regression may be nearly white, so a white rim would hide them.
    """
    if not problem.classes:
        return QColor(theme.muted)
    return QColor("#101318" if theme.is_dark else "#ffffff")


@cache
def shape_path(index: int) -> QPainterPath:
    """Return the outline of a class's mark, about 1 in radius."""
    return SHAPES[index % len(SHAPES)]()


def square() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-0.9, -0.9, 1.8, 1.8))
    return path


def circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), 1.0, 1.0)
    return path


def polygon(
    corners: int, *, turn: float = 0.0, radius: float = 1.2, inner: float = 0.0
) -> QPainterPath:
    """Return a regular polygon with a corner on top, or a star with inner corners."""
    count = 2 * corners if inner else corners
    points = []
    for index in range(count):
        angle = math.radians(turn) + 2 * math.pi * index / count
        length = inner if inner and index % 2 else radius
        points.append(QPointF(length * math.sin(angle), -length * math.cos(angle)))
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def cross(turn: float) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-1.25, -0.45, 2.5, 0.9))
    upright = QPainterPath()
    upright.addRect(QRectF(-0.45, -1.25, 0.9, 2.5))
    return QTransform().rotate(turn).map(path.united(upright))


# Class 0, 1, 2, …: squares against circles for two.
SHAPES: tuple[Callable[[], QPainterPath], ...] = (
    square,
    circle,
    lambda: polygon(3, radius=1.35),
    lambda: polygon(4, radius=1.25),
    lambda: cross(0.0),
    lambda: polygon(3, turn=180.0, radius=1.35),
    lambda: polygon(5, radius=1.45, inner=0.62),
    lambda: cross(45.0),
    lambda: polygon(5),
    lambda: polygon(6),
)
