"""The plot of the losses: zoom, pan, and exact values under the mouse.

pyqtgraph takes 0.4 s to import, so this module imports it when the first plot is made.
"""

from functools import cache
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import type_scale
from ui.canvas.level_lines import LevelLines
from ui.canvas.loss_curves import (
    LossCurves,
    inside,
    linear_ticks,
    log_ticks,
    loss_range,
    near,
    shown_losses,
    update_range,
)
from ui.canvas.loss_overlay import LossOverlay
from ui.canvas.loss_pens import line_pens
from ui.canvas.ticks import fixed, number
from ui.labels import text
from ui.theme import APPEARANCE, current, font

AXIS_SIZE = (42, 20)
TICK_EVERY = (70, 36)
LABEL_REACH = 24


@cache
def plotting() -> Any:
    """Import pyqtgraph, set up as this program wants it."""
    import pyqtgraph

    pyqtgraph.setConfigOptions(imageAxisOrder="row-major", antialias=False)
    return pyqtgraph


class LossPlot(QWidget):
    """Shows training and test loss over the updates.

    Attributes
    ----------
    log : whether the losses' axis is logarithmic
    batches : whether the loss of every batch is drawn too, faintly
    is_manual : whether the user zoomed or panned; the ranges then stay
    curves : what is shown
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.log = False
        self.batches = False
        self.is_manual = False
        self.curves: LossCurves | None = None
        self.mouse: QPointF | None = None
        self.graphics = plotting().PlotWidget()
        # The picture as a whole has the keys.
        self.graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot = self.graphics.getPlotItem()
        self.box = self.plot.getViewBox()
        self.grid = LevelLines(plotting().PlotCurveItem(), self.box)
        self.lines = self.build_plot()
        self.others: list[Any] = []
        self.overlay = LossOverlay(self)
        self.fit = QToolButton(self)
        self.fit.setText(text("curves.fit"))
        self.fit.setToolTip(text("curves.fit_tip"))
        self.fit.hide()
        self.fit.clicked.connect(self.reset_view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.graphics)
        self.overlay.raise_()
        self.fit.raise_()
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.box.sigRangeChanged.connect(self.on_range_changed)
        self.box.sigResized.connect(self.on_range_changed)
        self.box.sigRangeChangedManually.connect(self.on_manual_range)
        self.graphics.viewport().installEventFilter(self)
        APPEARANCE.changed.connect(self.take_theme)
        self.take_theme()

    def build_plot(self) -> dict[str, Any]:
        """Set the plot up and return its lines by name."""
        self.plot.setDownsampling(auto=True, mode="peak")
        self.plot.setClipToView(True)
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).setStyle(
                tickLength=0,
                tickTextOffset=5,
                # Numbers at the ends of the axes may reach out by so many pixels.
                hideOverlappingLabels=LABEL_REACH,
            )
        self.plot.layout.setContentsMargins(0, 7, 19, 0)
        self.box.disableAutoRange()
        self.box.setLimits(minXRange=4.0, minYRange=1e-9)
        self.box.setDefaultPadding(0.0)
        lines = {
            name: self.new_line(z=z, antialias=z >= 0)
            for z, name in ((-2, "batches"), (0, "test"), (1, "train"))
        }
        self.graphics.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored
        )
        return lines

    def new_line(self, *, z: int, antialias: bool = True) -> Any:
        """Return a line without points; one with a higher z is drawn later."""
        line = self.plot.plot(connect="finite", antialias=antialias)
        line.setZValue(z)
        return line

    def take_theme(self) -> None:
        """Draw in the colours of the theme in force."""
        theme = current()
        self.graphics.setBackground(theme.card)
        self.plot.getAxis("left").setWidth(type_scale.whole(AXIS_SIZE[0]))
        self.plot.getAxis("bottom").setHeight(type_scale.whole(AXIS_SIZE[1]))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setStyle(tickFont=font(8.0))
            axis.setPen(line_pens(theme)["axis"])
            axis.setTextPen(QColor(theme.muted))
        pens = line_pens(theme)
        for name, line in self.lines.items():
            line.setPen(pens[name])
        for line in self.others:
            line.setPen(pens["others"])
        self.grid.take_pen(pens["grid"])
        self.overlay.update()

    # ---- what is shown -----------------------------------------------------------

    def show_curves(self, curves: LossCurves) -> None:
        self.curves = curves
        self.draw()

    def set_log(self, log: bool) -> None:
        self.log = log
        self.reset_view()

    def set_batches(self, shown: bool) -> None:
        self.batches = shown
        self.draw()

    def reset_view(self) -> None:
        """Show everything again, and follow what comes."""
        self.is_manual = False
        self.fit.hide()
        self.draw()

    def draw(self) -> None:
        """Draw all lines, and fit the ranges unless the user chose them."""
        curves = self.curves
        if curves is None:
            return
        if not self.is_manual:
            self.fit_ranges(curves)
        x = curves.updates.astype(np.float64)
        self.lines["train"].setData(x, shown_losses(curves.train, log=self.log))
        self.lines["test"].setData(x, shown_losses(curves.test, log=self.log))
        self.draw_others(curves)
        self.draw_batches(curves)
        self.overlay.update()

    def fit_ranges(self, curves: LossCurves) -> None:
        """Take the ranges in which everything is seen; they grow in jumps."""
        x_range = update_range(curves.seen_end())
        parts = [curves.train, curves.test]
        if self.batches:
            parts.append(curves.thinned_batches(*x_range, self.columns())[1])
        parts += near(curves.others_until(x_range[1]), parts)
        y_range = loss_range(parts, log=self.log)
        if (x_range, y_range) != self.ranges():
            self.box.setRange(xRange=x_range, yRange=y_range, padding=0.0)

    def draw_others(self, curves: LossCurves) -> None:
        """Draw the training loss of the other branches, a line each."""
        while len(self.others) < len(curves.others):
            self.others.append(self.new_line(z=-1))
            self.take_theme()
        for line in self.others[len(curves.others) :]:
            line.setData([], [])
        for line, (x, y) in zip(self.others, curves.others, strict=False):
            line.setData(x.astype(np.float64), shown_losses(y, log=self.log))

    def draw_batches(self, curves: LossCurves) -> None:
        """Draw the batch losses of the visible range, as fine as the pixels are."""
        x, y = np.empty(0), np.empty(0)
        if self.batches:
            x, y = curves.thinned_batches(*self.ranges()[0], self.columns())
        self.lines["batches"].setData(x, shown_losses(y, log=self.log))

    def columns(self) -> int:
        """Return how many pixels lie side by side, about."""
        return max(self.width(), 64)

    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the visible range of the updates and of the losses (log10 if log)."""
        (x_low, x_high), (y_low, y_high) = self.box.viewRange()
        return (x_low, x_high), (y_low, y_high)

    def on_range_changed(self) -> None:
        x_range, y_range = self.ranges()
        rect = self.plot_rect()
        across = max(2, int(rect.width() / TICK_EVERY[0]))
        upward = max(2, int(rect.height() / TICK_EVERY[1]))
        marks = log_ticks if self.log else linear_ticks
        x_ticks, y_ticks = linear_ticks(*x_range, across), marks(*y_range, upward)
        self.plot.getAxis("bottom").setTicks([inside(x_ticks, *x_range)])
        self.plot.getAxis("left").setTicks([inside(y_ticks, *y_range)])
        self.grid.place(x_range, [place for place, _ in y_ticks])
        self.overlay.update()

    def on_manual_range(self) -> None:
        self.is_manual = True
        self.fit.show()
        if self.curves is not None:
            self.draw_batches(self.curves)

    # ---- under the mouse ---------------------------------------------------------

    def plot_rect(self) -> QRectF:
        """Return the part of this widget inside the axes."""
        transform = self.graphics.viewportTransform()
        rect: QRectF = transform.mapRect(self.box.sceneBoundingRect())
        return rect

    def place_of(self, update: float, shown: float) -> QPointF:
        """Return where a point of a line (its log10 if log) is in this widget."""
        scene = self.box.mapViewToScene(QPointF(update, shown))
        place: QPointF = self.graphics.viewportTransform().map(scene)
        return place

    def hovered(self) -> int | None:
        """Return the place of the evaluation nearest to the mouse."""
        if self.curves is None or self.mouse is None:
            return None
        rect = self.plot_rect()
        if not rect.contains(self.mouse):
            return None
        low, high = self.ranges()[0]
        share = (self.mouse.x() - rect.left()) / rect.width()
        return self.curves.nearest(low + share * (high - low))

    def hover_rows(self) -> list[tuple[str, str]]:
        """Return names and exact values at the evaluation nearest to the mouse."""
        index, curves = self.hovered(), self.curves
        if index is None or curves is None:
            return []
        update = int(curves.updates[index])
        rows = [
            (text("curves.update"), fixed(update, 0)),
            (text("curves.train"), number(float(curves.train[index]))),
        ]
        if not np.isnan(curves.test[index]):
            rows.append((text("curves.test"), number(float(curves.test[index]))))
        batch = curves.batch_loss(update)
        if self.batches and batch is not None:
            low, high = map(number, batch)
            value = low if low == high else f"{low} … {high}"
            rows.append((text("curves.batch"), value))
        return rows

    # ---- Qt ----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.mouse = event.position()
            self.overlay.update()
        elif kind == QEvent.Type.Leave:
            self.mouse = None
            self.overlay.update()
        elif kind == QEvent.Type.MouseButtonDblClick:
            self.reset_view()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.overlay.setGeometry(self.rect())
        self.fit.adjustSize()
        self.fit.move(self.width() - self.fit.width() - 14, 8)

    def sizeHint(self) -> QSize:
        return QSize(330, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 80)
