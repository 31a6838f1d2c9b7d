"""The timeline as a picture: the loss as a silhouette, events, bookmarks, branches."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.frame import Frame
from playground.markers import Marker
from playground.timeline import BranchView, TimelineView
from ui import theme
from ui.canvas.timeline_layout import BRANCH_PITCH, TimelineLayout, wanted_height
from ui.canvas.timeline_paint import (
    paint_branches,
    paint_handle,
    paint_labels,
    paint_silhouette,
    paint_spots,
    paint_track,
)
from ui.canvas.timeline_silhouette import Silhouette
from ui.canvas.timeline_spots import (
    MarkerRow,
    Spot,
    branch_words,
    spot_near,
    spots_of,
)
from ui.labels import text
from ui.numbers import format_count


class TimelineCanvas(QWidget):
    """Drag to go through time.

    Signals
    -------
    sought : int, the update under the hand.
    branch_clicked : int, the number of another branch.
    menu_wanted : (update, global position), the right button was pressed.
    """

    sought = Signal(int)
    branch_clicked = Signal(int)
    menu_wanted = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(200, 46)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        # The card behind it need not be painted first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text("timeline.view"))
        self.timeline: TimelineView | None = None
        self.update_shown = 0
        self.furthest = 0
        self.silhouette = Silhouette()
        self.marker_row = MarkerRow()
        self.is_dragging = False
        theme.APPEARANCE.changed.connect(self.update)
        theme.APPEARANCE.changed.connect(self.updateGeometry)

    # ---- what it shows -----------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        self.timeline = frame.timeline
        self.update_shown = frame.update
        self.furthest = max(branch.furthest for branch in frame.timeline.branches)
        self.setAccessibleDescription(
            text(
                "timeline.place",
                update=format_count(frame.update),
                furthest=format_count(frame.furthest),
            )
        )
        self.update()

    @property
    def places(self) -> TimelineLayout:
        """Where things lie at the size that the picture has now."""
        return TimelineLayout.of(self.size(), self.furthest, self.branch_count())

    def track(self) -> QRectF:
        """Return the band in which the current branch lies."""
        return self.places.track

    def branch_count(self) -> int:
        """Return how many branches there are beside the current one."""
        return len(self.timeline.branches) - 1 if self.timeline is not None else 0

    def x_of(self, update: float) -> float:
        return self.places.x_of(update)

    def update_at(self, x: float) -> int:
        """Return the update of the current branch that lies at a place."""
        limit = self.timeline.branch.furthest if self.timeline else 0
        return max(0, min(self.places.update_at(x), limit))

    def spots(self) -> list[Spot]:
        """Return events and bookmarks of the current branch."""
        return spots_of(self.timeline.branch) if self.timeline is not None else []

    def visible_markers(self, branch: BranchView) -> list[tuple[float, Marker]]:
        """Return where the markers lie, and them; of close ones the first."""
        self.marker_row.show(branch.markers)
        return self.marker_row.visible(self.places)

    def other_branches(self) -> list[BranchView]:
        """Return the last branches beside the current one."""
        if self.timeline is None:
            return []
        current = self.timeline.current
        others = [b for b in self.timeline.branches if b.number != current]
        return others[len(others) - self.places.rows :]

    def branch_y(self, row: int) -> float:
        return self.places.branch_y(row)

    # ---- the hand ----------------------------------------------------------------

    def branch_under(self, x: float, y: float) -> BranchView | None:
        for row, branch in enumerate(self.other_branches()):
            inside = self.x_of(branch.fork) - 4 <= x <= self.x_of(branch.furthest) + 4
            if inside and abs(y - self.branch_y(row)) <= BRANCH_PITCH / 2:
                return branch
        return None

    def spot_under(self, x: float) -> Spot | None:
        if self.timeline is None:
            return None
        branch = self.timeline.branch
        self.marker_row.show(branch.markers)
        return spot_near(branch, self.marker_row.marked, x, self.places)

    # ---- Qt ----------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(600, wanted_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            places, shown = self.places, self.update_shown
            paint_track(painter, places)
            if self.timeline is not None:
                branch = self.timeline.branch
                track, markers = places.track, self.visible_markers(branch)
                outline = self.silhouette.outline(branch, track, self.furthest)
                paint_silhouette(painter, places, outline, shown)
                paint_branches(painter, places, self.other_branches())
                paint_spots(painter, places, markers, branch.bookmarks)
                paint_labels(painter, places, markers, self.height())
            paint_handle(painter, places, shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        branch = self.branch_under(place.x(), place.y())
        # A hand that trembles on another branch does not go through time.
        self.is_dragging = branch is None
        if branch is not None:
            self.branch_clicked.emit(branch.number)
            return
        spot = self.spot_under(place.x())
        self.sought.emit(spot.update if spot else self.update_at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            if self.is_dragging:
                self.sought.emit(self.update_at(place.x()))
            return
        branch = self.branch_under(place.x(), place.y())
        spot = self.spot_under(place.x())
        words = text("timeline.at", update=format_count(self.update_at(place.x())))
        if branch is not None:
            words = branch_words(branch)
        elif spot is not None:
            update = format_count(spot.update)
            words = text("language.named", name=update, value=spot.words)
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.update_at(event.pos().x()), event.globalPos())
