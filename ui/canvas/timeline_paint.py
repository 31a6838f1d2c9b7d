"""The timeline, painted: branches, events and bookmarks, labels, the handle."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.markers import Marker
from playground.timeline import BranchView
from ui import theme, type_scale
from ui.canvas.timeline_layout import TimelineLayout
from ui.canvas.timeline_spots import describe_marker
from ui.numbers import format_count

HANDLE_RADIUS = 6
DIAMOND = ((0, -4), (3.5, 0), (0, 4), (-3.5, 0))


def paint_track(painter: QPainter, layout: TimelineLayout) -> None:
    colors = theme.current()
    painter.setPen(QPen(QColor(colors.strong_line), 1))
    painter.setBrush(QColor(colors.field))
    painter.drawRoundedRect(layout.track, 4, 4)


def paint_silhouette(
    painter: QPainter, layout: TimelineLayout, outline: QPolygonF, shown: int
) -> None:
    """Fill the shape of the loss, stronger up to the update that is shown."""
    if outline.isEmpty():
        return
    colors, track = theme.current(), layout.track
    before = QColor(colors.accent)
    before.setAlpha(60)
    later = QColor(colors.muted)
    later.setAlpha(50)
    painter.setPen(Qt.PenStyle.NoPen)
    # Smooth edges of a long polygon cost more than all the rest of the picture.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    playhead = layout.x_of(shown)
    for color, left, right in (
        (before, track.left(), playhead),
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


def paint_branches(
    painter: QPainter, layout: TimelineLayout, branches: list[BranchView]
) -> None:
    colors = theme.current()
    for row, branch in enumerate(branches):
        y = layout.branch_y(row)
        pen = QPen(QColor(colors.muted), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        left, right = layout.x_of(branch.fork), layout.x_of(branch.furthest)
        painter.drawLine(QPointF(left, y), QPointF(max(right, left + 3), y))
        painter.setBrush(QColor(colors.card))
        painter.drawEllipse(QPointF(left, y), 2, 2)


def paint_spots(
    painter: QPainter,
    layout: TimelineLayout,
    markers: list[tuple[float, Marker]],
    bookmarks: tuple[tuple[int, str], ...],
) -> None:
    """Draw a diamond for each event and a flag for each bookmark."""
    colors, top = theme.current(), layout.track.top()
    diamond = QPolygonF([QPointF(*corner) for corner in DIAMOND])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.attention))
    for x, _ in markers:
        painter.drawPolygon(diamond.translated(x, top + 7))
    painter.setBrush(QColor(colors.accent))
    for update, _ in bookmarks:
        x = layout.x_of(update)
        painter.drawRect(QRectF(x - 0.7, top, 1.4, 14))
        corners = [(x, top), (x + 7, top + 3.5), (x, top + 7)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def paint_labels(
    painter: QPainter,
    layout: TimelineLayout,
    markers: list[tuple[float, Marker]],
    height: int,
) -> None:
    """Write both ends, and of the events those that have room, below everything."""
    track = layout.track
    painter.setFont(theme.font(8))
    painter.setPen(QColor(theme.current().muted))
    metrics = painter.fontMetrics()
    baseline = height - type_scale.whole(3)
    painter.drawText(QPointF(track.left(), baseline), "0")
    last = format_count(layout.furthest)
    right = track.right() - metrics.horizontalAdvance(last)
    painter.drawText(QPointF(right, baseline), last)
    free = track.left() + metrics.horizontalAdvance("0") + 14
    said: dict[tuple[str, tuple[str, ...]], tuple[str, int]] = {}
    for x, marker in markers:
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


def paint_handle(painter: QPainter, layout: TimelineLayout, shown: int) -> None:
    colors, track = theme.current(), layout.track
    x = layout.x_of(shown)
    painter.setPen(QPen(QColor(colors.text), 1))
    painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom()))
    painter.setPen(QPen(QColor(colors.card), 1.5))
    painter.setBrush(QColor(colors.accent))
    painter.drawEllipse(QPointF(x, track.center().y()), HANDLE_RADIUS, HANDLE_RADIUS)
