"""The loss on a plane through parameter space: coarse at once, then finer.

`scan` is a generator: it gives control back after every piece, so whoever draws it may
show what is known, do something else, or drop it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.objective import Objective, frozen
from playground.planes import Plane
from playground.ranges import Count

# Between two pieces about so many numbers are computed, some milliseconds of work.
PIECE_NUMBERS = 1 << 21
# The first grid has every so-many-th point along each side.
FIRST_STRIDE = 8
RESOLUTION = Count("resolution", 1, 4096)


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """The loss on a grid of a plane; what is not known yet is taken from next door.

    Attributes
    ----------
    plane : where the grid lies; its extent is the grid's first and last points
    a, b : (G,) each, the coordinates of the columns and rows
    losses : (G, G), row 0 at the lowest b; infinite or NaN where numbers overflow
    known : share of the points that were computed, 1 at the end
    """

    plane: Plane
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    losses: NDArray[np.float64]
    known: float

    @property
    def is_done(self) -> bool:
        return self.known == 1.0


def scan(
    objective: Objective, plane: Plane, resolution: int = 64
) -> Iterator[Landscape]:
    """Yield the landscape again and again, each time with more points computed.

    Parameters
    ----------
    objective : what is drawn: the training loss, penalties included
    plane : its extent is drawn, edges included
    resolution : points G along each side

    Yields
    ------
    Landscape
        the last one is done; the others are pictures of the same size

    Raises
    ------
    SettingsError
        when there cannot be so many points.
    """
    RESOLUTION.check(resolution)
    low_a, high_a, low_b, high_b = plane.extent
    a = frozen(np.linspace(low_a, high_a, resolution))
    b = frozen(np.linspace(low_b, high_b, resolution))
    losses = np.zeros((resolution, resolution))
    known = np.zeros(losses.shape, np.bool_)
    cost = sum(objective.sizes) * len(objective.x) + objective.count
    size = max(1, PIECE_NUMBERS // cost)
    for stride, rows, columns in passes(resolution):
        for start in range(0, len(rows), size):
            part = slice(start, start + size)
            places = rows[part], columns[part]
            points = np.stack([a[places[1]], b[places[0]]], axis=1)
            losses[places] = objective.values(plane.at(points))
            known[places] = True
            shown = frozen(filled(losses, known, (stride, 2 * stride)))
            yield Landscape(plane, a, b, shown, float(known.mean()))


def passes(
    resolution: int,
) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp]]]:
    """Yield stride, rows and columns of the points that each pass adds."""
    seen = np.zeros((resolution, resolution), np.bool_)
    stride = FIRST_STRIDE
    while stride:
        new = np.zeros_like(seen)
        new[::stride, ::stride] = True
        new &= ~seen
        seen |= new
        rows, columns = np.nonzero(new)
        if len(rows):
            yield stride, rows, columns
        stride //= 2


def filled(
    losses: NDArray[np.float64], known: NDArray[np.bool_], strides: tuple[int, ...]
) -> NDArray[np.float64]:
    """Return a copy in which unknown points have the value of a known neighbour.

    Neighbours are sought on the grids of these strides, one after the other; where
    there is none the value is NaN.
    """
    shown, found = np.where(known, losses, np.nan), known.copy()
    for stride in strides:
        near = nearest(len(losses), stride)
        places = np.ix_(near, near)
        new = known[places] & ~found
        shown[new] = losses[places][new]
        found |= new
    return shown


def nearest(count: int, stride: int) -> NDArray[np.intp]:
    """Return (count,): the multiple of `stride` that lies nearest to each place."""
    last = (count - 1) // stride * stride
    places = (np.arange(count) + stride // 2) // stride * stride
    return np.minimum(places, last)
