"""The landscape of a run: the loss on a plane, and the path over it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from playground.landscape import Landscape
from playground.objective import Objective
from playground.planes import Plane
from ui.canvas.hover_tag import Rows
from ui.canvas.landscape_terrain import Ground, Place, TerrainView
from ui.canvas.ticks import number
from ui.canvas.vector_arrow import paint_arrow
from ui.labels import text
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

# How visible a point stays that lies as far off the plane as the picture is wide.
FAINTEST = 0.18
HERE_RADIUS = 5.5
# Length of the escape direction's arrow, as a share of the plane.
ESCAPE_SHARE = 0.2
START_RADIUS = 3.5
# From this share of known points on there are contour lines; before, the picture is
# made of blocks.
KNOWN_ENOUGH = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """A landscape with what it was made of.

    Attributes
    ----------
    update : where the run stood
    names : of the two axes
    """

    update: int
    objective: Objective
    landscape: Landscape
    names: tuple[str, str]

    @property
    def plane(self) -> Plane:
        return self.landscape.plane

    @property
    def shift(self) -> Array:
        """What is added to the coordinates: of two weights, their own values."""
        plane = self.plane
        if plane.places is None:
            return np.zeros(2)
        result: Array = plane.origin[list(plane.places)]
        return result

    def ground(self) -> Ground:
        a, b = self.shift
        a_low, a_high, b_low, b_high = self.plane.extent
        return Ground(
            self.landscape.losses,
            (a_low + a, a_high + a, b_low + b, b_high + b),
            self.names,
            self.landscape.known > KNOWN_ENOUGH,
        )

    def params_at(self, x: float, y: float) -> Array:
        """Return the parameters (P,) of a point of the picture."""
        return self.plane.at(np.array([x, y]) - self.shift)

    def loss_at(self, x: float, y: float) -> float:
        """Return the objective there, computed for this very point."""
        return float(self.objective.values(self.params_at(x, y)[None])[0])


class LandscapeView(TerrainView):
    """Shows a survey with the path and the point where the run stands.

    Attributes
    ----------
    path : (T, 2) in the picture's own units
    fading : (T,) how visible each point is, 1 in the plane
    farthest : the largest distance of the path from the plane
    """

    def __init__(self) -> None:
        super().__init__()
        self.survey: Survey | None = None
        self.path: Array = np.empty((0, 2))
        self.distances: Array = np.empty(0)
        self.fading: Array = np.empty(0)
        # Where the run was diagnosed, and the direction that leads out of there.
        self.escape: tuple[Array, Array] | None = None
        self.setAccessibleName(text("landscape.picture"))

    def show_survey(self, survey: Survey | None) -> None:
        """Paint another landscape; the path must be shown again."""
        self.survey = survey
        self.show_ground(survey.ground() if survey else None)

    def show_path(self, points: Array) -> None:
        """Draw a path (T, P) whose last point is where the run stands."""
        survey = self.survey
        if survey is None or points.shape[1:] != survey.plane.origin.shape:
            self.path, self.distances = np.empty((0, 2)), np.empty(0)
        else:
            coordinates, self.distances = survey.plane.project(points)
            self.path = coordinates + survey.shift
            a_low, a_high, b_low, b_high = survey.plane.extent
            sides = np.linalg.norm(survey.plane.directions, axis=1)
            width = max((a_high - a_low) * sides[0], (b_high - b_low) * sides[1])
            near = np.clip(1.0 - 2.0 * self.distances / width, 0.0, 1.0)
            self.fading = FAINTEST + (1.0 - FAINTEST) * near
        self.update()

    def show_escape(self, params: Array, direction: Array | None) -> None:
        """Draw the direction (P,) that leads down from a saddle at `params` (P,)."""
        self.escape = None if direction is None else (params, direction)
        self.update()

    def escape_line(self) -> Array | None:
        """Return the ends (2, 2) of the escape direction's arrow, in the plane's units.

        It is as long as a fifth of the plane, less what the direction leaves the plane.
        """
        survey, escape = self.survey, self.escape
        if survey is None or escape is None:
            return None
        params, direction = escape
        if params.shape != survey.plane.origin.shape:
            return None
        low, high = survey.plane.extent[:2]
        side = float(np.linalg.norm(survey.plane.directions[0])) * (high - low)
        ends = np.stack([params, params + ESCAPE_SHARE * side * direction])
        return survey.plane.project(ends)[0] + survey.shift

    @property
    def farthest(self) -> float:
        return float(self.distances.max(initial=0.0))

    @property
    def here_is_off(self) -> float:
        """How far from the plane the run stands now."""
        return float(self.distances[-1]) if len(self.distances) else 0.0

    def rows_at(self, x: float, y: float) -> Rows:
        survey = self.survey
        if survey is None:
            return ()
        rows = [
            (text("landscape.loss"), number(survey.loss_at(x, y))),
            ("", text("landscape.start_here")),
        ]
        if survey.plane.places is None:
            # The names of directions are long, and their units say little.
            return rows
        (across, upward) = survey.names
        return [(across, number(x, 3)), (upward, number(y, 3)), *rows]

    def paint_marks(self, painter: QPainter, place: Place, theme: Theme) -> None:
        line = self.escape_line()
        if line is not None:
            across, down = place.pixels(line[:, 0], line[:, 1])
            start, end = (
                QPointF(float(x), float(y)) for x, y in zip(across, down, strict=True)
            )
            paint_arrow(painter, start, end, QColor(theme.error), 2.5)
        if not len(self.path):
            return
        across, down = place.pixels(self.path[:, 0], self.path[:, 1])
        inside = place.holds(self.path[:, 0], self.path[:, 1])
        paint_trail(painter, across, down, self.fading, theme.attention, theme.card)
        if inside[0]:
            at = QPointF(float(across[0]), float(down[0]))
            painter.setPen(QPen(QColor(theme.card), 1.5))
            painter.setBrush(QColor(theme.muted))
            painter.drawEllipse(at, START_RADIUS, START_RADIUS)
        if inside[-1]:
            at = QPointF(float(across[-1]), float(down[-1]))
            painter.setPen(QPen(QColor(theme.card), 2.0))
            painter.setBrush(QColor(theme.attention))
            painter.drawEllipse(at, HERE_RADIUS, HERE_RADIUS)


def paint_trail(
    painter: QPainter,
    across: Array,
    down: Array,
    strength: Array,
    color: str,
    casing: str,
) -> None:
    """Draw a path in pixels, cased so that it is seen on every ground."""
    points = [
        QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)
    ]
    for ink, width, most in ((casing, 4.0, 190.0), (color, 2.0, 255.0)):
        tint = QColor(ink)
        for k in range(1, len(points)):
            tint.setAlpha(int(most * float(min(strength[k - 1], strength[k]))))
            pen = QPen(tint, width)
            painter.setPen(pen)
            painter.drawLine(points[k - 1], points[k])
