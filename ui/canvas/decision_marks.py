"""Samples that are pointed out in the decision picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from playground.frame import Frame, shown_axes
from ui.canvas.decision_area import PlotArea
from ui.canvas.decision_curve import row_places
from ui.theme import font
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

# How far from a sample a click may be, in pixels.
REACH = 9.0
BATCH_RADIUS, WORST_RADIUS, CHOSEN_RADIUS = 6.0, 7.5, 8.5


@dataclass(frozen=True, slots=True)
class SampleMarks:
    """Training rows to point out.

    Attributes
    ----------
    chosen : the row that the lens looks at
    pull : the colour towards which it pulls the picture, and whether upward
    batch : rows of the coming update
    worst : rows with the largest loss, the largest first
    """

    chosen: int | None = None
    pull: tuple[QColor, bool] | None = None
    batch: tuple[int, ...] = ()
    worst: tuple[int, ...] = ()


NO_MARKS = SampleMarks()


def training_places(frame: Frame) -> tuple[Array, Array]:
    """Return where the training rows lie in the picture, in its own units."""
    problem = frame.problem
    if len(problem.columns) == 1:
        return row_places(problem, test=False)
    across, upward = shown_axes(problem, frame.probe)
    return problem.train.x[:, across], problem.train.x[:, upward]


def sample_at(frame: Frame, area: PlotArea, place: QPointF) -> int | None:
    """Return the training row under the mouse, None when none is near."""
    if not area.rect.adjusted(-REACH, -REACH, REACH, REACH).contains(place):
        return None
    x, y = area.to_pixels(*training_places(frame))
    distance = np.hypot(x - place.x(), y - place.y())
    if not len(distance):
        return None
    # Of rows at the same place the last one lies on top.
    nearest = len(distance) - 1 - int(distance[::-1].argmin())
    return nearest if distance[nearest] <= REACH else None


def paint_marks(
    painter: QPainter, frame: Frame, area: PlotArea, theme: Theme, marks: SampleMarks
) -> None:
    """Ring the batch, number the worst, and show where the chosen one pulls."""
    if marks == NO_MARKS:
        return
    count = len(frame.problem.train.x)
    columns, lines = area.to_pixels(*training_places(frame))

    def place(row: int) -> QPointF:
        return QPointF(float(columns[row]), float(lines[row]))

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(area.rect.adjusted(-1, -1, 1, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for row in (row for row in marks.batch if row < count):
        ring(painter, place(row), BATCH_RADIUS, theme.text, 1.4, theme.card)
    for rank, row in enumerate(marks.worst, start=1):
        if row < count:
            ring(painter, place(row), WORST_RADIUS, theme.attention, 2.2, theme.card)
            paint_rank(painter, place(row), rank, area.rect, theme)
    if marks.chosen is not None and marks.chosen < count:
        center = place(marks.chosen)
        ring(painter, center, CHOSEN_RADIUS, theme.text, 2.4, theme.card)
        if marks.pull is not None:
            paint_pull(painter, center, *marks.pull, area.rect, theme)
    painter.restore()


def ring(
    painter: QPainter, at: QPointF, radius: float, color: str, width: float, edge: str
) -> None:
    """Draw a ring with an edge of another colour, seen on every ground."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(edge), width + 2.2))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(QColor(color), width))
    painter.drawEllipse(at, radius, radius)


def paint_rank(
    painter: QPainter, at: QPointF, rank: int, bounds: QRectF, theme: Theme
) -> None:
    """Write a small number beside a ring, on the side where there is room."""
    words = str(rank)
    painter.setFont(font(7.5, bold=True))
    metrics = QFontMetricsF(painter.font())
    size = max(metrics.horizontalAdvance(words) + 6, 13.0)
    box = QRectF(0, 0, size, 13)
    box.moveCenter(at + QPointF(WORST_RADIUS + 5, -WORST_RADIUS - 1))
    if box.right() > bounds.right() - 2:
        box.moveCenter(at + QPointF(-WORST_RADIUS - 5, -WORST_RADIUS - 1))
    if box.top() < bounds.top() + 2:
        box.moveTop(at.y() + WORST_RADIUS - 4)
    painter.setPen(QPen(QColor(theme.card), 1))
    painter.setBrush(QColor(theme.attention))
    painter.drawRoundedRect(box, 6.5, 6.5)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def paint_pull(
    painter: QPainter,
    at: QPointF,
    color: QColor,
    upward: bool,
    bounds: QRectF,
    theme: Theme,
) -> None:
    """Draw an arrow in the colour that the sample makes its surroundings.

    It points up where the answer at the sample rises, and down where it falls.
    """
    way = -1.0 if upward else 1.0
    if not bounds.top() + 30 < at.y() + way * 30 < bounds.bottom():
        # At the border the arrow stands on the other side and still points its way.
        at = at + QPointF(0, -way * (2 * CHOSEN_RADIUS + 22))
    tail = at + QPointF(0, way * (CHOSEN_RADIUS + 2))
    tip = tail + QPointF(0, way * 17)
    neck = tip - QPointF(0, way * 8)
    shape = QPolygonF(
        [
            tail + QPointF(-2.2, 0),
            neck + QPointF(-2.2, 0),
            neck + QPointF(-6.5, 0),
            tip,
            neck + QPointF(6.5, 0),
            neck + QPointF(2.2, 0),
            tail + QPointF(2.2, 0),
        ]
    )
    painter.setPen(QPen(QColor(theme.text), 1.2))
    painter.setBrush(color)
    painter.drawPolygon(shape)
