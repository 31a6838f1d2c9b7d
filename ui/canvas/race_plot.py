"""The curves of a race over an axis that one chooses; who wins may change with it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.race_frame import RaceFrame
from ui import type_scale
from ui.canvas.hover_tag import paint_tag
from ui.canvas.level_lines import LevelLines
from ui.canvas.loss_curves import (
    ENDS,
    inside,
    linear_ticks,
    log_ticks,
    loss_range,
    rounded_up,
    shown_losses,
)
from ui.canvas.loss_pens import line_pens
from ui.canvas.loss_plot import plotting
from ui.canvas.race_colors import lane_color, lane_pen
from ui.canvas.ticks import number
from ui.labels import text
from ui.theme import APPEARANCE, current, font
from ui.type_scale import scaled

AXIS_SIZE = (42, 20)
TICK_EVERY = (80, 34)
LABEL_REACH = 24
# Where an axis ends before anything was reached on it.
SHORTEST = {
    "updates": 10.0,
    "epochs": 1.0,
    "samples": 100.0,
    "multiply_adds": 1e4,
    "milliseconds": 1.0,
}
BADGE = 13.0


class RacePlot(QWidget):
    """Shows the training loss of every lane.

    Attributes
    ----------
    axis : one of `race.AXES`
    log : whether the losses' axis is logarithmic
    frame : what is shown
    """

    def __init__(self, axis: str, *, log: bool) -> None:
        super().__init__()
        self.axis = axis
        self.log = log
        self.frame: RaceFrame | None = None
        self.mouse: QPointF | None = None
        self.lines: list[Any] = []
        self.graphics = plotting().PlotWidget()
        # Nothing in it is done by keys.
        self.graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot = self.graphics.getPlotItem()
        self.box = self.plot.getViewBox()
        self.grid = LevelLines(plotting().PlotCurveItem(), self.box)
        self.finish = plotting().InfiniteLine(angle=0, pen=QPen())
        self.build_plot()
        self.overlay = RaceOverlay(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.graphics)
        self.overlay.raise_()
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName(text("race.plot"))
        self.box.sigRangeChanged.connect(self.on_range_changed)
        self.box.sigResized.connect(self.on_range_changed)
        self.graphics.viewport().installEventFilter(self)
        APPEARANCE.changed.connect(self.take_theme)
        self.take_theme()

    def build_plot(self) -> None:
        self.plot.setDownsampling(auto=True, mode="peak")
        self.plot.setClipToView(True)
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        self.box.setMouseEnabled(x=False, y=False)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).setStyle(
                tickLength=0,
                tickTextOffset=5,
                hideOverlappingLabels=LABEL_REACH,
            )
        self.plot.layout.setContentsMargins(0, 7, 22, 0)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0.0)
        self.finish.setZValue(-5)
        self.plot.addItem(self.finish, ignoreBounds=True)
        ignored = QSizePolicy.Policy.Ignored
        self.graphics.setSizePolicy(ignored, ignored)

    def take_theme(self) -> None:
        """Draw in the colours of the theme in force."""
        theme = current()
        pens = line_pens(theme)
        self.graphics.setBackground(theme.card)
        self.plot.getAxis("left").setWidth(type_scale.whole(AXIS_SIZE[0]))
        self.plot.getAxis("bottom").setHeight(type_scale.whole(AXIS_SIZE[1]))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setStyle(tickFont=font(8.0))
            axis.setPen(pens["axis"])
            axis.setTextPen(QColor(theme.muted))
        for lane, line in enumerate(self.lines):
            line.setPen(lane_pen(theme, lane))
        self.grid.take_pen(pens["grid"])
        pen = QPen(QColor(theme.attention), 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self.finish.setPen(pen)
        self.overlay.update()

    # ---- what is shown -----------------------------------------------------------

    def show_frame(self, frame: RaceFrame | None) -> None:
        self.frame = frame
        self.draw()

    def show_axis(self, axis: str) -> None:
        self.axis = axis
        self.draw()

    def set_log(self, log: bool) -> None:
        self.log = log
        self.draw()

    def points(self, lane: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where a lane's curve goes: its places and its losses, as they are.

        The last point is where the lane stands, also between two evaluations.
        """
        assert self.frame is not None
        shown = self.frame.lanes[lane]
        x, y = shown.curve.along(self.axis), shown.curve.train_loss
        at, loss = shown.position[self.axis], shown.evaluation.train_loss
        if loss is not None and (not len(x) or x[-1] < at):
            x, y = np.append(x, at), np.append(y, loss)
        return x, y

    def draw(self) -> None:
        """Draw all lanes, in ranges that grow in jumps."""
        frame = self.frame
        lanes = 0 if frame is None else len(frame.lanes)
        while len(self.lines) < lanes:
            line = self.plot.plot(connect="finite", antialias=True)
            line.setPen(lane_pen(current(), len(self.lines)))
            self.lines.append(line)
        for line in self.lines[lanes:]:
            line.setData([], [])
        curves = [self.points(lane) for lane in range(lanes)]
        self.fit_ranges(curves)
        for line, (x, y) in zip(self.lines, curves, strict=False):
            line.setData(x, shown_losses(y, log=self.log))
        level = None if frame is None else frame.finish
        self.finish.setVisible(level is not None and (level > 0 or not self.log))
        if level is not None and self.finish.isVisible():
            self.finish.setValue(np.log10(level) if self.log else level)
        self.on_range_changed()

    def fit_ranges(
        self, curves: list[tuple[NDArray[np.float64], NDArray[np.float64]]]
    ) -> None:
        furthest = max((float(x[-1]) for x, _ in curves), default=0.0)
        x_range = (0.0, rounded_up(max(furthest, SHORTEST[self.axis]), ENDS))
        losses = [y for _, y in curves] or [np.ones(1)]
        if self.frame is not None and self.frame.finish is not None:
            losses.append(np.array([self.frame.finish]))
        y_range = loss_range(losses, log=self.log)
        if (x_range, y_range) != self.ranges():
            self.box.setRange(xRange=x_range, yRange=y_range, padding=0.0)

    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the visible range of the axis and of the losses (log10 if log)."""
        (x_low, x_high), (y_low, y_high) = self.box.viewRange()
        return (x_low, x_high), (y_low, y_high)

    def on_range_changed(self) -> None:
        x_range, y_range = self.ranges()
        rect = self.plot_rect()
        across = max(2, int(rect.width() / TICK_EVERY[0]))
        upward = max(2, int(rect.height() / TICK_EVERY[1]))
        marks = log_ticks if self.log else linear_ticks
        y_ticks = marks(*y_range, upward)
        x_ticks = linear_ticks(*x_range, across)
        self.plot.getAxis("bottom").setTicks([inside(x_ticks, *x_range)])
        self.plot.getAxis("left").setTicks([inside(y_ticks, *y_range)])
        self.grid.place(x_range, [place for place, _ in y_ticks])
        self.overlay.update()

    # ---- under the mouse ---------------------------------------------------------

    def plot_rect(self) -> QRectF:
        """Return the part of this widget inside the axes."""
        transform = self.graphics.viewportTransform()
        rect: QRectF = transform.mapRect(self.box.sceneBoundingRect())
        return rect

    def place_of(self, at: float, shown: float) -> QPointF:
        """Return where a point of a line (its log10 if log) is in this widget."""
        scene = self.box.mapViewToScene(QPointF(at, shown))
        place: QPointF = self.graphics.viewportTransform().map(scene)
        return place

    def hovered(self) -> float | None:
        """Return the place on the axis under the mouse."""
        rect = self.plot_rect()
        if self.mouse is None or not rect.contains(self.mouse):
            return None
        low, high = self.ranges()[0]
        return low + (high - low) * (self.mouse.x() - rect.left()) / rect.width()

    def rows_at(self, place: float) -> list[tuple[str, str]]:
        """Return each lane's number and its last loss up to a place on the axis."""
        rows = [(text(f"race.axis_{self.axis}"), number(place, 3))]
        if self.frame is None:
            return rows
        for lane in range(len(self.frame.lanes)):
            x, y = self.points(lane)
            index = int(np.searchsorted(x, place, side="right")) - 1
            # A lane that failed at its start has no loss at all.
            loss = float(y[index]) if index >= 0 else None
            rows.append((str(lane + 1), number(loss)))
        return rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.mouse = event.position()
            self.overlay.update()
        elif kind == QEvent.Type.Leave:
            self.mouse = None
            self.overlay.update()
        # The wheel scrolls the page: these axes follow the race.
        return kind == QEvent.Type.Wheel

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.overlay.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)


