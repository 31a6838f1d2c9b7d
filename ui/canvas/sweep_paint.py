"""The heat map of a sweep, painted: cells, axes and legend, for screen and file."""

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.sweep import OUTCOMES, Cell
from ui.canvas.sweep_scale import SIGNS, Scale, ink_on, number_of, outcome_color
from ui.labels import text
from ui.sweep_grid import Grid, Place, setting_name
from ui.theme import font
from ui.themes import Theme
from ui.type_scale import scaled

WORDS, SMALL = 9.0, 8.0
GAP, CORNER = 3.0, 4.0
LARGEST_CELL = QSizeF(132.0, 92.0)
# Below this the sign alone is written.
ROOM_FOR_TWO = 34.0
LEGEND_HEIGHT = 26.0


class MapLayout:
    """Where the cells of a grid lie: the first row at the bottom."""

    def __init__(self, grid: Grid, size: QSizeF) -> None:
        self.grid = grid
        metrics = QFontMetricsF(font(SMALL))
        self.line = metrics.height()
        labels = max(map(metrics.horizontalAdvance, grid.rows), default=0.0)
        left = min(labels, 0.25 * size.width()) + 10.0
        if grid.names[1]:
            left += self.line + 4.0
        bottom = 2 * self.line + 14.0 + LEGEND_HEIGHT
        columns, rows = len(grid.columns), len(grid.rows)
        wide = min((size.width() - left - 4.0) / columns, LARGEST_CELL.width())
        high = min((size.height() - bottom - 4.0) / rows, LARGEST_CELL.height())
        spare = max(0.0, size.width() - left - wide * columns) / 2
        down = max(0.0, size.height() - bottom - high * rows) / 2
        self.area = QRectF(left + spare, down + 2.0, wide * columns, high * rows)
        self.wide, self.high = wide, high

    def rect(self, place: Place) -> QRectF:
        column, row = place
        return QRectF(
            self.area.left() + column * self.wide + GAP / 2,
            self.area.bottom() - (row + 1) * self.high + GAP / 2,
            self.wide - GAP,
            self.high - GAP,
        )


def paint_map(
    painter: QPainter, grid: Grid, measure: str, size: QSizeF, theme: Theme
) -> None:
    """Paint the whole map with its axes and its legend."""
    layout = MapLayout(grid, size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    values = [number_of(cell, measure) for cell in map(grid.cell, grid.keys) if cell]
    scale = Scale([value for value in values if value is not None], measure)
    for place in grid.keys:
        paint_cell(painter, layout.rect(place), grid.cell(place), scale, theme)
    paint_labels(painter, layout, theme)
    if measure == "outcome":
        paint_outcomes(painter, layout, size, theme)
    else:
        paint_scale(painter, layout, size, scale, theme)


def paint_cell(
    painter: QPainter, rect: QRectF, cell: Cell | None, scale: Scale, theme: Theme
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if cell is None:
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(rect, CORNER, CORNER)
        return
    value = number_of(cell, scale.measure)
    if scale.measure != "outcome" and value is not None:
        color = scale.color(scale.strength(value), theme)
        upper, lower, shorter = scale.words(value), "", scale.short(value)
    else:
        color = outcome_color(cell.outcome, theme)
        upper = shorter = SIGNS[cell.outcome]
        count = cell.count(cell.outcome)
        lower = f"{count} / {len(cell.rows)}" if len(cell.rows) > 1 else ""
    painter.setBrush(color)
    painter.drawRoundedRect(rect, CORNER, CORNER)
    painter.setPen(ink_on(color))
    is_roomy = rect.height() >= scaled(ROOM_FOR_TWO) and bool(lower)
    painter.setFont(font(11.0 if scale.measure == "outcome" else WORDS, bold=True))
    metrics = QFontMetricsF(painter.font())
    fitting = (
        w for w in (upper, shorter) if metrics.horizontalAdvance(w) <= rect.width()
    )
    upper = next(fitting, "")
    if not upper:
        return
    upper_place = rect.adjusted(0, 0, 0, -rect.height() / 2) if is_roomy else rect
    middle = Qt.AlignmentFlag.AlignHCenter
    side = Qt.AlignmentFlag.AlignBottom if is_roomy else Qt.AlignmentFlag.AlignVCenter
    painter.drawText(upper_place, middle | side, upper)
    if is_roomy:
        painter.setFont(font(SMALL))
        place = rect.adjusted(0, rect.height() / 2, 0, 0)
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignTop, lower)


def paint_labels(painter: QPainter, layout: MapLayout, theme: Theme) -> None:
    """Write the values beside the cells and the names of the settings."""
    grid, area, line = layout.grid, layout.area, layout.line
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QColor(theme.muted))
    middle = Qt.AlignmentFlag.AlignCenter
    widest = max(map(metrics.horizontalAdvance, grid.columns), default=0.0)
    step = max(1, math.ceil((widest + 4.0) / layout.wide))
    for column in range(0, len(grid.columns), step):
        at = layout.rect((column, 0)).center().x()
        place = QRectF(at - 100, area.bottom() + 3.0, 200, line)
        painter.drawText(place, middle, grid.columns[column])
    for row, words in enumerate(grid.rows):
        at = layout.rect((0, row)).center().y()
        place = QRectF(0, at - line / 2, area.left() - 6.0, line)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, words)
    painter.setFont(font(SMALL, bold=True))
    painter.setPen(QColor(theme.text))
    place = QRectF(area.left() - 100, area.bottom() + line + 5.0, 200, line)
    place.setWidth(area.width() + 200)
    painter.drawText(place, middle, setting_name(grid.names[0]))
    if grid.names[1]:
        labels = max(map(metrics.horizontalAdvance, grid.rows), default=0.0)
        painter.save()
        painter.translate(area.left() - labels - 10.0 - line, area.center().y())
        painter.rotate(-90.0)
        place = QRectF(-200, 0, 400, line)
        painter.drawText(place, middle, setting_name(grid.names[1]))
        painter.restore()


