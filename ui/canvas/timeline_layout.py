"""Where things lie on the timeline: the track, its updates, the rows of branches."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize

from ui import type_scale

MARGIN = 10
TRACK_TOP = 5
LOWEST_TRACK = 16
LABEL_HEIGHT = 14
BRANCH_PITCH = 7
# More branches than this are not drawn one by one.
DRAWN_BRANCHES = 3
# With that many, the track is this high; with fewer it is higher.
USUAL_TRACK = 20


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """The places of one picture of the timeline, in pixels.

    Attributes
    ----------
    track : the band in which the current branch lies
    furthest : the update at the right end of the track
    rows : how many other branches have a row below it
    """

    track: QRectF
    furthest: int
    rows: int

    @classmethod
    def of(cls, size: QSize, furthest: int, branches: int) -> "TimelineLayout":
        """Return the layout of a picture; the labels come before the branches."""
        labels = type_scale.whole(LABEL_HEIGHT)
        room = max(0, size.height() - TRACK_TOP - LOWEST_TRACK - labels)
        rows = min(branches, DRAWN_BRANCHES, room // BRANCH_PITCH)
        width = size.width() - 2 * MARGIN
        height = size.height() - TRACK_TOP - labels - BRANCH_PITCH * rows
        track = QRectF(MARGIN, TRACK_TOP, width, max(height, LOWEST_TRACK))
        return cls(track, furthest, rows)

    def x_of(self, update: float) -> float:
        share = update / max(self.furthest, 1)
        return self.track.left() + self.track.width() * share

    def update_at(self, x: float) -> int:
        """Return the update that lies at a place, which may be off the track."""
        share = (x - self.track.left()) / max(self.track.width(), 1.0)
        return round(share * max(self.furthest, 1))

    def branch_y(self, row: int) -> float:
        return self.track.bottom() + 4 + BRANCH_PITCH * row


def wanted_height() -> int:
    """Return the height that has room for all rows that are drawn at most.

    It does not depend on the branches: the window would jump with each new start.
    """
    rows = BRANCH_PITCH * DRAWN_BRANCHES
    return TRACK_TOP + USUAL_TRACK + rows + type_scale.whole(LABEL_HEIGHT)
