"""The confusion matrix: which class was taken for which."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.canvas.decision_points import Mark, mark_color, paint_mark
from ui.labels import text
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme

Counts = NDArray[np.intp]

HEADER = 15.0
CAPTION = 15.0
MARK_RADIUS = 4.0
# A small matrix has cells of this size, and narrower ones rather than be wider than
# this; a large one fills its place.
CELL = (34.0, 17.0)
SMALL_WIDTH = 128.0
LARGEST_CELL = (64.0, 40.0)
NAME_SPACE = 76.0
# Tints stay this far from full, so that numbers stay readable on them.
TINT = 0.55
# With more classes the numbers do not fit into small cells.
SMALL_CLASSES = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells are: row i (true) downward, column j (predicted) to the right."""

    left: float
    top: float
    width: float
    height: float

    def cell(self, row: int, column: int) -> QRectF:
        return QRectF(
            self.left + column * self.width,
            self.top + row * self.height,
            self.width,
            self.height,
        )


class ConfusionView(QWidget):
    """Shows counts, tinted by their share of the true class; names in tooltips.

    A small one has the size its cells need, a large one takes what it gets and writes
    the names out.
    """

    def __init__(self, parent: QWidget | None = None, *, large: bool = False) -> None:
        super().__init__(parent)
        self.large = large
        self.counts: Counts | None = None
        self.classes: tuple[str, ...] = ()
        if large:
            policy = QSizePolicy.Policy.Expanding
            self.setSizePolicy(policy, policy)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text("output.confusion"))
        APPEARANCE.changed.connect(self.update)

    def show_counts(self, counts: Counts | None, classes: tuple[str, ...]) -> None:
        """Show counts (k, k), row i true, column j predicted; None: not known yet."""
        grew = len(classes) != len(self.classes)
        self.counts, self.classes = counts, classes
        if grew:
            self.updateGeometry()
        self.update()

    # ---- geometry ----------------------------------------------------------------

    def grid(self) -> Grid:
        """Return where the cells are in a widget of this size."""
        count = max(len(self.classes), 1)
        if not self.large:
            width = min(CELL[0], SMALL_WIDTH // count)
            return Grid(HEADER, CAPTION + HEADER, width, CELL[1])
        left, top = NAME_SPACE + HEADER, CAPTION + HEADER
        width = min((self.width() - left) / count, LARGEST_CELL[0])
        height = min((self.height() - top) / count, LARGEST_CELL[1])
        spare_x = self.width() - left - count * width
        spare_y = self.height() - top - count * height
        return Grid(left + spare_x / 2, top + spare_y / 2, width, height)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Return (true, predicted) of the cell at a place, if there is one."""
        grid = self.grid()
        row = int((place.y() - grid.top) // grid.height)
        column = int((place.x() - grid.left) // grid.width)
        count = len(self.classes)
        return (row, column) if 0 <= row < count and 0 <= column < count else None

    def describe(self, row: int, column: int) -> str:
        """Return the sentence for one cell."""
        assert self.counts is not None
        return text(
            "output.confusion_right" if row == column else "output.confusion_wrong",
            count=int(self.counts[row, column]),
            total=int(self.counts[row].sum()),
            true=self.classes[row],
            predicted=self.classes[column],
        )

    # ---- painting ----------------------------------------------------------------

    def paint_headers(self, painter: QPainter, theme: Theme, grid: Grid) -> None:
        """Paint what rows and columns mean, and each class's mark."""
        painter.setFont(font(8.0))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(theme.muted))
        baseline = grid.top - HEADER - CAPTION + metrics.ascent() + 1
        caption = text("output.confusion_axes")
        right = grid.left + len(self.classes) * grid.width
        at = max(0.0, right - metrics.horizontalAdvance(caption))
        painter.drawText(QPointF(at, baseline), caption)
        middle = HEADER / 2
        for index, name in enumerate(self.classes):
            across = grid.left + (index + 0.5) * grid.width
            down = grid.top + (index + 0.5) * grid.height
            mark = Mark(index, mark_color(theme, index, len(self.classes)))
            painter.setPen(Qt.PenStyle.NoPen)
            for place in (
                QPointF(across, grid.top - middle),
                QPointF(grid.left - middle, down),
            ):
                paint_mark(painter, mark, place, MARK_RADIUS, theme)
            if self.large:
                painter.setPen(QColor(theme.text))
                space = grid.left - HEADER - 4
                short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, space)
                painter.drawText(
                    QRectF(0, down - grid.height / 2, space, grid.height),
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    short,
                )

    def paint_cells(self, painter: QPainter, theme: Theme, grid: Grid) -> None:
        """Paint tints and numbers; zeros away from the diagonal stay empty."""
        assert self.counts is not None
        totals = np.maximum(self.counts.sum(axis=1), 1)
        painter.setFont(font(8.5 if grid.width > 24 else 7.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for (row, column), count in np.ndenumerate(self.counts):
            cell = grid.cell(row, column)
            painter.fillRect(
                cell.adjusted(0.5, 0.5, -0.5, -0.5),
                tint(theme, count / totals[row], right=row == column),
            )
            if count or row == column:
                painter.setPen(QColor(theme.text))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count))

    # ---- Qt ----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.counts is None or len(self.counts) != len(self.classes):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme, grid, count = current(), self.grid(), len(self.classes)
            self.paint_headers(painter, theme, grid)
            self.paint_cells(painter, theme, grid)
            painter.setPen(QPen(QColor(theme.strong_line), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = grid.cell(count - 1, count - 1).bottomRight()
            painter.drawRect(
                QRectF(QPointF(grid.left, grid.top), corner).adjusted(0, 0, -1, -1)
            )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            is_known = self.counts is not None and len(self.counts) == len(self.classes)
            if cell is not None and is_known:
                QToolTip.showText(event.globalPos(), self.describe(*cell), self)
                return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        if self.large:
            return QSize(340, 340)
        count, grid = len(self.classes), self.grid()
        return QSize(
            int(grid.left + count * grid.width), int(grid.top + count * grid.height)
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 130) if self.large else self.sizeHint()


def tint(theme: Theme, share: Any, *, right: bool) -> QColor:
    """Return a cell's colour: blue for right answers, orange for wrong ones."""
    end = np.array(theme.positive if right else theme.negative, float)
    zero = np.array(theme.zero, float)
    # The root lifts single mistakes off the background.
    mixed = zero + TINT * float(share) ** 0.5 * (end - zero)
    return QColor(*(int(part) for part in mixed.round()))
