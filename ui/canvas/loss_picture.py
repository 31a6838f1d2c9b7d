"""The losses of a run as a drawing that stays sharp at every size: no pyqtgraph in it.

The plot of the window can be zoomed; this one goes into files and films.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.canvas.loss_curves import (
    Array,
    LossCurves,
    linear_ticks,
    log_ticks,
    loss_range,
    near,
    shown_losses,
    update_range,
)
from ui.canvas.loss_pens import line_pens
from ui.labels import text
from ui.numbers import format_loss
from ui.theme import font
from ui.themes import Theme

TICK_POINTS = 8.5
LEFT, RIGHT = 52.0, 16.0
TICK_EVERY = (90, 44)
SAMPLE = 18.0
GAP = 6.0
DOT = 3.5


class LossPicture:
    """Paints the curves of one moment.

    Parameters
    ----------
    log : whether the losses' axis is logarithmic
    batches : whether the loss of every batch is drawn too
    furthest : the update at the right end; None: that of the curves
    """

    def __init__(
        self,
        curves: LossCurves,
        *,
        log: bool,
        batches: bool,
        furthest: int | None = None,
    ) -> None:
        self.curves = curves
        self.log = log
        self.batches = batches
        self.x_range = update_range(curves.seen_end() if furthest is None else furthest)
        parts = [curves.train, curves.test]
        if batches:
            parts += [curves.batches.low, curves.batches.high]
        parts += near(curves.others_until(self.x_range[1]), parts)
        self.y_range = loss_range(parts, log=log)

    def paint(self, painter: QPainter, size: QSizeF, theme: Theme) -> None:
        """Paint the whole picture from (0, 0) on."""
        line = QFontMetricsF(font(TICK_POINTS)).height()
        top, bottom = line + 14.0, 2 * line + 12.0
        rect = QRectF(
            LEFT, top, size.width() - LEFT - RIGHT, size.height() - top - bottom
        )
        painter.fillRect(QRectF(QPointF(0, 0), size), QColor(theme.card))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_axes(painter, rect, size, theme)
        self.paint_lines(painter, rect, theme)
        self.paint_legend(painter, theme)

    def paint_axes(
        self, painter: QPainter, rect: QRectF, size: QSizeF, theme: Theme
    ) -> None:
        painter.setFont(font(TICK_POINTS))
        metrics = QFontMetricsF(painter.font())
        across = max(2, int(rect.width() / TICK_EVERY[0]))
        upward = max(2, int(rect.height() / TICK_EVERY[1]))
        marks = log_ticks if self.log else linear_ticks
        for place, words in marks(*self.y_range, upward):
            y = self.places(rect, np.zeros(1), np.array([place]))[1][0]
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            painter.setPen(QColor(theme.muted))
            wide = metrics.horizontalAdvance(words)
            drop = metrics.ascent() / 2 - 1.0
            painter.drawText(QPointF(rect.left() - GAP - wide, y + drop), words)
        baseline = rect.bottom() + GAP + metrics.ascent()
        for place, words in linear_ticks(*self.x_range, across):
            x = self.places(rect, np.array([place]), np.zeros(1))[0][0]
            wide = metrics.horizontalAdvance(words)
            at = min(x - wide / 2, size.width() - wide - 2.0)
            painter.drawText(QPointF(at, baseline), words)
        painter.setPen(QPen(QColor(theme.strong_line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(theme.muted))
        words = text("pictures.update_axis")
        at = rect.center().x() - metrics.horizontalAdvance(words) / 2
        painter.drawText(QPointF(at, size.height() - metrics.descent() - 4.0), words)

    def paint_lines(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        curves, pens = self.curves, line_pens(theme)
        painter.save()
        painter.setClipRect(rect.adjusted(-DOT, -DOT, DOT, DOT))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.batches:
            x, y = curves.thinned_batches(*self.x_range, max(64, int(rect.width())))
            self.paint_line(painter, rect, x, y, pens["batches"])
        for x, y in curves.others:
            self.paint_line(painter, rect, x, y, pens["others"])
        for name, values, width in (
            ("test", curves.test, 1.3),
            ("train", curves.train, 1.8),
        ):
            pen = QPen(pens[name])
            pen.setCosmetic(False)
            pen.setWidthF(width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            self.paint_line(painter, rect, curves.updates, values, pen)
        if curves.update < curves.furthest:
            self.paint_playhead(painter, rect, theme)
        painter.setPen(QPen(QColor(theme.card), 1))
        for loss, color in zip(curves.now, (theme.accent, theme.muted), strict=True):
            shown = shown_losses(np.array([loss]), log=self.log)
            if np.isfinite(shown[0]):
                x, y = self.places(rect, np.array([float(curves.update)]), shown)
                painter.setBrush(QColor(color))
                painter.drawEllipse(QPointF(x[0], y[0]), DOT, DOT)
        painter.restore()

    def paint_playhead(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Paint an upright line where the run stands if it was further already."""
        x = self.places(rect, np.array([float(self.curves.update)]), np.zeros(1))[0][0]
        painter.setPen(QPen(QColor(theme.text), 1))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))

    def paint_line(
        self, painter: QPainter, rect: QRectF, updates: Any, losses: Array, pen: QPen
    ) -> None:
        """Paint a line with gaps where there is no number."""
        x, y = self.places(
            rect, np.asarray(updates, float), shown_losses(losses, log=self.log)
        )
        painter.setPen(pen)
        gaps = np.flatnonzero(~np.isfinite(y))
        for piece in np.split(np.arange(len(y)), gaps):
            known = piece[np.isfinite(y[piece])]
            points = zip(x[known].tolist(), y[known].tolist(), strict=True)
            painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in points]))

    def paint_legend(self, painter: QPainter, theme: Theme) -> None:
        metrics = QFontMetricsF(font(TICK_POINTS))
        left, baseline = LEFT, 6.0 + metrics.ascent()
        names = [("train", self.curves.now[0]), ("test", self.curves.now[1])]
        for name, loss in names:
            if not np.isfinite(loss):
                continue
            pen = QPen(line_pens(theme)[name])
            pen.setWidthF(2.0)
            painter.setPen(pen)
            y = baseline - metrics.ascent() / 2 + 1.0
            painter.drawLine(QPointF(left, y), QPointF(left + SAMPLE, y))
            left += SAMPLE + GAP
            for words, ink, bold in (
                (text(f"curves.{name}"), theme.muted, False),
                (format_loss(loss), theme.text, True),
            ):
                painter.setFont(font(TICK_POINTS, bold=bold))
                painter.setPen(QColor(ink))
                painter.drawText(QPointF(left, baseline), words)
                wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
                left += wide + GAP
            left += 2 * GAP

    def places(self, rect: QRectF, x: Array, y: Array) -> tuple[Array, Array]:
        """Return where updates and losses (log10 if log) are."""
        (x_low, x_high), (y_low, y_high) = self.x_range, self.y_range
        return (
            rect.left() + (x - x_low) * (rect.width() / (x_high - x_low)),
            rect.bottom() - (y - y_low) * (rect.height() / (y_high - y_low)),
        )
