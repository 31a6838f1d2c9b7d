"""How a number came to be: its values along the updates, as a small curve."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.frame import Frame
from ui.labels import rich, text
from ui.numbers import format_count, format_weight
from ui.theme import APPEARANCE, current

Array = NDArray[np.floating[Any]]

# All remembered parameters together take no more, and there are no more than so many
# moments: then every second one is forgotten.
MOST_BYTES = 8 * 2**20
MOST_MOMENTS = 600
LEAST_MOMENTS = 24


class ParameterHistory:
    """The parameters of the frames that were shown on the way to this one.

    They are exact where a frame was shown, up to 60 times a second while training; what
    lies between two frames was not seen.
    """

    def __init__(self) -> None:
        self.branch = 0
        self.updates: list[int] = []
        self.params: list[Array] = []

    def show_frame(self, frame: Frame) -> None:
        """Remember a frame's parameters, and forget what is not its past."""
        branch = frame.timeline.branch
        if self.params and len(self.params[-1]) != len(frame.params):
            self.forget_from(0)
        if branch.number != self.branch:
            shared = branch.fork if branch.parent == self.branch else -1
            self.forget_from(bisect_left(self.updates, shared + 1))
            self.branch = branch.number
        place = bisect_left(self.updates, frame.update)
        if place < len(self.updates) and self.updates[place] == frame.update:
            self.params[place] = frame.params
        else:
            self.updates.insert(place, frame.update)
            self.params.insert(place, frame.params)
        limit = max(LEAST_MOMENTS, min(MOST_MOMENTS, MOST_BYTES // frame.params.nbytes))
        if len(self.updates) > limit:
            del self.updates[1:-1:2], self.params[1:-1:2]

    def fits(self, frame: Frame) -> bool:
        """Tell whether these are the parameters of a frame's network.

        The page may still show a frame of the network before.
        """
        return bool(self.params) and len(self.params[-1]) == len(frame.params)

    def forget_from(self, place: int) -> None:
        del self.updates[place:], self.params[place:]

    def values(self, place: int) -> tuple[list[int], list[float]]:
        """Return the updates and the values of one parameter at them."""
        return self.updates, [float(params[place]) for params in self.params]


class NumberHistory:
    """The values of one number in the frames since one looks at it."""

    def __init__(self) -> None:
        self.key: object = None
        self.points: dict[int, float] = {}

    def add(self, key: object, update: int, value: float) -> None:
        """Remember a value; another `key` is another number and begins anew."""
        if key != self.key:
            self.key, self.points = key, {}
        self.points[update] = value
        if len(self.points) > MOST_MOMENTS:
            self.points = dict(sorted(self.points.items())[::2])

    def values(self) -> tuple[list[int], list[float]]:
        """Return the updates, ascending, and the values."""
        points = sorted(self.points.items())
        return [update for update, _ in points], [value for _, value in points]


class HistoryCurve(QWidget):
    """A curve without axes: a zero line if zero is in sight, and a dot at now."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: Sequence[int] = ()
        self.values: Sequence[float] = ()
        self.now = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text("inspector.history"))
        APPEARANCE.changed.connect(self.update)

    def show_points(
        self, updates: Sequence[int], values: Sequence[float], now: int
    ) -> None:
        """Draw values at updates; `now` is the update that is shown."""
        self.updates, self.values, self.now = updates, values, now
        finite = [value for value in values if np.isfinite(value)]
        words = text("inspector.no_history")
        if len(finite) > 1:
            words = text(
                "inspector.history_tip",
                first=format_count(updates[0]),
                last=format_count(updates[-1]),
                low=format_weight(min(finite)),
                high=format_weight(max(finite)),
            )
        self.setToolTip(rich(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(112, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            x, y = np.asarray(self.updates, float), np.asarray(self.values, float)
            seen = np.isfinite(y)
            if seen.sum() < 2:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.setBrush(QColor(theme.field))
            painter.drawRoundedRect(box, 4, 4)
            inside = box.adjusted(5, 5, -5, -5)
            low, high = float(y[seen].min()), float(y[seen].max())
            room = max(high - low, 1e-12)
            across = inside.left() + (x - x[0]) / max(x[-1] - x[0], 1) * inside.width()
            upward = inside.bottom() - (y - low) / room * inside.height()
            if low < 0 < high:
                zero = inside.bottom() + low / room * inside.height()
                painter.setPen(QPen(QColor(theme.strong_line), 1, Qt.PenStyle.DotLine))
                painter.drawLine(
                    QPointF(inside.left(), zero), QPointF(inside.right(), zero)
                )
            points = [
                QPointF(*point)
                for point in zip(
                    across[seen].tolist(), upward[seen].tolist(), strict=True
                )
            ]
            painter.setPen(QPen(QColor(theme.accent), 1.3))
            painter.drawPolyline(QPolygonF(points))
            place = int(np.abs(x[seen] - self.now).argmin())
            painter.setPen(QPen(QColor(theme.card), 1))
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(points[place], 3.0, 3.0)
