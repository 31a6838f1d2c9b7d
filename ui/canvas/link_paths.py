"""The links of a layout as lines for the painter, and the painting of them."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from playground.frame import Frame
from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_selection import Selection
from ui.canvas.link_curves import Array, sampled
from ui.canvas.link_style import bias_pens, pen, pen_numbers, strengths, weight_pens
from ui.canvas.link_wires import LOCK_AT, MOST_LOCKS, draw_cut, draw_lock, links_of

# Points of a line: enough that one does not see corners; fewer for many lines.
POINTS, FEWER_POINTS, MANY_LINES = 17, 9, 800
# Of a large network only so many links, the strongest, are drawn wider than a hairline.
MOST_WIDE = 260


class LinkPaths:
    """One line a link, made once for a layout; only pens change from frame to frame."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        links = sum(points.size // 8 for points in layout.weights)
        count = POINTS if links <= MANY_LINES else FEWER_POINTS
        self.weights = [
            lines(points.reshape(-1, 4, 2), count) for points in layout.weights
        ]
        self.biases = [lines(points, count) for points in layout.biases]

    def path(self, link: Selection) -> QPainterPath:
        """Return a link as the curve itself."""
        points = (
            self.layout.biases[link.layer - 1][link.unit]
            if link.source is None
            else self.layout.weights[link.layer - 1][link.unit, link.source]
        )
        start, *others = (QPointF(x, y) for x, y in points.tolist())
        path = QPainterPath(start)
        path.cubicTo(*others)
        return path

    def draw(self, painter: QPainter, frame: Frame, theme: str) -> None:
        """Draw every link: biases first, then weights from weak to strong."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self.draw_biases(painter, frame, theme)
        self.draw_weights(painter, frame, theme)
        if frame.wiring.still:
            self.draw_wiring(painter, frame, theme)

    def draw_wiring(self, painter: QPainter, frame: Frame, theme: str) -> None:
        """Show which of the drawn links are cut or locked."""
        shown, wiring = self.layout.shown, frame.wiring
        for link in links_of(frozenset(wiring.cut), frame, shown):
            draw_cut(painter, self.path(link), theme)
        locked = links_of(wiring.locked, frame, shown)
        for link in locked:
            place = self.path(link).pointAtPercent(LOCK_AT)
            draw_lock(painter, place, theme, small=len(locked) > MOST_LOCKS)

    def draw_biases(self, painter: QPainter, frame: Frame, theme: str) -> None:
        pens = bias_pens(theme)
        for drawn, layer in zip(self.biases, frame.layers, strict=True):
            values = layer.bias[: len(drawn)]
            numbers = pen_numbers(values, strengths(values, 1))
            for line, number in zip(drawn, numbers.tolist(), strict=True):
                painter.setPen(pens[number])
                painter.drawPolyline(line)

    def draw_weights(self, painter: QPainter, frame: Frame, theme: str) -> None:
        shown = self.layout.shown
        pens = weight_pens(theme, self.layout.full_link)
        drawn: list[QPolygonF] = []
        strength: list[Array] = []
        numbers: list[int] = []
        for index, (some, layer) in enumerate(
            zip(self.weights, frame.layers, strict=True)
        ):
            weights = layer.weights[: shown[index + 1], : shown[index]].ravel()
            strength.append(strengths(weights, layer.weights.shape[1]))
            drawn += some
            numbers += pen_numbers(weights, strength[-1]).tolist()
        order = np.argsort(np.nan_to_num(np.concatenate(strength))).tolist()
        weak = len(order) - MOST_WIDE
        for rank, place in enumerate(order):
            chosen = pens[numbers[place]]
            painter.setPen(chosen if rank >= weak else hairline(chosen))
            painter.drawPolyline(drawn[place])


def hairline(wide: QPen) -> QPen:
    """Return a pen of one pixel in the same colour."""
    return wide if wide.isCosmetic() else pen(wide.color(), 1.0)


def lines(beziers: Array, count: int) -> list[QPolygonF]:
    """Return cubic Bézier curves (n, 4, 2) as lines of `count` points."""
    return [
        QPolygonF([QPointF(x, y) for x, y in points])
        for points in sampled(beziers, count).tolist()
    ]
