"""The loss along the timeline, as a shape without an axis."""

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF, QTransform

from playground.timeline import BranchView

# The silhouette is made anew at most so often.
POLYGON_SECONDS = 0.12


class Silhouette:
    """The shape of the branch that is shown, made anew a few times a second only."""

    def __init__(self) -> None:
        self.polygon = QPolygonF()
        self.key: tuple[int, float, float] | None = None
        self.end = 0
        self.made = 0.0

    def forget(self) -> None:
        """Make the shape anew, whatever number the branch has."""
        self.key = None

    def outline(self, branch: BranchView, track: QRectF, furthest: int) -> QPolygonF:
        """Return the shape as the screen has it, from one of the last moment.

        The polygon is in updates across and in pixels down; what moves meanwhile is
        its scale.
        """
        key = (branch.number, track.width(), track.height())
        is_old = time.monotonic() - self.made > POLYGON_SECONDS
        if key != self.key or (is_old and branch.furthest != self.end):
            self.polygon = polygon_of(branch, int(track.width() / 3), track.height())
            self.key, self.end = key, branch.furthest
            self.made = time.monotonic()
        across = QTransform.fromTranslate(track.left(), track.bottom() - 1)
        across.scale(track.width() / max(furthest, 1), 1.0)
        return across.map(self.polygon)


def silhouette(
    branch: BranchView, columns: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return update numbers and heights in [0, 1] of the training loss.

    The height is logarithmic, because a loss falls fast at first and slowly later. Of
    the evaluations that share one of the columns the highest is kept.
    """
    history = branch.history
    losses = history.column("train_loss")
    known = np.isfinite(losses) & (losses > 0)
    places = history.updates[known].astype(np.float64)
    values = np.log10(losses[known])
    if len(values) < 2:
        return places, values
    if len(values) > columns:
        column = (places * (columns / max(places[-1], 1.0))).astype(np.intp)
        first = np.flatnonzero(np.diff(column, prepend=-1))
        places, values = places[first], np.maximum.reduceat(values, first)
    low, high = float(values.min()), float(values.max())
    return places, 0.08 + 0.92 * (values - low) / max(high - low, 1e-9)


def polygon_of(branch: BranchView, columns: int, height: float) -> QPolygonF:
    """Return the silhouette from the line 0 upwards, empty before there is one."""
    places, heights = silhouette(branch, max(2, columns))
    if len(places) < 2:
        return QPolygonF()
    rise = -heights * (height - 6)
    corners = [
        QPointF(*corner) for corner in zip(places.tolist(), rise.tolist(), strict=True)
    ]
    return QPolygonF([QPointF(places[0], 1.0), *corners, QPointF(places[-1], 1.0)])
