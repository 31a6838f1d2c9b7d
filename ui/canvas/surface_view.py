"""A known surface with balls on it, each with its path."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.surface_run import SurfaceFrame
from ui.canvas.hover_tag import Rows
from ui.canvas.landscape_terrain import Ground, Place, TerrainView
from ui.canvas.ticks import number
from ui.labels import text
from ui.theme import font
from ui.themes import Theme
from ui.type_scale import scaled

Array = NDArray[np.floating[Any]]

RESOLUTION = 96
# More points of a path than this are not seen.
MOST_POINTS = 1500
# Pixels beyond the border at which a path that left is cut off.
BEYOND = 4000.0
BALL_RADIUS = 8.0


@dataclass(frozen=True, slots=True)
class BallLook:
    """How the ball of a rule is told from the others: by a letter and a colour.

    Attributes
    ----------
    place : of its colour among the theme's classes
    """

    letter: str
    place: int

    def color(self, theme: Theme) -> QColor:
        return QColor(theme.classes[self.place])


# Not the blues: the ground is blue.
LOOKS: dict[str, BallLook] = {
    "gradient_descent": BallLook("G", 0),
    "momentum": BallLook("M", 2),
    "nesterov": BallLook("N", 3),
    "adagrad": BallLook("Ag", 4),
    "rmsprop": BallLook("R", 6),
    "adam": BallLook("A", 7),
    "adamw": BallLook("Aw", 9),
}


class SurfaceView(TerrainView):
    """Shows the balls of a surface run at one update."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: SurfaceFrame | None = None
        self.setAccessibleName(text("surfaces.picture"))

    def show_frame(self, frame: SurfaceFrame) -> None:
        """Paint the balls where they are in this frame."""
        if self.frame is None or frame.surface is not self.frame.surface:
            x, y, values = frame.surface.grid(RESOLUTION)
            extent = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
            self.show_ground(Ground(values, extent, ("x", "y")))
        self.frame = frame
        self.update()

    def rows_at(self, x: float, y: float) -> Rows:
        if self.frame is None:
            return ()
        value = float(self.frame.surface.value(np.array([x, y])))
        return (
            ("x", number(x, 3)),
            ("y", number(y, 3)),
            (text("surfaces.value"), number(value)),
            ("", text("surfaces.start_here")),
        )

    def paint_marks(self, painter: QPainter, place: Place, theme: Theme) -> None:
        frame = self.frame
        if frame is None:
            return
        for minimum in frame.surface.minima:
            paint_cross(painter, place.point(*minimum), theme)
        for ball in frame.balls:
            color = LOOKS[ball.ball.rule].color(theme)
            paint_path(painter, place, ball.path, color, QColor(theme.card))
        self.paint_start(painter, place, frame, theme)
        for ball in frame.balls:
            if place.holds(*ball.position[:, None]).all():
                at = place.point(*ball.position)
                paint_ball(painter, at, LOOKS[ball.ball.rule], theme)

    def paint_start(
        self, painter: QPainter, place: Place, frame: SurfaceFrame, theme: Theme
    ) -> None:
        """Ring the place where all of them began."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.card, 3.6), (theme.text, 1.4)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(place.point(*frame.balls[0].path[0]), 4.0, 4.0)


def paint_path(
    painter: QPainter, place: Place, path: Array, color: QColor, casing: QColor
) -> None:
    """Draw a path; in the relief only what lies on the ground."""
    kept = path[:: max(1, len(path) // MOST_POINTS)]
    points = np.concatenate([kept, path[-1:]])
    pieces = [points]
    if place.camera is not None:
        inside = place.holds(points[:, 0], points[:, 1])
        breaks = np.flatnonzero(np.diff(inside)) + 1
        pieces = [
            part
            for part, known in zip(
                np.split(points, breaks), np.split(inside, breaks), strict=True
            )
            if known.all()
        ]
    casing.setAlpha(170)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for piece in pieces:
        across, down = (
            np.clip(np.nan_to_num(side), -BEYOND, BEYOND)
            for side in place.pixels(piece[:, 0], piece[:, 1])
        )
        line = QPolygonF(
            [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        )
        for ink, width in ((casing, 3.6), (color, 1.8)):
            painter.setPen(QPen(ink, width))
            painter.drawPolyline(line)


def paint_ball(painter: QPainter, at: QPointF, look: BallLook, theme: Theme) -> None:
    """Draw a ball with its letter."""
    painter.setPen(QPen(QColor(theme.card), 1.6))
    painter.setBrush(look.color(theme))
    radius = scaled(BALL_RADIUS)
    painter.drawEllipse(at, radius, radius)
    painter.setFont(font(7.5 if len(look.letter) == 1 else 6.5, bold=True))
    painter.setPen(QColor(theme.card))
    side = 2 * radius
    room = QRectF(at.x() - radius, at.y() - radius, side, side)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, look.letter)


def paint_cross(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Mark a minimum."""
    for color, width in ((theme.card, 4.0), (theme.text, 1.6)):
        painter.setPen(QPen(QColor(color), width))
        painter.drawLine(at + QPointF(-4, -4), at + QPointF(4, 4))
        painter.drawLine(at + QPointF(-4, 4), at + QPointF(4, -4))
