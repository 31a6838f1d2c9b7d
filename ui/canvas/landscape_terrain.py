"""A function of two numbers as a picture: colours with contour lines, or in relief.

Both the landscape of a run and the known surfaces are painted here; what lies on them
is painted by who has it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.canvas.decision_area import Extent, PlotArea, fit_area, paint_axes, paint_frame
from ui.canvas.decision_field import image_of
from ui.canvas.hover_tag import Rows, paint_tag
from ui.canvas.landscape_contours import contour_segments
from ui.canvas.landscape_heights import Heights, line_heights, ramp_pixels
from ui.canvas.landscape_relief import Camera, paint_relief
from ui.labels import retold
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme

Array = NDArray[np.floating[Any]]

# Radians that a drag of one pixel turns the relief.
TURN = 0.01
# A press that moves so few pixels is a click.
CLICK_REACH = 4.0
NAME_POINTS = 8.5
# Between the upward name and the tick numbers.
NAME_GAP = 4.0
SMALLEST = QSize(180, 110)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is painted.

    Attributes
    ----------
    losses : (H, W), the first row at the lowest y
    extent : x low, x high, y low, y high of the outermost points
    names : of the two axes
    has_lines : whether it is known finely enough for contour lines
    """

    losses: Array
    extent: Extent
    names: tuple[str, str]
    has_lines: bool = True


