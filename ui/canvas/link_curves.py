"""The links as sampled curves: what lies under the pointer, and where a tag belongs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_selection import Selection

Array = NDArray[np.floating[Any]]

SAMPLES = 25
# How far from a link the pointer may be, in pixels.
REACH = 6.0


class LinkCurves:
    """Every drawn link of a layout as SAMPLES points."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        # Per layer: (M_out * M_in, SAMPLES, 2) and (M_out, SAMPLES, 2).
        self.weights = [
            sampled(points.reshape(-1, 4, 2), SAMPLES) for points in layout.weights
        ]
        self.biases = [sampled(points, SAMPLES) for points in layout.biases]

    def nearest(self, x: float, y: float) -> Selection | None:
        """Return the link under a point, or None when none is near."""
        best, found = REACH, None
        for layer, (weights, biases) in enumerate(
            zip(self.weights, self.biases, strict=True), 1
        ):
            if not weights[0, 0, 0] - REACH <= x <= weights[0, -1, 0] + REACH and not (
                biases[0, 0, 0] <= x <= biases[0, -1, 0]
            ):
                continue
            index, distance = closest(weights, x, y)
            if distance < best:
                unit, source = divmod(index, len(self.layout.tiles[layer - 1]))
                best, found = distance, Selection("weight", layer, unit, source)
            index, distance = closest(biases, x, y)
            if distance < best:
                best, found = distance, Selection("bias", layer, index)
        return found

    def middle(self, link: Selection) -> tuple[float, float]:
        """Return the point halfway along a link."""
        x, y = self.points(link)[SAMPLES // 2]
        return float(x), float(y)

    def points(self, link: Selection) -> Array:
        """Return the points (SAMPLES, 2) of a link."""
        if link.source is None:
            bias: Array = self.biases[link.layer - 1][link.unit]
            return bias
        count = len(self.layout.tiles[link.layer - 1])
        weight: Array = self.weights[link.layer - 1][link.unit * count + link.source]
        return weight


def sampled(beziers: Array, count: int) -> Array:
    """Return points (n, count, 2) on cubic Bézier curves (n, 4, 2)."""
    t = np.linspace(0, 1, count)
    s = 1 - t
    shares = np.stack([s**3, 3 * s * s * t, 3 * s * t * t, t**3], axis=1)
    result: Array = shares @ beziers
    return result


def closest(lines: Array, x: float, y: float) -> tuple[int, float]:
    """Return which of the lines (n, SAMPLES, 2) is next to a point, and how near."""
    start, step = lines[:, :-1], np.diff(lines, axis=1)
    offset = np.array([x, y]) - start
    length = np.einsum("nsi,nsi->ns", step, step)
    along = np.einsum("nsi,nsi->ns", offset, step) / np.maximum(length, 1e-9)
    miss = offset - np.clip(along, 0, 1)[..., None] * step
    distances = np.einsum("nsi,nsi->ns", miss, miss).min(axis=1)
    index = int(distances.argmin())
    return index, float(distances[index] ** 0.5)
