"""The timeline as a picture: the loss as a silhouette, events, bookmarks, branches."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.frame import Frame
from playground.markers import Marker
from playground.timeline import BranchView, TimelineView
from ui import theme, type_scale
from ui.labels import listed, retold, sentence, text
from ui.numbers import format_count

MARGIN = 10
HANDLE_RADIUS = 6
TRACK_TOP = 5
LOWEST_TRACK = 16
LABEL_HEIGHT = 14
BRANCH_PITCH = 7
# More branches than this are not drawn one by one.
DRAWN_BRANCHES = 4
MARKER_REACH = 6
# Of the markers on so many pixels one is drawn.
MARKER_PITCH = 2
# The silhouette is made anew at most so often.
POLYGON_SECONDS = 0.12


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the timeline that can be jumped to."""

    update: int
    words: str


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
        self.polygon = QPolygonF()
        self.polygon_key: tuple[int, float, float] | None = None
        self.polygon_end = 0
        self.polygon_time = 0.0
        self.markers: tuple[Marker, ...] = ()
        self.marked = np.empty(0)
        theme.APPEARANCE.changed.connect(self.update)

    # ---- what it shows -----------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        others = len(frame.timeline.branches) - 1
        if self.timeline is None or len(self.timeline.branches) - 1 != others:
            self.timeline = frame.timeline
            self.updateGeometry()
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

    def track(self) -> QRectF:
        """Return the band in which the current branch lies."""
        width = self.width() - 2 * MARGIN
        labels = type_scale.whole(LABEL_HEIGHT)
        branches = BRANCH_PITCH * self.drawn_branches()
        height = self.height() - TRACK_TOP - labels - branches
        return QRectF(MARGIN, TRACK_TOP, width, max(height, LOWEST_TRACK))

    def wanted_branches(self) -> int:
        """Return how many branches beside the current one are to be drawn."""
        if self.timeline is None:
            return 0
        return min(len(self.timeline.branches) - 1, DRAWN_BRANCHES)

    def drawn_branches(self) -> int:
        """Return for how many of them there is room above the labels."""
        taken = TRACK_TOP + LOWEST_TRACK + type_scale.whole(LABEL_HEIGHT)
        room = max(0, self.height() - taken) // BRANCH_PITCH
        return min(self.wanted_branches(), room)

    def x_of(self, update: float) -> float:
        track = self.track()
        return track.left() + track.width() * update / max(self.furthest, 1)

    def update_at(self, x: float) -> int:
        """Return the update of the current branch that lies at a place."""
        track = self.track()
        share = (x - track.left()) / max(track.width(), 1.0)
        wanted = round(share * max(self.furthest, 1))
        limit = self.timeline.branch.furthest if self.timeline else 0
        return max(0, min(wanted, limit))

    def spots(self) -> list[Spot]:
        """Return events and bookmarks of the current branch."""
        if self.timeline is None:
            return []
        branch = self.timeline.branch
        found = [
            Spot(marker.update, describe_marker(marker.kind, marker.what))
            for marker in branch.markers
        ]
        return found + [Spot(update, name) for update, name in branch.bookmarks]

    # ---- painting ----------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(colors.card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            track = self.track()
            painter.setPen(QPen(QColor(colors.strong_line), 1))
            painter.setBrush(QColor(colors.field))
            painter.drawRoundedRect(track, 4, 4)
            if self.timeline is not None:
                branch = self.timeline.branch
                self.paint_silhouette(painter, branch)
                self.paint_branches(painter)
                self.paint_spots(painter, branch)
                self.paint_labels(painter, branch)
            self.paint_handle(painter)

    def paint_silhouette(self, painter: QPainter, branch: BranchView) -> None:
        colors = theme.current()
        track = self.track()
        outline = self.outline(branch, track)
        if outline.isEmpty():
            return
        shown = QColor(colors.accent)
        shown.setAlpha(60)
        later = QColor(colors.muted)
        later.setAlpha(50)
        painter.setPen(Qt.PenStyle.NoPen)
        # Smooth edges of a long polygon cost more than all the rest of the picture.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        playhead = self.x_of(self.update_shown)
        for color, left, right in (
            (shown, track.left(), playhead),
            (later, playhead, track.right()),
        ):
            if right - left < 1:
                continue
            painter.save()
            painter.setClipRect(QRectF(left, track.top(), right - left, track.height()))
            painter.setBrush(color)
            painter.drawPolygon(outline)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def outline(self, branch: BranchView, track: QRectF) -> QPolygonF:
        """Return the silhouette as the screen has it, from one of the last moment.

        The polygon is in updates across and in pixels down; it is made anew a few times
        a second only, and what moves meanwhile is its scale.
        """
        key = (branch.number, track.width(), track.height())
        is_old = time.monotonic() - self.polygon_time > POLYGON_SECONDS
        if key != self.polygon_key or (is_old and branch.furthest != self.polygon_end):
            self.polygon = polygon_of(branch, int(track.width() / 3), track.height())
            self.polygon_key, self.polygon_end = key, branch.furthest
            self.polygon_time = time.monotonic()
        across = QTransform.fromTranslate(track.left(), track.bottom() - 1)
        across.scale(track.width() / max(self.furthest, 1), 1.0)
        return across.map(self.polygon)

    def paint_branches(self, painter: QPainter) -> None:
        colors = theme.current()
        for row, branch in enumerate(self.other_branches()):
            y = self.branch_y(row)
            pen = QPen(QColor(colors.muted), 1.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            left, right = self.x_of(branch.fork), self.x_of(branch.furthest)
            painter.drawLine(QPointF(left, y), QPointF(max(right, left + 3), y))
            painter.setBrush(QColor(colors.card))
            painter.drawEllipse(QPointF(left, y), 2, 2)

    def paint_spots(self, painter: QPainter, branch: BranchView) -> None:
        colors = theme.current()
        middle = self.track().top() + 7
        corners = ((0, -4), (3.5, 0), (0, 4), (-3.5, 0))
        diamond = QPolygonF([QPointF(*corner) for corner in corners])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.attention))
        for x, _ in self.visible_markers(branch):
            painter.drawPolygon(diamond.translated(x, middle))
        painter.setBrush(QColor(colors.accent))
        for update, _ in branch.bookmarks:
            x = self.x_of(update)
            painter.drawRect(QRectF(x - 0.7, self.track().top(), 1.4, 14))
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(x, self.track().top()),
                        QPointF(x + 7, self.track().top() + 3.5),
                        QPointF(x, self.track().top() + 7),
                    ]
                )
            )

    def visible_markers(self, branch: BranchView) -> list[tuple[float, Marker]]:
        """Return where the markers lie, and them; of close ones the first.

        A long run has thousands, and is painted many times a second.
        """
        if branch.markers is not self.markers:
            self.markers = branch.markers
            self.marked = np.array([one.update for one in branch.markers], np.float64)
        track = self.track()
        places = track.left() + track.width() * self.marked / max(self.furthest, 1)
        first = np.flatnonzero(np.diff(places // MARKER_PITCH, prepend=-1.0))
        return [
            (x, branch.markers[place])
            for x, place in zip(places[first].tolist(), first.tolist(), strict=True)
        ]

    def paint_labels(self, painter: QPainter, branch: BranchView) -> None:
        colors = theme.current()
        font = theme.font(8)
        painter.setFont(font)
        painter.setPen(QColor(colors.muted))
        metrics = painter.fontMetrics()
        baseline = self.height() - type_scale.whole(3)
        painter.drawText(QPointF(self.track().left(), baseline), "0")
        last = format_count(self.furthest)
        right = self.track().right() - metrics.horizontalAdvance(last)
        painter.drawText(QPointF(right, baseline), last)
        free = self.track().left() + metrics.horizontalAdvance("0") + 14
        said: dict[tuple[str, tuple[str, ...]], tuple[str, int]] = {}
        for x, marker in self.visible_markers(branch):
            if x <= free:
                continue
            happened = (marker.kind, marker.what)
            if happened not in said:
                words = describe_marker(*happened)
                said[happened] = (words, metrics.horizontalAdvance(words))
            words, width = said[happened]
            left = x - width / 2
            if left > free and left + width < right - 14:
                painter.drawText(QPointF(left, baseline), words)
                free = left + width + 12

    def paint_handle(self, painter: QPainter) -> None:
        colors = theme.current()
        track = self.track()
        x = self.x_of(self.update_shown)
        painter.setPen(QPen(QColor(colors.text), 1))
        painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom()))
        painter.setPen(QPen(QColor(colors.card), 1.5))
        painter.setBrush(QColor(colors.accent))
        painter.drawEllipse(
            QPointF(x, track.center().y()), HANDLE_RADIUS, HANDLE_RADIUS
        )

    def other_branches(self) -> list[BranchView]:
        """Return the last branches beside the current one."""
        if self.timeline is None:
            return []
        others = [
            b for b in self.timeline.branches if b.number != self.timeline.current
        ]
        return others[len(others) - self.drawn_branches() :]

    def branch_y(self, row: int) -> float:
        return self.track().bottom() + 4 + BRANCH_PITCH * row

    # ---- the hand ----------------------------------------------------------------

    def branch_under(self, x: float, y: float) -> BranchView | None:
        for row, branch in enumerate(self.other_branches()):
            inside = self.x_of(branch.fork) - 4 <= x <= self.x_of(branch.furthest) + 4
            if inside and abs(y - self.branch_y(row)) <= BRANCH_PITCH / 2:
                return branch
        return None

    def spot_under(self, x: float) -> Spot | None:
        near = [
            spot
            for spot in self.spots()
            if abs(self.x_of(spot.update) - x) < MARKER_REACH
        ]
        return min(near, key=lambda spot: abs(self.x_of(spot.update) - x), default=None)

    def sizeHint(self) -> QSize:
        more = type_scale.whole(LABEL_HEIGHT) - LABEL_HEIGHT
        return QSize(600, 46 + more + BRANCH_PITCH * self.wanted_branches())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        branch = self.branch_under(place.x(), place.y())
        if branch is not None:
            self.branch_clicked.emit(branch.number)
            return
        spot = self.spot_under(place.x())
        self.sought.emit(spot.update if spot else self.update_at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self.update_at(place.x()))
            return
        branch = self.branch_under(place.x(), place.y())
        spot = self.spot_under(place.x())
        words = text("timeline.at", update=format_count(self.update_at(place.x())))
        if branch is not None:
            words = branch_words(branch)
        elif spot is not None:
            words = f"{format_count(spot.update)}: {spot.words}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.update_at(event.pos().x()), event.globalPos())


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
