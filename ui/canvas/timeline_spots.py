"""What can be jumped to on the timeline: events, bookmarks, and their words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.markers import Marker
from playground.timeline import BranchView
from ui.canvas.timeline_layout import TimelineLayout
from ui.labels import listed, retold, sentence, text
from ui.numbers import format_count

MARKER_REACH = 6
# Of the markers on so many pixels one is drawn.
MARKER_PITCH = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the timeline that can be jumped to."""

    update: int
    words: str


class MarkerRow:
    """The markers of the branch that is shown, ready to be placed in one go."""

    def __init__(self) -> None:
        self.markers: tuple[Marker, ...] = ()
        self.marked = np.empty(0)

    def show(self, markers: tuple[Marker, ...]) -> None:
        if markers is not self.markers:
            self.markers = markers
            self.marked = np.array([one.update for one in markers], np.float64)

    def visible(self, layout: TimelineLayout) -> list[tuple[float, Marker]]:
        """Return where the markers lie, and them; of close ones the first.

        A long run has thousands, and is painted many times a second.
        """
        places = places_of(self.marked, layout)
        first = np.flatnonzero(np.diff(places // MARKER_PITCH, prepend=-1.0))
        return [
            (x, self.markers[place])
            for x, place in zip(places[first].tolist(), first.tolist(), strict=True)
        ]


def places_of(
    updates: NDArray[np.float64], layout: TimelineLayout
) -> NDArray[np.float64]:
    """Return where some updates (N,) lie on the track, (N,) in pixels."""
    track = layout.track
    return track.left() + track.width() * updates / max(layout.furthest, 1)


def spot_near(
    branch: BranchView,
    marked: NDArray[np.float64],
    x: float,
    layout: TimelineLayout,
) -> Spot | None:
    """Return the event or bookmark under the hand; only that one is put into words.

    Parameters
    ----------
    marked : (M,) the updates of the branch's markers
    """
    kept = np.array([update for update, _ in branch.bookmarks], np.float64)
    away = np.abs(places_of(np.concatenate([marked, kept]), layout) - x)
    if not len(away) or away.min() >= MARKER_REACH:
        return None
    place = int(away.argmin())
    if place >= len(marked):
        return Spot(*branch.bookmarks[place - len(marked)])
    marker = branch.markers[place]
    return Spot(marker.update, describe_marker(marker.kind, marker.what))


def spots_of(branch: BranchView) -> list[Spot]:
    """Return events and bookmarks of a branch."""
    events = [
        Spot(marker.update, describe_marker(marker.kind, marker.what))
        for marker in branch.markers
    ]
    return events + [Spot(update, name) for update, name in branch.bookmarks]


def describe_marker(kind: str, what: tuple[str, ...]) -> str:
    """Say in a few words what happened at an event."""
    if kind == "settings":
        return listed(text(f"settings.{name}") for name in what)
    return text(f"timeline.marker_{kind}", what=listed(map(retold, what)))


def branch_words(branch: BranchView) -> str:
    """Return a branch's name with the way it went."""
    return text(
        "timeline.branch_words",
        name=sentence(branch.name),
        fork=format_count(branch.fork),
        furthest=format_count(branch.furthest),
    )
