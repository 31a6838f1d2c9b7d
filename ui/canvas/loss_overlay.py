"""What moves over the plot of the losses: playhead, dots, and the tag at the mouse."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.canvas.hover_tag import paint_tag
from ui.canvas.loss_curves import shown_losses
from ui.theme import current
from ui.themes import Theme

if TYPE_CHECKING:
    from ui.canvas.loss_plot import LossPlot

DOT = 3.5


class LossOverlay(QWidget):
    """Paints over a plot without making it compute its lines anew."""

    def __init__(self, plot: "LossPlot") -> None:
        super().__init__(plot)
        self.plot = plot
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        plot, theme = self.plot, current()
        curves = plot.curves
        if curves is None:
            return
        with QPainter(self) as painter:
            rect = plot.plot_rect()
            if curves.update < curves.furthest:
                self.paint_line(painter, QColor(theme.text), curves.update, rect)
            self.paint_dots(painter, theme, curves.update, curves.now, rect)
            index, mouse = plot.hovered(), plot.mouse
            if index is None or mouse is None:
                return
            update = int(curves.updates[index])
            self.paint_line(painter, QColor(theme.strong_line), update, rect)
            losses = (float(curves.train[index]), float(curves.test[index]))
            self.paint_dots(painter, theme, update, losses, rect)
            paint_tag(painter, theme, plot.hover_rows(), mouse, rect)

    def paint_line(
        self, painter: QPainter, color: QColor, update: int, rect: QRectF
    ) -> None:
        """Paint an upright line at an update, if that is visible."""
        x = round(self.plot.place_of(float(update), 0.0).x()) + 0.5
        if rect.left() <= x <= rect.right() + 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(color, 1))
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))

    def paint_dots(
        self,
        painter: QPainter,
        theme: Theme,
        update: int,
        losses: tuple[float, float],
        rect: QRectF,
    ) -> None:
        """Paint a dot for the training and the test loss, where that is visible."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.card), 1))
        shown = shown_losses(np.array(losses), log=self.plot.log)
        for loss, color in ((shown[1], theme.muted), (shown[0], theme.accent)):
            if np.isnan(loss):
                continue
            place = self.plot.place_of(float(update), float(loss))
            if rect.adjusted(-1, -1, 1, 1).contains(place):
                painter.setBrush(QColor(color))
                painter.drawEllipse(place, DOT, DOT)
