"""A second walker on a run's timeline, and the path that it sees.

Pictures of the past need parameters of updates that are gone. A shadow makes them again
from the keyframes, with its own network and engine, while the run itself stays where it
is; between two steps of the shadow the run may go on training.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.objective import frozen
from playground.run import Run

Array = NDArray[np.floating[Any]]

# Updates that a shadow makes in one go, some milliseconds of work.
PIECE_UPDATES = 4096
# New points of a path that are shown together.
PIECE_POINTS = 16
# Numbers that a path may hold: wide networks have fewer points.
PATH_NUMBERS = 1 << 22


def shadow(run: Run) -> Run:
    """Return a run that stands where this one does and walks its branch by itself.

    It must only `seek` updates that were recorded, and nothing may be changed in it:
    the branches are the run's own. Should the run go to another one, the shadow stays
    on this.
    """
    timeline = copy(run.timeline)
    timeline.branches = dict(run.timeline.branches)
    return Run.on(timeline, run.learner.twin())


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Where a run's parameters were at some updates.

    Attributes
    ----------
    updates : (T,), rising; the last one is where the run stands
    params : (T, P), float64
    done : whether this is the whole path that was asked for
    """

    updates: NDArray[np.int64]
    params: Array
    done: bool


def walk_path(run: Run, count: int = 256) -> Iterator[Path]:
    """Yield the path from the start to where the run stands now, piece by piece.

    Parameters
    ----------
    run : stays as it is, and may go on between two pieces
    count : points of the path at most; they lie evenly in updates

    Yields
    ------
    Path
        what is known so far; the last one is `done`. A path begins anew where the
        network's shape changed.
    """
    walker, end = shadow(run), run.update
    count = max(2, min(count, PATH_NUMBERS // len(run.params)))
    wanted = np.unique(np.linspace(0, end, count).round().astype(np.int64))
    sizes = walker.network.sizes
    updates: list[int] = []
    points: list[Array] = []
    path = as_path(updates, points, done=False)
    walker.seek(0)
    for update in wanted.tolist():
        while walker.update < update:
            walker.seek(min(update, walker.update + PIECE_UPDATES))
            if walker.update < update:
                yield path
        if walker.network.sizes != sizes:
            sizes = walker.network.sizes
            updates, points = [], []
        updates.append(update)
        points.append(walker.network.params.copy())
        if len(points) % PIECE_POINTS == 0 and update < end:
            path = as_path(updates, points, done=False)
            yield path
    yield as_path(updates, points, done=True)


def as_path(updates: list[int], points: list[Array], *, done: bool) -> Path:
    return Path(
        frozen(np.array(updates, np.int64)), frozen(np.array(points, np.float64)), done
    )
