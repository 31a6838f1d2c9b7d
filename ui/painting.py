"""Painting of data points: what a movement of a tool makes of the rows.

Nothing here knows of a window. A `Canvas` holds the rows, a `Plane` says where they lie
in the picture, and a `Stroke` turns the places that a tool passes into other rows, the
same places always into the same ones.

The test share of the settings holds for painted points too: with a share of 50 % every
second new point is kept for testing. A point that is there stays in its part; only what
the share asks for crosses over when points are erased.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Samples
from playground.data.own import OwnData
from playground.decisions import test_rows
from playground.problem import Problem

Array = NDArray[np.floating[Any]]
Place = tuple[float, float]

# Name the generators of this module among those that one seed makes.
ORDER_STREAM = 11
SPRAY_STREAM = 12

# In pixels of the picture.
STEP = 13.0
REACH = 11.0
ERASER_RADIUS = 14.0
SPRAY_RADIUS = 24.0
SPRAYED = 3

# Every stroke copies all rows.
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The rows while somebody paints: those to train on first, then those to test on.

    Attributes
    ----------
    columns, classes, framed : as in `OwnData`
    rows : N of them; none on an empty canvas
    test_fraction : the share that is kept for testing
    """

    columns: tuple[str, ...]
    classes: tuple[str, ...]
    framed: bool
    rows: Samples
    test_fraction: float

    @classmethod
    def of(cls, problem: Problem, framed: bool, test_fraction: float) -> Self:
        """Return the rows of a problem, each in the part where it is."""
        x = np.concatenate((problem.train.x, problem.test.x))
        y = np.concatenate((problem.train.y, problem.test.y))
        rows = Samples(x, y)
        return cls(problem.columns, problem.classes, framed, rows, test_fraction)

    @property
    def training(self) -> int:
        """How many rows are trained on."""
        count = len(self.rows.x)
        return count - test_rows(count, self.test_fraction) if count else 0

    def cleared(self) -> Self:
        """Return the canvas without rows."""
        return replace(self, rows=Samples(self.rows.x[:0], self.rows.y[:0]))

    def with_row(self, x: Array, y: float) -> Self:
        """Return the canvas with one more row: x (D,) and its class or target.

        It comes somewhere among the rows of its part, so that another test share later
        does not take just the points that were painted last.
        """
        count, before = len(self.rows.x), self.training
        rng = np.random.default_rng([ORDER_STREAM, count])
        is_kept = test_rows(count + 1, self.test_fraction) > count - before
        low, high = (before, count) if is_kept else (0, before)
        at = int(rng.integers(low, high + 1))
        rows = self.rows
        grown = np.insert(rows.x, at, x, axis=0), np.insert(rows.y, at, y, axis=0)
        return replace(self, rows=Samples(*grown))

    def without(self, gone: NDArray[np.bool_]) -> Self:
        """Return the canvas without some rows (N,)."""
        return replace(self, rows=Samples(self.rows.x[~gone], self.rows.y[~gone]))

    def with_moved(self, row: int, x: Array, y: float) -> Self:
        """Return the canvas with one row elsewhere."""
        moved = Samples(self.rows.x.copy(), self.rows.y.copy())
        moved.x[row], moved.y[row] = x, y
        return replace(self, rows=moved)

    def to_own_data(self, name: str) -> OwnData:
        """Return the rows as data that settings can name."""
        return OwnData(
            *(name, self.columns, self.classes, self.rows),
            framed=self.framed,
            ordered=True,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The picture in which one paints.

    Attributes
    ----------
    axes : the raw columns to the right and upward; one input: (0, None), upward is the
        target
    center : (D,) what the columns are that the picture does not show
    low, high : (2,) corners of the picture
    scale : (2,) pixels per unit
    """

    axes: tuple[int, int | None]
    center: Array
    low: Array
    high: Array
    scale: Array

    def places(self, rows: Samples) -> Array:
        """Return where the rows lie (N, 2)."""
        across, upward = self.axes
        height = rows.y[:, 0] if upward is None else rows.x[:, upward]
        return np.stack((rows.x[:, across], height), axis=1)

    def row_at(self, place: Place, label: float) -> tuple[Array, float]:
        """Return the row at a place: its inputs (D,), and its class or target."""
        return self.shifted(self.center, label, place)

    def shifted(self, x: Array, y: float, place: Place) -> tuple[Array, float]:
        """Return a row as it is after it moved to a place."""
        across, upward = self.axes
        x = np.array(x, np.float64)
        x[across] = place[0]
        if upward is None:
            return x, place[1]
        x[upward] = place[1]
        return x, y

    def contains(self, place: Place) -> bool:
        return bool(np.all((self.low <= place) & (place <= self.high)))

    def distances(self, rows: Samples, place: Place) -> Array:
        """Return how far the rows are from a place, (N,) in pixels."""
        away = (self.places(rows) - place) * self.scale
        result: Array = np.hypot(away[:, 0], away[:, 1])
        return result


@dataclass(frozen=True, slots=True)
class Brush:
    """What one paints with.

    Attributes
    ----------
    tool : one of TOOLS
    label : the class or target of new points
    """

    tool: str
    label: float = 0.0


TOOLS = ("brush", "spray", "eraser", "hand")


class Stroke:
    """One movement of a tool, from the press of the button to its release.

    Attributes
    ----------
    canvas : the rows as they are now
    """

    def __init__(self, canvas: Canvas, plane: Plane, brush: Brush) -> None:
        self.canvas = canvas
        self.plane = plane
        self.brush = brush
        self.rng = np.random.default_rng([SPRAY_STREAM, len(canvas.rows.x)])
        self.last: Place | None = None
        self.held: int | None = None

    def to(self, place: Place) -> bool:
        """Go on to a place; return whether that changed the rows."""
        before = self.canvas
        if self.brush.tool == "hand":
            self.drag(place)
        else:
            for spot in self.steps(place):
                self.touch(spot)
        return self.canvas is not before

    def steps(self, place: Place) -> list[Place]:
        """Return evenly spaced places on the way, wherever the mouse was reported."""
        if self.last is None:
            self.last = place
            return [place]
        begin = np.array(self.last)
        way = np.array(place) - begin
        length = float(np.hypot(*(way * self.plane.scale)))
        count = int(length // STEP)
        spots = [
            tuple((begin + way * (STEP * step / length)).tolist())
            for step in range(1, count + 1)
        ]
        self.last = spots[-1] if spots else self.last
        if self.brush.tool == "eraser":
            # An eraser leaves nothing under it.
            spots.append(place)
        return spots

    def touch(self, place: Place) -> None:
        """Do what the tool does at one place."""
        match self.brush.tool:
            case "brush":
                self.put(place)
            case "spray":
                for _ in range(SPRAYED):
                    angle = self.rng.uniform(0.0, 2 * np.pi)
                    far = SPRAY_RADIUS * np.sqrt(self.rng.random())
                    away = far * np.array((np.cos(angle), np.sin(angle)))
                    x, y = (np.array(place) + away / self.plane.scale).tolist()
                    self.put((x, y))
            case "eraser":
                self.erase(place)

    def put(self, place: Place) -> None:
        if self.plane.contains(place) and len(self.canvas.rows.x) < MOST_ROWS:
            row = self.plane.row_at(place, self.brush.label)
            self.canvas = self.canvas.with_row(*row)

    def erase(self, place: Place) -> None:
        """Take away what is under the eraser; the last row stays."""
        distances = self.plane.distances(self.canvas.rows, place)
        gone = distances <= ERASER_RADIUS
        if gone.all() and len(gone):
            gone[int(distances.argmax())] = False
        if gone.any():
            self.canvas = self.canvas.without(gone)

    def drag(self, place: Place) -> None:
        """Take the nearest row at the first place, and carry it to all others."""
        rows = self.canvas.rows
        if self.last is None:
            self.last = place
            distances = self.plane.distances(rows, place)
            if len(distances) and distances.min() <= REACH:
                # Of rows at one place the last lies on top.
                self.held = len(distances) - 1 - int(distances[::-1].argmin())
            return
        if self.held is None or place == self.last:
            return
        self.last = place
        low, high = self.plane.low, self.plane.high
        x, y = np.clip(place, low, high).tolist()
        label = float(rows.y[self.held].item())
        moved = self.plane.shifted(rows.x[self.held], label, (x, y))
        self.canvas = self.canvas.with_moved(self.held, *moved)
