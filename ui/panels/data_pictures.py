"""A small picture of every data set, drawn from the set itself."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from playground.data import Samples
from playground.data.own import find_source, is_own
from playground.data.tables import read_row
from ui.themes import Theme
from ui.widgets.tile import Picture

# The same picture at every start.
SEED = 8
POINTS = 110
MARGIN = 0.1

# Where a point of space (x1, x2, x3) lies on the paper, seen from the side and above.
OBLIQUE = np.array([[0.82, -0.28], [0.52, 0.44], [0.0, 0.88]])


# Own data may change at every movement of a brush.
@lru_cache(maxsize=64)
def sample(name: str, count: int = POINTS) -> Samples:
    """Return some rows of a set with little noise."""
    source = find_source(name)
    count = min(count, source.rows or count)
    return source.make(np.random.default_rng(SEED), count, 0.0)


def place(
    points: NDArray[Any], low: NDArray[Any], high: NDArray[Any], rect: QRectF
) -> list[QPointF]:
    """Return points (N, 2) of the box from low to high (2,) on the picture."""
    share = MARGIN + (1 - 2 * MARGIN) * (points - low) / (high - low)
    return [
        QPointF(rect.left() + x * rect.width(), rect.bottom() - y * rect.height())
        for x, y in share.tolist()
    ]


def dots(painter: QPainter, rect: QRectF, spots: list[QPointF], color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    radius = max(0.9, rect.width() / 32)
    for spot in spots:
        painter.drawEllipse(spot, radius, radius)


def scatter(
    name: str,
    columns: Sequence[int],
    painter: QPainter,
    rect: QRectF,
    colors: Theme,
) -> None:
    """Draw two columns of a set with classes, or all three seen obliquely."""
    source, rows = find_source(name), sample(name)
    points = rows.x[:, columns]
    if len(columns) == 1:
        points = np.hstack((points, np.zeros_like(points)))
    if len(columns) == 3:
        points = points @ OBLIQUE
    if source.framed:
        low, high = np.array([-5.5, -5.5]), np.array([5.5, 5.5])
    else:
        low, high = bounds(points)
    spots = place(points, low, high, rect)
    count = len(source.classes)
    for index in range(count):
        chosen = [
            spot for spot, y in zip(spots, rows.y, strict=True) if int(y) == index
        ]
        dots(painter, rect, chosen, colors.class_color(index, count))


def bounds(points: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return corners (D,) of a box around points (N, D), of no side 0."""
    low, high = points.min(axis=0), points.max(axis=0)
    return low, np.where(high > low, high, low + 1.0)


def targets(name: str, painter: QPainter, rect: QRectF, colors: Theme) -> None:
    """Draw the rows of a set of numbers: as heights over one input, else as colours."""
    rows = sample(name, 400)
    if rows.x.shape[1] == 1:
        points = np.hstack((rows.x, rows.y))
        inks = [colors.weight_color(1.0)] * len(points)
    else:
        points = rows.x[:, :2]
        shares = rows.y[:, 0] / (np.abs(rows.y).max() or 1.0)
        inks = [QColor(*map(int, color)) for color in colors.diverging(shares)]
    for spot, ink in zip(place(points, *bounds(points), rect), inks, strict=True):
        dots(painter, rect, [spot], ink)


def gradient(name: str, painter: QPainter, rect: QRectF, colors: Theme) -> None:
    """Draw what is to be learned over the plane, as colour."""
    rows = sample(name, 400)
    # A plane through the rows says what the rows say, at every place.
    ones = np.ones((len(rows.x), 1))
    solution = np.linalg.lstsq(np.hstack((rows.x, ones)), rows.y, rcond=None)[0]
    axis = np.linspace(-6.0, 6.0, 24)
    x1, x2 = np.meshgrid(axis, axis[::-1])
    values = solution[0, 0] * x1 + solution[1, 0] * x2
    draw_map(painter, rect, colors.diverging(values / np.abs(values).max()))


def curve(name: str, painter: QPainter, rect: QRectF, colors: Theme) -> None:
    """Draw what is to be learned over the one input, as a line."""
    rows = sample(name, 160)
    order = np.argsort(rows.x[:, 0])
    points = np.hstack((rows.x, rows.y))[order]
    spots = place(points, np.array([-6.0, -1.9]), np.array([6.0, 1.9]), rect)
    middle = rect.center().y()
    painter.setPen(QPen(QColor(colors.strong_line), 1.0))
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
    painter.setPen(QPen(colors.weight_color(1.0), max(1.5, rect.width() / 20)))
    painter.drawPolyline(QPolygonF(spots))


def pixels(name: str, row: int, painter: QPainter, rect: QRectF, colors: Theme) -> None:
    """Draw one row of a set as the square picture that it is."""
    values = np.array(read_row(name, row))
    side = round(len(values) ** 0.5)
    square = values.reshape(side, side) / values.max()
    inner = rect.adjusted(3, 3, -3, -3)
    draw_map(painter, inner, colors.diverging(square), smooth=False)


def draw_map(
    painter: QPainter, rect: QRectF, rgb: NDArray[np.uint8], *, smooth: bool = True
) -> None:
    """Fill a rectangle with colours (rows, columns, 3)."""
    rows, columns, _ = rgb.shape
    data = np.ascontiguousarray(rgb)
    image = QImage(data.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(rect, image)


# Columns that tell the classes apart, for sets that have more than the paper; all other
# sets are drawn by their first two.
PICTURES: dict[str, Picture] = {
    "three_inputs": partial(scatter, "three_inputs", (0, 1, 2)),
    "plane": partial(gradient, "plane"),
    "sine": partial(curve, "sine"),
    "iris": partial(scatter, "iris", (2, 3)),
    "wine": partial(scatter, "wine", (6, 12)),
    "digits": partial(pixels, "digits", 339),
}


def picture_of(name: str) -> Picture:
    """Return how a data set is drawn."""
    if is_own(name):
        source = find_source(name)
        if not source.classes:
            return partial(targets, name)
        return partial(scatter, name, tuple(range(min(2, len(source.columns)))))
    return PICTURES.get(name) or partial(scatter, name, (0, 1))