class RaceOverlay(QWidget):
    """Paints the lanes' numbers at the ends of their curves, and the mouse's tag."""

    def __init__(self, plot: RacePlot) -> None:
        super().__init__(plot)
        self.plot = plot
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paint_badges(self, painter: QPainter, rect: QRectF) -> None:
        """Paint a small number where each curve ends."""
        plot, theme = self.plot, current()
        assert plot.frame is not None
        ends = []
        for lane in range(len(plot.frame.lanes)):
            x, y = plot.points(lane)
            shown = shown_losses(y[-1:], log=plot.log)
            if len(shown) and not np.isnan(shown[0]):
                end = plot.place_of(float(x[-1]), float(shown[0]))
                if rect.adjusted(-1, -1, 1, 1).contains(end):
                    ends.append((end.y(), end.x(), lane))
        painter.setFont(font(7.5, bold=True))
        ends.sort()
        side = scaled(BADGE)
        tops = spread([down - side / 2 for down, _, _ in ends], rect.bottom() - side)
        for top, (_, across, lane) in zip(tops, ends, strict=True):
            badge = QRectF(across + 3, top, side, side)
            painter.setPen(QPen(QColor(theme.card), 1))
            painter.setBrush(lane_color(theme, lane))
            painter.drawRoundedRect(badge, 3, 3)
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(lane + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        plot = self.plot
        if plot.frame is None:
            return
        rect, place = plot.plot_rect(), plot.hovered()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_badges(painter, rect)
            if place is None or plot.mouse is None:
                return
            theme = current()
            painter.setPen(QPen(QColor(theme.strong_line), 1))
            x = round(plot.mouse.x()) + 0.5
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            paint_tag(painter, theme, plot.rows_at(place), plot.mouse, rect)


def spread(tops: list[float], lowest: float) -> list[float]:
    """Return rising places of badges, moved so that none covers another.

    They go down first, and from the lowest place up again.
    """
    step = scaled(BADGE) + 1.0
    placed: list[float] = []
    for top in tops:
        placed.append(max(top, placed[-1] + step) if placed else top)
    for index in reversed(range(len(placed))):
        limit = lowest - (len(placed) - 1 - index) * step
        placed[index] = min(placed[index], limit)
    return placed
