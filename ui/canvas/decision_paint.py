"""The mouse as a brush in the decision picture.

While a brush is chosen, presses and movements over the picture paint and do not reach
it; with no brush the picture works as ever.
"""

import itertools

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QMouseEvent, QPainter, QPen, QPixmap

from playground.data.own import find_source, register
from playground.frame import Frame, shown_axes
from playground.problem import make_problem
from playground.settings import Settings
from ui.canvas.decision_view import DecisionView
from ui.labels import text
from ui.painting import ERASER_RADIUS, SPRAY_RADIUS, Brush, Canvas, Plane, Stroke
from ui.theme import current

# Strokes are numbered through the whole program: each is one step to undo.
STROKES = itertools.count(1)
BRUSH_RADIUS = 5.0
TOOL_RADII = {
    "brush": BRUSH_RADIUS,
    "spray": SPRAY_RADIUS,
    "eraser": ERASER_RADIUS,
}


class DecisionPaint(QObject):
    """Turns movements over a decision view into changes of the data.

    Attributes
    ----------
    brush : what one paints with; None: not painting
    color : what new points look like
    is_fresh : whether the next stroke begins on an empty canvas

    Signals
    -------
    painted : (changes of the settings, number of the stroke) after every change of rows
    began_fresh : the first point was put on an empty canvas
    """

    painted = Signal(dict, int)
    began_fresh = Signal()

    def __init__(self, view: DecisionView) -> None:
        super().__init__(view)
        self.view = view
        self.brush: Brush | None = None
        self.color = QColor()
        self.is_fresh = False
        self.settings: Settings | None = None
        self.stroke: Stroke | None = None
        self.number = 0
        view.installEventFilter(self)

    def choose(self, brush: Brush | None, color: QColor) -> None:
        """Paint with this from now on; None: paint no more."""
        self.brush, self.color = brush, color
        self.stroke = None
        self.view.mouse = None
        if brush is None:
            self.view.unsetCursor()
        else:
            self.view.setCursor(tool_cursor(brush.tool, color))
        self.view.update()

    def set_fresh(self, fresh: bool) -> None:
        self.is_fresh = fresh

    # ---- a stroke ----------------------------------------------------------------

    def begin(self, place: QPointF, brush: Brush) -> None:
        """Begin a stroke if there is a picture to paint in."""
        frame, settings = self.view.frame, self.settings
        plane = self.plane()
        if frame is None or settings is None or plane is None:
            return
        canvas = self.canvas(frame, settings)
        is_fresh = self.is_fresh and brush.tool in ("brush", "spray")
        if is_fresh:
            canvas = canvas.cleared()
        self.number = next(STROKES)
        self.stroke = Stroke(canvas, plane, brush)
        self.go_on(place)
        if is_fresh and len(self.stroke.canvas.rows.x):
            self.began_fresh.emit()

    def go_on(self, place: QPointF) -> None:
        area, stroke = self.view.area, self.stroke
        if stroke is None or area is None:
            return
        if stroke.to(area.to_data(place)) and len(stroke.canvas.rows.x):
            key = register(stroke.canvas.to_own_data(text("paint.name")))
            # The rows are all there is, and they hold the noise already.
            changes = {"data": key, "samples": None, "noise": None}
            self.painted.emit(changes, self.number)

    def end(self) -> None:
        self.stroke = None

    def canvas(self, frame: Frame, settings: Settings) -> Canvas:
        """Return the rows of the settings in force.

        The frame may be older than the last stroke; rows follow from settings alone.
        """
        is_shown = frame.settings == settings
        problem = frame.problem if is_shown else make_problem(settings)
        framed = find_source(settings.data).framed
        return Canvas.of(problem, framed, settings.test_fraction)

    def plane(self) -> Plane | None:
        """Return the picture that is shown, None while it shows no rows."""
        frame, area = self.view.frame, self.view.area
        if frame is None or area is None or self.view.hides_rows(frame):
            return None
        x_low, x_high, y_low, y_high = area.extent
        low, high = np.array((x_low, y_low)), np.array((x_high, y_high))
        problem = frame.problem
        across, upward = shown_axes(problem, frame.probe)
        return Plane(
            axes=(across, None if len(problem.columns) == 1 else upward),
            center=np.asarray(problem.center, np.float64),
            low=low,
            high=high,
            scale=np.array((area.rect.width(), area.rect.height())) / (high - low),
        )

    # ---- Qt ----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        brush = self.brush
        if brush is None or not isinstance(event, QMouseEvent):
            return False
        buttons = Qt.MouseButton
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                if self.stroke is None and event.button() == buttons.LeftButton:
                    self.begin(event.position(), brush)
                elif self.stroke is None and event.button() == buttons.RightButton:
                    self.begin(event.position(), Brush("eraser"))
            case QEvent.Type.MouseMove:
                self.go_on(event.position())
            case QEvent.Type.MouseButtonRelease:
                self.end()
        return True


def tool_cursor(tool: str, color: QColor) -> QCursor:
    """Return a cursor that shows how far a tool reaches, and what it leaves."""
    if tool not in TOOL_RADII:
        return QCursor(Qt.CursorShape.OpenHandCursor)
    radius = TOOL_RADII[tool]
    ratio = 2
    size = int(2 * radius) + 5
    image = QPixmap(size * ratio, size * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    middle = QPointF(size / 2, size / 2)
    theme = current()
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((theme.card, 3.0), (theme.text, 1.2)):
            painter.setPen(QPen(QColor(ink), width))
            painter.drawEllipse(middle, radius, radius)
        if tool != "eraser":
            painter.setPen(QPen(QColor(theme.card), 1.0))
            painter.setBrush(color)
            painter.drawEllipse(middle, 3.0, 3.0)
    hot = round(size / 2)
    return QCursor(image, hot, hot)