def paint_outcomes(
    painter: QPainter, layout: MapLayout, size: QSizeF, theme: Theme
) -> None:
    """Explain the colours and signs that occur."""
    cells = [cell for cell in map(layout.grid.cell, layout.grid.keys) if cell]
    shown = [name for name in OUTCOMES if any(c.outcome == name for c in cells)]
    metrics = QFontMetricsF(font(SMALL))
    names = {name: text(f"sweep.{name}") for name in shown}
    box, gap = 16.0, 6.0
    wide = sum(
        box + gap + metrics.horizontalAdvance(word) + 3 * gap for word in names.values()
    )
    left = max(4.0, layout.area.center().x() - wide / 2)
    top = layout.area.bottom() + 2 * layout.line + 12.0
    for name, words in names.items():
        square = QRectF(left, top, box, box)
        color = outcome_color(name, theme)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(square, 3, 3)
        painter.setFont(font(SMALL, bold=True))
        painter.setPen(ink_on(color))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, SIGNS[name])
        painter.setFont(font(SMALL))
        painter.setPen(QColor(theme.muted))
        baseline = top + box / 2 + metrics.ascent() / 2 - 1.0
        painter.drawText(QPointF(left + box + gap, baseline), words)
        left += box + gap + metrics.horizontalAdvance(words) + 3 * gap


def paint_scale(
    painter: QPainter, layout: MapLayout, size: QSizeF, scale: Scale, theme: Theme
) -> None:
    """Explain the colours of the numbers: the bar goes from the worst to the best."""
    metrics = QFontMetricsF(font(SMALL))
    worst, best = scale.low, scale.high
    if scale.measure == "loss":
        worst, best = best, worst
    bar, steps = 140.0, 28
    left = layout.area.center().x() - bar / 2
    top = layout.area.bottom() + 2 * layout.line + 15.0
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(steps):
        painter.setBrush(scale.color(step / (steps - 1), theme))
        painter.drawRect(QRectF(left + step * bar / steps, top, bar / steps + 0.5, 9.0))
    painter.setFont(font(SMALL))
    painter.setPen(QColor(theme.muted))
    name = f"{text(f'sweep.{scale.measure}')}  {scale.words(worst)}"
    baseline = top + 4.5 + metrics.ascent() / 2 - 1.0
    wide = metrics.horizontalAdvance(name)
    painter.drawText(QPointF(left - wide - 8.0, baseline), name)
    painter.drawText(QPointF(left + bar + 8.0, baseline), scale.words(best))
