"""An arrow from one point to another."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

HEAD = 9.0
# A shorter arrow is a dot: it has no direction that could be seen.
SHORTEST = 2.5


def paint_arrow(
    painter: QPainter, start: QPointF, end: QPointF, color: QColor, width: float
) -> None:
    """Paint an arrow; its head is never longer than itself."""
    across, down = end.x() - start.x(), end.y() - start.y()
    length = math.hypot(across, down)
    painter.save()
    painter.setBrush(color)
    if length < SHORTEST:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(end, width, width)
        painter.restore()
        return
    head = min(HEAD + width, 0.6 * length)
    x, y = across / length, down / length
    foot = QPointF(end.x() - x * head, end.y() - y * head)
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(start, foot)
    painter.setPen(Qt.PenStyle.NoPen)
    side = 0.42 * head
    painter.drawPolygon(
        QPolygonF(
            [
                end,
                QPointF(foot.x() - y * side, foot.y() + x * side),
                QPointF(foot.x() + y * side, foot.y() - x * side),
            ]
        )
    )
    painter.restore()
