"""The heat map of a sweep: how the runs of each cell ended, or how well."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.sweep import OUTCOMES, Cell
from ui.canvas.hover_tag import paint_tag
from ui.canvas.sweep_paint import CORNER, MapLayout, paint_map
from ui.canvas.sweep_scale import accuracy_of, loss_of
from ui.labels import listed, text
from ui.numbers import format_loss
from ui.sweep_grid import Grid, Place, setting_name
from ui.theme import APPEARANCE, current

MEASURES = ("outcome", "loss", "accuracy")


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
