"""A landscape seen from the side: projected here, so it needs no OpenGL."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.canvas.landscape_heights import ramp_pixels
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

# Cells along a side that are painted: as many as one can still turn smoothly.
CELLS = 40
# The height of the relief in units of its sides.
STEEPNESS = 0.62
LOWEST_TILT, HIGHEST_TILT = 0.2, 1.35
# How much darker a slope is that faces away from the light.
SHADE = 0.28


@dataclass(frozen=True, slots=True)
class Camera:
    """From where one looks: turned around the middle, tilted up (radians)."""

    turn: float = 0.75
    tilt: float = 0.72

    def moved(self, turn: float, tilt: float) -> "Camera":
        """Return the camera turned and tilted further, within what shows the ground."""
        tilt = min(HIGHEST_TILT, max(LOWEST_TILT, self.tilt + tilt))
        return replace(self, turn=self.turn + turn, tilt=tilt)

    def project(
        self, rect: QRectF, x: Array, y: Array, height: Array
    ) -> tuple[Array, Array, Array]:
        """Return widget coordinates and depth of points of the unit cube.

        Parameters
        ----------
        x, y, height : all in [0, 1]

        Returns
        -------
        across, down : pixels
        depth : larger is farther away
        """
        u, v, h = x - 0.5, y - 0.5, (height - 0.5) * STEEPNESS
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        right, away = cos * u - sin * v, sin * u + cos * v
        up = h * np.cos(self.tilt) + away * np.sin(self.tilt)
        depth = away * np.cos(self.tilt) - h * np.sin(self.tilt)
        # The diagonal of the ground fits in the width, ground and height in the height.
        scale = min(rect.width() / 1.45, rect.height() / 1.4)
        center = rect.center()
        return center.x() + scale * right, center.y() - scale * up, depth


def paint_relief(
    painter: QPainter, rect: QRectF, heights: Array, camera: Camera, theme: Theme
) -> None:
    """Paint the ground (H, W) in [0, 1], the farthest cells first."""
    rows, columns = (thinned(count) for count in heights.shape)
    ground = heights[np.ix_(rows, columns)]
    x, y = np.meshgrid(
        columns / (heights.shape[1] - 1.0), rows / (heights.shape[0] - 1.0)
    )
    across, down, depth = camera.project(rect, x, y, ground)
    cells = [
        (values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1])
        for values in (across, down, depth, ground)
    ]
    middle = mean_of(cells[2])
    colors = shaded(ramp_pixels(theme.name, mean_of(cells[3])), ground)
    order = np.argsort(-np.ravel(middle))
    flat = [[np.ravel(part)[order].tolist() for part in cells[k]] for k in (0, 1)]
    tints = np.ravel(colors)[order].tolist()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for *corners, tint in zip(*flat[0], *flat[1], tints, strict=True):
        color = QColor.fromRgb(tint)
        painter.setBrush(color)
        # An edge in its own colour hides the seams between cells.
        painter.setPen(QPen(color, 0.7))
        painter.drawPolygon(
            QPolygonF([QPointF(corners[k], corners[k + 4]) for k in range(4)])
        )
    painter.restore()


def thinned(count: int) -> NDArray[np.intp]:
    """Return about CELLS places of so many, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, CELLS + 1)).astype(np.intp))


def mean_of(corners: tuple[Array, Array, Array, Array]) -> Array:
    """Return the mean of the four corners of every cell."""
    a, b, c, d = corners
    result: Array = (a + b + c + d) / 4
    return result


def shaded(pixels: NDArray[np.uint32], ground: Array) -> NDArray[np.uint32]:
    """Darken the cells that lean away from a light at the upper left."""
    lean = ground[:-1, 1:] - ground[:-1, :-1] - (ground[1:, :-1] - ground[:-1, :-1])
    light = 1.0 - SHADE * np.clip(lean * len(ground) / 2.5, -0.35, 1.0)
    result = np.full(pixels.shape, 0xFF000000, np.uint32)
    for shift in (16, 8, 0):
        channel = ((pixels >> np.uint32(shift)) & np.uint32(255)) * light
        result |= np.clip(channel, 0, 255).astype(np.uint32) << np.uint32(shift)
    return result