class Place:
    """Where points of the ground lie in the widget."""

    def __init__(
        self,
        area: PlotArea,
        heights: Heights,
        grid: Array,
        camera: Camera | None,
    ) -> None:
        self.area = area
        self.heights = heights
        self.grid = grid
        self.camera = camera

    def pixels(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return widget coordinates of points, lifted onto the relief if it is one."""
        x, y = np.asarray(x, float), np.asarray(y, float)
        if self.camera is None:
            return self.area.to_pixels(x, y)
        x_low, x_high, y_low, y_high = self.area.extent
        u = np.clip((x - x_low) / (x_high - x_low), 0.0, 1.0)
        v = np.clip((y - y_low) / (y_high - y_low), 0.0, 1.0)
        height = between(self.grid, u, v)
        across, down, _ = self.camera.project(self.area.rect, u, v, height)
        return across, down

    def point(self, x: float, y: float) -> QPointF:
        across, down = self.pixels(np.array([x]), np.array([y]))
        return QPointF(float(across[0]), float(down[0]))

    def holds(self, x: Array, y: Array) -> NDArray[np.bool_]:
        """Return which points lie in the picture."""
        x_low, x_high, y_low, y_high = self.area.extent
        result: NDArray[np.bool_] = (
            (x >= x_low) & (x <= x_high) & (y >= y_low) & (y <= y_high)
        )
        return result


class TerrainView(QWidget):
    """Paints a ground and what lies on it; tells where it was clicked.

    Signals
    -------
    clicked : (x, y) of a point of the map.
    """

    clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ground: Ground | None = None
        self.heights = Heights(0.0, 1.0, np.inf)
        self.grid: Array = np.zeros((2, 2))
        self.camera: Camera | None = None
        self.shown_area: PlotArea | None = None
        self.mouse: QPointF | None = None
        self.pressed: QPointF | None = None
        self.was_dragged = False
        self.cached: QPixmap | None = None
        self.cached_of: tuple[object, ...] = ()
        self.setMouseTracking(True)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        APPEARANCE.changed.connect(self.update)

    # ---- for those that have something to show -----------------------------------

    def show_ground(self, ground: Ground | None) -> None:
        """Paint another ground, or none."""
        self.ground = ground
        if ground is not None:
            self.heights = Heights.of(ground.losses)
            self.grid = self.heights.place(ground.losses)
        self.update()

    def show_relief(self, is_relief: bool) -> None:
        """Look from the side, or from above."""
        self.camera = Camera() if is_relief else None
        shape = (
            Qt.CursorShape.OpenHandCursor if is_relief else Qt.CursorShape.CrossCursor
        )
        self.setCursor(shape)
        self.update()

    def paint_marks(self, painter: QPainter, place: Place, theme: Theme) -> None:
        """Paint what lies on the ground."""

    def rows_at(self, x: float, y: float) -> Rows:
        """Return what the tag beside the mouse says."""
        return ()

    # ---- where things are --------------------------------------------------------

    def place(self, ground: Ground) -> Place:
        """Return where the points of the ground lie now."""
        metrics = QFontMetricsF(font(NAME_POINTS))
        room = QSizeF(self.size())
        if self.camera is not None:
            area = PlotArea(QRectF(self.rect()), ground.extent)
        else:
            line = metrics.height()
            aside = line + NAME_GAP
            inner = QSizeF(room.width() - aside, room.height() - line)
            area = fit_area(inner, ground.extent, square=False)
            area = PlotArea(area.rect.translated(aside, 0.0), ground.extent)
        return Place(area, self.heights, self.grid, self.camera)

    def reading_place(self) -> tuple[float, float] | None:
        """Return the point of the ground under the mouse."""
        ground, mouse = self.ground, self.mouse
        if ground is None or mouse is None or self.camera is not None:
            return None
        area = self.place(ground).area
        return area.to_data(mouse) if area.rect.contains(mouse) else None

    # ---- painting ----------------------------------------------------------------

    def kept_ground(self, ground: Ground, place: Place) -> QPixmap:
        """Return the ground alone, painted anew only when it changed."""
        ratio = self.devicePixelRatioF()
        wanted = (ground, self.size(), ratio, current(), self.camera)
        if self.cached is None or wanted != self.cached_of:
            pixmap = QPixmap(self.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            theme = current()
            pixmap.fill(QColor(theme.card))
            with QPainter(pixmap) as painter:
                if self.camera is None:
                    self.paint_map(painter, ground, place, theme)
                else:
                    rect = place.area.rect
                    paint_floor(painter, ground, rect, self.camera, theme)
                    paint_relief(painter, rect, self.grid, self.camera, theme)
            self.cached, self.cached_of = pixmap, wanted
        return self.cached

    def paint_map(
        self, painter: QPainter, ground: Ground, place: Place, theme: Theme
    ) -> None:
        rect, grid = place.area.rect, self.grid
        rows, columns = grid.shape
        wide, high = rect.width() / (columns - 1), rect.height() / (rows - 1)
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # The outermost points lie on the border, so half of their cells is outside.
        around = rect.adjusted(-wide / 2, -high / 2, wide / 2, high / 2)
        painter.drawImage(around, image_of(ramp_pixels(theme.name, grid)))
        if ground.has_lines:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink = QColor(theme.text)
            for number, level in enumerate(line_heights()):
                ink.setAlpha(70 if number % 4 == 1 else 34)
                painter.setPen(QPen(ink, 1.0))
                segments = contour_segments(grid, float(level))
                segments[:, 0::2] = rect.left() + segments[:, 0::2] * wide
                segments[:, 1::2] = rect.bottom() - segments[:, 1::2] * high
                painter.drawLines([QLineF(*line) for line in segments.tolist()])
        painter.restore()
        paint_frame(painter, rect, theme)
        paint_axes(painter, place.area, theme, ("", ""))
        paint_names(painter, rect, ground.names, QSizeF(self.size()), theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme = current()
            ground = self.ground
            if ground is None:
                painter.fillRect(self.rect(), QColor(theme.card))
                return
            place = self.place(ground)
            painter.drawPixmap(0, 0, self.kept_ground(ground, place))
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.camera is None:
                painter.setClipRect(place.area.rect)
            self.paint_marks(painter, place, theme)
            painter.restore()
            there = self.reading_place()
            if there is not None and self.mouse is not None:
                rows = self.rows_at(*there)
                if rows:
                    paint_tag(painter, theme, rows, self.mouse, QRectF(self.rect()))

    # ---- Qt ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed, self.was_dragged = event.position(), False
            self.mouse = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self.mouse = self.mouse, event.position()
        if self.pressed is not None:
            moved = event.position() - self.pressed
            if max(abs(moved.x()), abs(moved.y())) > CLICK_REACH:
                self.was_dragged = True
            if self.camera is not None and before is not None:
                step = event.position() - before
                self.camera = self.camera.moved(TURN * step.x(), TURN * step.y())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.pressed = None
        self.mouse = event.position()
        there = self.reading_place()
        if there is not None and not self.was_dragged:
            self.clicked.emit(*there)

    def leaveEvent(self, event: QEvent) -> None:
        self.mouse = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 340)

    def minimumSizeHint(self) -> QSize:
        return SMALLEST


def between(grid: Array, u: Array, v: Array) -> Array:
    """Return the grid's value between its points, for places in [0, 1]."""
    rows, columns = grid.shape
    across, upward = u * (columns - 1), v * (rows - 1)
    left = np.minimum(across.astype(int), columns - 2)
    lower = np.minimum(upward.astype(int), rows - 2)
    a, b = across - left, upward - lower
    bottom = grid[lower, left] * (1 - a) + grid[lower, left + 1] * a
    top = grid[lower + 1, left] * (1 - a) + grid[lower + 1, left + 1] * a
    result: Array = bottom * (1 - b) + top * b
    return result


def paint_names(
    painter: QPainter,
    rect: QRectF,
    names: tuple[str, str],
    size: QSizeF,
    theme: Theme,
) -> None:
    """Write what the axes are: under the picture, and upward at its left."""
    painter.save()
    painter.setFont(font(NAME_POINTS))
    painter.setPen(QColor(theme.text))
    line = QFontMetricsF(painter.font()).height()
    middle = Qt.AlignmentFlag.AlignCenter
    painter.drawText(
        QRectF(rect.left(), size.height() - line - 1, rect.width(), line),
        middle,
        names[0],
    )
    painter.translate(0.0, rect.bottom())
    painter.rotate(-90.0)
    painter.drawText(QRectF(0.0, 0.0, rect.height(), line), middle, names[1])
    painter.restore()


def paint_floor(
    painter: QPainter, ground: Ground, rect: QRectF, camera: Camera, theme: Theme
) -> None:
    """Paint the square under the relief, and which way each axis goes."""

    def at(x: float, y: float) -> QPointF:
        points = (np.array([value]) for value in (x, y, 0.0))
        across, down, _ = camera.project(rect, *points)
        return QPointF(float(across[0]), float(down[0]))

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.strong_line), 1.0))
    corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)]
    painter.drawPolygon(QPolygonF(corners))
    painter.setFont(font(NAME_POINTS))
    painter.setPen(QColor(theme.muted))
    metrics = QFontMetricsF(painter.font())
    for name, sides in (
        (retold(ground.names[0]), ((at(0, 0), at(1, 0)), (at(0, 1), at(1, 1)))),
        (retold(ground.names[1]), ((at(0, 0), at(0, 1)), (at(1, 0), at(1, 1)))),
    ):
        # Along the nearer of the two sides, which is lower on the screen.
        start, end = max(sides, key=lambda side: side[0].y() + side[1].y())
        words = f"{name} →" if end.x() >= start.x() else f"← {name}"
        wide = metrics.horizontalAdvance(words)
        middle = (start + end) / 2
        is_left = middle.x() < rect.center().x()
        left = middle.x() - (wide + 10.0 if is_left else -10.0)
        left = min(max(left, 2.0), rect.right() - wide - 2.0)
        down = min(middle.y() + metrics.height() + 2.0, rect.bottom() - 3.0)
        painter.drawText(QPointF(left, down), words)
