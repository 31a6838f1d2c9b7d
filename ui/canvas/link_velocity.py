"""How fast each weight moves, as a small arrow on its link.

An arrow stands on its link at a right angle: up when the weight grows and down when it
shrinks, in the colour of that sign. Its length is in proportion to |v|, and the largest
|v| of the network has the longest arrow.
"""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.frame import Frame
from playground.network import layer_views
from ui.canvas.diagram_layout import Layout
from ui.canvas.link_curves import Array
from ui.canvas.link_paths import MOST_WIDE
from ui.canvas.link_style import strengths
from ui.themes import Theme

# Length of the longest arrow, as a share of a row and in pixels; shorter ones than the
# last are left out.
PER_ROW = 0.7
LEAST_LONGEST, LONGEST, SHORTEST = 15.0, 32.0, 1.5
# Width of the bar and of the edge around it, length and width of the head.
BAR, EDGE, HEAD, HEAD_WIDTH = 3.2, 1.2, 6.5, 8.5
# Links cross at their middles: there the arrows stand this far apart along the links.
SPREAD = 0.24


class LinkVelocities:
    """Where the arrows of one layout stand, and the painting of them."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.longest = min(max(PER_ROW * min(layout.rows), LEAST_LONGEST), LONGEST)
        # Per layer: the feet and directions (n, 2) of weights, and those of biases.
        self.weights = [
            feet(points.reshape(-1, 4, 2), places(*points.shape[:2]))
            for points in layout.weights
        ]
        self.biases = [
            feet(points, np.full(len(points), 0.5)) for points in layout.biases
        ]

    def draw(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Draw the arrows of a frame that has velocities, long ones last."""
        starts, normals, moves = self.arrows(frame)
        order = np.argsort(np.abs(moves))
        order = order[self.longest * np.abs(moves[order]) >= SHORTEST]
        lengths, ways = self.longest * np.abs(moves[order]), np.sign(moves[order])
        shapes = outlines(starts[order], ways[:, None] * normals[order], lengths)
        # The edge tells an arrow from a link of its colour.
        edge = QPen(QColor(theme.card), 2 * EDGE)
        for shape, way in zip(shapes, ways.tolist(), strict=True):
            painter.setPen(edge)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(shape)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.weight_color(way))
            painter.drawPolygon(shape)

    def arrows(self, frame: Frame) -> tuple[Array, Array, Array]:
        """Return feet (n, 2), directions (n, 2) and moves (n,) of what is drawn.

        A move is -v as a share of the largest |v| of the network, -1 … 1. In a crowded
        network only the links that are drawn wide have arrows.
        """
        if frame.velocity is None:
            return np.empty((0, 2)), np.empty((0, 2)), np.empty(0)
        shown = self.layout.shown
        velocity = np.nan_to_num(frame.velocity, posinf=0.0, neginf=0.0)
        peak = float(np.abs(velocity).max(initial=0.0))
        moves = layer_views(-velocity / peak if peak else velocity, frame.sizes)
        weights, strength = [], []
        for index, (layer, moved) in enumerate(zip(frame.layers, moves, strict=True)):
            part = np.s_[: shown[index + 1], : shown[index]]
            values = layer.weights[part].ravel()
            strength.append(strengths(values, layer.weights.shape[1]))
            weights.append(moved.weights[part].ravel())
        starts = np.concatenate([places for places, _ in self.weights])
        normals = np.concatenate([normals for _, normals in self.weights])
        sizes = np.concatenate(weights)
        if len(sizes) > MOST_WIDE:
            wide = np.argsort(np.nan_to_num(np.concatenate(strength)))[-MOST_WIDE:]
            return starts[wide], normals[wide], sizes[wide]
        biases = [
            moved.bias[:count] for moved, count in zip(moves, shown[1:], strict=True)
        ]
        return (
            np.concatenate([starts, *(places for places, _ in self.biases)]),
            np.concatenate([normals, *(normals for _, normals in self.biases)]),
            np.concatenate([sizes, *biases]),
        )


def places(units: int, sources: int) -> Array:
    """Return how far along its link each arrow stands (units * sources,)."""
    unit = np.linspace(-0.5, 0.5, units) if units > 1 else np.zeros(1)
    source = np.linspace(-0.5, 0.5, sources) if sources > 1 else np.zeros(1)
    result: Array = (0.5 + SPREAD * (source[None, :] - unit[:, None])).ravel()
    return result


def feet(beziers: Array, along: Array) -> tuple[Array, Array]:
    """Return points on cubic Bézier curves (n, 4, 2), and the upward normals there."""
    t = along[:, None]
    s = 1 - t
    a, b, c, d = np.moveaxis(beziers, 1, 0)
    points = s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d
    x, y = (s * s * (b - a) + 2 * s * t * (c - b) + t * t * (d - c)).T
    # Links go from left to right, so this one is upward on the screen.
    normals = np.stack([y, -x], axis=1)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return points, normals / np.maximum(lengths, 1e-9)


def outlines(starts: Array, directions: Array, lengths: Array) -> list[QPolygonF]:
    """Return arrows of these lengths; short ones have small heads."""
    across = np.stack([-directions[:, 1], directions[:, 0]], axis=1)
    neck = lengths - np.minimum(HEAD, 0.7 * lengths)
    half = np.maximum(BAR, HEAD_WIDTH * np.minimum(1.0, lengths / HEAD)) / 2
    bar, none = np.full_like(neck, BAR / 2), np.zeros_like(neck)
    # Along and across, corner by corner.
    forward = np.stack([none, neck, neck, lengths, neck, neck, none], axis=1)
    sideways = np.stack([bar, bar, half, none, -half, -bar, -bar], axis=1)
    corners = (
        starts[:, None]
        + forward[..., None] * directions[:, None]
        + sideways[..., None] * across[:, None]
    )
    return [QPolygonF([QPointF(x, y) for x, y in shape]) for shape in corners.tolist()]
