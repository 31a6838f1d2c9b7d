"""Where a run came along: points of its path, gathered from frames and replays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame
from playground.replay import Path

Array = NDArray[np.floating[Any]]

# More points than a picture can show; beyond, every second one is left out.
MOST_POINTS = 512


class Trail:
    """Points of the current branch, by update; all of one shape."""

    def __init__(self) -> None:
        self.points: dict[int, Array] = {}
        self.branch = 0
        self.sizes: tuple[int, ...] = ()

    def follow(self, frame: Frame) -> None:
        """Take the point of a frame; a branch keeps its parent's past."""
        view = frame.timeline.branch
        if frame.sizes != self.sizes:
            self.points = {}
        elif view.number != self.branch:
            fork = view.fork if view.parent == self.branch else -1
            self.points = {at: p for at, p in self.points.items() if at <= fork}
        self.branch, self.sizes = view.number, frame.sizes
        self.points[frame.update] = frame.params
        if len(self.points) > MOST_POINTS:
            self.thin()

    def forget(self) -> None:
        """Begin anew, whatever number the branch has."""
        self.points = {}

    def learn(self, path: Path) -> None:
        """Take the points of a replay; those that a frame showed stay."""
        if path.params.size and path.params.shape[1] == self.count:
            replayed = zip(path.updates.tolist(), path.params, strict=True)
            self.points = {**dict(replayed), **self.points}
            if len(self.points) > MOST_POINTS:
                self.thin()

    @property
    def count(self) -> int:
        """How many parameters a point has."""
        return len(next(iter(self.points.values()))) if self.points else 0

    def thin(self) -> None:
        """Leave out every second point, never the first."""
        kept = sorted(self.points)[::2]
        self.points = {at: self.points[at] for at in kept}

    def up_to(self, update: int) -> tuple[NDArray[np.int64], Array]:
        """Return updates (T,) and points (T, P) until an update, in order."""
        places = sorted(at for at in self.points if at <= update)
        if not places:
            return np.empty(0, np.int64), np.empty((0, self.count))
        rows = np.array([self.points[at] for at in places], np.float64)
        return np.array(places, np.int64), rows

    def has_gap(self, update: int, share: float = 0.1) -> bool:
        """Return whether much of the way to an update is not known."""
        places = sorted(at for at in self.points if at <= update)
        widest = max(np.diff([0, *places, update]), default=0)
        return update > 1 and widest > max(1.0, share * update)
