"""The heat map of a sweep: how the runs of each cell ended, or how well."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.sweep import OUTCOMES, Cell
from ui.canvas.hover_tag import paint_tag
from ui.canvas.loss_pens import mixed
from ui.labels import listed, text
from ui.numbers import format_loss
from ui.sweep_grid import Grid, setting_name
from ui.theme import APPEARANCE, current, font
from ui.themes import Theme

MEASURES = ("outcome", "loss", "accuracy")
# Signs repeat what the colours say.
SIGNS = {
    "converged": "✓",
    "learning": "↘",
    "stuck": "=",
    "diverged": "✕",
    "failed": "!",
}
WORDS, SMALL = 9.0, 8.0
GAP, CORNER = 3.0, 4.0
LARGEST_CELL = QSizeF(132.0, 92.0)
# Below this the sign alone is written.
ROOM_FOR_TWO = 34.0
LEGEND_HEIGHT = 26.0

Place = tuple[int, int]


class SweepMap(QWidget):
    """Shows a grid; a click or Enter opens a cell.

    Signals
    -------
    opened : (column, row) of a cell that has runs
    """

    opened = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self.grid: Grid | None = None
        self.measure = "outcome"
        self.pointed: Place | None = None
        self.mouse = QPointF()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(text("sweep.map"))
        APPEARANCE.changed.connect(self.update)

    def show_grid(self, grid: Grid | None) -> None:
        self.grid = grid
        self.pointed = None
        self.update()

    def show_measure(self, measure: str) -> None:
        self.measure = measure
        self.update()

    def point_at(self, place: Place | None) -> None:
        self.pointed = place
        is_open = place is not None and self.cell(place) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_open else None
        if shape is None:
            self.unsetCursor()
        else:
            self.setCursor(shape)
        if place is not None and self.grid is not None:
            rows = [
                text("language.named", name=name, value=value) if name else value
                for name, value in self.rows_of(place)
            ]
            self.setAccessibleDescription(listed(rows))
        self.update()

    def cell(self, place: Place) -> Cell | None:
        return self.grid.cell(place) if self.grid is not None else None

    def place_at(self, point: QPointF) -> Place | None:
        if self.grid is None:
            return None
        layout = MapLayout(self.grid, QSizeF(self.size()))
        return next(
            (key for key in self.grid.keys if layout.rect(key).contains(point)), None
        )

    def rows_of(self, place: Place) -> list[tuple[str, str]]:
        """Return what the tag of a cell says."""
        grid = self.grid
        assert grid is not None
        rows = [(setting_name(grid.names[0]), grid.columns[place[0]])]
        if grid.names[1]:
            rows.append((setting_name(grid.names[1]), grid.rows[place[1]]))
        cell = grid.cell(place)
        if cell is None:
            return [*rows, ("", text("sweep.waiting"))]
        for outcome in OUTCOMES:
            if cell.count(outcome):
                count = f"{cell.count(outcome)} / {len(cell.rows)}"
                rows.append((text(f"sweep.{outcome}"), count))
        rows.append((text("sweep.loss"), format_loss(loss_of(cell))))
        accuracy = accuracy_of(cell)
        if accuracy is not None:
            rows.append((text("sweep.accuracy"), f"{100 * accuracy:.1f} %"))
        return [*rows, ("", text("sweep.open"))]

    # ---- Qt ----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.card))
            if self.grid is None:
                return
            size = QSizeF(self.size())
            paint_map(painter, self.grid, self.measure, size, theme)
            if self.pointed is None:
                return
            rect = MapLayout(self.grid, size).rect(self.pointed)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), CORNER, CORNER)
            at = rect.center() if self.hasFocus() else self.mouse
            bounds = QRectF(self.rect())
            paint_tag(painter, theme, self.rows_of(self.pointed), at, bounds)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse = event.position()
        self.point_at(self.place_at(self.mouse))

    def leaveEvent(self, event: object) -> None:
        self.point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.open(place)

    def open(self, place: Place) -> None:
        if self.cell(place) is not None:
            self.opened.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if self.grid is None or key not in (*steps, Qt.Key.Key_Return):
            event.ignore()
            return
        if key == Qt.Key.Key_Return:
            if self.pointed is not None:
                self.open(self.pointed)
            return
        column, row = self.pointed or (0, 0)
        if self.pointed is not None:
            column, row = column + steps[key][0], row + steps[key][1]
        column = min(max(column, 0), len(self.grid.columns) - 1)
        row = min(max(row, 0), len(self.grid.rows) - 1)
        self.point_at((column, row))

    def sizeHint(self) -> QSize:
        return QSize(560, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)


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


class Scale:
    """How strong a colour each number has: the better, the stronger."""

    def __init__(self, values: Sequence[float], measure: str) -> None:
        self.measure = measure
        self.low = min(values, default=0.0)
        self.high = max(values, default=1.0)

    def strength(self, value: float) -> float:
        if self.measure == "loss":
            low, high = (math.log(max(end, 1e-12)) for end in (self.low, self.high))
            share = (math.log(max(value, 1e-12)) - low) / max(high - low, 1e-9)
            return 1.0 - share
        return (value - self.low) / max(self.high - self.low, 1e-9)

    def color(self, strength: float, theme: Theme) -> QColor:
        positive = QColor(*theme.positive).name()
        return mixed(positive, QColor(*theme.zero).name(), 0.06 + 0.9 * strength)

    def words(self, value: float) -> str:
        if self.measure == "loss":
            return format_loss(value)
        return f"{100 * value:.1f} %"

    def short(self, value: float) -> str:
        """Return a value for a cell that is too narrow for all its digits."""
        return f"{value:.2g}" if self.measure == "loss" else f"{100 * value:.0f} %"


def number_of(cell: Cell, measure: str) -> float | None:
    if measure == "outcome":
        return None
    return loss_of(cell) if measure == "loss" else accuracy_of(cell)


def loss_of(cell: Cell) -> float | None:
    """Return the median test loss, the training loss where nothing is tested."""
    loss = cell.median("test_loss")
    return cell.median("train_loss") if loss is None else loss


def accuracy_of(cell: Cell) -> float | None:
    accuracy = cell.median("test_accuracy")
    return cell.median("train_accuracy") if accuracy is None else accuracy


def outcome_color(outcome: str, theme: Theme) -> QColor:
    """Return the colour of an outcome: blue has learned, orange has not."""
    positive, negative = QColor(*theme.positive).name(), QColor(*theme.negative).name()
    zero = QColor(*theme.zero).name()
    return {
        "converged": mixed(positive, zero, 0.92),
        "learning": mixed(positive, zero, 0.42),
        "stuck": mixed(negative, zero, 0.38),
        "diverged": mixed(negative, zero, 0.95),
        "failed": QColor(theme.strong_line),
    }[outcome]


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
    is_roomy = rect.height() >= ROOM_FOR_TWO and bool(lower)
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


def ink_on(color: QColor) -> QColor:
    """Return black or white, whichever is read better on a colour."""
    parts = (color.redF(), color.greenF(), color.blueF())
    shares = (0.2126, 0.7152, 0.0722)
    light = sum(share * p**2.2 for share, p in zip(shares, parts, strict=True))
    return QColor("#ffffff") if light < 0.3 else QColor("#10151c")


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
