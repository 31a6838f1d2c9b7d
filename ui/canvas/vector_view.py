"""One update as arrows: momentum step and gradient step make the actual step."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.momentum import GradientTail, MomentumStep
from playground.planes import Plane
from ui.canvas.loss_curves import rounded_up
from ui.canvas.ticks import nice_ticks, number
from ui.canvas.vector_arrow import paint_arrow
from ui.labels import retold, rich, text
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme
from ui.type_scale import scaled

Array = NDArray[np.floating[Any]]

REACHES = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)
# The scale stays until the arrows need less than this share of it.
ROOMY = 0.6
MARGIN = 1.12
TOP, BOTTOM, SIDE = 22.0, 20.0, 6.0
FAINTEST = 0.18


@dataclass(frozen=True, slots=True, eq=False)
class Arrows:
    """The parts of an update in a plane, as displacements from where it begins.

    Attributes
    ----------
    momentum, gradient, step : (2,) the two parts and their sum
    tail : (k + 1, 2) or none: where what is remembered of the gradients leads, the
        oldest first; the last point is the momentum step's end
    shares : (k,) the weight βᵏ of each gradient of the tail
    """

    momentum: Array
    gradient: Array
    step: Array
    tail: Array
    shares: Array

    @classmethod
    def of(cls, step: MomentumStep, tail: GradientTail | None, plane: Plane) -> Self:
        """Return the picture of a step in a plane."""
        points, shares = np.zeros((0, 2)), np.zeros(0)
        if tail is not None and len(tail.updates):
            parts = remembered_steps(step, tail)
            points = np.cumsum(plane.coordinates(parts), axis=0)
            shares = tail.weights[::-1]
        return cls(
            plane.coordinates(step.momentum_step),
            plane.coordinates(step.gradient_step),
            plane.coordinates(step.step),
            points,
            shares,
        )

    @property
    def reach(self) -> float:
        """How far from the beginning the farthest point lies."""
        points = np.vstack([self.momentum, self.gradient, self.step, *self.tail])
        return float(np.abs(points).max())


def remembered_steps(step: MomentumStep, tail: GradientTail) -> Array:
    """Return the parts (k + 1, P) of the momentum step, the oldest first.

    The first one is what is left of all gradients before the tail.
    """
    square = float(step.velocity @ step.velocity)
    factor = float(step.momentum_step @ step.velocity) / square if square else 0.0
    weighted = tail.weights[:, None] * tail.gradients
    parts: Array = factor * np.vstack([tail.rest, weighted[::-1]])
    return parts


def arrow_colors(theme: Theme) -> dict[str, QColor]:
    return {
        "momentum": QColor(theme.stage_update),
        "gradient": QColor(theme.stage_backward),
        "step": QColor(theme.text),
        "tail": QColor(theme.stage_update),
    }


class VectorView(QWidget):
    """Draws the arrows of one update; both directions have the same scale.

    Attributes
    ----------
    arrows : what is shown
    names : what lies to the right and upward
    turned : whether the first direction points to the left, so that downhill is right
    reach : from the middle to the edge; it changes in jumps
    """

    def __init__(self) -> None:
        super().__init__()
        self.arrows: Arrows | None = None
        self.names = ("", "")
        self.turned = False
        self.reach = 0.0
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName(text("momentum.view"))
        self.setToolTip(rich(text("momentum.view_tip")))
        APPEARANCE.changed.connect(self.update)

    def show_arrows(
        self, arrows: Arrows, names: tuple[str, str], *, turned: bool
    ) -> None:
        self.arrows, self.names, self.turned = arrows, names, turned
        wanted = max(MARGIN * arrows.reach, 1e-12)
        if not ROOMY * self.reach < wanted <= self.reach:
            self.reach = rounded_up(wanted, REACHES)
        self.update()

    def area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SIDE, scaled(TOP), -SIDE, -scaled(BOTTOM))

    @property
    def pixels(self) -> float:
        """Pixels for one unit, the same in both directions."""
        area = self.area()
        return min(area.width(), area.height()) / 2 / (self.reach or 1.0)

    def place(self, point: Array) -> QPointF:
        """Return where a displacement is drawn."""
        middle = self.area().center()
        sign = -1.0 if self.turned else 1.0
        return QPointF(
            middle.x() + sign * float(point[0]) * self.pixels,
            middle.y() - float(point[1]) * self.pixels,
        )

    # ---- painting ----------------------------------------------------------------

    def paint_ground(self, painter: QPainter, theme: Theme) -> None:
        """Paint a quiet grid, what the directions are, and the length of a square."""
        area, middle = self.area(), self.area().center()
        painter.setPen(QPen(QColor(theme.line), 1))
        ticks = nice_ticks(-self.reach, self.reach, 6)
        step = (ticks[1] - ticks[0]) * self.pixels if len(ticks) > 1 else area.width()
        count = int(area.width() / 2 / step)
        for index in range(-count, count + 1):
            x = middle.x() + index * step
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        count = int(area.height() / 2 / step)
        for index in range(-count, count + 1):
            y = middle.y() + index * step
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(theme.muted))
        baseline = area.bottom() + 4 + metrics.ascent()
        if len(ticks) > 1:
            words = text("momentum.grid", length=number(ticks[1] - ticks[0], 2))
            painter.drawText(QPointF(area.left(), baseline), words)
        right = f"{retold(self.names[0])} ▸"
        at = area.right() - metrics.horizontalAdvance(right)
        painter.drawText(QPointF(at, baseline), right)
        painter.drawText(
            QPointF(area.left() + 6, area.top() + 4 + metrics.ascent()),
            f"▴ {retold(self.names[1])}",
        )

    def paint_tail(self, painter: QPainter, theme: Theme, arrows: Arrows) -> None:
        """Paint the remembered gradients, head to tail, the older the fainter."""
        color = arrow_colors(theme)["tail"]
        for index, share in enumerate(arrows.shares):
            start, end = arrows.tail[index], arrows.tail[index + 1]
            ink = QColor(color)
            ink.setAlphaF(FAINTEST + (0.75 - FAINTEST) * float(share))
            paint_arrow(painter, self.place(start), self.place(end), ink, 1.2)
        if len(arrows.tail):
            ink = QColor(color)
            ink.setAlphaF(FAINTEST)
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
            painter.drawLine(self.place(np.zeros(2)), self.place(arrows.tail[0]))

    def paint_arrows(self, painter: QPainter, theme: Theme, arrows: Arrows) -> None:
        colors = arrow_colors(theme)
        start, corner = np.zeros(2), arrows.momentum
        end = self.place(arrows.step)
        paint_arrow(painter, self.place(start), end, colors["step"], 3.4)
        paint_arrow(
            painter, self.place(start), self.place(corner), colors["momentum"], 2.2
        )
        paint_arrow(painter, self.place(corner), end, colors["gradient"], 2.2)
        painter.setPen(QPen(QColor(theme.text), 1.4))
        painter.setBrush(QColor(theme.card))
        painter.drawEllipse(self.place(start), 4, 4)

    def paint_legend(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        left, middle = SIDE, scaled(TOP) / 2 - 2
        for name, color in arrow_colors(theme).items():
            ink = QColor(color)
            ink.setAlphaF(0.5 if name == "tail" else 1.0)
            painter.setPen(QPen(ink, 1.2 if name == "tail" else 2.6))
            painter.drawLine(QPointF(left, middle), QPointF(left + 14, middle))
            painter.setPen(QColor(theme.muted))
            words = text(f"momentum.{name}")
            baseline = middle + metrics.ascent() / 2 - 1
            painter.drawText(QPointF(left + 18, baseline), words)
            left += 30 + metrics.horizontalAdvance(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, arrows = current(), self.arrows
        if arrows is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_ground(painter, theme)
            self.paint_legend(painter, theme)
            painter.setClipRect(self.area())
            self.paint_tail(painter, theme, arrows)
            self.paint_arrows(painter, theme, arrows)
            painter.setClipping(False)
            painter.setPen(QPen(QColor(theme.strong_line), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.area())

    def sizeHint(self) -> QSize:
        return QSize(420, 380)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)
